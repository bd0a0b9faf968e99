// Statements as users of Spark 2.2 write them, in statements.txt beside this file: lines "statement => rows", where the rows are what
// Spark 2.2 answers (spec/sql.md, and its own rules where the spec is silent), in its order, separated by ';', cells by '|'. "refused"
// stands for a statement that cannot be bound, "error" for one that fails while it runs. Behind " :: " may follow the names and types of
// the columns. Both executors must agree with the file.
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

// "name type, ..." of the result's columns.
std::string Columns(const std::string& sql) {
  auto plan = BindStatement(sql, {}, {});
  if (const SqlError* error = std::get_if<SqlError>(&plan)) return "refused: " + error->message;
  std::string text;
  for (const OutputColumn& column : std::get<QueryPlan>(plan).root->root->output)
    text += (text.empty() ? "" : ", ") + column.name + " " + TypeName(column.type);
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
    std::string expected = line.substr(std::min(arrow + 4, line.size()));
    if (const size_t columns = expected.rfind(":: "); columns != std::string::npos) {
      EXPECT_EQ(Columns(sql), expected.substr(columns + 3)) << sql;
      expected.resize(columns - std::min<size_t>(columns, 1));
    }
    ++count;
    EXPECT_EQ(Outcome(sql, ExecutorPath::kAuto, false), expected) << sql << "\n" << RunSql(sql, ExecutorPath::kAuto);
    // An order that nobody asked for may differ.
    EXPECT_EQ(Outcome(sql, ExecutorPath::kSqlite, true), SortRows(expected)) << sql;
  }
  EXPECT_GT(count, 450);
}

}  // namespace
}  // namespace pandora
