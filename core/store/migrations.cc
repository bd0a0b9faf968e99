#include "core/store/migrations.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/store/state_file.h"

namespace pandora {
namespace {

// A log's segments and an object's chunks are keyed by one integer each, owner first: one b-tree in the order of reading.
// core/store/record_log.h and core/store/object_store.cc tell how it is put together.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE resource(
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, account TEXT NOT NULL, parent INTEGER NOT NULL,
  name TEXT NOT NULL, target INTEGER NOT NULL, definition TEXT NOT NULL, created INTEGER NOT NULL,
  updated INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX resource_by_name ON resource(parent, kind, account, name);
CREATE INDEX resource_by_target ON resource(target, kind) WHERE target <> 0;

CREATE TABLE record_schema(id INTEGER PRIMARY KEY, encoding BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE log(
  repo INTEGER PRIMARY KEY, records INTEGER NOT NULL, segments INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
CREATE TABLE segment(
  position INTEGER PRIMARY KEY, records INTEGER NOT NULL, appended INTEGER NOT NULL, schema INTEGER NOT NULL,
  data BLOB NOT NULL) STRICT;

CREATE TABLE object(
  account TEXT NOT NULL, bucket TEXT NOT NULL, key TEXT NOT NULL, id INTEGER NOT NULL, size INTEGER NOT NULL,
  created INTEGER NOT NULL, expires INTEGER, PRIMARY KEY(account, bucket, key)) STRICT, WITHOUT ROWID;
CREATE INDEX object_by_expiry ON object(expires) WHERE expires IS NOT NULL;
CREATE TABLE object_chunk(position INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

CREATE TABLE task(
  kind INTEGER NOT NULL, id INTEGER NOT NULL, due INTEGER NOT NULL, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
CREATE INDEX task_by_due ON task(due, kind, id);

CREATE TABLE journal(
  first INTEGER PRIMARY KEY, entries INTEGER NOT NULL, checksum BLOB NOT NULL, data BLOB NOT NULL) STRICT;
)sql";

// Listing one kind of resource. Exports into sinks: what became of their records, documents of mongo collections, deliveries by http.
constexpr const char* kVersion2 = R"sql(
CREATE INDEX resource_by_kind ON resource(kind);

CREATE TABLE export_count(
  export INTEGER PRIMARY KEY, written INTEGER NOT NULL, omitted INTEGER NOT NULL, rejected INTEGER NOT NULL) STRICT;
CREATE TABLE export_rejected(
  export INTEGER NOT NULL, position INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(export, position))
  STRICT, WITHOUT ROWID;

CREATE TABLE document(
  id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, key BLOB NOT NULL, content TEXT NOT NULL) STRICT;
CREATE INDEX document_by_key ON document(collection, key);

CREATE TABLE delivery(
  id INTEGER PRIMARY KEY AUTOINCREMENT, export INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  state INTEGER NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL, created INTEGER NOT NULL,
  status INTEGER NOT NULL, reason TEXT NOT NULL, response TEXT NOT NULL) STRICT;
CREATE INDEX delivery_by_export ON delivery(export, state, id);
)sql";

// When the records of log repos came (core/sink/logdb_retention.h). Older states tell by segment, which is late but never early; a task
// (kind 45) for each log repo (kind 10) finds out what of them is over.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE log_arrival(
  repo INTEGER NOT NULL, first INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(repo, first)) STRICT, WITHOUT ROWID;
INSERT INTO log_arrival
  SELECT resource.id, segment.position & 1099511627775, segment.appended FROM resource JOIN segment
  ON segment.position BETWEEN resource.id << 40 AND (resource.id << 40) + 1099511627775 WHERE resource.kind = 10;
INSERT INTO task SELECT 45, id, created FROM resource WHERE kind = 10;
)sql";

constexpr std::array<const char*, kStateVersion> kSteps = {kVersion1, kVersion2, kVersion3};

struct SchemaRow {
  std::string type, name, table, sql;
  auto Key() const { return std::tie(type, name, table, sql); }
};

// Rows are read raw: a schema that SQLite cannot parse fails here, one that is merely wrong is compared as text.
Result<std::vector<SchemaRow>> ReadSchemaRows(Database* db) {
  PANDORA_ASSIGN_OR_RETURN(Statement statement, db->Prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema"));
  std::vector<SchemaRow> rows;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, statement.Step());
    if (!found) break;
    rows.push_back({std::string(statement.Text(0)), std::string(statement.Text(1)), std::string(statement.Text(2)),
                    std::string(statement.Text(3))});
  }
  return rows;
}

Status ApplySteps(Database* db, int64_t from, int64_t to) {
  for (int64_t step = from; step < to; ++step) {
    PANDORA_RETURN_IF_ERROR(db->Execute(kSteps[static_cast<size_t>(step)]));
  }
  return Status();
}

Result<std::vector<SchemaRow>> ExpectedSchema(int64_t version) {
  Database model;
  PANDORA_RETURN_IF_ERROR(model.Open(":memory:", ""));
  PANDORA_RETURN_IF_ERROR(ApplySteps(&model, 0, version));
  return ReadSchemaRows(&model);
}

}  // namespace

Result<StateIdentity> IdentifyState(Database* db) {
  StateIdentity identity;
  PANDORA_ASSIGN_OR_RETURN(identity.application_id, db->QueryInt("PRAGMA application_id"));
  PANDORA_ASSIGN_OR_RETURN(identity.version, db->QueryInt("PRAGMA user_version"));
  PANDORA_ASSIGN_OR_RETURN(const int64_t objects, db->QueryInt("SELECT count(*) FROM sqlite_schema"));
  identity.empty = objects == 0 && identity.application_id == 0 && identity.version == 0;
  return identity;
}

Status CheckIdentity(const StateIdentity& identity) {
  if (identity.empty) return Status();
  if (identity.application_id != kApplicationId) {
    return Status(ErrorCode::kBadRequest, "this SQLite file belongs to another program (application id " +
                                              std::to_string(identity.application_id) + ")");
  }
  if (identity.version > kStateVersion) {
    return Status(ErrorCode::kBadRequest, "the state has version " + std::to_string(identity.version) +
                                              "; this program knows versions up to " + std::to_string(kStateVersion) +
                                              ": use a newer one");
  }
  if (identity.version < 1) return Status(ErrorCode::kBadRequest, "the state has no version");
  return Status();
}

Status Migrate(Database* db, int64_t from_version) {
  PANDORA_RETURN_IF_ERROR(ApplySteps(db, from_version, kStateVersion));
  return db->Execute("PRAGMA application_id=" + std::to_string(kApplicationId) +
                     "; PRAGMA user_version=" + std::to_string(kStateVersion));
}

Status CheckSchema(Database* db, int64_t version) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SchemaRow> expected, ExpectedSchema(version));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SchemaRow> found, ReadSchemaRows(db));
  const auto lacks = [](const std::vector<SchemaRow>& rows, const SchemaRow& row) {
    return std::none_of(rows.begin(), rows.end(), [&row](const SchemaRow& other) { return other.Key() == row.Key(); });
  };
  const auto refuse = [version](const char* what, const SchemaRow& row) {
    return Status(ErrorCode::kBadRequest, "the tables are not those of a state of version " + std::to_string(version) +
                                              ": " + what + " " + row.type + " '" + row.name + "'");
  };
  if (found.size() > 4 * expected.size()) return refuse("too many, such as", found.back());
  for (const SchemaRow& row : found) {
    if (lacks(expected, row)) return refuse("it has another", row);
  }
  for (const SchemaRow& row : expected) {
    if (lacks(found, row)) return refuse("it lacks the", row);
  }
  return found.size() == expected.size() ? Status() : refuse("it repeats", found.back());
}

Result<std::vector<std::string>> StateTables() {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SchemaRow> rows, ExpectedSchema(kStateVersion));
  std::vector<std::string> tables;
  for (const SchemaRow& row : rows) {
    if (row.type == "table") tables.push_back(row.name);
  }
  return tables;
}

}  // namespace pandora
