#include "native/log.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

namespace pandora {
namespace {

LogLevel current_level = LogLevel::kInfo;

void WriteLine(const char* label, std::string_view text) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::time_t seconds = millis / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char stamp[64];
  const size_t length = std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(stamp + length, sizeof stamp - length, ".%03dZ %s ", static_cast<int>(millis % 1000), label);
  std::string line = stamp;
  for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  line += '\n';
  // One write, so that lines of several processes on one terminal do not mix; a closed stderr is nobody's concern.
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

}  // namespace

void SetLogLevel(std::string_view name) {
  current_level = name == "quiet" ? LogLevel::kQuiet : name == "debug" ? LogLevel::kDebug : LogLevel::kInfo;
}

bool LogEnabled(LogLevel level) { return level <= current_level; }

void Log(LogLevel level, std::string_view text) {
  if (LogEnabled(level)) WriteLine(level == LogLevel::kDebug ? "debug" : "info", text);
}

void LogError(std::string_view text) { WriteLine("error", text); }

}  // namespace pandora
