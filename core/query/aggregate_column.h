// One aggregate of a GROUP BY over all groups: flat arrays of running numbers for count, sum, avg, min and max of numbers, an
// Aggregator per group for everything else. Used by aggregate_operator.cc.
#ifndef PANDORA_CORE_QUERY_AGGREGATE_COLUMN_H_
#define PANDORA_CORE_QUERY_AGGREGATE_COLUMN_H_

#include <memory>
#include <vector>

#include "core/query/group_finder.h"
#include "core/query/typed_expression.h"

namespace pandora {

class AggregateColumn {
 public:
  // `call` and `run` must outlive it.
  AggregateColumn(const AggregateCall& call, RunState* run);

  // Whether it needs to know how many rows each group has. When any aggregate of an operator does, the operator counts them for all,
  // and tells each before its first Grow.
  bool CountsRows() const { return way_ == Way::kCount; }
  void RowsAreCounted() { rows_are_counted_ = true; }

  // Room for `groups` groups; never fewer than before.
  void Grow(size_t groups);

  // Adds the rows of `chunk`, row k to group groups[k]. Failures are noted in the run.
  void Step(const Chunk& chunk, const uint32_t* groups);

  // The result of a group, which had `rows` rows if those were counted; bytes live in `arena` or here.
  Value Finish(size_t group, int64_t rows, Arena* arena);

 private:
  enum class Way { kCount, kSumInt, kSumDouble, kAverage, kMinInt, kMaxInt, kMinDouble, kMaxDouble, kGeneral };
  struct Number {
    int64_t count = 0;  // of the values so far; where rows are counted, of count, sum and avg: of the nulls
    int64_t whole = 0;
    double real = 0;
  };

  static Way WayOf(const AggregateCall& call);
  void CountNulls(const ColumnVector& vector, size_t rows, const uint32_t* groups);
  template <typename T, typename AddTo>
  void Sum(const Plain<T>& column, size_t rows, const uint32_t* groups, AddTo add);
  template <typename T>
  void SumReal(const Plain<T>& column, size_t rows, const uint32_t* groups);
  void StepInts(const ColumnVector& vector, size_t rows, const uint32_t* groups);
  void StepDoubles(const ColumnVector& vector, size_t rows, const uint32_t* groups);
  void StepGeneral(const std::vector<ColumnVector>& vectors, size_t rows, const uint32_t* groups);
  void FindNew(const std::vector<ColumnVector>& vectors, size_t rows, const uint32_t* groups);

  const AggregateCall& call_;
  RunState* run_;
  Way way_;
  bool rows_are_counted_ = false;
  std::vector<TypedPtr> args_;
  bool widens_ = false;  // the argument is made a double here
  std::vector<ColumnVector> vectors_;
  std::vector<SqlType> types_;
  CallContext context_;
  std::vector<Number> numbers_;
  std::vector<std::unique_ptr<Aggregator>> states_;
  ChunkBuffer<int64_t> ints_;
  ChunkBuffer<double> doubles_;

  // DISTINCT: the pairs of group and value that there were, and which rows of the chunk are the first of theirs.
  std::vector<KeyColumn> distinct_;
  std::vector<WordTable> pairs_;
  std::vector<uint32_t> next_pair_;
  std::vector<uint32_t> path_, numbers_of_;
  std::vector<bool> is_new_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_AGGREGATE_COLUMN_H_
