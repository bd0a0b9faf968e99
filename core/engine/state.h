// What the engine's services share: the state file and its views, the clock, the settings. A plain bundle without behaviour
// of its own beyond opening and forgetting caches.
#ifndef PANDORA_CORE_ENGINE_STATE_H_
#define PANDORA_CORE_ENGINE_STATE_H_

#include <memory>

#include "core/engine/clock.h"
#include "core/schema/validation.h"
#include "core/store/catalog.h"
#include "core/store/journal.h"
#include "core/store/object_store.h"
#include "core/store/record_log.h"
#include "core/store/state_file.h"
#include "core/store/timeline.h"

namespace pandora {

// What a user may change under /_sim/settings.
struct Settings {
  SchemaLimits schema;
  int64_t max_push_bytes = 2 * 1024 * 1024;  // before compression (spec/conflicts.md D5)
  int64_t max_piece_bytes = 100 * 1024;
  int64_t max_plugin_bytes = 100 * 1024 * 1024;  // of a jar (spec/conflicts.md C72)
  bool create_log_repos = true;                  // those that logdb exports name (spec/conflicts.md C29)
};

struct EngineState {
  explicit EngineState(std::unique_ptr<StateFile> state_file)
      : file(std::move(state_file)),
        catalog(file.get()),
        log(file.get()),
        objects(file.get()),
        timeline(file.get()),
        journal(file.get()) {}

  std::unique_ptr<StateFile> file;
  Catalog catalog;
  RecordLog log;
  ObjectStore objects;
  Timeline timeline;
  Journal journal;
  Clock clock;
  Settings settings;

  Instant now() const { return clock.now(); }
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_STATE_H_
