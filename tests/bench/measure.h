// What the native bench programs share: clocks of the process, and ending with a message. Not for tests: times do not repeat.
#ifndef PANDORA_TESTS_BENCH_MEASURE_H_
#define PANDORA_TESTS_BENCH_MEASURE_H_

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/base/status.h"

namespace pandora {

[[noreturn]] inline void Fail(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

inline void Require(const Status& status) {
  if (!status.ok()) Fail(status.message());
}

// Milliseconds since some moment in the past.
inline double WallMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

inline rusage Usage() {
  rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  return usage;
}

// Milliseconds of processor time that the process has taken, in user and in system mode.
inline double CpuMs() {
  const rusage usage = Usage();
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

}  // namespace pandora

#endif  // PANDORA_TESTS_BENCH_MEASURE_H_
