// Loops over plain arrays: comparison, arithmetic, widening casts, truth. Nulls are computed with like other rows and masked
// afterwards, so the loops have no branches.
#include <cmath>

#include "core/function/kernel.h"
#include "core/query/typed_expression.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

using Op = BoundExpr::Op;
using Form = ColumnVector::Form;

void MaskTruths(const uint64_t* valid, size_t rows, uint8_t* out) {
  if (!valid) return;
  for (size_t row = 0; row < rows; ++row) {
    if (((valid[row >> 6] >> (row & 63)) & 1) == 0) out[row] = kUnknown;
  }
}

// SQL's order: NaN equals itself and is greater than every number, -0.0 equals 0.0.
struct Equal {
  template <typename T>
  static bool Test(const T& a, const T& b) {
    return a == b;
  }
  static bool Test(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }
};
struct Less {
  template <typename T>
  static bool Test(const T& a, const T& b) {
    return a < b;
  }
  static bool Test(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }
};
Plain<int64_t> AsPlain(const ColumnVector& v, size_t rows, ChunkBuffer<int64_t>* buffer) {
  return AsInts(v, rows, buffer);
}
Plain<double> AsPlain(const ColumnVector& v, size_t rows, ChunkBuffer<double>* buffer) {
  return AsDoubles(v, rows, buffer);
}
Plain<std::string_view> AsPlain(const ColumnVector& v, size_t rows, ChunkBuffer<std::string_view>* buffer) {
  return AsTexts(v, rows, buffer);
}

// Two arguments as plain arrays of T.
template <typename T>
class Binary : public TypedExpression {
 public:
  Binary(TypedPtr left, TypedPtr right) : left_(std::move(left)), right_(std::move(right)) {}

 protected:
  struct Sides {
    const T* a;
    const T* b;
    const uint64_t* valid;
  };
  Sides Read(const Chunk& chunk) {
    const ColumnVector left = left_->Run(chunk);
    const ColumnVector right = right_->Run(chunk);
    const Plain<T> a = AsPlain(left, chunk.rows, &left_buffer_);
    const Plain<T> b = AsPlain(right, chunk.rows, &right_buffer_);
    return {a.values, b.values, BothPresent(a.valid, b.valid, chunk.rows, valid_.data())};
  }

  std::array<uint64_t, kChunkWords> valid_;

 private:
  TypedPtr left_, right_;
  ChunkBuffer<T> left_buffer_, right_buffer_;
};

// Whether Order holds, or with `negated` whether it does not.
template <typename T, typename Order>
class Comparison : public Binary<T> {
 public:
  Comparison(TypedPtr left, TypedPtr right, bool negated)
      : Binary<T>(std::move(left), std::move(right)), when_true_(negated ? kFalse : kTrue) {}

  ColumnVector Run(const Chunk& chunk) override {
    const auto [a, b, valid] = this->Read(chunk);
    const uint8_t yes = when_true_, no = static_cast<uint8_t>(kTrue - when_true_);
    for (size_t row = 0; row < chunk.rows; ++row) out_[row] = Order::Test(a[row], b[row]) ? yes : no;
    MaskTruths(valid, chunk.rows, out_.data());
    return ColumnVector::Truths(out_.data());
  }

 private:
  uint8_t when_true_;
  std::array<uint8_t, kChunkRows> out_;
};

struct Add {
  static int64_t Of(int64_t a, int64_t b) { return WrapAdd(a, b); }
  static double Of(double a, double b) { return a + b; }
};
struct Subtract {
  static int64_t Of(int64_t a, int64_t b) { return WrapSubtract(a, b); }
  static double Of(double a, double b) { return a - b; }
};
struct Multiply {
  static int64_t Of(int64_t a, int64_t b) { return WrapMultiply(a, b); }
  static double Of(double a, double b) { return a * b; }
};

ColumnVector Vector(const int64_t* values, const uint64_t* valid) { return ColumnVector::Ints(values, valid); }
ColumnVector Vector(const double* values, const uint64_t* valid) { return ColumnVector::Doubles(values, valid); }

template <typename T, typename Operate>
class Arithmetic : public Binary<T> {
 public:
  using Binary<T>::Binary;
  ColumnVector Run(const Chunk& chunk) override {
    const auto [a, b, valid] = this->Read(chunk);
    for (size_t row = 0; row < chunk.rows; ++row) out_[row] = Operate::Of(a[row], b[row]);
    return Vector(out_.data(), valid);
  }

 private:
  std::array<T, kChunkRows> out_;
};

// The quotient of doubles; NULL where the divisor is zero.
class Quotient : public Binary<double> {
 public:
  using Binary<double>::Binary;
  ColumnVector Run(const Chunk& chunk) override {
    const auto [a, b, valid] = Read(chunk);
    bool zero = false;
    for (size_t row = 0; row < chunk.rows; ++row) {
      out_[row] = a[row] / b[row];
      zero = zero || b[row] == 0;
    }
    if (!zero) return ColumnVector::Doubles(out_.data(), valid);
    if (valid) std::copy(valid, valid + (chunk.rows + 63) / 64, present_.data());
    else SetAllPresent(chunk.rows, present_.data());
    for (size_t row = 0; row < chunk.rows; ++row) {
      if (b[row] == 0) SetNull(row, present_.data());
    }
    return ColumnVector::Doubles(out_.data(), present_.data());
  }

 private:
  std::array<double, kChunkRows> out_;
  std::array<uint64_t, kChunkWords> present_;
};

// One argument, an integer, through a function of one row.
template <typename To, To (*kOf)(int64_t)>
class FromInt : public TypedExpression {
 public:
  explicit FromInt(TypedPtr arg) : arg_(std::move(arg)) {}
  ColumnVector Run(const Chunk& chunk) override {
    const Plain<int64_t> from = AsInts(arg_->Run(chunk), chunk.rows, &buffer_);
    for (size_t row = 0; row < chunk.rows; ++row) out_[row] = kOf(from.values[row]);
    return Vector(out_.data(), from.valid);
  }

 private:
  TypedPtr arg_;
  ChunkBuffer<int64_t> buffer_;
  std::array<To, kChunkRows> out_;
};

double ToDouble(int64_t value) { return static_cast<double>(value); }
int64_t Same(int64_t value) { return value; }

class Logic : public TypedExpression {
 public:
  Logic(std::vector<TypedPtr> args, bool is_and) : args_(std::move(args)), is_and_(is_and) {}

  ColumnVector Run(const Chunk& chunk) override {
    const size_t rows = chunk.rows;
    std::fill(out_.begin(), out_.begin() + static_cast<ptrdiff_t>(rows), is_and_ ? kTrue : kFalse);
    for (const TypedPtr& arg : args_) {
      const uint8_t* part = AsTruths(arg->Run(chunk), rows, &buffer_);
      if (is_and_) {
        for (size_t row = 0; row < rows; ++row) out_[row] = std::min(out_[row], part[row]);
      } else {
        for (size_t row = 0; row < rows; ++row) out_[row] = std::max(out_[row], part[row]);
      }
    }
    return ColumnVector::Truths(out_.data());
  }

 private:
  std::vector<TypedPtr> args_;
  bool is_and_;
  std::array<uint8_t, kChunkRows> out_, buffer_;
};

class Negation : public TypedExpression {
 public:
  explicit Negation(TypedPtr arg) : arg_(std::move(arg)) {}
  ColumnVector Run(const Chunk& chunk) override {
    const uint8_t* truths = AsTruths(arg_->Run(chunk), chunk.rows, &buffer_);
    for (size_t row = 0; row < chunk.rows; ++row) out_[row] = static_cast<uint8_t>(kTrue - truths[row]);
    return ColumnVector::Truths(out_.data());
  }

 private:
  TypedPtr arg_;
  std::array<uint8_t, kChunkRows> out_, buffer_;
};

class NullTest : public TypedExpression {
 public:
  NullTest(TypedPtr arg, bool when_null) : arg_(std::move(arg)), when_null_(when_null) {}
  ColumnVector Run(const Chunk& chunk) override {
    const ColumnVector vector = arg_->Run(chunk);
    const bool plain = vector.form == Form::kInt || vector.form == Form::kDouble || vector.form == Form::kText;
    if (plain && !vector.valid) {
      std::fill(out_.begin(), out_.begin() + static_cast<ptrdiff_t>(chunk.rows), when_null_ ? kFalse : kTrue);
      return ColumnVector::Truths(out_.data());
    }
    for (size_t row = 0; row < chunk.rows; ++row) out_[row] = vector.IsNull(row) == when_null_ ? kTrue : kFalse;
    return ColumnVector::Truths(out_.data());
  }

 private:
  TypedPtr arg_;
  bool when_null_;
  std::array<uint8_t, kChunkRows> out_;
};

// All six are = and <, with the sides or the answer turned round: each loop is code that a browser has to load.
template <typename T>
TypedPtr MakeComparison(std::string_view name, TypedPtr a, TypedPtr b) {
  if (name == "=" || name == "<>")
    return std::make_unique<Comparison<T, Equal>>(std::move(a), std::move(b), name == "<>");
  const bool swapped = name == ">" || name == "<=";
  if (swapped) std::swap(a, b);
  return std::make_unique<Comparison<T, Less>>(std::move(a), std::move(b), name == "<=" || name == ">=");
}

template <typename T>
TypedPtr MakeArithmetic(std::string_view name, TypedPtr a, TypedPtr b) {
  if (name == "+") return std::make_unique<Arithmetic<T, Add>>(std::move(a), std::move(b));
  if (name == "-") return std::make_unique<Arithmetic<T, Subtract>>(std::move(a), std::move(b));
  return std::make_unique<Arithmetic<T, Multiply>>(std::move(a), std::move(b));
}

TypedPtr MakeBinary(const BoundExpr& expr, RunState* run, MakePart make) {
  const std::string_view name = expr.function->name();
  const Form form = FormOf(expr.args[0]->type);
  const SqlKind kind = expr.args[0]->type.kind;
  if (form != FormOf(expr.args[1]->type)) return nullptr;
  const auto left = [&] { return make(*expr.args[0], run); };
  const auto right = [&] { return make(*expr.args[1], run); };
  if (name == "=" || name == "<>" || name == "<" || name == "<=" || name == ">" || name == ">=") {
    if (form == Form::kInt) return MakeComparison<int64_t>(name, left(), right());
    if (form == Form::kDouble) return MakeComparison<double>(name, left(), right());
    if (form == Form::kText) return MakeComparison<std::string_view>(name, left(), right());
    return nullptr;
  }
  // Narrow integers wrap and floats round at their own width: those are left to the boxed kernels.
  const bool both = kind == expr.args[1]->type.kind && kind == expr.type.kind;
  if (!both || (kind != SqlKind::kBigint && kind != SqlKind::kDouble)) return nullptr;
  if (name == "+" || name == "-" || name == "*") {
    return kind == SqlKind::kBigint ? MakeArithmetic<int64_t>(name, left(), right())
                                    : MakeArithmetic<double>(name, left(), right());
  }
  if (name == "/" && kind == SqlKind::kDouble) return std::make_unique<Quotient>(left(), right());
  return nullptr;
}

TypedPtr MakeCast(const BoundExpr& expr, RunState* run, MakePart make) {
  const SqlType& from = expr.args[0]->type;
  const auto arg = [&] { return make(*expr.args[0], run); };
  if (from.IsIntegral() && expr.type.kind == SqlKind::kDouble)
    return std::make_unique<FromInt<double, ToDouble>>(arg());
  if (from.IsIntegral() && expr.type.IsIntegral() && from.kind <= expr.type.kind)
    return std::make_unique<FromInt<int64_t, Same>>(arg());
  if (from.kind == SqlKind::kTimestamp && expr.type.kind == SqlKind::kDate)
    return std::make_unique<FromInt<int64_t, LocalDay>>(arg());
  return nullptr;
}

}  // namespace

TypedPtr MakeKernel(const BoundExpr& expr, RunState* run, MakePart make) {
  if (expr.op == Op::kCast) return MakeCast(expr, run, make);
  if (expr.op == Op::kAnd || expr.op == Op::kOr) {
    // All parts run on all rows here.
    if (!CannotFail(expr)) return nullptr;
    std::vector<TypedPtr> args;
    for (const ExprPtr& arg : expr.args) args.push_back(make(*arg, run));
    return std::make_unique<Logic>(std::move(args), expr.op == Op::kAnd);
  }
  if (expr.op != Op::kCall) return nullptr;
  const std::string_view name = expr.function->name();
  if (expr.args.size() == 2) return MakeBinary(expr, run, make);
  if (expr.args.size() != 1) return nullptr;
  if (name == "not") return std::make_unique<Negation>(make(*expr.args[0], run));
  if (name == "isnull" || name == "isnotnull")
    return std::make_unique<NullTest>(make(*expr.args[0], run), name == "isnull");
  return nullptr;
}

}  // namespace pandora
