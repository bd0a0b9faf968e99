#include <algorithm>

#include "core/base/text.h"
#include "core/function/cast.h"
#include "core/sql/binder.h"
#include "core/sql/coercion.h"
#include "core/sql/plan_check.h"

namespace pandora {
namespace {

std::string JoinNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ".") + name;
  return text;
}

}  // namespace

ExprPtr Binder::BindExpr(const AstExpr& expr, const Scope& scope, const Place& place) {
  if (failed()) return nullptr;
  switch (expr.kind) {
    case AstExpr::Kind::kLiteral: return BindLiteral(expr);
    case AstExpr::Kind::kName: return BindName(expr, scope, place);
    case AstExpr::Kind::kStar: Fail(expr.span, "Invalid usage of '*' in expression"); return nullptr;
    case AstExpr::Kind::kCall: return expr.over ? BindWindow(expr, scope, place) : BindCall(expr, scope, place);
    case AstExpr::Kind::kCase: return BindCase(expr, scope, place);
    case AstExpr::Kind::kCast: return BindCast(expr, scope, place);
    case AstExpr::Kind::kField: {
      ExprPtr base = BindExpr(*expr.args[0], scope, place);
      return base ? BindField(std::move(base), expr.text, expr.span) : nullptr;
    }
    case AstExpr::Kind::kIndex: return BindIndex(expr, scope, place);
    case AstExpr::Kind::kIn: return BindIn(expr, scope, place);
    case AstExpr::Kind::kInQuery: return BindInQuery(expr, scope, place);
    case AstExpr::Kind::kExists:
    case AstExpr::Kind::kSubquery: return BindSubquery(expr, scope, place);
    case AstExpr::Kind::kTuple: {
      std::vector<ExprPtr> args;
      if (!BindArgs(expr, scope, place, &args)) return nullptr;
      return BindStruct(expr, std::move(args), scope, place);
    }
    case AstExpr::Kind::kAlias: return BindExpr(*expr.args[0], scope, place);
    case AstExpr::Kind::kAnd:
    case AstExpr::Kind::kOr: return BindAnd(expr, scope, place);
  }
  return nullptr;
}

ExprPtr Binder::BindLiteral(const AstExpr& expr) {
  return MakeLiteral(CopyValue(expr.value, arena_.get()), expr.type, expr.span);
}

// The index of table.column among the hidden columns, counted on from the visible ones, or -1.
int Binder::FindHidden(const AstExpr& expr, const Scope& scope) const {
  for (size_t k = 0; k < scope.hidden->size(); ++k) {
    const OutputColumn& column = (*scope.hidden)[k];
    if (EqualsIgnoreCase(column.qualifier, expr.names[0]) && EqualsIgnoreCase(column.name, expr.names[1]))
      return static_cast<int>(scope.columns.size() + k);
  }
  return -1;
}

// A name is table.column before it is column.field; what follows are fields.
ExprPtr Binder::FindColumn(const AstExpr& expr, const Scope& scope, int depth, bool* ambiguous) {
  for (size_t qualified : {size_t{1}, size_t{0}}) {
    if (expr.names.size() <= qualified) continue;
    int found = -1;
    std::string candidates;
    int count = 0;
    for (size_t k = 0; k < scope.columns.size(); ++k) {
      const OutputColumn& column = scope.columns[k];
      if (qualified == 1 && !EqualsIgnoreCase(column.qualifier, expr.names[0])) continue;
      if (!EqualsIgnoreCase(column.name, expr.names[qualified])) continue;
      candidates += (count++ > 0 ? ", " : "") + (column.qualifier.empty() ? "" : column.qualifier + ".") + column.name;
      found = static_cast<int>(k);
    }
    if (count > 1) {
      *ambiguous = true;
      Fail(expr.span, "Reference '" + JoinNames(expr.names) + "' is ambiguous, could be: " + candidates + ".");
      return nullptr;
    }
    if (found < 0 && qualified == 1 && depth == 0 && scope.hidden) found = FindHidden(expr, scope);
    if (found < 0) continue;
    auto column = std::make_shared<BoundExpr>();
    column->op = depth == 0 ? BoundExpr::Op::kColumn : BoundExpr::Op::kOuter;
    column->index = found;
    column->depth = depth;
    const size_t visible = scope.columns.size();
    const size_t at = static_cast<size_t>(found);
    column->type = at < visible ? scope.columns[at].type : (*scope.hidden)[at - visible].type;
    column->span = expr.span;
    ExprPtr result = Finish(std::move(column));
    for (size_t k = qualified + 1; result && k < expr.names.size(); ++k)
      result = BindField(result, expr.names[k], expr.span);
    return result;
  }
  return nullptr;
}

ExprPtr Binder::BindName(const AstExpr& expr, const Scope& scope, const Place& place) {
  auto by_alias = [&]() -> ExprPtr {
    if (!place.aliases || place.in_aggregate || expr.names.size() != 1) return nullptr;
    int found = -1;
    for (size_t k = 0; k < place.aliases->items.size() && k < place.aliases->names.size(); ++k) {
      const OutputColumn& column = place.aliases->names[k];
      if (column.generated_name || !EqualsIgnoreCase(column.name, expr.names[0])) continue;
      if (found >= 0 && !SameExpr(*place.aliases->items[k], *place.aliases->items[static_cast<size_t>(found)])) {
        Fail(expr.span,
             "Reference '" + expr.names[0] + "' is ambiguous, could be: " + column.name + ", " + column.name + ".");
        return nullptr;
      }
      if (found < 0) found = static_cast<int>(k);
    }
    return found < 0 ? nullptr : place.aliases->items[static_cast<size_t>(found)];
  };
  if (place.aliases_first) {
    ExprPtr result = by_alias();
    if (result || failed()) return result;
  }
  bool ambiguous = false;
  int depth = 0;
  // Only the query right around is seen, as in Spark.
  for (const Scope* level = &scope; level && depth < 2; level = level->outer, ++depth) {
    ExprPtr result = FindColumn(expr, *level, depth, &ambiguous);
    if (result || failed()) return result;
  }
  if (!place.aliases_first) {
    ExprPtr result = by_alias();
    if (result || failed()) return result;
  }
  if (scope.window_call && EqualsIgnoreCase(expr.names[0], "window")) {
    ExprPtr result = BindExpr(*scope.window_call, scope, place);
    for (size_t k = 1; result && k < expr.names.size(); ++k) result = BindField(result, expr.names[k], expr.span);
    return result;
  }
  bool now = expr.names.size() == 1 &&
             (EqualsIgnoreCase(expr.names[0], "current_date") || EqualsIgnoreCase(expr.names[0], "current_timestamp"));
  if (now) return CallByName(ToLowerAscii(expr.names[0]), {}, expr.span);
  UnknownColumn(expr, scope, place);
  return nullptr;
}

bool Binder::UnknownColumn(const AstExpr& expr, const Scope& scope, const Place& place) {
  std::string columns;
  std::vector<std::string_view> candidates;
  for (const OutputColumn& column : scope.columns) {
    columns += (columns.empty() ? "" : ", ") + column.name;
    candidates.push_back(column.name);
  }
  if (place.aliases) {
    for (const OutputColumn& column : place.aliases->names) candidates.push_back(column.name);
  }
  std::string quoted;
  for (const std::string& name : expr.names) quoted += (quoted.empty() ? "`" : ".`") + name + "`";
  std::string message = "cannot resolve '" + quoted + "' given input columns: [" + columns + "]";
  return Fail(expr.span, message, DidYouMean(expr.names.back(), candidates));
}

ExprPtr Binder::BindAnd(const AstExpr& expr, const Scope& scope, const Place& place) {
  bool is_and = expr.kind == AstExpr::Kind::kAnd;
  auto node = std::make_shared<BoundExpr>();
  node->op = is_and ? BoundExpr::Op::kAnd : BoundExpr::Op::kOr;
  node->type = SqlKind::kBoolean;
  node->span = expr.span;
  for (const AstExprPtr& arg : expr.args) {
    ExprPtr bound = BindExpr(*arg, scope, place);
    if (!bound) return nullptr;
    if (bound->type.kind == SqlKind::kNull) bound = MakeCast(bound, SqlKind::kBoolean);
    if (bound->type.kind != SqlKind::kBoolean) {
      Mismatch(expr.span, "'" + Source(bound->span) + "' is of " + TypeName(bound->type) + " type, but " +
                              (is_and ? "AND" : "OR") + " needs boolean");
      return nullptr;
    }
    node->args.push_back(std::move(bound));
  }
  return Finish(std::move(node));
}

ExprPtr Binder::WhenCondition(ExprPtr condition, Span span) {
  if (condition && condition->type.kind == SqlKind::kBoolean) return condition;
  if (condition) {
    Mismatch(span, "WHEN expressions in CaseWhen should all be boolean type, but '" + Source(condition->span) +
                       "' is of type " + TypeName(condition->type) + ": it is not a boolean");
  }
  return nullptr;
}

ExprPtr Binder::BindCase(const AstExpr& expr, const Scope& scope, const Place& place) {
  std::vector<ExprPtr> args;
  if (!BindArgs(expr, scope, place, &args)) return nullptr;
  auto node = std::make_shared<BoundExpr>();
  node->op = BoundExpr::Op::kCase;
  node->span = expr.span;
  ExprPtr operand;
  size_t first = 0;
  if (expr.has_operand) operand = args[first++];
  std::vector<SqlType> types;
  size_t branches = (args.size() - first) / 2;
  for (size_t k = 0; k < branches; ++k) {
    ExprPtr condition = args[first + 2 * k];
    if (operand) condition = BindComparison("=", operand, condition, condition->span);
    else condition = WhenCondition(std::move(condition), expr.span);
    if (!condition) return nullptr;
    node->args.push_back(condition);
    node->args.push_back(args[first + 2 * k + 1]);
    types.push_back(node->args.back()->type);
  }
  node->args.push_back(expr.has_else ? args.back() : MakeLiteral(Value(), SqlKind::kNull, expr.span));
  types.push_back(node->args.back()->type);
  std::optional<SqlType> common = WiderType(types, true);
  if (!common) {
    Mismatch(expr.span, "THEN and ELSE expressions should all be same type or coercible to a common type");
    return nullptr;
  }
  for (size_t k = 1; k < node->args.size(); k += 2) node->args[k] = MakeCast(node->args[k], *common);
  node->args.back() = MakeCast(node->args.back(), *common);
  node->type = *common;
  return Finish(std::move(node));
}

ExprPtr Binder::BindCast(const AstExpr& expr, const Scope& scope, const Place& place) {
  ExprPtr arg = BindExpr(*expr.args[0], scope, place);
  if (!arg) return nullptr;
  if (!CanCast(arg->type, expr.type)) {
    Mismatch(expr.span, "cannot cast " + TypeName(arg->type) + " to " + TypeName(expr.type));
    return nullptr;
  }
  if (arg->type == expr.type) return arg;
  auto cast = std::make_shared<BoundExpr>();
  cast->op = BoundExpr::Op::kCast;
  cast->type = expr.type;
  cast->span = expr.span;
  cast->args.push_back(std::move(arg));
  return Fold(std::move(cast));
}

ExprPtr Binder::BindField(ExprPtr base, const std::string& field, Span span) {
  const SqlType& type = base->type;
  bool in_array = type.kind == SqlKind::kArray && type.element().kind == SqlKind::kStruct;
  if (type.kind == SqlKind::kMap) {
    ExprPtr key = MakeLiteral(Value::Text(arena_->Copy(field)), SqlKind::kString, span);
    return CallByName("[]", {std::move(base), std::move(key)}, span);
  }
  if (type.kind != SqlKind::kStruct && !in_array) {
    Fail(span, "Can't extract value from " + Source(base->span) + ": need struct type but got " + TypeName(type));
    return nullptr;
  }
  const std::vector<SqlField>& fields = in_array ? *type.element().fields : *type.fields;
  std::vector<std::string_view> candidates;
  int found = -1;
  for (size_t k = 0; k < fields.size(); ++k) {
    candidates.push_back(fields[k].name);
    if (!EqualsIgnoreCase(fields[k].name, field)) continue;
    if (found >= 0) {
      Fail(span, "Ambiguous reference to fields " + fields[static_cast<size_t>(found)].name + ", " + fields[k].name);
      return nullptr;
    }
    found = static_cast<int>(k);
  }
  if (found < 0) {
    std::string message = "No such struct field " + field + " in ";
    for (size_t k = 0; k < candidates.size(); ++k) message += (k > 0 ? ", " : "") + std::string(candidates[k]);
    Fail(span, message, DidYouMean(field, candidates));
    return nullptr;
  }
  auto node = std::make_shared<BoundExpr>();
  node->span = span;
  if (in_array) {
    ExprPtr index = MakeLiteral(Value::Int(found), SqlKind::kInt, span);
    return CallByName("get_array_struct_fields", {std::move(base), std::move(index)}, span);
  }
  node->op = BoundExpr::Op::kField;
  node->index = found;
  node->type = fields[static_cast<size_t>(found)].type;
  node->args.push_back(std::move(base));
  return Finish(std::move(node));
}

ExprPtr Binder::BindIndex(const AstExpr& expr, const Scope& scope, const Place& place) {
  std::vector<ExprPtr> args;
  if (!BindArgs(expr, scope, place, &args)) return nullptr;
  const SqlType& type = args[0]->type;
  if (type.kind == SqlKind::kStruct && args[1]->op == BoundExpr::Op::kLiteral &&
      args[1]->type.kind == SqlKind::kString) {
    return BindField(args[0], std::string(args[1]->value.view()), expr.span);
  }
  if (type.kind == SqlKind::kArray && (args[1]->type.IsIntegral() || args[1]->type.kind == SqlKind::kNull)) {
    args[1] = MakeCast(args[1], SqlKind::kBigint);
    return CallByName("[]", std::move(args), expr.span);
  }
  if (type.kind == SqlKind::kMap) {
    std::optional<SqlType> key = ComparisonType(type.key(), args[1]->type, true);
    if (!key || !CanCast(args[1]->type, type.key())) {
      Mismatch(expr.span, "the key should be of " + TypeName(type.key()) + " type but it's " + TypeName(args[1]->type));
      return nullptr;
    }
    args[1] = MakeCast(args[1], type.key());
    return CallByName("[]", std::move(args), expr.span);
  }
  Fail(expr.span, "Can't extract value from " + Source(expr.args[0]->span) +
                      ": need struct, array or map type but got " + TypeName(type));
  return nullptr;
}

// From IN, or the NOT before it, to the end: where Spark says that the predicate stands.
Span Binder::KeywordSpan(const AstExpr& predicate) const {
  Span span = predicate.span;
  size_t at = static_cast<size_t>(std::max(predicate.args[0]->span.end, 0));
  while (at < sql_.size() && std::string_view(" \t\r\n)").find(sql_[at]) != std::string_view::npos) ++at;
  if (static_cast<int>(at) < span.end) span.begin = static_cast<int>(at);
  return span;
}

ExprPtr Binder::BindIn(const AstExpr& expr, const Scope& scope, const Place& place) {
  auto node = std::make_shared<BoundExpr>();
  node->op = BoundExpr::Op::kIn;
  node->type = SqlKind::kBoolean;
  node->span = expr.span;
  if (!BindArgs(expr, scope, place, &node->args)) return nullptr;
  std::vector<SqlType> types;
  for (const ExprPtr& arg : node->args) types.push_back(arg->type);
  std::optional<SqlType> common = WiderType(types, true);
  if (!common || !common->IsOrderable()) {
    std::string names;
    for (const SqlType& type : types) names += (names.empty() ? "" : " != ") + TypeName(type);
    Fail(KeywordSpan(expr), "cannot resolve '" + Source(expr.span) +
                                "' due to data type mismatch: Arguments must be same type but were: " + names);
    return nullptr;
  }
  for (ExprPtr& arg : node->args) arg = MakeCast(arg, *common);
  ExprPtr in = Finish(std::move(node));
  return in && expr.negated ? CallByName("not", {std::move(in)}, expr.span) : in;
}

// The query of a sub-query expression, which may name columns of the query right around it.
NodePtr Binder::BindInnerQuery(const AstExpr& expr, const Scope& scope, const Place& place) {
  bool scalar = expr.kind == AstExpr::Kind::kSubquery;
  if (!scalar && !place.predicates) {
    Fail(expr.span,
         "IN/EXISTS predicate sub-queries can only be used in a Filter, not in " + std::string(place.clause));
    return nullptr;
  }
  Scope around = scope;
  around.aggregates = place.aggregates && !place.in_aggregate;
  around.in_predicate = !scalar;
  NodePtr plan = BindQuery(*expr.query, &around);
  if (!plan || Report(FindBadCorrelation(*plan, scalar))) return nullptr;
  return plan;
}

ExprPtr Binder::BindSubquery(const AstExpr& expr, const Scope& scope, const Place& place) {
  NodePtr plan = BindInnerQuery(expr, scope, place);
  if (!plan) return nullptr;
  auto node = std::make_shared<BoundExpr>();
  node->span = expr.span;
  bool exists = expr.kind == AstExpr::Kind::kExists;
  node->op = exists ? BoundExpr::Op::kExists : BoundExpr::Op::kScalarQuery;
  if (!exists && plan->output.size() != 1) {
    Fail(expr.span, "Scalar subquery must return only one column, but got " + std::to_string(plan->output.size()));
    return nullptr;
  }
  node->type = exists ? SqlType(SqlKind::kBoolean) : plan->output[0].type;
  node->plan = std::move(plan);
  return Finish(std::move(node));
}

ExprPtr Binder::BindInQuery(const AstExpr& expr, const Scope& scope, const Place& place) {
  auto node = std::make_shared<BoundExpr>();
  node->op = BoundExpr::Op::kInQuery;
  node->type = SqlKind::kBoolean;
  node->span = expr.span;
  const AstExpr& left = *expr.args[0];
  const std::vector<AstExprPtr>& members = left.kind == AstExpr::Kind::kTuple ? left.args : expr.args;
  for (const AstExprPtr& member : members) {
    ExprPtr bound = BindExpr(*member, scope, place);
    if (!bound) return nullptr;
    node->args.push_back(std::move(bound));
  }
  NodePtr plan = BindInnerQuery(expr, scope, place);
  if (!plan) return nullptr;
  if (plan->output.size() != node->args.size()) {
    Mismatch(KeywordSpan(expr),
             "The number of columns in the left hand side of an IN subquery does not match the number of columns in "
             "the output of subquery: #columns in left hand side: " +
                 std::to_string(node->args.size()) + ", in right hand side: " + std::to_string(plan->output.size()));
    return nullptr;
  }
  std::vector<ExprPtr> casts;
  std::vector<OutputColumn> output = plan->output;
  for (size_t k = 0; k < node->args.size(); ++k) {
    const SqlType& column = plan->output[k].type;
    std::optional<SqlType> common = InQueryType(node->args[k]->type, column);
    if (!common || !common->IsOrderable()) {
      Mismatch(KeywordSpan(expr),
               "The data type of one or more elements in the left hand side of an IN subquery is not compatible with "
               "the data type of the output of the subquery: " +
                   TypeName(node->args[k]->type) + " and " + TypeName(column));
      return nullptr;
    }
    node->args[k] = MakeCast(node->args[k], *common);
    casts.push_back(MakeCast(MakeColumn(static_cast<int>(k), column, expr.span), *common));
    output[k].type = *common;
  }
  node->plan = Project(std::move(plan), std::move(casts), std::move(output), expr.span);
  ExprPtr in = Finish(std::move(node));
  return in && expr.negated ? CallByName("not", {std::move(in)}, expr.span) : in;
}

}  // namespace pandora
