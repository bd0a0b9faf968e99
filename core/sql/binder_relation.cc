// FROM and WHERE: tables, joins, LATERAL VIEW, filters.
#include <algorithm>

#include "core/base/text.h"
#include "core/sql/binder.h"
#include "core/sql/coercion.h"
#include "core/sql/plan_check.h"

namespace pandora {
namespace {

bool RightInvisible(PlanNode::Join join) {
  return join == PlanNode::Join::kLeftSemi || join == PlanNode::Join::kLeftAnti;
}

PlanNode::Join JoinKind(AstRelation::Join join) {
  switch (join) {
    case AstRelation::Join::kLeft: return PlanNode::Join::kLeft;
    case AstRelation::Join::kRight: return PlanNode::Join::kRight;
    case AstRelation::Join::kFull: return PlanNode::Join::kFull;
    case AstRelation::Join::kLeftSemi: return PlanNode::Join::kLeftSemi;
    case AstRelation::Join::kLeftAnti: return PlanNode::Join::kLeftAnti;
    default: return PlanNode::Join::kInner;
  }
}

int FindColumnIndex(const PlanNode& node, std::string_view name) {
  for (size_t k = 0; k < node.output.size(); ++k) {
    if (EqualsIgnoreCase(node.output[k].name, name)) return static_cast<int>(k);
  }
  return -1;
}

}  // namespace

NodePtr Binder::BindRelation(const AstRelation& relation, const Scope* outer) {
  if (failed()) return nullptr;
  switch (relation.kind) {
    case AstRelation::Kind::kTable: {
      NodePtr node = BindTableName(relation.names, relation.span);
      return Rename(std::move(node), relation.alias, relation.column_aliases, relation.span);
    }
    case AstRelation::Kind::kQuery: {
      NodePtr node = BindQuery(*relation.query, outer);
      if (relation.alias.empty() && relation.column_aliases.empty()) return node;
      return Rename(std::move(node), relation.alias, relation.column_aliases, relation.span);
    }
    case AstRelation::Kind::kRange: return BindRange(relation);
    case AstRelation::Kind::kJoin: {
      NodePtr node = BindJoin(relation, outer);
      if (relation.alias.empty()) return node;
      return Rename(std::move(node), relation.alias, relation.column_aliases, relation.span);
    }
  }
  return nullptr;
}

NodePtr Binder::BindRange(const AstRelation& relation) {
  std::vector<int64_t> numbers;
  for (const AstExprPtr& arg : relation.args) {
    ExprPtr bound = BindExpr(*arg, Scope(), Place());
    if (!bound) return nullptr;
    bound = MakeCast(bound, SqlKind::kBigint);
    if (bound->op != BoundExpr::Op::kLiteral || bound->value.is_null()) {
      Fail(arg->span, "the arguments of range must be constant integers");
      return nullptr;
    }
    numbers.push_back(bound->value.i);
  }
  if (numbers.empty() || numbers.size() > 4) {
    Fail(relation.span, "range takes (end), (start, end), (start, end, step) or (start, end, step, numPartitions)");
    return nullptr;
  }
  MutableNode node = MakeNode(PlanNode::Kind::kRange, {}, relation.span);
  node->start = numbers.size() > 1 ? numbers[0] : 0;
  node->end = numbers.size() > 1 ? numbers[1] : numbers[0];
  node->step = numbers.size() > 2 ? numbers[2] : 1;
  if (node->step == 0) {
    Fail(relation.span, "step of range cannot be 0");
    return nullptr;
  }
  node->output.push_back({"id", SqlKind::kBigint, relation.alias, false});
  return Rename(FinishNode(std::move(node)), relation.alias, relation.column_aliases, relation.span);
}

NodePtr Binder::MakeJoin(PlanNode::Join kind, NodePtr left, NodePtr right, ExprPtr condition, Span span) {
  if (failed() || !left || !right) return nullptr;
  MutableNode node = MakeNode(PlanNode::Kind::kJoin, {left, right}, span);
  node->join = kind;
  if (condition) node->exprs.push_back(std::move(condition));
  if (!RightInvisible(kind)) node->output.insert(node->output.end(), right->output.begin(), right->output.end());
  return FinishNode(std::move(node));
}

NodePtr Binder::BindJoin(const AstRelation& relation, const Scope* outer) {
  NodePtr left = BindRelation(*relation.left, outer);
  NodePtr right = BindRelation(*relation.right, outer);
  if (failed()) return nullptr;
  PlanNode::Join kind = JoinKind(relation.join);
  std::vector<std::string> shared = relation.using_columns;
  if (relation.natural) {
    for (const OutputColumn& column : left->output) {
      if (FindColumnIndex(*right, column.name) >= 0) shared.push_back(column.name);
    }
  }
  if (!shared.empty()) return BindUsing(relation, std::move(left), std::move(right), shared, outer);
  ExprPtr condition;
  if (relation.condition) {
    Scope scope;
    scope.columns = left->output;
    scope.columns.insert(scope.columns.end(), right->output.begin(), right->output.end());
    scope.outer = outer;
    Place place;
    place.clause = "ON";
    place.predicates = true;
    condition = Condition(BindExpr(*relation.condition, scope, place), "join condition");
    if (!condition) return nullptr;
  }
  bool cartesian_said = relation.join == AstRelation::Join::kCross;
  MutableNode marked;
  NodePtr joined = MakeJoin(kind, std::move(left), std::move(right), std::move(condition), relation.span);
  if (!joined || !cartesian_said) return joined;
  marked = std::make_shared<PlanNode>(*joined);
  marked->outer = true;  // of an inner join: CROSS was written, so a product is meant
  return marked;
}

// Keys appear once, in front; the other columns of both sides follow.
NodePtr Binder::BindUsing(const AstRelation& relation, NodePtr left, NodePtr right,
                          const std::vector<std::string>& columns, const Scope*) {
  PlanNode::Join kind = JoinKind(relation.join);
  int width = static_cast<int>(left->output.size());
  auto condition = std::make_shared<BoundExpr>();
  condition->op = BoundExpr::Op::kAnd;
  condition->type = SqlKind::kBoolean;
  condition->span = relation.span;
  std::vector<ExprPtr> keys;
  std::vector<OutputColumn> names;
  std::vector<bool> used_left(left->output.size()), used_right(right->output.size());
  for (const std::string& name : columns) {
    int l = FindColumnIndex(*left, name);
    int r = FindColumnIndex(*right, name);
    if (l < 0 || r < 0) {
      Fail(relation.span,
           "USING column `" + name + "` cannot be resolved on the " + (l < 0 ? "left" : "right") + " side of the join");
      return nullptr;
    }
    const OutputColumn& left_column = left->output[static_cast<size_t>(l)];
    const OutputColumn& right_column = right->output[static_cast<size_t>(r)];
    ExprPtr a = MakeColumn(l, left_column.type, relation.span);
    ExprPtr b = MakeColumn(width + r, right_column.type, relation.span);
    ExprPtr equal = BindComparison("=", a, b, relation.span);
    if (!equal) return nullptr;
    condition->args.push_back(std::move(equal));
    used_left[static_cast<size_t>(l)] = used_right[static_cast<size_t>(r)] = true;
    bool full = kind == PlanNode::Join::kFull;
    ExprPtr key = full ? CallByName("coalesce", {a, b}, relation.span) : kind == PlanNode::Join::kRight ? b : a;
    if (!key) return nullptr;
    names.push_back({left_column.name, key->type,
                     full                             ? ""
                     : kind == PlanNode::Join::kRight ? right_column.qualifier
                                                      : left_column.qualifier,
                     false});
    keys.push_back(std::move(key));
  }
  ExprPtr on = condition->args.size() == 1 ? condition->args[0] : Finish(std::move(condition));
  NodePtr joined = MakeJoin(kind, left, right, std::move(on), relation.span);
  for (size_t k = 0; k < left->output.size(); ++k) {
    if (used_left[k]) continue;
    keys.push_back(MakeColumn(static_cast<int>(k), left->output[k].type, relation.span));
    names.push_back(left->output[k]);
  }
  for (size_t k = 0; k < right->output.size() && !RightInvisible(kind); ++k) {
    if (used_right[k]) continue;
    keys.push_back(MakeColumn(width + static_cast<int>(k), right->output[k].type, relation.span));
    names.push_back(right->output[k]);
  }
  using_nodes_.push_back(Project(std::move(joined), std::move(keys), std::move(names), relation.span));
  return using_nodes_.back();
}

NodePtr Binder::BindLateralView(NodePtr node, const AstLateralView& view, const Scope* outer) {
  if (failed() || !node) return nullptr;
  Scope scope;
  scope.columns = node->output;
  scope.outer = outer;
  Place place;
  place.generators = true;
  place.clause = "LATERAL VIEW";
  ExprPtr call = BindExpr(*view.call, scope, place);
  if (!call) return nullptr;
  if (call->op != BoundExpr::Op::kGenerator) {
    Fail(view.span, "LATERAL VIEW needs a generator such as explode, not '" + Source(view.call->span) + "'");
    return nullptr;
  }
  const std::vector<SqlField>& fields = *call->type.fields;
  if (!view.columns.empty() && view.columns.size() != fields.size()) {
    Fail(view.span,
         "The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF "
         "expected " +
             std::to_string(fields.size()) + " aliases but got " + std::to_string(view.columns.size()));
    return nullptr;
  }
  MutableNode generate = MakeNode(PlanNode::Kind::kGenerate, {std::move(node)}, view.span);
  generate->outer = view.outer || call->function->name().ends_with("_outer");
  for (size_t k = 0; k < fields.size(); ++k) {
    generate->output.push_back(
        {view.columns.empty() ? fields[k].name : view.columns[k], fields[k].type, view.table, false});
  }
  generate->exprs.push_back(std::move(call));
  return FinishNode(std::move(generate));
}

// An outer join whose filled-up rows a WHERE drops anyway is a plainer one.
NodePtr Binder::NarrowJoin(NodePtr node, const BoundExpr& predicate) {
  using Join = PlanNode::Join;
  bool outer_join = node->kind == PlanNode::Kind::kJoin &&
                    (node->join == Join::kLeft || node->join == Join::kRight || node->join == Join::kFull);
  if (!outer_join) return node;
  int width = static_cast<int>(node->inputs[0]->output.size());
  bool left = RejectsNulls(predicate, 0, width);
  bool right = RejectsNulls(predicate, width, static_cast<int>(node->output.size()));
  Join join = node->join;
  if (join == Join::kFull) join = left && right ? Join::kInner : left ? Join::kLeft : right ? Join::kRight : join;
  else if ((join == Join::kLeft && right) || (join == Join::kRight && left)) join = Join::kInner;
  if (join == node->join) return node;
  auto copy = std::make_shared<PlanNode>(*node);
  copy->join = join;
  return copy;
}

// Moves the parts of a WHERE that compare both sides of an inner join into its condition, so that the executor sees the
// join keys and the check for products knows that there are some.
NodePtr Binder::PushFilter(NodePtr node, ExprPtr predicate) {
  if (failed() || !node || !predicate) return nullptr;
  node = NarrowJoin(std::move(node), *predicate);
  MutableNode filter = MakeNode(PlanNode::Kind::kFilter, {node}, predicate->span);
  bool inner_join = node->kind == PlanNode::Kind::kJoin && node->join == PlanNode::Join::kInner;
  if (!inner_join) {
    filter->exprs.push_back(std::move(predicate));
    return FinishNode(std::move(filter));
  }
  std::vector<ExprPtr> parts = predicate->op == BoundExpr::Op::kAnd ? predicate->args : std::vector<ExprPtr>{predicate};
  int width = static_cast<int>(node->inputs[0]->output.size());
  std::vector<ExprPtr> join_parts, left_parts, rest;
  for (const ExprPtr& part : parts) {
    bool left = false, right = false, query = false;
    VisitExpr(*part, [&](const BoundExpr& e) {
      if (e.op == BoundExpr::Op::kColumn) (e.index < width ? left : right) = true;
      if (e.plan || (e.function && (e.function->flags & kNotDeterministic))) query = true;
    });
    if (left && right && !query) join_parts.push_back(part);
    else if (left && !right && !query) left_parts.push_back(part);
    else rest.push_back(part);
  }
  auto conjunction = [&](std::vector<ExprPtr> list) -> ExprPtr {
    if (list.size() == 1) return list[0];
    auto both = std::make_shared<BoundExpr>();
    both->op = BoundExpr::Op::kAnd;
    both->type = SqlKind::kBoolean;
    both->span = predicate->span;
    both->args = std::move(list);
    return Finish(std::move(both));
  };
  auto copy = std::make_shared<PlanNode>(*node);
  if (!join_parts.empty()) {
    if (!copy->exprs.empty()) join_parts.insert(join_parts.begin(), copy->exprs[0]);
    copy->exprs = {conjunction(std::move(join_parts))};
  }
  // Parts on the left alone may join what is further down: a, b, c WHERE a.x = b.x AND b.y = c.y.
  if (!left_parts.empty()) copy->inputs[0] = PushFilter(copy->inputs[0], conjunction(std::move(left_parts)));
  if (failed()) return nullptr;
  if (rest.empty()) return copy;
  filter->inputs[0] = copy;
  filter->exprs.push_back(conjunction(std::move(rest)));
  return FinishNode(std::move(filter));
}

// Of a join by USING, WHERE sees the key columns of both tables as well, as Spark's does: b.id IS NULL after a left join.
bool Binder::BindWhere(SelectState* state) {
  Place place;
  place.clause = "WHERE";
  place.predicates = true;
  Scope scope = state->scope;
  const size_t width = scope.columns.size();
  const bool by_using = std::find(using_nodes_.begin(), using_nodes_.end(), state->node) != using_nodes_.end();
  if (by_using) scope.hidden = &state->node->inputs[0]->output;
  ExprPtr predicate = Condition(BindExpr(*state->ast->where, scope, place), "filter");
  if (!predicate || Report(FindNestedNotIn(*predicate))) return false;
  bool hidden = false;
  VisitExpr(*predicate, [&](const BoundExpr& e) {
    hidden = hidden || (e.op == BoundExpr::Op::kColumn && static_cast<size_t>(e.index) >= width);
  });
  if (!hidden) {
    state->node = PushFilter(state->node, std::move(predicate));
    return !failed();
  }
  const NodePtr merged = state->node;
  const NodePtr& join = merged->inputs[0];
  const Span span = state->ast->where->span;
  std::vector<ExprPtr> wide = merged->exprs;
  std::vector<OutputColumn> names = merged->output;
  for (size_t k = 0; k < join->output.size(); ++k) {
    wide.push_back(MakeColumn(static_cast<int>(k), join->output[k].type, span));
    names.push_back(join->output[k]);
  }
  std::vector<ExprPtr> visible;
  for (size_t k = 0; k < width; ++k) visible.push_back(MakeColumn(static_cast<int>(k), merged->output[k].type, span));
  NodePtr filtered = PushFilter(Project(join, std::move(wide), std::move(names), span), std::move(predicate));
  state->node = Project(std::move(filtered), std::move(visible), merged->output, span);
  return !failed();
}

}  // namespace pandora
