// The virtual tables: a table's batches read in place, and the rows that a generator yields for one row.
#include <sqlite3.h>

#include <algorithm>
#include <new>

#include "core/query/batch_values.h"
#include "core/query/sqlite_functions.h"
#include "core/query/sqlite_value.h"

namespace pandora {
namespace {

struct Module {
  SqliteSites* sites;
  RunState* run;
};

struct Table : sqlite3_vtab {
  Module* module;
  TableSite* site;  // of a scan
};

std::string Declare(size_t columns, std::string_view hidden) {
  std::string text = "CREATE TABLE t(";
  for (size_t k = 0; k < columns; ++k) text += (k > 0 ? ",c" : "c") + std::to_string(k);
  if (columns == 0) text += "c0";
  return text + std::string(hidden) + ")";
}

// CREATE VIRTUAL TABLE scan_N USING scan(N).
int ConnectScan(sqlite3* db, void* data, int count, const char* const* args, sqlite3_vtab** out, char**) {
  auto* module = static_cast<Module*>(data);
  if (count < 4) return SQLITE_ERROR;
  TableSite* site = module->sites->tables[static_cast<size_t>(std::atoi(args[3]))].get();
  int code = sqlite3_declare_vtab(db, Declare(site->types.size(), "").c_str());
  if (code != SQLITE_OK) return code;
  auto* table = new Table{};
  table->module = module;
  table->site = site;
  *out = table;
  return SQLITE_OK;
}

int Disconnect(sqlite3_vtab* table) {
  delete static_cast<Table*>(table);
  return SQLITE_OK;
}

int BestScan(sqlite3_vtab* table, sqlite3_index_info* info) {
  size_t rows = static_cast<Table*>(table)->site->rows;
  info->estimatedRows = static_cast<sqlite3_int64>(std::max<size_t>(rows, 1));
  info->estimatedCost = static_cast<double>(rows) + 1;
  return SQLITE_OK;
}

struct ScanCursor : sqlite3_vtab_cursor {
  size_t batch = 0;
  size_t row = 0;
  size_t total = 0;
};

int OpenScan(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
  *out = new ScanCursor{};
  return SQLITE_OK;
}

int CloseScan(sqlite3_vtab_cursor* cursor) {
  delete static_cast<ScanCursor*>(cursor);
  return SQLITE_OK;
}

const TableSite& SiteOf(sqlite3_vtab_cursor* cursor) { return *static_cast<Table*>(cursor->pVtab)->site; }

void SkipEmpty(ScanCursor* cursor) {
  const TableSite& site = SiteOf(cursor);
  while (cursor->batch < site.batches.size() && cursor->row >= site.batches[cursor->batch].rows) {
    ++cursor->batch;
    cursor->row = 0;
  }
}

int FilterScan(sqlite3_vtab_cursor* raw, int, const char*, int, sqlite3_value**) {
  auto* cursor = static_cast<ScanCursor*>(raw);
  cursor->batch = cursor->row = cursor->total = 0;
  SkipEmpty(cursor);
  return SQLITE_OK;
}

int NextScan(sqlite3_vtab_cursor* raw) {
  auto* cursor = static_cast<ScanCursor*>(raw);
  ++cursor->row;
  ++cursor->total;
  SkipEmpty(cursor);
  return SQLITE_OK;
}

int EofScan(sqlite3_vtab_cursor* raw) {
  auto* cursor = static_cast<ScanCursor*>(raw);
  return cursor->total >= SiteOf(raw).rows ? 1 : 0;
}

int ColumnScan(sqlite3_vtab_cursor* raw, sqlite3_context* context, int column) {
  auto* cursor = static_cast<ScanCursor*>(raw);
  const TableSite& site = SiteOf(raw);
  if (site.types.empty()) return SQLITE_OK;
  if (site.is_range) {
    sqlite3_result_int64(context, site.numbers[cursor->row]);
    return SQLITE_OK;
  }
  const Column& from = site.batches[cursor->batch].columns[static_cast<size_t>(column)];
  if (from.size == 0) return SQLITE_OK;  // not asked for by the plan
  RunState* run = static_cast<Table*>(raw->pVtab)->module->run;
  Arena arena;
  (void)run;
  Value value;
  ReadColumn(from, cursor->row, 1, &arena, &value);
  ToSqlite(context, value, site.types[static_cast<size_t>(column)]);
  return SQLITE_OK;
}

int RowidOfScan(sqlite3_vtab_cursor* raw, sqlite3_int64* rowid) {
  *rowid = static_cast<sqlite3_int64>(static_cast<ScanCursor*>(raw)->total);
  return SQLITE_OK;
}

// rows(list, N): the items of an encoded list, whose row type is the N-th of the sites.
int ConnectRows(sqlite3* db, void* data, int, const char* const*, sqlite3_vtab** out, char**) {
  int code = sqlite3_declare_vtab(db, Declare(kMaxGeneratorColumns, ",list HIDDEN,site HIDDEN").c_str());
  if (code != SQLITE_OK) return code;
  auto* table = new Table{};
  table->module = static_cast<Module*>(data);
  *out = table;
  return SQLITE_OK;
}

int BestRows(sqlite3_vtab*, sqlite3_index_info* info) {
  int found[2] = {-1, -1};
  for (int k = 0; k < info->nConstraint; ++k) {
    int hidden = info->aConstraint[k].iColumn - kMaxGeneratorColumns;
    if (hidden < 0 || hidden > 1 || info->aConstraint[k].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (!info->aConstraint[k].usable) return SQLITE_CONSTRAINT;
    found[hidden] = k;
  }
  if (found[0] < 0 || found[1] < 0) return SQLITE_CONSTRAINT;
  for (int k = 0; k < 2; ++k) {
    info->aConstraintUsage[found[k]].argvIndex = k + 1;
    info->aConstraintUsage[found[k]].omit = 1;
  }
  info->estimatedCost = 10;
  info->estimatedRows = 10;
  return SQLITE_OK;
}

struct RowsCursor : sqlite3_vtab_cursor {
  Arena arena;
  Value list;
  SqlType type;
  uint32_t row = 0;
};

int OpenRows(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
  *out = new RowsCursor{};
  return SQLITE_OK;
}

int CloseRows(sqlite3_vtab_cursor* cursor) {
  delete static_cast<RowsCursor*>(cursor);
  return SQLITE_OK;
}

int FilterRows(sqlite3_vtab_cursor* raw, int, const char*, int count, sqlite3_value** values) {
  auto* cursor = static_cast<RowsCursor*>(raw);
  cursor->row = 0;
  cursor->list = Value();
  if (count != 2) return SQLITE_OK;
  const SqliteSites& sites = *static_cast<Table*>(raw->pVtab)->module->sites;
  cursor->type = sites.row_types[static_cast<size_t>(sqlite3_value_int(values[1]))];
  cursor->arena.Reset();
  cursor->list = FromSqlite(values[0], SqlType::Array(cursor->type), &cursor->arena);
  return SQLITE_OK;
}

int NextRows(sqlite3_vtab_cursor* raw) {
  ++static_cast<RowsCursor*>(raw)->row;
  return SQLITE_OK;
}

int EofRows(sqlite3_vtab_cursor* raw) {
  auto* cursor = static_cast<RowsCursor*>(raw);
  return cursor->list.tag != Value::Tag::kList || cursor->row >= cursor->list.size ? 1 : 0;
}

int ColumnRows(sqlite3_vtab_cursor* raw, sqlite3_context* context, int column) {
  auto* cursor = static_cast<RowsCursor*>(raw);
  size_t c = static_cast<size_t>(column);
  if (c >= cursor->type.fields->size()) return SQLITE_OK;
  ToSqlite(context, cursor->list.items[cursor->row].items[c], (*cursor->type.fields)[c].type);
  return SQLITE_OK;
}

int RowidOfRows(sqlite3_vtab_cursor* raw, sqlite3_int64* rowid) {
  *rowid = static_cast<RowsCursor*>(raw)->row;
  return SQLITE_OK;
}

sqlite3_module MakeScanModule() {
  sqlite3_module module = {};
  module.xCreate = ConnectScan;
  module.xConnect = ConnectScan;
  module.xBestIndex = BestScan;
  module.xDisconnect = Disconnect;
  module.xDestroy = Disconnect;
  module.xOpen = OpenScan;
  module.xClose = CloseScan;
  module.xFilter = FilterScan;
  module.xNext = NextScan;
  module.xEof = EofScan;
  module.xColumn = ColumnScan;
  module.xRowid = RowidOfScan;
  return module;
}

sqlite3_module MakeRowsModule() {
  sqlite3_module module = {};
  module.xConnect = ConnectRows;  // eponymous: no xCreate
  module.xBestIndex = BestRows;
  module.xDisconnect = Disconnect;
  module.xOpen = OpenRows;
  module.xClose = CloseRows;
  module.xFilter = FilterRows;
  module.xNext = NextRows;
  module.xEof = EofRows;
  module.xColumn = ColumnRows;
  module.xRowid = RowidOfRows;
  return module;
}

void DeleteModule(void* module) { delete static_cast<Module*>(module); }

}  // namespace

Status RegisterTables(sqlite3* db, SqliteSites* sites, RunState* run) {
  static const sqlite3_module scan = MakeScanModule();
  static const sqlite3_module rows = MakeRowsModule();
  int code = sqlite3_create_module_v2(db, "scan", &scan, new Module{sites, run}, DeleteModule);
  if (code == SQLITE_OK) code = sqlite3_create_module_v2(db, "rows", &rows, new Module{sites, run}, DeleteModule);
  for (size_t k = 0; k < sites->tables.size() && code == SQLITE_OK; ++k) {
    std::string number = std::to_string(k);
    code = sqlite3_exec(db, ("CREATE VIRTUAL TABLE temp.scan_" + number + " USING scan(" + number + ")").c_str(),
                        nullptr, nullptr, nullptr);
  }
  if (code == SQLITE_OK) return Status();
  return Status(ErrorCode::kInternal, std::string("SQLite: ") + sqlite3_errmsg(db));
}

}  // namespace pandora
