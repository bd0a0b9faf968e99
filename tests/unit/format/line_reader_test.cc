// Files of records: each line is one, and one that does not fit leaves the others alone.
#include "core/format/line_reader.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

Schema TwoFields() {
  Schema schema;
  schema.fields.push_back({"a", {Kind::kLong, Kind::kString, {}}, true});
  schema.fields.push_back({"s", {Kind::kString, Kind::kString, {}}, false});
  return schema;
}

TEST(LineReader, ReadsJsonAndIgnoresUnknownMembers) {
  LineReport report;
  const RecordBatch batch =
      ReadLines("{\"a\": 1, \"x\": [1]}\r\n\n{\"s\": \"b\", \"a\": 2}", TwoFields(), LineFormat::kJson, &report);
  ASSERT_EQ(batch.rows, 2u);
  EXPECT_EQ(batch.columns[0].longs[1], 2);
  EXPECT_TRUE(batch.columns[1].IsNull(0));
  EXPECT_EQ(batch.columns[1].Text(1), "b");
  EXPECT_EQ(report.lines, 2);
  EXPECT_EQ(report.left_out, 0);
}

TEST(LineReader, LeavesOutWhatDoesNotFitAndTellsTheFirst) {
  LineReport report;
  const RecordBatch batch = ReadLines("{\"a\": 1}\n{\"a\": \"x\"}\n[]\n{\n\xff\n{\"s\": \"no a\"}\n{\"a\": 2}\n",
                                      TwoFields(), LineFormat::kJson, &report);
  ASSERT_EQ(batch.rows, 2u);
  EXPECT_EQ(report.lines, 7);
  EXPECT_EQ(report.left_out, 5);
  EXPECT_EQ(report.problem.find("line 2: E18110"), 0u) << report.problem;
}

TEST(LineReader, ReadsThePushForm) {
  LineReport report;
  const RecordBatch batch = ReadLines("a=1\ts=x\\ty\nnonsense\ns=z\ta=2", TwoFields(), LineFormat::kText, &report);
  ASSERT_EQ(batch.rows, 2u);
  EXPECT_EQ(batch.columns[1].Text(0), "x\ty");
  EXPECT_EQ(batch.columns[0].longs[1], 2);
  EXPECT_EQ(report.left_out, 1);
}

}  // namespace
}  // namespace pandora
