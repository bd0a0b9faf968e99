#include "core/format/schema_json.h"

#include <string>

#include "core/base/text.h"

namespace pandora {
namespace {

std::string KindList(bool elements) {
  return elements ? "long, float, string, boolean" : "boolean, long, float, date, string, jsonstring, array, map";
}

// Reads `name`, a member that names a type.
Status ReadKind(const Json& entry, const char* name, bool elements, const std::string& place, Kind* kind) {
  const std::string accepted = "; one of " + KindList(elements) + " is accepted";
  const Json* const member = FindMember(entry, name);
  if (member == nullptr) return Status(ErrorCode::kE18107, place + ": " + name + " is missing" + accepted);
  if (!member->is_string()) {
    return Status(ErrorCode::kE18107, place + ": " + name + " is " + std::string(JsonTypeName(*member)) + accepted);
  }
  const auto& text = member->get_ref<const std::string&>();
  const std::optional<Kind> found = FindKind(text);
  if (!found) return Status(ErrorCode::kE18107, place + ": " + name + " " + Quote(text) + " is unknown" + accepted);
  *kind = *found;
  return Status();
}

Status ReadFields(const Json* json, const std::string& path, std::vector<Field>* fields);

Status ReadField(const Json& entry, const std::string& path, size_t index, Field* field) {
  std::string place = "schema[" + std::to_string(index) + "]";
  if (!path.empty()) place = "field " + Quote(path, 256) + ", " + place;
  if (!entry.is_object()) {
    return Status(ErrorCode::kE18007, place + ": a field is an object, not " + std::string(JsonTypeName(entry)));
  }
  const Json* const key = FindMember(entry, "key");
  if (key == nullptr) return Status(ErrorCode::kE18106, place + ": key is missing");
  if (!key->is_string()) {
    return Status(ErrorCode::kE18106, place + ": key is " + std::string(JsonTypeName(*key)) + ", not a string");
  }
  field->name = key->get_ref<const std::string&>();
  const std::string own_path = path.empty() ? field->name : path + "." + field->name;
  place = "field " + Quote(own_path, 256);

  PANDORA_RETURN_IF_ERROR(ReadKind(entry, "valtype", false, place, &field->type.kind));
  if (field->type.kind == Kind::kArray) {
    PANDORA_RETURN_IF_ERROR(ReadKind(entry, "elemtype", true, place, &field->type.element));
  }
  if (const Json* const required = FindMember(entry, "required")) {
    if (!required->is_boolean()) {
      return Status(ErrorCode::kE18007,
                    place + ": required is " + std::string(JsonTypeName(*required)) + ", not a boolean");
    }
    field->required = required->get<bool>();
  }
  if (field->type.kind != Kind::kMap) return Status();
  return ReadFields(FindMember(entry, "schema"), own_path, &field->type.fields);
}

// `path` is the map's whose fields these are, "" for the schema itself. The recursion is as deep as the JSON is nested,
// which ParseJson has bounded.
Status ReadFields(const Json* json, const std::string& path, std::vector<Field>* fields) {
  const std::string place = path.empty() ? "schema" : "field " + Quote(path, 256) + ": schema";
  if (json == nullptr) return Status(ErrorCode::kE18105, place + " is missing");
  if (!json->is_array()) {
    return Status(ErrorCode::kE18007, place + " is " + std::string(JsonTypeName(*json)) + ", not an array of fields");
  }
  if (json->empty()) return Status(ErrorCode::kE18105, place + " is empty; at least one field is needed");
  fields->resize(json->size());
  for (size_t i = 0; i < fields->size(); ++i) {
    PANDORA_RETURN_IF_ERROR(ReadField((*json)[i], path, i, &(*fields)[i]));
  }
  return Status();
}

Json WriteFields(const std::vector<Field>& fields) {
  Json array = Json::array();
  for (const Field& field : fields) {
    Json entry = Json::object();
    entry["key"] = field.name;
    entry["valtype"] = std::string(KindName(field.type.kind));
    if (field.type.kind == Kind::kArray) entry["elemtype"] = std::string(KindName(field.type.element));
    entry["required"] = field.required;
    if (field.type.kind == Kind::kMap) entry["schema"] = WriteFields(field.type.fields);
    array.push_back(std::move(entry));
  }
  return array;
}

}  // namespace

Result<Schema> ReadSchema(const Json& json, const SchemaLimits& limits) {
  Schema schema;
  PANDORA_RETURN_IF_ERROR(ReadFields(json.is_null() ? nullptr : &json, "", &schema.fields));
  PANDORA_RETURN_IF_ERROR(ValidateSchema(schema, limits));
  return schema;
}

Json WriteSchema(const Schema& schema) { return WriteFields(schema.fields); }

}  // namespace pandora
