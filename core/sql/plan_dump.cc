#include "core/sql/plan.h"

namespace pandora {
namespace {

using Op = BoundExpr::Op;

std::string DumpList(const std::vector<ExprPtr>& list, std::string_view separator = ", ") {
  std::string text;
  for (const ExprPtr& expr : list) text += (text.empty() ? "" : std::string(separator)) + DumpExpr(*expr);
  return text;
}

std::string DumpSort(const std::vector<SortKey>& keys) {
  std::string text;
  for (const SortKey& key : keys) {
    text += (text.empty() ? "" : ", ") + DumpExpr(*key.expr) + (key.descending ? " desc" : " asc") +
            (key.nulls_first ? " nulls first" : " nulls last");
  }
  return text;
}

std::string DumpBound(const FrameBound& bound) {
  switch (bound.kind) {
    case FrameBound::Kind::kUnboundedPreceding: return "unbounded preceding";
    case FrameBound::Kind::kPreceding: return DumpExpr(*bound.offset) + " preceding";
    case FrameBound::Kind::kCurrentRow: return "current row";
    case FrameBound::Kind::kFollowing: return DumpExpr(*bound.offset) + " following";
    case FrameBound::Kind::kUnboundedFollowing: return "unbounded following";
  }
  return "";
}

std::string DumpWindow(const WindowSpec& window) {
  return " over (partition " + DumpList(window.partition) + "; order " + DumpSort(window.order) + "; " +
         (window.rows ? "rows " : "range ") + DumpBound(window.from) + " to " + DumpBound(window.to) + ")";
}

std::string DumpLiteral(const BoundExpr& expr) {
  if (expr.value.is_null()) return "null:" + TypeName(expr.type);
  std::string text;
  AppendPrinted(expr.value, expr.type, true, &text);
  return expr.type.kind == SqlKind::kInt || expr.type.kind == SqlKind::kString || expr.type.kind == SqlKind::kBoolean
             ? text
             : text + ":" + TypeName(expr.type);
}

std::string_view KindName(const PlanNode& node) {
  switch (node.kind) {
    case PlanNode::Kind::kScan: return "Scan";
    case PlanNode::Kind::kValues: return "Values";
    case PlanNode::Kind::kRange: return "Range";
    case PlanNode::Kind::kFilter: return "Filter";
    case PlanNode::Kind::kProject: return "Project";
    case PlanNode::Kind::kAggregate: return "Aggregate";
    case PlanNode::Kind::kExpand: return "Expand";
    case PlanNode::Kind::kJoin: return "Join";
    case PlanNode::Kind::kWindow: return "Window";
    case PlanNode::Kind::kGenerate: return "Generate";
    case PlanNode::Kind::kDistinct: return "Distinct";
    case PlanNode::Kind::kSort: return "Sort";
    case PlanNode::Kind::kLimit: return "Limit";
    case PlanNode::Kind::kUnion: return "Union";
    case PlanNode::Kind::kIntersect: return "Intersect";
    case PlanNode::Kind::kExcept: return "Except";
  }
  return "";
}

std::string_view JoinName(PlanNode::Join join) {
  switch (join) {
    case PlanNode::Join::kInner: return "inner";
    case PlanNode::Join::kLeft: return "left";
    case PlanNode::Join::kRight: return "right";
    case PlanNode::Join::kFull: return "full";
    case PlanNode::Join::kLeftSemi: return "semi";
    case PlanNode::Join::kLeftAnti: return "anti";
  }
  return "";
}

std::string Details(const PlanNode& node) {
  std::string text;
  switch (node.kind) {
    case PlanNode::Kind::kScan: return " table " + std::to_string(node.table);
    case PlanNode::Kind::kValues: return " " + std::to_string(node.rows.size()) + " rows";
    case PlanNode::Kind::kRange:
      return " " + std::to_string(node.start) + " to " + std::to_string(node.end) + " by " + std::to_string(node.step);
    case PlanNode::Kind::kLimit: return " " + std::to_string(node.limit);
    case PlanNode::Kind::kSort: return " [" + DumpSort(node.sort) + "]";
    case PlanNode::Kind::kJoin: text = " " + std::string(JoinName(node.join)); break;
    case PlanNode::Kind::kExpand: return " " + std::to_string(node.projections.size()) + " sets";
    default: break;
  }
  if (!node.exprs.empty() || node.kind == PlanNode::Kind::kAggregate) text += " [" + DumpList(node.exprs) + "]";
  if (!node.windows.empty()) text += " [" + DumpList(node.windows) + "]";
  for (const AggregateCall& call : node.aggregates) {
    text += " " + std::string(call.function->name()) + "(" + (call.distinct ? "distinct " : "") + DumpList(call.args) +
            "):" + TypeName(call.type);
  }
  return text;
}

void Dump(const PlanNode& node, int indent, std::string* out) {
  out->append(static_cast<size_t>(indent) * 2, ' ');
  *out += std::string(KindName(node)) + Details(node) + "\n";
  for (const NodePtr& input : node.inputs) Dump(*input, indent + 1, out);
}

std::string DumpSubquery(const BoundExpr& expr) {
  std::string plan = DumpPlan(*expr.plan);
  for (char& c : plan) {
    if (c == '\n') c = ';';
  }
  return "{" + plan + "}";
}

}  // namespace

std::string DumpExpr(const BoundExpr& expr) {
  switch (expr.op) {
    case Op::kColumn: return "#" + std::to_string(expr.index);
    case Op::kOuter: return "outer" + std::to_string(expr.depth) + "#" + std::to_string(expr.index);
    case Op::kLiteral: return DumpLiteral(expr);
    case Op::kCast: return "cast(" + DumpExpr(*expr.args[0]) + " as " + TypeName(expr.type) + ")";
    case Op::kField: return DumpExpr(*expr.args[0]) + "." + std::to_string(expr.index);
    case Op::kAnd: return "(" + DumpList(expr.args, " and ") + ")";
    case Op::kOr: return "(" + DumpList(expr.args, " or ") + ")";
    case Op::kCase: return "case(" + DumpList(expr.args) + ")";
    case Op::kIn: return "in(" + DumpList(expr.args) + ")";
    case Op::kScalarQuery: return "scalar" + DumpSubquery(expr);
    case Op::kExists: return "exists" + DumpSubquery(expr);
    case Op::kInQuery: return "in(" + DumpList(expr.args) + ")" + DumpSubquery(expr);
    case Op::kGroupingId: return "grouping_id";
    case Op::kCall:
    case Op::kAggregate:
    case Op::kWindow:
    case Op::kGenerator: break;
  }
  std::string text =
      std::string(expr.function->name()) + "(" + (expr.distinct ? "distinct " : "") + DumpList(expr.args) + ")";
  return expr.window ? text + DumpWindow(*expr.window) : text;
}

std::string DumpPlan(const PlanNode& node) {
  std::string text;
  Dump(node, 0, &text);
  return text;
}

}  // namespace pandora
