// The examples in the function table are tests: each runs on both executors and must print what the table says.
#include <gtest/gtest.h>

#include "core/base/text.h"
#include "tests/unit/query/run_sql.h"

namespace pandora {
namespace {

TEST(FunctionExamples, PrintWhatTheTableSays) {
  int count = 0;
  for (const Function* function : AllFunctions()) {
    for (std::string_view example : Split(function->examples, '\n')) {
      if (example.empty()) continue;
      size_t arrow = example.rfind(" => ");
      ASSERT_NE(arrow, std::string_view::npos) << example;
      std::string sql = "select " + std::string(example.substr(0, arrow));
      std::string expected(example.substr(arrow + 4));
      ++count;
      EXPECT_EQ(RunSql(sql, ExecutorPath::kSqlite), expected) << sql;
      // Windows run on the one path only.
      if ((function->flags & kWindowOnly) != 0) continue;
      EXPECT_EQ(RunSql(sql, ExecutorPath::kVectorised), expected) << sql;
    }
  }
  EXPECT_GT(count, 270);
}

TEST(FunctionExamples, EveryRowIsDocumented) {
  for (const Function* function : AllFunctions()) {
    EXPECT_FALSE(function->english.empty()) << function->names;
    EXPECT_FALSE(function->chinese.empty()) << function->names;
    EXPECT_FALSE(SignaturesOf(*function).empty()) << function->names;
    // What the binder uses by itself (time + interval) has no name to write an example with.
    const bool internal = (function->flags & kOperator) != 0 && function->name().find('_') != std::string_view::npos;
    EXPECT_EQ(function->examples.empty(), internal) << function->names;
  }
}

}  // namespace
}  // namespace pandora
