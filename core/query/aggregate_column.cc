#include "core/query/aggregate_column.h"

#include <cmath>

namespace pandora {
namespace {

bool IsSet(const uint64_t* valid, size_t row) { return ((valid[row >> 6] >> (row & 63)) & 1) != 0; }

// Calls `add` with the number of each row's group and the row's value, nulls left out.
template <typename Number, typename T, typename AddTo>
void Each(const Plain<T>& column, size_t rows, const uint32_t* groups, Number* numbers, AddTo add) {
  if (!column.valid) {
    for (size_t row = 0; row < rows; ++row) add(numbers[groups[row]], column.values[row]);
    return;
  }
  for (size_t row = 0; row < rows; ++row) {
    if (IsSet(column.valid, row)) add(numbers[groups[row]], column.values[row]);
  }
}

// NaN is the greatest.
bool IsLess(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }

}  // namespace

AggregateColumn::AggregateColumn(const AggregateCall& call, RunState* run) : call_(call), run_(run), way_(WayOf(call)) {
  // Integers are added as doubles one by one where they are read, instead of all being written down as doubles before.
  const BoundExpr* const first = way_ == Way::kSumDouble || way_ == Way::kAverage ? call.args[0].get() : nullptr;
  widens_ = first && first->op == BoundExpr::Op::kCast && first->type.kind == SqlKind::kDouble &&
            first->args[0]->type.IsIntegral();
  args_ = MakeTypedList(widens_ ? first->args : call.args, run);
  for (const ExprPtr& arg : call.args) types_.push_back(arg->type);
  context_.arg_types = types_;
  context_.result_type = &call_.type;
  context_.state = call_.state.get();
  context_.now = run->now;
  if (!call.distinct) return;
  distinct_.resize(args_.size());
  pairs_.resize(args_.size());
  next_pair_.resize(args_.size(), 0);
}

AggregateColumn::Way AggregateColumn::WayOf(const AggregateCall& call) {
  if (call.distinct || call.args.size() != 1) return Way::kGeneral;
  const std::string_view name = call.function->name();
  const SqlType& from = call.args[0]->type;
  if (name == "count") return Way::kCount;
  if (name == "sum" && call.type.kind == SqlKind::kBigint && from.IsIntegral()) return Way::kSumInt;
  if (name == "sum" && call.type.kind == SqlKind::kDouble && from.IsFractional()) return Way::kSumDouble;
  if (name == "avg" && call.type.kind == SqlKind::kDouble && from.IsFractional()) return Way::kAverage;
  // Times have a form besides their number, which these do not keep.
  if (name == "min" && from.IsIntegral()) return Way::kMinInt;
  if (name == "max" && from.IsIntegral()) return Way::kMaxInt;
  if (name == "min" && from.IsFractional()) return Way::kMinDouble;
  if (name == "max" && from.IsFractional()) return Way::kMaxDouble;
  return Way::kGeneral;
}

void AggregateColumn::Grow(size_t groups) {
  if (way_ != Way::kGeneral) numbers_.resize(groups);
  while (way_ == Way::kGeneral && states_.size() < groups)
    states_.push_back(call_.function->aggregate(types_, call_.type));
}

void AggregateColumn::Step(const Chunk& chunk, const uint32_t* groups) {
  vectors_.clear();
  for (const TypedPtr& arg : args_) vectors_.push_back(arg->Run(chunk));
  if (run_->failed()) return;
  switch (way_) {
    case Way::kCount: return CountNulls(vectors_[0], chunk.rows, groups);
    case Way::kSumInt:
    case Way::kMinInt:
    case Way::kMaxInt: return StepInts(vectors_[0], chunk.rows, groups);
    case Way::kSumDouble:
    case Way::kAverage:
    case Way::kMinDouble:
    case Way::kMaxDouble: return StepDoubles(vectors_[0], chunk.rows, groups);
    case Way::kGeneral: return StepGeneral(vectors_, chunk.rows, groups);
  }
}

void AggregateColumn::CountNulls(const ColumnVector& vector, size_t rows, const uint32_t* groups) {
  using Form = ColumnVector::Form;
  const bool plain = vector.form == Form::kInt || vector.form == Form::kDouble || vector.form == Form::kText;
  if (plain && !vector.valid) return;
  for (size_t row = 0; row < rows; ++row) numbers_[groups[row]].count += vector.IsNull(row) ? 1 : 0;
}

// Without nulls and with the rows counted already, a sum has but one number a row to keep.
template <typename T, typename AddTo>
void AggregateColumn::Sum(const Plain<T>& column, size_t rows, const uint32_t* groups, AddTo add) {
  Number* const numbers = numbers_.data();
  if (!rows_are_counted_) {
    return Each(column, rows, groups, numbers, [add](Number& n, T value) {
      ++n.count;
      add(n, value);
    });
  }
  Each(column, rows, groups, numbers, add);
  for (size_t row = 0; column.valid && row < rows; ++row) {
    numbers[groups[row]].count += IsSet(column.valid, row) ? 0 : 1;
  }
}

void AggregateColumn::StepInts(const ColumnVector& vector, size_t rows, const uint32_t* groups) {
  const Plain<int64_t> column = AsInts(vector, rows, &ints_);
  if (way_ == Way::kSumInt) {
    return Sum(column, rows, groups, [](Number& n, int64_t value) {
      n.whole = static_cast<int64_t>(static_cast<uint64_t>(n.whole) + static_cast<uint64_t>(value));
    });
  }
  const bool greatest = way_ == Way::kMaxInt;
  Each(column, rows, groups, numbers_.data(), [greatest](Number& n, int64_t value) {
    if (n.count++ == 0 || (greatest ? n.whole < value : value < n.whole)) n.whole = value;
  });
}

template <typename T>
void AggregateColumn::SumReal(const Plain<T>& column, size_t rows, const uint32_t* groups) {
  Sum(column, rows, groups, [](Number& n, T value) { n.real += static_cast<double>(value); });
}

void AggregateColumn::StepDoubles(const ColumnVector& vector, size_t rows, const uint32_t* groups) {
  if (widens_) return SumReal(AsInts(vector, rows, &ints_), rows, groups);
  const Plain<double> column = AsDoubles(vector, rows, &doubles_);
  if (way_ == Way::kSumDouble || way_ == Way::kAverage) return SumReal(column, rows, groups);
  const bool greatest = way_ == Way::kMaxDouble;
  Each(column, rows, groups, numbers_.data(), [greatest](Number& n, double value) {
    if (n.count++ == 0 || (greatest ? IsLess(n.real, value) : IsLess(value, n.real))) n.real = value;
  });
}

void AggregateColumn::FindNew(const std::vector<ColumnVector>& vectors, size_t rows, const uint32_t* groups) {
  path_.assign(groups, groups + rows);
  numbers_of_.resize(rows);
  is_new_.assign(rows, vectors.empty());
  for (size_t c = 0; c < vectors.size(); ++c) {
    distinct_[c].Number(vectors[c], rows, numbers_of_.data());
    for (size_t row = 0; row < rows; ++row) {
      const uint32_t known = next_pair_[c];
      path_[row] = pairs_[c].Find((static_cast<uint64_t>(path_[row]) << 32) | numbers_of_[row], &next_pair_[c]);
      is_new_[row] = next_pair_[c] != known;
    }
  }
}

void AggregateColumn::StepGeneral(const std::vector<ColumnVector>& vectors, size_t rows, const uint32_t* groups) {
  if (call_.distinct) FindNew(vectors, rows, groups);
  context_.arena = &run_->arena;
  std::vector<Value> args(vectors.size());
  for (size_t row = 0; row < rows; ++row) {
    if (call_.distinct && !is_new_[row]) continue;
    for (size_t c = 0; c < vectors.size(); ++c) args[c] = vectors[c].At(row);
    states_[groups[row]]->Step(context_, args.data());
    if (context_.error.empty()) continue;
    run_->Fail(context_.error, call_.span);
    return;
  }
}

Value AggregateColumn::Finish(size_t group, int64_t rows, Arena* arena) {
  if (way_ == Way::kGeneral) {
    context_.arena = arena;
    const Value result = states_[group]->Finish(context_);
    if (!context_.error.empty()) run_->Fail(context_.error, call_.span);
    return result;
  }
  const Number& n = numbers_[group];
  const bool is_sum = way_ == Way::kSumInt || way_ == Way::kSumDouble || way_ == Way::kAverage;
  const int64_t count = way_ == Way::kCount || (is_sum && rows_are_counted_) ? rows - n.count : n.count;
  switch (way_) {
    case Way::kCount: return Value::Int(count);
    case Way::kSumInt:
    case Way::kMinInt:
    case Way::kMaxInt: return count == 0 ? Value() : Value::Int(n.whole);
    case Way::kAverage: return count == 0 ? Value() : Value::Double(n.real / static_cast<double>(count));
    default: return count == 0 ? Value() : Value::Double(n.real);
  }
}

}  // namespace pandora
