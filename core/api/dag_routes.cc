// POST /dag/schemaInfer: the schema of a statement's result over given source schemas (seed 000:1020). Without /v2 and without
// Authorization, as documented (spec/conflicts.md C7).
#include <algorithm>

#include "core/api/route.h"
#include "core/base/text.h"
#include "core/engine/schema_inference.h"
#include "core/format/avro_schema.h"
#include "core/format/schema_json.h"

namespace pandora {
namespace {

constexpr size_t kMaxSources = 100;

Status Malformed(const std::string& why) { return Status(ErrorCode::kE18007, why); }

// The string member `name`, which must be there.
Result<std::string> RequiredText(const Json& object, const char* name, const std::string& place) {
  const Json* value = FindMember(object, name);
  if (value == nullptr) return Malformed(place + name + " is missing; a string is required");
  if (!value->is_string())
    return Malformed(place + name + " is " + std::string(JsonTypeName(*value)) + "; a string is accepted");
  return value->get<std::string>();
}

// 1 to 128 letters, digits and underscores, a letter first (seed 000:1055).
Status CheckTableName(const std::string& name, const std::string& place) {
  if (IsResourceName(name) && name[0] != '_') return {};
  return Malformed(place + "tableName is " + Quote(name, 130) + "; ^[a-zA-Z][a-zA-Z0-9_]{0,127}$ is accepted");
}

Status ReadBatchSchema(const Json& decoded, const SchemaLimits& limits, InferenceSource* source) {
  PANDORA_ASSIGN_OR_RETURN(source->table.schema, ReadSchema(decoded, limits));
  for (const Field& field : source->table.schema.fields) source->required.push_back(field.required);
  return {};
}

Status ReadStreamingSchema(const Json& decoded, InferenceSource* source) {
  if (!decoded.is_object()) {
    return Malformed("decoded, it is " + std::string(JsonTypeName(decoded)) +
                     "; for type streaming {\"schema\": \"an Avro record as text\"} is accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(const std::string text, RequiredText(decoded, "schema", "decoded, "));
  PANDORA_ASSIGN_OR_RETURN(const Json record, ParseJson(text));
  PANDORA_ASSIGN_OR_RETURN(std::vector<AvroField> fields, ReadAvroRecord(record));
  for (AvroField& field : fields) {
    source->required.push_back(field.required);
    source->table.columns.push_back({std::move(field.name), std::move(field.type)});
  }
  return {};
}

Status ReadSource(const Json& entry, const std::string& place, const SchemaLimits& limits, InferenceSource* source) {
  if (!entry.is_object())
    return Malformed(place + "is " + std::string(JsonTypeName(entry)) + "; an object is accepted");
  PANDORA_ASSIGN_OR_RETURN(const std::string type, RequiredText(entry, "type", place));
  if (type != "streaming" && type != "batch")
    return Malformed(place + "type is " + Quote(type) + "; streaming and batch are accepted");
  PANDORA_ASSIGN_OR_RETURN(source->table.name, RequiredText(entry, "tableName", place));
  PANDORA_RETURN_IF_ERROR(CheckTableName(source->table.name, place));
  if (FindMember(entry, "schema") == nullptr) return Status(ErrorCode::kE18105, place + "schema is missing");
  PANDORA_ASSIGN_OR_RETURN(const std::string encoded, RequiredText(entry, "schema", place));
  const std::optional<std::string> text = Base64Decode(encoded);
  if (!text) return Malformed(place + "schema is " + Quote(encoded) + ", which is no base64");
  const Result<Json> decoded = ParseJson(*text);
  Status status = decoded.status();
  if (decoded.ok())
    status = type == "batch" ? ReadBatchSchema(*decoded, limits, source) : ReadStreamingSchema(*decoded, source);
  return status.WithContext(place + "schema");
}

Result<std::vector<InferenceSource>> ReadSources(const Json& body, const SchemaLimits& limits) {
  const Json* list = FindMember(body, "sourceSchemas");
  if (list == nullptr)
    return Status(ErrorCode::kE18105, "sourceSchemas is missing; an array with one entry for each source is required");
  if (!list->is_array())
    return Malformed("sourceSchemas is " + std::string(JsonTypeName(*list)) + "; an array is accepted");
  if (list->size() > kMaxSources)
    return Status(ErrorCode::kE18108, "sourceSchemas has " + std::to_string(list->size()) + " entries; up to " +
                                          std::to_string(kMaxSources) + " are accepted");
  std::vector<InferenceSource> sources;
  for (const Json& entry : *list) {
    const std::string place = "sourceSchemas[" + std::to_string(sources.size()) + "] ";
    InferenceSource source;
    PANDORA_RETURN_IF_ERROR(ReadSource(entry, place, limits, &source));
    for (const InferenceSource& other : sources) {
      if (EqualsIgnoreCase(other.table.name, source.table.name))
        return Malformed(place + "tableName is " + Quote(source.table.name, 130) +
                         ", which another source has; names are compared without case");
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

// conflicts.md C12: `sql` in any case.
Result<std::string> ReadCode(const Json& body) {
  const Json* computation = FindMember(body, "computation");
  if (computation == nullptr)
    return Malformed("computation is missing; {\"type\": \"sql\", \"code\": ...} is required");
  if (!computation->is_object())
    return Malformed("computation is " + std::string(JsonTypeName(*computation)) + "; an object is accepted");
  PANDORA_ASSIGN_OR_RETURN(const std::string type, RequiredText(*computation, "type", "computation."));
  if (!EqualsIgnoreCase(type, "sql"))
    return Status(ErrorCode::kE18203, "computation.type is " + Quote(type) + "; sql is accepted");
  return RequiredText(*computation, "code", "computation.");
}

Status InferResultSchema(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const std::string app_id, RequiredText(body, "appId", ""));
  PANDORA_ASSIGN_OR_RETURN(const std::string code, ReadCode(body));
  const EngineState& state = context.engine.state();
  PANDORA_ASSIGN_OR_RETURN(const std::vector<InferenceSource> sources, ReadSources(body, state.settings.schema));
  PANDORA_ASSIGN_OR_RETURN(const Schema schema, InferSchema(sources, code, state.now()));
  reply->SetJson(Json{{"schema", WriteSchema(schema)}});
  return {};
}

constexpr ShapeMember kInferBody[] = {
    {"appId", "string", true, "the user's identity", "所属用户标识"},
    {"computation", "object", true, "type (sql) and code, which may use magic variables",
     "计算方式:type(sql)和 code,可以使用魔法变量"},
    {"sourceSchemas", "array", true, "for each source its type (streaming or batch), tableName and schema in base64",
     "数据源:type、tableName 和 base64 编码的 schema"},
};

constexpr Route kRoutes[] = {
    {"POST", "/dag/schemaInfer", "inferSchema", "dag", RouteKind::kControl, InferResultSchema,
     "Infer the schema of an SQL statement's result", "推断 SQL 语句结果的 schema", "000:1020", "application/json",
     "/dag/schemaInfer",
     R"({"appId": "1380000000", "computation": {"type": "sql", "code": "select a from t1"}, "sourceSchemas": [{"type": "batch", "tableName": "t1", "schema": "W3sia2V5IjoiYSIsInZhbHR5cGUiOiJsb25nIn1d"}]})",
     kInferBody},
};

}  // namespace

std::span<const Route> DagRoutes() { return kRoutes; }

}  // namespace pandora
