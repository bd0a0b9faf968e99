// Window functions and their specifications.
#include "core/base/text.h"
#include "core/sql/binder.h"
#include "core/sql/coercion.h"

namespace pandora {

ExprPtr Binder::BindWindow(const AstExpr& expr, const Scope& scope, const Place& place) {
  if (!place.windows || place.in_aggregate || place.in_window) {
    Fail(expr.span,
         "It is not allowed to use window functions inside " + std::string(place.in_aggregate ? "an aggregate function"
                                                                           : place.in_window ? "another window function"
                                                                                             : place.clause));
    return nullptr;
  }
  std::string name = ToLowerAscii(expr.text);
  const Function* function = FindFunction(name);
  if (!function) {
    UnknownFunction(expr);
    return nullptr;
  }
  bool window_only = function->flags & kWindowOnly;
  if (!window_only && !function->is_aggregate()) {
    Fail(expr.span, "Expression '" + Source(expr.span) + "' not supported within a window function.");
    return nullptr;
  }
  if (expr.distinct) {
    Fail(expr.span, "Distinct window functions are not supported: " + Source(expr.span));
    return nullptr;
  }
  Place inner = place;
  inner.in_window = true;
  std::vector<ExprPtr> args;
  bool star = expr.args.size() == 1 && expr.args[0]->kind == AstExpr::Kind::kStar && name == "count";
  if (star) args.push_back(MakeLiteral(Value::Int(1), SqlKind::kInt, expr.span));
  else if (!BindArgs(expr, scope, inner, &args)) return nullptr;
  if (expr.ignore_nulls) args.push_back(MakeLiteral(Value::Bool(true), SqlKind::kBoolean, expr.span));
  ExprPtr call = MakeCall(*function, std::move(args), expr.span);
  if (!call) return nullptr;
  WindowSpec spec;
  const AstWindow* ast = expr.over.get();
  if (!ast->name.empty()) {
    const AstWindow* found = nullptr;
    for (const auto& [known, window] : *place.windows_named) {
      if (EqualsIgnoreCase(known, ast->name)) found = window.get();
    }
    if (!found) {
      Fail(ast->span, "Window specification " + ast->name + " is not defined in the WINDOW clause.");
      return nullptr;
    }
    ast = found;
  }
  if (!BindWindowSpec(*ast, scope, inner, &spec)) return nullptr;
  bool ranking = window_only && name != "lag" && name != "lead";
  if (window_only && spec.order.empty()) {
    Fail(expr.span, "Window function " + name +
                        "() requires window to be ordered, please add ORDER BY clause. For example SELECT " + name +
                        "()(value_expr) OVER (PARTITION BY window_partition ORDER BY window_ordering) from table");
    return nullptr;
  }
  if (window_only && ast->has_frame) {
    bool as_required = ranking && spec.rows && spec.from.kind == FrameBound::Kind::kUnboundedPreceding &&
                       spec.to.kind == FrameBound::Kind::kCurrentRow;
    if (!as_required) {
      Fail(expr.span, "Window Frame must match the required frame of " + name);
      return nullptr;
    }
  }
  auto window = std::make_shared<BoundExpr>(*call);
  window->op = BoundExpr::Op::kWindow;
  window->window = std::make_shared<const WindowSpec>(std::move(spec));
  return Finish(std::move(window));
}

bool Binder::BindWindowSpec(const AstWindow& ast, const Scope& scope, const Place& place, WindowSpec* spec) {
  for (const AstExprPtr& expr : ast.partition) {
    ExprPtr bound = BindExpr(*expr, scope, place);
    if (!bound) return false;
    if (!bound->type.IsOrderable()) return Mismatch(expr->span, "cannot partition by " + TypeName(bound->type));
    spec->partition.push_back(std::move(bound));
  }
  for (const AstSortItem& item : ast.order) {
    SortKey key;
    key.expr = BindExpr(*item.expr, scope, place);
    if (!key.expr) return false;
    if (!key.expr->type.IsOrderable())
      return Mismatch(item.expr->span, "cannot sort data type " + TypeName(key.expr->type));
    key.descending = item.descending;
    key.nulls_first = item.nulls_first;
    spec->order.push_back(std::move(key));
  }
  return BindFrame(ast, scope, place, spec);
}

bool Binder::BindFrame(const AstWindow& ast, const Scope& scope, const Place& place, WindowSpec* spec) {
  using Bound = FrameBound::Kind;
  if (!ast.has_frame) {
    spec->from.kind = Bound::kUnboundedPreceding;
    spec->to.kind = spec->order.empty() ? Bound::kUnboundedFollowing : Bound::kCurrentRow;
    spec->rows = spec->order.empty();
    return true;
  }
  spec->rows = ast.rows;
  const AstFrameBound* bounds[] = {&ast.from, &ast.to};
  FrameBound* results[] = {&spec->from, &spec->to};
  for (int k = 0; k < 2; ++k) {
    results[k]->kind = static_cast<Bound>(bounds[k]->kind);
    if (!bounds[k]->offset) continue;
    const AstExpr& offset = *bounds[k]->offset;
    ExprPtr bound = BindExpr(offset, scope, place);
    if (!bound) return false;
    if (bound->op != BoundExpr::Op::kLiteral || bound->value.is_null())
      return Fail(offset.span, "Frame bound value must be a literal.");
    if (spec->rows) {
      if (bound->type.kind != SqlKind::kInt)
        return Fail(ast.span, "The data type of the " + std::string(k == 0 ? "lower" : "upper") + " bound '" +
                                  TypeName(bound->type) + "' does not match the expected data type 'int'.");
    } else {
      if (spec->order.size() != 1)
        return Fail(ast.span, spec->order.empty()
                                  ? "A range window frame cannot be used in an unordered window specification."
                                  : "A range window frame with value boundaries cannot be used in a window "
                                    "specification with multiple order by expressions");
      const SqlType& key = spec->order[0].expr->type;
      bool date =
          key.kind == SqlKind::kDate && (bound->type.kind == SqlKind::kInt || bound->type.kind == SqlKind::kInterval);
      bool time = key.kind == SqlKind::kTimestamp && bound->type.kind == SqlKind::kInterval;
      bool number = key.IsNumeric() && bound->type.IsNumeric();
      if (!date && !time && !number)
        return Mismatch(ast.span, "The data type '" + TypeName(key) +
                                      "' used in the order specification does not match the data type '" +
                                      TypeName(bound->type) + "' which is used in the range frame.");
      // A month is no fixed distance on a line of microseconds, by which the frame is cut.
      if (bound->type.kind == SqlKind::kInterval && bound->value.months() != 0)
        return Fail(offset.span, "A range window frame by months or years is not supported; by days and shorter it is");
      if (number) bound = MakeCast(bound, key);
    }
    if (bound->type.IsNumeric() &&
        CompareValues(bound->value, MakeCast(MakeLiteral(Value::Int(0), SqlKind::kInt, {}), bound->type)->value) < 0)
      return Fail(offset.span, "Frame bound value must not be negative.");
    results[k]->offset = std::move(bound);
  }
  if (spec->order.empty() && !spec->rows) {
    bool unbounded = spec->from.kind == Bound::kUnboundedPreceding && spec->to.kind == Bound::kUnboundedFollowing;
    if (!unbounded) return Fail(ast.span, "A range window frame cannot be used in an unordered window specification.");
  }
  bool empty = spec->from.kind == Bound::kUnboundedFollowing || spec->to.kind == Bound::kUnboundedPreceding ||
               static_cast<int>(spec->from.kind) > static_cast<int>(spec->to.kind);
  bool same = spec->from.offset && spec->to.offset && spec->from.kind == spec->to.kind &&
              spec->from.offset->type == spec->to.offset->type;
  if (same) {
    int order = CompareValues(spec->from.offset->value, spec->to.offset->value);
    empty = spec->from.kind == Bound::kPreceding ? order < 0 : order > 0;
  }
  if (empty)
    return Mismatch(ast.span, "The lower bound of a window frame must be less than or equal to the upper bound");
  return true;
}

}  // namespace pandora
