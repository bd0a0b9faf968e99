#include "core/engine/engine.h"

#include "core/base/text.h"

namespace pandora {
namespace {

bool IsExport(TaskKind kind) {
  return kind == TaskKind::kExportNews || kind == TaskKind::kExportRotate || kind == TaskKind::kDeliver;
}

std::string_view TaskName(TaskKind kind) {
  switch (kind) {
    case TaskKind::kReadBucket: return "read";
    case TaskKind::kTransform: return "transform";
    case TaskKind::kExportNews:
    case TaskKind::kExportRotate: return "export";
    case TaskKind::kExpireObjects:
    case TaskKind::kExpireLogs: return "expire";
    case TaskKind::kDeliver: return "deliver";
  }
  return "task";
}

// "maxFields maxMapDepth maxPushBytes maxPieceBytes createLogRepos maxPluginBytes"; older states lack the last ones
std::string EncodeSettings(const Settings& settings) {
  return std::to_string(settings.schema.max_fields) + " " + std::to_string(settings.schema.max_map_depth) + " " +
         std::to_string(settings.max_push_bytes) + " " + std::to_string(settings.max_piece_bytes) +
         (settings.create_log_repos ? " 1 " : " 0 ") + std::to_string(settings.max_plugin_bytes);
}

Settings DecodeSettings(std::string_view text) {
  Settings settings;
  const std::vector<std::string_view> parts = Split(text, ' ');
  if (parts.size() < 4 || parts.size() > 6) return settings;
  settings.schema.max_fields = static_cast<int>(ParseInt64(parts[0]).value_or(settings.schema.max_fields));
  settings.schema.max_map_depth = static_cast<int>(ParseInt64(parts[1]).value_or(settings.schema.max_map_depth));
  settings.max_push_bytes = ParseInt64(parts[2]).value_or(settings.max_push_bytes);
  settings.max_piece_bytes = ParseInt64(parts[3]).value_or(settings.max_piece_bytes);
  settings.create_log_repos = parts.size() == 4 || parts[4] != "0";
  if (parts.size() == 6) settings.max_plugin_bytes = ParseInt64(parts[5]).value_or(settings.max_plugin_bytes);
  return settings;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options, Instant host_now) {
  PANDORA_ASSIGN_OR_RETURN(std::unique_ptr<StateFile> file, StateFile::Open(options.state));
  std::unique_ptr<Engine> engine(new Engine(std::move(file)));
  PANDORA_RETURN_IF_ERROR(engine->LoadMeta(options.clock_mode, options.force_clock_mode, host_now));
  return engine;
}

Status Engine::LoadMeta(Clock::Mode mode, bool force, Instant host_now) {
  PANDORA_ASSIGN_OR_RETURN(const std::string clock, state_->file->GetMeta("clock"));
  if (clock.empty()) {
    state_->clock = Clock::Start(mode, host_now);
  } else {
    PANDORA_ASSIGN_OR_RETURN(state_->clock, Clock::Decode(clock, host_now));
    if (force && state_->clock.mode() != mode) state_->clock.SetMode(mode, host_now);
  }
  PANDORA_ASSIGN_OR_RETURN(const std::string settings, state_->file->GetMeta("settings"));
  state_->settings = DecodeSettings(settings);
  return {};
}

Status Engine::SaveSettings() { return state_->file->SetMeta("settings", EncodeSettings(state_->settings)); }

Status Engine::RunTask(const Task& task) {
  TaskOutcome outcome;
  const Status status = Atomically([&]() -> Status {
    PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(task.kind, task.id));
    switch (task.kind) {
      case TaskKind::kReadBucket: {
        PANDORA_ASSIGN_OR_RETURN(outcome, bucket_reader_.Run(task.id));
        break;
      }
      case TaskKind::kTransform: {
        PANDORA_ASSIGN_OR_RETURN(outcome, transforms_.Run(task.id));
        break;
      }
      case TaskKind::kExportNews:
      case TaskKind::kExportRotate:
      case TaskKind::kDeliver: {
        PANDORA_ASSIGN_OR_RETURN(outcome, exports_.Run(task.kind, task.id));
        break;
      }
      case TaskKind::kExpireObjects: {
        PANDORA_ASSIGN_OR_RETURN(const std::optional<Instant> next, state_->objects.Expire(state_->now()));
        if (next) PANDORA_RETURN_IF_ERROR(state_->timeline.Schedule({*next, TaskKind::kExpireObjects, 0}));
        outcome.did_something = true;
        outcome.resource = "objects";
        outcome.note = "deleted what expired";
        break;
      }
      case TaskKind::kExpireLogs: {
        PANDORA_ASSIGN_OR_RETURN(outcome, SinkExport(state_.get()).ExpireLogs(task.id));
        break;
      }
    }
    return bucket_reader_.Notice();
  });
  if (!status.ok()) {
    // The change is undone, the task with it: without this it would be due again at once, for ever.
    PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(task.kind, task.id));
    outcome = TaskOutcome{};
    outcome.did_something = true;
    outcome.resource = "task " + std::to_string(task.id);
    outcome.status = 500;
    outcome.note = status.message();
    if (IsExport(task.kind)) {
      if (Result<std::string> name = exports_.Failed(task.id, outcome.note); name.ok()) outcome.resource = *name;
    }
  }
  if (!outcome.did_something) return {};
  JournalEntry entry;
  entry.at = state_->now();
  entry.kind = "task";
  entry.method = TaskName(task.kind);
  entry.target = outcome.resource;
  entry.status = outcome.status;
  entry.note = outcome.note;
  entry.body_size = outcome.size;
  entry.body_hash = outcome.hash;
  return state_->journal.Append(std::move(entry));
}

Status Engine::ResolveDelivery(const DeliveryResult& result) {
  TaskOutcome outcome;
  PANDORA_RETURN_IF_ERROR(Atomically([&]() -> Status {
    PANDORA_ASSIGN_OR_RETURN(outcome, exports_.ResolveDelivery(result));
    return {};
  }));
  if (!outcome.did_something) return {};
  JournalEntry entry;
  entry.at = state_->now();
  entry.kind = "result";
  entry.method = "deliver";
  entry.target = outcome.resource;
  entry.status = outcome.status;
  entry.note = outcome.note;
  entry.body_size = outcome.size;
  entry.body_hash = outcome.hash;
  return state_->journal.Append(std::move(entry));
}

Result<Engine::Progress> Engine::AdvanceTo(Instant target, int64_t budget) {
  Progress progress;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const std::optional<Task> next, state_->timeline.Next());
    if (!next || next->due > target) break;
    if (progress.fired >= budget) return progress;
    state_->clock.MoveTo(next->due);
    clock_changed_ = true;
    PANDORA_RETURN_IF_ERROR(RunTask(*next));
    ++progress.fired;
  }
  if (target > state_->now()) {
    state_->clock.MoveTo(target);
    // A real clock moves all the time; it is worth a write only together with something else.
    if (state_->clock.mode() == Clock::Mode::kVirtual) clock_changed_ = true;
  }
  progress.reached = true;
  return progress;
}

Status Engine::Commit() {
  if (!state_->file->in_transaction() && !clock_changed_) return {};
  const auto write = [this]() -> Status {
    PANDORA_RETURN_IF_ERROR(state_->file->BeginWrite());
    PANDORA_RETURN_IF_ERROR(state_->log.Flush());
    PANDORA_RETURN_IF_ERROR(state_->journal.Flush());
    PANDORA_RETURN_IF_ERROR(state_->file->SetMeta("clock", state_->clock.Encode()));
    return state_->file->Commit();
  };
  const Status status = write();
  if (status.ok()) {
    clock_changed_ = false;
  } else {
    Rollback();
  }
  return status;
}

void Engine::Rollback() {
  state_->file->Rollback();
  DropCaches();
}

void Engine::DropCaches() {
  repos_.DropCaches();
  transforms_.DropCaches();
  exports_.DropCaches();
}

Status Engine::Reset(Instant host_now) {
  const Clock::Mode mode = state_->clock.mode();
  PANDORA_RETURN_IF_ERROR(Commit());
  PANDORA_RETURN_IF_ERROR(state_->file->Clear());
  DropCaches();
  exports_.http().ForgetFlights();
  state_->clock = Clock::Start(mode, host_now);
  state_->settings = Settings{};
  clock_changed_ = true;
  return Commit();
}

Result<std::string> Engine::Serialize() {
  clock_changed_ = true;
  PANDORA_RETURN_IF_ERROR(Commit());
  return state_->file->Serialize();
}

Status Engine::LoadState(std::string_view bytes, Instant host_now) {
  PANDORA_RETURN_IF_ERROR(Commit());
  PANDORA_RETURN_IF_ERROR(state_->file->Replace(bytes));
  DropCaches();
  exports_.http().ForgetFlights();
  return LoadMeta(state_->clock.mode(), false, host_now);
}

}  // namespace pandora
