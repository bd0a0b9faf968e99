#include "core/query/evaluator.h"

#include "core/function/cast.h"
#include "core/function/kernel.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

using Op = BoundExpr::Op;

// Operators with a loop of their own where both sides are of the tag named.
enum Fast { kNone, kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kAdd, kSubtract, kMultiply };

int FastOf(const BoundExpr& expr) {
  if (expr.op != Op::kCall || expr.args.size() != 2) return kNone;
  SqlKind kind = expr.args[0]->type.kind;
  bool ints =
      kind == SqlKind::kBigint || kind == SqlKind::kInt || kind == SqlKind::kTimestamp || kind == SqlKind::kDate;
  if (!ints && kind != SqlKind::kDouble) return kNone;
  constexpr std::pair<std::string_view, Fast> kNames[] = {{"=", kEqual},      {"<>", kNotEqual}, {"<", kLess},
                                                          {"<=", kLessEqual}, {">", kGreater},   {">=", kGreaterEqual},
                                                          {"+", kAdd},        {"-", kSubtract},  {"*", kMultiply}};
  for (const auto& [name, fast] : kNames) {
    bool arithmetic = fast >= kAdd;
    if (expr.function->name() != name) continue;
    return arithmetic && kind != SqlKind::kBigint && kind != SqlKind::kDouble ? kNone : fast;
  }
  return kNone;
}

template <typename Operate>
void Loop(const Vector& a, const Vector& b, size_t count, Value* out, Operate operate) {
  for (size_t k = 0; k < count; ++k) {
    const Value& left = a[k];
    const Value& right = b[k];
    out[k] = left.is_null() || right.is_null() ? Value() : operate(left, right);
  }
}

template <typename Compare>
void CompareLoop(const Vector& a, const Vector& b, size_t count, bool doubles, Value* out, Compare compare) {
  if (doubles)
    Loop(a, b, count, out,
         [&](const Value& x, const Value& y) { return Value::Bool(compare(CompareValues(x, y), 0)); });
  else Loop(a, b, count, out, [&](const Value& x, const Value& y) { return Value::Bool(compare(x.i, y.i)); });
}

}  // namespace

void Chunk::Begin(size_t count, size_t width) {
  rows = count;
  columns.assign(width, ColumnVector());
  boxed_.clear();
}

const Value* Chunk::Boxed(size_t column, Arena* arena) const {
  const ColumnVector& vector = columns[column];
  if (vector.form == ColumnVector::Form::kBoxed) return vector.boxed;
  if (vector.form == ColumnVector::Form::kAbsent) return nullptr;
  if (boxed_.size() < columns.size()) boxed_.resize(columns.size(), nullptr);
  if (!boxed_[column]) {
    Value* values = NewItems(arena, rows);
    BoxRows(vector, rows, values);
    boxed_[column] = values;
  }
  return boxed_[column];
}

bool IsEvaluable(const BoundExpr& expr) {
  bool result = true;
  VisitExpr(expr, [&](const BoundExpr& e) {
    if (e.op == Op::kOuter || e.plan || e.op >= Op::kAggregate) result = false;
  });
  return result;
}

Evaluator::Evaluator(const BoundExpr& expr, RunState* run) : expr_(expr), run_(run) {
  args_.reserve(expr.args.size());
  for (const ExprPtr& arg : expr.args) {
    args_.emplace_back(*arg, run);
    arg_types_.push_back(arg->type);
  }
  context_.result_type = &expr.type;
  context_.state = expr.state.get();
  context_.arena = &run->arena;
  context_.now = run->now;
  fast_ = FastOf(expr);
}

Vector Evaluator::Eval(const Chunk& chunk, const uint32_t* rows, size_t count) {
  if (expr_.op == Op::kLiteral) return {&expr_.value, 0};
  if (expr_.op == Op::kColumn) return EvalColumn(chunk, rows, count);
  if (buffer_.size() < count) buffer_.resize(count);
  switch (expr_.op) {
    case Op::kCall: return EvalCall(chunk, rows, count);
    case Op::kCast: return EvalCast(chunk, rows, count);
    case Op::kAnd: return EvalLogic(chunk, rows, count, true);
    case Op::kOr: return EvalLogic(chunk, rows, count, false);
    case Op::kCase: return EvalCase(chunk, rows, count);
    case Op::kIn: return EvalIn(chunk, rows, count);
    case Op::kField: {
      Vector base = args_[0].Eval(chunk, rows, count);
      for (size_t k = 0; k < count; ++k) buffer_[k] = base[k].is_null() ? Value() : base[k].items[expr_.index];
      break;
    }
    default: run_->Fail("internal error: an expression that is not bound", expr_.span); break;
  }
  return {buffer_.data(), 1};
}

Vector Evaluator::EvalColumn(const Chunk& chunk, const uint32_t* rows, size_t count) {
  const size_t column = static_cast<size_t>(expr_.index);
  if (!rows) return {chunk.Boxed(column, &run_->arena), 1};
  if (buffer_.size() < count) buffer_.resize(count);
  for (size_t k = 0; k < count; ++k) buffer_[k] = chunk.columns[column].At(rows[k]);
  return {buffer_.data(), 1};
}

bool Evaluator::FastBinary(const Vector& a, const Vector& b, size_t count) {
  bool doubles = arg_types_[0].kind == SqlKind::kDouble;
  Value* out = buffer_.data();
  auto arithmetic = [&](auto on_int, auto on_double) {
    if (doubles)
      Loop(a, b, count, out, [&](const Value& x, const Value& y) { return Value::Double(on_double(x.d, y.d)); });
    else Loop(a, b, count, out, [&](const Value& x, const Value& y) { return Value::Int(on_int(x.i, y.i)); });
  };
  switch (fast_) {
    case kEqual: CompareLoop(a, b, count, doubles, out, [](auto x, auto y) { return x == y; }); return true;
    case kNotEqual: CompareLoop(a, b, count, doubles, out, [](auto x, auto y) { return x != y; }); return true;
    case kLess: CompareLoop(a, b, count, doubles, out, [](auto x, auto y) { return x < y; }); return true;
    case kLessEqual: CompareLoop(a, b, count, doubles, out, [](auto x, auto y) { return x <= y; }); return true;
    case kGreater: CompareLoop(a, b, count, doubles, out, [](auto x, auto y) { return x > y; }); return true;
    case kGreaterEqual: CompareLoop(a, b, count, doubles, out, [](auto x, auto y) { return x >= y; }); return true;
    case kAdd: arithmetic(WrapAdd, [](double x, double y) { return x + y; }); return true;
    case kSubtract: arithmetic(WrapSubtract, [](double x, double y) { return x - y; }); return true;
    case kMultiply: arithmetic(WrapMultiply, [](double x, double y) { return x * y; }); return true;
    default: return false;
  }
}

Vector Evaluator::EvalCall(const Chunk& chunk, const uint32_t* rows, size_t count) {
  const Function& function = *expr_.function;
  // if, coalesce and their kin are rewritten into CASE shapes here: each further argument only where it is asked for.
  if (function.flags & kLazy) {
    bool choice = function.name() == "if" || function.name() == "nvl2";
    std::vector<uint32_t> open(count);
    for (size_t k = 0; k < count; ++k) open[k] = static_cast<uint32_t>(k);
    std::vector<uint32_t> then_rows, else_rows, chunk_rows;
    auto scatter = [&](Evaluator& arg, const std::vector<uint32_t>& at) {
      chunk_rows.resize(at.size());
      for (size_t k = 0; k < at.size(); ++k) chunk_rows[k] = rows ? rows[at[k]] : at[k];
      Vector part = arg.Eval(chunk, chunk_rows.data(), at.size());
      for (size_t k = 0; k < at.size(); ++k) buffer_[at[k]] = part[k];
    };
    if (choice) {
      bool by_null = function.name() == "nvl2";
      Vector condition = args_[0].Eval(chunk, rows, count);
      for (size_t k = 0; k < count; ++k)
        (by_null                  ? !condition[k].is_null()
         : condition[k].is_true() ? true
                                  : false)
            ? then_rows.push_back(static_cast<uint32_t>(k))
            : else_rows.push_back(static_cast<uint32_t>(k));
      scatter(args_[1], then_rows);
      scatter(args_[2], else_rows);
      return {buffer_.data(), 1};
    }
    for (Evaluator& arg : args_) {
      if (open.empty()) break;
      scatter(arg, open);
      std::vector<uint32_t> rest;
      for (uint32_t row : open) {
        if (buffer_[row].is_null()) rest.push_back(row);
      }
      open.swap(rest);
    }
    return {buffer_.data(), 1};
  }
  constexpr size_t kMaxFlat = 8;
  Vector flat[kMaxFlat];
  std::vector<Vector> many;
  Vector* vectors = flat;
  if (args_.size() > kMaxFlat) {
    many.resize(args_.size());
    vectors = many.data();
  }
  bool constant = !(function.flags & kNotDeterministic);
  for (size_t k = 0; k < args_.size(); ++k) {
    vectors[k] = args_[k].Eval(chunk, rows, count);
    constant = constant && vectors[k].stride == 0;
  }
  if (run_->failed()) return {buffer_.data(), 1};
  if (fast_ != kNone && FastBinary(vectors[0], vectors[1], count)) return {buffer_.data(), 1};
  context_.arg_types = arg_types_;
  context_.scratch = &scratch_;
  Value flat_values[kMaxFlat];
  std::vector<Value> many_values(args_.size() > kMaxFlat ? args_.size() : 0);
  Value* values = args_.size() > kMaxFlat ? many_values.data() : flat_values;
  bool own_nulls = function.flags & kOwnNulls;
  size_t runs = constant ? std::min<size_t>(count, 1) : count;
  for (size_t row = 0; row < runs; ++row) {
    bool null = false;
    for (size_t k = 0; k < args_.size(); ++k) {
      values[k] = vectors[k][row];
      null = null || values[k].is_null();
    }
    buffer_[row] = Value();
    if (!null || own_nulls) function.kernel(context_, values, &buffer_[row]);
    if (!context_.error.empty()) {
      run_->Fail(context_.error, expr_.span);
      break;
    }
  }
  return {buffer_.data(), constant ? size_t{0} : size_t{1}};
}

Vector Evaluator::EvalCast(const Chunk& chunk, const uint32_t* rows, size_t count) {
  Vector arg = args_[0].Eval(chunk, rows, count);
  int64_t today = LocalDay(run_->now.micros);
  size_t runs = arg.stride == 0 ? std::min<size_t>(count, 1) : count;
  bool widen = arg_types_[0].kind == SqlKind::kBigint && expr_.type.kind == SqlKind::kDouble;
  for (size_t k = 0; k < runs; ++k) {
    if (widen) buffer_[k] = arg[k].is_null() ? Value() : Value::Double(static_cast<double>(arg[k].i));
    else buffer_[k] = CastValue(arg[k], arg_types_[0], expr_.type, &run_->arena, today);
  }
  return {buffer_.data(), arg.stride};
}

// False (or true for OR) decides a row; NULL stays open until something does.
Vector Evaluator::EvalLogic(const Chunk& chunk, const uint32_t* rows, size_t count, bool is_and) {
  std::vector<uint32_t> open(count), chunk_rows(count);
  for (size_t k = 0; k < count; ++k) {
    open[k] = static_cast<uint32_t>(k);
    buffer_[k] = Value::Bool(is_and);
  }
  for (Evaluator& arg : args_) {
    chunk_rows.resize(open.size());
    for (size_t k = 0; k < open.size(); ++k) chunk_rows[k] = rows ? rows[open[k]] : open[k];
    bool all = !rows && open.size() == count;
    Vector part = all ? arg.Eval(chunk, nullptr, count) : arg.Eval(chunk, chunk_rows.data(), open.size());
    size_t left = 0;
    for (size_t k = 0; k < open.size(); ++k) {
      const Value& value = part[k];
      Value& result = buffer_[open[k]];
      bool decided = is_and ? value.is_false() : value.is_true();
      if (decided) {
        result = Value::Bool(!is_and);
        continue;
      }
      if (value.is_null()) result = Value();
      open[left++] = open[k];
    }
    open.resize(left);
    if (open.empty()) break;
  }
  return {buffer_.data(), 1};
}

Vector Evaluator::EvalCase(const Chunk& chunk, const uint32_t* rows, size_t count) {
  std::vector<uint32_t> open(count), chosen, chunk_rows;
  for (size_t k = 0; k < count; ++k) open[k] = static_cast<uint32_t>(k);
  auto to_chunk = [&](const std::vector<uint32_t>& at) {
    chunk_rows.resize(at.size());
    for (size_t k = 0; k < at.size(); ++k) chunk_rows[k] = rows ? rows[at[k]] : at[k];
  };
  auto scatter = [&](Evaluator& arg, const std::vector<uint32_t>& at) {
    to_chunk(at);
    Vector part = arg.Eval(chunk, chunk_rows.data(), at.size());
    for (size_t k = 0; k < at.size(); ++k) buffer_[at[k]] = part[k];
  };
  for (size_t branch = 0; branch + 1 < args_.size() && !open.empty(); branch += 2) {
    to_chunk(open);
    Vector condition = args_[branch].Eval(chunk, chunk_rows.data(), open.size());
    chosen.clear();
    size_t left = 0;
    for (size_t k = 0; k < open.size(); ++k) {
      if (condition[k].is_true()) chosen.push_back(open[k]);
      else open[left++] = open[k];
    }
    open.resize(left);
    scatter(args_[branch + 1], chosen);
  }
  scatter(args_.back(), open);
  return {buffer_.data(), 1};
}

Vector Evaluator::EvalIn(const Chunk& chunk, const uint32_t* rows, size_t count) {
  std::vector<Vector> parts;
  for (Evaluator& arg : args_) parts.push_back(arg.Eval(chunk, rows, count));
  for (size_t row = 0; row < count; ++row) {
    const Value& value = parts[0][row];
    Value& result = buffer_[row];
    result = Value();
    if (value.is_null()) continue;
    bool null = false;
    bool found = false;
    for (size_t k = 1; k < parts.size() && !found; ++k) {
      const Value& other = parts[k][row];
      null = null || other.is_null();
      found = !other.is_null() && CompareValues(value, other) == 0;
    }
    if (found || !null) result = Value::Bool(found);
  }
  return {buffer_.data(), 1};
}

}  // namespace pandora
