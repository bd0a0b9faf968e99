#include "core/sql/query_plan.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/sql/ast.h"
#include "core/sql/binder.h"
#include "core/sql/statement.h"

namespace pandora {
namespace {

// Finds which columns of the tables a plan reads: wanted outputs go down, the columns that expressions need join them.
class UsedColumns {
 public:
  explicit UsedColumns(std::vector<std::set<int>>* used) : used_(used) {}

  void Visit(const PlanNode& node, const std::set<int>& wanted) {
    std::set<int> need = wanted;
    // Sub-queries that look outside are few: they get every column of the rows around them.
    switch (node.kind) {
      case PlanNode::Kind::kScan:
        (*used_)[static_cast<size_t>(node.table)].insert(wanted.begin(), wanted.end());
        return;
      // These compute all they yield, wanted or not.
      case PlanNode::Kind::kProject:
      case PlanNode::Kind::kAggregate:
        need.clear();
        for (const ExprPtr& expr : node.exprs) Add(*expr, node, &need);
        for (const AggregateCall& call : node.aggregates) {
          for (const ExprPtr& arg : call.args) Add(*arg, node, &need);
        }
        break;
      case PlanNode::Kind::kExpand:
        need.clear();
        for (const std::vector<ExprPtr>& list : node.projections) {
          for (const ExprPtr& expr : list) Add(*expr, node, &need);
        }
        break;
      case PlanNode::Kind::kDistinct:
      case PlanNode::Kind::kIntersect:
      case PlanNode::Kind::kExcept:
      case PlanNode::Kind::kUnion: need = node.kind == PlanNode::Kind::kUnion ? wanted : All(node.output.size()); break;
      default: break;
    }
    if (node.kind != PlanNode::Kind::kProject && node.kind != PlanNode::Kind::kAggregate) {
      for (const ExprPtr& expr : node.exprs) Add(*expr, node, &need);
    }
    for (const ExprPtr& expr : node.windows) Add(*expr, node, &need);
    for (const SortKey& key : node.sort) Add(*key.expr, node, &need);
    for (const std::vector<ExprPtr>& row : node.rows) {
      for (const ExprPtr& expr : row) Add(*expr, node, &need);
    }
    VisitInputs(node, need);
  }

  static std::set<int> All(size_t count) {
    std::set<int> all;
    for (size_t k = 0; k < count; ++k) all.insert(static_cast<int>(k));
    return all;
  }

 private:
  void VisitInputs(const PlanNode& node, const std::set<int>& need) {
    int offset = 0;
    for (const NodePtr& input : node.inputs) {
      std::set<int> part;
      int width = static_cast<int>(input->output.size());
      for (int index : need) {
        if (index >= offset && index < offset + width) part.insert(index - offset);
      }
      Visit(*input, part);
      if (node.kind == PlanNode::Kind::kJoin) offset += width;
    }
  }

  void Add(const BoundExpr& expr, const PlanNode& node, std::set<int>* need) {
    VisitExpr(expr, [&](const BoundExpr& e) {
      if (e.op == BoundExpr::Op::kColumn) need->insert(e.index);
      if (e.plan) {
        Visit(*e.plan, All(e.plan->output.size()));
        size_t width = 0;
        for (const NodePtr& input : node.inputs) width += input->output.size();
        std::set<int> all = All(width);
        need->insert(all.begin(), all.end());
      }
      if (!e.window) return;
      for (const ExprPtr& part : e.window->partition) Add(*part, node, need);
      for (const SortKey& key : e.window->order) Add(*key.expr, node, need);
    });
  }

  std::vector<std::set<int>>* used_;
};

int MapDepth(const Type& type) {
  int depth = 0;
  for (const Field& field : type.fields) depth = std::max(depth, MapDepth(field.type));
  return type.kind == Kind::kMap ? depth + 1 : 0;
}

constexpr int kMaxMapDepth = 5;

}  // namespace

std::variant<Schema, SqlError> OutputSchema(const BoundPlan& plan, std::string_view sql) {
  Schema schema;
  auto refuse = [&](ErrorCode code, std::string message) {
    SqlError error = MakeSqlError(SqlError::Kind::kAnalysis, std::move(message), {}, sql);
    error.code = code;
    return error;
  };
  if (plan.root->output.empty()) return refuse(ErrorCode::kE18105, "the result has no columns");
  for (const OutputColumn& column : plan.root->output) {
    if (!IsResourceName(column.name)) {
      return refuse(
          ErrorCode::kE18106,
          "the result's column " + Quote(column.name) +
              " is no field name: give it an alias of letters, digits and _ that does not begin with a digit");
    }
    if (schema.Find(column.name) >= 0)
      return refuse(ErrorCode::kE18209,
                    "duplicate column: the result has more than one column called '" + column.name + "'");
    std::optional<Type> type = ToFieldType(column.type);
    if (!type) {
      std::string hint = column.type.kind == SqlKind::kMap ? "; select " + column.name + "['key'] instead" : "";
      return refuse(ErrorCode::kE18107,
                    "column '" + column.name + "' of type " + TypeName(column.type) + " fits no field type" + hint);
    }
    if (MapDepth(*type) > kMaxMapDepth)
      return refuse(ErrorCode::kE18110,
                    "column '" + column.name + "' nests maps deeper than " + std::to_string(kMaxMapDepth));
    schema.fields.push_back({column.name, *std::move(type), false});
  }
  return schema;
}

std::variant<QueryPlan, SqlError> BindStatement(std::string_view sql, const std::vector<SqlTable>& tables,
                                                const std::vector<std::string>& setup, int* failed_setup) {
  int ignored = -1;
  int* failed = failed_setup == nullptr ? &ignored : failed_setup;
  Binder binder(sql, tables);
  std::vector<AstView> views(setup.size());
  for (size_t k = 0; k < setup.size(); ++k) {
    *failed = static_cast<int>(k);
    auto view = ParseCreateView(setup[k]);
    if (SqlError* error = std::get_if<SqlError>(&view)) return *error;
    views[k] = std::get<AstView>(std::move(view));
    if (binder.AddView(views[k])) continue;
    SqlError error = *binder.error();
    SqlError placed =
        MakeSqlError(error.kind, error.message, {error.begin + views[k].begin, error.end + views[k].begin}, setup[k]);
    placed.hint = error.hint;
    return placed;
  }
  *failed = -1;
  auto parsed = ParseQuery(sql);
  if (SqlError* error = std::get_if<SqlError>(&parsed)) return std::move(*error);
  NodePtr root = binder.Bind(*std::get<AstQueryPtr>(parsed));
  if (!root) return *binder.error();
  QueryPlan plan;
  plan.sql = sql;
  plan.tables = tables;
  auto bound = std::make_shared<BoundPlan>();
  bound->root = root;
  bound->arena = binder.arena();
  std::vector<std::set<int>> used(tables.size());
  UsedColumns(&used).Visit(*root, UsedColumns::All(root->output.size()));
  for (const std::set<int>& columns : used) plan.used.emplace_back(columns.begin(), columns.end());
  plan.root = std::move(bound);
  return plan;
}

std::variant<QueryPlan, SqlError> PlanQuery(std::string_view sql, const std::vector<SqlTable>& tables) {
  auto bound = BindStatement(sql, tables, {});
  if (SqlError* error = std::get_if<SqlError>(&bound)) return std::move(*error);
  QueryPlan plan = std::get<QueryPlan>(std::move(bound));
  auto schema = OutputSchema(*plan.root, sql);
  if (SqlError* error = std::get_if<SqlError>(&schema)) return std::move(*error);
  plan.output = std::get<Schema>(std::move(schema));
  return plan;
}

}  // namespace pandora
