#include <array>
#include <set>

#include "core/base/text.h"
#include "core/engine/definition.h"
#include "core/format/schema_json.h"
#include "core/schedule/interval.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

// Streaming containers of the newest document (seed 002:303) and the two of the older ones (conflicts.md C9).
constexpr std::array<std::string_view, 8> kContainers{"1U2G",  "1U4G",  "2U4G",  "4U8G",
                                                      "4U16G", "8U16G", "M16C4", "M32C8"};

Status BadSpec(const std::string& detail) { return Status(ErrorCode::kE18207, detail); }

Status CheckContainer(const Json& body) {
  const Json* container = FindMember(body, "container");
  if (container == nullptr) return {};
  if (!container->is_object()) {
    return BadSpec("container is " + std::string(JsonTypeName(*container)) +
                   "; an object with type and count is accepted");
  }
  std::string type;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(*container, "type", ErrorCode::kE18207, &type).WithContext("container"));
  bool known = false;
  for (const std::string_view name : kContainers) known = known || name == type;
  if (!known) {
    return Status(ErrorCode::kE18213,
                  "container.type is " + Quote(type) + "; 1U2G, 1U4G, 2U4G, 4U8G, 4U16G and 8U16G are accepted");
  }
  const Json* count = FindMember(*container, "count");
  if (count == nullptr || !count->is_number_integer())
    return BadSpec("container.count is missing or no integer; at least 1 is required");
  if (AsInt64(*count).value_or(INT64_MAX) < 1) {
    return Status(ErrorCode::kE18214, "container.count is " + QuoteJson(*count) + "; at least 1 is required");
  }
  return {};
}

Kind OutputKind(const Json* type) {
  if (type == nullptr || *type == "string") return Kind::kString;
  return *type == "long" ? Kind::kLong : Kind::kFloat;
}

Status ReadPluginOutput(const Json& output, Schema* schema) {
  if (!output.is_array() || output.empty()) return BadSpec("plugin.output is no array of fields");
  std::set<std::string> names;
  for (const Json& field : output) {
    if (!field.is_object()) return BadSpec("plugin.output has an entry that is no object");
    const Json* name = FindMember(field, "name");
    if (name == nullptr || !name->is_string() || !IsResourceName(name->get<std::string>())) {
      return Status(ErrorCode::kE18106, "plugin.output: name is " + (name == nullptr ? "missing" : QuoteJson(*name)) +
                                            "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
    }
    if (!names.insert(name->get<std::string>()).second) {
      return Status(ErrorCode::kE18106, "plugin.output names " + Quote(name->get<std::string>()) + " twice");
    }
    const Json* type = FindMember(field, "type");
    if (type != nullptr && *type != "string" && *type != "long" && *type != "float") {
      return Status(ErrorCode::kE18211, "plugin.output: type of " + Quote(name->get<std::string>()) + " is " +
                                            QuoteJson(*type) + "; string, long and float are accepted");
    }
    Field declared;
    declared.name = name->get<std::string>();
    declared.type.kind = OutputKind(type);
    schema->fields.push_back(std::move(declared));
  }
  return {};
}

// Clients that use no plugin send an empty one.
bool IsNoPlugin(const Json& plugin) {
  const Json* name = FindMember(plugin, "name");
  const Json* output = FindMember(plugin, "output");
  const bool no_output = output == nullptr || (output->is_array() && output->empty());
  return no_output && (name != nullptr ? *name == "" : plugin.empty());
}

Status ReadPlugin(const Json& body, TransformDefinition* transform) {
  const Json* plugin = FindMember(body, "plugin");
  if (plugin == nullptr) return {};
  if (!plugin->is_object())
    return BadSpec("plugin is " + std::string(JsonTypeName(*plugin)) + "; an object with name and output is accepted");
  PANDORA_RETURN_IF_ERROR(
      ReadOptionalText(*plugin, "name", ErrorCode::kE18207, &transform->plugin).WithContext("plugin"));
  const Json* output = FindMember(*plugin, "output");
  if (IsNoPlugin(*plugin)) return {};
  if (transform->plugin.empty()) return BadSpec("plugin.name is missing");
  if (output == nullptr) return BadSpec("plugin.output is missing; the fields that the plugin yields are required");
  return ReadPluginOutput(*output, &transform->plugin_output);
}

Status ReadSql(const Json& body, TransformDefinition* transform) {
  std::string mode;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "mode", ErrorCode::kE18207, &mode));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "code", ErrorCode::kE18207, &transform->code));
  if (!mode.empty() && !EqualsIgnoreCase(mode, "sql")) {
    return Status(ErrorCode::kE18203, "mode is " + Quote(mode) + "; sql is accepted");
  }
  if (transform->code.empty() && transform->plugin.empty()) {
    return BadSpec("neither plugin nor code is given; a transform needs at least one of them");
  }
  return {};
}

Status ReadInterval(const Json& body, TransformDefinition* transform) {
  std::string interval;
  if (const Json* value = FindMember(body, "interval"); value != nullptr && !value->is_string()) {
    return Status(ErrorCode::kE18208, "interval is " + std::string(JsonTypeName(*value)) + "; one of " +
                                          std::string(kStreamIntervals) + " is accepted");
  } else if (value != nullptr) {
    interval = value->get<std::string>();
  }
  const std::optional<int64_t> micros = ParseStreamInterval(interval.empty() ? kDefaultStreamInterval : interval);
  if (!micros)
    return Status(ErrorCode::kE18208,
                  "interval is " + Quote(interval) + "; one of " + std::string(kStreamIntervals) + " is accepted");
  transform->interval = *micros;
  return {};
}

}  // namespace

Result<TransformDefinition> ReadTransform(const Json& body, const SchemaLimits& limits) {
  TransformDefinition transform;
  PANDORA_RETURN_IF_ERROR(ReadPlugin(body, &transform));
  PANDORA_RETURN_IF_ERROR(CheckContainer(body));
  PANDORA_RETURN_IF_ERROR(ReadSql(body, &transform));
  PANDORA_RETURN_IF_ERROR(ReadInterval(body, &transform));
  std::string whence;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "whence", ErrorCode::kE18207, &whence));
  if (!whence.empty() && whence != "oldest" && whence != "newest") {
    return BadSpec("whence is " + Quote(whence) + "; oldest and newest are accepted");
  }
  transform.from_oldest = whence == "oldest";
  if (const Json* destrepo = FindMember(body, "destrepo");
      destrepo != nullptr && !(destrepo->is_array() && destrepo->empty())) {
    Result<Schema> schema = ReadSchema(*destrepo, limits);
    if (!schema.ok()) return schema.status().WithContext("destrepo");
    transform.destrepo = std::move(schema).value();
  }
  transform.echo = KeepMembers(body, {"plugin", "mode", "code", "interval", "container", "whence", "destrepo"});
  if (const auto interval = transform.echo.find("interval");
      interval == transform.echo.end() || interval->is_null() || *interval == "") {
    transform.echo["interval"] = kDefaultStreamInterval;
  }
  return transform;
}

Result<TransformDefinition> UpdateTransform(const TransformDefinition& before, const Json& body,
                                            const SchemaLimits& limits) {
  Json merged = before.echo;
  bool updated = false;
  for (const char* name : {"plugin", "code", "interval", "container"}) {
    const Json* value = FindMember(body, name);
    if (value == nullptr || *value == "" || (value->is_object() && IsNoPlugin(*value))) continue;
    merged[name] = *value;
    updated = true;
  }
  if (const Json* mode = FindMember(body, "mode"); mode != nullptr && *mode != "") merged["mode"] = *mode;
  if (!updated) return BadSpec("nothing to update; plugin, code, interval and container can be");
  return ReadTransform(merged, limits);
}

}  // namespace pandora
