#include "core/engine/groups.h"

#include "core/base/text.h"

namespace pandora {
namespace {

std::string Stored(const GroupDefinition& definition, bool running) {
  Json stored = definition.echo;
  stored["running"] = running;
  return DumpJson(stored);
}

}  // namespace

Status Groups::Create(std::string_view account, std::string_view name, const GroupDefinition& definition) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> taken,
                           state_->catalog.Find(ResourceKind::kGroup, account, 0, name));
  if (taken) return Status(ErrorCode::kE18218, Quote(name, 130));
  Resource resource;
  resource.kind = ResourceKind::kGroup;
  resource.account = account;
  resource.name = name;
  resource.definition = Stored(definition, definition.allocate_on_start);
  resource.created = resource.updated = state_->now();
  return state_->catalog.Insert(resource).status();
}

Status Groups::Save(const Group& group) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<Resource> resource, state_->catalog.Get(group.id));
  if (!resource) return Status(ErrorCode::kE18120, Quote(group.name, 130));
  resource->definition = Stored(group.definition, group.running);
  resource->updated = state_->now();
  return state_->catalog.Update(*resource);
}

Status Groups::Allocate(std::string_view account, const std::string& name) {
  if (name.empty()) return {};
  PANDORA_ASSIGN_OR_RETURN(Group group, Find(account, name));
  if (group.running) return {};
  group.running = true;
  return Save(group);
}

Status Groups::Stop(Group group) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Repo>> repos, repos_->List(group.account));
  for (const std::shared_ptr<Repo>& repo : repos) {
    if (repo->definition.group != group.name) continue;
    PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> transforms,
                             state_->catalog.List(ResourceKind::kTransform, group.account, repo->id));
    if (transforms.empty()) continue;
    return Status(ErrorCode::kE18215, Quote(group.name, 130) + " runs transform " + Quote(transforms[0].name, 130) +
                                          " of repo " + Quote(repo->name, 130) + "; delete that first");
  }
  group.running = false;
  return Save(group);
}

Status Groups::Delete(const Group& group) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Repo>> repos, repos_->List(group.account));
  for (const std::shared_ptr<Repo>& repo : repos) {
    if (repo->definition.group == group.name) {
      return Status(ErrorCode::kE18215, Quote(group.name, 130) + " is used by repo " + Quote(repo->name, 130));
    }
  }
  return state_->catalog.Delete(group.id);
}

Result<Group> Groups::Load(const Resource& resource) {
  Group group;
  group.id = resource.id;
  group.account = resource.account;
  group.name = resource.name;
  group.created = resource.created;
  group.updated = resource.updated;
  PANDORA_ASSIGN_OR_RETURN(const Json json, ParseJson(resource.definition));
  PANDORA_ASSIGN_OR_RETURN(group.definition, ReadGroup(json));
  const Json* running = FindMember(json, "running");
  group.running = running != nullptr && *running == true;
  return group;
}

Result<Group> Groups::Find(std::string_view account, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource,
                           state_->catalog.Find(ResourceKind::kGroup, account, 0, name));
  if (!resource) return Status(ErrorCode::kE18120, Quote(name, 130));
  return Load(*resource);
}

Result<std::vector<Group>> Groups::List(std::string_view account) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           state_->catalog.List(ResourceKind::kGroup, account, 0));
  std::vector<Group> groups;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(Group group, Load(resource));
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace pandora
