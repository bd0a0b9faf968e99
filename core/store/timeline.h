// Due tasks, ordered by (instant, kind, id): what the engine will do next. One row per (kind, id); scheduling again moves it.
#ifndef PANDORA_CORE_STORE_TIMELINE_H_
#define PANDORA_CORE_STORE_TIMELINE_H_

#include <cstdint>
#include <optional>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

// DO NOT RENUMBER: stored, and the order of tasks that are due at one instant.
enum class TaskKind : int {
  kReadBucket = 5,   // id: the resource id of a repo of type kodo
  kTransform = 10,   // id: the transform's resource id
  kExportNews = 20,  // id: the export's resource id
  kExportRotate = 30,
  kExpireObjects = 40,  // id: 0
  kExpireLogs = 45,     // id: the log repo's resource id
  kDeliver = 50,        // id: the http export's resource id; its next delivery may be tried
};

struct Task {
  Instant due;
  TaskKind kind = TaskKind::kTransform;
  int64_t id = 0;
};

class Timeline : private StateObserver {
 public:
  explicit Timeline(StateFile* file);
  ~Timeline() override;
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;

  // Schedules the task at `due`, or moves it when it is there.
  Status Schedule(const Task& task);
  // Like Schedule, but an earlier due time that is already there stays.
  Status ScheduleNoLater(const Task& task);
  Status Cancel(TaskKind kind, int64_t id);
  // The first task of all; cached, so asking costs nothing while nothing changes.
  Result<std::optional<Task>> Next();
  // Rollbacks of the StateFile do it by themselves.
  void DropCaches() { next_known_ = false; }

 private:
  void OnRollbackToSavepoint() override { DropCaches(); }
  void OnRollback() override { DropCaches(); }
  void Remember(const Task& task);

  StateFile* file_;
  bool next_known_ = false;
  std::optional<Task> next_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_TIMELINE_H_
