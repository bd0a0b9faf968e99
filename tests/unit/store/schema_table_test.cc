#include "core/store/schema_table.h"

#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

Schema RichSchema() {
  Schema schema = PairSchema();
  schema.fields.push_back({"list", Type{Kind::kArray, Kind::kLong, {}}, false});
  Type inner{Kind::kMap, Kind::kString, {{"deep", Type{Kind::kDate, Kind::kString, {}}, true}}};
  schema.fields.push_back({"map", Type{Kind::kMap, Kind::kString, {{"in", inner, false}}}, true});
  return schema;
}

TEST(SchemaCodec, RoundTrips) {
  for (const Schema& schema : {Schema(), PairSchema(), RichSchema()}) {
    const Result<Schema> decoded = DecodeSchema(EncodeSchema(schema));
    ASSERT_TRUE(decoded.ok()) << decoded.status().message();
    EXPECT_EQ(*decoded, schema);
  }
}

TEST(SchemaCodec, RefusesDamage) {
  const std::string bytes = EncodeSchema(RichSchema());
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(DecodeSchema(bytes.substr(0, size)).ok()) << size;
  EXPECT_FALSE(DecodeSchema(bytes + "x").ok());
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      const Result<Schema> decoded = DecodeSchema(damaged);
      EXPECT_TRUE(!decoded.ok() || EncodeSchema(*decoded) == damaged);
    }
  }
  std::string deep = "\1";
  for (int i = 0; i < 1000; ++i) deep += std::string("\1f\x08\1", 4);
  EXPECT_FALSE(DecodeSchema(deep).ok());
}

using SchemaTableTest = StoreTest;
PANDORA_EACH_STORAGE(SchemaTableTest);

TEST_P(SchemaTableTest, StoresEachSchemaOnce) {
  SchemaTable schemas(state_.get());
  const int64_t pair = Get(schemas.IdOf(PairSchema()));
  const int64_t rich = Get(schemas.IdOf(RichSchema()));
  EXPECT_NE(pair, rich);
  EXPECT_EQ(Get(schemas.IdOf(PairSchema())), pair);
  EXPECT_EQ(*Get(schemas.Get(rich)), RichSchema());
  schemas.DropCaches();
  EXPECT_EQ(Get(schemas.IdOf(RichSchema())), rich);
  EXPECT_EQ(*Get(schemas.Get(pair)), PairSchema());
  EXPECT_FALSE(schemas.Get(99).ok());
}

}  // namespace
}  // namespace pandora
