#include "core/sink/rejected_records.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

class RejectedRecordsTest : public testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<StateFile>> opened = StateFile::Open({});
    ASSERT_TRUE(opened.ok());
    file_ = std::move(opened).value();
    rejected_ = std::make_unique<RejectedRecords>(file_.get());
  }

  std::unique_ptr<StateFile> file_;
  std::unique_ptr<RejectedRecords> rejected_;
};

TEST_F(RejectedRecordsTest, CountsAddUpAndReasonsAreInOrderOfOffset) {
  SinkReport report;
  report.written = 3;
  report.Reject(7, "bad date", false);
  report.Reject(5, "bad number", true);
  ASSERT_TRUE(rejected_->Add(1, report).ok());
  ASSERT_TRUE(rejected_->Add(1, report).ok());
  const ExportCounts counts = rejected_->Counts(1).value();
  EXPECT_EQ(counts.written, 6);
  EXPECT_EQ(counts.rejected, 2);
  EXPECT_EQ(counts.omitted, 2);
  const std::vector<Rejection> all = rejected_->List(1, 0, 10).value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].offset, 5);
  EXPECT_EQ(all[1].reason, "bad date");
  EXPECT_EQ(rejected_->List(1, 6, 10).value().size(), 1u);
  EXPECT_EQ(rejected_->Counts(2).value().written, 0);
}

TEST_F(RejectedRecordsTest, KeepsTheNewestReasons) {
  for (int64_t first = 0; first < 3 * RejectedRecords::kKept; first += 500) {
    SinkReport report;
    for (int64_t offset = first; offset < first + 500; ++offset) report.Reject(offset, "no", false);
    ASSERT_TRUE(rejected_->Add(1, report).ok());
  }
  EXPECT_EQ(rejected_->Counts(1).value().rejected, 3 * RejectedRecords::kKept);
  const std::vector<Rejection> kept = rejected_->List(1, 0, 10 * RejectedRecords::kKept).value();
  ASSERT_EQ(static_cast<int64_t>(kept.size()), RejectedRecords::kKept);
  EXPECT_EQ(kept.front().offset, 2 * RejectedRecords::kKept);
}

TEST_F(RejectedRecordsTest, ForgetsOneExportOnly) {
  SinkReport report;
  report.Reject(1, "no", false);
  ASSERT_TRUE(rejected_->Add(1, report).ok());
  ASSERT_TRUE(rejected_->Add(2, report).ok());
  ASSERT_TRUE(rejected_->Forget(1).ok());
  EXPECT_EQ(rejected_->Counts(1).value().rejected, 0);
  EXPECT_EQ(rejected_->List(1, 0, 10).value().size(), 0u);
  EXPECT_EQ(rejected_->List(2, 0, 10).value().size(), 1u);
}

}  // namespace
}  // namespace pandora
