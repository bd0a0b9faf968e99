// What Spark's analyzer and optimizer refuse in a plan that is otherwise sound: products that nobody asked for, and sub-queries whose
// references to the query around stand where Spark cannot move them. Internal to core/sql.
#ifndef PANDORA_CORE_SQL_PLAN_CHECK_H_
#define PANDORA_CORE_SQL_PLAN_CHECK_H_

#include <optional>
#include <string>

#include "core/sql/plan.h"

namespace pandora {

struct PlanProblem {
  Span span;
  std::string message;
};

// A join without a condition on both of its sides, and without CROSS. Predicates further up count where they can be moved
// down to the join (CheckCartesianProducts of Spark 2.2).
std::optional<PlanProblem> FindProduct(const PlanNode& root);

// A reference to the query around in a place that Spark does not support (CheckAnalysis, checkCorrelation of 2.2). `scalar`: the
// sub-query stands for one value, and must be aggregated when it is correlated.
std::optional<PlanProblem> FindBadCorrelation(const PlanNode& plan, bool scalar);

// Whether an expression in the plan refers to the row around the query.
bool IsCorrelated(const PlanNode& plan);

// [NOT] IN (sub-query) below a NOT, in a predicate of AND, OR and NOT: Spark 2.2 has no join for it.
std::optional<PlanProblem> FindNestedNotIn(const BoundExpr& predicate);

// Whether `predicate` is never true of a row whose columns [from, to) are all NULL, which makes an outer join an inner one.
bool RejectsNulls(const BoundExpr& predicate, int from, int to);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_PLAN_CHECK_H_
