#include "core/sink/typed_column.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

Type Of(Kind kind) { return Type{kind, Kind::kString, {}}; }

Column Longs(std::initializer_list<int64_t> values) {
  Column column = MakeColumn(Of(Kind::kLong));
  for (const int64_t value : values) column.AppendLong(value);
  return column;
}

Column Texts(std::initializer_list<const char*> values) {
  Column column = MakeColumn(Of(Kind::kString));
  for (const char* value : values) value == nullptr ? column.AppendNull() : column.AppendText(value);
  return column;
}

// rule: export.logdb.type-map.long-to-date
TEST(TypedColumn, NumbersWithoutAUnitAreReadByTheirMagnitude) {
  const struct {
    int64_t number;
    int64_t micros;
  } cases[] = {
      {0, 0},
      {-1, -1'000'000},
      {1'496'291'767, 1'496'291'767'000'000},
      {99'999'999'999, 99'999'999'999'000'000},
      {1'496'291'767'123, 1'496'291'767'123'000},
      {1'496'291'767'123'456, 1'496'291'767'123'456},
      {1'496'291'767'123'456'789, 1'496'291'767'123'456},
  };
  for (const auto& c : cases) {
    const std::optional<Instant> instant = InstantOfNumber(c.number);
    ASSERT_TRUE(instant) << c.number;
    EXPECT_EQ(instant->micros, c.micros) << c.number;
  }
  EXPECT_FALSE(InstantOfNumber(-100'000'000'000));
  EXPECT_FALSE(InstantOfNumber(INT64_MIN));
  EXPECT_TRUE(InstantOfNumber(INT64_MAX));
}

TEST(TypedColumn, TellsWhatCanBecomeWhat) {
  EXPECT_TRUE(CanConvert(Of(Kind::kLong), Of(Kind::kLong)));
  EXPECT_TRUE(CanConvert(Of(Kind::kLong), Of(Kind::kDate)));
  EXPECT_TRUE(CanConvert(Of(Kind::kString), Of(Kind::kDate)));
  EXPECT_TRUE(CanConvert(Of(Kind::kLong), Of(Kind::kFloat)));
  EXPECT_TRUE(CanConvert(Of(Kind::kDate), Of(Kind::kString)));
  EXPECT_FALSE(CanConvert(Of(Kind::kFloat), Of(Kind::kDate)));
  EXPECT_FALSE(CanConvert(Of(Kind::kFloat), Of(Kind::kLong)));
  EXPECT_FALSE(CanConvert(Type{Kind::kArray, Kind::kLong, {}}, Of(Kind::kString)));
  EXPECT_FALSE(CanConvert(Type{Kind::kArray, Kind::kLong, {}}, Type{Kind::kArray, Kind::kString, {}}));
}

TEST(TypedColumn, ATextThatIsNoDateIsAProblemOfItsRowOnly) {
  RowProblems problems;
  const Column dates = ConvertColumn(Texts({"2017-01-12T15:30:00+08:00", "yesterday", nullptr, "2017-01-12T07:30:00Z"}),
                                     Of(Kind::kDate), "when", &problems);
  ASSERT_EQ(dates.size, 4u);
  EXPECT_EQ(dates.longs[0], dates.longs[3]);
  EXPECT_TRUE(dates.IsNull(1));
  EXPECT_TRUE(dates.IsNull(2));
  ASSERT_EQ(problems.reasons().size(), 1u);
  EXPECT_EQ(problems.reasons().begin()->first, 1u);
  const std::string& reason = problems.reasons().begin()->second;
  EXPECT_NE(reason.find("'when'"), std::string::npos) << reason;
  EXPECT_NE(reason.find("'yesterday'"), std::string::npos) << reason;
}

TEST(TypedColumn, ScalarsBecomeTheTextTheyArePrintedAs) {
  RowProblems problems;
  Column floats = MakeColumn(Of(Kind::kFloat));
  floats.AppendFloat(1.5);
  floats.AppendNull();
  const Column texts = ConvertColumn(std::move(floats), Of(Kind::kString), "f", &problems);
  EXPECT_EQ(texts.Text(0), "1.5");
  EXPECT_TRUE(texts.IsNull(1));
  EXPECT_EQ(ConvertColumn(Longs({-7}), Of(Kind::kString), "l", &problems).Text(0), "-7");
  EXPECT_EQ(ConvertColumn(Longs({0}), Of(Kind::kDate), "l", &problems).longs[0], 0);
  EXPECT_TRUE(problems.empty());
}

TEST(TypedColumn, DropsTheRowsThatHaveProblems) {
  RecordBatch batch;
  batch.columns.push_back(Longs({10, 11, 12, 13}));
  batch.rows = 4;
  RowProblems problems;
  problems.Add(3, "last");
  problems.Add(0, "first");
  problems.Add(0, "again");
  EXPECT_EQ(problems.reasons().at(0), "first");
  const RecordBatch kept = DropRows(std::move(batch), problems);
  ASSERT_EQ(kept.rows, 2u);
  EXPECT_EQ(kept.columns[0].longs, (std::vector<int64_t>{11, 12}));
}

}  // namespace
}  // namespace pandora
