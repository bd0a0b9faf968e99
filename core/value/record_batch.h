// The currency of the simulator: records as columns. Pushes are parsed into a RecordBatch, segments decode into one, SQL
// reads and yields one, sinks write one. There is no row object anywhere on the way.
//
// A column is plain vectors, one layout per kind; nulls are bits in `valid`, empty when there is none. The value slot of a
// null exists and holds zero or an empty range. Columns are moved, not copied, between owners; nothing here is shared or
// thread-safe. 32-bit offsets: one batch holds at most 4 GiB of text per column, which its makers bound long before.
#ifndef PANDORA_CORE_VALUE_RECORD_BATCH_H_
#define PANDORA_CORE_VALUE_RECORD_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/value/type.h"

namespace pandora {

// Bits, one per row, 1 = value present. Empty means "all present". Bits past the last row are 1, so that equal columns
// have equal words and growing is cheap.
class Bitmap {
 public:
  bool empty() const { return words_.empty(); }
  bool Get(size_t row) const { return words_.empty() || ((words_[row >> 6] >> (row & 63)) & 1) != 0; }
  // Marks `row` as null in a column that has `size` rows so far (row < size); the first null materialises the bits.
  void SetNull(size_t row, size_t size);
  // Tells the bitmap that a column grew to `size` rows, the new ones present. A no-op while empty.
  void Grow(size_t size);
  void Clear() { words_.clear(); }
  std::vector<uint64_t>& words() { return words_; }
  const std::vector<uint64_t>& words() const { return words_; }

 private:
  std::vector<uint64_t> words_;
};

struct Column {
  Type type;
  size_t size = 0;  // rows
  Bitmap valid;

  std::vector<int64_t> longs;        // kLong: values; kDate: microseconds since the epoch
  std::vector<uint32_t> date_forms;  // kDate: DateForm::Pack of each row
  std::vector<double> doubles;       // kFloat
  std::vector<uint8_t> booleans;     // kBoolean: 0 or 1
  std::vector<uint32_t>
      offsets;                   // kString, kJsonString: size + 1 positions in `bytes`; kArray: size + 1 in children[0]
  std::string bytes;             // kString, kJsonString
  std::vector<Column> children;  // kArray: one, the elements; kMap: one per field, each of `size` rows

  bool IsNull(size_t row) const { return !valid.Get(row); }
  std::string_view Text(size_t row) const {
    return std::string_view(bytes).substr(offsets[row], offsets[row + 1] - offsets[row]);
  }

  // Appenders: each adds one row. The kind must fit.
  void AppendNull();
  void AppendBoolean(bool value);
  void AppendLong(int64_t value);
  void AppendFloat(double value);
  void AppendDate(int64_t micros, uint32_t packed_form);
  void AppendText(std::string_view text);
  // After the elements of a list were appended to children[0], or one row to every child of a map, closes the row.
  void CloseList();
  void CloseMap();
};

// An empty column of `type`, children included.
Column MakeColumn(const Type& type);

struct RecordBatch {
  size_t rows = 0;
  std::vector<Column> columns;  // in the order of the schema it was made for
};

RecordBatch MakeBatch(const Schema& schema);

// Appends rows [begin, end) of `from` to `to`; the types must be equal.
void AppendRows(const Column& from, size_t begin, size_t end, Column* to);
void AppendRows(const RecordBatch& from, size_t begin, size_t end, RecordBatch* to);

// `batch`, made for `from`, as `to` sees it: columns matched by name and type, what is missing or has another type is null,
// nested maps likewise. Consumes the batch; columns that stay are moved.
RecordBatch ProjectBatch(RecordBatch batch, const Schema& from, const Schema& to);

// Approximate bytes held, for budgets.
size_t ByteSize(const RecordBatch& batch);

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_RECORD_BATCH_H_
