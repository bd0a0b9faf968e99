// count, sum, avg, min, max, first, last and the collecting aggregates.
#include <cmath>
#include <map>
#include <set>

#include "core/function/kernel.h"

namespace pandora {
namespace {

class Count : public Aggregator {
 public:
  explicit Count(size_t args) : args_(args) {}
  void Step(CallContext&, const Value* args) override {
    for (size_t k = 0; k < args_; ++k) {
      if (args[k].is_null()) return;
    }
    ++count_;
  }
  Value Finish(CallContext&) override { return Value::Int(count_); }

 private:
  size_t args_;
  int64_t count_ = 0;
};

class SumLong : public Aggregator {
 public:
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null()) return;
    sum_ = WrapAdd(sum_, args[0].i);
    any_ = true;
  }
  Value Finish(CallContext&) override { return any_ ? Value::Int(sum_) : Value(); }

 private:
  int64_t sum_ = 0;
  bool any_ = false;
};

class SumDouble : public Aggregator {
 public:
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null()) return;
    sum_ += args[0].d;
    any_ = true;
  }
  Value Finish(CallContext&) override { return any_ ? Value::Double(sum_) : Value(); }

 private:
  double sum_ = 0;
  bool any_ = false;
};

class SumDecimal : public Aggregator {
 public:
  SumDecimal(const SqlType& arg, const SqlType& result) : scale_(arg.scale), type_(result) {}
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null() || overflow_) return;
    any_ = true;
    std::optional<Int128> sum = DecimalAdd(sum_, args[0].decimal());
    overflow_ = !sum;
    if (sum) sum_ = *sum;
  }
  Value Finish(CallContext&) override { return any_ && !overflow_ ? DecimalResultValue(sum_, scale_, type_) : Value(); }

 private:
  int scale_;
  SqlType type_;
  Int128 sum_ = 0;
  bool any_ = false;
  bool overflow_ = false;
};

class AverageDouble : public Aggregator {
 public:
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null()) return;
    sum_ += args[0].d;
    ++count_;
  }
  Value Finish(CallContext&) override {
    return count_ > 0 ? Value::Double(sum_ / static_cast<double>(count_)) : Value();
  }

 private:
  double sum_ = 0;
  int64_t count_ = 0;
};

class AverageDecimal : public Aggregator {
 public:
  AverageDecimal(const SqlType& arg, const SqlType& result) : scale_(arg.scale), type_(result) {}
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null() || overflow_) return;
    ++count_;
    std::optional<Int128> sum = DecimalAdd(sum_, args[0].decimal());
    overflow_ = !sum;
    if (sum) sum_ = *sum;
  }
  Value Finish(CallContext&) override {
    if (count_ == 0 || overflow_) return Value();
    std::optional<Int128> sum = Rescale(sum_, scale_, type_.scale);
    if (!sum) return Value();
    return DecimalResultValue(DecimalDivide(*sum, count_, 0), type_.scale, type_);
  }

 private:
  int scale_;
  SqlType type_;
  Int128 sum_ = 0;
  int64_t count_ = 0;
  bool overflow_ = false;
};

// Keeps one value beyond the batch it came from.
class Kept {
 public:
  void Set(const Value& value) {
    bool text = value.tag == Value::Tag::kText;
    bool list = value.tag == Value::Tag::kList;
    if (text) {
      text_.assign(value.view());
      value_ = Value::Text(text_);
    } else if (list) {
      arena_.Reset();
      value_ = CopyValue(value, &arena_);
    } else {
      value_ = value;
    }
  }
  const Value& get() const { return value_; }

 private:
  Value value_;
  std::string text_;
  Arena arena_;
};

template <int kSign>
class Extreme : public Aggregator {
 public:
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null()) return;
    if (best_.get().is_null() || CompareValues(args[0], best_.get()) * kSign > 0) best_.Set(args[0]);
  }
  Value Finish(CallContext&) override { return best_.get(); }

 private:
  Kept best_;
};

template <bool kFirst>
class Edge : public Aggregator {
 public:
  explicit Edge(bool has_flag) : has_flag_(has_flag) {}
  void Step(CallContext&, const Value* args) override {
    if (kFirst && any_) return;
    bool ignore = has_flag_ && args[1].is_true();
    if (ignore && args[0].is_null()) return;
    any_ = true;
    kept_.Set(args[0]);
  }
  Value Finish(CallContext&) override { return kept_.get(); }

 private:
  bool has_flag_;
  bool any_ = false;
  Kept kept_;
};

class Collect : public Aggregator {
 public:
  explicit Collect(bool distinct) : distinct_(distinct) {}
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null()) return;
    if (distinct_) {
      std::string key;
      AppendGroupKey(args[0], &key);
      if (!seen_.insert(std::move(key)).second) return;
    }
    items_.push_back(CopyValue(args[0], &arena_));
  }
  Value Finish(CallContext& context) override {
    Value* items = NewItems(context.arena, items_.size());
    std::copy(items_.begin(), items_.end(), items);
    return Value::List(items, items_.size());
  }

 private:
  bool distinct_;
  std::vector<Value> items_;
  std::set<std::string> seen_;
  Arena arena_;
};

class CountDistinct : public Aggregator {
 public:
  void Step(CallContext&, const Value* args) override {
    if (args[0].is_null()) return;
    std::string key;
    AppendGroupKey(args[0], &key);
    seen_.insert(std::move(key));
  }
  Value Finish(CallContext&) override { return Value::Int(static_cast<int64_t>(seen_.size())); }

 private:
  std::set<std::string> seen_;
};

std::unique_ptr<Aggregator> MakeCount(std::span<const SqlType> args, const SqlType&) {
  return std::make_unique<Count>(args.size());
}
std::unique_ptr<Aggregator> MakeSum(std::span<const SqlType> args, const SqlType& result) {
  if (result.kind == SqlKind::kDecimal) return std::make_unique<SumDecimal>(args[0], result);
  if (result.kind == SqlKind::kBigint) return std::make_unique<SumLong>();
  return std::make_unique<SumDouble>();
}
std::unique_ptr<Aggregator> MakeAverage(std::span<const SqlType> args, const SqlType& result) {
  if (result.kind == SqlKind::kDecimal) return std::make_unique<AverageDecimal>(args[0], result);
  return std::make_unique<AverageDouble>();
}
std::unique_ptr<Aggregator> MakeMax(std::span<const SqlType>, const SqlType&) { return std::make_unique<Extreme<1>>(); }
std::unique_ptr<Aggregator> MakeMin(std::span<const SqlType>, const SqlType&) {
  return std::make_unique<Extreme<-1>>();
}
std::unique_ptr<Aggregator> MakeFirst(std::span<const SqlType> args, const SqlType&) {
  return std::make_unique<Edge<true>>(args.size() > 1);
}
std::unique_ptr<Aggregator> MakeLast(std::span<const SqlType> args, const SqlType&) {
  return std::make_unique<Edge<false>>(args.size() > 1);
}
std::unique_ptr<Aggregator> MakeCollectList(std::span<const SqlType>, const SqlType&) {
  return std::make_unique<Collect>(false);
}
std::unique_ptr<Aggregator> MakeCollectSet(std::span<const SqlType>, const SqlType&) {
  return std::make_unique<Collect>(true);
}
std::unique_ptr<Aggregator> MakeCountDistinct(std::span<const SqlType>, const SqlType&) {
  return std::make_unique<CountDistinct>();
}

// The classes sumnum and avgnum bring the argument to what is added up: bigint or double, decimals as they are.
std::optional<SqlType> SumType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  if (args[0].kind == SqlKind::kDecimal) return SqlType::Decimal(args[0].precision + 10, args[0].scale);
  return args[0].IsIntegral() ? SqlType(SqlKind::kBigint) : SqlType(SqlKind::kDouble);
}

std::optional<SqlType> AverageType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  if (args[0].kind == SqlKind::kDecimal) return SqlType::Decimal(args[0].precision + 4, args[0].scale + 4);
  return SqlType(SqlKind::kDouble);
}

std::optional<SqlType> OrderableType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args[0].IsOrderable()) return args[0];
  *error = "function does not support ordering on type " + TypeName(args[0]);
  return std::nullopt;
}

std::optional<SqlType> ListType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  return SqlType::Array(args[0]);
}

std::optional<SqlType> SetType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args[0].IsOrderable()) return SqlType::Array(args[0]);
  *error = "collect_set() cannot have map type data";
  return std::nullopt;
}

const Function kTable[] = {
    {"count", "(any, ...) -> bigint", nullptr, MakeCount, 0, nullptr, nullptr,
     "The number of rows whose arguments are all not NULL; count(*) counts all.",
     "参数均非 NULL 的行数;count(*) 统计所有行。",
     "count(*) from values (1), (null) as t(x) => 2\ncount(x) from values (1), (null) as t(x) => 1\ncount(distinct x) "
     "from values (1), (1), (2) as t(x) => 2"},
    {"sum", "(sumnum) -> rule", nullptr, MakeSum, 0, SumType, nullptr, "The sum of the values that are not NULL.",
     "非 NULL 值之和。",
     "sum(x) from values (1), (2), (null) as t(x) => 3\nsum(x) from values (1.5), (2.25) as t(x) => 3.75"},
    {"avg|mean", "(avgnum) -> rule", nullptr, MakeAverage, 0, AverageType, nullptr,
     "The mean of the values that are not NULL.", "非 NULL 值的平均值。",
     "avg(x) from values (1), (2), (null) as t(x) => 1.5\nmean(x) from values (1L), (3L) as t(x) => 2.0"},
    {"max", "(any) -> rule", nullptr, MakeMax, 0, OrderableType, nullptr,
     "The largest value; NaN counts as the largest.", "最大值。",
     "max(x) from values ('a'), ('b'), (null) as t(x) => b"},
    {"min", "(any) -> rule", nullptr, MakeMin, 0, OrderableType, nullptr, "The smallest value.", "最小值。",
     "min(x) from values (3), (2), (null) as t(x) => 2"},
    {"first|first_value", "(any[, boolean]) -> $1", nullptr, MakeFirst, 0, nullptr, nullptr,
     "The first value; with true or IGNORE NULLS the first that is not NULL.", "第一个值。",
     "first(x) from values (null), (2) as t(x) => NULL\nfirst(x, true) from values (null), (2) as t(x) => 2"},
    {"last|last_value", "(any[, boolean]) -> $1", nullptr, MakeLast, 0, nullptr, nullptr,
     "The last value; with true or IGNORE NULLS the last that is not NULL.", "最后一个值。",
     "last(x) from values (1), (null) as t(x) => NULL\nlast(x, true) from values (1), (null) as t(x) => 1"},
    {"collect_list", "(any) -> rule", nullptr, MakeCollectList, 0, ListType, nullptr,
     "All values that are not NULL, as an array.", "所有非 NULL 值组成的数组。",
     "collect_list(x) from values (2), (null), (1), (2) as t(x) => [2,1,2]"},
    {"collect_set", "(any) -> rule", nullptr, MakeCollectSet, 0, SetType, nullptr,
     "The distinct values that are not NULL, as an array.", "去重后的非 NULL 值组成的数组。",
     "collect_set(x) from values (1), (null), (1) as t(x) => [1]"},
    {"approx_count_distinct", "(any[, double]) -> bigint", nullptr, MakeCountDistinct, 0, nullptr, nullptr,
     "The number of distinct values; exact here.", "去重计数(此处为精确值)。",
     "approx_count_distinct(x) from values ('a'), ('b'), ('a') as t(x) => 2"},
};

}  // namespace

std::span<const Function> AggregateFunctions() { return kTable; }

}  // namespace pandora
