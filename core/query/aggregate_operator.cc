// GROUP BY by hashing: one table from key to group number, and per aggregate either a flat array of running numbers (count,
// sum, avg of longs and doubles) or an Aggregator per group.
#include <bit>
#include <cmath>
#include <unordered_set>

#include "core/query/pipeline.h"

namespace pandora {
namespace {

uint64_t Mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
  return hash ^ (hash >> 29);
}

uint64_t HashBytes(const char* data, size_t size) {
  uint64_t hash = size * 0x9E3779B97F4A7C15ull;
  for (; size >= 8; data += 8, size -= 8) {
    uint64_t word;
    std::memcpy(&word, data, 8);
    hash = Mix(hash, word);
  }
  uint64_t last = 0;
  std::memcpy(&last, data, size);
  return Mix(hash, last);
}

uint64_t DoubleBits(double value) {
  if (std::isnan(value)) return 0x7FF8000000000000ull;
  uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return bits;
}

uint64_t HashValue(const Value& value) {
  switch (value.tag) {
    case Value::Tag::kNull: return 0x1234567;
    case Value::Tag::kInt: return Mix(1, static_cast<uint64_t>(value.i));
    case Value::Tag::kDouble: return Mix(2, DoubleBits(value.d));
    case Value::Tag::kText: return HashBytes(value.text, value.size);
    case Value::Tag::kDecimal:
    case Value::Tag::kInterval: return Mix(Mix(3, value.words[0]), value.words[1]);
    case Value::Tag::kList: {
      uint64_t hash = value.size;
      for (uint32_t k = 0; k < value.size; ++k) hash = Mix(hash, HashValue(value.items[k]));
      return hash;
    }
  }
  return 0;
}

// Equal as groups are: NULL with NULL, NaN with NaN, 0.0 and -0.0 apart.
bool SameGroup(const Value& a, const Value& b) {
  if (a.tag != b.tag) return false;
  switch (a.tag) {
    case Value::Tag::kNull: return true;
    case Value::Tag::kInt: return a.i == b.i;
    case Value::Tag::kDouble: return DoubleBits(a.d) == DoubleBits(b.d);
    case Value::Tag::kText: return a.view() == b.view();
    case Value::Tag::kDecimal:
    case Value::Tag::kInterval: return a.words[0] == b.words[0] && a.words[1] == b.words[1];
    case Value::Tag::kList:
      if (a.size != b.size) return false;
      for (uint32_t k = 0; k < a.size; ++k) {
        if (!SameGroup(a.items[k], b.items[k])) return false;
      }
      return true;
  }
  return false;
}

// Groups are numbered in the order in which they first appear, so results do not depend on the hash.
class GroupTable {
 public:
  explicit GroupTable(size_t width) : keys_(width), slots_(1024, 0) {}

  size_t size() const { return hashes_.size(); }
  const std::vector<std::vector<Value>>& keys() const { return keys_; }

  uint32_t Find(const Vector* row_keys, size_t row, uint64_t hash, bool* fresh) {
    size_t mask = slots_.size() - 1;
    for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
      uint32_t group = slots_[slot];
      if (group == 0) {
        *fresh = true;
        return Insert(row_keys, row, hash, slot);
      }
      if (hashes_[group - 1] == hash && Matches(row_keys, row, group - 1)) return group - 1;
    }
  }

 private:
  bool Matches(const Vector* row_keys, size_t row, size_t group) const {
    for (size_t c = 0; c < keys_.size(); ++c) {
      if (!SameGroup(row_keys[c][row], keys_[c][group])) return false;
    }
    return true;
  }

  uint32_t Insert(const Vector* row_keys, size_t row, uint64_t hash, size_t slot) {
    for (size_t c = 0; c < keys_.size(); ++c) keys_[c].push_back(CopyValue(row_keys[c][row], &arena_));
    hashes_.push_back(hash);
    slots_[slot] = static_cast<uint32_t>(hashes_.size());
    if (hashes_.size() * 2 > slots_.size()) Grow();
    return static_cast<uint32_t>(hashes_.size() - 1);
  }

  void Grow() {
    slots_.assign(slots_.size() * 4, 0);
    size_t mask = slots_.size() - 1;
    for (size_t group = 0; group < hashes_.size(); ++group) {
      size_t slot = hashes_[group] & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<uint32_t>(group + 1);
    }
  }

  std::vector<std::vector<Value>> keys_;
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> slots_;  // group + 1, or 0
  Arena arena_;
};

// One aggregate over all groups.
class AggregateColumn {
 public:
  AggregateColumn(const AggregateCall& call, RunState* run) : call_(call), run_(run) {
    args_.reserve(call.args.size());
    for (const ExprPtr& arg : call.args) {
      args_.emplace_back(*arg, run);
      types_.push_back(arg->type);
    }
    context_.arg_types = types_;
    context_.result_type = &call_.type;
    context_.state = call_.state.get();
    context_.now = run->now;
    form_ = FormOf();
  }

  void Grow(size_t groups) {
    if (form_ != kGeneral) numbers_.resize(groups);
    while (form_ == kGeneral && states_.size() < groups)
      states_.push_back(call_.function->aggregate(types_, call_.type));
  }

  void Step(const Chunk& chunk, const uint32_t* groups) {
    vectors_.clear();
    for (Evaluator& arg : args_) vectors_.push_back(arg.Run(chunk));
    if (run_->failed()) return;
    switch (form_) {
      case kCount: Each(chunk, groups, [](Number& n, const Value&) { ++n.count; }); return;
      case kSumLong:
        Each(chunk, groups, [](Number& n, const Value& v) {
          ++n.count;
          n.whole = static_cast<int64_t>(static_cast<uint64_t>(n.whole) + static_cast<uint64_t>(v.i));
        });
        return;
      case kSumDouble:
      case kAverage:
        Each(chunk, groups, [](Number& n, const Value& v) {
          ++n.count;
          n.real += v.d;
        });
        return;
      case kGeneral: StepGeneral(chunk, groups); return;
    }
  }

  Value Finish(size_t group, Arena* arena) {
    if (form_ == kGeneral) {
      context_.arena = arena;
      Value result = states_[group]->Finish(context_);
      if (!context_.error.empty()) run_->Fail(context_.error, call_.span);
      return result;
    }
    const Number& n = numbers_[group];
    if (form_ == kCount) return Value::Int(n.count);
    if (n.count == 0) return Value();
    if (form_ == kSumLong) return Value::Int(n.whole);
    return Value::Double(form_ == kAverage ? n.real / static_cast<double>(n.count) : n.real);
  }

 private:
  enum Form { kCount, kSumLong, kSumDouble, kAverage, kGeneral };
  struct Number {
    int64_t count = 0;
    int64_t whole = 0;
    double real = 0;
  };

  Form FormOf() const {
    std::string_view name = call_.function->name();
    if (call_.distinct || call_.args.size() != 1) return kGeneral;
    if (name == "count") return kCount;
    if (name == "sum" && call_.type.kind == SqlKind::kBigint) return kSumLong;
    if (name == "sum" && call_.type.kind == SqlKind::kDouble) return kSumDouble;
    if (name == "avg" && call_.type.kind == SqlKind::kDouble) return kAverage;
    return kGeneral;
  }

  template <typename Add>
  void Each(const Chunk& chunk, const uint32_t* groups, Add add) {
    const Vector& values = vectors_[0];
    for (size_t k = 0; k < chunk.rows; ++k) {
      const Value& value = values[k];
      if (!value.is_null()) add(numbers_[groups[k]], value);
    }
  }

  void StepGeneral(const Chunk& chunk, const uint32_t* groups) {
    context_.arena = &run_->arena;
    std::vector<Value> row(args_.size());
    for (size_t k = 0; k < chunk.rows; ++k) {
      for (size_t c = 0; c < args_.size(); ++c) row[c] = vectors_[c][k];
      if (call_.distinct && !IsNew(groups[k], row)) continue;
      states_[groups[k]]->Step(context_, row.data());
      if (context_.error.empty()) continue;
      run_->Fail(context_.error, call_.span);
      return;
    }
  }

  bool IsNew(uint32_t group, const std::vector<Value>& row) {
    std::string key(reinterpret_cast<const char*>(&group), sizeof group);
    for (const Value& value : row) AppendGroupKey(value, &key);
    return seen_.insert(std::move(key)).second;
  }

  const AggregateCall& call_;
  RunState* run_;
  Form form_ = kGeneral;
  std::vector<Evaluator> args_;
  std::vector<SqlType> types_;
  std::vector<Vector> vectors_;
  CallContext context_;
  std::vector<Number> numbers_;
  std::vector<std::unique_ptr<Aggregator>> states_;
  std::unordered_set<std::string> seen_;  // never iterated
};

class AggregateOperator : public Operator {
 public:
  AggregateOperator(const PlanNode& node, RunState* run, Operator* next)
      : run_(run), next_(next), table_(node.exprs.size()) {
    keys_.reserve(node.exprs.size());
    for (const ExprPtr& key : node.exprs) keys_.emplace_back(*key, run);
    for (const AggregateCall& call : node.aggregates) columns_.push_back(std::make_unique<AggregateColumn>(call, run));
    // Without keys there is one group even without rows.
    if (keys_.empty()) {
      for (auto& column : columns_) column->Grow(1);
    }
  }

  bool Push(const Chunk& chunk) override {
    groups_.assign(chunk.rows, 0);
    if (!keys_.empty()) FindGroups(chunk);
    if (run_->failed()) return false;
    for (auto& column : columns_) column->Step(chunk, groups_.data());
    return !run_->failed();
  }

  void Finish() override {
    size_t groups = keys_.empty() ? 1 : table_.size();
    std::vector<std::vector<Value>> out = table_.keys();
    Arena arena;
    for (auto& column : columns_) {
      out.emplace_back();
      out.back().reserve(groups);
      for (size_t group = 0; group < groups; ++group) out.back().push_back(column->Finish(group, &arena));
    }
    if (run_->failed()) return;
    run_->arena.Reset();
    PushColumns(out, groups, next_);
    if (!run_->failed()) next_->Finish();
  }

 private:
  void FindGroups(const Chunk& chunk) {
    std::vector<Vector> vectors;
    for (Evaluator& key : keys_) vectors.push_back(key.Run(chunk));
    if (run_->failed()) return;
    bool fresh = false;
    for (size_t row = 0; row < chunk.rows; ++row) {
      uint64_t hash = 0;
      for (const Vector& vector : vectors) hash = Mix(hash, HashValue(vector[row]));
      hash ^= hash >> 32;
      groups_[row] = table_.Find(vectors.data(), row, hash, &fresh);
    }
    if (!fresh) return;
    for (auto& column : columns_) column->Grow(table_.size());
  }

  RunState* run_;
  Operator* next_;
  GroupTable table_;
  std::vector<Evaluator> keys_;
  std::vector<std::unique_ptr<AggregateColumn>> columns_;
  std::vector<uint32_t> groups_;
};

class DistinctOperator : public Operator {
 public:
  DistinctOperator(const PlanNode& node, RunState* run, Operator* next)
      : run_(run), next_(next), table_(node.output.size()) {}

  bool Push(const Chunk& chunk) override {
    std::vector<Vector> vectors;
    for (const Value* column : chunk.columns) vectors.push_back({column, 1});
    for (size_t row = 0; row < chunk.rows; ++row) {
      uint64_t hash = 0;
      for (const Vector& vector : vectors) hash = Mix(hash, HashValue(vector[row]));
      hash ^= hash >> 32;
      bool fresh = false;
      table_.Find(vectors.data(), row, hash, &fresh);
    }
    return true;
  }

  void Finish() override {
    run_->arena.Reset();
    PushColumns(table_.keys(), table_.size(), next_);
    if (!run_->failed()) next_->Finish();
  }

 private:
  RunState* run_;
  Operator* next_;
  GroupTable table_;
};

}  // namespace

std::unique_ptr<Operator> MakeAggregateOperator(const PlanNode& node, RunState* run, Operator* next) {
  return std::make_unique<AggregateOperator>(node, run, next);
}

std::unique_ptr<Operator> MakeDistinctOperator(const PlanNode& node, RunState* run, Operator* next) {
  return std::make_unique<DistinctOperator>(node, run, next);
}

}  // namespace pandora
