#include "core/sink/http_outbox.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

class HttpOutboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<StateFile>> file = StateFile::Open({});
    ASSERT_TRUE(file.ok()) << file.status().message();
    file_ = *std::move(file);
    outbox_ = std::make_unique<HttpOutbox>(file_.get());
  }
  // What `result` holds; the test fails when it holds none.
  template <typename T>
  T Get(Result<T> result) {
    EXPECT_TRUE(result.ok()) << result.status().message();
    return std::move(result).value();
  }

  std::unique_ptr<StateFile> file_;
  std::unique_ptr<HttpOutbox> outbox_;
};

TEST_F(HttpOutboxTest, KeepsTheOrderOfEachExport) {
  for (const int64_t first : {0, 10, 20}) {
    ASSERT_TRUE(outbox_->Add(7, first, first + 9, Instant{5}).ok());
    ASSERT_TRUE(outbox_->Add(3, first, first + 4, Instant{6}).ok());
  }
  EXPECT_EQ(Get(outbox_->Head(7))->first, 0);
  EXPECT_EQ(Get(outbox_->Tail(7))->first, 20);
  EXPECT_FALSE(Get(outbox_->Head(8)));
  const HttpOutbox::Waiting waiting = Get(outbox_->CountWaiting(7));
  EXPECT_EQ(waiting.deliveries, 3);
  EXPECT_EQ(waiting.records, 30);
  const std::vector<Delivery> heads = Get(outbox_->Heads());
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_EQ(heads[0].export_id, 3);
  EXPECT_EQ(heads[0].due, Instant{6});
  EXPECT_EQ(heads[1].export_id, 7);
}

TEST_F(HttpOutboxTest, SavesWhatBecameOfADelivery) {
  ASSERT_TRUE(outbox_->Add(7, 0, 9, Instant{5}).ok());
  Delivery one = *Get(outbox_->Head(7));
  one.state = DeliveryState::kDelivered;
  one.attempts = 3;
  one.due = Instant{8};
  one.status = 200;
  one.reason = "why";
  one.response = std::string("a\0b", 3);
  ASSERT_TRUE(outbox_->Save(one).ok());
  EXPECT_FALSE(Get(outbox_->Head(7)));
  const Delivery read = *Get(outbox_->Get(7, one.id));
  EXPECT_EQ(read.state, DeliveryState::kDelivered);
  EXPECT_EQ(read.attempts, 3);
  EXPECT_EQ(read.due, Instant{8});
  EXPECT_EQ(read.created, Instant{5});
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.reason, "why");
  EXPECT_EQ(read.response, one.response);
  EXPECT_FALSE(Get(outbox_->Get(8, one.id))) << "another export's";
}

TEST_F(HttpOutboxTest, KeepsTheNewestDeliveredAndAllThatWait) {
  const int64_t count = HttpOutbox::kKept + 5;
  for (int64_t i = 0; i < count; ++i) ASSERT_TRUE(outbox_->Add(7, i, i, Instant{}).ok());
  for (int64_t i = 0; i < count - 1; ++i) {
    Delivery one = *Get(outbox_->Head(7));
    one.state = DeliveryState::kDelivered;
    ASSERT_TRUE(outbox_->Save(one).ok());
  }
  const std::vector<Delivery> kept = Get(outbox_->List(7, DeliveryState::kDelivered, 0, 10'000));
  ASSERT_EQ(kept.size(), static_cast<size_t>(HttpOutbox::kKept));
  EXPECT_EQ(kept.front().first, 4);
  EXPECT_EQ(Get(outbox_->List(7, std::nullopt, 0, 10'000)).size(), kept.size() + 1);
  EXPECT_EQ(Get(outbox_->List(7, DeliveryState::kWaiting, 0, 10'000)).size(), 1u);
  EXPECT_EQ(Get(outbox_->List(7, std::nullopt, kept[9].id, 2))[1].id, kept[10].id);
  ASSERT_TRUE(outbox_->Forget(7).ok());
  EXPECT_TRUE(Get(outbox_->List(7, std::nullopt, 0, 10)).empty());
}

TEST_F(HttpOutboxTest, BringsNumbersOfAForeignFileIntoBounds) {
  ASSERT_TRUE(outbox_->Add(7, -5, INT64_MAX, Instant{}).ok());
  const Delivery one = *Get(outbox_->Head(7));
  EXPECT_EQ(one.first, 0);
  EXPECT_LT(one.last, INT64_MAX);
  EXPECT_GT(one.records(), 0);
}

}  // namespace
}  // namespace pandora
