// Which group of GROUP BY, DISTINCT or count(DISTINCT ...) each row belongs to. Groups are numbered in the order in which they first
// appear, so results do not depend on any hash. Each key column numbers its own distinct values, and pairs of numbers are numbered
// again, so that rows are compared as 64-bit words whatever the types; of a coded column each code is looked up once.
//
// Equal as groups are: NULL with NULL, NaN with NaN, 0.0 and -0.0 apart.
#ifndef PANDORA_CORE_QUERY_GROUP_FINDER_H_
#define PANDORA_CORE_QUERY_GROUP_FINDER_H_

#include <memory>
#include <vector>

#include "core/query/column_vector.h"
#include "core/query/word_table.h"

namespace pandora {

// Numbers the distinct values of one column.
class KeyColumn {
 public:
  // The number of each row's value into `numbers`.
  void Number(const ColumnVector& vector, size_t rows, uint32_t* numbers);

  // By number; bytes and items live here. A time has the form of its first row.
  const std::vector<Value>& values() const { return values_; }
  std::vector<Value> TakeValues() { return std::move(values_); }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t size() const { return static_cast<uint32_t>(values_.size()); }
  uint32_t NumberNull();
  uint32_t NumberWord(uint64_t word, const Value& value);
  uint32_t NumberBytes(uint64_t hash, const Value& value);
  uint32_t NumberValue(const Value& value);
  uint32_t AppendUnseen(const Value& value);
  uint32_t NumberNewCode(const Dictionary& dictionary, uint32_t code);
  void NumberCoded(const ColumnVector& vector, size_t rows, uint32_t* numbers);
  void Settle();

  std::vector<Value> values_;
  Arena arena_;
  uint32_t null_ = kNone;
  WordTable words_;  // integers, and the bits of doubles: a column has but one of them
  TagTable tags_;    // everything else
  // Of the dictionary `serial_`.
  uint64_t serial_ = 0;
  std::vector<uint32_t> of_code_;
  // All values but NULL are of that dictionary, which is distinct: they are in no table yet, and perhaps need never be.
  bool unseen_ = false;
};

class GroupFinder {
 public:
  explicit GroupFinder(size_t width);

  // The group of each row. `keys` are `width` columns, at least one.
  void Find(const std::vector<ColumnVector>& keys, size_t rows, uint32_t* groups);

  size_t size() const { return size_; }
  // Per key column the value of each group, of its first row; once, at the end. Bytes and items live here.
  std::vector<std::vector<Value>> TakeKeys();

 private:
  void KeepKeys(const std::vector<ColumnVector>& keys, size_t rows, const uint32_t* groups);

  std::vector<KeyColumn> columns_;
  std::vector<std::vector<uint32_t>> numbers_;  // of the chunk's rows, per key column
  std::vector<WordTable> pairs_;                // of the columns before, and the next
  std::vector<uint32_t> next_pair_;
  std::vector<std::vector<Value>> keys_;  // of several columns; one has its own
  size_t size_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_GROUP_FINDER_H_
