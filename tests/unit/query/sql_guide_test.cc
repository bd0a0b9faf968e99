// Every example of docs/sql.md does what the page says: "refused" before it runs, "error" while it runs, or these rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "tests/unit/query/run_sql.h"

namespace pandora {
namespace {

std::string Outcome(const std::string& sql, ExecutorPath path) {
  std::string text = RunSql(sql, path);
  if (text.starts_with("refused: ")) return "refused";
  if (text.starts_with("error: ")) return "error";
  std::replace(text.begin(), text.end(), '\n', ';');
  return text;
}

TEST(SqlGuide, ExamplesAreTrue) {
  std::ifstream page("docs/sql.md");  // tests run in the repository's root
  ASSERT_TRUE(page);
  bool inside = false;
  int count = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) inside = line == "```sql";
    const size_t arrow = line.rfind(" => ");
    if (!inside || arrow == std::string::npos) continue;
    const std::string sql = line.substr(0, arrow);
    const std::string expected = line.substr(arrow + 4);
    ++count;
    EXPECT_EQ(Outcome(sql, ExecutorPath::kAuto), expected) << sql << "\n" << RunSql(sql, ExecutorPath::kAuto);
    EXPECT_EQ(Outcome(sql, ExecutorPath::kSqlite), expected) << sql;
  }
  EXPECT_GT(count, 50);
}

}  // namespace
}  // namespace pandora
