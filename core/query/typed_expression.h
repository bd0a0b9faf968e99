// Evaluates bound expressions over chunks without boxing, where there is a loop for it: columns, constants, comparison, arithmetic and
// the casts that widen, three-valued logic, and two kinds of expression that are computed once per distinct input instead of once per
// row: those that read a single column, where that is coded, and those that cut a time down to hours, days and the like. Everything
// else goes to the Evaluator, whose results come back boxed. Same results as the Evaluator's, bit for bit.
//
// Who calls it: the operators of the vectorised executor.
#ifndef PANDORA_CORE_QUERY_TYPED_EXPRESSION_H_
#define PANDORA_CORE_QUERY_TYPED_EXPRESSION_H_

#include <memory>
#include <vector>

#include "core/query/column_vector.h"
#include "core/query/evaluator.h"

namespace pandora {

class TypedExpression {
 public:
  virtual ~TypedExpression() = default;

  // Results for the rows of `chunk`, in the form of the expression's type, boxed or coded; valid until the next call and as long as
  // the chunk is. Failures are noted in the run.
  virtual ColumnVector Run(const Chunk& chunk) = 0;
};
using TypedPtr = std::unique_ptr<TypedExpression>;

// `expr` must outlive the result and be evaluable (IsEvaluable).
TypedPtr MakeTyped(const BoundExpr& expr, RunState* run);

// One for each of a list.
std::vector<TypedPtr> MakeTypedList(const std::vector<ExprPtr>& exprs, RunState* run);

// Whether no row can make it fail at run time.
bool CannotFail(const BoundExpr& expr);

// The kinds, each null when `expr` is not of it; `make` makes the parts. Internal to typed_expression.cc.
using MakePart = TypedPtr (*)(const BoundExpr& expr, RunState* run);
TypedPtr MakeKernel(const BoundExpr& expr, RunState* run, MakePart make);     // typed_kernels.cc
TypedPtr MakeCodedMemo(const BoundExpr& expr, RunState* run, MakePart make);  // memo_expression.cc
TypedPtr MakeTimeMemo(const BoundExpr& expr, RunState* run, MakePart make);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_TYPED_EXPRESSION_H_
