// One SELECT: its clauses in the order in which they take effect.
#include <algorithm>

#include "core/base/text.h"
#include "core/sql/binder.h"

namespace pandora {
namespace {

bool Contains(const ExprPtr& expr, BoundExpr::Op op) {
  bool found = false;
  VisitExpr(*expr, [&](const BoundExpr& e) {
    if (e.op == op) found = true;
    if (!e.window) return;
    for (const ExprPtr& part : e.window->partition) found = found || Contains(part, op);
    for (const SortKey& key : e.window->order) found = found || Contains(key.expr, op);
  });
  return found;
}

}  // namespace

NodePtr Binder::BindSelect(const AstQuery& query, const Scope* outer) {
  SelectState state;
  state.ast = &query.select;
  const AstSelect& ast = query.select;
  if (ast.from) {
    state.node = BindRelation(*ast.from, outer);
  } else {
    MutableNode one_row = MakeNode(PlanNode::Kind::kValues, {}, query.span);
    one_row->rows.emplace_back();
    state.node = FinishNode(std::move(one_row));
  }
  for (const AstLateralView& view : ast.lateral) state.node = BindLateralView(state.node, view, outer);
  if (failed()) return nullptr;
  state.scope.columns = state.node->output;
  state.scope.outer = outer;
  state.scope.used_aggregates = &state.outer_aggregates;
  if (ast.where && !BindWhere(&state)) return nullptr;
  state.scope.windows = &state.time_windows;
  for (const AstExprPtr& key : ast.group_by) {
    if (key->kind == AstExpr::Kind::kCall && EqualsIgnoreCase(key->text, "window")) state.scope.window_call = key.get();
  }
  if (!BindItems(&state, query) || !BindGroupBy(&state) || !BindSort(&state, query)) return nullptr;
  if (!ApplyTimeWindows(&state) || !ApplyAggregate(&state)) return nullptr;
  if (state.having) {
    MutableNode filter = MakeNode(PlanNode::Kind::kFilter, {state.node}, ast.having->span);
    filter->exprs.push_back(state.having);
    state.node = FinishNode(std::move(filter));
  }
  if (failed() || !ApplyWindows(&state) || !ApplyGenerators(&state)) return nullptr;
  return FinishSelect(&state, query);
}

Binder::Place Binder::SelectPlace(const SelectState*, const AstQuery& query) const {
  Place place;
  place.aggregates = true;
  place.windows = true;
  place.generators = true;
  place.windows_named = &query.windows;
  return place;
}

bool Binder::ExpandStar(SelectState* state, const AstExpr& star) {
  const std::vector<OutputColumn>& columns = state->scope.columns;
  bool any = star.names.empty();
  for (size_t k = 0; k < columns.size(); ++k) {
    if (!star.names.empty() && !EqualsIgnoreCase(columns[k].qualifier, star.names.back())) continue;
    any = true;
    state->items.push_back(MakeColumn(static_cast<int>(k), columns[k].type, star.span));
    OutputColumn name = columns[k];
    state->names.push_back(std::move(name));
  }
  if (any && !(star.names.empty() && columns.empty())) return !failed();
  if (star.names.empty()) return Fail(star.span, "cannot resolve '*' given input columns []");
  // s.*: the fields of a struct column.
  AstExpr name;
  name.kind = AstExpr::Kind::kName;
  name.names = star.names;
  name.span = star.span;
  ExprPtr base = BindName(name, state->scope, Place());
  if (!base) {
    error_.reset();
    std::string qualifiers;
    for (const OutputColumn& column : columns) qualifiers += (qualifiers.empty() ? "" : ", ") + column.name;
    return Fail(star.span, "cannot resolve '" + star.names.back() + ".*' given input columns '" + qualifiers + "'");
  }
  if (base->type.kind != SqlKind::kStruct)
    return Fail(star.span, "Can only star expand struct data types. Attribute: `" + star.names.back() + "`");
  for (const SqlField& field : *base->type.fields) {
    state->items.push_back(BindField(base, field.name, star.span));
    state->names.push_back({field.name, field.type, "", false});
  }
  return !failed();
}

OutputColumn Binder::NameItem(const SelectState& state, const AstSelectItem& item, const ExprPtr& expr) {
  OutputColumn column;
  column.type = expr->type;
  const AstExpr& ast = *item.expr;
  if (!item.alias.empty()) {
    column.name = item.alias;
  } else if (ast.kind == AstExpr::Kind::kName) {
    column.name = ast.names.back();
    if (expr->op == BoundExpr::Op::kColumn && static_cast<size_t>(expr->index) < state.scope.columns.size())
      column.qualifier = state.scope.columns[static_cast<size_t>(expr->index)].qualifier;
  } else if (ast.kind == AstExpr::Kind::kField) {
    column.name = ast.text;
  } else if (ast.kind == AstExpr::Kind::kCall && EqualsIgnoreCase(ast.text, "window")) {
    column.name = "window";
  } else {
    column.name = "_c" + std::to_string(state.items.size());
    column.generated_name = true;
  }
  return column;
}

bool Binder::BindItems(SelectState* state, const AstQuery& query) {
  Place place = SelectPlace(state, query);
  for (const AstSelectItem& item : state->ast->items) {
    if (item.expr->kind == AstExpr::Kind::kStar) {
      if (!item.alias.empty() || !item.aliases.empty())
        return Fail(item.expr->span, "Invalid usage of '*' in expression 'alias'");
      if (!ExpandStar(state, *item.expr)) return false;
      continue;
    }
    place.generators = item.expr->kind == AstExpr::Kind::kCall;
    ExprPtr expr = BindExpr(*item.expr, state->scope, place);
    if (!expr) return false;
    if (expr->op == BoundExpr::Op::kGenerator) {
      // The item stands for all columns of the generator; ApplyGenerators puts them in its place.
      OutputColumn column;
      column.name = item.alias;
      column.type = expr->type;
      state->names.push_back(std::move(column));
      state->items.push_back(std::move(expr));
      continue;
    }
    state->names.push_back(NameItem(*state, item, expr));
    state->items.push_back(std::move(expr));
  }
  state->visible = state->items.size();
  if (!state->ast->having) return true;
  place.generators = false;
  place.windows = false;
  place.aliases = state;
  place.aliases_first = true;
  place.clause = "HAVING";
  place.predicates = true;
  state->having = Condition(BindExpr(*state->ast->having, state->scope, place), "filter");
  return state->having != nullptr;
}

bool Binder::BindGroupBy(SelectState* state) {
  const AstSelect& ast = *state->ast;
  state->grouped = ast.has_group_by || state->outer_aggregates;
  for (const ExprPtr& item : state->items) state->grouped = state->grouped || Contains(item, BoundExpr::Op::kAggregate);
  if (state->having) state->grouped = state->grouped || Contains(state->having, BoundExpr::Op::kAggregate);
  Place place;
  place.aliases = state;
  place.clause = "GROUP BY";
  std::vector<const AstExpr*> exprs;
  bool function_sets =
      ast.group_by.size() == 1 && ast.group_by[0]->kind == AstExpr::Kind::kCall &&
      (EqualsIgnoreCase(ast.group_by[0]->text, "cube") || EqualsIgnoreCase(ast.group_by[0]->text, "rollup"));
  if (function_sets) {
    for (const AstExprPtr& arg : ast.group_by[0]->args) exprs.push_back(arg.get());
  } else {
    for (const AstExprPtr& arg : ast.group_by) exprs.push_back(arg.get());
  }
  for (const AstExpr* expr : exprs) {
    ExprPtr key = BindExpr(*expr, state->scope, place);
    if (!key) return false;
    if (expr->kind == AstExpr::Kind::kLiteral && key->type.kind == SqlKind::kInt) {
      int64_t position = key->value.i;
      auto is_star = [](const AstSelectItem& item) { return item.expr->kind == AstExpr::Kind::kStar; };
      if (std::any_of(ast.items.begin(), ast.items.end(), is_star))
        return Fail(expr->span, "Star (*) is not allowed in select list when GROUP BY ordinal position is used");
      if (position < 1 || position > static_cast<int64_t>(state->visible)) {
        return Fail(expr->span, "GROUP BY position " + std::to_string(position) +
                                    " is not in select list (valid range is [1, " + std::to_string(state->visible) +
                                    "])");
      }
      key = state->items[static_cast<size_t>(position - 1)];
    }
    if (Contains(key, BoundExpr::Op::kAggregate)) {
      return Fail(expr->span, "aggregate functions are not allowed in GROUP BY, but found '" + Source(key->span) + "'");
    }
    if (!key->type.IsOrderable()) {
      return Fail(expr->span, "expression '" + Source(expr->span) +
                                  "' cannot be used as a grouping expression because its data type " +
                                  TypeName(key->type) + " is not an orderable data type.");
    }
    state->group.push_back(std::move(key));
  }
  return BindGroupingSets(state);
}

bool Binder::BindGroupingSets(SelectState* state) {
  const AstSelect& ast = *state->ast;
  AstSelect::Grouping grouping = ast.grouping;
  if (ast.group_by.size() == 1 && ast.group_by[0]->kind == AstExpr::Kind::kCall) {
    if (EqualsIgnoreCase(ast.group_by[0]->text, "cube")) grouping = AstSelect::Grouping::kCube;
    if (EqualsIgnoreCase(ast.group_by[0]->text, "rollup")) grouping = AstSelect::Grouping::kRollup;
  }
  state->has_sets = grouping != AstSelect::Grouping::kPlain;
  int count = static_cast<int>(state->group.size());
  if (grouping == AstSelect::Grouping::kRollup) {
    for (int n = count; n >= 0; --n) {
      std::vector<int> set;
      for (int k = 0; k < n; ++k) set.push_back(k);
      state->sets.push_back(std::move(set));
    }
  } else if (grouping == AstSelect::Grouping::kCube) {
    if (count > 12) return Fail(ast.group_by[0]->span, "CUBE takes at most 12 expressions");
    for (int mask = (1 << count) - 1; mask >= 0; --mask) {
      std::vector<int> set;
      for (int k = 0; k < count; ++k) {
        if (mask & (1 << (count - 1 - k))) set.push_back(k);
      }
      state->sets.push_back(std::move(set));
    }
  } else if (grouping == AstSelect::Grouping::kSets) {
    Place place;
    place.aliases = state;
    place.clause = "GROUPING SETS";
    for (const std::vector<AstExprPtr>& exprs : ast.grouping_sets) {
      std::vector<int> set;
      for (const AstExprPtr& expr : exprs) {
        ExprPtr key = BindExpr(*expr, state->scope, place);
        if (!key) return false;
        auto same = [&](const ExprPtr& other) { return SameExpr(*key, *other); };
        auto found = std::find_if(state->group.begin(), state->group.end(), same);
        if (found == state->group.end()) {
          if (!ast.group_by.empty())
            return Fail(expr->span, Source(expr->span) + " doesn't show up in the GROUP BY list");
          state->group.push_back(key);
          found = state->group.end() - 1;
        }
        set.push_back(static_cast<int>(found - state->group.begin()));
      }
      state->sets.push_back(std::move(set));
    }
  }
  return true;
}

// Rows without a time are in no window; of sliding windows a row is in several, and comes once for each.
bool Binder::ApplyTimeWindows(SelectState* state) {
  if (state->time_windows.empty()) return true;
  const ExprPtr& call = state->time_windows[0];
  if (call->op != BoundExpr::Op::kGenerator) {
    MutableNode filter = MakeNode(PlanNode::Kind::kFilter, {state->node}, call->span);
    filter->exprs.push_back(CallByName("isnotnull", {call->args[0]}, call->span));
    state->node = FinishNode(std::move(filter));
    return !failed();
  }
  MutableNode generate = MakeNode(PlanNode::Kind::kGenerate, {state->node}, call->span);
  generate->exprs.push_back(call);
  generate->output.push_back({"window", (*call->type.fields)[0].type, "", true});
  state->node = FinishNode(std::move(generate));
  return !failed();
}

// Sort keys are bound over the input of the SELECT, with the names of the select list before the columns; what is not in
// the list becomes a hidden item.
bool Binder::BindSort(SelectState* state, const AstQuery& query) {
  Place place = SelectPlace(state, query);
  place.generators = false;
  place.aliases = state;
  place.aliases_first = true;
  place.clause = "ORDER BY";
  for (const AstSortItem& item : query.order) {
    SortKey key;
    key.descending = item.descending;
    key.nulls_first = item.nulls_first;
    key.expr = BindExpr(*item.expr, state->scope, place);
    if (!key.expr) return false;
    if (item.expr->kind == AstExpr::Kind::kLiteral && key.expr->type.kind == SqlKind::kInt) {
      int64_t position = key.expr->value.i;
      if (position < 1 || position > static_cast<int64_t>(state->visible)) {
        return Fail(item.expr->span, "ORDER BY position " + std::to_string(position) +
                                         " is not in select list (valid range is [1, " +
                                         std::to_string(state->visible) + "])");
      }
      key.expr = state->items[static_cast<size_t>(position - 1)];
    }
    if (!key.expr->type.IsOrderable() && key.expr->op != BoundExpr::Op::kGenerator) {
      return Mismatch(item.expr->span, "cannot sort data type " + TypeName(key.expr->type));
    }
    state->grouped = state->grouped || state->outer_aggregates || Contains(key.expr, BoundExpr::Op::kAggregate);
    state->sort.push_back(std::move(key));
    state->sort_spans.push_back(item.expr->span);
  }
  for (size_t k = 0; k < state->sort.size(); ++k) {
    SortKey& key = state->sort[k];
    size_t position = 0;
    while (position < state->items.size() && state->items[position] != key.expr &&
           !SameExpr(*state->items[position], *key.expr))
      ++position;
    if (position == state->items.size()) {
      if (state->ast->distinct) {
        return Fail(state->sort_spans[k], "cannot resolve '" + Source(state->sort_spans[k]) +
                                              "' in ORDER BY: with SELECT DISTINCT it must be in the select list");
      }
      state->items.push_back(key.expr);
      state->names.push_back({"", key.expr->type, "", true});
    }
    // From here on the key is a position in the items.
    key.expr = MakeColumn(static_cast<int>(position), state->items[position]->type, state->sort_spans[k]);
  }
  return true;
}

NodePtr Binder::FinishSelect(SelectState* state, const AstQuery& query) {
  NodePtr node = Project(state->node, state->items, state->names, query.span);
  if (!node) return nullptr;
  if (state->ast->distinct) {
    for (const OutputColumn& column : node->output) {
      if (!column.type.IsOrderable())
        Fail(query.span,
             "Cannot have map type columns in DataFrame which calls set operations(intersect, except, etc.), but the "
             "type of column " +
                 column.name + " is " + TypeName(column.type));
    }
    node = FinishNode(MakeNode(PlanNode::Kind::kDistinct, {node}, query.span));
  }
  if (!state->sort.empty() && node) {
    MutableNode sort = MakeNode(PlanNode::Kind::kSort, {node}, query.span);
    sort->sort = state->sort;
    node = FinishNode(std::move(sort));
  }
  if (query.limit && node) node = BindLimit(node, *query.limit);
  if (!node || node->output.size() == state->visible) return node;
  std::vector<ExprPtr> exprs;
  std::vector<OutputColumn> output;
  for (size_t k = 0; k < state->visible; ++k) {
    exprs.push_back(MakeColumn(static_cast<int>(k), node->output[k].type, query.span));
    output.push_back(node->output[k]);
  }
  return Project(std::move(node), std::move(exprs), std::move(output), query.span);
}

}  // namespace pandora
