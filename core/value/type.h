// The types a stored field can have (seed 002:64) and the shape of a record. Plain data: validation of what a user sends
// is in core/schema.
#ifndef PANDORA_CORE_VALUE_TYPE_H_
#define PANDORA_CORE_VALUE_TYPE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

// DO NOT RENUMBER: the values are written into segments (core/format/segment.h).
enum class Kind : uint8_t {
  kBoolean = 1,
  kLong = 2,        // int64
  kFloat = 3,       // IEEE double
  kDate = 4,        // instant in microseconds and the spelling it came in
  kString = 5,      // UTF-8
  kJsonString = 6,  // UTF-8 text of one JSON value
  kArray = 7,       // list of one scalar kind
  kMap = 8,         // record of named fields
};

// "boolean", "long", "float", "date", "string", "jsonstring", "array", "map": the documents' valtype.
std::string_view KindName(Kind kind);
std::optional<Kind> FindKind(std::string_view name);  // exact, lower case

struct Field;

struct Type {
  Kind kind = Kind::kString;
  Kind element = Kind::kString;  // of kArray only: a scalar kind
  std::vector<Field> fields;     // of kMap only, in declared order

  bool operator==(const Type& other) const;
};

struct Field {
  std::string name;
  Type type;
  bool required = false;

  bool operator==(const Field& other) const = default;
};

// Fields in declared order; names are unique within one level.
struct Schema {
  std::vector<Field> fields;

  // Index of the field called `name` (case-sensitive), or -1.
  int Find(std::string_view name) const;
  bool operator==(const Schema& other) const = default;
};

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_TYPE_H_
