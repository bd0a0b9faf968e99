#include "core/schedule/interval.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

TEST(StreamInterval, AcceptsTheDocumentedSpellingsOnly) {
  const struct {
    const char* text;
    int64_t seconds;  // 0: refused
  } cases[] = {{"5s", 5},  {"10s", 10}, {"20s", 20}, {"30s", 30}, {"1m", 60}, {"5m", 300}, {"10m", 600},
               {"15s", 0}, {"", 0},     {"60s", 0},  {"1M", 0},   {"1m ", 0}, {"m", 0},    {"-5s", 0}};
  for (const auto& one : cases) {
    const std::optional<int64_t> micros = ParseStreamInterval(one.text);
    EXPECT_EQ(micros.value_or(0), one.seconds * kMicrosPerSecond) << one.text;
  }
}

TEST(NextMultiple, LiesStrictlyAfterTheInstant) {
  const struct {
    int64_t instant, interval, next;
  } cases[] = {{0, 60, 60},   {1, 60, 60}, {59, 60, 60}, {60, 60, 120},
               {61, 60, 120}, {-1, 60, 0}, {-60, 60, 0}, {-61, 60, -60}};
  for (const auto& one : cases) {
    EXPECT_EQ(NextMultiple(Instant{one.instant}, one.interval).micros, one.next) << one.instant;
  }
}

}  // namespace
}  // namespace pandora
