// One column of a chunk inside the vectorised executor, in the form it happens to have: plain arrays where SQL's type has one, codes of
// a dictionary, or boxed values. Operators and kernels take the forms they have a fast loop for and convert the rest; any form can be
// boxed. A view: it owns nothing, and what it points to lives until the chunk is consumed (the batch, a kernel's own buffers, the
// run's arena). Used by the operators of core/query only.
//
// A form belongs to a chunk, not to a column: the same column may be coded in one segment and plain in the next.
#ifndef PANDORA_CORE_QUERY_COLUMN_VECTOR_H_
#define PANDORA_CORE_QUERY_COLUMN_VECTOR_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/value/sql_type.h"
#include "core/value/sql_value.h"

namespace pandora {

// The most rows of a chunk. A multiple of 64, so that a chunk's nulls begin at a whole word of its batch's bitmap.
inline constexpr size_t kChunkRows = 1024;
inline constexpr size_t kChunkWords = kChunkRows / 64;

// The values that codes stand for. It may grow while it is in use; what is in it stays.
struct Dictionary {
  uint64_t serial = 0;        // no two dictionaries of one run have the same, so results can be kept per code
  std::vector<Value> values;  // may hold NULL, and repeat, unless:
  bool distinct = false;      // no two values are of one group
};

// Three-valued truth as a number: AND is the minimum, OR the maximum, NOT the distance from kTrue.
inline constexpr uint8_t kFalse = 0;
inline constexpr uint8_t kUnknown = 1;
inline constexpr uint8_t kTrue = 2;

struct ColumnVector {
  enum class Form : uint8_t {
    kAbsent,  // no one reads the column
    kBoxed,   // boxed
    kInt,     // ints: tinyint to bigint, date, timestamp
    kDouble,  // doubles: float and double
    kTruth,   // truths: boolean; nulls are kUnknown, `valid` is unused
    kText,    // texts: string and binary
    kCoded,   // codes into `dictionary`, of any type
  };

  Form form = Form::kAbsent;
  union {
    const Value* boxed = nullptr;
    const int64_t* ints;
    const double* doubles;
    const uint8_t* truths;
    const std::string_view* texts;
    const uint32_t* codes;
  };
  const uint64_t* valid = nullptr;         // a bit per row, 1 = value present; null: all are. Not of kBoxed and kTruth
  const uint32_t* forms = nullptr;         // kInt of stored dates: Value::size of each row
  const Dictionary* dictionary = nullptr;  // kCoded: not empty

  static ColumnVector Boxed(const Value* values) {
    ColumnVector vector;
    vector.form = Form::kBoxed;
    vector.boxed = values;
    return vector;
  }
  static ColumnVector Ints(const int64_t* values, const uint64_t* valid) {
    ColumnVector vector;
    vector.form = Form::kInt;
    vector.ints = values;
    vector.valid = valid;
    return vector;
  }
  static ColumnVector Doubles(const double* values, const uint64_t* valid) {
    ColumnVector vector;
    vector.form = Form::kDouble;
    vector.doubles = values;
    vector.valid = valid;
    return vector;
  }
  static ColumnVector Truths(const uint8_t* values) {
    ColumnVector vector;
    vector.form = Form::kTruth;
    vector.truths = values;
    return vector;
  }
  static ColumnVector Texts(const std::string_view* values, const uint64_t* valid) {
    ColumnVector vector;
    vector.form = Form::kText;
    vector.texts = values;
    vector.valid = valid;
    return vector;
  }
  static ColumnVector Coded(const uint32_t* codes, const Dictionary* dictionary, const uint64_t* valid) {
    ColumnVector vector;
    vector.form = Form::kCoded;
    vector.codes = codes;
    vector.dictionary = dictionary;
    vector.valid = valid;
    return vector;
  }

  // Of every form but kBoxed and kTruth.
  bool IsPresent(size_t row) const { return !valid || ((valid[row >> 6] >> (row & 63)) & 1) != 0; }

  bool IsNull(size_t row) const;
  Value At(size_t row) const;
};

// Which form without boxes holds values of `type`: kInt, kDouble, kTruth, kText, or kBoxed for the types that have none.
ColumnVector::Form FormOf(const SqlType& type);

// Rows of `vector` as values in `out`.
void BoxRows(const ColumnVector& vector, size_t rows, Value* out);

// Room for one column of a chunk with its nulls, made once and reused from chunk to chunk.
template <typename T>
struct ChunkBuffer {
  std::array<T, kChunkRows> values;
  std::array<uint64_t, kChunkWords> valid;
};

// The first `rows` bits of `valid` set.
void SetAllPresent(size_t rows, uint64_t* valid);
inline void SetNull(size_t row, uint64_t* valid) { valid[row >> 6] &= ~(uint64_t{1} << (row & 63)); }

// Rows that are present in both; null for all. `out` is used when both have nulls.
const uint64_t* BothPresent(const uint64_t* a, const uint64_t* b, size_t rows, uint64_t* out);

// A column as a plain array, whatever its form. The slots of nulls hold something that can be computed with.
template <typename T>
struct Plain {
  const T* values;
  const uint64_t* valid;
};
// Preconditions: the column's type has that form. `buffer` is used when the column has another.
Plain<int64_t> AsInts(const ColumnVector& vector, size_t rows, ChunkBuffer<int64_t>* buffer);
Plain<double> AsDoubles(const ColumnVector& vector, size_t rows, ChunkBuffer<double>* buffer);
Plain<std::string_view> AsTexts(const ColumnVector& vector, size_t rows, ChunkBuffer<std::string_view>* buffer);
const uint8_t* AsTruths(const ColumnVector& vector, size_t rows, std::array<uint8_t, kChunkRows>* buffer);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_COLUMN_VECTOR_H_
