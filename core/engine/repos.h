// Repos: message queues with a schema. Creates, changes and deletes them, appends to their logs, and tells the tasks that read
// a repo when it has news. Knows neither requests nor what a transform or an export does.
#ifndef PANDORA_CORE_ENGINE_REPOS_H_
#define PANDORA_CORE_ENGINE_REPOS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/engine/definition.h"
#include "core/engine/state.h"

namespace pandora {

// A transform or an export that reads a repo.
struct RepoReader {
  TaskKind task = TaskKind::kTransform;
  int64_t id = 0;
  int64_t interval = 0;              // of a transform, microseconds
  std::optional<Instant> scheduled;  // the due time that is known to be on the timeline
};

struct Repo {
  int64_t id = 0;
  std::string account;
  std::string name;
  RepoDefinition definition;
  Instant created;
  Instant updated;
  int64_t written_by = 0;    // the transform whose destination this is, 0 for none
  std::string derived_from;  // that transform's name
  std::vector<RepoReader> readers;
  std::string description;  // cache of the API's answer to GET; the API fills it
};

class Repos {
 public:
  explicit Repos(EngineState* state) : state_(state) {}

  // E18102 when there is none. The Repo stays valid while held; do not keep it over a change.
  Result<std::shared_ptr<Repo>> Find(std::string_view account, std::string_view name);
  // kInternal when there is none.
  Result<std::shared_ptr<Repo>> Get(int64_t id);
  Result<std::vector<std::shared_ptr<Repo>>> List(std::string_view account);

  // The repos of type kodo of all accounts, by id; few, and asked for after every task.
  Result<const std::vector<int64_t>*> BucketRepos();

  // E18101 when the name is taken, E18120 for an unknown group, E18222 for a group of another region.
  Result<int64_t> Create(std::string_view account, std::string_view name, const RepoDefinition& definition);
  Status Update(const Repo& repo, const RepoDefinition& definition);
  // E18206 for a transform's destination, E18112 while transforms or exports read it. Its records go with it.
  Status Delete(const Repo& repo);
  // E18112 naming what reads it.
  Status CheckUnread(const Repo& repo);
  // Without those checks: for the transform that owns it.
  Status Remove(const Repo& repo);

  // Appends records made for the repo's schema and schedules its readers. Answers the first offset.
  Result<int64_t> Append(Repo* repo, RecordBatch batch);

  // Schedules `task` for what is in the log already (a reader that begins with the oldest record).
  Status ScheduleReader(const RepoReader& reader);

  // A task ran: its place on the timeline is free again.
  void ReaderRan(int64_t repo, TaskKind task, int64_t id);

  // Forgets what is cached of one repo, or of all (after a rollback).
  void Forget(int64_t id);
  void DropCaches();

 private:
  Result<std::shared_ptr<Repo>> Load(const Resource& resource);
  Status SetBucketRepos(std::vector<int64_t> ids);
  Status CheckGroup(std::string_view account, const std::string& group);
  Instant DueAfterNews(const RepoReader& reader) const;

  EngineState* state_;
  // Look-ups only; never iterated where order could show.
  std::unordered_map<std::string, std::shared_ptr<Repo>> by_name_;
  std::unordered_map<int64_t, std::shared_ptr<Repo>> by_id_;
  std::optional<std::vector<int64_t>> bucket_repos_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_REPOS_H_
