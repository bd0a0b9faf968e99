// Spark 2.2's rules for bringing types together (spec/sql.md 2.3): pure functions on types.
#ifndef PANDORA_CORE_SQL_COERCION_H_
#define PANDORA_CORE_SQL_COERCION_H_

#include <optional>
#include <string_view>
#include <vector>

#include "core/value/sql_type.h"

namespace pandora {

// The type that holds both without loss and without strings: numeric widening, NULL, date with timestamp.
std::optional<SqlType> TightestCommonType(const SqlType& a, const SqlType& b);

// As above, and decimals with other numbers, and (`promote_strings`) atomic types with string, and arrays of such.
std::optional<SqlType> WiderType(const SqlType& a, const SqlType& b, bool promote_strings);
std::optional<SqlType> WiderType(const std::vector<SqlType>& types, bool promote_strings);

// The decimal that holds all values of both.
SqlType WiderDecimal(const SqlType& a, const SqlType& b);

// What both sides of a comparison are cast to; nothing when there is no such type. `equality`: = and <=>.
std::optional<SqlType> ComparisonType(const SqlType& a, const SqlType& b, bool equality);

// The same for `a IN (SELECT b ...)`, which widens no decimals.
std::optional<SqlType> InQueryType(const SqlType& a, const SqlType& b);

// What both sides of an arithmetic operator are cast to (decimals stay apart: see DecimalResult), or nothing.
std::optional<SqlType> ArithmeticType(const SqlType& a, const SqlType& b);

// The result type of `op` ("+", "-", "*", "/", "%") on two decimals.
SqlType DecimalResult(std::string_view op, const SqlType& a, const SqlType& b);

// Whether and to what an argument of type `from` is cast implicitly for a parameter declared `to` (a class of
// core/function/function.h). Nothing: refused.
std::optional<SqlType> ImplicitCast(const SqlType& from, std::string_view to);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_COERCION_H_
