#include "core/engine/plugins.h"

#include <algorithm>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/engine/definition.h"
#include "core/format/zip_directory.h"

namespace pandora {
namespace {

constexpr size_t kShownClasses = 20;
constexpr std::string_view kClassEnding = ".class";
constexpr std::string_view kBucket = "plugins";

// No access key has a ':', so no bucket of a user lies there.
std::string HiddenAccount(std::string_view account) { return "plugin:" + std::string(account); }

const char* JarName(JarState jar) {
  switch (jar) {
    case JarState::kClassFound: return "class";
    case JarState::kClassMissing: return "noClass";
    case JarState::kNoZip: break;
  }
  return "noZip";
}

void LookInto(std::string_view jar, Plugin* plugin) {
  const Result<std::vector<ZipEntry>> entries = ReadZipDirectory(jar);
  if (!entries.ok()) {
    plugin->jar = JarState::kNoZip;
    plugin->jar_note = entries.status().detail();
    return;
  }
  const std::string wanted = Plugins::ClassFile(plugin->name);
  size_t count = 0;
  plugin->jar = JarState::kClassMissing;
  for (const ZipEntry& entry : *entries) {
    if (!entry.name.ends_with(kClassEnding)) continue;
    if (entry.name == wanted) plugin->jar = JarState::kClassFound;
    if (++count <= kShownClasses && IsValidUtf8(entry.name) && entry.name.size() <= 512) {
      plugin->classes.emplace_back(entry.name);
    }
  }
  plugin->jar_note = plugin->jar == JarState::kClassFound ? "the jar has " + wanted : "the jar has no " + wanted;
  if (plugin->jar == JarState::kClassMissing && !plugin->classes.empty()) {
    plugin->jar_note += "; it has " + Quote(plugin->classes.front(), 200);
    if (count > 1) plugin->jar_note += " and " + std::to_string(count - 1) + " more";
  }
}

std::string Stored(const Plugin& plugin) {
  Json stored;
  stored["size"] = plugin.size;
  stored["md5"] = plugin.md5;
  stored["jar"] = JarName(plugin.jar);
  stored["note"] = plugin.jar_note;
  stored["classes"] = plugin.classes;
  if (plugin.binding) stored["binding"] = plugin.binding->echo;
  return DumpJson(stored);
}

Status ReadStored(const Json& stored, Plugin* plugin) {
  const Json* size = FindMember(stored, "size");
  plugin->size = size == nullptr ? 0 : AsInt64(*size).value_or(0);
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(stored, "md5", ErrorCode::kInternal, &plugin->md5));
  std::string jar;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(stored, "jar", ErrorCode::kInternal, &jar));
  plugin->jar = jar == "class" ? JarState::kClassFound : jar == "noClass" ? JarState::kClassMissing : JarState::kNoZip;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(stored, "note", ErrorCode::kInternal, &plugin->jar_note));
  if (const Json* classes = FindMember(stored, "classes"); classes != nullptr && classes->is_array()) {
    for (const Json& name : *classes) {
      if (name.is_string()) plugin->classes.push_back(name.get<std::string>());
    }
  }
  if (const Json* binding = FindMember(stored, "binding"); binding != nullptr) {
    PANDORA_ASSIGN_OR_RETURN(plugin->binding, ReadPluginBinding(*binding));
  }
  return {};
}

Result<Plugin> Load(const Resource& resource) {
  Plugin plugin;
  plugin.id = resource.id;
  plugin.account = resource.account;
  plugin.name = resource.name;
  plugin.created = resource.created;
  plugin.updated = resource.updated;
  PANDORA_ASSIGN_OR_RETURN(const Json stored, ParseJson(resource.definition));
  PANDORA_RETURN_IF_ERROR(ReadStored(stored, &plugin));
  return plugin;
}

Status CheckName(std::string_view name) {
  if (Plugins::IsName(name)) return {};
  return Status(ErrorCode::kE18117, Quote(name, 140) + "; ^[a-zA-Z][a-zA-Z0-9_.]{0,127}[a-zA-Z0-9_]$ is accepted");
}

}  // namespace

bool Plugins::IsName(std::string_view name) {
  constexpr size_t kMin = 2, kMax = 129;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.'; };
  return name.size() >= kMin && name.size() <= kMax && letter(name.front()) && name.back() != '.' &&
         std::all_of(name.begin(), name.end(), inner);
}

std::string Plugins::ClassFile(std::string_view name) {
  std::string file(name);
  std::replace(file.begin(), file.end(), '.', '/');
  return file.append(kClassEnding);
}

Status Plugins::Upload(std::string_view account, std::string_view name, std::string_view jar) {
  PANDORA_RETURN_IF_ERROR(CheckName(name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> taken,
                           state_->catalog.Find(ResourceKind::kPlugin, account, 0, name));
  if (taken) return Status(ErrorCode::kE18217, Quote(name, 130));
  if (jar.empty()) return Status(ErrorCode::kE18006, "the bytes of a jar are required");
  const int64_t limit = state_->settings.max_plugin_bytes;
  if (static_cast<int64_t>(jar.size()) > limit) {
    return Status(ErrorCode::kE18005, "the jar has " + std::to_string(jar.size()) + " bytes; at most " +
                                          std::to_string(limit) + " are accepted");
  }
  Plugin plugin;
  plugin.name = name;
  plugin.size = static_cast<int64_t>(jar.size());
  plugin.md5 = ToHex(Md5(jar));
  LookInto(jar, &plugin);
  ObjectInfo info;
  info.bucket = kBucket;
  info.key = name;
  info.created = state_->now();
  PANDORA_RETURN_IF_ERROR(state_->objects.Put(HiddenAccount(account), info, jar));
  Resource resource;
  resource.kind = ResourceKind::kPlugin;
  resource.account = account;
  resource.name = name;
  resource.definition = Stored(plugin);
  resource.created = resource.updated = state_->now();
  return state_->catalog.Insert(resource).status();
}

Result<Plugin> Plugins::Find(std::string_view account, std::string_view name) {
  PANDORA_RETURN_IF_ERROR(CheckName(name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource,
                           state_->catalog.Find(ResourceKind::kPlugin, account, 0, name));
  if (!resource) return Status(ErrorCode::kE18216, Quote(name, 130));
  return Load(*resource);
}

Result<std::vector<Plugin>> Plugins::List(std::string_view account) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           state_->catalog.List(ResourceKind::kPlugin, account, 0));
  std::vector<Plugin> plugins;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(Plugin plugin, Load(resource));
    plugins.push_back(std::move(plugin));
  }
  return plugins;
}

Result<std::vector<Resource>> Plugins::Users(std::string_view account, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::vector<Resource> transforms, state_->catalog.ListKind(ResourceKind::kTransform));
  std::vector<Resource> users;
  for (Resource& transform : transforms) {
    if (transform.account != account) continue;
    PANDORA_ASSIGN_OR_RETURN(const Json definition, ParseJson(transform.definition));
    const Json* plugin = FindMember(definition, "plugin");
    if (plugin == nullptr || !plugin->is_object()) continue;
    const Json* named = FindMember(*plugin, "name");
    if (named != nullptr && *named == name) users.push_back(std::move(transform));
  }
  return users;
}

Status Plugins::Delete(const Plugin& plugin) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> users, Users(plugin.account, plugin.name));
  std::string names;
  for (const Resource& user : users) names += (names.empty() ? "" : ", ") + Quote(user.name, 130);
  if (!users.empty()) {
    return Status(ErrorCode::kConflict,
                  "plugin " + Quote(plugin.name, 130) + " is used by transform " + names + "; delete these first");
  }
  PANDORA_RETURN_IF_ERROR(state_->objects.Delete(HiddenAccount(plugin.account), kBucket, plugin.name).status());
  return state_->catalog.Delete(plugin.id);
}

Status Plugins::Bind(const Plugin& plugin, const std::optional<PluginBinding>& binding) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<Resource> resource, state_->catalog.Get(plugin.id));
  if (!resource) return Status(ErrorCode::kE18216, Quote(plugin.name, 130));
  Plugin bound = plugin;
  bound.binding = binding;
  resource->definition = Stored(bound);
  resource->updated = state_->now();
  return state_->catalog.Update(*resource);
}

Status PluginCannotRun(const Plugin& plugin) {
  const std::string why = plugin.jar == JarState::kClassFound ? "a jar's code is not run here" : plugin.jar_note;
  return Status(ErrorCode::kE18216, Quote(plugin.name, 130) + " was uploaded but cannot run (" + why +
                                        "); say what it computes: PUT /_sim/plugins/" + plugin.name +
                                        R"(/binding {"code": "SELECT ... FROM stream"})");
}

}  // namespace pandora
