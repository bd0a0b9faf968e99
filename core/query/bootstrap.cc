// TEMPORARY, so that hosts link while core/sql and core/query have no sources. Whoever adds sources there deletes this file and its line.
#include "core/sql/query_plan.h"
#include "core/query/execute.h"
namespace pandora { 
std::string SqlError::Render(std::string_view) const { return message; }
std::variant<QueryPlan, SqlError> PlanQuery(std::string_view, const std::vector<SqlTable>&) { SqlError e; e.message="stub"; return e; }
ExecuteResult ExecutePlan(const QueryPlan&, const std::vector<TableSource*>&, const ExecuteOptions&) { return Status(ErrorCode::kInternal,"stub"); } }
