#include "core/query/scratch_pad.h"

#include <set>

#include "core/query/sqlite_executor.h"
#include "core/sql/highlight.h"
#include "core/sql/statement.h"

namespace pandora {
namespace {

struct Bound {
  QueryPlan plan;
  bool explain = false;
};

std::variant<Bound, ScratchError> Bind(const ScratchStatement& statement, const std::vector<SqlTable>& tables) {
  const std::string explained = WithoutExplain(statement.code);
  int setup = -1;
  auto bound = BindStatement(explained.empty() ? statement.code : explained, tables, statement.setup, &setup);
  if (SqlError* error = std::get_if<SqlError>(&bound)) return ScratchError{std::move(*error), setup};
  return Bound{std::get<QueryPlan>(std::move(bound)), !explained.empty()};
}

// What of a plan only SQLite runs, in words.
std::string_view Describe(const PlanNode& node) {
  switch (node.kind) {
    case PlanNode::Kind::kJoin: return "a join";
    case PlanNode::Kind::kWindow: return "a window function";
    case PlanNode::Kind::kIntersect: return "INTERSECT";
    case PlanNode::Kind::kExcept: return "EXCEPT";
    default: return "a sub-query in an expression";
  }
}

// Collects the nodes that are no longer vectorisable while their inputs are. As deep as plans are, which the binder bounds.
void FindReasons(const PlanNode& node, std::set<std::string_view>* reasons) {
  bool own = true;
  for (const NodePtr& input : node.inputs) {
    if (IsVectorisable(*input)) continue;
    own = false;
    FindReasons(*input, reasons);
  }
  if (own) reasons->insert(Describe(node));
}

std::string WhyPath(const PlanNode& root) {
  if (IsVectorisable(root)) return "vectorised: every step of the plan works on whole columns";
  std::set<std::string_view> reasons;
  FindReasons(root, &reasons);
  std::string text = "sqlite: the vectorised executor does not run ";
  std::string_view separator;
  for (const std::string_view reason : reasons) {
    text.append(separator).append(reason);
    separator = ", ";
  }
  return text;
}

ScratchRun ShowPlan(const QueryPlan& plan) {
  ScratchRun run;
  run.path = ChoosePath(plan);
  run.result.names = {"plan"};
  run.result.types = {SqlType(SqlKind::kString)};
  run.result.rows = {{DumpPlan(*plan.root->root)}};
  return run;
}

}  // namespace

std::variant<ScratchRun, ScratchError, Status> RunScratch(const ScratchStatement& statement,
                                                          const std::vector<SqlTable>& tables,
                                                          const std::vector<TableSource*>& sources,
                                                          const ScratchOptions& options) {
  // Around the binder too: it folds constants.
  const ScopedSessionZone session(options.zone);
  auto bound = Bind(statement, tables);
  if (ScratchError* error = std::get_if<ScratchError>(&bound)) return std::move(*error);
  const QueryPlan& plan = std::get<Bound>(bound).plan;
  if (std::get<Bound>(bound).explain) return ShowPlan(plan);
  ScratchRun run;
  run.path = options.path == ExecutorPath::kAuto ? ChoosePath(plan) : options.path;
  TextResultOr result = ExecuteToText(plan, sources, options.execute, run.path, options.limits);
  if (SqlError* error = std::get_if<SqlError>(&result)) return ScratchError{std::move(*error), -1};
  if (Status* status = std::get_if<Status>(&result)) return std::move(*status);
  run.result = std::get<TextResult>(std::move(result));
  return run;
}

Explanation ExplainScratch(const ScratchStatement& statement, const std::vector<SqlTable>& tables) {
  Explanation explanation;
  auto bound = Bind(statement, tables);
  if (ScratchError* error = std::get_if<ScratchError>(&bound)) {
    explanation.error = std::move(*error);
    return explanation;
  }
  const QueryPlan& plan = std::get<Bound>(bound).plan;
  explanation.columns = plan.root->root->output;
  explanation.plan = DumpPlan(*plan.root->root);
  explanation.sqlite = GenerateSqlite(plan);
  explanation.path = ChoosePath(plan);
  explanation.note = WhyPath(*plan.root->root);
  return explanation;
}

}  // namespace pandora
