// The composition root: opens the state, owns every service, moves the clock and runs due tasks in order. The API calls the
// services; hosts never see this class.
#ifndef PANDORA_CORE_ENGINE_ENGINE_H_
#define PANDORA_CORE_ENGINE_ENGINE_H_

#include <memory>
#include <optional>
#include <string>

#include "core/engine/bucket_reader.h"
#include "core/engine/exports.h"
#include "core/engine/groups.h"
#include "core/engine/plugins.h"
#include "core/engine/repos.h"
#include "core/engine/state.h"
#include "core/engine/transforms.h"

namespace pandora {

struct EngineOptions {
  StateFile::Options state;
  Clock::Mode clock_mode = Clock::Mode::kVirtual;  // of a new state
  bool force_clock_mode = false;                   // of an existing one too
};

class Engine {
 public:
  static Result<std::unique_ptr<Engine>> Open(const EngineOptions& options, Instant host_now);

  EngineState& state() { return *state_; }
  Repos& repos() { return repos_; }
  Plugins& plugins() { return plugins_; }
  Transforms& transforms() { return transforms_; }
  Exports& exports() { return exports_; }
  Groups& groups() { return groups_; }
  BucketReader& bucket_reader() { return bucket_reader_; }

  // Runs tasks that are due up to `target`, in order, at most `budget` of them; the clock stands at each one's instant while it
  // runs. When none is left the clock moves to `target` and the answer says so.
  struct Progress {
    int64_t fired = 0;
    bool reached = false;
  };
  Result<Progress> AdvanceTo(Instant target, int64_t budget);

  // Runs `change` so that a failure leaves no trace of it in the state; the store's own buffers follow the savepoint. Pushes do without: they write in one step.
  template <typename Change>
  Status Atomically(Change change) {
    PANDORA_RETURN_IF_ERROR(state_->file->BeginWrite());
    StateFile::Savepoint savepoint(state_->file.get());
    PANDORA_RETURN_IF_ERROR(savepoint.status());
    Status status = change();
    if (status.ok()) status = savepoint.Release();
    if (!status.ok()) DropCaches();
    return status;
  }

  // What came of a delivery (core/engine/http_export.h): an input, journaled.
  Status ResolveDelivery(const DeliveryResult& result);

  // Writes what services hold back, and makes everything durable.
  Status Commit();
  // Undoes everything since the last Commit.
  void Rollback();

  // Back to an empty state; a virtual clock back to kInitialInstant.
  Status Reset(Instant host_now);
  Result<std::string> Serialize();
  Status LoadState(std::string_view bytes, Instant host_now);

  // The clock or the settings changed and are to be kept at the next Commit.
  void TouchClock() { clock_changed_ = true; }
  Status SaveSettings();

 private:
  explicit Engine(std::unique_ptr<StateFile> file)
      : state_(std::make_unique<EngineState>(std::move(file))),
        repos_(state_.get()),
        plugins_(state_.get()),
        transforms_(state_.get(), &repos_, &plugins_),
        exports_(state_.get(), &repos_),
        groups_(state_.get(), &repos_),
        bucket_reader_(state_.get(), &repos_) {}

  Status LoadMeta(Clock::Mode mode, bool force, Instant host_now);
  Status RunTask(const Task& task);
  void DropCaches();

  std::unique_ptr<EngineState> state_;
  Repos repos_;
  Plugins plugins_;
  Transforms transforms_;
  Exports exports_;
  Groups groups_;
  BucketReader bucket_reader_;
  bool clock_changed_ = false;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_ENGINE_H_
