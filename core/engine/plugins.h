// Plugins: uploaded jars, which transforms name for their own computation (seed 002:326, spec/conflicts.md C2, C72-C74, D7). Any bytes are
// accepted as a jar; its directory is read to say whether it has the class that the plugin is named after. Its code is never
// run: what it would compute is told by a binding (plugin_binding.h).
#ifndef PANDORA_CORE_ENGINE_PLUGINS_H_
#define PANDORA_CORE_ENGINE_PLUGINS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/plugin_binding.h"
#include "core/engine/state.h"

namespace pandora {

// Whether the jar could do what its name says.
enum class JarState { kClassFound, kClassMissing, kNoZip };

struct Plugin {
  int64_t id = 0;
  std::string account;
  std::string name;
  int64_t size = 0;  // bytes of the jar
  std::string md5;   // of it, hexadecimal
  JarState jar = JarState::kNoZip;
  std::string jar_note;              // what is in the jar, or why it is none; for people
  std::vector<std::string> classes;  // the first of those in the jar
  std::optional<PluginBinding> binding;
  Instant created;
  Instant updated;
};

class Plugins {
 public:
  explicit Plugins(EngineState* state) : state_(state) {}

  // True for ^[a-zA-Z][a-zA-Z0-9_.]{0,127}[a-zA-Z0-9_]$ (seed 002:339).
  static bool IsName(std::string_view name);
  // com.qiniu.X is com/qiniu/X.class in its jar.
  static std::string ClassFile(std::string_view name);

  // E18117 name, E18217 when it is taken, E18006 no bytes, E18005 more than Settings::max_plugin_bytes.
  Status Upload(std::string_view account, std::string_view name, std::string_view jar);
  // E18117, E18216 when there is none.
  Result<Plugin> Find(std::string_view account, std::string_view name);
  Result<std::vector<Plugin>> List(std::string_view account);
  // kConflict while a transform names it.
  Status Delete(const Plugin& plugin);
  // Replaces the binding; nothing takes it away. Who caches transforms is to be told (Transforms::PluginChanged).
  Status Bind(const Plugin& plugin, const std::optional<PluginBinding>& binding);

  // The transforms that name it, in order of creation.
  Result<std::vector<Resource>> Users(std::string_view account, std::string_view name);

 private:
  EngineState* state_;
};

// Why a plugin cannot run and what to do about it: E18216. Precondition: it has no binding.
Status PluginCannotRun(const Plugin& plugin);

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_PLUGINS_H_
