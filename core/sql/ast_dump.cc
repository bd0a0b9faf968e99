#include "core/sql/ast.h"

namespace pandora {
namespace {

std::string JoinNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ".") + name;
  return text;
}

std::string DumpList(const std::vector<AstExprPtr>& list) {
  std::string text;
  for (const AstExprPtr& expr : list) text += (text.empty() ? "" : " ") + DumpAst(*expr);
  return text;
}

std::string DumpLiteral(const AstExpr& expr) {
  if (expr.value.is_null()) return "null";
  std::string text;
  AppendPrinted(expr.value, expr.type, true, &text);
  bool plain =
      expr.type.kind == SqlKind::kInt || expr.type.kind == SqlKind::kString || expr.type.kind == SqlKind::kBoolean;
  return plain ? text : text + ":" + TypeName(expr.type);
}

std::string DumpSort(const std::vector<AstSortItem>& items) {
  std::string text;
  for (const AstSortItem& item : items) {
    text += " " + DumpAst(*item.expr) + (item.descending ? " desc" : "");
    if (item.nulls_first == item.descending) text += item.nulls_first ? " nulls-first" : " nulls-last";
  }
  return text;
}

std::string DumpBound(const AstFrameBound& bound) {
  constexpr const char* kNames[] = {"unbounded-preceding", "preceding", "current-row", "following",
                                    "unbounded-following"};
  std::string text = kNames[static_cast<int>(bound.kind)];
  return bound.offset ? "(" + text + " " + DumpAst(*bound.offset) + ")" : text;
}

std::string DumpWindow(const AstWindow& window) {
  if (!window.name.empty()) return "(over " + window.name + ")";
  std::string text = "(over (partition";
  if (!window.partition.empty()) text += " " + DumpList(window.partition);
  text += ") (order" + DumpSort(window.order) + ")";
  if (window.has_frame)
    text += std::string(" (") + (window.rows ? "rows " : "range ") + DumpBound(window.from) + " " +
            DumpBound(window.to) + ")";
  return text + ")";
}

std::string DumpRelation(const AstRelation& relation) {
  constexpr const char* kJoins[] = {"inner", "cross", "left", "right", "full", "semi", "anti"};
  std::string text;
  switch (relation.kind) {
    case AstRelation::Kind::kTable: text = JoinNames(relation.names); break;
    case AstRelation::Kind::kQuery: text = DumpAst(*relation.query); break;
    case AstRelation::Kind::kRange: text = "(range " + DumpList(relation.args) + ")"; break;
    case AstRelation::Kind::kJoin:
      text = std::string("(") + (relation.natural ? "natural-" : "") +
             (relation.comma ? "comma" : kJoins[static_cast<int>(relation.join)]) + "-join ";
      text += DumpRelation(*relation.left) + " " + DumpRelation(*relation.right);
      if (relation.condition) text += " (on " + DumpAst(*relation.condition) + ")";
      if (!relation.using_columns.empty()) text += " (using " + JoinNames(relation.using_columns) + ")";
      text += ")";
      break;
  }
  bool named = !relation.alias.empty() && (relation.names.empty() || relation.alias != relation.names.back());
  return named ? "(as " + text + " " + relation.alias + ")" : text;
}

std::string DumpSelect(const AstSelect& select) {
  std::string text = select.distinct ? "select-distinct [" : "select [";
  for (size_t k = 0; k < select.items.size(); ++k) {
    const AstSelectItem& item = select.items[k];
    text += (k > 0 ? " " : "") + DumpAst(*item.expr);
    if (!item.alias.empty()) text += ":" + item.alias;
    if (!item.aliases.empty()) text += ":(" + JoinNames(item.aliases) + ")";
  }
  text += "]";
  if (select.from) text += " (from " + DumpRelation(*select.from) + ")";
  for (const AstLateralView& view : select.lateral)
    text += std::string(" (lateral") + (view.outer ? "-outer " : " ") + DumpAst(*view.call) + " " + view.table + " " +
            JoinNames(view.columns) + ")";
  if (select.where) text += " (where " + DumpAst(*select.where) + ")";
  if (select.has_group_by) {
    constexpr const char* kKinds[] = {"group", "rollup", "cube", "sets"};
    text += std::string(" (") + kKinds[static_cast<int>(select.grouping)] + " " + DumpList(select.group_by);
    for (const std::vector<AstExprPtr>& set : select.grouping_sets) text += " (" + DumpList(set) + ")";
    text += ")";
  }
  if (select.having) text += " (having " + DumpAst(*select.having) + ")";
  return text;
}

std::string DumpBody(const AstQuery& query) {
  constexpr const char* kOperators[] = {"union", "intersect", "except"};
  switch (query.kind) {
    case AstQuery::Kind::kSelect: return DumpSelect(query.select);
    case AstQuery::Kind::kTable: return "table " + JoinNames(query.table);
    case AstQuery::Kind::kNested: return "nested " + DumpAst(*query.left);
    case AstQuery::Kind::kSetOperation:
      return std::string(kOperators[static_cast<int>(query.set_operator)]) + (query.all ? "-all " : " ") +
             DumpAst(*query.left) + " " + DumpAst(*query.right);
    case AstQuery::Kind::kValues: break;
  }
  std::string text = "values";
  for (const std::vector<AstExprPtr>& row : query.rows) text += " (" + DumpList(row) + ")";
  return text;
}

}  // namespace

std::string DumpAst(const AstExpr& expr) {
  std::string prefix = expr.negated ? "not-" : "";
  switch (expr.kind) {
    case AstExpr::Kind::kLiteral: return DumpLiteral(expr);
    case AstExpr::Kind::kName: return JoinNames(expr.names);
    case AstExpr::Kind::kStar: return expr.names.empty() ? "*" : JoinNames(expr.names) + ".*";
    case AstExpr::Kind::kCall: {
      std::string text = "(" + expr.text + (expr.distinct ? " distinct" : "");
      if (!expr.args.empty()) text += " " + DumpList(expr.args);
      if (expr.over) text += " " + DumpWindow(*expr.over);
      return text + ")";
    }
    case AstExpr::Kind::kCase:
      return std::string("(case") + (expr.has_operand ? "-of " : " ") + DumpList(expr.args) +
             (expr.has_else ? "" : " no-else") + ")";
    case AstExpr::Kind::kCast: return "(cast " + DumpAst(*expr.args[0]) + " " + TypeName(expr.type) + ")";
    case AstExpr::Kind::kField: return "(. " + DumpAst(*expr.args[0]) + " " + expr.text + ")";
    case AstExpr::Kind::kIndex: return "([] " + DumpList(expr.args) + ")";
    case AstExpr::Kind::kIn: return "(" + prefix + "in " + DumpList(expr.args) + ")";
    case AstExpr::Kind::kInQuery: return "(" + prefix + "in " + DumpList(expr.args) + " " + DumpAst(*expr.query) + ")";
    case AstExpr::Kind::kExists: return "(exists " + DumpAst(*expr.query) + ")";
    case AstExpr::Kind::kSubquery: return DumpAst(*expr.query);
    case AstExpr::Kind::kTuple: return "(tuple " + DumpList(expr.args) + ")";
    case AstExpr::Kind::kAlias: return "(as " + DumpAst(*expr.args[0]) + " " + expr.text + ")";
    case AstExpr::Kind::kAnd: return "(and " + DumpList(expr.args) + ")";
    case AstExpr::Kind::kOr: return "(or " + DumpList(expr.args) + ")";
  }
  return "";
}

std::string DumpAst(const AstQuery& query) {
  std::string text = "(";
  for (const AstNamedQuery& named : query.with) text += "with " + named.name + " " + DumpAst(*named.query) + " ";
  text += DumpBody(query);
  if (!query.order.empty()) text += " (order" + DumpSort(query.order) + ")";
  if (query.limit) text += " (limit " + DumpAst(*query.limit) + ")";
  return text + ")";
}

}  // namespace pandora
