#include "core/function/cast.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

std::string Cast(std::string_view text, const SqlType& to) {
  Arena arena;
  Value value = CastValue(Value::Text(text), SqlKind::kString, to, &arena);
  if (value.is_null()) return "NULL";
  std::string out;
  AppendPrinted(value, to, false, &out);
  return out;
}

std::string Cast(const Value& value, const SqlType& from, const SqlType& to) {
  Arena arena;
  Value result = CastValue(value, from, to, &arena);
  if (result.is_null()) return "NULL";
  std::string out;
  AppendPrinted(result, to, false, &out);
  return out;
}

struct Case {
  std::string_view text;
  SqlType to;
  std::string_view expected;
};

// spec/sql.md 2.4.
TEST(SqlCast, FromText) {
  const Case kCases[] = {
      {"1.5", SqlKind::kInt, "1"},
      {"-1.9", SqlKind::kInt, "-1"},
      {"1.", SqlKind::kInt, "1"},
      {".5", SqlKind::kInt, "0"},
      {".", SqlKind::kInt, "0"},
      {"+7", SqlKind::kInt, "7"},
      {" 1", SqlKind::kInt, "NULL"},
      {"1 ", SqlKind::kInt, "NULL"},
      {"1e3", SqlKind::kInt, "NULL"},
      {"", SqlKind::kInt, "NULL"},
      {"abc", SqlKind::kInt, "NULL"},
      {"123.a", SqlKind::kInt, "NULL"},
      {"2147483648", SqlKind::kInt, "NULL"},
      {"-2147483648", SqlKind::kInt, "-2147483648"},
      {"128", SqlKind::kTinyint, "NULL"},
      {"9223372036854775807", SqlKind::kBigint, "9223372036854775807"},
      {"-9223372036854775808", SqlKind::kBigint, "-9223372036854775808"},
      {"9223372036854775808", SqlKind::kBigint, "NULL"},
      {" 1.5 ", SqlKind::kDouble, "1.5"},
      {"1e3", SqlKind::kDouble, "1000.0"},
      {"1d", SqlKind::kDouble, "1.0"},
      {"NaN", SqlKind::kDouble, "NaN"},
      {"-Infinity", SqlKind::kDouble, "-Infinity"},
      {"-.5", SqlKind::kDouble, "-0.5"},
      {"", SqlKind::kDouble, "NULL"},
      {"1,000", SqlKind::kDouble, "NULL"},
      {"inf", SqlKind::kDouble, "NULL"},
      {"0x10", SqlKind::kDouble, "NULL"},
      {"1.5abc", SqlKind::kDouble, "NULL"},
      {"1.005", SqlType::Decimal(5, 2), "1.01"},
      {"-1.005", SqlType::Decimal(5, 2), "-1.01"},
      {"1000", SqlType::Decimal(5, 2), "NULL"},
      {"x", SqlType::Decimal(5, 2), "NULL"},
      {"T", SqlKind::kBoolean, "true"},
      {"Yes", SqlKind::kBoolean, "true"},
      {"0", SqlKind::kBoolean, "false"},
      {"2", SqlKind::kBoolean, "NULL"},
      {"2017", SqlKind::kDate, "2017-01-01"},
      {"2017-2", SqlKind::kDate, "2017-02-01"},
      {"2017-02-3", SqlKind::kDate, "2017-02-03"},
      {"2017-02-03 anything", SqlKind::kDate, "2017-02-03"},
      {"2017-02-30", SqlKind::kDate, "NULL"},
      {"17-02-03", SqlKind::kDate, "NULL"},
      {"2017-06-01 12:36:07", SqlKind::kTimestamp, "2017-06-01 12:36:07"},
      {"2017-06-01T12:36:07.5", SqlKind::kTimestamp, "2017-06-01 12:36:07.5"},
      {"2017-06-01 04:36:07Z", SqlKind::kTimestamp, "2017-06-01 12:36:07"},
      {"2017-06-01 04:36:07+00:00", SqlKind::kTimestamp, "2017-06-01 12:36:07"},
      {"2017-06-01 1:2:3", SqlKind::kTimestamp, "2017-06-01 01:02:03"},
      {"2017-06-01 25:00:00", SqlKind::kTimestamp, "NULL"},
      {"2017-13-01", SqlKind::kTimestamp, "NULL"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Cast(c.text, c.to), c.expected) << c.text << " as " << TypeName(c.to);
}

TEST(SqlCast, FromNumbers) {
  EXPECT_EQ(Cast(Value::Double(1e30), SqlKind::kDouble, SqlKind::kBigint), "9223372036854775807");
  EXPECT_EQ(Cast(Value::Double(1e30), SqlKind::kDouble, SqlKind::kInt), "2147483647");
  EXPECT_EQ(Cast(Value::Double(-1.9), SqlKind::kDouble, SqlKind::kInt), "-1");
  EXPECT_EQ(Cast(Value::Int(3000000000), SqlKind::kBigint, SqlKind::kInt), "-1294967296");
  EXPECT_EQ(Cast(Value::Int(1), SqlKind::kInt, SqlKind::kTimestamp), "1970-01-01 08:00:01");
  EXPECT_EQ(Cast(Value::Double(1.5), SqlKind::kDouble, SqlKind::kTimestamp), "1970-01-01 08:00:01.5");
  EXPECT_EQ(Cast(Value::Double(1e7), SqlKind::kDouble, SqlKind::kString), "1.0E7");
  EXPECT_EQ(Cast(Value::Double(1e-4), SqlKind::kDouble, SqlKind::kString), "1.0E-4");
  EXPECT_EQ(Cast(Value::Double(0.001), SqlKind::kDouble, SqlKind::kString), "0.001");
  EXPECT_EQ(Cast(Value::Double(-0.0), SqlKind::kDouble, SqlKind::kString), "-0.0");
  EXPECT_EQ(Cast(Value::Double(100), SqlKind::kDouble, SqlKind::kString), "100.0");
  EXPECT_EQ(Cast(Value::Decimal(1250), SqlType::Decimal(5, 2), SqlKind::kString), "12.50");
  EXPECT_EQ(Cast(Value::Decimal(1255), SqlType::Decimal(5, 2), SqlType::Decimal(5, 1)), "12.6");
  EXPECT_EQ(Cast(Value::Int(2), SqlKind::kInt, SqlKind::kBoolean), "true");
}

TEST(SqlCast, KnowsWhatThereIs) {
  EXPECT_TRUE(CanCast(SqlKind::kDate, SqlKind::kInt));
  EXPECT_FALSE(CanCast(SqlKind::kInt, SqlKind::kDate));
  EXPECT_FALSE(CanCast(SqlType::Array(SqlKind::kInt), SqlKind::kInt));
  EXPECT_TRUE(CanCast(SqlType::Array(SqlKind::kInt), SqlType::Array(SqlKind::kString)));
}

}  // namespace
}  // namespace pandora
