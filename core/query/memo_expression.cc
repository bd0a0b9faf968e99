// Expressions that are computed once per distinct input: of a coded column once per code, of a time once per hour or whatever the
// function cuts it down to. The results are coded again, so that GROUP BY, too, sees each once.
#include <algorithm>

#include "core/base/text.h"
#include "core/query/typed_expression.h"
#include "core/query/word_table.h"
#include "core/value/calendar.h"
#include "core/value/session_zone.h"

namespace pandora {
namespace {

using Op = BoundExpr::Op;
using Form = ColumnVector::Form;

constexpr uint32_t kNotYet = UINT32_MAX;
// Beyond it a memo begins anew: there is little to gain from inputs that never come back.
constexpr size_t kMaxResults = 1 << 18;

// The results so far, numbered. `expr` reads one column, `column`.
class Results {
 public:
  // `distinct`: other inputs have other results.
  Results(const BoundExpr& expr, size_t column, bool distinct, RunState* run)
      : run_(run), evaluator_(expr, run), column_(column), is_truth_(FormOf(expr.type) == Form::kTruth) {
    dictionary_.distinct = distinct;
    Clear();
  }

  void Clear() {
    dictionary_.values.clear();
    dictionary_.serial = run_->next_dictionary++;
    truths_.clear();
    arena_.Reset();
  }
  uint32_t size() const { return static_cast<uint32_t>(dictionary_.values.size()); }

  // Appends the results for `count` inputs, at most kChunkRows. After a failure they are NULL.
  void Append(const Value* inputs, size_t count) {
    input_.Begin(count, column_ + 1);
    input_.columns[column_] = ColumnVector::Boxed(inputs);
    const Vector results = evaluator_.Run(input_);
    for (size_t k = 0; k < count; ++k) {
      const Value value = run_->failed() ? Value() : CopyValue(results[k], &arena_);
      dictionary_.values.push_back(value);
      if (is_truth_) truths_.push_back(value.is_null() ? kUnknown : value.is_true() ? kTrue : kFalse);
    }
  }

  // The column whose rows have these results.
  ColumnVector Take(const uint32_t* numbers, size_t rows) {
    if (!is_truth_) return ColumnVector::Coded(numbers, &dictionary_, nullptr);
    for (size_t row = 0; row < rows; ++row) row_truths_[row] = truths_[numbers[row]];
    return ColumnVector::Truths(row_truths_.data());
  }

 private:
  RunState* run_;
  Evaluator evaluator_;
  size_t column_;
  bool is_truth_;
  Chunk input_;
  Dictionary dictionary_;
  std::vector<uint8_t> truths_;
  std::array<uint8_t, kChunkRows> row_truths_;
  Arena arena_;
};

class CodedMemo : public TypedExpression {
 public:
  CodedMemo(const BoundExpr& expr, size_t column, RunState* run, TypedPtr plain)
      : column_(column), results_(expr, column, false, run), plain_(std::move(plain)) {}

  ColumnVector Run(const Chunk& chunk) override {
    const ColumnVector& from = chunk.columns[column_];
    if (from.form != Form::kCoded) return plain_->Run(chunk);
    if (from.dictionary->serial != serial_ || results_.size() > kMaxResults) {
      serial_ = from.dictionary->serial;
      results_.Clear();
      of_code_.clear();
      of_null_ = kNotYet;
    }
    if (of_code_.size() < from.dictionary->values.size()) of_code_.resize(from.dictionary->values.size(), kNotYet);
    fresh_.clear();
    uint32_t* const of_code = of_code_.data();
    for (size_t row = 0; row < chunk.rows; ++row) {
      uint32_t& number = from.IsPresent(row) ? of_code[from.codes[row]] : of_null_;
      if (number == kNotYet) {
        number = results_.size() + static_cast<uint32_t>(fresh_.size());
        fresh_.push_back(from.At(row));
      }
      numbers_[row] = number;
    }
    if (!fresh_.empty()) results_.Append(fresh_.data(), fresh_.size());
    return results_.Take(numbers_.data(), chunk.rows);
  }

 private:
  size_t column_;
  Results results_;
  TypedPtr plain_;
  uint64_t serial_ = 0;
  std::vector<uint32_t> of_code_;  // numbers of results, or kNotYet
  uint32_t of_null_ = kNotYet;
  std::vector<Value> fresh_;
  std::array<uint32_t, kChunkRows> numbers_;
};

// A function gives the same for all times of [phase + k * unit, phase + (k + 1) * unit).
struct Cut {
  int64_t unit = 1;
  int64_t phase = 0;
  bool one_to_one = false;  // and for others something else
};

// The number of the unit that a time lies in. Division by a reciprocal, put right by one step; times too large for that are divided.
class Cutter {
 public:
  explicit Cutter(Cut cut) : cut_(cut), reciprocal_(1.0 / static_cast<double>(cut.unit)) {}

  int64_t NumberOf(int64_t time) const {
    constexpr int64_t kExact = int64_t{1} << 51;
    if (time >= kExact || time <= -kExact) return FarNumberOf(time);
    const int64_t distance = time - cut_.phase;
    int64_t number = static_cast<int64_t>(static_cast<double>(distance) * reciprocal_);
    const int64_t rest = distance - number * cut_.unit;
    if (rest < 0) --number;
    else if (rest >= cut_.unit) ++number;
    return number;
  }

 private:
  int64_t FarNumberOf(int64_t time) const {
    const int64_t number = FloorDiv(time, cut_.unit);
    const int64_t rest = FloorMod(time, cut_.unit);
    const int64_t phase = FloorMod(cut_.phase, cut_.unit);
    return number - FloorDiv(cut_.phase, cut_.unit) - (rest < phase ? 1 : 0);
  }

  Cut cut_;
  double reciprocal_;
};

// Numbers units of time in the order in which they first come, like a WordTable, but those near the first one by their place in an
// array: times of records that follow one another are near one another, and so is then what they touch.
class UnitTable {
 public:
  uint32_t Find(int64_t unit, uint32_t* next) {
    if (near_.empty()) first_ = static_cast<int64_t>(static_cast<uint64_t>(unit) - kBefore);
    const uint64_t place = static_cast<uint64_t>(unit) - static_cast<uint64_t>(first_);
    if (place >= kNear) return far_.Find(static_cast<uint64_t>(unit), next);
    if (place >= near_.size()) near_.resize(std::min<size_t>(kNear, static_cast<size_t>(place) * 2), kNotYet);
    uint32_t& number = near_[static_cast<size_t>(place)];
    if (number == kNotYet) number = (*next)++;
    return number;
  }
  void Clear() {
    near_.clear();
    far_.Clear();
  }

 private:
  static constexpr uint64_t kBefore = 1 << 10;
  static constexpr uint64_t kNear = 1 << 20;
  int64_t first_ = 0;
  std::vector<uint32_t> near_;
  WordTable far_;
};

class TimeMemo : public TypedExpression {
 public:
  TimeMemo(std::shared_ptr<const BoundExpr> call, Cut cut, RunState* run, TypedPtr time)
      : call_(std::move(call)), cutter_(cut), time_(std::move(time)), results_(*call_, 0, cut.one_to_one, run) {}

  ColumnVector Run(const Chunk& chunk) override {
    const Plain<int64_t> times = AsInts(time_->Run(chunk), chunk.rows, &buffer_);
    if (results_.size() > kMaxResults) {
      results_.Clear();
      table_.Clear();
      next_ = 0;
      of_null_ = kNotYet;
    }
    fresh_.clear();
    for (size_t row = 0; row < chunk.rows; ++row) {
      if (times.valid && ((times.valid[row >> 6] >> (row & 63)) & 1) == 0) {
        if (of_null_ == kNotYet) {
          of_null_ = next_++;
          fresh_.emplace_back();
        }
        numbers_[row] = of_null_;
        continue;
      }
      const uint32_t known = next_;
      numbers_[row] = table_.Find(cutter_.NumberOf(times.values[row]), &next_);
      if (next_ != known) fresh_.push_back(Value::Int(times.values[row]));
    }
    if (!fresh_.empty()) results_.Append(fresh_.data(), fresh_.size());
    return results_.Take(numbers_.data(), chunk.rows);
  }

 private:
  std::shared_ptr<const BoundExpr> call_;
  Cutter cutter_;
  TypedPtr time_;
  Results results_;
  UnitTable table_;
  uint32_t next_ = 0;
  uint32_t of_null_ = kNotYet;
  std::vector<Value> fresh_;
  ChunkBuffer<int64_t> buffer_;
  std::array<uint32_t, kChunkRows> numbers_;
};

constexpr int64_t kMinuteMicros = 60 * kSecondMicros;
constexpr int64_t kHourMicros = 60 * kMinuteMicros;
constexpr Cut kLocalDays{kDayMicros, -kSessionOffsetMicros};

// The finest field that a date pattern shows; nothing for patterns that show fractions or that are better left alone.
std::optional<Cut> CutOfPattern(std::string_view pattern) {
  std::optional<Cut> cut = kLocalDays;
  bool quoted = false;
  for (const char c : pattern) {
    if (c == '\'') quoted = !quoted;
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (quoted || !letter) continue;
    if (std::string_view("GyYMLwWDdFEuzZX").find(c) != std::string_view::npos) continue;
    int64_t unit = 0;
    if (std::string_view("aHkKh").find(c) != std::string_view::npos) unit = kHourMicros;
    else if (c == 'm') unit = kMinuteMicros;
    else if (c == 's') unit = kSecondMicros;
    else return std::nullopt;
    if (unit < cut->unit) cut = Cut{unit, 0};
  }
  return cut;
}

bool IsText(const BoundExpr& expr) { return expr.op == Op::kLiteral && expr.value.tag == Value::Tag::kText; }

// What window() answers for one time tells its length and where the windows begin.
std::optional<Cut> CutOfWindow(const BoundExpr& call, RunState* run) {
  Evaluator evaluator(call, run);
  const Value time = Value::Int(0);
  Chunk one;
  one.Begin(1, 1);
  one.columns[0] = ColumnVector::Boxed(&time);
  const Value window = evaluator.Run(one)[0];
  if (window.tag != Value::Tag::kList || window.size != 2) return std::nullopt;
  const Cut cut{window.items[1].i - window.items[0].i, window.items[0].i, true};
  return cut.unit > 0 ? std::optional<Cut>(cut) : std::nullopt;
}

// The call with its `time`-th argument read from column 0.
std::shared_ptr<const BoundExpr> WithColumn(const BoundExpr& expr, size_t time) {
  auto column = std::make_shared<BoundExpr>();
  column->op = Op::kColumn;
  column->type = expr.args[time]->type;
  column->span = expr.args[time]->span;
  auto call = std::make_shared<BoundExpr>(expr);
  call->args[time] = std::move(column);
  return call;
}

// Which argument is the time, and what the function cuts it down to.
struct TimeCall {
  size_t time = 0;
  std::optional<Cut> cut;
};

TimeCall FindTimeCall(const BoundExpr& expr, RunState* run) {
  const std::string_view name = expr.function->name();
  // The cuts below are those of a clock that is whole hours ahead of UTC all the year round.
  if (SessionZone() && expr.args.size() > 0 && expr.args[0]->type.kind != SqlKind::kDate && name != "window") return {};
  if (name == "hour") return {0, Cut{kHourMicros, 0}};
  if (name == "minute") return {0, Cut{kMinuteMicros, 0}};
  if (name == "second") return {0, Cut{kSecondMicros, 0}};
  if (name == "date_format" && IsText(*expr.args[1])) return {0, CutOfPattern(expr.args[1]->value.view())};
  if (name == "date_trunc" && IsText(*expr.args[0])) {
    const std::string unit = ToLowerAscii(expr.args[0]->value.view());
    return {1, unit == "hour"     ? Cut{kHourMicros, 0, true}
               : unit == "minute" ? Cut{kMinuteMicros, 0, true}
               : unit == "second" ? Cut{kSecondMicros, 0, true}
                                  : kLocalDays};
  }
  if (name == "window" &&
      std::all_of(expr.args.begin() + 1, expr.args.end(), [](const ExprPtr& arg) { return IsText(*arg); }))
    return {0, CutOfWindow(*WithColumn(expr, 0), run)};
  // Of days.
  constexpr std::string_view kDateParts[] = {"year",      "month",      "day",       "quarter",
                                             "dayofyear", "weekofyear", "dayofweek", "weekday"};
  if (std::find(std::begin(kDateParts), std::end(kDateParts), name) != std::end(kDateParts)) return {0, Cut{}};
  return {};
}

}  // namespace

TypedPtr MakeCodedMemo(const BoundExpr& expr, RunState* run, MakePart make) {
  int column = -1;
  bool one = true;
  VisitExpr(expr, [&](const BoundExpr& e) {
    if (e.op == Op::kColumn) {
      one = one && (column < 0 || column == e.index);
      column = e.index;
    }
    if (e.function && (e.function->flags & kNotDeterministic)) one = false;
  });
  if (column < 0 || !one) return nullptr;
  return std::make_unique<CodedMemo>(expr, static_cast<size_t>(column), run, make(expr, run));
}

TypedPtr MakeTimeMemo(const BoundExpr& expr, RunState* run, MakePart make) {
  if (expr.op != Op::kCall) return nullptr;
  const TimeCall call = FindTimeCall(expr, run);
  if (!call.cut || FormOf(expr.args[call.time]->type) != Form::kInt) return nullptr;
  TypedPtr time = make(*expr.args[call.time], run);
  return std::make_unique<TimeMemo>(WithColumn(expr, call.time), *call.cut, run, std::move(time));
}

}  // namespace pandora
