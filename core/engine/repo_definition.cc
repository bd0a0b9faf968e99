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
  repo->unescape = true;
  const Json* options = FindMember(body, "options");
  if (options == nullptr) return {};
  if (!options->is_object()) {
    return Status(ErrorCode::kE18007, "options is " + std::string(JsonTypeName(*options)) + "; an object is accepted");
  }
  std::string timestamp;
  PANDORA_RETURN_IF_ERROR(
      ReadOptionalText(*options, "withIP", ErrorCode::kE18007, &repo->with_ip).WithContext("options"));
  PANDORA_RETURN_IF_ERROR(
      ReadOptionalText(*options, "withTimestamp", ErrorCode::kE18007, &timestamp).WithContext("options"));
  PANDORA_RETURN_IF_ERROR(OptionalBoolean(*options, "unescapeLine", &repo->unescape).WithContext("options"));
  return {};
}

// A field of that name is added to the schema (seed 002:85); one that a previous answer already showed is taken as ours.
Status AddIpField(RepoDefinition* repo) {
  if (repo->with_ip.empty()) return {};
  if (!IsResourceName(repo->with_ip)) {
    return Status(ErrorCode::kE18106, "options.withIP: " + Quote(repo->with_ip) +
                                          " is no field name; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
  }
  if (repo->schema.Find(repo->with_ip) >= 0) {
    return Status(ErrorCode::kE18106, "options.withIP: the schema already has a field " + Quote(repo->with_ip));
  }
  Field field;
  field.name = repo->with_ip;
  field.type.kind = Kind::kString;
  repo->schema.fields.push_back(field);
  repo->echo["schema"].push_back(Json{{"key", repo->with_ip}, {"valtype", "string"}, {"required", false}});
  return {};
}

// Drops the last entry when it is the field which withIP added, so that a stored or re-sent schema reads like a new one.
Json WithoutIpField(Json schema, const std::string& with_ip) {
  if (with_ip.empty() || !schema.is_array() || schema.empty()) return schema;
  const Json added{{"key", with_ip}, {"valtype", "string"}, {"required", false}};
  if (KeepMembers(schema.back(), {"key", "valtype", "required"}) == added) schema.erase(schema.size() - 1);
  return schema;
}

Status CheckLegacyType(const Json& body) {
  std::string type, bucket, prefix, file_type;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "type", ErrorCode::kE18007, &type));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "bucket", ErrorCode::kE18007, &bucket));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "keyPrefix", ErrorCode::kE18007, &prefix));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "fileType", ErrorCode::kE18007, &file_type));
  if (type.empty() || type == "rt") return {};
  if (type != "kodo") return Status(ErrorCode::kE18109, "type is " + Quote(type) + "; rt and kodo are accepted");
  if (bucket.empty() || FindMember(body, "keyPrefix") == nullptr || file_type.empty()) {
    return Status(ErrorCode::kE18109, "a repo of type kodo needs bucket, keyPrefix and fileType");
  }
  if (file_type != "json" && file_type != "text" && file_type != "parquet") {
    return Status(ErrorCode::kE18109, "fileType is " + Quote(file_type) + "; json, text and parquet are accepted");
  }
  return {};
}

}  // namespace

Result<RepoDefinition> ReadRepo(const Json& body, const SchemaLimits& limits) {
  RepoDefinition repo;
  PANDORA_RETURN_IF_ERROR(CheckRegion(body));
  PANDORA_RETURN_IF_ERROR(CheckLegacyType(body));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "group", ErrorCode::kE18007, &repo.group));
  std::string unused;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "workflow", ErrorCode::kE18007, &unused));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "description", ErrorCode::kE18007, &unused));
  PANDORA_RETURN_IF_ERROR(ReadOptions(body, &repo));
  const Json* schema = FindMember(body, "schema");
  if (schema == nullptr)
    return Status(ErrorCode::kE18105, "schema is missing; an array of at least one field is required");
  const Json own = WithoutIpField(*schema, repo.with_ip);
  PANDORA_ASSIGN_OR_RETURN(repo.schema, ReadSchema(own, limits));
  repo.echo = KeepMembers(body, {"region", "type", "bucket", "keyPrefix", "fileType", "schema", "options", "group",
                                 "workflow", "ruleNames", "description"});
  repo.echo["schema"] = EchoSchema(own);
  if (const auto options = repo.echo.find("options"); options != repo.echo.end() && options->is_object()) {
    *options = KeepMembers(*options, {"withIP", "withTimestamp", "unescapeLine"});
  }
  PANDORA_RETURN_IF_ERROR(AddIpField(&repo));
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
  return ReadRepo(merged, limits);
}

}  // namespace pandora
