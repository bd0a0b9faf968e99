// The values that a running scenario works on: what queries yield, captures keep and predicates compare.
//
// A value is JSON extended by bytes (nlohmann's binary type). Integers keep 64 bits and are told apart from floats; the
// two compare by their exact mathematical value.
#ifndef PANDORA_CORE_SCENARIO_VALUE_H_
#define PANDORA_CORE_SCENARIO_VALUE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/format/json.h"

namespace pandora::scenario {

using Value = Json;
using Variables = std::map<std::string, Value>;

Value MakeBytes(std::string_view bytes);
std::string_view BytesOf(const Value& value);  // precondition: is_binary()

// -1, 0 or 1 for two numbers, two strings (by bytes) or two byte strings; nothing for any other pair.
std::optional<int> CompareValues(const Value& a, const Value& b);

// Equality of values: members of objects in any order, numbers by value (1 equals 1.0), bytes only with bytes.
bool EqualValues(const Value& a, const Value& b);

// "integer 5", `string "x"`, "bytes 00ff", "list [1,2]" ...: for messages; cut when long.
std::string DescribeValue(const Value& value);

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_VALUE_H_
