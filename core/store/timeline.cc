#include "core/store/timeline.h"

#include <tuple>

namespace pandora {
namespace {

auto Order(const Task& task) { return std::make_tuple(task.due.micros, static_cast<int>(task.kind), task.id); }

bool SameTask(const Task& a, const Task& b) { return a.kind == b.kind && a.id == b.id; }

}  // namespace

Timeline::Timeline(StateFile* file) : file_(file) { file_->AddObserver(this); }
Timeline::~Timeline() { file_->RemoveObserver(this); }

// Keeps the cached first task right after `task` was written.
void Timeline::Remember(const Task& task) {
  if (!next_known_) return;
  if (!next_ || Order(task) <= Order(*next_)) {
    next_ = task;
  } else if (SameTask(*next_, task)) {
    next_known_ = false;  // the first one moved back; another may be first now
  }
}

Status Timeline::Schedule(const Task& task) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const upsert,
                           file_->db().Cached("INSERT INTO task(kind, id, due) VALUES(?1,?2,?3) "
                                              "ON CONFLICT(kind, id) DO UPDATE SET due=?3 WHERE due<>?3"));
  upsert->BindInt(1, static_cast<int>(task.kind)).BindInt(2, task.id).BindInt(3, task.due.micros);
  PANDORA_RETURN_IF_ERROR(upsert->Run());
  Remember(task);
  return Status();
}

Status Timeline::ScheduleNoLater(const Task& task) {
  // Each push asks for the export of its news: most find it scheduled already.
  if (next_known_ && next_ && SameTask(*next_, task) && next_->due <= task.due) return Status();
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const upsert,
                           file_->db().Cached("INSERT INTO task(kind, id, due) VALUES(?1,?2,?3) "
                                              "ON CONFLICT(kind, id) DO UPDATE SET due=?3 WHERE due>?3"));
  upsert->BindInt(1, static_cast<int>(task.kind)).BindInt(2, task.id).BindInt(3, task.due.micros);
  PANDORA_RETURN_IF_ERROR(upsert->Run());
  if (file_->db().changes() == 1) Remember(task);
  return Status();
}

Status Timeline::Cancel(TaskKind kind, int64_t id) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove, file_->db().Cached("DELETE FROM task WHERE kind=?1 AND id=?2"));
  PANDORA_RETURN_IF_ERROR(remove->BindInt(1, static_cast<int>(kind)).BindInt(2, id).Run());
  if (next_ && next_->kind == kind && next_->id == id) DropCaches();
  return Status();
}

Result<std::optional<Task>> Timeline::Next() {
  if (next_known_) return next_;
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT due, kind, id FROM task ORDER BY due, kind, id LIMIT 1"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
  next_.reset();
  if (found) next_ = Task{Instant{select->Int(0)}, static_cast<TaskKind>(select->Int(1)), select->Int(2)};
  next_known_ = true;
  return next_;
}

}  // namespace pandora
