#include "core/schedule/magic.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

// 2017-01-12 15:30:00 in Beijing, the instant of the documents' examples.
constexpr Instant kExample{1484206200LL * kMicrosPerSecond};

TEST(Magic, ExpandsInBeijingTime) {
  const struct {
    const char* text;
    const char* expanded;
    int used;
  } cases[] = {
      {"kodo-parquet/date=$(year)-$(mon)-$(day)/hour=$(hour)/min=$(min)/$(sec)",
       "kodo-parquet/date=2017-01-12/hour=15/min=30/00", 6},
      {"", "", 0},
      {"plain", "plain", 0},
      {"$(week)", "$(week)", 0},
      {"${year}", "${year}", 0},
      {"$(year", "$(year", 0},
      {"$()", "$()", 0},
      {"$($(year))", "$(2017)", 1},
      {"$(YEAR)", "$(YEAR)", 0},
      {"$$(mon)$", "$01$", 1},
  };
  for (const auto& one : cases) {
    const MagicText result = ExpandMagic(one.text, kExample);
    EXPECT_EQ(result.text, one.expanded) << one.text;
    EXPECT_EQ(result.used, one.used) << one.text;
  }
}

TEST(Magic, KeyPrefixWithoutVariableGetsATimeStamp) {
  EXPECT_EQ(ExpandKeyPrefix("", kExample), "2017-01-12-15-30-00");
  EXPECT_EQ(ExpandKeyPrefix("key1/", kExample), "key1/2017-01-12-15-30-00");
  EXPECT_EQ(ExpandKeyPrefix("log/$(year)", kExample), "log/2017");
  EXPECT_EQ(ExpandKeyPrefix("log/$(week)", kExample), "log/$(week)2017-01-12-15-30-00");
}

TEST(Magic, PadsYearsAndCrossesMidnight) {
  EXPECT_EQ(ExpandMagic("$(year)", Instant{-62135596800LL * kMicrosPerSecond}).text, "0001");
  // 16:00 UTC is midnight in Beijing.
  EXPECT_EQ(ExpandMagic("$(day)T$(hour)", Instant{1484236800LL * kMicrosPerSecond}).text, "13T00");
}

}  // namespace
}  // namespace pandora
