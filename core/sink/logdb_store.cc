#include "core/sink/logdb_store.h"

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr std::string_view kMembers[] = {"region",   "retention",      "coldRetention", "schema",
                                         "fullText", "description",    "primaryField",  "dateIndexField",
                                         "analyzer", "refreshInterval"};

const Json* Member(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

// "30d", or "-1" for ever.
Status CheckRetention(const Json& body) {
  const Json* retention = Member(body, "retention");
  if (retention == nullptr) return {};
  if (retention->is_string()) {
    const std::string text = retention->get<std::string>();
    if (text.empty() || text == "-1") return {};
    const std::optional<int64_t> days = ParseInt64(std::string_view(text).substr(0, text.size() - 1));
    if (text.back() == 'd' && days && *days > 0 && *days <= 36500) return {};
  }
  return Status(ErrorCode::kBadRequest, "retention is " + Quote(DumpJson(*retention)) +
                                            "; days such as \"30d\", or \"-1\" for ever, are accepted");
}

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
    } else if (const Json* inside = Member(entry, "schema"); inside != nullptr && (*known)["valtype"] == "object") {
      const char* const name = known->contains("nested") && (*known)["nested"].is_array() ? "nested" : "schema";
      Json& members = (*known)[name];
      if (!members.is_array()) members = Json::array();
      changed = MergeSchema(*inside, &members) || changed;
    }
  }
  return changed;
}

Status Understand(LogRepo* repo) {
  const Json* schema = Member(repo->definition, "schema");
  if (schema == nullptr) return Status(ErrorCode::kBadRequest, "schema is missing; an array of fields is required");
  PANDORA_ASSIGN_OR_RETURN(repo->fields, ReadLogSchema(*schema));
  if (repo->fields.empty()) return Status(ErrorCode::kBadRequest, "schema is empty; at least one field is required");
  repo->layout = LayOutLogFields(repo->fields);
  return {};
}

void TakeMembers(const Json& body, Json* definition) {
  for (const std::string_view name : kMembers) {
    const auto it = body.find(std::string(name));
    if (it != body.end() && !it->is_null()) (*definition)[std::string(name)] = *it;
  }
}

}  // namespace

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
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource,
                           home_.catalog->Find(ResourceKind::kLogRepo, home_.account, 0, name));
  if (!resource) return std::optional<LogRepo>();
  PANDORA_ASSIGN_OR_RETURN(LogRepo repo, Load(*resource));
  return std::optional<LogRepo>(std::move(repo));
}

Result<LogRepo> LogRepos::Get(std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<LogRepo> repo, Find(name));
  if (!repo) return Status(ErrorCode::kNotFound, "log repo " + Quote(name, 130));
  return *std::move(repo);
}

Result<std::vector<LogRepo>> LogRepos::List() {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           home_.catalog->List(ResourceKind::kLogRepo, home_.account, 0));
  std::vector<LogRepo> repos;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(LogRepo repo, Load(resource));
    repos.push_back(std::move(repo));
  }
  return repos;
}

Result<LogRepo> LogRepos::Create(std::string_view name, const Json& body) {
  if (!IsResourceName(name)) {
    return Status(ErrorCode::kBadRequest,
                  "log repo name " + Quote(name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(const std::optional<LogRepo> taken, Find(name));
  if (taken) return Status(ErrorCode::kConflict, "log repo " + Quote(name, 130));
  PANDORA_RETURN_IF_ERROR(CheckRetention(body));
  LogRepo repo;
  repo.name = name;
  repo.definition = Json::object();
  TakeMembers(body, &repo.definition);
  PANDORA_RETURN_IF_ERROR(Understand(&repo));
  Resource resource;
  resource.kind = ResourceKind::kLogRepo;
  resource.account = home_.account;
  resource.name = name;
  resource.definition = DumpJson(repo.definition);
  resource.created = resource.updated = repo.created = repo.updated = home_.now;
  PANDORA_ASSIGN_OR_RETURN(repo.id, home_.catalog->Insert(resource));
  return repo;
}

Status LogRepos::Update(LogRepo* repo, const Json& body) {
  PANDORA_RETURN_IF_ERROR(CheckRetention(body));
  LogRepo changed = *repo;
  TakeMembers(body, &changed.definition);
  changed.fields.clear();
  PANDORA_RETURN_IF_ERROR(Understand(&changed));
  PANDORA_RETURN_IF_ERROR(CheckKept(repo->fields, changed.fields, ""));
  *repo = std::move(changed);
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
  Resource resource;
  resource.id = repo->id;
  resource.definition = DumpJson(repo->definition);
  resource.updated = repo->updated = home_.now;
  return home_.catalog->Update(resource);
}

Status LogRepos::Delete(const LogRepo& repo) {
  PANDORA_RETURN_IF_ERROR(home_.log->DeleteRepo(repo.id));
  return home_.catalog->Delete(repo.id);
}

Status LogRepos::Append(const LogRepo& repo, const Schema& schema, RecordBatch batch) {
  if (batch.rows == 0) return {};
  return home_.log->Append(repo.id, schema, std::move(batch), home_.now).status();
}

}  // namespace pandora
