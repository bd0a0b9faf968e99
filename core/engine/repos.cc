#include "core/engine/repos.h"

#include "core/base/text.h"
#include "core/schedule/interval.h"

namespace pandora {
namespace {

// Enough for every repo in use at once; beyond it the cache starts afresh rather than growing with the state.
constexpr size_t kMaxCached = 16384;
constexpr std::string_view kBucketReposKey = "bucketRepos";

std::string CacheKey(std::string_view account, std::string_view name) {
  std::string key;
  key.reserve(account.size() + 1 + name.size());
  key.append(account).push_back('\0');
  key.append(name);
  return key;
}

}  // namespace

Result<std::shared_ptr<Repo>> Repos::Load(const Resource& resource) {
  auto repo = std::make_shared<Repo>();
  repo->id = resource.id;
  repo->account = resource.account;
  repo->name = resource.name;
  repo->created = resource.created;
  repo->updated = resource.updated;
  PANDORA_ASSIGN_OR_RETURN(const Json json, ParseJson(resource.definition));
  // A stored schema obeyed the limits of its day; a lower limit now must not hide it.
  PANDORA_ASSIGN_OR_RETURN(repo->definition, ReadRepo(json, SchemaLimits{INT32_MAX, kMaxJsonDepth}, true));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> writers,
                           state_->catalog.ListByTarget(ResourceKind::kTransform, resource.id));
  if (!writers.empty()) {
    repo->written_by = writers.front().id;
    repo->derived_from = writers.front().name;
  }
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> transforms,
                           state_->catalog.List(ResourceKind::kTransform, resource.account, resource.id));
  for (const Resource& transform : transforms) {
    PANDORA_ASSIGN_OR_RETURN(const Json body, ParseJson(transform.definition));
    PANDORA_ASSIGN_OR_RETURN(const TransformDefinition definition,
                             ReadTransform(body, SchemaLimits{INT32_MAX, kMaxJsonDepth}));
    repo->readers.push_back({TaskKind::kTransform, transform.id, definition.interval, {}});
  }
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> exports,
                           state_->catalog.List(ResourceKind::kExport, resource.account, resource.id));
  for (const Resource& one : exports) repo->readers.push_back({TaskKind::kExportNews, one.id, 0, {}});
  if (by_id_.size() >= kMaxCached) DropCaches();
  by_name_[CacheKey(repo->account, repo->name)] = repo;
  by_id_[repo->id] = repo;
  return repo;
}

Result<std::shared_ptr<Repo>> Repos::Find(std::string_view account, std::string_view name) {
  if (const auto cached = by_name_.find(CacheKey(account, name)); cached != by_name_.end()) return cached->second;
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource,
                           state_->catalog.Find(ResourceKind::kRepo, account, 0, name));
  if (!resource) return Status(ErrorCode::kE18102, Quote(name, 130));
  return Load(*resource);
}

Result<std::shared_ptr<Repo>> Repos::Get(int64_t id) {
  if (const auto cached = by_id_.find(id); cached != by_id_.end()) return cached->second;
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource, state_->catalog.Get(id));
  if (!resource) return Status(ErrorCode::kInternal, "repo " + std::to_string(id) + " is gone");
  return Load(*resource);
}

Result<std::vector<std::shared_ptr<Repo>>> Repos::List(std::string_view account) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           state_->catalog.List(ResourceKind::kRepo, account, 0));
  std::vector<std::shared_ptr<Repo>> repos;
  repos.reserve(resources.size());
  for (const Resource& resource : resources) {
    const auto cached = by_id_.find(resource.id);
    if (cached != by_id_.end()) {
      repos.push_back(cached->second);
      continue;
    }
    PANDORA_ASSIGN_OR_RETURN(std::shared_ptr<Repo> repo, Load(resource));
    repos.push_back(std::move(repo));
  }
  return repos;
}

Status Repos::CheckGroup(std::string_view account, const std::string& group) {
  if (group.empty()) return {};
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> found,
                           state_->catalog.Find(ResourceKind::kGroup, account, 0, group));
  if (!found) return Status(ErrorCode::kE18120, Quote(group));
  PANDORA_ASSIGN_OR_RETURN(const Json json, ParseJson(found->definition));
  const Json* region = FindMember(json, "region");
  if (region == nullptr || *region != kRegion) {
    return Status(ErrorCode::kE18222, "group " + Quote(group) + " is in another region than the repo");
  }
  return {};
}

Result<int64_t> Repos::Create(std::string_view account, std::string_view name, const RepoDefinition& definition) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> taken,
                           state_->catalog.Find(ResourceKind::kRepo, account, 0, name));
  if (taken) return Status(ErrorCode::kE18101, Quote(name, 130));
  PANDORA_RETURN_IF_ERROR(CheckGroup(account, definition.group));
  Resource resource;
  resource.kind = ResourceKind::kRepo;
  resource.account = account;
  resource.name = name;
  resource.definition = DumpJson(definition.echo);
  resource.created = resource.updated = state_->now();
  PANDORA_ASSIGN_OR_RETURN(const int64_t id, state_->catalog.Insert(resource));
  if (!definition.bucket.empty()) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<int64_t>* const known, BucketRepos());
    std::vector<int64_t> ids = *known;
    ids.push_back(id);
    PANDORA_RETURN_IF_ERROR(SetBucketRepos(std::move(ids)));
  }
  return id;
}

Result<const std::vector<int64_t>*> Repos::BucketRepos() {
  if (!bucket_repos_) {
    PANDORA_ASSIGN_OR_RETURN(const std::string text, state_->file->GetMeta(kBucketReposKey));
    std::vector<int64_t> ids;
    for (const std::string_view id : Split(text, ' ')) {
      if (const std::optional<int64_t> number = ParseInt64(id)) ids.push_back(*number);
    }
    bucket_repos_ = std::move(ids);
  }
  return &*bucket_repos_;
}

Status Repos::SetBucketRepos(std::vector<int64_t> ids) {
  std::string text;
  for (const int64_t id : ids) text += std::to_string(id) + " ";
  bucket_repos_ = std::move(ids);
  return state_->file->SetMeta(kBucketReposKey, text);
}

Status Repos::Update(const Repo& repo, const RepoDefinition& definition) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<Resource> resource, state_->catalog.Get(repo.id));
  if (!resource) return Status(ErrorCode::kE18102, Quote(repo.name, 130));
  resource->definition = DumpJson(definition.echo);
  resource->updated = state_->now();
  PANDORA_RETURN_IF_ERROR(state_->catalog.Update(*resource));
  Forget(repo.id);
  return {};
}

Status Repos::CheckUnread(const Repo& repo) {
  if (repo.readers.empty()) return {};
  std::string blockers;
  for (const RepoReader& reader : repo.readers) {
    PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource, state_->catalog.Get(reader.id));
    if (!resource) continue;
    blockers += std::string(blockers.empty() ? "" : ", ") +
                (reader.task == TaskKind::kTransform ? "transform " : "export ") + Quote(resource->name, 130);
  }
  return Status(ErrorCode::kE18112, Quote(repo.name, 130) + " is read by " + blockers + "; delete these first");
}

Status Repos::Delete(const Repo& repo) {
  if (repo.written_by != 0) {
    return Status(ErrorCode::kE18206, Quote(repo.name, 130) + " is written by transform " +
                                          Quote(repo.derived_from, 130) + "; delete that");
  }
  PANDORA_RETURN_IF_ERROR(CheckUnread(repo));
  return Remove(repo);
}

Status Repos::Remove(const Repo& repo) {
  const int64_t id = repo.id;
  PANDORA_RETURN_IF_ERROR(state_->log.DeleteRepo(id));
  if (!repo.definition.bucket.empty()) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<int64_t>* const known, BucketRepos());
    std::vector<int64_t> ids = *known;
    std::erase(ids, id);
    PANDORA_RETURN_IF_ERROR(SetBucketRepos(std::move(ids)));
    PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kReadBucket, id));
  }
  PANDORA_RETURN_IF_ERROR(state_->catalog.Delete(id));
  Forget(id);
  return {};
}

Instant Repos::DueAfterNews(const RepoReader& reader) const {
  return reader.task == TaskKind::kTransform ? NextMultiple(state_->now(), reader.interval) : state_->now();
}

Result<int64_t> Repos::Append(Repo* repo, RecordBatch batch) {
  PANDORA_ASSIGN_OR_RETURN(const int64_t first,
                           state_->log.Append(repo->id, repo->definition.schema, std::move(batch), state_->now()));
  for (RepoReader& reader : repo->readers) {
    const Instant due = DueAfterNews(reader);
    if (reader.scheduled && *reader.scheduled <= due) continue;
    PANDORA_RETURN_IF_ERROR(state_->timeline.ScheduleNoLater({due, reader.task, reader.id}));
    reader.scheduled = due;
  }
  return first;
}

Status Repos::ScheduleReader(const RepoReader& reader) {
  return state_->timeline.ScheduleNoLater({DueAfterNews(reader), reader.task, reader.id});
}

void Repos::ReaderRan(int64_t repo, TaskKind task, int64_t id) {
  const auto cached = by_id_.find(repo);
  if (cached == by_id_.end()) return;
  for (RepoReader& reader : cached->second->readers) {
    if (reader.task == task && reader.id == id) reader.scheduled.reset();
  }
}

void Repos::Forget(int64_t id) {
  const auto cached = by_id_.find(id);
  if (cached == by_id_.end()) return;
  const std::shared_ptr<Repo> repo = cached->second;
  by_name_.erase(CacheKey(repo->account, repo->name));
  by_id_.erase(id);
}

void Repos::DropCaches() {
  by_name_.clear();
  by_id_.clear();
  bucket_repos_.reset();
}

}  // namespace pandora
