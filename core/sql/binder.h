// Resolves an AST against tables: names to columns, calls to functions, types and casts. Internal to core/sql; others call
// BindStatement (below) or PlanQuery.
//
// Split by what is bound: binder_query.cc (queries, CTEs, set operations), binder_relation.cc (FROM), binder_select.cc (the
// clauses of one SELECT), binder_expression.cc (operators and forms), binder_call.cc (functions), bound_expr.cc (making
// nodes, folding). The first error wins, as in the parser.
#ifndef PANDORA_CORE_SQL_BINDER_H_
#define PANDORA_CORE_SQL_BINDER_H_

#include <functional>
#include <map>
#include <optional>

#include "core/sql/ast.h"
#include "core/sql/plan.h"

namespace pandora {

using MutableNode = std::shared_ptr<PlanNode>;

struct PlanProblem;

// What a name can mean at one level of a query: the columns of the node that feeds the expressions.
struct Scope {
  std::vector<OutputColumn> columns;
  const Scope* outer = nullptr;             // of the query around, for correlated sub-queries
  bool aggregates = false;                  // a sub-query here may use aggregates of this level
  bool* used_aggregates = nullptr;          // and notes here that it did
  std::vector<ExprPtr>* windows = nullptr;  // window() calls over the rows of this level; see Binder::BindTimeWindow
  bool in_predicate = false;                // the query below this scope is that of an IN or EXISTS
  const AstExpr* window_call = nullptr;     // of GROUP BY: what the name `window` means where no column has it
  // Key columns of both sides of a join by USING, found by table and name only; their indexes follow those of `columns`.
  const std::vector<OutputColumn>* hidden = nullptr;
};

class Binder {
 public:
  Binder(std::string_view sql, const std::vector<SqlTable>& tables)
      : sql_(sql), tables_(tables), arena_(std::make_shared<Arena>()) {}

  // Views are bound before the statement and belong to it; `text` is kept by the caller.
  bool AddView(const AstView& view);
  NodePtr Bind(const AstQuery& query);

  const std::optional<SqlError>& error() const { return error_; }
  const std::shared_ptr<Arena>& arena() const { return arena_; }

 private:
  struct Cte {
    const AstNamedQuery* ast = nullptr;
    NodePtr bound;
    std::vector<std::string> columns;
  };
  // The state of the SELECT whose clauses are being bound.
  struct SelectState {
    const AstSelect* ast = nullptr;
    NodePtr node;
    Scope scope;
    std::vector<ExprPtr> items;
    std::vector<OutputColumn> names;
    std::vector<SortKey> sort;
    std::vector<Span> sort_spans;
    ExprPtr having;
    std::vector<ExprPtr> group;
    std::vector<std::vector<int>> sets;  // grouping sets, as positions in `group`
    bool grouped = false;
    bool outer_aggregates = false;  // a sub-query uses an aggregate of this SELECT
    std::vector<ExprPtr> time_windows;
    bool has_sets = false;
    size_t visible = 0;  // items that are not hidden sort columns
  };
  // What is allowed where the present expression stands.
  struct Place {
    bool aggregates = false;
    bool windows = false;
    bool generators = false;
    bool in_aggregate = false;
    bool in_window = false;
    const SelectState* aliases = nullptr;  // names that select items have given
    bool aliases_first = false;
    const std::vector<std::pair<std::string, std::unique_ptr<AstWindow>>>* windows_named = nullptr;
    bool predicates = false;  // IN and EXISTS with a sub-query: in WHERE, HAVING and ON
    std::string_view clause = "the select list";
  };

  // Queries.
  NodePtr BindQuery(const AstQuery& query, const Scope* outer);
  NodePtr BindBody(const AstQuery& query, const Scope* outer);
  NodePtr BindSetOperation(const AstQuery& query, const Scope* outer);
  NodePtr BindValues(const AstQuery& query, const Scope* outer);
  NodePtr BindTableName(const std::vector<std::string>& names, Span span);
  NodePtr BindNamedQuery(Cte* cte);
  NodePtr BindTailOver(NodePtr node, const AstQuery& query, const Scope* outer);
  NodePtr BindLimit(NodePtr node, const AstExpr& limit);
  NodePtr Rename(NodePtr node, const std::string& qualifier, const std::vector<std::string>& columns, Span span);
  bool Widen(std::vector<NodePtr>* inputs, std::string_view what, Span span);

  // FROM.
  NodePtr BindRelation(const AstRelation& relation, const Scope* outer);
  NodePtr BindJoin(const AstRelation& relation, const Scope* outer);
  NodePtr BindUsing(const AstRelation& relation, NodePtr left, NodePtr right, const std::vector<std::string>& columns,
                    const Scope* outer);
  NodePtr BindRange(const AstRelation& relation);
  NodePtr MakeJoin(PlanNode::Join kind, NodePtr left, NodePtr right, ExprPtr condition, Span span);
  NodePtr BindLateralView(NodePtr node, const AstLateralView& view, const Scope* outer);
  NodePtr NarrowJoin(NodePtr node, const BoundExpr& predicate);
  NodePtr PushFilter(NodePtr node, ExprPtr predicate);

  // SELECT.
  NodePtr BindSelect(const AstQuery& query, const Scope* outer);
  bool BindWhere(SelectState* state);
  bool BindItems(SelectState* state, const AstQuery& query);
  bool ExpandStar(SelectState* state, const AstExpr& star);
  bool BindGroupBy(SelectState* state);
  bool BindGroupingSets(SelectState* state);
  bool BindSort(SelectState* state, const AstQuery& query);
  bool ApplyTimeWindows(SelectState* state);
  bool ApplyAggregate(SelectState* state);
  void ApplyExpand(SelectState* state, std::vector<ExprPtr>* keys);
  bool ApplyWindows(SelectState* state);
  bool ApplyGenerators(SelectState* state);
  NodePtr FinishSelect(SelectState* state, const AstQuery& query);
  OutputColumn NameItem(const SelectState& state, const AstSelectItem& item, const ExprPtr& expr);
  Place SelectPlace(const SelectState* state, const AstQuery& query) const;

  // Expressions.
  ExprPtr BindExpr(const AstExpr& expr, const Scope& scope, const Place& place);
  ExprPtr BindLiteral(const AstExpr& expr);
  ExprPtr BindName(const AstExpr& expr, const Scope& scope, const Place& place);
  ExprPtr FindColumn(const AstExpr& expr, const Scope& scope, int depth, bool* ambiguous);
  int FindHidden(const AstExpr& expr, const Scope& scope) const;
  ExprPtr BindAnd(const AstExpr& expr, const Scope& scope, const Place& place);
  ExprPtr WhenCondition(ExprPtr condition, Span span);
  ExprPtr BindCase(const AstExpr& expr, const Scope& scope, const Place& place);
  ExprPtr BindCast(const AstExpr& expr, const Scope& scope, const Place& place);
  ExprPtr BindField(ExprPtr base, const std::string& field, Span span);
  ExprPtr BindIndex(const AstExpr& expr, const Scope& scope, const Place& place);
  Span KeywordSpan(const AstExpr& predicate) const;
  ExprPtr BindIn(const AstExpr& expr, const Scope& scope, const Place& place);
  ExprPtr BindSubquery(const AstExpr& expr, const Scope& scope, const Place& place);
  NodePtr BindInnerQuery(const AstExpr& expr, const Scope& scope, const Place& place);
  ExprPtr BindInQuery(const AstExpr& expr, const Scope& scope, const Place& place);
  bool UnknownColumn(const AstExpr& expr, const Scope& scope, const Place& place);

  // Calls.
  ExprPtr BindCall(const AstExpr& expr, const Scope& scope, const Place& place);
  bool BindArgs(const AstExpr& expr, const Scope& scope, const Place& place, std::vector<ExprPtr>* args);
  ExprPtr BindGrouping(const AstExpr& expr, bool single, const Scope& scope, const Place& place);
  ExprPtr BindComparison(const std::string& op, ExprPtr a, ExprPtr b, Span span);
  ExprPtr BindArithmetic(const std::string& op, ExprPtr a, ExprPtr b, Span span);
  ExprPtr BindDateArithmetic(const std::string& op, ExprPtr a, ExprPtr b, Span span);
  ExprPtr BindTimeWindow(std::vector<ExprPtr> args, Span span, const Scope& scope);
  ExprPtr BindNullIf(std::vector<ExprPtr> args, Span span);
  ExprPtr BindOuterAggregate(const AstExpr& expr, const Scope& scope);
  ExprPtr BindBetween(std::vector<ExprPtr> args, Span span);
  ExprPtr BindStruct(const AstExpr& expr, std::vector<ExprPtr> args, const Scope& scope, const Place& place);
  ExprPtr BindAggregate(const AstExpr& expr, const Function& function, std::vector<ExprPtr> args, const Place& place);
  ExprPtr BindWindow(const AstExpr& expr, const Scope& scope, const Place& place);
  bool BindWindowSpec(const AstWindow& ast, const Scope& scope, const Place& place, WindowSpec* spec);
  bool BindFrame(const AstWindow& ast, const Scope& scope, const Place& place, WindowSpec* spec);
  ExprPtr BindGenerator(const AstExpr& expr, const Function& function, std::vector<ExprPtr> args, const Place& place);
  ExprPtr MakeCall(const Function& function, std::vector<ExprPtr> args, Span span);
  ExprPtr CallByName(std::string_view name, std::vector<ExprPtr> args, Span span);
  bool CoerceArgs(const Function& function, const Signature& signature, std::vector<ExprPtr>* args, Span span);
  std::optional<SqlType> ResultType(const Function& function, const Signature& signature,
                                    const std::vector<ExprPtr>& args, Span span);
  bool UnknownFunction(const AstExpr& expr);

  // Nodes and errors.
  ExprPtr MakeColumn(int index, const SqlType& type, Span span);
  ExprPtr MakeLiteral(Value value, SqlType type, Span span);
  ExprPtr MakeCast(ExprPtr expr, const SqlType& type);
  ExprPtr CastOrFail(ExprPtr expr, const SqlType& type);
  ExprPtr Condition(ExprPtr expr, std::string_view clause);
  ExprPtr Finish(MutableExpr expr);
  ExprPtr Fold(MutableExpr expr);
  MutableNode MakeNode(PlanNode::Kind kind, std::vector<NodePtr> inputs, Span span);
  NodePtr FinishNode(MutableNode node);
  NodePtr Project(NodePtr input, std::vector<ExprPtr> exprs, std::vector<OutputColumn> output, Span span);
  std::string Source(Span span) const;
  bool Fail(Span span, std::string message, std::string_view suggestion = {});  // "did you mean 'suggestion'?"
  bool Mismatch(Span span, std::string message);  // "cannot resolve '...' due to data type mismatch: ..."
  bool Report(const std::optional<PlanProblem>& problem);
  bool failed() const { return error_.has_value(); }

  std::string_view sql_;
  const std::vector<SqlTable>& tables_;
  std::shared_ptr<Arena> arena_;
  std::vector<std::map<std::string, Cte, std::less<>>> named_;  // views first, then WITH clauses from outside in
  std::vector<AstQueryPtr> view_asts_;
  std::vector<NodePtr> using_nodes_;  // the projections that merge the keys of joins by USING
  std::optional<SqlError> error_;
};

// A copy of `plan` in which references to the row `depth` queries around it are replaced.
NodePtr RewriteOuter(const NodePtr& plan, int depth, const std::function<ExprPtr(const BoundExpr&)>& map);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_BINDER_H_
