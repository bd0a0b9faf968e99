// Making bound nodes: hashes, casts, constant folding, rewriting.
#include <algorithm>

#include "core/base/text.h"
#include "core/function/cast.h"
#include "core/sql/binder.h"
#include "core/sql/plan_check.h"

namespace pandora {
namespace {

constexpr int64_t kMaxPlanWeight = 20'000;

uint64_t Mix(uint64_t seed, uint64_t value) {
  seed ^= value + 0x9E3779B97F4A7C15ull + (seed << 6) + (seed >> 2);
  return seed * 0xFF51AFD7ED558CCDull;
}

uint64_t HashText(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325ull;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  return hash;
}

bool IsDeterministic(const BoundExpr& expr) {
  bool result = true;
  VisitExpr(expr, [&](const BoundExpr& e) {
    if (e.function && (e.function->flags & kNotDeterministic)) result = false;
  });
  return result;
}

bool SameWindow(const WindowSpec& a, const WindowSpec& b) {
  if (a.partition.size() != b.partition.size() || a.order.size() != b.order.size() || a.rows != b.rows) return false;
  for (size_t k = 0; k < a.partition.size(); ++k) {
    if (!SameExpr(*a.partition[k], *b.partition[k])) return false;
  }
  for (size_t k = 0; k < a.order.size(); ++k) {
    if (!SameExpr(*a.order[k].expr, *b.order[k].expr) || a.order[k].descending != b.order[k].descending) return false;
  }
  return a.from.kind == b.from.kind && a.to.kind == b.to.kind && !a.from.offset && !b.from.offset && !a.to.offset &&
         !b.to.offset;
}

bool Equal(const BoundExpr& a, const BoundExpr& b) {
  if (a.hash != b.hash || a.op != b.op || !(a.type == b.type) || a.index != b.index || a.depth != b.depth) return false;
  if (a.function != b.function || a.distinct != b.distinct || a.plan != b.plan || a.args.size() != b.args.size())
    return false;
  if (a.op == BoundExpr::Op::kLiteral && CompareValues(a.value, b.value) != 0) return false;
  if ((a.window == nullptr) != (b.window == nullptr) || (a.window && !SameWindow(*a.window, *b.window))) return false;
  for (size_t k = 0; k < a.args.size(); ++k) {
    if (!Equal(*a.args[k], *b.args[k])) return false;
  }
  return true;
}

WindowSpec RewriteWindow(const WindowSpec& window, const ExprMap& map) {
  WindowSpec copy = window;
  for (ExprPtr& expr : copy.partition) expr = RewriteExpr(expr, map);
  for (SortKey& key : copy.order) key.expr = RewriteExpr(key.expr, map);
  return copy;
}

}  // namespace

uint64_t HashExpr(const BoundExpr& expr) {
  uint64_t hash = Mix(static_cast<uint64_t>(expr.op), static_cast<uint64_t>(expr.type.kind));
  hash = Mix(hash,
             static_cast<uint64_t>(expr.index) * 31 + static_cast<uint64_t>(expr.depth) * 7 + (expr.distinct ? 1 : 0));
  if (expr.function) hash = Mix(hash, HashText(expr.function->names));
  if (expr.op == BoundExpr::Op::kLiteral) {
    std::string key;
    AppendGroupKey(expr.value, &key);
    hash = Mix(hash, HashText(key));
  }
  for (const ExprPtr& arg : expr.args) hash = Mix(hash, arg->hash);
  return hash;
}

bool SameExpr(const BoundExpr& a, const BoundExpr& b) { return Equal(a, b) && IsDeterministic(a); }

ExprPtr RewriteExpr(const ExprPtr& expr, const ExprMap& map) {
  if (ExprPtr replaced = map(expr)) return replaced;
  if (expr->args.empty() && !expr->window) return expr;
  auto copy = std::make_shared<BoundExpr>(*expr);
  for (ExprPtr& arg : copy->args) arg = RewriteExpr(arg, map);
  if (expr->window) copy->window = std::make_shared<const WindowSpec>(RewriteWindow(*expr->window, map));
  copy->hash = HashExpr(*copy);
  return copy;
}

NodePtr RewriteOuter(const NodePtr& plan, int depth, const std::function<ExprPtr(const BoundExpr&)>& map) {
  ExprMap rewrite = [&](const ExprPtr& expr) -> ExprPtr {
    if (expr->op == BoundExpr::Op::kOuter && expr->depth == depth) return map(*expr);
    if (!expr->plan) return nullptr;
    auto copy = std::make_shared<BoundExpr>(*expr);
    for (ExprPtr& arg : copy->args) arg = RewriteExpr(arg, rewrite);
    copy->plan = RewriteOuter(expr->plan, depth + 1, map);
    copy->hash = HashExpr(*copy);
    return copy;
  };
  auto copy = std::make_shared<PlanNode>(*plan);
  for (NodePtr& input : copy->inputs) input = RewriteOuter(input, depth, map);
  for (ExprPtr& expr : copy->exprs) expr = RewriteExpr(expr, rewrite);
  for (ExprPtr& expr : copy->windows) expr = RewriteExpr(expr, rewrite);
  for (SortKey& key : copy->sort) key.expr = RewriteExpr(key.expr, rewrite);
  for (AggregateCall& call : copy->aggregates) {
    for (ExprPtr& arg : call.args) arg = RewriteExpr(arg, rewrite);
  }
  for (auto* lists : {&copy->rows, &copy->projections}) {
    for (std::vector<ExprPtr>& list : *lists) {
      for (ExprPtr& expr : list) expr = RewriteExpr(expr, rewrite);
    }
  }
  return copy;
}

ExprPtr Binder::Finish(MutableExpr expr) {
  if (failed()) return nullptr;
  expr->hash = HashExpr(*expr);
  return expr;
}

// Constants are computed now, so that patterns and formats can be prepared and mistakes show early. What fails at run time
// stays as it is.
ExprPtr Binder::Fold(MutableExpr expr) {
  if (failed()) return nullptr;
  bool constant = std::all_of(expr->args.begin(), expr->args.end(),
                              [](const ExprPtr& arg) { return arg->op == BoundExpr::Op::kLiteral; });
  bool call = expr->op == BoundExpr::Op::kCall && expr->function->kernel &&
              !(expr->function->flags & (kNotDeterministic | kUsesNow | kLazy | kGenerator));
  if (!constant || (!call && expr->op != BoundExpr::Op::kCast)) return Finish(std::move(expr));
  if (expr->op == BoundExpr::Op::kCast) {
    // The zone and the day of today may matter for a text that holds only a time.
    bool time_of_day = expr->type.kind == SqlKind::kTimestamp && expr->args[0]->type.kind == SqlKind::kString;
    if (time_of_day && expr->args[0]->value.tag == Value::Tag::kText &&
        expr->args[0]->value.view().find('-') == std::string_view::npos)
      return Finish(std::move(expr));
    return MakeLiteral(CastValue(expr->args[0]->value, expr->args[0]->type, expr->type, arena_.get()), expr->type,
                       expr->span);
  }
  std::vector<Value> values;
  std::vector<SqlType> types;
  bool null = false;
  for (const ExprPtr& arg : expr->args) {
    values.push_back(arg->value);
    types.push_back(arg->type);
    null = null || arg->value.is_null();
  }
  if (null && !(expr->function->flags & kOwnNulls)) return MakeLiteral(Value(), expr->type, expr->span);
  CallContext context;
  std::unique_ptr<CallState> scratch;
  context.arg_types = types;
  context.result_type = &expr->type;
  context.state = expr->state.get();
  context.scratch = &scratch;
  context.arena = arena_.get();
  Value result;
  expr->function->kernel(context, values.data(), &result);
  if (!context.error.empty()) return Finish(std::move(expr));
  return MakeLiteral(CopyValue(result, arena_.get()), expr->type, expr->span);
}

ExprPtr Binder::MakeColumn(int index, const SqlType& type, Span span) {
  auto expr = std::make_shared<BoundExpr>();
  expr->op = BoundExpr::Op::kColumn;
  expr->index = index;
  expr->type = type;
  expr->span = span;
  return Finish(std::move(expr));
}

ExprPtr Binder::MakeLiteral(Value value, SqlType type, Span span) {
  auto expr = std::make_shared<BoundExpr>();
  expr->op = BoundExpr::Op::kLiteral;
  expr->value = value;
  expr->type = std::move(type);
  expr->span = span;
  return Finish(std::move(expr));
}

ExprPtr Binder::MakeCast(ExprPtr arg, const SqlType& type) {
  if (!arg || arg->type == type) return arg;
  auto expr = std::make_shared<BoundExpr>();
  expr->op = BoundExpr::Op::kCast;
  expr->type = type;
  expr->span = arg->span;
  expr->args.push_back(std::move(arg));
  return Fold(std::move(expr));
}

ExprPtr Binder::CastOrFail(ExprPtr arg, const SqlType& type) {
  if (!arg) return nullptr;
  if (!CanCast(arg->type, type)) {
    Mismatch(arg->span, "cannot cast " + TypeName(arg->type) + " to " + TypeName(type));
    return nullptr;
  }
  return MakeCast(std::move(arg), type);
}

ExprPtr Binder::Condition(ExprPtr expr, std::string_view clause) {
  if (!expr) return nullptr;
  if (expr->type.kind == SqlKind::kBoolean) return expr;
  Fail(expr->span, std::string(clause) + " expression '" + Source(expr->span) + "' of type " + TypeName(expr->type) +
                       " is not a boolean.");
  return nullptr;
}

MutableNode Binder::MakeNode(PlanNode::Kind kind, std::vector<NodePtr> inputs, Span span) {
  auto node = std::make_shared<PlanNode>();
  node->kind = kind;
  node->span = span;
  node->inputs = std::move(inputs);
  if (!node->inputs.empty() && node->inputs[0]) node->output = node->inputs[0]->output;
  return node;
}

NodePtr Binder::FinishNode(MutableNode node) {
  if (failed()) return nullptr;
  for (const NodePtr& input : node->inputs) node->weight += input->weight;
  auto add = [&](const ExprPtr& expr) {
    if (!expr) return;
    VisitExpr(*expr, [&](const BoundExpr& e) {
      if (e.plan) node->weight += e.plan->weight;
    });
  };
  for (const ExprPtr& expr : node->exprs) add(expr);
  if (node->weight > kMaxPlanWeight) {
    Fail(node->span, "the statement is too complex: named queries are used too often within each other");
    return nullptr;
  }
  return node;
}

NodePtr Binder::Project(NodePtr input, std::vector<ExprPtr> exprs, std::vector<OutputColumn> output, Span span) {
  if (failed() || !input) return nullptr;
  MutableNode node = MakeNode(PlanNode::Kind::kProject, {std::move(input)}, span);
  node->exprs = std::move(exprs);
  node->output = std::move(output);
  return FinishNode(std::move(node));
}

std::string Binder::Source(Span span) const {
  std::string_view text = sql_.substr(static_cast<size_t>(std::max(span.begin, 0)),
                                      static_cast<size_t>(std::max(span.end - span.begin, 0)));
  constexpr size_t kMaxShown = 200;
  if (text.size() <= kMaxShown) return std::string(text);
  size_t cut = kMaxShown;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return std::string(text.substr(0, cut)) + "...";
}

bool Binder::Fail(Span span, std::string message, std::string_view suggestion) {
  if (error_) return false;
  error_ = MakeSqlError(SqlError::Kind::kAnalysis, std::move(message), span, sql_);
  if (!suggestion.empty()) error_->hint = "did you mean '" + std::string(suggestion) + "'?";
  return false;
}

// Notes what a check of the plan found; true when it found something.
bool Binder::Report(const std::optional<PlanProblem>& problem) {
  if (problem) Fail(problem->span, problem->message);
  return problem.has_value();
}

bool Binder::Mismatch(Span span, std::string message) {
  return Fail(span, "cannot resolve '" + Source(span) + "' due to data type mismatch: " + message);
}

}  // namespace pandora
