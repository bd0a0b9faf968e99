#include "core/sink/tsdb_store.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/sink/sink_resource.h"
#include "core/sink/table_columns.h"
#include "core/sink/tsdb_spec.h"
#include "core/sink/typed_column.h"

namespace pandora {
namespace {

constexpr size_t kMaxSeriesColumns = 2000;

Result<SeriesDatabase> LoadDatabase(const Resource& resource) {
  SeriesDatabase database;
  database.id = resource.id;
  database.name = resource.name;
  database.created = resource.created;
  PANDORA_ASSIGN_OR_RETURN(database.definition, ParseJson(resource.definition));
  return database;
}

// A state file may come from anywhere: what does not look like ours is damage.
Status ReadColumns(Series* series) {
  const Status damaged(ErrorCode::kInternal, "the definition of series " + Quote(series->name) + " is damaged");
  if (!series->definition.is_object()) return damaged;
  const auto tags = series->definition.find("tags");
  const auto fields = series->definition.find("fields");
  if (tags == series->definition.end() || fields == series->definition.end()) return damaged;
  if (!tags->is_array() || !fields->is_object()) return damaged;
  for (const Json& tag : *tags) {
    if (!tag.is_string()) return damaged;
    series->tags.push_back(tag.get<std::string>());
  }
  for (const auto& [name, kind_name] : fields->items()) {
    const std::optional<Kind> kind = FindKind(kind_name.is_string() ? kind_name.get<std::string>() : "");
    if (!kind) return damaged;
    series->fields.push_back({name, {*kind, Kind::kString, {}}, false});
  }
  return {};
}

Result<Series> LoadSeries(const Resource& resource) {
  Series series;
  series.id = resource.id;
  series.name = resource.name;
  series.created = resource.created;
  PANDORA_ASSIGN_OR_RETURN(series.definition, ParseJson(resource.definition));
  PANDORA_RETURN_IF_ERROR(ReadColumns(&series));
  return series;
}

}  // namespace

Schema Series::schema() const {
  Schema schema;
  schema.fields.push_back({std::string(kTimestampColumn), {Kind::kDate, Kind::kString, {}}, false});
  for (const std::string& tag : tags) schema.fields.push_back({tag, {Kind::kString, Kind::kString, {}}, false});
  schema.fields.insert(schema.fields.end(), fields.begin(), fields.end());
  return schema;
}

bool Series::HasTag(std::string_view tag) const { return std::find(tags.begin(), tags.end(), tag) != tags.end(); }

const Field* Series::FindField(std::string_view field) const {
  for (const Field& one : fields) {
    if (one.name == field) return &one;
  }
  return nullptr;
}

Result<std::optional<SeriesDatabase>> SeriesStore::FindDatabase(std::string_view name) {
  return FindSinkResource(home_, ResourceKind::kSeriesDatabase, 0, name, LoadDatabase);
}

Result<SeriesDatabase> SeriesStore::GetDatabase(std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<SeriesDatabase> database, FindDatabase(name));
  if (!database) return Status(ErrorCode::kNotFound, "time-series database " + Quote(name, 130));
  return *std::move(database);
}

Result<std::vector<SeriesDatabase>> SeriesStore::Databases() {
  return ListSinkResources(home_, ResourceKind::kSeriesDatabase, 0, LoadDatabase);
}

Result<SeriesDatabase> SeriesStore::CreateDatabase(std::string_view name, const Json& definition) {
  PANDORA_RETURN_IF_ERROR(CheckStoreName("database", name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<SeriesDatabase> taken, FindDatabase(name));
  if (taken) return Status(ErrorCode::kConflict, "time-series database " + Quote(name, 130) + " is there already");
  PANDORA_ASSIGN_OR_RETURN(const Resource resource,
                           CreateSinkResource(home_, ResourceKind::kSeriesDatabase, 0, name, DumpJson(definition)));
  return LoadDatabase(resource);
}

Status SeriesStore::SetDatabaseMember(const SeriesDatabase& database, const char* member, const Json& value) {
  Json definition = database.definition;
  definition[member] = value;
  return ChangeSinkDefinition(home_, database.id, DumpJson(definition));
}

Status SeriesStore::DeleteDatabase(const SeriesDatabase& database) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Series> all, List(database));
  for (const Series& series : all) PANDORA_RETURN_IF_ERROR(Delete(series));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> views,
                           home_.catalog->List(ResourceKind::kSeriesView, home_.account, database.id));
  for (const Resource& view : views) PANDORA_RETURN_IF_ERROR(home_.catalog->Delete(view.id));
  return home_.catalog->Delete(database.id);
}

Result<std::optional<Series>> SeriesStore::Find(const SeriesDatabase& database, std::string_view name) {
  return FindSinkResource(home_, ResourceKind::kSeries, database.id, name, LoadSeries);
}

Result<Series> SeriesStore::Get(std::string_view database_name, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const SeriesDatabase database, GetDatabase(database_name));
  PANDORA_ASSIGN_OR_RETURN(std::optional<Series> series, Find(database, name));
  if (!series) {
    return Status(ErrorCode::kNotFound, "series " + Quote(name, 130) + " in database " + Quote(database_name, 130));
  }
  return *std::move(series);
}

Result<std::vector<Series>> SeriesStore::List(const SeriesDatabase& database) {
  return ListSinkResources(home_, ResourceKind::kSeries, database.id, LoadSeries);
}

Result<Series> SeriesStore::Create(const SeriesDatabase& database, std::string_view name, const Json& definition) {
  PANDORA_RETURN_IF_ERROR(CheckStoreName("series", name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Series> taken, Find(database, name));
  if (taken) return Status(ErrorCode::kConflict, "series " + Quote(name, 130) + " is there already");
  Json full = definition;
  full["tags"] = Json::array();
  full["fields"] = Json::object();
  PANDORA_ASSIGN_OR_RETURN(const Resource resource,
                           CreateSinkResource(home_, ResourceKind::kSeries, database.id, name, DumpJson(full)));
  return LoadSeries(resource);
}

Status SeriesStore::SetMember(Series* series, const char* member, const Json& value) {
  series->definition[member] = value;
  return Save(series);
}

Status SeriesStore::Delete(const Series& series) {
  PANDORA_RETURN_IF_ERROR(home_.log->DeleteRepo(series.id));
  return home_.catalog->Delete(series.id);
}

Result<Series> SeriesStore::Ensure(std::string_view database_name, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<SeriesDatabase> database, FindDatabase(database_name));
  if (!database) {
    PANDORA_ASSIGN_OR_RETURN(database, CreateDatabase(database_name, Json::object()));
  }
  PANDORA_ASSIGN_OR_RETURN(std::optional<Series> series, Find(*database, name));
  if (series) return *std::move(series);
  return Create(*database, name, Json::object());
}

Status SeriesStore::AddColumns(Series* series, const std::vector<std::string>& tags, const std::vector<Field>& fields) {
  const std::string where = " of series " + Quote(series->name, 130);
  for (const std::string& tag : tags) {
    if (series->FindField(tag) != nullptr) {
      return Status(ErrorCode::kBadRequest, Quote(tag) + where + " is a field; it cannot be written as a tag");
    }
  }
  for (const Field& field : fields) {
    if (series->HasTag(field.name)) {
      return Status(ErrorCode::kBadRequest, Quote(field.name) + where + " is a tag; it cannot be written as a field");
    }
    const Field* known = series->FindField(field.name);
    if (known == nullptr || CanConvert(field.type, known->type)) continue;
    return Status(ErrorCode::kBadRequest, "field " + Quote(field.name) + where + " is " +
                                              std::string(KindName(known->type.kind)) + "; a " +
                                              std::string(KindName(field.type.kind)) + " cannot be written to it");
  }
  const size_t before = series->tags.size() + series->fields.size();
  for (const std::string& tag : tags) {
    if (!series->HasTag(tag)) series->tags.push_back(tag);
  }
  for (const Field& field : fields) {
    if (series->FindField(field.name) == nullptr) series->fields.push_back(field);
  }
  const size_t after = series->tags.size() + series->fields.size();
  if (after > kMaxSeriesColumns) {
    return Status(ErrorCode::kBadRequest, "series " + Quote(series->name, 130) + " would have " +
                                              std::to_string(after) + " tags and fields; up to " +
                                              std::to_string(kMaxSeriesColumns) + " are accepted");
  }
  return after == before ? Status() : Save(series);
}

Status SeriesStore::Append(const Series& series, RecordBatch points) {
  if (points.rows == 0) return {};
  return home_.log->Append(series.id, series.schema(), std::move(points), home_.now).status();
}

Status SeriesStore::Save(Series* series) {
  Json tags = Json::array();
  for (const std::string& tag : series->tags) tags.push_back(tag);
  Json fields = Json::object();
  for (const Field& field : series->fields) fields[field.name] = std::string(KindName(field.type.kind));
  series->definition["tags"] = std::move(tags);
  series->definition["fields"] = std::move(fields);
  return ChangeSinkDefinition(home_, series->id, DumpJson(series->definition));
}

}  // namespace pandora
