// Spark's types: what an SQL expression can have, wider than what a field of a repo can be (core/value/type.h).
//
// A small value type: copying one costs at most a reference count. Equality is structural. Names of struct fields count.
#ifndef PANDORA_CORE_VALUE_SQL_TYPE_H_
#define PANDORA_CORE_VALUE_SQL_TYPE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value/type.h"

namespace pandora {

// The order of the integral and floating kinds is that of numeric widening.
enum class SqlKind : uint8_t {
  kNull,
  kBoolean,
  kTinyint,
  kSmallint,
  kInt,
  kBigint,
  kFloat,
  kDouble,
  kDecimal,
  kString,
  kBinary,
  kDate,
  kTimestamp,
  kInterval,
  kArray,
  kMap,
  kStruct,
};

struct SqlField;

struct SqlType {
  SqlKind kind = SqlKind::kNull;
  uint8_t precision = 0;                                // kDecimal: 1..38
  int8_t scale = 0;                                     // kDecimal: 0..precision; below 0 only for literals such as 1e3
  std::shared_ptr<const std::vector<SqlField>> fields;  // kArray: the element; kMap: key, value; kStruct: its fields

  SqlType() = default;
  SqlType(SqlKind simple) : kind(simple) {}  // NOLINT: implicit by design, for kinds without parameters

  static SqlType Decimal(int precision, int scale);  // both are cut to Spark's bounds (38)
  static SqlType Array(SqlType element);
  static SqlType Map(SqlType key, SqlType value);
  static SqlType Struct(std::vector<SqlField> fields);

  const SqlType& element() const;  // of kArray
  const SqlType& key() const;      // of kMap
  const SqlType& mapped() const;   // of kMap

  bool IsIntegral() const { return kind >= SqlKind::kTinyint && kind <= SqlKind::kBigint; }
  bool IsFractional() const { return kind == SqlKind::kFloat || kind == SqlKind::kDouble; }
  bool IsNumeric() const { return kind >= SqlKind::kTinyint && kind <= SqlKind::kDecimal; }
  bool IsComplex() const { return kind >= SqlKind::kArray; }
  // What GROUP BY, ORDER BY and comparisons accept: anything without a map or an interval inside.
  bool IsOrderable() const;

  bool operator==(const SqlType& other) const;
};

struct SqlField {
  std::string name;
  SqlType type;
};

// As Spark spells it: "bigint", "decimal(10,2)", "array<int>", "map<string,int>", "struct<a:int>".
std::string TypeName(const SqlType& type);

// The inverse for types as CAST writes them, without case ("bigint", "long", "decimal(10, 2)", ...) but not for nested ones.
std::optional<SqlType> FindSimpleType(std::string_view name);

// The type of a repo's field inside SQL: map -> struct, jsonstring -> string (spec/sql.md 3.1).
SqlType FromFieldType(const Type& type);

// The repo's type for a result column (spec/sql.md 3.2), or nothing for types that no field can hold.
std::optional<Type> ToFieldType(const SqlType& type);

// The decimal that holds every value of an integral type: decimal(3|5|10|20,0).
SqlType DecimalForIntegral(SqlKind kind);

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_SQL_TYPE_H_
