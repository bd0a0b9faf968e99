// Groups: shared resource pools that repos name (seed 001:35-180). A group runs once started, or from its creation with
// `allocateOnStart`; nothing else depends on it here.
#ifndef PANDORA_CORE_ENGINE_GROUPS_H_
#define PANDORA_CORE_ENGINE_GROUPS_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/engine/definition.h"
#include "core/engine/repos.h"
#include "core/engine/state.h"

namespace pandora {

struct Group {
  int64_t id = 0;
  std::string account;
  std::string name;
  GroupDefinition definition;
  bool running = false;
  Instant created;
  Instant updated;
};

class Groups {
 public:
  Groups(EngineState* state, Repos* repos) : state_(state), repos_(repos) {}

  Status Create(std::string_view account, std::string_view name, const GroupDefinition& definition);  // E18218
  Status Save(const Group& group);  // definition and running
  // A compute task in the group starts: its resources are there from now on (seed 001:49). "" is no group.
  Status Allocate(std::string_view account, const std::string& name);
  Status Stop(Group group);           // E18215 while a transform of one of its repos runs
  Status Delete(const Group& group);  // E18215 while a repo names it
  Result<Group> Find(std::string_view account, std::string_view name);  // E18120
  Result<std::vector<Group>> List(std::string_view account);

 private:
  Result<Group> Load(const Resource& resource);

  EngineState* state_;
  Repos* repos_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_GROUPS_H_
