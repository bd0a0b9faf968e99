// The host's log: one line per event on stderr, "2017-01-12T07:30:00.000Z info text". What is logged never holds a
// credential: callers pass paths without their query and never a header. Not for the core, which has no output.
#ifndef PANDORA_NATIVE_LOG_H_
#define PANDORA_NATIVE_LOG_H_

#include <string_view>

namespace pandora {

enum class LogLevel { kQuiet, kInfo, kDebug };

// "quiet", "info" or "debug"; anything else is kInfo. Quiet still lets LogError through.
void SetLogLevel(std::string_view name);
bool LogEnabled(LogLevel level);

// Writes `text` when `level` is enabled. Control characters in it are shown as '?', so that a request cannot forge a line.
void Log(LogLevel level, std::string_view text);
void LogError(std::string_view text);

}  // namespace pandora

#endif  // PANDORA_NATIVE_LOG_H_
