// One value inside a running query: 24 bytes, trivially copyable, no ownership. What it means (a date, a tinyint, a field of
// a struct) the static SqlType says; the tag tells only the layout. Bytes and items live in an Arena or in a batch that
// outlives the value. Functions (core/function) are written on these and run alike in both executors.
#ifndef PANDORA_CORE_VALUE_SQL_VALUE_H_
#define PANDORA_CORE_VALUE_SQL_VALUE_H_

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/value/decimal.h"
#include "core/value/sql_type.h"

namespace pandora {

// Bump allocation for the bytes and lists of values. Everything is freed together.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  // Never null; aligned for Value.
  void* Allocate(size_t size);
  std::string_view Copy(std::string_view text);
  // Keeps the largest block for reuse.
  void Reset();
  size_t bytes() const { return total_; }

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    size_t size = 0;
  };
  std::vector<Block> blocks_;
  char* next_ = nullptr;
  size_t left_ = 0;
  size_t total_ = 0;
};

struct Value {
  enum class Tag : uint8_t { kNull, kInt, kDouble, kText, kDecimal, kInterval, kList };

  Tag tag = Tag::kNull;
  // kText: bytes; kList: items; kInt of a timestamp: the packed DateForm it came with, 0 for none.
  uint32_t size = 0;
  union {
    int64_t i;           // boolean 0/1, integrals, date: days since the epoch, timestamp: microseconds
    double d;            // float, double
    const char* text;    // string: UTF-8; binary: bytes
    const Value* items;  // array, struct; map: key, value, key, value ...
    uint64_t words[2];   // decimal: unscaled, low word first; interval: months, microseconds
  };

  Value() : words{0, 0} {}

  static Value Int(int64_t value) {
    Value v;
    v.tag = Tag::kInt;
    v.i = value;
    return v;
  }
  static Value Bool(bool value) { return Int(value ? 1 : 0); }
  static Value Double(double value) {
    Value v;
    v.tag = Tag::kDouble;
    v.d = value;
    return v;
  }
  static Value Text(std::string_view text) {
    Value v;
    v.tag = Tag::kText;
    v.size = static_cast<uint32_t>(text.size());
    v.text = text.data();
    return v;
  }
  static Value Decimal(Int128 unscaled) {
    Value v;
    v.tag = Tag::kDecimal;
    v.words[0] = static_cast<uint64_t>(unscaled);
    v.words[1] = static_cast<uint64_t>(unscaled >> 64);
    return v;
  }
  static Value Interval(int64_t months, int64_t micros) {
    Value v;
    v.tag = Tag::kInterval;
    v.words[0] = static_cast<uint64_t>(months);
    v.words[1] = static_cast<uint64_t>(micros);
    return v;
  }
  static Value List(const Value* items, size_t count) {
    Value v;
    v.tag = Tag::kList;
    v.size = static_cast<uint32_t>(count);
    v.items = items;
    return v;
  }

  bool is_null() const { return tag == Tag::kNull; }
  bool is_true() const { return tag == Tag::kInt && i != 0; }
  bool is_false() const { return tag == Tag::kInt && i == 0; }
  std::string_view view() const { return {text, size}; }
  Int128 decimal() const {
    return static_cast<Int128>((static_cast<Uint128>(words[1]) << 64) | static_cast<Uint128>(words[0]));
  }
  int64_t months() const { return static_cast<int64_t>(words[0]); }
  int64_t micros() const { return static_cast<int64_t>(words[1]); }
};
static_assert(sizeof(Value) == 24);

// A list with room for `count` items, to be filled by the caller.
Value* NewItems(Arena* arena, size_t count);

// A deep copy whose bytes and items live in `arena`.
Value CopyValue(const Value& value, Arena* arena);

// Order within one type: NULL first, NaN last among numbers and equal to itself, -0.0 equal to 0.0, strings by bytes,
// lists item by item. Both values must have the same static type.
int CompareValues(const Value& a, const Value& b);

// Appends bytes that are equal exactly when the values belong to one group of GROUP BY or DISTINCT (NULL with NULL).
void AppendGroupKey(const Value& value, std::string* out);

// A text that shows the value as a Spark cell: used for CAST to string at the top level and for printed results.
// `nested` chooses the form inside arrays, maps and structs (strings in double quotes, decimals with full scale).
void AppendPrinted(const Value& value, const SqlType& type, bool nested, std::string* out);

// Java's Double.toString and Float.toString: "1.0", "1.0E10", "NaN", "-Infinity".
std::string JavaDouble(double value);
std::string JavaFloat(float value);

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_SQL_VALUE_H_
