#include "core/sink/logdb_derive.h"

#include <optional>
#include <string>
#include <vector>

#include "core/base/instant.h"
#include "core/base/text.h"
#include "core/sink/logdb_schema.h"

namespace pandora {
namespace {

struct Derived {
  std::string name;
  std::optional<LogKind> kind;  // nothing while only null was seen
  std::vector<Derived> inside;
};

LogKind KindOfValue(const Json& value) {
  if (value.is_boolean()) return LogKind::kBoolean;
  if (value.is_number()) return AsInt64(value) && !value.is_number_float() ? LogKind::kLong : LogKind::kFloat;
  if (value.is_object()) return LogKind::kObject;
  return ParseRfc3339(value.get_ref<const std::string&>()) ? LogKind::kDate : LogKind::kString;
}

Status AddRecord(const Json& record, const std::string& where, int depth, int* count, std::vector<Derived>* fields);

Status AddValue(const Json& value, const std::string& where, int depth, int* count, Derived* field) {
  if (value.is_null()) return {};
  if (value.is_array()) {
    for (const Json& element : value) {
      if (element.is_array()) {
        return Status(ErrorCode::kBadRequest,
                      "field " + Quote(where, 256) + " is a list of lists; a list of values is accepted");
      }
      PANDORA_RETURN_IF_ERROR(AddValue(element, where, depth, count, field));
    }
    return {};
  }
  const LogKind kind = KindOfValue(value);
  const bool object = field->kind == LogKind::kObject;
  if (field->kind && object != (kind == LogKind::kObject)) {
    return Status(ErrorCode::kBadRequest, "field " + Quote(where, 256) +
                                              " is an object in one sample and none in another; no valtype takes both");
  }
  const auto is_number = [](LogKind one) { return one == LogKind::kLong || one == LogKind::kFloat; };
  if (!field->kind || field->kind == kind) {
    field->kind = kind;
  } else {
    field->kind = is_number(*field->kind) && is_number(kind) ? LogKind::kFloat : LogKind::kString;
  }
  return kind == LogKind::kObject ? AddRecord(value, where + ".", depth + 1, count, &field->inside) : Status();
}

Status AddRecord(const Json& record, const std::string& where, int depth, int* count, std::vector<Derived>* fields) {
  if (depth > kMaxLogDepth) {
    return Status(ErrorCode::kBadRequest, "field " + Quote(where, 256) + " lies deeper than 8 objects");
  }
  for (const auto& [name, value] : record.items()) {
    Derived* field = nullptr;
    for (Derived& known : *fields) {
      if (known.name == name) field = &known;
    }
    if (field == nullptr) {
      if (++*count > kMaxLogFields) return Status(ErrorCode::kBadRequest, "the samples have more than 500 fields");
      field = &fields->emplace_back();
      field->name = name;
    }
    PANDORA_RETURN_IF_ERROR(AddValue(value, where + name, depth, count, field));
  }
  return {};
}

Json SchemaOf(const std::vector<Derived>& fields) {
  Json schema = Json::array();
  for (const Derived& field : fields) {
    const LogKind kind = field.kind.value_or(LogKind::kString);
    Json entry = Json::object();
    entry["key"] = field.name;
    entry["valtype"] = LogKindName(kind);
    if (kind == LogKind::kString) entry["analyzer"] = "standard";
    if (kind == LogKind::kObject) entry["schema"] = SchemaOf(field.inside);
    schema.push_back(std::move(entry));
  }
  return schema;
}

}  // namespace

Result<Json> DeriveSchemaOfSamples(const Json& samples) {
  std::vector<Derived> fields;
  int count = 0;
  const Json one = samples.is_object() ? Json::array({samples}) : Json();
  const Json& list = samples.is_object() ? one : samples;
  if (!list.is_array()) {
    return Status(ErrorCode::kBadRequest, "the samples are " + std::string(JsonTypeName(samples)) +
                                              "; a record, or a list of records, is accepted");
  }
  for (const Json& record : list) {
    if (!record.is_object()) {
      return Status(ErrorCode::kBadRequest,
                    "a sample is " + std::string(JsonTypeName(record)) + "; a JSON object is required");
    }
    PANDORA_RETURN_IF_ERROR(AddRecord(record, "", 1, &count, &fields));
  }
  if (fields.empty()) return Status(ErrorCode::kBadRequest, "the samples have no field");
  Json schema = SchemaOf(fields);
  // Names that no log repo takes are told now, not when it is made.
  PANDORA_RETURN_IF_ERROR(ReadLogSchema(schema).status());
  return schema;
}

}  // namespace pandora
