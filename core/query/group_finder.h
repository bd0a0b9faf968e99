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
  KeyColumn();
  ~KeyColumn();
  KeyColumn(KeyColumn&&) noexcept;

  // The number of each row's value into `numbers`.
  void Number(const ColumnVector& vector, size_t rows, uint32_t* numbers);

  // How many there are so far.
  uint32_t size() const { return next_; }

 private:
  class Texts;
  class Boxes;

  uint32_t NumberNull();
  uint32_t NumberValue(const Value& value);
  void NumberCoded(const ColumnVector& vector, size_t rows, uint32_t* numbers);

  uint32_t next_ = 0;
  uint32_t null_;
  WordTable words_;  // integers, and the bits of doubles: a column has but one of them
  std::unique_ptr<Texts> texts_;
  std::unique_ptr<Boxes> boxes_;
  uint64_t serial_ = 0;
  std::vector<uint32_t> of_code_;  // of the dictionary `serial_`
};

class GroupFinder {
 public:
  explicit GroupFinder(size_t width);

  // The group of each row. `keys` are `width` columns, at least one.
  void Find(const std::vector<ColumnVector>& keys, size_t rows, uint32_t* groups);

  size_t size() const { return size_; }
  // Per key column the value of each group: of its first row.
  const std::vector<std::vector<Value>>& keys() const { return keys_; }

 private:
  std::vector<KeyColumn> columns_;
  std::vector<WordTable> pairs_;
  std::vector<uint32_t> next_pair_;
  std::vector<std::vector<Value>> keys_;
  std::vector<uint32_t> numbers_;
  size_t size_ = 0;
  Arena arena_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_GROUP_FINDER_H_
