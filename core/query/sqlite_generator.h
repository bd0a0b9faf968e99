// Turns a bound plan into one SQLite statement: a chain of WITH clauses, one per node, so that nothing nests deeply. Columns are
// called c0, c1 ..., tables t0, t1 ...; no name of the user's appears. Internal to core/query.
#ifndef PANDORA_CORE_QUERY_SQLITE_GENERATOR_H_
#define PANDORA_CORE_QUERY_SQLITE_GENERATOR_H_

#include <map>
#include <string>
#include <vector>

#include "core/query/sqlite_functions.h"

namespace pandora {

class SqliteGenerator {
 public:
  // Fills `sites` with what the text refers to. `max_rows` bounds range().
  SqliteGenerator(const QueryPlan& plan, SqliteSites* sites, int64_t max_rows)
      : plan_(plan), sites_(sites), max_rows_(max_rows) {}

  std::string Generate();

 private:
  // The names by which the columns of the present row are reached.
  using Row = std::vector<std::string>;
  // One WITH list: the statement's, or a sub-query's.
  struct Level {
    std::vector<std::string> clauses;
    std::map<const PlanNode*, std::string> names;
  };

  // The name of a table that yields the node's rows; adds what it needs to the present WITH list.
  std::string Emit(const PlanNode& node, bool materialize = false);
  // The SELECT that yields them. Sorts, limits and plain projections above them go into one SELECT.
  std::string Select(const PlanNode& node);
  std::string SelectSorted(const PlanNode& node);
  std::string SelectValues(const PlanNode& node);
  std::string SelectDistinct(const PlanNode& node);
  std::string SelectAggregate(const PlanNode& node);
  std::string SelectExpand(const PlanNode& node);
  std::string SelectJoin(const PlanNode& node);
  std::string SelectWindow(const PlanNode& node);
  std::string SelectGenerate(const PlanNode& node);
  std::string SelectCompound(const PlanNode& node, std::string_view op);
  std::string Scan(const PlanNode& node);
  std::string Range(const PlanNode& node);
  std::string WithList(size_t level) const;
  std::string Subquery(const PlanNode& plan, std::string_view select);

  std::string Alias() { return "t" + std::to_string(aliases_++); }
  static Row ColumnsOf(const std::string& alias, size_t width);
  static std::string List(const std::vector<std::string>& exprs);
  static void AppendZeroSigns(const std::vector<OutputColumn>& columns, const Row& row, Row* keys);

  // Beyond kMaxNativeDepth everything without a sub-query is one user function; conditions begin at 0, so that SQLite sees
  // the comparisons in them. As values it would evaluate both sides of AND and OR, which must stay lazy.
  static constexpr int kMaxNativeDepth = 8;
  std::string Expr(const BoundExpr& expr, int depth = kMaxNativeDepth);
  std::string Connect(const std::vector<ExprPtr>& args, size_t begin, size_t end, std::string_view word, int depth);
  std::string Literal(const BoundExpr& expr);
  std::string Native(const BoundExpr& expr, int depth);  // "" when SQLite has no operator for it
  std::string Site(const BoundExpr& expr, bool generator = false);
  std::string SiteOverArgs(const BoundExpr& expr, int depth);
  std::string SortList(const std::vector<SortKey>& keys);
  std::string WindowText(const BoundExpr& call);
  std::string Bound(const FrameBound& bound, const WindowSpec& spec);
  std::string AggregateName(const Function& function, const std::vector<ExprPtr>& args, const SqlType& type,
                            bool distinct, Span span, const CallState* state, bool window);

  const QueryPlan& plan_;
  SqliteSites* sites_;
  int64_t max_rows_;
  std::vector<Level> levels_;
  std::vector<Row> rows_;  // of the queries around, outermost first; the last is the present one
  std::map<int, std::string> scans_;
  int aliases_ = 0;
  int names_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_SQLITE_GENERATOR_H_
