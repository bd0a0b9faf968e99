#include "core/query/typed_expression.h"

#include <algorithm>

namespace pandora {
namespace {

using Op = BoundExpr::Op;
using Form = ColumnVector::Form;

class ColumnRead : public TypedExpression {
 public:
  explicit ColumnRead(int column) : column_(static_cast<size_t>(column)) {}
  ColumnVector Run(const Chunk& chunk) override { return chunk.columns[column_]; }

 private:
  size_t column_;
};

// A literal as a full column, made once: kernels need no second loop for constants.
class Constant : public TypedExpression {
 public:
  explicit Constant(const BoundExpr& expr) {
    const Form form = expr.value.is_null() ? Form::kBoxed : FormOf(expr.type);
    switch (form) {
      case Form::kInt:
        ints_.assign(kChunkRows, expr.value.i);
        result_ = ColumnVector::Ints(ints_.data(), nullptr);
        return;
      case Form::kDouble:
        doubles_.assign(kChunkRows, expr.value.d);
        result_ = ColumnVector::Doubles(doubles_.data(), nullptr);
        return;
      case Form::kTruth:
        truths_.assign(kChunkRows, expr.value.is_true() ? kTrue : kFalse);
        result_ = ColumnVector::Truths(truths_.data());
        return;
      case Form::kText:
        texts_.assign(kChunkRows, expr.value.view());
        result_ = ColumnVector::Texts(texts_.data(), nullptr);
        return;
      default:
        boxed_.assign(kChunkRows, expr.value);
        result_ = ColumnVector::Boxed(boxed_.data());
        return;
    }
  }
  ColumnVector Run(const Chunk&) override { return result_; }

 private:
  std::vector<int64_t> ints_;
  std::vector<double> doubles_;
  std::vector<uint8_t> truths_;
  std::vector<std::string_view> texts_;
  std::vector<Value> boxed_;
  ColumnVector result_;
};

class BoxedExpression : public TypedExpression {
 public:
  BoxedExpression(const BoundExpr& expr, RunState* run) : evaluator_(expr, run) {}

  ColumnVector Run(const Chunk& chunk) override {
    const Vector result = evaluator_.Run(chunk);
    if (result.stride != 0) return ColumnVector::Boxed(result.data);
    constant_.assign(chunk.rows, chunk.rows > 0 ? result[0] : Value());
    return ColumnVector::Boxed(constant_.data());
  }

 private:
  Evaluator evaluator_;
  std::vector<Value> constant_;
};

TypedPtr MakePlain(const BoundExpr& expr, RunState* run) {
  if (expr.op == Op::kColumn) return std::make_unique<ColumnRead>(expr.index);
  if (expr.op == Op::kLiteral) return std::make_unique<Constant>(expr);
  if (TypedPtr memo = MakeTimeMemo(expr, run, MakePlain)) return memo;
  if (TypedPtr kernel = MakeKernel(expr, run, MakePlain)) return kernel;
  return std::make_unique<BoxedExpression>(expr, run);
}

}  // namespace

bool CannotFail(const BoundExpr& expr) {
  constexpr std::string_view kSafe[] = {
      "=",      "<=>",    "<>",   "<",     "<=",  ">",    ">=",     "not",      "isnull",     "isnotnull",  "+",
      "-",      "*",      "/",    "%",     "if",  "nvl2", "nvl",    "coalesce", "upper",      "lower",      "trim",
      "length", "substr", "year", "month", "day", "hour", "minute", "second",   "date_trunc", "date_format"};
  // These fail only on patterns; constant ones have been looked at.
  constexpr std::string_view kSafeWhenPrepared[] = {"like", "rlike"};
  bool safe = true;
  VisitExpr(expr, [&](const BoundExpr& e) {
    if (!e.function) return;
    const std::string_view name = e.function->name();
    const bool listed = std::find(std::begin(kSafe), std::end(kSafe), name) != std::end(kSafe);
    const bool prepared = e.state && std::find(std::begin(kSafeWhenPrepared), std::end(kSafeWhenPrepared), name) !=
                                         std::end(kSafeWhenPrepared);
    safe = safe && (listed || prepared);
  });
  return safe;
}

TypedPtr MakeTyped(const BoundExpr& expr, RunState* run) {
  if (expr.op == Op::kColumn || expr.op == Op::kLiteral) return MakePlain(expr, run);
  if (TypedPtr memo = MakeCodedMemo(expr, run, MakePlain)) return memo;
  if (TypedPtr memo = MakeTimeMemo(expr, run, MakeTyped)) return memo;
  if (TypedPtr kernel = MakeKernel(expr, run, MakeTyped)) return kernel;
  return std::make_unique<BoxedExpression>(expr, run);
}

std::vector<TypedPtr> MakeTypedList(const std::vector<ExprPtr>& exprs, RunState* run) {
  std::vector<TypedPtr> list;
  list.reserve(exprs.size());
  for (const ExprPtr& expr : exprs) list.push_back(MakeTyped(*expr, run));
  return list;
}

}  // namespace pandora
