// Binding with views, for the scratch pad and the oracle: what PlanQuery does, without the limits of a repo's schema.
#ifndef PANDORA_CORE_SQL_STATEMENT_H_
#define PANDORA_CORE_SQL_STATEMENT_H_

#include "core/sql/plan.h"
#include "core/sql/query_plan.h"

namespace pandora {

// Parses and binds `sql`. `setup` are CREATE TEMPORARY VIEW statements that take effect first, in order; a view hides a table of
// its name. The plan's `output` schema is empty: see OutputSchema. When an error is in one of `setup`, and so its place, `failed_setup`
// receives that one's index; else -1.
std::variant<QueryPlan, SqlError> BindStatement(std::string_view sql, const std::vector<SqlTable>& tables,
                                                const std::vector<std::string>& setup, int* failed_setup = nullptr);

// The result as a repo's schema, or why no repo could hold it (spec/sql.md 3.2, 3.3).
std::variant<Schema, SqlError> OutputSchema(const BoundPlan& plan, std::string_view sql);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_STATEMENT_H_
