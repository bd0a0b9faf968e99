// The scratch pad over what an account has: its repos are the tables, with all their records. Reads only. Repos that a statement does
// not name are not read, so its cost follows the statement and not the number of repos.
//
// Who calls it: api/sql_routes, and api/sink_report_routes for the tables of a report database.
#ifndef PANDORA_CORE_ENGINE_SQL_PAD_H_
#define PANDORA_CORE_ENGINE_SQL_PAD_H_

#include <memory>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"
#include "core/query/scratch_pad.h"

namespace pandora {

// A repo with more records is refused as a run-time error: a pad that reads a part of them would answer wrong.
inline constexpr int64_t kMaxPadRecords = 5'000'000;

// Of `tables`, an account's repos or whatever has records in the log, only id, name and schema count. `options.execute.now` is set to
// the simulated clock.
std::variant<ScratchRun, ScratchError, Status> RunOnLogs(Engine* engine, std::vector<std::shared_ptr<Repo>> tables,
                                                         const ScratchStatement& statement, ScratchOptions options);

Result<Explanation> ExplainOnRepos(Engine* engine, std::string_view account, const ScratchStatement& statement);

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_SQL_PAD_H_
