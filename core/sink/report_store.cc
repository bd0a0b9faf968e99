#include "core/sink/report_store.h"

#include "core/base/text.h"
#include "core/format/schema_json.h"
#include "core/sink/sink_resource.h"
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

Result<ReportDatabase> LoadDatabase(const Resource& resource) {
  return ReportDatabase{resource.id, resource.name, resource.created};
}

Result<ReportTable> LoadTable(const Resource& resource) {
  ReportTable table{resource.id, resource.name, {}, resource.created};
  PANDORA_ASSIGN_OR_RETURN(const Json columns, ParseJson(resource.definition));
  if (columns.is_array() && columns.empty()) return table;
  Result<Schema> schema = ReadSchema(columns, WideLimits());
  if (!schema.ok()) return Status(ErrorCode::kInternal, "report table " + Quote(resource.name, 130) + " is damaged");
  table.columns = std::move(schema).value();
  return table;
}

std::string DumpColumns(const Schema& columns) {
  return columns.fields.empty() ? "[]" : DumpJson(WriteSchema(columns));
}

}  // namespace

Result<std::optional<ReportDatabase>> ReportStore::FindDatabase(std::string_view name) {
  return FindSinkResource(home_, ResourceKind::kReportDatabase, 0, name, LoadDatabase);
}

Result<ReportDatabase> ReportStore::GetDatabase(std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<ReportDatabase> database, FindDatabase(name));
  if (!database) return Status(ErrorCode::kNotFound, "report database " + Quote(name, 130));
  return *database;
}

Result<std::vector<ReportDatabase>> ReportStore::Databases() {
  return ListSinkResources(home_, ResourceKind::kReportDatabase, 0, LoadDatabase);
}

Result<ReportDatabase> ReportStore::CreateDatabase(std::string_view name) {
  PANDORA_RETURN_IF_ERROR(CheckStoreName("database", name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<ReportDatabase> taken, FindDatabase(name));
  if (taken) return Status(ErrorCode::kConflict, "report database " + Quote(name, 130) + " is there already");
  PANDORA_ASSIGN_OR_RETURN(const Resource resource, CreateSinkResource(home_, ResourceKind::kReportDatabase, 0, name));
  return LoadDatabase(resource);
}

Status ReportStore::DeleteDatabase(const ReportDatabase& database) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportTable> tables, List(database));
  for (const ReportTable& table : tables) PANDORA_RETURN_IF_ERROR(Delete(table));
  return home_.catalog->Delete(database.id);
}

Result<std::optional<ReportTable>> ReportStore::Find(const ReportDatabase& database, std::string_view name) {
  return FindSinkResource(home_, ResourceKind::kReportTable, database.id, name, LoadTable);
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
  return ListSinkResources(home_, ResourceKind::kReportTable, database.id, LoadTable);
}

Result<ReportTable> ReportStore::Create(const ReportDatabase& database, std::string_view name, const Schema& columns) {
  PANDORA_RETURN_IF_ERROR(CheckStoreName("table", name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<ReportTable> taken, Find(database, name));
  if (taken) return Status(ErrorCode::kConflict, "table " + Quote(name, 130) + " is there already");
  PANDORA_ASSIGN_OR_RETURN(const Resource resource, CreateSinkResource(home_, ResourceKind::kReportTable, database.id,
                                                                       name, DumpColumns(columns)));
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
  return ChangeSinkDefinition(home_, table->id, DumpColumns(table->columns));
}

}  // namespace pandora
