#include "core/sink/report_store.h"

#include "core/base/text.h"
#include "core/format/schema_json.h"
#include "core/sink/table_columns.h"

namespace pandora {
namespace {

// Types come from repos, whose limits a user may change: here everything that was accepted there is.
SchemaLimits WideLimits() {
  SchemaLimits limits;
  limits.max_fields = 100'000;
  limits.max_map_depth = 100;
  return limits;
}

ReportDatabase LoadDatabase(const Resource& resource) { return {resource.id, resource.name, resource.created}; }

Result<ReportTable> LoadTable(const Resource& resource) {
  ReportTable table{resource.id, resource.name, {}, resource.created};
  PANDORA_ASSIGN_OR_RETURN(const Json columns, ParseJson(resource.definition));
  if (columns.is_array() && columns.empty()) return table;
  Result<Schema> schema = ReadSchema(columns, WideLimits());
  if (!schema.ok()) return Status(ErrorCode::kInternal, "report table " + Quote(resource.name, 130) + " is damaged");
  table.columns = std::move(schema).value();
  return table;
}

Status CheckName(const char* what, std::string_view name) {
  const std::string why = WhyNoStoreName(name);
  return why.empty() ? Status() : Status(ErrorCode::kBadRequest, std::string(what) + " name " + why);
}

Resource NewResource(const SinkHome& home, ResourceKind kind, int64_t parent, std::string_view name) {
  Resource resource;
  resource.kind = kind;
  resource.account = home.account;
  resource.parent = parent;
  resource.name = std::string(name);
  resource.created = resource.updated = home.now;
  return resource;
}

std::string DumpColumns(const Schema& columns) {
  return columns.fields.empty() ? "[]" : DumpJson(WriteSchema(columns));
}

}  // namespace

Result<std::optional<ReportDatabase>> ReportStore::FindDatabase(std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> found,
                           home_.catalog->Find(ResourceKind::kReportDatabase, home_.account, 0, name));
  if (!found) return std::optional<ReportDatabase>();
  return std::optional<ReportDatabase>(LoadDatabase(*found));
}

Result<ReportDatabase> ReportStore::GetDatabase(std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<ReportDatabase> database, FindDatabase(name));
  if (!database) return Status(ErrorCode::kNotFound, "report database " + Quote(name, 130));
  return *database;
}

Result<std::vector<ReportDatabase>> ReportStore::Databases() {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           home_.catalog->List(ResourceKind::kReportDatabase, home_.account, 0));
  std::vector<ReportDatabase> databases;
  for (const Resource& resource : resources) databases.push_back(LoadDatabase(resource));
  return databases;
}

Result<ReportDatabase> ReportStore::CreateDatabase(std::string_view name) {
  PANDORA_RETURN_IF_ERROR(CheckName("database", name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<ReportDatabase> taken, FindDatabase(name));
  if (taken) return Status(ErrorCode::kConflict, "report database " + Quote(name, 130) + " is there already");
  Resource resource = NewResource(home_, ResourceKind::kReportDatabase, 0, name);
  resource.definition = "{}";
  PANDORA_ASSIGN_OR_RETURN(resource.id, home_.catalog->Insert(resource));
  return LoadDatabase(resource);
}

Status ReportStore::DeleteDatabase(const ReportDatabase& database) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportTable> tables, List(database));
  for (const ReportTable& table : tables) PANDORA_RETURN_IF_ERROR(Delete(table));
  return home_.catalog->Delete(database.id);
}

Result<std::optional<ReportTable>> ReportStore::Find(const ReportDatabase& database, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> found,
                           home_.catalog->Find(ResourceKind::kReportTable, home_.account, database.id, name));
  if (!found) return std::optional<ReportTable>();
  PANDORA_ASSIGN_OR_RETURN(ReportTable table, LoadTable(*found));
  return std::optional<ReportTable>(std::move(table));
}

Result<ReportTable> ReportStore::Get(std::string_view database_name, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const ReportDatabase database, GetDatabase(database_name));
  PANDORA_ASSIGN_OR_RETURN(std::optional<ReportTable> table, Find(database, name));
  if (!table) {
    return Status(ErrorCode::kNotFound, "table " + Quote(name, 130) + " in database " + Quote(database_name, 130));
  }
  return *std::move(table);
}

Result<std::vector<ReportTable>> ReportStore::List(const ReportDatabase& database) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           home_.catalog->List(ResourceKind::kReportTable, home_.account, database.id));
  std::vector<ReportTable> tables;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(ReportTable table, LoadTable(resource));
    tables.push_back(std::move(table));
  }
  return tables;
}

Result<ReportTable> ReportStore::Create(const ReportDatabase& database, std::string_view name, const Schema& columns) {
  PANDORA_RETURN_IF_ERROR(CheckName("table", name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<ReportTable> taken, Find(database, name));
  if (taken) return Status(ErrorCode::kConflict, "table " + Quote(name, 130) + " is there already");
  Resource resource = NewResource(home_, ResourceKind::kReportTable, database.id, name);
  resource.definition = DumpColumns(columns);
  PANDORA_ASSIGN_OR_RETURN(resource.id, home_.catalog->Insert(resource));
  return LoadTable(resource);
}

Status ReportStore::Delete(const ReportTable& table) {
  PANDORA_RETURN_IF_ERROR(home_.log->DeleteRepo(table.id));
  return home_.catalog->Delete(table.id);
}

Result<ReportTable> ReportStore::Ensure(std::string_view database_name, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<ReportDatabase> database, FindDatabase(database_name));
  if (!database) {
    PANDORA_ASSIGN_OR_RETURN(database, CreateDatabase(database_name));
  }
  PANDORA_ASSIGN_OR_RETURN(std::optional<ReportTable> table, Find(*database, name));
  if (table) return *std::move(table);
  return Create(*database, name, {});
}

Status ReportStore::AddColumns(ReportTable* table, const std::vector<Field>& columns) {
  for (const Field& column : columns) {
    const int known = table->columns.Find(column.name);
    if (known < 0) continue;
    const Type& type = table->columns.fields[static_cast<size_t>(known)].type;
    if (CanConvert(column.type, type)) continue;
    return Status(ErrorCode::kBadRequest, "column " + Quote(column.name) + " of table " + Quote(table->name, 130) +
                                              " is " + std::string(KindName(type.kind)) + "; a " +
                                              std::string(KindName(column.type.kind)) + " cannot be written to it");
  }
  const size_t before = table->columns.fields.size();
  for (const Field& column : columns) {
    if (table->columns.Find(column.name) < 0) table->columns.fields.push_back(column);
  }
  if (table->columns.fields.size() == before) return {};
  PANDORA_ASSIGN_OR_RETURN(std::optional<Resource> resource, home_.catalog->Get(table->id));
  if (!resource) return Status(ErrorCode::kInternal, "a report table is gone");
  resource->definition = DumpColumns(table->columns);
  resource->updated = home_.now;
  return home_.catalog->Update(*resource);
}

}  // namespace pandora
