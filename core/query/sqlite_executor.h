// The SQLite executor: generates SQLite SQL from the bound plan and runs it in an in-memory database of its own, over
// virtual tables and with the functions of core/function as typed user functions. SQLite never sees the user's text and
// never converts a value. It runs every plan.
#ifndef PANDORA_CORE_QUERY_SQLITE_EXECUTOR_H_
#define PANDORA_CORE_QUERY_SQLITE_EXECUTOR_H_

#include "core/query/pipeline.h"

namespace pandora {

void RunOnSqlite(const QueryPlan& plan, const std::vector<TableSource*>& sources, RunState* run, Operator* sink);

// The text that it would run, for EXPLAIN and tests.
std::string GenerateSqlite(const QueryPlan& plan);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_SQLITE_EXECUTOR_H_
