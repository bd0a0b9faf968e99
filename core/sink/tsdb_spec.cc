#include "core/sink/tsdb_spec.h"

#include "core/base/text.h"
#include "core/sink/spec_reader.h"
#include "core/sink/table_columns.h"

namespace pandora {
namespace {

Status ReadStoreName(const Json& spec, const char* member, std::string* out) {
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, member, true, out));
  const std::string why = WhyNoStoreName(*out);
  return why.empty() ? Status() : BadSpec(member, why);
}

Status CheckNames(const TsdbSpec& spec) {
  for (const auto* part : {&spec.tags, &spec.fields}) {
    const char* const member = part == &spec.tags ? "tags" : "fields";
    for (const auto& [name, source] : *part) {
      if (name == kTimestampColumn) {
        return BadSpec(std::string(member) + ".timestamp",
                       "has the name of the time stamp; spec.timestamp says which field that is");
      }
    }
  }
  for (const auto& [tag, source] : spec.tags) {
    for (const auto& [field, other] : spec.fields) {
      if (tag == field) return BadSpec("fields." + field, "is a tag too; a column is either");
    }
  }
  return {};
}

Status CheckKinds(const TsdbSpec& spec, const Schema& schema) {
  for (const auto* part : {&spec.tags, &spec.fields}) {
    const std::string member = part == &spec.tags ? "tags." : "fields.";
    for (const auto& [name, source] : *part) {
      const Type& type = schema.fields[static_cast<size_t>(schema.Find(source))].type;
      if (!SeriesKind(type)) {
        return BadSpec(member + name, "is " + std::string(KindName(type.kind)) + "; a series holds single values only");
      }
    }
  }
  return {};
}

Status ReadTimestamp(const Json& spec, const Schema* schema, std::string* out) {
  const Json* reference = FindMember(spec, "timestamp");
  // Clients that leave it unset send nothing or "".
  if (reference == nullptr || *reference == "") return {};
  PANDORA_RETURN_IF_ERROR(ReadSpecReference(*reference, "timestamp", schema, out));
  if (schema == nullptr) return {};
  const Kind kind = schema->fields[static_cast<size_t>(schema->Find(*out))].type.kind;
  if (kind == Kind::kLong || kind == Kind::kString || kind == Kind::kDate) return {};
  return BadSpec("timestamp", "refers to " + Quote(*out) + ", which is " + std::string(KindName(kind)) +
                                  "; a field of type long, string or date is accepted");
}

}  // namespace

std::optional<Kind> SeriesKind(const Type& source) {
  switch (source.kind) {
    case Kind::kLong:
    case Kind::kFloat:
    case Kind::kBoolean: return source.kind;
    case Kind::kDate:
    case Kind::kString:
    case Kind::kJsonString: return Kind::kString;
    case Kind::kArray:
    case Kind::kMap: return std::nullopt;
  }
  return std::nullopt;
}

Result<TsdbSpec> ReadTsdbSpec(const Json& spec, const Schema* schema) {
  PANDORA_RETURN_IF_ERROR(RequireSpecObject(spec));
  TsdbSpec out;
  PANDORA_RETURN_IF_ERROR(ReadStoreName(spec, "destRepoName", &out.database));
  PANDORA_RETURN_IF_ERROR(ReadStoreName(spec, "series", &out.series));
  PANDORA_RETURN_IF_ERROR(ReadSpecBool(spec, "omitInvalid", &out.omit_invalid));
  PANDORA_RETURN_IF_ERROR(ReadSpecBool(spec, "omitEmpty", &out.omit_empty));
  PANDORA_RETURN_IF_ERROR(ReadColumnMap(spec, "tags", schema, &out.tags));
  PANDORA_RETURN_IF_ERROR(ReadColumnMap(spec, "fields", schema, &out.fields));
  if (out.fields.empty()) return BadSpec("fields", "is empty; a point has at least one field");
  PANDORA_RETURN_IF_ERROR(CheckNames(out));
  if (schema != nullptr) PANDORA_RETURN_IF_ERROR(CheckKinds(out, *schema));
  PANDORA_RETURN_IF_ERROR(ReadTimestamp(spec, schema, &out.timestamp));
  return out;
}

}  // namespace pandora
