#include "core/format/avro_schema.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/text.h"

namespace pandora {
namespace {

struct NamedType {
  std::string_view name;
  SqlKind kind;
};
constexpr NamedType kPrimitives[] = {{"boolean", SqlKind::kBoolean}, {"int", SqlKind::kInt},
                                     {"long", SqlKind::kBigint},     {"float", SqlKind::kFloat},
                                     {"double", SqlKind::kDouble},   {"bytes", SqlKind::kBinary},
                                     {"string", SqlKind::kString}};

// Logical types that change the type; others are as the type below them, as Avro demands.
constexpr NamedType kLogicalTypes[] = {
    {"timestamp-millis", SqlKind::kTimestamp}, {"timestamp-micros", SqlKind::kTimestamp}, {"date", SqlKind::kDate}};

std::optional<SqlKind> FindNamed(std::span<const NamedType> rows, std::string_view name) {
  for (const NamedType& row : rows) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

// The text of a string member, or "".
std::string_view TextMember(const Json& object, const char* name) {
  const auto it = object.find(name);
  if (it == object.end() || !it->is_string()) return {};
  return it->get_ref<const std::string&>();
}

class AvroReader {
 public:
  Status ReadFields(const Json& record, const std::string& path, std::vector<AvroField>* fields, int* depth);

 private:
  struct Known {
    SqlType type;
    int depth = 0;
    int fields = 0;
    bool done = false;  // false while its own definition is being read
  };
  struct Read {
    SqlType type;
    bool nullable = false;
    int depth = 1;
  };

  Status ReadType(const Json& json, const std::string& path, Read* read);
  Status ReadUnion(const Json& json, const std::string& path, Read* read);
  Status ReadName(std::string_view name, const std::string& path, Read* read);
  Status ReadObject(const Json& json, const std::string& path, Read* read);
  Status ReadElement(const Json& json, const char* member, const std::string& path, Read* read);
  Status ReadNamed(const Json& json, std::string_view kind, const std::string& path, Read* read);
  Status CountField(int count, const std::string& path);

  std::map<std::string, Known, std::less<>> known_;  // by the name without its namespace
  int fields_ = 0;
};

Status BadType(const std::string& path, const std::string& why) {
  return Status(ErrorCode::kE18107, "field " + Quote(path, 256) + ": " + why);
}

std::string_view ShortName(std::string_view name) { return name.substr(name.rfind('.') + 1); }

Status AvroReader::CountField(int count, const std::string& path) {
  fields_ += count;
  if (fields_ <= kMaxAvroFields) return {};
  return Status(ErrorCode::kE18134, "field " + Quote(path, 256) + ": more than " + std::to_string(kMaxAvroFields) +
                                        " fields, nested ones included");
}

Status AvroReader::ReadName(std::string_view name, const std::string& path, Read* read) {
  if (const std::optional<SqlKind> kind = FindNamed(kPrimitives, name)) {
    read->type = *kind;
    return {};
  }
  const auto found = known_.find(ShortName(name));
  if (found == known_.end()) {
    return BadType(path, "type " + Quote(name) +
                             " is unknown; boolean, int, long, float, double, bytes, string, record, enum, array, map, "
                             "fixed and types defined before are accepted");
  }
  if (!found->second.done) return BadType(path, "type " + Quote(name) + " contains itself");
  read->type = found->second.type;
  read->depth = found->second.depth;
  return CountField(found->second.fields, path);
}

Status AvroReader::ReadUnion(const Json& json, const std::string& path, Read* read) {
  const Json* only = nullptr;
  for (const Json& branch : json) {
    if (branch == "null") {
      read->nullable = true;
    } else if (only != nullptr) {
      return BadType(path, "a union of several types fits no field; [\"null\", type] is accepted");
    } else {
      only = &branch;
    }
  }
  if (only == nullptr) return BadType(path, "a union needs a type other than null");
  if (only->is_array()) return BadType(path, "a union may not hold a union");
  const bool nullable = read->nullable;
  PANDORA_RETURN_IF_ERROR(ReadType(*only, path, read));
  read->nullable = nullable;
  return {};
}

// An array's items or a map's values.
Status AvroReader::ReadElement(const Json& json, const char* member, const std::string& path, Read* read) {
  const auto it = json.find(member);
  if (it == json.end()) return BadType(path, std::string(member) + " is missing");
  PANDORA_RETURN_IF_ERROR(ReadType(*it, path, read));
  ++read->depth;
  return {};
}

// A record, an enum or a fixed: they have a name that later types may refer to.
Status AvroReader::ReadNamed(const Json& json, std::string_view kind, const std::string& path, Read* read) {
  const std::string name(ShortName(TextMember(json, "name")));
  if (name.empty()) return BadType(path, "a type of kind " + std::string(kind) + " needs a name");
  if (known_.count(name) > 0) return BadType(path, "type " + Quote(name) + " is defined twice");
  Known known;
  const int before = fields_;
  if (kind == "record") {
    known_[name] = Known();
    std::vector<AvroField> fields;
    PANDORA_RETURN_IF_ERROR(ReadFields(json, path, &fields, &read->depth));
    std::vector<SqlField> members;
    for (AvroField& field : fields) members.push_back({std::move(field.name), std::move(field.type)});
    read->type = SqlType::Struct(std::move(members));
  } else {
    read->type = kind == "enum" ? SqlKind::kString : SqlKind::kBinary;
  }
  known.type = read->type;
  known.depth = read->depth;
  known.fields = fields_ - before;
  known.done = true;
  known_[name] = std::move(known);
  return {};
}

Status AvroReader::ReadObject(const Json& json, const std::string& path, Read* read) {
  const auto type = json.find("type");
  if (type == json.end()) return BadType(path, "a type is an object without type");
  if (!type->is_string()) return ReadType(*type, path, read);
  const auto& kind = type->get_ref<const std::string&>();
  if (kind == "record" || kind == "enum" || kind == "fixed") return ReadNamed(json, kind, path, read);
  if (kind == "array") {
    PANDORA_RETURN_IF_ERROR(ReadElement(json, "items", path, read));
    read->type = SqlType::Array(read->type);
  } else if (kind == "map") {
    PANDORA_RETURN_IF_ERROR(ReadElement(json, "values", path, read));
    read->type = SqlType::Map(SqlKind::kString, read->type);
  } else {
    PANDORA_RETURN_IF_ERROR(ReadName(kind, path, read));
    const std::optional<SqlKind> logical = FindNamed(kLogicalTypes, TextMember(json, "logicalType"));
    const bool fits = logical == SqlKind::kDate ? kind == "int" : kind == "long";
    if (logical && fits) read->type = *logical;
  }
  read->nullable = false;
  return {};
}

// As deep as the JSON is nested, which ParseJson has bounded, and as deep as what names refer to, which is checked here.
Status AvroReader::ReadType(const Json& json, const std::string& path, Read* read) {
  Status status;
  if (json.is_string()) status = ReadName(json.get_ref<const std::string&>(), path, read);
  else if (json.is_array()) status = ReadUnion(json, path, read);
  else if (json.is_object()) status = ReadObject(json, path, read);
  else
    status =
        BadType(path, "the type is " + std::string(JsonTypeName(json)) + "; a name, an object or a union is accepted");
  if (status.ok() && read->depth > kMaxAvroDepth) {
    return BadType(path, "types are nested deeper than " + std::to_string(kMaxAvroDepth));
  }
  return status;
}

Status AvroReader::ReadFields(const Json& record, const std::string& path, std::vector<AvroField>* fields, int* depth) {
  const std::string place = path.empty() ? "the record" : "field " + Quote(path, 256);
  const auto list = record.find("fields");
  if (list == record.end() || !list->is_array()) {
    return Status(ErrorCode::kE18007, place + ": fields is no array of {\"name\", \"type\"}");
  }
  if (list->empty()) return Status(ErrorCode::kE18105, place + " has no fields; at least one is needed");
  for (const Json& entry : *list) {
    if (!entry.is_object()) {
      return Status(ErrorCode::kE18007, place + ": a field is an object, not " + std::string(JsonTypeName(entry)));
    }
    AvroField field;
    field.name = TextMember(entry, "name");
    if (!IsResourceName(field.name)) {
      return Status(ErrorCode::kE18106,
                    place + ": field name " + Quote(field.name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
    }
    const std::string own_path = path.empty() ? field.name : path + "." + field.name;
    const bool taken =
        std::any_of(fields->begin(), fields->end(), [&](const AvroField& other) { return other.name == field.name; });
    if (taken) return Status(ErrorCode::kE18106, "field " + Quote(own_path, 256) + " is there twice");
    PANDORA_RETURN_IF_ERROR(CountField(1, own_path));
    const auto type = entry.find("type");
    if (type == entry.end()) return BadType(own_path, "type is missing");
    Read read;
    PANDORA_RETURN_IF_ERROR(ReadType(*type, own_path, &read));
    field.type = std::move(read.type);
    field.required = !read.nullable;
    *depth = std::max(*depth, read.depth + 1);
    fields->push_back(std::move(field));
  }
  return {};
}

}  // namespace

Result<std::vector<AvroField>> ReadAvroRecord(const Json& record) {
  if (!record.is_object() || TextMember(record, "type") != "record") {
    return Status(ErrorCode::kE18007,
                  "an Avro record {\"type\": \"record\", \"name\": ..., \"fields\": [...]} is accepted");
  }
  std::vector<AvroField> fields;
  int depth = 1;
  PANDORA_RETURN_IF_ERROR(AvroReader().ReadFields(record, "", &fields, &depth));
  return fields;
}

}  // namespace pandora
