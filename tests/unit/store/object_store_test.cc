#include "core/store/object_store.h"

#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

class ObjectStoreTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    objects_ = std::make_unique<ObjectStore>(state_.get());
  }
  void Put(const std::string& bucket, const std::string& key, const std::string& bytes,
           std::optional<Instant> expires = std::nullopt) {
    ObjectInfo info;
    info.bucket = bucket;
    info.key = key;
    info.created = Instant{5};
    info.expires = expires;
    ASSERT_OK(objects_->Put("ak", info, bytes));
  }
  std::string Keys(const std::string& prefix, const std::string& after, int64_t limit) {
    std::string keys;
    for (const ObjectInfo& info : Get(objects_->List("ak", "b", prefix, after, limit))) keys += info.key + " ";
    return keys;
  }
  std::unique_ptr<ObjectStore> objects_;
};
PANDORA_EACH_STORAGE(ObjectStoreTest);

TEST_P(ObjectStoreTest, GivesBackObjectsOfAnySize) {
  for (const size_t size : {0u, 1u, 1u << 20, (1u << 20) + 1, 5u << 20}) {
    std::string bytes(size, '\0');
    for (size_t i = 0; i < size; i += 997) bytes[i] = static_cast<char>(i);
    Put("b", "key " + std::to_string(size), bytes, Instant{9});
    const std::optional<std::string> read = Get(objects_->Get("ak", "b", "key " + std::to_string(size)));
    ASSERT_TRUE(read);
    EXPECT_TRUE(*read == bytes);
    const std::optional<ObjectInfo> info = Get(objects_->Stat("ak", "b", "key " + std::to_string(size)));
    ASSERT_TRUE(info);
    EXPECT_EQ(info->bucket, "b");
    EXPECT_EQ(info->size, static_cast<int64_t>(size));
    EXPECT_EQ(info->created, Instant{5});
    EXPECT_EQ(info->expires, Instant{9});
  }
  EXPECT_FALSE(Get(objects_->Get("other", "b", "key 1")));
  EXPECT_FALSE(Get(objects_->Stat("ak", "b", "key")));
}

TEST_P(ObjectStoreTest, TakesAnObjectInPieces) {
  std::string bytes;
  ObjectWriter writer = objects_->NewObject();
  for (const size_t size : {0u, 5u, (1u << 20) - 5u, 1u, 3u << 20, 700'000u, 400'000u}) {
    const std::string piece(size, static_cast<char>('a' + bytes.size() % 26));
    ASSERT_OK(writer.Append(piece));
    bytes += piece;
    EXPECT_EQ(writer.size(), static_cast<int64_t>(bytes.size()));
  }
  Put("b", "old", "x");
  ObjectInfo info;
  info.bucket = "b";
  info.key = "old";
  EXPECT_EQ(Get(objects_->Get("ak", "b", "old")), "x") << "it appears with Finish";
  ASSERT_OK(writer.Finish("ak", info));
  EXPECT_TRUE(Get(objects_->Get("ak", "b", "old")) == bytes);
  EXPECT_EQ(Get(objects_->Stat("ak", "b", "old"))->size, static_cast<int64_t>(bytes.size()));
  ObjectWriter nothing = objects_->NewObject();
  info.key = "nothing";
  ASSERT_OK(nothing.Finish("ak", info));
  EXPECT_EQ(Get(objects_->Get("ak", "b", "nothing")), "");
  info.key = "";
  EXPECT_EQ(objects_->NewObject().Finish("ak", info).code(), ErrorCode::kBadRequest);
}

TEST_P(ObjectStoreTest, PutReplacesAndLeavesNothingBehind) {
  Put("b", "k", std::string(3 << 20, 'x'));
  Put("b", "k", "short");
  EXPECT_EQ(Get(objects_->Get("ak", "b", "k")), "short");
  EXPECT_EQ(Get(state_->db().QueryInt("SELECT count(*) FROM object_chunk")), 1);
  EXPECT_TRUE(Get(objects_->Delete("ak", "b", "k")));
  EXPECT_FALSE(Get(objects_->Delete("ak", "b", "k")));
  EXPECT_EQ(Get(state_->db().QueryInt("SELECT count(*) FROM object_chunk")), 0);
}

TEST_P(ObjectStoreTest, KeysHaveOneTo1024Bytes) {
  ObjectInfo info;
  info.bucket = "b";
  EXPECT_EQ(objects_->Put("ak", info, "").code(), ErrorCode::kBadRequest);
  info.key = std::string(1025, 'k');
  EXPECT_EQ(objects_->Put("ak", info, "").code(), ErrorCode::kBadRequest);
  info.key.pop_back();
  EXPECT_OK(objects_->Put("ak", info, ""));
}

TEST_P(ObjectStoreTest, ListsByPrefixInByteOrder) {
  for (const char* key : {"b", "a/2", "a/10", "a", "\xe4\xb8\xad", "a/", "B"}) Put("b", key, "x");
  Put("other", "a/3", "x");
  EXPECT_EQ(Keys("", "", 100), "B a a/ a/10 a/2 b \xe4\xb8\xad ");
  EXPECT_EQ(Keys("a/", "", 100), "a/ a/10 a/2 ");
  EXPECT_EQ(Keys("a/", "a/", 1), "a/10 ");
  EXPECT_EQ(Keys("a/", "a/10", 100), "a/2 ");
  EXPECT_EQ(Keys("a/", "A", 100), "a/ a/10 a/2 ");
  EXPECT_EQ(Keys("a/", "b", 100), "");
  EXPECT_EQ(Keys("c", "", 100), "");
  EXPECT_EQ(Keys("", "", 0), "");
}

TEST_P(ObjectStoreTest, CountsBuckets) {
  Put("two", "a", "123");
  Put("two", "b", "45");
  Put("one", "a", "");
  const std::vector<ObjectStore::BucketInfo> buckets = Get(objects_->Buckets("ak"));
  ASSERT_EQ(buckets.size(), 2u);
  EXPECT_EQ(buckets[0].name, "one");
  EXPECT_EQ(buckets[0].objects, 1);
  EXPECT_EQ(buckets[1].name, "two");
  EXPECT_EQ(buckets[1].objects, 2);
  EXPECT_EQ(buckets[1].bytes, 5);
  EXPECT_TRUE(Get(objects_->Buckets("other")).empty());
}

TEST_P(ObjectStoreTest, ExpiresInTime) {
  Put("b", "never", "x");
  EXPECT_EQ(Get(objects_->Expire(Instant{1000})), std::nullopt);
  Put("b", "soon", "x", Instant{10});
  Put("b", "later", "x", Instant{20});
  EXPECT_EQ(Get(objects_->Expire(Instant{9})), Instant{10});
  EXPECT_EQ(Keys("", "", 9), "later never soon ");
  EXPECT_EQ(Get(objects_->Expire(Instant{10})), Instant{20});
  EXPECT_EQ(Keys("", "", 9), "later never ");
  EXPECT_EQ(Get(objects_->Expire(Instant{1000})), std::nullopt);
  EXPECT_EQ(Keys("", "", 9), "never ");
}

TEST_P(ObjectStoreTest, AnIncompleteObjectIsAnError) {
  Put("b", "k", std::string(3 << 20, 'x'));
  ASSERT_OK(state_->db().Execute("DELETE FROM object_chunk WHERE position=(SELECT max(position) FROM object_chunk)"));
  EXPECT_EQ(objects_->Get("ak", "b", "k").status().code(), ErrorCode::kInternal);
}

}  // namespace
}  // namespace pandora
