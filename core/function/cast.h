// CAST between Spark's types (spec/sql.md 2.4): exact, never an error at run time; what cannot be is NULL.
#ifndef PANDORA_CORE_FUNCTION_CAST_H_
#define PANDORA_CORE_FUNCTION_CAST_H_

#include <optional>
#include <string_view>

#include "core/value/sql_type.h"
#include "core/value/sql_value.h"

namespace pandora {

// Whether Spark has a cast from `from` to `to` at all.
bool CanCast(const SqlType& from, const SqlType& to);

// Casts `value`, which is of type `from`. Precondition: CanCast. Result bytes live in `arena` or in `value`'s owner.
// `today` (a local day) completes texts that hold a time only.
Value CastValue(const Value& value, const SqlType& from, const SqlType& to, Arena* arena, int64_t today = 0);

// The pieces of the cast from strings, for functions that parse as casts do.
std::optional<int64_t> TextToIntegral(std::string_view text, SqlKind kind);
std::optional<double> TextToDouble(std::string_view text);
std::optional<int64_t> TextToDate(std::string_view text);
std::optional<int64_t> TextToTimestamp(std::string_view text, int64_t today);
std::optional<bool> TextToBoolean(std::string_view text);

// Java's (long) and (int) of a double: toward zero, saturating, NaN is 0.
int64_t DoubleToLong(double value);
int64_t DoubleToInt(double value);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_CAST_H_
