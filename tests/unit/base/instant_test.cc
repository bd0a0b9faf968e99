#include "core/base/instant.h"

#include <gtest/gtest.h>

#include <limits>

namespace pandora {
namespace {

TEST(Rfc3339, KnownInstants) {
  const struct {
    const char* text;
    int64_t micros;
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01T08:00:00+08:00", 0},
      {"2017-01-12T15:30:00+08:00", 1484206200000000},
      {"2017-01-12T15:30:00.5+08:00", 1484206200500000},
      {"2017-01-12t15:30:00z", 1484235000000000},
      {"2017-01-12 15:30:00Z", 1484235000000000},
      {"1969-12-31T23:59:59.999999Z", -1},
      {"1969-12-31T23:59:59.999999999Z", -1},
      {"2000-02-29T00:00:00Z", 951782400000000},
      {"2038-01-19T03:14:08Z", 2147483648000000},
      {"0000-01-01T00:00:00Z", -62167219200000000},
      {"0000-01-01T00:00:00+23:59", -62167219200000000 - 1439 * kMicrosPerMinute},
      {"9999-12-31T23:59:59-23:59", 253402300799000000 + 1439 * kMicrosPerMinute},
  };
  for (const auto& c : cases) {
    const std::optional<ParsedDate> date = ParseRfc3339(c.text);
    ASSERT_TRUE(date.has_value()) << c.text;
    EXPECT_EQ(date->instant.micros, c.micros) << c.text;
  }
}

TEST(Rfc3339, IsGivenBackAsItCame) {
  for (const std::string text :
       {"2017-01-12T15:30:00+08:00", "2017-01-12T15:30:00Z", "2017-01-12T15:30:00.5+08:00", "2017-01-12T15:30:00.500Z",
        "2017-01-02T15:04:05.123456789+08:00", "2017-01-02T15:04:05.000000001-11:30", "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59.999999999-23:59", "1969-12-31T23:59:59.999999999Z", "2000-02-29T23:00:00-00:30",
        "1900-03-01T00:00:00+05:45"}) {
    const std::optional<ParsedDate> date = ParseRfc3339(text);
    ASSERT_TRUE(date.has_value()) << text;
    std::string again = ">";
    AppendRfc3339(date->instant, DateForm::Unpack(date->form.Pack()), &again);
    EXPECT_EQ(again, ">" + text);
  }
}

TEST(Rfc3339, EveryDayOfFourCenturies) {
  int64_t micros = ParseRfc3339("1899-12-31T12:00:00Z")->instant.micros;
  const int64_t end = ParseRfc3339("2300-01-02T12:00:00Z")->instant.micros;
  DateForm form;
  form.offset_minutes = DateForm::kOffsetZ;
  for (; micros <= end; micros += kMicrosPerDay) {
    std::string text;
    AppendRfc3339(Instant{micros}, form, &text);
    const std::optional<ParsedDate> date = ParseRfc3339(text);
    ASSERT_TRUE(date.has_value()) << text;
    ASSERT_EQ(date->instant.micros, micros) << text;
  }
}

TEST(Rfc3339, RefusesOtherTexts) {
  for (const std::string text : {"",
                                 "2017",
                                 "2017-01-12",
                                 "12/01/2017",
                                 "2017-01-12T15:30:00",
                                 "2017-01-12T15:30+08:00",
                                 "2017-01-12T15:30:00+0800",
                                 "2017-01-12T15:30:00+08",
                                 "2017-01-12T15:30:00+24:00",
                                 "2017-01-12T15:30:00+08:60",
                                 "2017-01-12T15:30:60Z",
                                 "2017-01-12T15:60:00Z",
                                 "2017-01-12T24:00:00Z",
                                 "2017-13-12T15:30:00Z",
                                 "2017-00-12T15:30:00Z",
                                 "2017-01-00T15:30:00Z",
                                 "2017-01-32T15:30:00Z",
                                 "2017-02-29T15:30:00Z",
                                 "1900-02-29T15:30:00Z",
                                 "2017-04-31T15:30:00Z",
                                 "2017-01-12T15:30:00.Z",
                                 "2017-01-12T15:30:00.1234567890Z",
                                 "2017-01-12T15:30:00Zx",
                                 "2017-01-12T15:30:00Z ",
                                 " 2017-01-12T15:30:00Z",
                                 "2017-01-12x15:30:00Z",
                                 "2017-01-12T15-30:00Z",
                                 "2017/01/12T15:30:00Z",
                                 "-017-01-12T15:30:00Z",
                                 "20170-01-12T15:30:00Z",
                                 "2017-1-12T15:30:00+08:00",
                                 "2017-01-12T15:30:0aZ",
                                 "2017-01-12T15:30:00\xc3\xa4",
                                 "\xc0\xb0"
                                 "17-01-12T15:30:00Z",
                                 "2017-01-12T15:30:00*08:00",
                                 "2017-01-12T15:30:00.5",
                                 "2017-01-12T1\xb9:30:00Z"}) {
    EXPECT_FALSE(ParseRfc3339(text).has_value()) << text;
  }
  EXPECT_FALSE(ParseRfc3339(std::string("2017-01-12T15:30:00\0", 20)).has_value());
}

TEST(Rfc3339, ExtremeInstantsAreWrittenSomehow) {
  for (const int64_t micros : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    for (const uint32_t form : {0u, ~0u}) {
      char buffer[kMaxDateText];
      EXPECT_LE(WriteRfc3339(Instant{micros}, DateForm::Unpack(form), buffer), buffer + kMaxDateText);
    }
  }
}

TEST(DateForm, PacksEveryOffset) {
  for (int offset = -1439; offset <= DateForm::kOffsetZ; ++offset) {
    DateForm form;
    form.offset_minutes = static_cast<int16_t>(offset);
    form.fraction_digits = 9;
    form.nanos = 999;
    EXPECT_EQ(DateForm::Unpack(form.Pack()), form) << offset;
  }
}

TEST(Beijing, FormatAndFields) {
  EXPECT_EQ(FormatBeijing(Instant{0}), "1970-01-01T08:00:00+08:00");
  EXPECT_EQ(FormatBeijing(Instant{1484206200000000}), "2017-01-12T15:30:00+08:00");
  EXPECT_EQ(FormatBeijing(Instant{1484206200050000}), "2017-01-12T15:30:00.050000+08:00");
  EXPECT_EQ(FormatBeijing(Instant{-1}), "1970-01-01T07:59:59.999999+08:00");
  const CivilTime civil = ToBeijing(Instant{1484206200000007});
  EXPECT_EQ(civil.year, 2017);
  EXPECT_EQ(civil.month, 1);
  EXPECT_EQ(civil.day, 12);
  EXPECT_EQ(civil.hour, 15);
  EXPECT_EQ(civil.minute, 30);
  EXPECT_EQ(civil.second, 0);
  EXPECT_EQ(civil.micros, 7);
}

TEST(Duration, Parses) {
  const struct {
    const char* text;
    int64_t micros;
  } good[] = {{"0s", 0},
              {"250ms", 250'000},
              {"30s", 30'000'000},
              {"5m", 5 * kMicrosPerMinute},
              {"1h", kMicrosPerHour},
              {"2d", 2 * kMicrosPerDay},
              {"1h30m", 90 * kMicrosPerMinute},
              {"1m1ms", kMicrosPerMinute + 1000},
              {"36525d", 36525 * kMicrosPerDay}};
  for (const auto& c : good) EXPECT_EQ(ParseDuration(c.text), c.micros) << c.text;
  for (const char* const text : {"", "5", "m", "5 m", "-5m", "5x", "5M", "1.5h", "36526d", "99999999999999999999d",
                                 "36525d1ms", "5m3", "mm", "5m "}) {
    EXPECT_FALSE(ParseDuration(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace pandora
