#include "core/query/sqlite_executor.h"

#include <sqlite3.h>

#include "core/query/sqlite_generator.h"
#include "core/query/sqlite_value.h"
#include "core/store/database.h"

namespace pandora {
namespace {

// Instructions of SQLite's machine between two looks at the budget.
constexpr int kStepsPerLook = 1'000'000;

struct Budget {
  RunState* run;
  int64_t looks = 0;
};

int LookAtBudget(void* data) {
  auto* budget = static_cast<Budget*>(data);
  const int64_t most = budget->run->max_steps / kStepsPerLook;
  if (++budget->looks < most && !budget->run->failed()) return 0;
  budget->run->Fail("the statement takes too long: it was stopped after " + std::to_string(most) + " million steps",
                    {});
  return 1;
}

// Reads the tables that the statement scans. Until now each site's `rows` says which table it is.
Status FillTables(const QueryPlan& plan, const std::vector<TableSource*>& sources, SqliteSites* sites) {
  for (auto& site : sites->tables) {
    if (site->is_range) continue;
    size_t table = site->rows;
    site->rows = 0;
    const std::vector<int>& wanted = plan.used[table];
    TableSite* to = site.get();
    PANDORA_RETURN_IF_ERROR(sources[table]->Scan(wanted, [&](const RecordBatch& batch) -> Status {
      RecordBatch copy = MakeBatch(plan.tables[table].schema);
      copy.rows = batch.rows;
      for (int column : wanted) copy.columns[static_cast<size_t>(column)] = batch.columns[static_cast<size_t>(column)];
      to->rows += batch.rows;
      to->batches.push_back(std::move(copy));
      return Status();
    }));
  }
  return Status();
}

// Steps through the statement and pushes the rows on in chunks.
class RowReader {
 public:
  RowReader(const PlanNode& root, Operator* sink) : root_(root), sink_(sink), columns_(root.output.size()) {}

  int Read(sqlite3_stmt* statement) {
    int code;
    bool more = true;
    while (more && (code = sqlite3_step(statement)) == SQLITE_ROW) {
      for (size_t c = 0; c < columns_.size(); ++c) {
        columns_[c].push_back(
            FromSqlite(sqlite3_column_value(statement, static_cast<int>(c)), root_.output[c].type, &arena_));
      }
      if (++rows_ == kChunkRows) more = Flush();
    }
    if (!more) return SQLITE_DONE;
    if (code == SQLITE_DONE) Flush();
    return code;
  }

 private:
  bool Flush() {
    bool more = PushColumns(columns_, rows_, sink_);
    for (std::vector<Value>& column : columns_) column.clear();
    arena_.Reset();
    rows_ = 0;
    return more;
  }

  const PlanNode& root_;
  Operator* sink_;
  std::vector<std::vector<Value>> columns_;
  size_t rows_ = 0;
  Arena arena_;
};

Status RunStatement(const QueryPlan& plan, const std::string& text, SqliteSites* sites, RunState* run, Operator* sink) {
  Database database;
  PANDORA_RETURN_IF_ERROR(database.Open(":memory:", ""));
  sqlite3* db = database.handle();
  PANDORA_RETURN_IF_ERROR(RegisterSites(db, sites, run));
  PANDORA_RETURN_IF_ERROR(RegisterTables(db, sites, run));
  Budget budget{run};
  sqlite3_progress_handler(db, kStepsPerLook, LookAtBudget, &budget);
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, text.data(), static_cast<int>(text.size()), &statement, nullptr);
  if (code == SQLITE_OK) code = RowReader(*plan.root->root, sink).Read(statement);
  Status status;
  if (code != SQLITE_OK && code != SQLITE_DONE && !run->failed())
    status = Status(ErrorCode::kInternal, std::string("SQLite: ") + sqlite3_errmsg(db));
  sqlite3_finalize(statement);
  sqlite3_progress_handler(db, 0, nullptr, nullptr);
  if (status.ok() && !run->failed()) sink->Finish();
  return status;
}

}  // namespace

void RunOnSqlite(const QueryPlan& plan, const std::vector<TableSource*>& sources, RunState* run, Operator* sink) {
  SqliteSites sites;
  std::string text = SqliteGenerator(plan, &sites, run->max_rows).Generate();
  Status status = FillTables(plan, sources, &sites);
  if (status.ok()) status = RunStatement(plan, text, &sites, run, sink);
  if (!status.ok()) run->source_error = status;
}

std::string GenerateSqlite(const QueryPlan& plan) {
  SqliteSites sites;
  constexpr int64_t kNoRows = 0;
  return SqliteGenerator(plan, &sites, kNoRows).Generate();
}

}  // namespace pandora
