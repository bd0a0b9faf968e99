// After the clauses of a SELECT are bound over its input: aggregates, grouping sets, window functions and generators move
// into nodes of their own, and the expressions come to refer to those nodes' columns.
#include <algorithm>

#include "core/base/text.h"
#include "core/sql/binder.h"
#include "core/sql/plan_check.h"

namespace pandora {
namespace {

using Op = BoundExpr::Op;

// Replaces keys and aggregates in an expression over the input by columns of the Aggregate node.
class AggregateRewriter {
 public:
  AggregateRewriter(const std::vector<ExprPtr>& keys, std::vector<AggregateCall>* calls) : keys_(keys), calls_(calls) {}

  ExprPtr Rewrite(const ExprPtr& expr) {
    return RewriteExpr(expr, [this](const ExprPtr& e) { return Map(e); });
  }
  // The first plain column that is neither key nor inside an aggregate.
  const std::optional<BoundExpr>& stray() const { return stray_; }

 private:
  ExprPtr Column(int index, const BoundExpr& from, int depth = 0) {
    auto column = std::make_shared<BoundExpr>();
    column->op = depth == 0 ? Op::kColumn : Op::kOuter;
    column->index = index;
    column->depth = depth;
    column->type = from.type;
    column->span = from.span;
    column->hash = HashExpr(*column);
    return column;
  }

  int FindKey(const BoundExpr& expr) const {
    for (size_t k = 0; k < keys_.size(); ++k) {
      if (SameExpr(*keys_[k], expr)) return static_cast<int>(k);
    }
    return -1;
  }

  ExprPtr Map(const ExprPtr& expr) {
    int key = FindKey(*expr);
    if (key >= 0) return Column(key, *expr);
    if (expr->op == Op::kAggregate) return Column(static_cast<int>(keys_.size()) + AddCall(*expr), *expr);
    if (expr->op == Op::kColumn) {
      if (!stray_) stray_ = *expr;
      return expr;
    }
    if (!expr->plan) return nullptr;
    auto copy = std::make_shared<BoundExpr>(*expr);
    for (ExprPtr& arg : copy->args) arg = Rewrite(arg);
    int depth = 0;
    copy->plan = RewriteOuter(expr->plan, 1, [&](const BoundExpr& outer) -> ExprPtr {
      BoundExpr inside = outer;
      inside.op = Op::kColumn;
      depth = inside.depth;
      inside.depth = 0;
      inside.hash = HashExpr(inside);
      if (!outer.args.empty()) return Column(static_cast<int>(keys_.size()) + AddCall(*outer.args[0]), outer, depth);
      int found = FindKey(inside);
      if (found >= 0) return Column(found, outer, depth);
      if (!stray_) stray_ = inside;
      return Column(0, outer, depth);
    });
    copy->hash = HashExpr(*copy);
    return copy;
  }

  int AddCall(const BoundExpr& expr) {
    for (size_t k = 0; k < seen_.size(); ++k) {
      if (SameExpr(seen_[k], expr)) return static_cast<int>(k);
    }
    seen_.push_back(expr);
    AggregateCall call;
    call.function = expr.function;
    call.args = expr.args;
    call.type = expr.type;
    call.distinct = expr.distinct;
    call.span = expr.span;
    call.state = expr.state;
    calls_->push_back(std::move(call));
    return static_cast<int>(seen_.size()) - 1;
  }

  const std::vector<ExprPtr>& keys_;
  std::vector<AggregateCall>* calls_;
  std::vector<BoundExpr> seen_;
  std::optional<BoundExpr> stray_;
};

}  // namespace

// Grouping sets: every row once per set, with the keys outside the set nulled, and one more key that tells the set.
void Binder::ApplyExpand(SelectState* state, std::vector<ExprPtr>* keys) {
  size_t width = state->node->output.size();
  size_t count = state->group.size();
  MutableNode expand = MakeNode(PlanNode::Kind::kExpand, {state->node}, {});
  for (size_t k = 0; k < count; ++k) expand->output.push_back({"", state->group[k]->type, "", true});
  expand->output.push_back({"", SqlKind::kInt, "", true});
  for (const std::vector<int>& set : state->sets) {
    std::vector<ExprPtr> exprs;
    for (size_t k = 0; k < width; ++k)
      exprs.push_back(MakeColumn(static_cast<int>(k), state->node->output[k].type, {}));
    int64_t id = 0;
    for (size_t k = 0; k < count; ++k) {
      bool present = std::find(set.begin(), set.end(), static_cast<int>(k)) != set.end();
      id = id * 2 + (present ? 0 : 1);
      exprs.push_back(present ? state->group[k] : MakeLiteral(Value(), state->group[k]->type, {}));
    }
    exprs.push_back(MakeLiteral(Value::Int(id), SqlKind::kInt, {}));
    expand->projections.push_back(std::move(exprs));
  }
  for (size_t k = 0; k <= count; ++k)
    keys->push_back(MakeColumn(static_cast<int>(width + k), expand->output[width + k].type, {}));
  state->node = FinishNode(std::move(expand));
}

bool Binder::ApplyAggregate(SelectState* state) {
  auto for_all = [&](const auto& change) {
    for (ExprPtr& item : state->items) item = change(item);
    if (state->having) state->having = change(state->having);
  };
  if (!state->grouped) {
    for (const ExprPtr& item : state->items) {
      VisitExpr(*item, [&](const BoundExpr& e) {
        if (e.op == Op::kGroupingId)
          Fail(e.span, "grouping() and grouping_id() can only be used with GroupingSets/Cube/Rollup");
      });
    }
    return !failed();
  }
  // Spark groups the correlated query of IN and EXISTS by what it compares with the row around, so that without such rows an
  // aggregate over all of them yields none. A constant key does the same.
  const Scope* around = state->scope.outer;
  if (around && around->in_predicate && state->group.empty() && IsCorrelated(*state->node))
    state->group.push_back(MakeLiteral(Value::Int(1), SqlKind::kInt, state->ast->items[0].expr->span));
  std::vector<ExprPtr> keys;
  std::vector<ExprPtr> match = state->group;  // what expressions over the input call the keys
  if (state->has_sets) ApplyExpand(state, &keys);
  else keys = state->group;
  size_t id_column = state->group.size();
  std::string problem;
  Span problem_span;
  for_all([&](const ExprPtr& expr) {
    return RewriteExpr(expr, [&](const ExprPtr& e) -> ExprPtr {
      if (e->op != Op::kGroupingId) return nullptr;
      if (!state->has_sets) {
        problem = e->args.size() == 1 && e->index == 1 ? "grouping() can only be used with GroupingSets/Cube/Rollup"
                                                       : "grouping_id() can only be used with GroupingSets/Cube/Rollup";
        problem_span = e->span;
        return e;
      }
      // grouping(c) is one bit of the id; grouping_id() is the whole of it.
      ExprPtr id = MakeColumn(static_cast<int>(state->node->output.size() - 1), SqlKind::kInt, e->span);
      if (e->index == 0) {
        bool same = e->args.empty() || e->args.size() == match.size();
        for (size_t k = 0; same && k < e->args.size(); ++k) same = SameExpr(*match[k], *e->args[k]);
        if (same) return id;
        problem = "Columns of grouping_id do not match grouping columns";
        problem_span = e->span;
        return e;
      }
      size_t key = 0;
      while (key < match.size() && !SameExpr(*match[key], *e->args[0])) ++key;
      if (key == match.size()) {
        problem = "Column of grouping (" + Source(e->args[0]->span) + ") can't be found in grouping columns";
        problem_span = e->span;
        return e;
      }
      ExprPtr shift = MakeLiteral(Value::Int(static_cast<int64_t>(match.size() - 1 - key)), SqlKind::kInt, e->span);
      ExprPtr shifted = CallByName("shiftright", {id, shift}, e->span);
      ExprPtr bit = CallByName("&", {shifted, MakeLiteral(Value::Int(1), SqlKind::kInt, e->span)}, e->span);
      return MakeCast(bit, SqlKind::kTinyint);
    });
  });
  if (!problem.empty()) return Fail(problem_span, problem);
  if (failed()) return false;
  if (state->has_sets) match.push_back(keys[id_column]);
  MutableNode aggregate = MakeNode(PlanNode::Kind::kAggregate, {state->node}, {});
  aggregate->exprs = keys;
  AggregateRewriter rewriter(match, &aggregate->aggregates);
  for_all([&](const ExprPtr& expr) { return rewriter.Rewrite(expr); });
  if (rewriter.stray()) {
    const BoundExpr& stray = *rewriter.stray();
    std::string shown = Source(stray.span);
    return Fail(stray.span,
                state->group.empty()
                    ? "grouping expressions sequence is empty, and '" + shown +
                          "' is not an aggregate function. Wrap '()' in windowing function(s) or wrap '" + shown +
                          "' in first() (or first_value) if you don't care which value you get."
                    : "expression '" + shown +
                          "' is neither present in the group by, nor is it an aggregate function. Add to group by or "
                          "wrap in first() (or first_value) if you don't care which value you get.");
  }
  aggregate->output.clear();
  for (const ExprPtr& key : keys) aggregate->output.push_back({"", key->type, "", true});
  for (const AggregateCall& call : aggregate->aggregates) aggregate->output.push_back({"", call.type, "", true});
  state->node = FinishNode(std::move(aggregate));
  return !failed();
}

bool Binder::ApplyWindows(SelectState* state) {
  std::vector<ExprPtr> calls;
  size_t width = state->node->output.size();
  for (ExprPtr& item : state->items) {
    item = RewriteExpr(item, [&](const ExprPtr& e) -> ExprPtr {
      if (e->op != Op::kWindow) return nullptr;
      size_t position = 0;
      while (position < calls.size() && !SameExpr(*calls[position], *e)) ++position;
      if (position == calls.size()) calls.push_back(e);
      return MakeColumn(static_cast<int>(width + position), e->type, e->span);
    });
  }
  if (calls.empty()) return true;
  MutableNode window = MakeNode(PlanNode::Kind::kWindow, {state->node}, calls[0]->span);
  for (const ExprPtr& call : calls) window->output.push_back({"", call->type, "", true});
  window->windows = std::move(calls);
  state->node = FinishNode(std::move(window));
  return !failed();
}

bool Binder::ApplyGenerators(SelectState* state) {
  auto is_generator = [](const ExprPtr& item) { return item->op == Op::kGenerator; };
  auto found = std::find_if(state->items.begin(), state->items.end(), is_generator);
  if (found == state->items.end()) return true;
  if (std::find_if(found + 1, state->items.end(), is_generator) != state->items.end()) {
    return Fail((*found)->span, "Only one generator allowed per select clause");
  }
  size_t place = static_cast<size_t>(found - state->items.begin());
  ExprPtr call = *found;
  size_t width = state->node->output.size();
  const std::vector<SqlField>& fields = *call->type.fields;
  MutableNode generate = MakeNode(PlanNode::Kind::kGenerate, {state->node}, call->span);
  generate->outer = call->function->name().ends_with("_outer");
  generate->exprs.push_back(call);
  std::vector<ExprPtr> columns;
  std::vector<OutputColumn> names;
  const AstSelectItem* ast = nullptr;
  for (const AstSelectItem& item : state->ast->items) {
    if (item.expr->span.begin == call->span.begin) ast = &item;
  }
  const size_t aliases = !ast ? 0 : !ast->aliases.empty() ? ast->aliases.size() : ast->alias.empty() ? 0 : 1;
  if (aliases > 0 && aliases != fields.size()) {
    return Fail(call->span,
                "The number of aliases supplied in the AS clause does not match the number of columns output by the "
                "UDTF expected " +
                    std::to_string(fields.size()) + " aliases but got " + std::to_string(aliases));
  }
  for (size_t k = 0; k < fields.size(); ++k) {
    std::string name = fields[k].name;
    if (ast && !ast->aliases.empty()) name = ast->aliases[k];
    else if (aliases == 1) name = ast->alias;
    generate->output.push_back({name, fields[k].type, "", false});
    columns.push_back(MakeColumn(static_cast<int>(width + k), fields[k].type, call->span));
    names.push_back({name, fields[k].type, "", false});
  }
  state->node = FinishNode(std::move(generate));
  state->items.erase(state->items.begin() + static_cast<long>(place));
  state->names.erase(state->names.begin() + static_cast<long>(place));
  state->items.insert(state->items.begin() + static_cast<long>(place), columns.begin(), columns.end());
  state->names.insert(state->names.begin() + static_cast<long>(place), names.begin(), names.end());
  state->visible += columns.size() - 1;
  // Sort keys behind the generator move with it.
  for (SortKey& key : state->sort) {
    int shift = key.expr->index > static_cast<int>(place) ? static_cast<int>(columns.size()) - 1 : 0;
    int index = key.expr->index + shift;
    key.expr = MakeColumn(index, state->items[static_cast<size_t>(index)]->type, key.expr->span);
  }
  return !failed();
}

}  // namespace pandora
