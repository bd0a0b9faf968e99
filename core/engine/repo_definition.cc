#include "core/base/text.h"
#include "core/engine/definition.h"
#include "core/format/schema_json.h"

namespace pandora {
namespace {

// The schema as given, without unknown members, and with `required` spelled out (seed 002:155 shows it in every entry).
Json EchoSchema(const Json& schema) {
  Json echo = Json::array();
  for (const Json& field : schema) {
    Json kept = KeepMembers(field, {"key", "valtype", "elemtype", "required", "schema", "description"});
    if (const auto nested = kept.find("schema"); nested != kept.end() && nested->is_array())
      *nested = EchoSchema(*nested);
    if (const auto required = kept.find("required"); required == kept.end() || required->is_null())
      kept["required"] = false;
    echo.push_back(std::move(kept));
  }
  return echo;
}

Status OptionalBoolean(const Json& body, const char* name, bool* out) {
  const Json* value = FindMember(body, name);
  if (value == nullptr) return {};
  if (!value->is_boolean()) {
    return Status(ErrorCode::kE18007,
                  std::string(name) + " is " + std::string(JsonTypeName(*value)) + "; true or false is accepted");
  }
  *out = value->get<bool>();
  return {};
}

Status ReadOptions(const Json& body, RepoDefinition* repo) {
  repo->with_ip.clear();
  repo->with_timestamp.clear();
  repo->unescape = true;
  const Json* options = FindMember(body, "options");
  if (options == nullptr) return {};
  if (!options->is_object()) {
    return Status(ErrorCode::kE18007, "options is " + std::string(JsonTypeName(*options)) + "; an object is accepted");
  }
  PANDORA_RETURN_IF_ERROR(
      ReadOptionalText(*options, "withIP", ErrorCode::kE18007, &repo->with_ip).WithContext("options"));
  PANDORA_RETURN_IF_ERROR(
      ReadOptionalText(*options, "withTimestamp", ErrorCode::kE18007, &repo->with_timestamp).WithContext("options"));
  PANDORA_RETURN_IF_ERROR(OptionalBoolean(*options, "unescapeLine", &repo->unescape).WithContext("options"));
  return {};
}

Json AddedField(const std::string& name, Kind kind) {
  return Json{{"key", name}, {"valtype", KindName(kind)}, {"required", false}};
}

// A field of that name is added to the schema (seed 002:85), unless it is `listed` there as ours.
Status AddOptionField(const char* option, const std::string& name, Kind kind, bool listed, RepoDefinition* repo) {
  if (name.empty()) return {};
  const std::string place = "options." + std::string(option) + ": ";
  if (!IsResourceName(name)) {
    return Status(ErrorCode::kE18106,
                  place + Quote(name) + " is no field name; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
  }
  if (const int index = repo->schema.Find(name); index >= 0) {
    const Field& there = repo->schema.fields[static_cast<size_t>(index)];
    if (listed && there.type.kind == kind && !there.required) return {};
    return Status(ErrorCode::kE18106, place + "the schema already has a field " + Quote(name));
  }
  Field field;
  field.name = name;
  field.type.kind = kind;
  repo->schema.fields.push_back(field);
  repo->echo["schema"].push_back(AddedField(name, kind));
  return {};
}

// Drops the last entry when it is the field which an option added, so that a re-sent schema reads like a new one.
Json WithoutOptionField(Json schema, const std::string& name, Kind kind) {
  if (name.empty() || !schema.is_array() || schema.empty()) return schema;
  if (KeepMembers(schema.back(), {"key", "valtype", "required"}) == AddedField(name, kind)) {
    schema.erase(schema.size() - 1);
  }
  return schema;
}

// `type` of the oldest document: rt is a message queue, kodo reads the objects of a bucket (seed 001:171).
Status ReadLegacyType(const Json& body, RepoDefinition* repo) {
  std::string type, bucket;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "type", ErrorCode::kE18007, &type));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "bucket", ErrorCode::kE18007, &bucket));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "keyPrefix", ErrorCode::kE18007, &repo->key_prefix));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "fileType", ErrorCode::kE18007, &repo->file_type));
  if (type.empty() || type == "rt") return {};
  if (type != "kodo") return Status(ErrorCode::kE18109, "type is " + Quote(type) + "; rt and kodo are accepted");
  if (bucket.empty() || FindMember(body, "keyPrefix") == nullptr || repo->file_type.empty()) {
    return Status(ErrorCode::kE18109, "a repo of type kodo needs bucket, keyPrefix and fileType");
  }
  if (repo->file_type != "json" && repo->file_type != "text" && repo->file_type != "parquet") {
    return Status(ErrorCode::kE18109,
                  "fileType is " + Quote(repo->file_type) + "; json, text and parquet are accepted");
  }
  repo->bucket = bucket;
  return {};
}

}  // namespace

Result<RepoDefinition> ReadRepo(const Json& body, const SchemaLimits& limits, bool listed) {
  RepoDefinition repo;
  PANDORA_RETURN_IF_ERROR(CheckRegion(body));
  PANDORA_RETURN_IF_ERROR(ReadLegacyType(body, &repo));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "group", ErrorCode::kE18007, &repo.group));
  std::string unused;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "workflow", ErrorCode::kE18007, &unused));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "description", ErrorCode::kE18007, &unused));
  PANDORA_RETURN_IF_ERROR(ReadOptions(body, &repo));
  const Json* schema = FindMember(body, "schema");
  if (schema == nullptr)
    return Status(ErrorCode::kE18105, "schema is missing; an array of at least one field is required");
  const Json own = listed ? *schema
                          : WithoutOptionField(WithoutOptionField(*schema, repo.with_timestamp, Kind::kDate),
                                               repo.with_ip, Kind::kString);
  PANDORA_ASSIGN_OR_RETURN(repo.schema, ReadSchema(own, limits));
  repo.echo = KeepMembers(body, {"region", "type", "bucket", "keyPrefix", "fileType", "schema", "options", "group",
                                 "workflow", "ruleNames", "description"});
  repo.echo["schema"] = EchoSchema(own);
  if (const auto options = repo.echo.find("options"); options != repo.echo.end() && options->is_object()) {
    *options = KeepMembers(*options, {"withIP", "withTimestamp", "unescapeLine"});
  }
  PANDORA_RETURN_IF_ERROR(AddOptionField("withIP", repo.with_ip, Kind::kString, listed, &repo));
  PANDORA_RETURN_IF_ERROR(AddOptionField("withTimestamp", repo.with_timestamp, Kind::kDate, listed, &repo));
  return repo;
}

Result<RepoDefinition> UpdateRepo(const RepoDefinition& before, const Json& body, const SchemaLimits& limits) {
  if (FindMember(body, "schema") == nullptr) {
    return Status(ErrorCode::kE18105, "schema is missing; an update lists every field that the repo is to have");
  }
  Json merged = before.echo;
  merged["schema"] = body["schema"];
  for (const char* name : {"options", "description", "ruleNames"}) {
    if (FindMember(body, name) != nullptr) merged[name] = body[name];
  }
  return ReadRepo(merged, limits, true);
}

}  // namespace pandora
