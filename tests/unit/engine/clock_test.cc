#include "core/engine/clock.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

constexpr Instant kHost{1'700'000'000LL * kMicrosPerSecond};
Instant Later(Instant instant, int64_t seconds) { return Instant{instant.micros + seconds * kMicrosPerSecond}; }

TEST(Clock, VirtualStandsStillUntilItIsScaled) {
  Clock clock = Clock::Start(Clock::Mode::kVirtual, kHost);
  EXPECT_EQ(clock.now(), kInitialInstant);
  EXPECT_EQ(FormatBeijing(clock.now()), "2017-01-12T15:30:00+08:00");
  EXPECT_EQ(clock.TargetAt(Later(kHost, 3600)), kInitialInstant);
  clock.SetScale(60, Later(kHost, 3600));
  EXPECT_EQ(clock.TargetAt(Later(kHost, 3601)), Later(kInitialInstant, 60));
  clock.SetScale(0, Later(kHost, 3602));
  EXPECT_EQ(clock.now(), Later(kInitialInstant, 120));
  EXPECT_EQ(clock.TargetAt(Later(kHost, 9999)), Later(kInitialInstant, 120));
}

TEST(Clock, RealFollowsTheHostAndNeverGoesBack) {
  Clock clock = Clock::Start(Clock::Mode::kReal, kHost);
  EXPECT_EQ(clock.TargetAt(Later(kHost, 5)), Later(kHost, 5));
  clock.MoveTo(Later(kHost, 5));
  EXPECT_EQ(clock.TargetAt(Later(kHost, 1)), Later(kHost, 5));
}

TEST(Clock, StopsAtTheLastInstantThatCanBeSpelled) {
  Clock clock = Clock::Start(Clock::Mode::kVirtual, kHost);
  clock.SetScale(kMaxScale, kHost);
  EXPECT_EQ(clock.TargetAt(Instant{INT64_MAX}), kLastInstant);
}

TEST(Clock, SurvivesEncoding) {
  Clock clock = Clock::Start(Clock::Mode::kVirtual, kHost);
  clock.SetScale(0.5, kHost);
  clock.MoveTo(Later(kInitialInstant, 7));
  const Result<Clock> decoded = Clock::Decode(clock.Encode(), kHost);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->now(), clock.now());
  EXPECT_EQ(decoded->scale(), 0.5);
  for (const char* damaged :
       {"", "virtual", "virtual x 0", "lunar 1 0", "virtual 1 -1", "virtual 1 1e99", "real 999999999999999999999 1"}) {
    EXPECT_FALSE(Clock::Decode(damaged, kHost).ok()) << damaged;
  }
}

}  // namespace
}  // namespace pandora
