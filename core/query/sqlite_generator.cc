#include "core/query/sqlite_generator.h"

#include <algorithm>
#include <cmath>

#include "core/base/format_number.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

using Node = PlanNode::Kind;

std::string JoinTexts(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string(separator)) + part;
  return text;
}

}  // namespace

SqliteGenerator::Row SqliteGenerator::ColumnsOf(const std::string& alias, size_t width) {
  Row row;
  for (size_t k = 0; k < width; ++k) row.push_back(alias + ".c" + std::to_string(k));
  return row;
}

// A select list: every expression under the name of its place. A row without columns still needs one.
std::string SqliteGenerator::List(const std::vector<std::string>& exprs) {
  if (exprs.empty()) return "NULL AS c0";
  std::string text;
  for (size_t k = 0; k < exprs.size(); ++k) text += (k > 0 ? ", " : "") + exprs[k] + " AS c" + std::to_string(k);
  return text;
}

std::string SqliteGenerator::Generate() {
  levels_.emplace_back();
  std::string select = Select(*plan_.root->root);
  return WithList(0) + select;
}

std::string SqliteGenerator::WithList(size_t level) const {
  if (levels_[level].clauses.empty()) return "";
  return "WITH " + JoinTexts(levels_[level].clauses, ", ") + " ";
}

std::string SqliteGenerator::Emit(const PlanNode& node, bool materialize) {
  if (node.kind == Node::kScan && !materialize) return Scan(node);
  for (size_t k = levels_.size(); k-- > 0;) {
    auto found = levels_[k].names.find(&node);
    if (found != levels_[k].names.end()) return found->second;
  }
  std::string select = Select(node);
  std::string name = "n" + std::to_string(names_++);
  levels_.back().clauses.push_back(name + " AS " + (materialize ? "MATERIALIZED " : "") + "(" + select + ")");
  levels_.back().names[&node] = name;
  return name;
}

std::string SqliteGenerator::Scan(const PlanNode& node) {
  std::string& name = scans_[node.table];
  if (!name.empty()) return name;
  auto site = std::make_unique<TableSite>();
  for (const OutputColumn& column : node.output) site->types.push_back(column.type);
  name = "temp.scan_" + std::to_string(sites_->tables.size());
  // The runner fills the rows in: tables come in the order in which they are met.
  site->rows = static_cast<size_t>(node.table);
  sites_->tables.push_back(std::move(site));
  return name;
}

std::string SqliteGenerator::Range(const PlanNode& node) {
  auto site = std::make_unique<TableSite>();
  site->types.push_back(SqlKind::kBigint);
  site->is_range = true;
  int64_t value = node.start;
  while ((node.step > 0 ? value < node.end : value > node.end) &&
         static_cast<int64_t>(site->numbers.size()) <= max_rows_) {
    site->numbers.push_back(value);
    if (__builtin_add_overflow(value, node.step, &value)) break;
  }
  site->rows = site->numbers.size();
  std::string name = "temp.scan_" + std::to_string(sites_->tables.size());
  sites_->tables.push_back(std::move(site));
  return name;
}

std::string SqliteGenerator::Select(const PlanNode& node) {
  size_t width = node.output.size();
  switch (node.kind) {
    case Node::kScan: {
      std::string alias = Alias();
      return "SELECT " + List(ColumnsOf(alias, width)) + " FROM " + Scan(node) + " AS " + alias;
    }
    case Node::kRange: return "SELECT c0 AS c0 FROM " + Range(node);
    case Node::kValues: return SelectValues(node);
    case Node::kFilter: {
      std::string input = Emit(*node.inputs[0]);
      std::string alias = Alias();
      rows_.push_back(ColumnsOf(alias, width));
      std::string text =
          "SELECT " + List(rows_.back()) + " FROM " + input + " AS " + alias + " WHERE " + Expr(*node.exprs[0], 0);
      rows_.pop_back();
      return text;
    }
    case Node::kProject:
    case Node::kSort:
    case Node::kLimit: return SelectSorted(node);
    case Node::kAggregate: return SelectAggregate(node);
    case Node::kExpand: return SelectExpand(node);
    case Node::kJoin: return SelectJoin(node);
    case Node::kWindow: return SelectWindow(node);
    case Node::kGenerate: return SelectGenerate(node);
    case Node::kDistinct: return SelectDistinct(node);
    case Node::kUnion: return SelectCompound(node, " UNION ALL ");
    case Node::kIntersect: return SelectCompound(node, " INTERSECT ");
    case Node::kExcept: return SelectCompound(node, " EXCEPT ");
  }
  return "";
}

// SQLite takes the two zeros for one, Spark 2.x puts them into groups of their own (spec/sql.md 2.5): so their sign is one more
// key. Lists need none: their bytes differ.
void SqliteGenerator::AppendZeroSigns(const std::vector<OutputColumn>& columns, const Row& row, Row* keys) {
  for (size_t k = 0; k < columns.size(); ++k) {
    if (columns[k].type.IsFractional()) keys->push_back("is_minus_zero(" + row[k] + ")");
  }
}

std::string SqliteGenerator::SelectDistinct(const PlanNode& node) {
  std::string input = Emit(*node.inputs[0]);
  Row row = ColumnsOf("t", node.output.size());
  Row keys = row;
  AppendZeroSigns(node.output, row, &keys);
  if (keys.size() == row.size()) return "SELECT DISTINCT " + List(row) + " FROM " + input + " AS t";
  return "SELECT " + List(row) + " FROM " + input + " AS t GROUP BY " + JoinTexts(keys, ", ");
}

// Project over Limit over Sort, each of them optional: one SELECT, so that the order holds to the end.
std::string SqliteGenerator::SelectSorted(const PlanNode& node) {
  const PlanNode* project = node.kind == Node::kProject ? &node : nullptr;
  const PlanNode* rest = project ? node.inputs[0].get() : &node;
  const PlanNode* limit = rest->kind == Node::kLimit ? rest : nullptr;
  if (limit) rest = limit->inputs[0].get();
  const PlanNode* sort = rest->kind == Node::kSort ? rest : nullptr;
  if (sort) rest = sort->inputs[0].get();
  std::string input = Emit(*rest);
  std::string alias = Alias();
  rows_.push_back(ColumnsOf(alias, rest->output.size()));
  std::vector<std::string> columns = rows_.back();
  if (project) {
    columns.clear();
    for (const ExprPtr& expr : project->exprs) columns.push_back(Expr(*expr));
  }
  std::string text = "SELECT " + List(columns) + " FROM " + input + " AS " + alias;
  if (sort) text += " ORDER BY " + SortList(sort->sort);
  if (limit) text += " LIMIT " + std::to_string(limit->limit);
  rows_.pop_back();
  return text;
}

std::string SqliteGenerator::SelectValues(const PlanNode& node) {
  size_t width = node.output.size();
  if (width == 0) return "SELECT NULL AS c0";
  std::vector<std::string> columns, rows;
  for (size_t k = 0; k < width; ++k) columns.push_back("column" + std::to_string(k + 1));
  rows_.emplace_back();
  for (const std::vector<ExprPtr>& row : node.rows) {
    std::vector<std::string> cells;
    for (const ExprPtr& cell : row) cells.push_back(Expr(*cell));
    rows.push_back("(" + JoinTexts(cells, ", ") + ")");
  }
  rows_.pop_back();
  return "SELECT " + List(columns) + " FROM (VALUES " + JoinTexts(rows, ", ") + ")";
}

std::string SqliteGenerator::SelectAggregate(const PlanNode& node) {
  std::string input = Emit(*node.inputs[0]);
  std::string alias = Alias();
  rows_.push_back(ColumnsOf(alias, node.inputs[0]->output.size()));
  std::vector<std::string> columns, keys;
  for (const ExprPtr& key : node.exprs) {
    columns.push_back(Expr(*key));
    keys.push_back(std::to_string(columns.size()));
  }
  for (size_t k = 0; k < node.exprs.size(); ++k) {
    if (node.exprs[k]->type.IsFractional()) keys.push_back("is_minus_zero(" + columns[k] + ")");
  }
  for (const AggregateCall& call : node.aggregates) {
    std::vector<std::string> args;
    bool own = false;
    for (const ExprPtr& arg : call.args) {
      args.push_back(Expr(*arg));
      VisitExpr(*arg, [&](const BoundExpr& e) { own = own || e.op == BoundExpr::Op::kColumn; });
    }
    // SQLite gives an aggregate without columns of its own query to the query around: one more argument, ignored, keeps it.
    if (!own && rows_.size() > 1 && !rows_.back().empty()) args.push_back(rows_.back()[0]);
    columns.push_back(
        AggregateName(*call.function, call.args, call.type, call.distinct, call.span, call.state.get(), false) + "(" +
        JoinTexts(args, ", ") + ")");
  }
  rows_.pop_back();
  std::string text = "SELECT " + List(columns) + " FROM " + input + " AS " + alias;
  return keys.empty() ? text : text + " GROUP BY " + JoinTexts(keys, ", ");
}

std::string SqliteGenerator::SelectExpand(const PlanNode& node) {
  std::string input = Emit(*node.inputs[0], true);
  std::vector<std::string> selects;
  for (const std::vector<ExprPtr>& list : node.projections) {
    std::string alias = Alias();
    rows_.push_back(ColumnsOf(alias, node.inputs[0]->output.size()));
    std::vector<std::string> columns;
    for (const ExprPtr& expr : list) columns.push_back(Expr(*expr));
    rows_.pop_back();
    selects.push_back("SELECT " + List(columns) + " FROM " + input + " AS " + alias);
  }
  return JoinTexts(selects, " UNION ALL ");
}

std::string SqliteGenerator::SelectJoin(const PlanNode& node) {
  // SQLite builds an index on the fly for what is materialised, and none for a virtual table.
  std::string left = Emit(*node.inputs[0], true);
  std::string right = Emit(*node.inputs[1], true);
  std::string l = Alias();
  std::string r = Alias();
  Row row = ColumnsOf(l, node.inputs[0]->output.size());
  Row right_row = ColumnsOf(r, node.inputs[1]->output.size());
  std::string left_list = List(row);
  row.insert(row.end(), right_row.begin(), right_row.end());
  rows_.push_back(row);
  std::string condition = node.exprs.empty() ? "1" : Expr(*node.exprs[0], 0);
  rows_.pop_back();
  if (node.join == PlanNode::Join::kLeftSemi || node.join == PlanNode::Join::kLeftAnti) {
    std::string_view word = node.join == PlanNode::Join::kLeftSemi ? " WHERE EXISTS (" : " WHERE NOT EXISTS (";
    return "SELECT " + left_list + " FROM " + left + " AS " + l + std::string(word) + "SELECT 1 FROM " + right +
           " AS " + r + " WHERE " + condition + ")";
  }
  std::string_view word = node.join == PlanNode::Join::kLeft    ? " LEFT JOIN "
                          : node.join == PlanNode::Join::kRight ? " RIGHT JOIN "
                          : node.join == PlanNode::Join::kFull  ? " FULL JOIN "
                                                                : " JOIN ";
  return "SELECT " + List(row) + " FROM " + left + " AS " + l + std::string(word) + right + " AS " + r + " ON " +
         condition;
}

std::string SqliteGenerator::SelectGenerate(const PlanNode& node) {
  std::string input = Emit(*node.inputs[0]);
  std::string alias = Alias();
  std::string g = Alias();
  size_t width = node.inputs[0]->output.size();
  rows_.push_back(ColumnsOf(alias, width));
  std::string list = Site(*node.exprs[0], true);
  rows_.pop_back();
  Row row = ColumnsOf(alias, width);
  Row generated = ColumnsOf(g, node.output.size() - width);
  row.insert(row.end(), generated.begin(), generated.end());
  size_t site = sites_->row_types.size();
  sites_->row_types.push_back(node.exprs[0]->type);
  return "SELECT " + List(row) + " FROM " + input + " AS " + alias + (node.outer ? " LEFT JOIN" : " JOIN") + " rows(" +
         list + ", " + std::to_string(site) + ") AS " + g;
}

std::string SqliteGenerator::SelectCompound(const PlanNode& node, std::string_view op) {
  const size_t width = node.output.size();
  std::vector<std::string> selects;
  bool signs = false;
  for (const NodePtr& input : node.inputs) {
    std::string name = Emit(*input);
    std::string alias = Alias();
    Row row = ColumnsOf(alias, width);
    if (node.kind != Node::kUnion) AppendZeroSigns(node.output, ColumnsOf(alias, width), &row);
    signs = row.size() > width;
    selects.push_back("SELECT " + List(row) + " FROM " + name + " AS " + alias);
  }
  std::string text = JoinTexts(selects, op);
  return signs ? "SELECT " + List(ColumnsOf("t", width)) + " FROM (" + text + ") AS t" : text;
}

std::string SqliteGenerator::SelectWindow(const PlanNode& node) {
  std::string input = Emit(*node.inputs[0]);
  std::string alias = Alias();
  rows_.push_back(ColumnsOf(alias, node.inputs[0]->output.size()));
  std::vector<std::string> columns = rows_.back();
  for (const ExprPtr& call : node.windows) columns.push_back(WindowText(*call));
  rows_.pop_back();
  return "SELECT " + List(columns) + " FROM " + input + " AS " + alias;
}

std::string SqliteGenerator::WindowText(const BoundExpr& call) {
  std::vector<std::string> args;
  for (const ExprPtr& arg : call.args) args.push_back(Expr(*arg));
  const WindowSpec& spec = *call.window;
  bool aggregate = call.function->is_aggregate();
  std::string name = aggregate
                         ? AggregateName(*call.function, call.args, call.type, false, call.span, call.state.get(), true)
                         : std::string(call.function->name());
  if (name == "ntile" && args.empty()) args.push_back("1");
  std::string text = name + "(" + JoinTexts(args, ", ") + ") OVER (";
  std::vector<std::string> partition;
  for (const ExprPtr& expr : spec.partition) {
    partition.push_back(Expr(*expr));
    if (expr->type.IsFractional()) partition.push_back("is_minus_zero(" + partition.back() + ")");
  }
  if (!partition.empty()) text += "PARTITION BY " + JoinTexts(partition, ", ") + " ";
  if (!spec.order.empty()) text += "ORDER BY " + SortList(spec.order) + " ";
  if (aggregate)
    text += std::string(spec.rows ? "ROWS" : "RANGE") + " BETWEEN " + Bound(spec.from, spec) + " AND " +
            Bound(spec.to, spec);
  return text + ")";
}

namespace {

// A constant expression that is exactly `value`: SQLite reads digits after the point less exactly.
std::string ExactNumber(double value) {
  int exponent = 0;
  double digits = std::ldexp(std::frexp(value, &exponent), 53);
  exponent -= 53;
  if (exponent >= 0 || exponent < -100 || !std::isfinite(value)) return ScientificNumber(value, 17);
  return "(" + FixedNumber(digits, 1) + " / " + FixedNumber(std::ldexp(1.0, -exponent), 1) + ")";
}

}  // namespace

std::string SqliteGenerator::Bound(const FrameBound& bound, const WindowSpec& spec) {
  using K = FrameBound::Kind;
  if (bound.kind == K::kUnboundedPreceding) return "UNBOUNDED PRECEDING";
  if (bound.kind == K::kUnboundedFollowing) return "UNBOUNDED FOLLOWING";
  if (bound.kind == K::kCurrentRow) return "CURRENT ROW";
  const BoundExpr& offset = *bound.offset;
  bool preceding = bound.kind == K::kPreceding;
  int64_t whole = offset.value.i;
  std::string text;
  if (offset.type.kind == SqlKind::kInterval) {
    whole = offset.value.micros();
    if (!spec.order.empty() && spec.order[0].expr->type.kind == SqlKind::kDate) whole /= kDayMicros;
  }
  // A negative distance is one to the other side.
  if (offset.value.tag == Value::Tag::kDouble) {
    if (offset.value.d < 0) preceding = !preceding;
    text = ExactNumber(std::fabs(offset.value.d));
  } else if (offset.value.tag == Value::Tag::kDecimal) {
    Int128 value = offset.value.decimal();
    if (value < 0) preceding = !preceding;
    text = std::to_string(static_cast<int64_t>(value < 0 ? -value : value));
  } else {
    if (whole < 0) preceding = !preceding;
    text = std::to_string(whole < 0 ? -whole : whole);
  }
  return text + (preceding ? " PRECEDING" : " FOLLOWING");
}

std::string SqliteGenerator::SortList(const std::vector<SortKey>& keys) {
  std::vector<std::string> parts;
  for (const SortKey& key : keys) {
    // A bare number would be a position, and a constant orders nothing.
    if (key.expr->op == BoundExpr::Op::kLiteral) {
      parts.push_back("NULL");
      continue;
    }
    parts.push_back(Expr(*key.expr) + (key.descending ? " DESC" : " ASC") +
                    (key.nulls_first ? " NULLS FIRST" : " NULLS LAST"));
  }
  return JoinTexts(parts, ", ");
}

std::string SqliteGenerator::AggregateName(const Function& function, const std::vector<ExprPtr>& args,
                                           const SqlType& type, bool distinct, Span span, const CallState* state,
                                           bool window) {
  AggregateSite site;
  site.function = &function;
  for (const ExprPtr& arg : args) site.arg_types.push_back(arg->type);
  site.type = type;
  site.distinct = distinct;
  site.span = span;
  site.state = state;
  sites_->aggregates.push_back(std::move(site));
  return (window ? "w" : "a") + std::to_string(sites_->aggregates.size() - 1);
}

}  // namespace pandora
