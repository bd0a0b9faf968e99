#include "core/value/type.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

TEST(Kind, NamesAreTheDocuments) {
  for (const char* const name : {"boolean", "long", "float", "date", "string", "jsonstring", "array", "map"}) {
    const std::optional<Kind> kind = FindKind(name);
    ASSERT_TRUE(kind.has_value()) << name;
    EXPECT_EQ(KindName(*kind), name);
  }
  for (const char* const name : {"", "String", "int", "long "}) EXPECT_FALSE(FindKind(name).has_value()) << name;
}

// Segments hold these numbers.
TEST(Kind, NumbersStay) {
  const Kind kinds[] = {Kind::kBoolean, Kind::kLong,       Kind::kFloat, Kind::kDate,
                        Kind::kString,  Kind::kJsonString, Kind::kArray, Kind::kMap};
  for (size_t i = 0; i < std::size(kinds); ++i) EXPECT_EQ(static_cast<size_t>(kinds[i]), i + 1);
}

TEST(Type, EqualityLooksAtWhatTheKindHas) {
  Type array_of_long{Kind::kArray, Kind::kLong, {}};
  Type array_of_string{Kind::kArray, Kind::kString, {}};
  EXPECT_FALSE(array_of_long == array_of_string);
  EXPECT_TRUE((Type{Kind::kLong, Kind::kLong, {}} == Type{Kind::kLong, Kind::kString, {}}));
  const Field x{"x", Type{Kind::kLong, Kind::kString, {}}, false};
  Field y = x;
  EXPECT_TRUE((Type{Kind::kMap, Kind::kString, {x}} == Type{Kind::kMap, Kind::kLong, {y}}));
  y.required = true;
  EXPECT_FALSE((Type{Kind::kMap, Kind::kString, {x}} == Type{Kind::kMap, Kind::kString, {y}}));
}

TEST(Schema, FindsByExactName) {
  const Schema schema{{{"a", {}, false}, {"B", {}, false}}};
  EXPECT_EQ(schema.Find("a"), 0);
  EXPECT_EQ(schema.Find("B"), 1);
  EXPECT_EQ(schema.Find("b"), -1);
  EXPECT_EQ(schema.Find(""), -1);
}

}  // namespace
}  // namespace pandora
