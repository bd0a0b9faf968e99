#include "core/sql/plan_check.h"

#include <algorithm>
#include <set>
#include <vector>

namespace pandora {
namespace {

using Kind = PlanNode::Kind;
using Op = BoundExpr::Op;
using Columns = std::set<int>;

Columns ColumnsOf(const BoundExpr& expr) {
  Columns columns;
  VisitExpr(expr, [&](const BoundExpr& e) {
    if (e.op == Op::kColumn) columns.insert(e.index);
  });
  return columns;
}

void Split(const BoundExpr& expr, std::vector<const BoundExpr*>* parts) {
  if (expr.op != Op::kAnd) return parts->push_back(&expr);
  for (const ExprPtr& arg : expr.args) Split(*arg, parts);
}

bool IsNever(const BoundExpr& expr) { return expr.op == Op::kLiteral && !expr.value.is_true(); }

bool IsInvisible(PlanNode::Join join) { return join == PlanNode::Join::kLeftSemi || join == PlanNode::Join::kLeftAnti; }

// Walks down with the column sets of the predicates above that may be moved to where it is.
class ProductFinder {
 public:
  std::optional<PlanProblem> problem;

  void Visit(const PlanNode& node, std::vector<Columns> above) {
    if (problem) return;
    VisitSubqueries(node);
    switch (node.kind) {
      case Kind::kFilter: return VisitFilter(node, std::move(above));
      case Kind::kProject: return VisitProject(node, above);
      case Kind::kJoin: return VisitJoin(node, above);
      case Kind::kDistinct:
      case Kind::kSort:
      case Kind::kUnion: break;
      default: above.clear();
    }
    for (const NodePtr& input : node.inputs) Visit(*input, above);
  }

 private:
  void VisitSubqueries(const PlanNode& node) {
    auto look = [&](const BoundExpr& expr) {
      VisitExpr(expr, [&](const BoundExpr& e) {
        if (e.plan) Visit(*e.plan, {});
      });
    };
    for (const ExprPtr& expr : node.exprs) look(*expr);
  }

  void VisitFilter(const PlanNode& node, std::vector<Columns> above) {
    std::vector<const BoundExpr*> parts;
    Split(*node.exprs[0], &parts);
    for (const BoundExpr* part : parts) {
      if (IsNever(*part)) return;  // no row comes from below
      above.push_back(ColumnsOf(*part));
    }
    Visit(*node.inputs[0], std::move(above));
  }

  void VisitProject(const PlanNode& node, const std::vector<Columns>& above) {
    std::vector<Columns> below;
    for (const Columns& columns : above) {
      Columns mapped;
      for (int index : columns) {
        for (int source : ColumnsOf(*node.exprs[static_cast<size_t>(index)])) mapped.insert(source);
      }
      below.push_back(std::move(mapped));
    }
    Visit(*node.inputs[0], std::move(below));
  }

  void VisitJoin(const PlanNode& node, const std::vector<Columns>& above) {
    int width = static_cast<int>(node.inputs[0]->output.size());
    bool inner = node.join == PlanNode::Join::kInner;
    std::vector<Columns> conditions;
    std::vector<const BoundExpr*> parts;
    if (!node.exprs.empty()) Split(*node.exprs[0], &parts);
    bool never = false;
    for (const BoundExpr* part : parts) {
      conditions.push_back(ColumnsOf(*part));
      never = never || IsNever(*part);
    }
    if (inner && never) return;
    if (inner) conditions.insert(conditions.end(), above.begin(), above.end());
    auto joins = [&](const Columns& columns) {
      return !columns.empty() && *columns.begin() < width && *columns.rbegin() >= width;
    };
    bool product = !node.outer && !IsInvisible(node.join) && std::none_of(conditions.begin(), conditions.end(), joins);
    if (product) {
      problem =
          PlanProblem{node.span, "Detected cartesian product for " + std::string(inner ? "INNER" : "OUTER") +
                                     " join between two relations. Join condition is missing or trivial. Use the CROSS "
                                     "JOIN syntax to allow cartesian products between these relations."};
      return;
    }
    std::vector<Columns> left, right;
    for (const Columns& columns : inner ? conditions : above) {
      if (columns.empty()) continue;
      if (*columns.rbegin() < width) left.push_back(columns);
      if (*columns.begin() < width) continue;
      right.emplace_back();
      for (int index : columns) right.back().insert(index - width);
    }
    bool to_left = inner || IsInvisible(node.join) || node.join == PlanNode::Join::kLeft;
    bool to_right = inner || node.join == PlanNode::Join::kRight;
    Visit(*node.inputs[0], to_left ? std::move(left) : std::vector<Columns>());
    Visit(*node.inputs[1], to_right ? std::move(right) : std::vector<Columns>());
  }
};

bool HasOuter(const BoundExpr& expr) {
  bool found = false;
  VisitExpr(expr, [&](const BoundExpr& e) { found = found || (e.op == Op::kOuter && e.depth == 1); });
  return found;
}

template <typename Visit>
void VisitOwn(const PlanNode& node, const Visit& visit) {
  for (const ExprPtr& expr : node.exprs) visit(*expr);
  for (const ExprPtr& expr : node.windows) visit(*expr);
  for (const SortKey& key : node.sort) visit(*key.expr);
  for (const AggregateCall& call : node.aggregates) {
    for (const ExprPtr& arg : call.args) visit(*arg);
  }
  for (const auto* lists : {&node.rows, &node.projections}) {
    for (const std::vector<ExprPtr>& list : *lists) {
      for (const ExprPtr& expr : list) visit(*expr);
    }
  }
}

bool HasOwnOuter(const PlanNode& node) {
  bool found = false;
  VisitOwn(node, [&](const BoundExpr& expr) { found = found || HasOuter(expr); });
  return found;
}

bool HasOuterBelow(const PlanNode& node) {
  if (HasOwnOuter(node)) return true;
  return std::any_of(node.inputs.begin(), node.inputs.end(),
                     [](const NodePtr& input) { return HasOuterBelow(*input); });
}

class CorrelationFinder {
 public:
  std::optional<PlanProblem> problem;

  // Answers whether a correlated predicate that is no equality stands at or below the node.
  bool Visit(const PlanNode& node) {
    bool unequal = false;
    for (const NodePtr& input : node.inputs) unequal = Visit(*input) || unequal;
    if (problem) return unequal;
    switch (node.kind) {
      case Kind::kFilter: return IsUnequal(node) || unequal;
      case Kind::kJoin: RefuseSides(node); return unequal;
      case Kind::kAggregate:
        if (unequal) Refuse(node, "Correlated column is not allowed in a non-equality predicate below an aggregate.");
        break;
      case Kind::kLimit:
      case Kind::kUnion:
      case Kind::kIntersect:
      case Kind::kExcept:
      case Kind::kWindow:
      case Kind::kExpand:
        if (HasOuterBelow(node))
          Refuse(node, "Accessing outer query column is not allowed in this part of a sub-query.");
        return unequal;
      default: break;
    }
    if (HasOwnOuter(node))
      Refuse(node, "Expressions referencing the outer query are not supported outside of WHERE/HAVING clauses.");
    return unequal;
  }

 private:
  void Refuse(const PlanNode& node, std::string message) {
    if (!problem) problem = PlanProblem{node.span, std::move(message)};
  }

  static bool IsUnequal(const PlanNode& filter) {
    std::vector<const BoundExpr*> parts;
    Split(*filter.exprs[0], &parts);
    return std::any_of(parts.begin(), parts.end(), [](const BoundExpr* part) {
      bool equality = part->op == Op::kCall && (part->function->name() == "=" || part->function->name() == "<=>");
      return !equality && HasOuter(*part);
    });
  }

  // The sides whose rows a join may drop or fill up must not depend on the row around.
  void RefuseSides(const PlanNode& node) {
    using Join = PlanNode::Join;
    bool left = node.join == Join::kRight || node.join == Join::kFull;
    bool right = node.join == Join::kLeft || node.join == Join::kFull || IsInvisible(node.join);
    if ((left && HasOuterBelow(*node.inputs[0])) || (right && HasOuterBelow(*node.inputs[1])))
      Refuse(node, "Accessing outer query column is not allowed in this part of an outer join.");
    if (node.join != Join::kInner && HasOwnOuter(node))
      Refuse(node, "Expressions referencing the outer query are not supported outside of WHERE/HAVING clauses.");
  }
};

// A correlated sub-query for one value is a projection of an aggregation, whose keys are compared with the row around.
std::optional<PlanProblem> FindUnaggregated(const PlanNode& plan) {
  const PlanNode* node = &plan;
  while (node->kind == Kind::kProject || node->kind == Kind::kSort || node->kind == Kind::kFilter)
    node = node->inputs[0].get();
  if (node->kind != Kind::kAggregate || node->aggregates.empty())
    return PlanProblem{plan.span, "Correlated scalar subqueries must be aggregated."};
  const PlanNode* input = node->inputs[0].get();
  Columns compared;
  while (input->kind == Kind::kFilter) {
    std::vector<const BoundExpr*> parts;
    Split(*input->exprs[0], &parts);
    for (const BoundExpr* part : parts) {
      if (HasOuter(*part)) compared.merge(ColumnsOf(*part));
    }
    input = input->inputs[0].get();
  }
  for (const ExprPtr& key : node->exprs) {
    bool known = key->op != Op::kColumn || compared.count(key->index) > 0 || HasOuterBelow(*input);
    if (!known)
      return PlanProblem{plan.span,
                         "A GROUP BY clause in a scalar correlated subquery cannot contain non-correlated columns."};
  }
  return std::nullopt;
}

bool ContainsIn(const BoundExpr& expr) {
  bool found = false;
  VisitExpr(expr, [&](const BoundExpr& e) { found = found || e.op == Op::kInQuery; });
  return found;
}

bool IsNot(const BoundExpr& expr) { return expr.op == Op::kCall && expr.function->name() == "not"; }

bool IsPlainSubquery(const BoundExpr& expr) { return expr.op == Op::kInQuery || expr.op == Op::kExists; }

// NULL whenever the columns [from, to) are NULL.
bool IsStrict(const BoundExpr& expr, int from, int to) {
  if (expr.op == Op::kColumn) return expr.index >= from && expr.index < to;
  bool strict_call = expr.op == Op::kCall && !(expr.function->flags & (kOwnNulls | kLazy | kNotDeterministic));
  if (!strict_call && expr.op != Op::kCast && expr.op != Op::kField) return false;
  return std::any_of(expr.args.begin(), expr.args.end(), [&](const ExprPtr& arg) { return IsStrict(*arg, from, to); });
}

}  // namespace

std::optional<PlanProblem> FindProduct(const PlanNode& root) {
  ProductFinder finder;
  finder.Visit(root, {});
  return finder.problem;
}

std::optional<PlanProblem> FindBadCorrelation(const PlanNode& plan, bool scalar) {
  if (!HasOuterBelow(plan)) return std::nullopt;
  CorrelationFinder finder;
  finder.Visit(plan);
  if (finder.problem || !scalar) return finder.problem;
  return FindUnaggregated(plan);
}

bool IsCorrelated(const PlanNode& plan) { return HasOuterBelow(plan); }

std::optional<PlanProblem> FindNestedNotIn(const BoundExpr& predicate) {
  std::vector<const BoundExpr*> parts;
  Split(predicate, &parts);
  for (const BoundExpr* part : parts) {
    if (IsPlainSubquery(*part) || (IsNot(*part) && IsPlainSubquery(*part->args[0]))) continue;
    bool nested = false;
    VisitExpr(*part, [&](const BoundExpr& e) { nested = nested || (IsNot(e) && ContainsIn(e)); });
    if (nested)
      return PlanProblem{part->span,
                         "Null-aware predicate sub-queries cannot be used in nested conditions: NOT IN must "
                         "stand alone or be joined by AND."};
  }
  return std::nullopt;
}

bool RejectsNulls(const BoundExpr& predicate, int from, int to) {
  if (predicate.op == Op::kCall && predicate.function->name() == "isnotnull")
    return IsStrict(*predicate.args[0], from, to);
  if (predicate.op == Op::kAnd || predicate.op == Op::kOr) {
    auto rejects = [&](const ExprPtr& arg) { return RejectsNulls(*arg, from, to); };
    return predicate.op == Op::kAnd ? std::any_of(predicate.args.begin(), predicate.args.end(), rejects)
                                    : std::all_of(predicate.args.begin(), predicate.args.end(), rejects);
  }
  return IsStrict(predicate, from, to);
}

}  // namespace pandora
