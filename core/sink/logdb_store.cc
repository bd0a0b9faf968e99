#include "core/sink/logdb_store.h"

#include "core/base/text.h"
#include "core/sink/logdb_retention.h"
#include "core/sink/sink_resource.h"

namespace pandora {
namespace {

constexpr std::string_view kMembers[] = {"region",   "retention",      "coldRetention", "schema",
                                         "fullText", "description",    "primaryField",  "dateIndexField",
                                         "analyzer", "refreshInterval"};

// OK when every field of `before` is in `after` with its type.
Status CheckKept(const std::vector<LogField>& before, const std::vector<LogField>& after, const std::string& path) {
  for (const LogField& field : before) {
    const LogField* kept = FindLogField(after, field.name);
    const std::string label = "field " + Quote(path + field.name, 256);
    if (kept == nullptr) return Status(ErrorCode::kBadRequest, label + " is missing; fields may only be added");
    if (kept->kind != field.kind) {
      return Status(ErrorCode::kBadRequest, label + " is " + std::string(LogKindName(field.kind)) + ", not " +
                                                std::string(LogKindName(kept->kind)) + "; a type cannot be changed");
    }
    PANDORA_RETURN_IF_ERROR(CheckKept(field.fields, kept->fields, path + field.name + "."));
  }
  return {};
}

// Adds to the array `have` what it lacks of `want`. As deep as `want` nests, which ReadLogSchema has bounded or schemas of repos do.
bool MergeSchema(const Json& want, Json* have) {
  bool changed = false;
  for (const Json& entry : want) {
    Json* known = nullptr;
    for (Json& one : *have) {
      if (one["key"] == entry["key"]) known = &one;
    }
    if (known == nullptr) {
      have->push_back(entry);
      changed = true;
    } else if (const Json* inside = FindMember(entry, "schema"); inside != nullptr && (*known)["valtype"] == "object") {
      const char* const name = known->contains("nested") && (*known)["nested"].is_array() ? "nested" : "schema";
      Json& members = (*known)[name];
      if (!members.is_array()) members = Json::array();
      changed = MergeSchema(*inside, &members) || changed;
    }
  }
  return changed;
}

Status Understand(LogRepo* repo) {
  const Json* schema = FindMember(repo->definition, "schema");
  if (schema == nullptr) return Status(ErrorCode::kBadRequest, "schema is missing; an array of fields is required");
  PANDORA_ASSIGN_OR_RETURN(repo->fields, ReadLogSchema(*schema));
  if (repo->fields.empty()) return Status(ErrorCode::kBadRequest, "schema is empty; at least one field is required");
  repo->layout = LayOutLogFields(repo->fields);
  return {};
}

void TakeMembers(const Json& body, Json* definition) {
  for (const std::string_view name : kMembers) {
    if (const Json* member = FindMember(body, name); member != nullptr) (*definition)[std::string(name)] = *member;
  }
}

}  // namespace

std::string LogTimeField(const LogRepo& repo) {
  const Json* const config = FindMember(repo.definition, "config");
  const Json* const configured = config == nullptr ? nullptr : FindMember(*config, "timeFieldName");
  for (const Json* named : {configured, FindMember(repo.definition, "dateIndexField")}) {
    if (named != nullptr && named->is_string() && *named != "") return named->get<std::string>();
  }
  for (const LogField& field : repo.fields) {
    if (field.kind == LogKind::kDate) return field.name;
  }
  return "";
}

Result<LogRepo> LogRepos::Load(const Resource& resource) {
  LogRepo repo;
  repo.id = resource.id;
  repo.name = resource.name;
  repo.created = resource.created;
  repo.updated = resource.updated;
  PANDORA_ASSIGN_OR_RETURN(repo.definition, ParseJson(resource.definition));
  PANDORA_RETURN_IF_ERROR(Understand(&repo));
  return repo;
}

Result<std::optional<LogRepo>> LogRepos::Find(std::string_view name) {
  return FindSinkResource(home_, ResourceKind::kLogRepo, 0, name, Load);
}

Result<LogRepo> LogRepos::Get(std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<LogRepo> repo, Find(name));
  if (!repo) return Status(ErrorCode::kNotFound, "log repo " + Quote(name, 130));
  return *std::move(repo);
}

Result<std::vector<LogRepo>> LogRepos::List() { return ListSinkResources(home_, ResourceKind::kLogRepo, 0, Load); }

Result<LogRepo> LogRepos::Create(std::string_view name, const Json& body) {
  if (!IsResourceName(name)) {
    return Status(ErrorCode::kBadRequest,
                  "log repo name " + Quote(name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(const std::optional<LogRepo> taken, Find(name));
  if (taken) return Status(ErrorCode::kConflict, "log repo " + Quote(name, 130));
  PANDORA_RETURN_IF_ERROR(ReadRetention(body).status());
  LogRepo repo;
  repo.name = name;
  repo.definition = Json::object();
  TakeMembers(body, &repo.definition);
  PANDORA_RETURN_IF_ERROR(Understand(&repo));
  PANDORA_ASSIGN_OR_RETURN(const Resource made,
                           CreateSinkResource(home_, ResourceKind::kLogRepo, 0, name, DumpJson(repo.definition)));
  repo.id = made.id;
  repo.created = made.created;
  repo.updated = made.updated;
  return repo;
}

Status LogRepos::Update(LogRepo* repo, const Json& body) {
  LogRepo changed = *repo;
  TakeMembers(body, &changed.definition);
  changed.fields.clear();
  PANDORA_RETURN_IF_ERROR(Understand(&changed));
  PANDORA_RETURN_IF_ERROR(CheckKept(repo->fields, changed.fields, ""));
  PANDORA_RETURN_IF_ERROR(ReadRetention(changed.definition).status());
  *repo = std::move(changed);
  PANDORA_RETURN_IF_ERROR(Save(repo));
  // What a shorter retention lets go of goes at once.
  return Expire(*repo).status();
}

Status LogRepos::SetTimeField(LogRepo* repo, const std::string& name) {
  const LogField* field = FindLogField(repo->fields, name);
  if (!name.empty() && (field == nullptr || field->kind != LogKind::kDate)) {
    return Status(ErrorCode::kBadRequest,
                  "timeFieldName is " + Quote(name, 130) + ", which is " +
                      (field == nullptr ? "no field of the log repo" : std::string(LogKindName(field->kind))) +
                      "; a field of valtype date is accepted");
  }
  repo->definition["config"]["timeFieldName"] = name;
  return Save(repo);
}

Result<bool> LogRepos::AddFields(LogRepo* repo, const Json& schema) {
  LogRepo changed = *repo;
  if (!MergeSchema(schema, &changed.definition["schema"])) return false;
  PANDORA_RETURN_IF_ERROR(Understand(&changed));
  *repo = std::move(changed);
  PANDORA_RETURN_IF_ERROR(Save(repo));
  return true;
}

Status LogRepos::Save(LogRepo* repo) {
  repo->updated = home_.now;
  return ChangeSinkDefinition(home_, repo->id, DumpJson(repo->definition));
}

Status LogRepos::Delete(const LogRepo& repo) {
  PANDORA_RETURN_IF_ERROR(LogArrivals(home_, repo.id).Forget());
  PANDORA_RETURN_IF_ERROR(home_.log->DeleteRepo(repo.id));
  return home_.catalog->Delete(repo.id);
}

Status LogRepos::Append(const LogRepo& repo, const Schema& schema, RecordBatch batch) {
  if (batch.rows == 0) return {};
  PANDORA_ASSIGN_OR_RETURN(const std::optional<int64_t> keep, ReadRetention(repo.definition));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, home_.log->End(repo.id));
  // Before the records: an arrival without records does no harm, records without one would stay.
  PANDORA_RETURN_IF_ERROR(LogArrivals(home_, repo.id).Note(end, keep));
  return home_.log->Append(repo.id, schema, std::move(batch), home_.now).status();
}

Result<int64_t> LogRepos::Begin(const LogRepo& repo) {
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, home_.log->End(repo.id));
  return LogArrivals(home_, repo.id).FirstKept(end);
}

Result<RecordLog::Stats> LogRepos::Stats(const LogRepo& repo) {
  PANDORA_ASSIGN_OR_RETURN(RecordLog::Stats stats, home_.log->GetStats(repo.id));
  PANDORA_ASSIGN_OR_RETURN(const int64_t begin, Begin(repo));
  stats.records -= begin;
  return stats;
}

Result<int64_t> LogRepos::Expire(const LogRepo& repo) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<int64_t> keep, ReadRetention(repo.definition));
  PANDORA_ASSIGN_OR_RETURN(const int64_t before, Begin(repo));
  PANDORA_RETURN_IF_ERROR(LogArrivals(home_, repo.id).Expire(keep));
  PANDORA_ASSIGN_OR_RETURN(const int64_t after, Begin(repo));
  if (after > before) PANDORA_RETURN_IF_ERROR(home_.log->DropBefore(repo.id, after));
  return after - before;
}

Result<std::optional<LogRepo>> LogRepos::GetById(const SinkHome& home, int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource, home.catalog->Get(id));
  if (!resource || resource->kind != ResourceKind::kLogRepo) return std::optional<LogRepo>();
  PANDORA_ASSIGN_OR_RETURN(LogRepo repo, Load(*resource));
  return std::optional<LogRepo>(std::move(repo));
}

}  // namespace pandora
