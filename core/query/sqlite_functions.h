// What the generated SQLite SQL calls: one user function per place in the plan, so that each knows its types and its place.
//   xN(...)    an expression over columns          aN(...)   an aggregate, also in windows
//   one_row(v) a scalar sub-query's value: an error on a second row     is_minus_zero(v)  whether a floating number is -0.0
// and the virtual tables: scan_N (a table's rows), rows(list, N) (what a generator yields).
#ifndef PANDORA_CORE_QUERY_SQLITE_FUNCTIONS_H_
#define PANDORA_CORE_QUERY_SQLITE_FUNCTIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "core/query/evaluator.h"
#include "core/value/record_batch.h"

struct sqlite3;

namespace pandora {

// An expression whose columns are the function's arguments.
struct ExpressionSite {
  ExprPtr expr;
  std::vector<SqlType> arg_types;
  // Of a generator: expr is its call, and the result a list of rows.
  bool generator = false;
};

struct AggregateSite {
  const Function* function = nullptr;
  std::vector<SqlType> arg_types;
  SqlType type;
  bool distinct = false;
  Span span;
  const CallState* state = nullptr;
};

// A table whose rows are known before the statement starts.
struct TableSite {
  std::vector<SqlType> types;
  std::vector<RecordBatch> batches;  // of a repo
  std::vector<int64_t> numbers;      // of range()
  bool is_range = false;
  size_t rows = 0;
};

// All that a generated statement refers to by number.
struct SqliteSites {
  std::vector<ExpressionSite> expressions;
  std::vector<AggregateSite> aggregates;
  std::vector<std::unique_ptr<TableSite>> tables;
  std::vector<SqlType> row_types;  // per generator: the struct of its columns
};

// Registers everything with `db`. `sites` and `run` must outlive it.
Status RegisterSites(sqlite3* db, SqliteSites* sites, RunState* run);
Status RegisterTables(sqlite3* db, SqliteSites* sites, RunState* run);

inline constexpr int kMaxGeneratorColumns = 64;

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_SQLITE_FUNCTIONS_H_
