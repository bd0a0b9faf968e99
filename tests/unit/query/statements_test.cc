// Statements as users of Spark 2.2 write them, in statements.txt beside this file: lines "statement => rows", where the rows are what
// Spark 2.2 answers (spec/sql.md, and its own rules where the spec is silent), in its order, separated by ';', cells by '|'. "refused"
// stands for a statement that cannot be bound, "error" for one that fails while it runs. Both executors must agree with the file.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "tests/unit/query/run_sql.h"

namespace pandora {
namespace {

std::string Outcome(const std::string& sql, ExecutorPath path, bool sorted) {
  std::string text = RunSql(sql, path, {}, {}, sorted);
  if (text.starts_with("refused: ")) return "refused";
  if (text.starts_with("error: ")) return "error";
  std::replace(text.begin(), text.end(), '\n', ';');
  return text;
}

std::string SortRows(const std::string& rows) {
  std::vector<std::string> lines;
  size_t begin = 0;
  for (size_t end = 0; end != std::string::npos; begin = end + 1) {
    end = rows.find(';', begin);
    lines.push_back(rows.substr(begin, end - begin));
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : ";") + line;
  return text;
}

TEST(Statements, AnswerAsSparkDoes) {
  std::ifstream file("tests/unit/query/statements.txt");  // tests run in the repository's root
  ASSERT_TRUE(file);
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    const size_t arrow = line.rfind(" =>");
    if (line.starts_with("#") || arrow == std::string::npos) continue;
    const std::string sql = line.substr(0, arrow);
    const std::string expected = line.substr(std::min(arrow + 4, line.size()));
    ++count;
    EXPECT_EQ(Outcome(sql, ExecutorPath::kAuto, false), expected) << sql << "\n" << RunSql(sql, ExecutorPath::kAuto);
    // An order that nobody asked for may differ.
    EXPECT_EQ(Outcome(sql, ExecutorPath::kSqlite, true), SortRows(expected)) << sql;
  }
  EXPECT_GT(count, 300);
}

}  // namespace
}  // namespace pandora
