// What the bench programs share: clocks of the process, and ending with a message. Not for tests: times do not repeat.
#ifndef PANDORA_TESTS_BENCH_MEASURE_H_
#define PANDORA_TESTS_BENCH_MEASURE_H_

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>

#include "core/base/status.h"

namespace pandora {

[[noreturn]] inline void Fail(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

inline void Require(const Status& status) {
  if (!status.ok()) Fail(status.message());
}

template <typename T>
T Require(Result<T> result) {
  Require(result.status());
  return std::move(result).value();
}

// Milliseconds since some moment in the past.
inline double WallMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

// Milliseconds of processor time that the process has taken, in user and in system mode. Not by getrusage, which tells nothing in wasm.
inline double CpuMs() { return static_cast<double>(std::clock()) * 1e3 / CLOCKS_PER_SEC; }

// Milliseconds of processor time that `work` takes.
template <typename Work>
double TimeCpuMs(Work work) {
  const double start = CpuMs();
  work();
  return CpuMs() - start;
}

// Kilobytes of memory that the process has had at the most. Native only.
inline long PeakRssKb() {
  rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace pandora

#endif  // PANDORA_TESTS_BENCH_MEASURE_H_
