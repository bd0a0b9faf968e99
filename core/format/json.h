// JSON text, at the edges only: this header is the one door to nlohmann/json. Members keep their order; 64-bit integers
// keep their digits. Parsing is bounded in depth and never throws.
//
// Used by format, schema documents, api and scenario; not by value, sql, query or store, which know no JSON text.
#ifndef PANDORA_CORE_FORMAT_JSON_H_
#define PANDORA_CORE_FORMAT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/status.h"

namespace pandora {

using Json = nlohmann::ordered_json;

inline constexpr int kMaxJsonDepth = 128;

// Parses one JSON value. On failure E18007 with line, column and what was expected. Duplicate members: the last wins.
// Deeper than `max_depth` arrays and objects, invalid UTF-8 and trailing text are refused.
Result<Json> ParseJson(std::string_view text, int max_depth = kMaxJsonDepth);

// Compact text without spaces; invalid UTF-8 inside strings is replaced, never thrown.
std::string DumpJson(const Json& value);
std::string DumpJsonPretty(const Json& value);  // two spaces of indent

// The member `name` of `object`, or nullptr when it is absent or null (clients send null for what they leave out), or when
// `object` is no object. Points into `object`.
const Json* FindMember(const Json& object, std::string_view name);

// The value when it is an integer that fits int64; nothing for anything else (also for 1.0).
std::optional<int64_t> AsInt64(const Json& value);

// "an object", "a string" ...: for messages that say what was found.
std::string_view JsonTypeName(const Json& value);

// Appends `text` as a JSON string with its quotes; escapes what JSON demands and nothing else. Precondition: valid UTF-8.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_JSON_H_
