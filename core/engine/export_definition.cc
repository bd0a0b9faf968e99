#include <array>

#include "core/base/text.h"
#include "core/engine/definition.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr std::array<std::string_view, 7> kTypes{"http", "logdb", "mongo", "tsdb", "kodo", "report", "hdfs"};
constexpr std::string_view kTypeList = "http, logdb, mongo, tsdb, kodo and report";

Status ReadType(const Json& body, std::string* out) {
  const Json* type = FindMember(body, "type");
  if (type == nullptr)
    return Status(ErrorCode::kE18303, "type is missing; one of " + std::string(kTypeList) + " is required");
  if (!type->is_string())
    return Status(ErrorCode::kE18303, "type is " + std::string(JsonTypeName(*type)) + "; a string is required");
  // Older documents write logDB and mongoDB (conflicts.md C27).
  std::string name = ToLowerAscii(type->get<std::string>());
  if (name == "mongodb") name = "mongo";
  for (const std::string_view known : kTypes) {
    if (name == known) {
      *out = name;
      return {};
    }
  }
  return Status(ErrorCode::kE18303,
                "type is " + Quote(type->get<std::string>()) + "; " + std::string(kTypeList) + " are accepted");
}

Status CheckSpec(const Json& body) {
  const Json* spec = FindMember(body, "spec");
  if (spec == nullptr) return Status(ErrorCode::kE18303, "spec is missing; an object is required");
  if (!spec->is_object())
    return Status(ErrorCode::kE18303, "spec is " + std::string(JsonTypeName(*spec)) + "; an object is required");
  return {};
}

}  // namespace

Result<ExportDefinition> ReadExport(const Json& body) {
  ExportDefinition definition;
  PANDORA_RETURN_IF_ERROR(ReadType(body, &definition.type));
  PANDORA_RETURN_IF_ERROR(CheckSpec(body));
  if (const Json* whence = FindMember(body, "whence"); whence != nullptr) {
    if (*whence != "" && *whence != "oldest" && *whence != "newest") {
      return Status(ErrorCode::kE18303, "whence is " + QuoteJson(*whence) + "; oldest and newest are accepted");
    }
    definition.from_oldest = *whence != "newest";
  }
  definition.echo = KeepMembers(body, {"type", "whence", "spec"});
  definition.echo["type"] = definition.type;
  return definition;
}

Result<ExportDefinition> UpdateExport(const ExportDefinition& before, const Json& body) {
  if (FindMember(body, "type") != nullptr) {
    std::string type;
    PANDORA_RETURN_IF_ERROR(ReadType(body, &type));
    if (type != before.type) {
      return Status(ErrorCode::kE18303,
                    "type is " + Quote(type) + " but the export's is '" + before.type + "'; it cannot be changed");
    }
  }
  if (const Json* whence = FindMember(body, "whence"); whence != nullptr && *whence != "") {
    if (*whence != (before.from_oldest ? "oldest" : "newest")) {
      return Status(ErrorCode::kE18303,
                    "whence cannot be changed; it is " + std::string(before.from_oldest ? "oldest" : "newest"));
    }
  }
  PANDORA_RETURN_IF_ERROR(CheckSpec(body));
  ExportDefinition definition = before;
  definition.echo["spec"] = body["spec"];
  return definition;
}

}  // namespace pandora
