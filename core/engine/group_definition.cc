#include "core/base/text.h"
#include "core/engine/definition.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr int64_t kMaxGroupContainers = 128;

Status CheckContainer(const Json& body) {
  const Json* container = FindMember(body, "container");
  if (container == nullptr)
    return Status(ErrorCode::kE18007, "container is missing; an object with type and count is required");
  if (!container->is_object()) {
    return Status(ErrorCode::kE18007,
                  "container is " + std::string(JsonTypeName(*container)) + "; an object is required");
  }
  const Json* type = FindMember(*container, "type");
  if (type == nullptr || !type->is_string()) {
    return Status(ErrorCode::kE18213, "container.type is missing or no string; M16C4 and M32C8 are accepted");
  }
  const std::string name = type->get<std::string>();
  if (name != "M16C4" && name != "M32C8") {
    return Status(ErrorCode::kE18213, "container.type is " + Quote(name) + "; M16C4 and M32C8 are accepted");
  }
  const Json* count = FindMember(*container, "count");
  const std::optional<int64_t> number = count == nullptr ? std::nullopt : AsInt64(*count);
  if (!number || *number < 1 || *number > kMaxGroupContainers) {
    return Status(ErrorCode::kE18214, "container.count is " + (count == nullptr ? "missing" : QuoteJson(*count)) +
                                          "; 1 to 128 is accepted");
  }
  return {};
}

}  // namespace

Status ReadOptionalText(const Json& body, const char* name, ErrorCode code, std::string* out) {
  const Json* value = FindMember(body, name);
  if (value == nullptr) return {};
  if (!value->is_string()) {
    return Status(code, std::string(name) + " is " + std::string(JsonTypeName(*value)) + "; a string is accepted");
  }
  *out = value->get<std::string>();
  return {};
}

Json KeepMembers(const Json& object, std::initializer_list<std::string_view> names) {
  Json kept = Json::object();
  for (const auto& [name, value] : object.items()) {
    for (const std::string_view wanted : names) {
      if (name == wanted) kept[name] = value;
    }
  }
  return kept;
}

Status CheckRegion(const Json& body) {
  const Json* region = FindMember(body, "region");
  if (region == nullptr) return Status(ErrorCode::kE18007, "region is missing; \"nb\" is required");
  if (!region->is_string())
    return Status(ErrorCode::kE18007, "region is " + std::string(JsonTypeName(*region)) + "; \"nb\" is required");
  if (region->get<std::string>() != kRegion) {
    return Status(ErrorCode::kE18212, "region is " + Quote(region->get<std::string>()) + "; only 'nb' is there");
  }
  return {};
}

Result<GroupDefinition> ReadGroup(const Json& body) {
  PANDORA_RETURN_IF_ERROR(CheckRegion(body));
  PANDORA_RETURN_IF_ERROR(CheckContainer(body));
  GroupDefinition group;
  if (const Json* allocate = FindMember(body, "allocateOnStart"); allocate != nullptr) {
    if (!allocate->is_boolean())
      return Status(ErrorCode::kE18007, "allocateOnStart is no boolean; true or false is accepted");
    group.allocate_on_start = allocate->get<bool>();
  }
  group.echo = KeepMembers(body, {"region", "container", "allocateOnStart"});
  group.echo["container"] = KeepMembers(body["container"], {"type", "count"});
  return group;
}

Result<GroupDefinition> UpdateGroup(const GroupDefinition& before, const Json& body) {
  PANDORA_RETURN_IF_ERROR(CheckContainer(body));
  GroupDefinition group = before;
  group.echo["container"] = KeepMembers(body["container"], {"type", "count"});
  return group;
}

}  // namespace pandora
