// Function calls: finding the row, casting the arguments, typing the result.
#include <algorithm>

#include "core/base/text.h"
#include "core/function/cast.h"
#include "core/sql/binder.h"
#include "core/sql/coercion.h"

namespace pandora {
namespace {

constexpr std::string_view kComparisons[] = {"=", "<=>", "<>", "<", "<=", ">", ">="};
constexpr std::string_view kArithmetic[] = {"+", "-", "*", "/", "%", "pmod", "div"};

template <size_t N>
bool IsAmong(const std::string_view (&list)[N], std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

// Rows of the table that stand for what the grammar says otherwise, and that nobody may call by name.
bool IsInternalName(std::string_view name) {
  return name == "[]" || name == "time_add" || name == "time_sub" || name == "add_intervals" ||
         name == "subtract_intervals" || name == "sliding_window" || name == "get_array_struct_fields";
}

// The implicit cast to a type that another argument has. Decimals carry numbers in their names that ImplicitCast does not
// read.
std::optional<SqlType> SimilarCast(const SqlType& from, const SqlType& to) {
  if (from == to || from.kind == SqlKind::kNull) return to;
  if (to.kind == SqlKind::kDecimal && (from.IsNumeric() || from.kind == SqlKind::kString)) return to;
  return to.IsComplex() ? std::nullopt : ImplicitCast(from, TypeName(to));
}

}  // namespace

ExprPtr Binder::BindGrouping(const AstExpr& expr, bool single, const Scope& scope, const Place& place) {
  if (!place.aggregates || (single && expr.args.size() != 1)) {
    Fail(expr.span,
         std::string(single ? "grouping" : "grouping_id") + "() can only be used with GroupingSets/Cube/Rollup");
    return nullptr;
  }
  auto node = std::make_shared<BoundExpr>();
  node->op = BoundExpr::Op::kGroupingId;
  node->index = single ? 1 : 0;
  node->type = single ? SqlKind::kTinyint : SqlKind::kInt;
  node->span = expr.span;
  if (!BindArgs(expr, scope, place, &node->args)) return nullptr;
  return Finish(std::move(node));
}

bool Binder::BindArgs(const AstExpr& expr, const Scope& scope, const Place& place, std::vector<ExprPtr>* args) {
  for (const AstExprPtr& arg : expr.args) {
    if (arg->kind == AstExpr::Kind::kStar) {
      SelectState star;
      star.scope = scope;
      if (!ExpandStar(&star, *arg)) return false;
      args->insert(args->end(), star.items.begin(), star.items.end());
      continue;
    }
    ExprPtr bound = BindExpr(*arg, scope, place);
    if (!bound) return false;
    args->push_back(std::move(bound));
  }
  return true;
}

bool Binder::UnknownFunction(const AstExpr& expr) {
  std::vector<std::string_view> names;
  for (const Function* function : AllFunctions()) {
    if (function->flags & kOperator) continue;
    for (std::string_view name : Split(function->names, '|')) names.push_back(name);
  }
  std::string message = "Undefined function: '" + expr.text +
                        "'. This function is neither a registered temporary function nor a permanent function "
                        "registered in the database 'default'.";
  return Fail(expr.span, message, DidYouMean(ToLowerAscii(expr.text), names));
}

ExprPtr Binder::BindCall(const AstExpr& expr, const Scope& scope, const Place& place) {
  std::string name = ToLowerAscii(expr.text);
  // int(x), string(x) ... are casts.
  std::optional<SqlType> cast = FindSimpleType(name);
  if (cast && expr.args.size() == 1 && name != "char" && name != "varchar") {
    ExprPtr arg = BindExpr(*expr.args[0], scope, place);
    return CastOrFail(std::move(arg), *cast);
  }
  if (name == "grouping" || name == "grouping_id") return BindGrouping(expr, name == "grouping", scope, place);
  const Function* function = FindFunction(name);
  if (!function || (function->flags & kOperator && expr.span.begin >= 0 && IsInternalName(name))) {
    UnknownFunction(expr);
    return nullptr;
  }
  if (function->flags & kWindowOnly) {
    Fail(expr.span, "Window function " + name + "() requires an OVER clause");
    return nullptr;
  }
  Place inner = place;
  inner.generators = false;  // only as a whole item
  bool star = expr.args.size() == 1 && expr.args[0]->kind == AstExpr::Kind::kStar && expr.args[0]->names.empty() &&
              !expr.distinct;
  if (function->is_aggregate()) {
    if (place.in_aggregate) {
      Fail(expr.span,
           "It is not allowed to use an aggregate function in the argument of another aggregate function. Please use "
           "the inner aggregate function in a sub-query.");
      return nullptr;
    }
    if (!place.aggregates && scope.outer && scope.outer->aggregates) return BindOuterAggregate(expr, scope);
    if (!place.aggregates) {
      Fail(expr.span, "Aggregate/Window/Generate expressions are not valid in " + std::string(place.clause) + ": '" +
                          Source(expr.span) + "'");
      return nullptr;
    }
    inner.in_aggregate = true;
    inner.windows = false;
    inner.generators = false;
  }
  std::vector<ExprPtr> args;
  if (star && name == "count") {
    args.push_back(MakeLiteral(Value::Int(1), SqlKind::kInt, expr.span));
  } else if (name == "struct" || name == "named_struct") {
    for (const AstExprPtr& arg : expr.args) {
      if (arg->kind != AstExpr::Kind::kStar) continue;
      return BindStruct(expr, {}, scope, inner);
    }
    if (!BindArgs(expr, scope, inner, &args)) return nullptr;
  } else if (!BindArgs(expr, scope, inner, &args)) {
    return nullptr;
  }
  if (expr.distinct && !function->is_aggregate()) {
    Fail(expr.span, name + " does not support the modifier DISTINCT");
    return nullptr;
  }
  if (name == "struct") return BindStruct(expr, std::move(args), scope, inner);
  if (name == "window" && scope.windows) return BindTimeWindow(std::move(args), expr.span, scope);
  bool infix = !expr.args.empty() && expr.args[0]->span.begin == expr.span.begin;
  if (name == "between" && args.size() == 3) return BindBetween(std::move(args), KeywordSpan(expr));
  if (infix && (name == "like" || name == "rlike")) return MakeCall(*function, std::move(args), KeywordSpan(expr));
  if (args.size() == 2 && name == "nullif") return BindNullIf(std::move(args), expr.span);
  if (args.size() == 2 && IsAmong(kComparisons, name)) return BindComparison(name, args[0], args[1], expr.span);
  if (args.size() == 2 && IsAmong(kArithmetic, name)) return BindArithmetic(name, args[0], args[1], expr.span);
  if (function->is_aggregate()) return BindAggregate(expr, *function, std::move(args), place);
  if (function->flags & kGenerator) return BindGenerator(expr, *function, std::move(args), place);
  return MakeCall(*function, std::move(args), expr.span);
}

ExprPtr Binder::CallByName(std::string_view name, std::vector<ExprPtr> args, Span span) {
  const Function* function = FindFunction(name);
  if (!function) {
    Fail(span, "Undefined function: '" + std::string(name) + "'");
    return nullptr;
  }
  return MakeCall(*function, std::move(args), span);
}

ExprPtr Binder::MakeCall(const Function& function, std::vector<ExprPtr> args, Span span) {
  if (failed()) return nullptr;
  const Signature* signature = nullptr;
  for (const Signature& candidate : SignaturesOf(function)) {
    if (!signature && candidate.Accepts(args.size())) signature = &candidate;
  }
  if (!signature) {
    Fail(span, "Invalid number of arguments for function " + std::string(function.name()) + ": " +
                   std::to_string(args.size()) + " given, accepted " + std::string(function.signature));
    return nullptr;
  }
  if (!CoerceArgs(function, *signature, &args, span)) return nullptr;
  std::optional<SqlType> type = ResultType(function, *signature, args, span);
  if (!type) return nullptr;
  auto call = std::make_shared<BoundExpr>();
  call->op = BoundExpr::Op::kCall;
  call->function = &function;
  call->type = *type;
  call->span = span;
  if (function.prepare) {
    std::vector<SqlType> types;
    std::vector<const Value*> constants;
    for (const ExprPtr& arg : args) {
      types.push_back(arg->type);
      constants.push_back(arg->op == BoundExpr::Op::kLiteral ? &arg->value : nullptr);
    }
    std::string problem;
    call->state = function.prepare(types, constants, &problem);
    if (!problem.empty()) {
      Fail(span, problem);
      return nullptr;
    }
  }
  call->args = std::move(args);
  return Fold(std::move(call));
}

// Casts every argument to its class; `same` and `wide` arguments to what they have in common.
bool Binder::CoerceArgs(const Function& function, const Signature& signature, std::vector<ExprPtr>* args, Span span) {
  std::vector<SqlType> together;
  bool promote = true;
  for (size_t k = 0; k < args->size(); ++k) {
    std::string_view wanted = signature.ArgClass(k);
    if (wanted == "same" || wanted == "wide") {
      together.push_back((*args)[k]->type);
      promote = promote && wanted == "same";
    }
  }
  std::optional<SqlType> common;
  if (!together.empty()) {
    common = WiderType(together, promote);
    if (!common) {
      std::string types;
      for (const SqlType& type : together) types += (types.empty() ? "" : ", ") + TypeName(type);
      return Mismatch(span, "input to function " + std::string(function.name()) +
                                " should all be the same type, but it's [" + types + "]");
    }
  }
  std::optional<SqlType> turns[2] = {SqlType(), SqlType()};
  for (size_t k = 0; k < args->size() && signature.ArgClass(k) == "pairs"; ++k) {
    if (turns[k % 2]) turns[k % 2] = WiderType(*turns[k % 2], (*args)[k]->type, true);
  }
  for (size_t k = 0; k < args->size(); ++k) {
    ExprPtr& arg = (*args)[k];
    std::string_view wanted = signature.ArgClass(k);
    std::optional<SqlType> target = wanted == "same" || wanted == "wide" ? common : ImplicitCast(arg->type, wanted);
    if (wanted == "element") {
      const SqlType& array = (*args)[0]->type;
      bool castable = array.kind == SqlKind::kArray && arg->type.kind != SqlKind::kNull;
      target = castable ? SimilarCast(arg->type, array.element()).value_or(arg->type) : arg->type;
    }
    if (wanted == "pairs") target = turns[k % 2].value_or(arg->type);
    if (wanted == "first") target = SimilarCast(arg->type, (*args)[0]->type);
    if (!target) {
      return Mismatch(span, "argument " + std::to_string(k + 1) + " requires " +
                                std::string(wanted == "num" ? "numeric" : wanted) + " type, however, '" +
                                Source(arg->span) + "' is of " + TypeName(arg->type) + " type.");
    }
    arg = MakeCast(arg, *target);
    if (!arg) return false;
  }
  return true;
}

std::optional<SqlType> Binder::ResultType(const Function& function, const Signature& signature,
                                          const std::vector<ExprPtr>& args, Span span) {
  if (function.type_rule) {
    std::vector<SqlType> types;
    std::vector<const Value*> constants;
    for (const ExprPtr& arg : args) {
      types.push_back(arg->type);
      constants.push_back(arg->op == BoundExpr::Op::kLiteral ? &arg->value : nullptr);
    }
    std::string problem;
    std::optional<SqlType> type = function.type_rule(types, constants, &problem);
    if (!type) Mismatch(span, problem);
    return type;
  }
  if (signature.result[0] == '$') return args[static_cast<size_t>(signature.result[1] - '1')]->type;
  if (signature.result == "array<string>") return SqlType::Array(SqlKind::kString);
  if (signature.result == "interval") return SqlType(SqlKind::kInterval);
  return FindSimpleType(signature.result).value_or(SqlType());
}

ExprPtr Binder::BindComparison(const std::string& op, ExprPtr a, ExprPtr b, Span span) {
  if (failed()) return nullptr;
  bool equality = op == "=" || op == "<=>" || op == "<>";
  // boolean = 1 and boolean = 0 are the boolean and its negation, which the cast of the number's side gives as well.
  std::optional<SqlType> common = ComparisonType(a->type, b->type, equality);
  if (!common) {
    Mismatch(span,
             "differing types in '" + Source(span) + "' (" + TypeName(a->type) + " and " + TypeName(b->type) + ").");
    return nullptr;
  }
  if (!common->IsOrderable()) {
    Mismatch(span, "Cannot use " + TypeName(*common) + " in a comparison: maps and intervals have no order");
    return nullptr;
  }
  if (!equality && common->IsComplex()) {
    Mismatch(span, "'" + Source(span) +
                       "' requires (boolean or tinyint or smallint or int or bigint or float or double or " +
                       "decimal or timestamp or date or string or binary) type, not " + TypeName(*common));
    return nullptr;
  }
  return CallByName(op, {MakeCast(std::move(a), *common), MakeCast(std::move(b), *common)}, span);
}

ExprPtr Binder::BindBetween(std::vector<ExprPtr> args, Span span) {
  auto both = std::make_shared<BoundExpr>();
  both->op = BoundExpr::Op::kAnd;
  both->type = SqlKind::kBoolean;
  both->span = span;
  both->args.push_back(BindComparison(">=", args[0], args[1], span));
  both->args.push_back(BindComparison("<=", args[0], args[2], span));
  return Finish(std::move(both));
}

// window(): one per SELECT, which filters and, when windows overlap, multiplies its rows (Spark's TimeWindowing). The column of
// the generator stands behind those of the input.
ExprPtr Binder::BindTimeWindow(std::vector<ExprPtr> args, Span span, const Scope& scope) {
  bool slides = args.size() > 2 && args[1]->op == BoundExpr::Op::kLiteral && args[2]->op == BoundExpr::Op::kLiteral &&
                CompareValues(args[1]->value, args[2]->value) != 0;
  ExprPtr call = CallByName(slides ? "sliding_window" : "window", std::move(args), span);
  if (!call || call->op == BoundExpr::Op::kLiteral) return call;
  ExprPtr noted = call;
  if (slides) {
    auto generator = std::make_shared<BoundExpr>(*call);
    generator->op = BoundExpr::Op::kGenerator;
    noted = Finish(std::move(generator));
  }
  if (scope.windows->empty()) scope.windows->push_back(noted);
  if (!SameExpr(*scope.windows->front(), *noted)) {
    Fail(span,
         "Multiple time window expressions would result in a cartesian product of rows, therefore they are currently "
         "not "
         "supported.");
    return nullptr;
  }
  if (!slides) return call;
  return MakeColumn(static_cast<int>(scope.columns.size()), (*noted->type.fields)[0].type, span);
}

// CASE WHEN a = b THEN NULL ELSE a END: the type stays that of a.
ExprPtr Binder::BindNullIf(std::vector<ExprPtr> args, Span span) {
  ExprPtr equal = BindComparison("=", args[0], args[1], span);
  if (!equal) return nullptr;
  auto choice = std::make_shared<BoundExpr>();
  choice->op = BoundExpr::Op::kCase;
  choice->type = args[0]->type;
  choice->span = span;
  choice->args = {std::move(equal), MakeLiteral(Value(), args[0]->type, span), args[0]};
  return Finish(std::move(choice));
}

ExprPtr Binder::BindArithmetic(const std::string& op, ExprPtr a, ExprPtr b, Span span) {
  if (failed()) return nullptr;
  bool interval = a->type.kind == SqlKind::kInterval || b->type.kind == SqlKind::kInterval;
  if (interval) return BindDateArithmetic(op, std::move(a), std::move(b), span);
  std::optional<SqlType> common = ArithmeticType(a->type, b->type);
  if (!common) {
    Mismatch(span,
             "differing types in '" + Source(span) + "' (" + TypeName(a->type) + " and " + TypeName(b->type) + ").");
    return nullptr;
  }
  // Spark leaves a quotient of decimals alone by the type of its left side, which a bare NULL is not.
  if (op == "/" && a->type.kind == SqlKind::kNull) common = SqlType(SqlKind::kDouble);
  if (op == "div" && common->kind == SqlKind::kDecimal) {
    return MakeCast(BindArithmetic("/", std::move(a), std::move(b), span), SqlKind::kBigint);
  }
  if (op == "div") {
    ExprPtr quotient = CallByName("/", {MakeCast(a, SqlKind::kDouble), MakeCast(b, SqlKind::kDouble)}, span);
    return MakeCast(std::move(quotient), SqlKind::kBigint);
  }
  SqlType result;
  if (common->kind == SqlKind::kDecimal) {
    for (ExprPtr* side : {&a, &b}) {
      if ((*side)->type.kind == SqlKind::kNull) *side = MakeCast(*side, *common);
      if ((*side)->type.IsIntegral()) *side = MakeCast(*side, DecimalForIntegral((*side)->type.kind));
    }
    result = DecimalResult(op, a->type, b->type);
    // Spark brings both to the wider decimal first; where 38 digits do not hold it, large values are lost there.
    SqlType wide = WiderDecimal(a->type, b->type);
    int range = std::max(a->type.precision - a->type.scale, b->type.precision - b->type.scale);
    if (range + wide.scale > wide.precision) {
      SqlType left = a->type, right = b->type;
      a = MakeCast(MakeCast(std::move(a), wide), left);
      b = MakeCast(MakeCast(std::move(b), wide), right);
    }
  } else {
    SqlType type = op == "/" ? SqlType(SqlKind::kDouble) : *common;
    a = MakeCast(std::move(a), type);
    b = MakeCast(std::move(b), type);
  }
  const Function* function = FindFunction(op);
  auto call = std::make_shared<BoundExpr>();
  call->op = BoundExpr::Op::kCall;
  call->function = function;
  call->span = span;
  if (failed()) return nullptr;
  call->type = common->kind == SqlKind::kDecimal ? result : a->type;
  call->args = {std::move(a), std::move(b)};
  return Fold(std::move(call));
}

// date, timestamp or string with an interval, or two intervals.
ExprPtr Binder::BindDateArithmetic(const std::string& op, ExprPtr a, ExprPtr b, Span span) {
  bool add = op == "+";
  if (add && a->type.kind == SqlKind::kInterval && b->type.kind != SqlKind::kInterval) std::swap(a, b);
  SqlKind kind = a->type.kind;
  if (kind == SqlKind::kNull) kind = SqlKind::kInterval;
  bool fits =
      (add || op == "-") && (b->type.kind == SqlKind::kInterval || b->type.kind == SqlKind::kNull) &&
      (kind == SqlKind::kDate || kind == SqlKind::kTimestamp || kind == SqlKind::kString || kind == SqlKind::kInterval);
  if (!fits) {
    Mismatch(span,
             "differing types in '" + Source(span) + "' (" + TypeName(a->type) + " and " + TypeName(b->type) + ").");
    return nullptr;
  }
  b = MakeCast(std::move(b), SqlKind::kInterval);
  if (kind == SqlKind::kInterval) {
    return CallByName(add ? "add_intervals" : "subtract_intervals", {MakeCast(a, SqlKind::kInterval), b}, span);
  }
  ExprPtr moved = CallByName(add ? "time_add" : "time_sub", {MakeCast(a, SqlKind::kTimestamp), b}, span);
  return MakeCast(std::move(moved), a->type);
}

ExprPtr Binder::BindStruct(const AstExpr& expr, std::vector<ExprPtr> args, const Scope& scope, const Place& place) {
  std::vector<SqlField> fields;
  auto name_of = [&](const AstExpr& arg) -> std::string {
    if (arg.kind == AstExpr::Kind::kAlias) return arg.text;
    if (arg.kind == AstExpr::Kind::kName) return arg.names.back();
    if (arg.kind == AstExpr::Kind::kField) return arg.text;
    return "col" + std::to_string(fields.size() + 1);
  };
  if (args.empty()) {
    // STRUCT(t.*) or STRUCT(s.*), maybe among others.
    for (const AstExprPtr& arg : expr.args) {
      if (arg->kind != AstExpr::Kind::kStar) {
        ExprPtr bound = BindExpr(*arg, scope, place);
        if (!bound) return nullptr;
        fields.push_back({name_of(*arg), bound->type});
        args.push_back(std::move(bound));
        continue;
      }
      SelectState star;
      star.scope = scope;
      if (!ExpandStar(&star, *arg)) return nullptr;
      for (size_t k = 0; k < star.items.size(); ++k) {
        fields.push_back({star.names[k].name, star.items[k]->type});
        args.push_back(star.items[k]);
      }
    }
  } else {
    for (size_t k = 0; k < args.size(); ++k) fields.push_back({name_of(*expr.args[k]), args[k]->type});
  }
  auto call = std::make_shared<BoundExpr>();
  call->op = BoundExpr::Op::kCall;
  call->function = FindFunction("struct");
  call->type = SqlType::Struct(std::move(fields));
  call->span = expr.span;
  call->args = std::move(args);
  return Fold(std::move(call));
}

ExprPtr Binder::BindAggregate(const AstExpr& expr, const Function& function, std::vector<ExprPtr> args, const Place&) {
  if (expr.ignore_nulls) args.push_back(MakeLiteral(Value::Bool(true), SqlKind::kBoolean, expr.span));
  ExprPtr call = MakeCall(function, std::move(args), expr.span);
  if (!call) return nullptr;
  auto aggregate = std::make_shared<BoundExpr>(*call);
  aggregate->op = BoundExpr::Op::kAggregate;
  aggregate->distinct = expr.distinct;
  for (const ExprPtr& arg : aggregate->args) {
    if (expr.distinct && !arg->type.IsOrderable()) {
      Mismatch(expr.span, "DISTINCT cannot be used on " + TypeName(arg->type));
      return nullptr;
    }
  }
  return Finish(std::move(aggregate));
}

// An aggregate of the query around, as in HAVING EXISTS (SELECT ... WHERE x = max(outer.y)): a reference to the outer row
// that carries the aggregate until the outer query's Aggregate node gives it a column.
ExprPtr Binder::BindOuterAggregate(const AstExpr& expr, const Scope& scope) {
  Place place;
  place.aggregates = true;
  ExprPtr aggregate = BindCall(expr, *scope.outer, place);
  if (!aggregate) return nullptr;
  auto outer = std::make_shared<BoundExpr>();
  outer->op = BoundExpr::Op::kOuter;
  outer->depth = 1;
  outer->index = -1;
  outer->type = aggregate->type;
  outer->span = expr.span;
  outer->args.push_back(std::move(aggregate));
  if (scope.outer->used_aggregates) *scope.outer->used_aggregates = true;
  return Finish(std::move(outer));
}

ExprPtr Binder::BindGenerator(const AstExpr& expr, const Function& function, std::vector<ExprPtr> args,
                              const Place& place) {
  if (!place.generators) {
    Fail(expr.span, "Generators are not supported when it's nested in expressions, but got: " + Source(expr.span));
    return nullptr;
  }
  ExprPtr call = MakeCall(function, std::move(args), expr.span);
  if (!call) return nullptr;
  auto generator = std::make_shared<BoundExpr>(*call);
  generator->op = BoundExpr::Op::kGenerator;
  return Finish(std::move(generator));
}

}  // namespace pandora
