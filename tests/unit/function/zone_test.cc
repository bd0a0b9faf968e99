#include "core/function/zone.h"

#include <gtest/gtest.h>

#include "core/value/calendar.h"

namespace pandora {
namespace {

int64_t Utc(int64_t year, int month, int day, int hour, int minute) {
  return FromCivil(year, month, day) * kDayMicros + (hour * 60 + minute) * 60 * kSecondMicros;
}

TEST(Zone, OffsetsAroundTheChanges) {
  struct Row {
    std::string_view zone;
    int64_t utc;
    int minutes;
  };
  const Row kRows[] = {
      {"Asia/Shanghai", Utc(2017, 7, 1, 0, 0), 480},
      {"asia/kolkata", Utc(2017, 7, 1, 0, 0), 330},
      {"America/New_York", Utc(2016, 3, 13, 6, 59), -300},
      {"America/New_York", Utc(2016, 3, 13, 7, 0), -240},
      {"America/New_York", Utc(2016, 11, 6, 5, 59), -240},
      {"America/New_York", Utc(2016, 11, 6, 6, 0), -300},
      {"America/Los_Angeles", Utc(2006, 4, 2, 10, 0), -420},
      {"America/Los_Angeles", Utc(2006, 3, 20, 10, 0), -480},
      {"Europe/Paris", Utc(2016, 3, 27, 0, 59), 60},
      {"Europe/Paris", Utc(2016, 3, 27, 1, 0), 120},
      {"Europe/London", Utc(2016, 10, 30, 0, 59), 60},
      {"Europe/London", Utc(2016, 10, 30, 1, 0), 0},
      {"Australia/Sydney", Utc(2016, 4, 2, 15, 59), 660},
      {"Australia/Sydney", Utc(2016, 4, 2, 16, 0), 600},
      {"Australia/Sydney", Utc(2016, 10, 1, 16, 0), 660},
      {"Pacific/Auckland", Utc(2016, 9, 24, 13, 59), 720},
      {"Pacific/Auckland", Utc(2016, 9, 24, 14, 0), 780},
      {"GMT+5:30", 0, 330},
      {"-08", 0, -480},
      {"+0530", 0, 330},
  };
  for (const Row& row : kRows) {
    std::optional<Zone> zone = Zone::Find(row.zone);
    ASSERT_TRUE(zone) << row.zone;
    EXPECT_EQ(zone->OffsetAt(row.utc), row.minutes * 60 * kSecondMicros) << row.zone << " " << row.utc;
  }
}

TEST(Zone, LocalTimesThatAreSkippedOrTwice) {
  Zone paris = *Zone::Find("Europe/Paris");
  EXPECT_EQ(paris.FromLocal(Utc(2016, 3, 27, 1, 30)), Utc(2016, 3, 27, 0, 30));
  EXPECT_EQ(paris.FromLocal(Utc(2016, 3, 27, 2, 30)), Utc(2016, 3, 27, 1, 30));  // skipped
  EXPECT_EQ(paris.FromLocal(Utc(2016, 3, 27, 3, 30)), Utc(2016, 3, 27, 1, 30));
  EXPECT_EQ(paris.FromLocal(Utc(2016, 10, 30, 2, 30)), Utc(2016, 10, 30, 1, 30));  // twice
}

TEST(Zone, ShortNames) {
  const int64_t winter = Utc(2017, 1, 1, 0, 0);
  const int64_t summer = Utc(2017, 7, 1, 0, 0);
  EXPECT_EQ(Zone::Find("America/New_York")->ShortName(winter), "EST");
  EXPECT_EQ(Zone::Find("America/New_York")->ShortName(summer), "EDT");
  EXPECT_EQ(Zone::Find("Asia/Shanghai")->ShortName(summer), "CST");
  EXPECT_EQ(Zone::Find("-03:30")->ShortName(summer), "GMT-03:30");
}

TEST(Zone, SessionsNestAndEnd) {
  const Zone tokyo = *Zone::Find("Asia/Tokyo");
  const Zone paris = *Zone::Find("Europe/Paris");
  const int64_t instant = Utc(2017, 7, 1, 14, 30);
  auto shown = [instant] {
    std::string text;
    AppendTimestampText(instant, false, &text);
    return text;
  };
  EXPECT_EQ(shown(), "2017-07-01 22:30:00");
  {
    const ScopedSessionZone outer(&tokyo);
    EXPECT_EQ(shown(), "2017-07-01 23:30:00");
    {
      const ScopedSessionZone inner(&paris);
      EXPECT_EQ(shown(), "2017-07-01 16:30:00");
      EXPECT_EQ(DayStart(LocalDay(instant)), Utc(2017, 6, 30, 22, 0));
    }
    EXPECT_EQ(shown(), "2017-07-01 23:30:00");
    EXPECT_EQ(SessionClock(INT64_MAX), INT64_MAX);
    EXPECT_EQ(FromSessionClock(INT64_MIN), INT64_MIN);
  }
  EXPECT_EQ(shown(), "2017-07-01 22:30:00");
}

TEST(Zone, UnknownNames) {
  for (std::string_view name : {"", "Mars/Base", "+", "+25:00", "GMT+x", "+08:99", "08:00"})
    EXPECT_FALSE(Zone::Find(name)) << name;
}

}  // namespace
}  // namespace pandora
