#include "core/query/scratch_pad.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

// Rows as "a,b;c,d" and the path, or the error with its place.
std::string RunPad(const std::string& code, const std::vector<std::string>& setup = {}, const TextLimits& limits = {},
                   ExecutorPath path = ExecutorPath::kAuto) {
  ScratchOptions options;
  options.path = path;
  options.limits = limits;
  const auto run = RunScratch({code, setup}, {}, {}, options);
  if (const auto* failure = std::get_if<ScratchError>(&run)) {
    return failure->error.Text() + " @" + std::to_string(failure->setup) + ":" + std::to_string(failure->error.line) +
           ":" + std::to_string(failure->error.column - 1);
  }
  if (const auto* status = std::get_if<Status>(&run)) return status->message();
  const ScratchRun& done = std::get<ScratchRun>(run);
  std::string text;
  for (const auto& row : done.result.rows) {
    std::string line;
    for (const auto& cell : row) line += (line.empty() ? "" : ",") + cell.value_or("NULL");
    text += (text.empty() ? "" : ";") + line;
  }
  return text + (done.result.truncated ? " ..." : "") + (done.path == ExecutorPath::kSqlite ? " s" : " v");
}

TEST(ScratchPad, ViewsSeeThoseBefore) {
  const std::vector<std::string> setup = {"CREATE OR REPLACE TEMPORARY VIEW v AS VALUES (1, 'x'), (2, null) AS t(a, b)",
                                          "create temp view w(q, r) as select a + 1, b from v",
                                          "create or replace temp view v as select q from w where r is null;"};
  EXPECT_EQ(RunPad("select * from v", setup), "3 v");
  EXPECT_EQ(RunPad("select q, R from W order by q desc", setup), "3,NULL;2,x v");
}

TEST(ScratchPad, SaysWhichStatementIsWrong) {
  const std::string good = "create temp view visits as select 1 as host";
  EXPECT_EQ(RunPad("select hst from visits", {good}),
            "cannot resolve '`hst`' given input columns: [host]; did you mean 'host'? @-1:1:7");
  EXPECT_EQ(RunPad("select 1", {good, "create temp view w as\nselect x from visit"}),
            "Table or view not found: visit; did you mean 'visits'? @1:2:14");
  EXPECT_EQ(RunPad("select 1", {good, "create temp view w as\n  selec 1"}),
            "mismatched input 'selec' expecting {'(', 'SELECT', 'FROM', 'VALUES', 'TABLE', 'WITH'} @1:2:2");
  EXPECT_EQ(RunPad("select 1", {"create table t (a int)"}), "mismatched input 'table' expecting 'TEMP' @0:1:7");
}

TEST(ScratchPad, EndsAtTheLimitsOnBothPaths) {
  const std::string code = "select id from range(5)";
  for (const ExecutorPath path : {ExecutorPath::kVectorised, ExecutorPath::kSqlite}) {
    const std::string mark = path == ExecutorPath::kSqlite ? " s" : " v";
    EXPECT_EQ(RunPad(code, {}, {}, path), "0;1;2;3;4" + mark);
    EXPECT_EQ(RunPad(code, {}, {5, 1000}, path), "0;1;2;3;4" + mark);
    EXPECT_EQ(RunPad(code, {}, {4, 1000}, path), "0;1;2;3 ..." + mark);
    EXPECT_EQ(RunPad(code, {}, {1000, 2}, path), "0;1 ..." + mark);
  }
}

TEST(ScratchPad, StopsWhatTakesTooLong) {
  ScratchOptions options;
  options.execute.max_steps = 5'000'000;
  const auto run = RunScratch({"select count(*) from range(100000) a cross join range(100000) b", {}}, {}, {}, options);
  const auto* failure = std::get_if<ScratchError>(&run);
  ASSERT_NE(failure, nullptr);
  EXPECT_EQ(failure->error.kind, SqlError::Kind::kRuntime);
  EXPECT_EQ(failure->error.Text(), "the statement takes too long: it was stopped after 5 million steps");
}

TEST(ScratchPad, ExplainsInsteadOfRunning) {
  EXPECT_EQ(RunPad("explain select id from range(5)"), "Project [#0]\n  Range 0 to 5 by 1\n v");
  EXPECT_EQ(RunPad("explain select x"), "cannot resolve '`x`' given input columns: [] @-1:1:15");
  const Explanation good = ExplainScratch({"select a.id from range(2) a join range(3) b on a.id = b.id", {}}, {});
  EXPECT_FALSE(good.error);
  EXPECT_EQ(good.columns.size(), 1u);
  EXPECT_EQ(good.path, ExecutorPath::kSqlite);
  EXPECT_EQ(good.note, "sqlite: the vectorised executor does not run a join");
  EXPECT_NE(good.plan.find("Join"), std::string::npos);
  EXPECT_NE(good.sqlite.find("JOIN"), std::string::npos);
  const Explanation bad = ExplainScratch({"select a.id from rnge(2) a", {}}, {});
  ASSERT_TRUE(bad.error);
  EXPECT_EQ(bad.plan, "");
}

}  // namespace
}  // namespace pandora
