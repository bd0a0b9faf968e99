// Transforms: SQL over what is new in a repo, appended to another repo, at each multiple of an interval (design.md 3.3). The
// offset up to which the source was read moves in the same transaction as the result is appended: exactly once.
#ifndef PANDORA_CORE_ENGINE_TRANSFORMS_H_
#define PANDORA_CORE_ENGINE_TRANSFORMS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/engine/definition.h"
#include "core/engine/plugins.h"
#include "core/engine/repos.h"
#include "core/engine/run_failure.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"
#include "core/engine/transform_program.h"

namespace pandora {

struct Transform {
  int64_t id = 0;
  std::string name;
  std::string account;
  int64_t source = 0;  // repo ids
  int64_t destination = 0;
  TransformDefinition definition;
  Instant created;
  Instant updated;
  RunFailure failure;
  // Bound to the source's schema as it was then; made anew when that changes.
  std::optional<TransformProgram> program;
};

class Transforms {
 public:
  Transforms(EngineState* state, Repos* repos, Plugins* plugins) : state_(state), repos_(repos), plugins_(plugins) {}

  // Checks and stores a transform, creating the destination repo when it is not there. E18201 name taken, E18204 and E18205
  // destination, E18209 SQL, E18207 destrepo or an existing destination that does not fit, E18216 plugin,
  // E18134 more output fields than a repo may have.
  Status Create(const Repo& source, std::string_view name, std::string_view destination,
                const TransformDefinition& definition);
  // Add-only for the output fields of the SQL (E18209) and of the plugin (E18211); the destination's schema grows with the output.
  Status Update(const Transform& transform, const TransformDefinition& definition);
  // Deletes it and the destination it created; E18112 while that has readers of its own.
  Status Delete(const Transform& transform);

  // E18202 when there is none.
  Result<std::shared_ptr<Transform>> Find(const Repo& source, std::string_view name);
  Result<std::vector<std::shared_ptr<Transform>>> List(const Repo& source);

  // Computes what is new. A statement that fails at run time leaves offset and destination as they were and says so.
  Result<TaskOutcome> Run(int64_t id);

  // The binding of a plugin changed: what waits in front of the transforms that use it is computed at their next interval.
  Status PluginChanged(const Plugin& plugin);
  // OK when it could run now; else why not, as its next run will say.
  Status CheckProgram(const Transform& transform);

  // The offset up to which the source has been computed.
  Result<int64_t> Position(int64_t id);

  void DropCaches() { cache_.clear(); }

 private:
  Result<std::shared_ptr<Transform>> Load(const Resource& resource);
  Result<TransformProgram> MakeProgram(const Transform& transform, const Repo& source);
  Result<int64_t> PrepareDestination(const Repo& source, std::string_view name, const Schema& schema, bool* created);
  // Grows the destination by what a changed definition yields beyond the old one.
  Status GrowDestination(const Transform& transform, const TransformDefinition& definition);
  Result<RecordBatch> Compute(Transform* transform, const Repo& source, int64_t from, int64_t to);
  Status SetPosition(int64_t id, int64_t offset);
  Status SetFailure(Transform* transform, const std::string& reason);

  EngineState* state_;
  Repos* repos_;
  Plugins* plugins_;
  std::unordered_map<int64_t, std::shared_ptr<Transform>> cache_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_TRANSFORMS_H_
