// Queries: CTEs and views, set operations, VALUES, ORDER BY and LIMIT over what they yield.
#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/sql/binder.h"
#include "core/sql/coercion.h"
#include "core/sql/plan_check.h"

namespace pandora {

bool Binder::AddView(const AstView& view) {
  auto parsed = ParseQuery(view.text);
  if (SqlError* problem = std::get_if<SqlError>(&parsed)) {
    error_ = *problem;
    return false;
  }
  view_asts_.push_back(std::get<AstQueryPtr>(std::move(parsed)));
  // Bound at once: a view sees what exists now, and its text has places of its own.
  std::string_view statement = std::exchange(sql_, view.text);
  NodePtr node = BindQuery(*view_asts_.back(), nullptr);
  if (node) node = Rename(std::move(node), view.name, view.columns, {});
  sql_ = statement;
  if (!node) return false;
  if (named_.empty()) named_.emplace_back();
  Cte cte;
  cte.bound = std::move(node);
  named_[0][ToLowerAscii(view.name)] = std::move(cte);
  return true;
}

NodePtr Binder::Bind(const AstQuery& query) {
  if (named_.empty()) named_.emplace_back();
  NodePtr node = BindQuery(query, nullptr);
  if (failed() || Report(FindProduct(*node))) return nullptr;
  return node;
}

NodePtr Binder::BindQuery(const AstQuery& query, const Scope* outer) {
  if (failed()) return nullptr;
  if (!query.with.empty()) {
    named_.emplace_back();
    for (const AstNamedQuery& named : query.with) {
      Cte cte;
      cte.ast = &named;
      cte.bound = BindQuery(*named.query, nullptr);
      if (!cte.bound) return nullptr;
      std::string key = ToLowerAscii(named.name);
      if (named_.back().count(key) > 0) {
        Fail(named.span, "CTE definition can't have duplicate names: '" + named.name + "'");
        return nullptr;
      }
      cte.bound = Rename(cte.bound, named.name, named.columns, named.span);
      named_.back()[key] = std::move(cte);
    }
  }
  NodePtr node = BindBody(query, outer);
  if (!query.with.empty()) named_.pop_back();
  return failed() ? nullptr : node;
}

NodePtr Binder::BindBody(const AstQuery& query, const Scope* outer) {
  switch (query.kind) {
    case AstQuery::Kind::kSelect: return BindSelect(query, outer);
    case AstQuery::Kind::kSetOperation: return BindTailOver(BindSetOperation(query, outer), query, outer);
    case AstQuery::Kind::kValues: return BindTailOver(BindValues(query, outer), query, outer);
    case AstQuery::Kind::kTable: return BindTailOver(BindTableName(query.table, query.span), query, outer);
    case AstQuery::Kind::kNested: return BindTailOver(BindQuery(*query.left, outer), query, outer);
  }
  return nullptr;
}

NodePtr Binder::BindTableName(const std::vector<std::string>& names, Span span) {
  const std::string& name = names.back();
  if (names.size() == 1 || EqualsIgnoreCase(names[0], "global_temp")) {
    std::string key = ToLowerAscii(name);
    // Of named queries the outermost wins, as Spark 2 puts them in from outside in; views come last.
    for (size_t k = 1; k <= named_.size(); ++k) {
      const auto& level = named_[k % named_.size()];
      auto found = level.find(key);
      if (found != level.end()) return found->second.bound;
    }
  }
  std::vector<std::string_view> candidates;
  for (size_t k = 0; k < tables_.size(); ++k) {
    bool match = EqualsIgnoreCase(tables_[k].name, name);
    candidates.push_back(tables_[k].name);
    for (const std::string& alias : tables_[k].aliases) {
      match = match || EqualsIgnoreCase(alias, name);
      candidates.push_back(alias);
    }
    if (!match) continue;
    MutableNode scan = MakeNode(PlanNode::Kind::kScan, {}, span);
    scan->table = static_cast<int>(k);
    for (const Field& field : tables_[k].schema.fields)
      if (tables_[k].columns.empty()) scan->output.push_back({field.name, FromFieldType(field.type), name, false});
    for (const SqlField& field : tables_[k].columns) scan->output.push_back({field.name, field.type, name, false});
    return FinishNode(std::move(scan));
  }
  for (const auto& level : named_) {
    for (const auto& [key, cte] : level) candidates.push_back(key);
  }
  Fail(span, "Table or view not found: " + name, DidYouMean(name, candidates));
  return nullptr;
}

// The same rows under another qualifier and, where given, other column names.
NodePtr Binder::Rename(NodePtr node, const std::string& qualifier, const std::vector<std::string>& columns, Span span) {
  if (failed() || !node) return nullptr;
  if (!columns.empty() && columns.size() != node->output.size()) {
    Fail(span, "Number of column aliases does not match number of columns. Number of column aliases: " +
                   std::to_string(columns.size()) + "; number of columns: " + std::to_string(node->output.size()) +
                   ".");
    return nullptr;
  }
  auto copy = std::make_shared<PlanNode>(*node);
  for (size_t k = 0; k < copy->output.size(); ++k) {
    copy->output[k].qualifier = qualifier;
    if (columns.empty()) continue;
    copy->output[k].name = columns[k];
    copy->output[k].generated_name = false;
  }
  return copy;
}

// Casts the columns of all inputs to their common types; names come from the first.
bool Binder::Widen(std::vector<NodePtr>* inputs, std::string_view what, Span span) {
  size_t width = (*inputs)[0]->output.size();
  std::vector<SqlType> types;
  for (const NodePtr& input : *inputs) {
    if (input->output.size() == width) continue;
    return Fail(span, std::string(what) +
                          " can only be performed on tables with the same number of columns, but the first table has " +
                          std::to_string(width) + " columns and the second table has " +
                          std::to_string(input->output.size()) + " columns");
  }
  for (size_t k = 0; k < width; ++k) {
    std::vector<SqlType> column;
    for (const NodePtr& input : *inputs) column.push_back(input->output[k].type);
    std::optional<SqlType> common = WiderType(column, true);
    if (!common) {
      return Fail(span, std::string(what) + " can only be performed on tables with the compatible column types. " +
                            TypeName(column[1]) + " <> " + TypeName(column[0]) + " at column " + std::to_string(k + 1) +
                            " of the second table");
    }
    types.push_back(*common);
  }
  for (NodePtr& input : *inputs) {
    bool fits = true;
    std::vector<ExprPtr> exprs;
    std::vector<OutputColumn> output = input->output;
    for (size_t k = 0; k < width; ++k) {
      fits = fits && output[k].type == types[k];
      exprs.push_back(MakeCast(MakeColumn(static_cast<int>(k), output[k].type, span), types[k]));
      output[k].type = types[k];
    }
    if (!fits) input = Project(input, std::move(exprs), std::move(output), span);
    if (!input) return false;
  }
  return true;
}

NodePtr Binder::BindSetOperation(const AstQuery& query, const Scope* outer) {
  using Op = AstQuery::SetOperator;
  if (query.all && query.set_operator != Op::kUnion) {
    Fail(query.span,
         query.set_operator == Op::kExcept ? "EXCEPT ALL is not supported." : "INTERSECT ALL is not supported.");
    return nullptr;
  }
  std::vector<NodePtr> inputs = {BindQuery(*query.left, outer), BindQuery(*query.right, outer)};
  if (failed()) return nullptr;
  std::string_view what = query.set_operator == Op::kUnion    ? "Union"
                          : query.set_operator == Op::kExcept ? "Except"
                                                              : "Intersect";
  if (!Widen(&inputs, what, query.span)) return nullptr;
  if (query.set_operator != Op::kUnion || !query.all) {
    for (const OutputColumn& column : inputs[0]->output) {
      if (column.type.kind != SqlKind::kMap && column.type.IsOrderable()) continue;
      Fail(query.span,
           "Cannot have map type columns in DataFrame which calls set operations(intersect, except, etc.), but the "
           "type of column " +
               column.name + " is " + TypeName(column.type));
      return nullptr;
    }
  }
  PlanNode::Kind kind = query.set_operator == Op::kUnion    ? PlanNode::Kind::kUnion
                        : query.set_operator == Op::kExcept ? PlanNode::Kind::kExcept
                                                            : PlanNode::Kind::kIntersect;
  MutableNode node = MakeNode(kind, std::move(inputs), query.span);
  for (OutputColumn& column : node->output) column.qualifier.clear();
  NodePtr result = FinishNode(std::move(node));
  if (!result || query.set_operator != Op::kUnion || query.all) return result;
  return FinishNode(MakeNode(PlanNode::Kind::kDistinct, {result}, query.span));
}

NodePtr Binder::BindValues(const AstQuery& query, const Scope* outer) {
  MutableNode node = MakeNode(PlanNode::Kind::kValues, {}, query.span);
  Scope scope;
  scope.outer = outer;
  Place place;
  place.clause = "an inline table";
  size_t width = query.rows[0].size();
  for (const std::vector<AstExprPtr>& cells : query.rows) {
    if (cells.size() != width) {
      Fail(query.span, "expected " + std::to_string(width) + " columns but found " + std::to_string(cells.size()) +
                           " columns in row " + std::to_string(node->rows.size()));
      return nullptr;
    }
    std::vector<ExprPtr> row;
    for (const AstExprPtr& cell : cells) {
      ExprPtr bound = BindExpr(*cell, scope, place);
      if (!bound) return nullptr;
      bool steady = true;
      VisitExpr(*bound, [&](const BoundExpr& e) {
        steady = steady && !(e.function && (e.function->flags & kNotDeterministic));
      });
      if (!steady) {
        Fail(bound->span, "cannot evaluate expression " + Source(cell->span) + " in inline table definition");
        return nullptr;
      }
      row.push_back(std::move(bound));
    }
    node->rows.push_back(std::move(row));
  }
  for (size_t k = 0; k < width; ++k) {
    std::vector<SqlType> types;
    for (const std::vector<ExprPtr>& row : node->rows) types.push_back(row[k]->type);
    std::optional<SqlType> common = WiderType(types, false);
    if (!common) {
      Fail(query.span, "incompatible types found in column col" + std::to_string(k + 1) + " for inline table");
      return nullptr;
    }
    for (std::vector<ExprPtr>& row : node->rows) row[k] = MakeCast(row[k], *common);
    node->output.push_back({"col" + std::to_string(k + 1), *common, query.alias, false});
  }
  NodePtr result = FinishNode(std::move(node));
  if (query.column_aliases.empty()) return result;
  return Rename(std::move(result), query.alias, query.column_aliases, query.span);
}

NodePtr Binder::BindLimit(NodePtr node, const AstExpr& limit) {
  if (failed() || !node) return nullptr;
  ExprPtr count = BindExpr(limit, Scope(), Place());
  if (!count) return nullptr;
  if (count->op != BoundExpr::Op::kLiteral) {
    Fail(limit.span, "The limit expression must evaluate to a constant value, but got " + Source(limit.span));
    return nullptr;
  }
  if (!count->type.IsIntegral() || count->type.kind == SqlKind::kBigint || count->value.is_null()) {
    Fail(limit.span, "The limit expression must be integer type, but got " + TypeName(count->type));
    return nullptr;
  }
  if (count->value.i < 0) {
    Fail(limit.span,
         "The limit expression must be equal to or greater than 0, but got " + std::to_string(count->value.i));
    return nullptr;
  }
  MutableNode result = MakeNode(PlanNode::Kind::kLimit, {std::move(node)}, limit.span);
  result->limit = count->value.i;
  return FinishNode(std::move(result));
}

// ORDER BY and LIMIT of anything that is no plain SELECT: keys are made of the columns it yields.
NodePtr Binder::BindTailOver(NodePtr node, const AstQuery& query, const Scope* outer) {
  if (failed() || !node) return nullptr;
  if (!query.order.empty()) {
    Scope scope;
    scope.columns = node->output;
    scope.outer = outer;
    Place place;
    place.clause = "ORDER BY";
    MutableNode sort = MakeNode(PlanNode::Kind::kSort, {node}, query.span);
    for (const AstSortItem& item : query.order) {
      SortKey key;
      key.descending = item.descending;
      key.nulls_first = item.nulls_first;
      key.expr = BindExpr(*item.expr, scope, place);
      if (!key.expr) return nullptr;
      if (key.expr->op == BoundExpr::Op::kLiteral && key.expr->type.kind == SqlKind::kInt &&
          item.expr->kind == AstExpr::Kind::kLiteral) {
        int64_t position = key.expr->value.i;
        if (position < 1 || position > static_cast<int64_t>(node->output.size())) {
          Fail(item.expr->span, "ORDER BY position " + std::to_string(position) +
                                    " is not in select list (valid range is [1, " +
                                    std::to_string(node->output.size()) + "])");
          return nullptr;
        }
        key.expr = MakeColumn(static_cast<int>(position - 1), node->output[static_cast<size_t>(position - 1)].type,
                              item.expr->span);
      }
      sort->sort.push_back(std::move(key));
    }
    node = FinishNode(std::move(sort));
  }
  return query.limit ? BindLimit(std::move(node), *query.limit) : node;
}

}  // namespace pandora
