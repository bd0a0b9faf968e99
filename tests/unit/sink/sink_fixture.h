// What the tests of the stores inside share: a home in memory. Not for what needs files or more than one account.
#ifndef PANDORA_TESTS_UNIT_SINK_SINK_FIXTURE_H_
#define PANDORA_TESTS_UNIT_SINK_SINK_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>

#include "core/sink/sink.h"

namespace pandora {

inline constexpr Instant kNow{1'484'206'200'000'000};  // 2017-01-12T15:30:00+08:00

class SinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<StateFile>> opened = StateFile::Open({});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    file_ = std::move(opened).value();
    catalog_ = std::make_unique<Catalog>(file_.get());
    log_ = std::make_unique<RecordLog>(file_.get());
    home_.file = file_.get();
    home_.catalog = catalog_.get();
    home_.log = log_.get();
    home_.now = kNow;
  }

  // Writes `batch` as one run of an export does; its first record has the offset `first`.
  SinkReport WriteAll(const SinkType& type, const Json& spec, const Schema& source, RecordBatch batch,
                      int64_t first = 0) {
    SinkReport report;
    Result<std::unique_ptr<SinkWriter>> writer = type.open(spec, source, home_);
    EXPECT_TRUE(writer.ok()) << writer.status().message();
    if (!writer.ok()) return report;
    EXPECT_TRUE((*writer)->Write(std::move(batch), first, &report).ok());
    EXPECT_TRUE((*writer)->Finish().ok());
    return report;
  }

  std::unique_ptr<StateFile> file_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<RecordLog> log_;
  SinkHome home_;
};

}  // namespace pandora

#endif  // PANDORA_TESTS_UNIT_SINK_SINK_FIXTURE_H_
