#include "core/sink/logdb_schema.h"

#include <array>

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr std::array<std::string_view, 8> kKinds = {"string", "long",      "float", "boolean",
                                                    "date",   "geo_point", "ip",    "object"};

struct AnalyzerName {
  std::string_view name;
  Analyzer analyzer;
};
// Those of the Chinese dictionaries cut words as `standard` does: no dictionary is simulated.
constexpr AnalyzerName kAnalyzers[] = {
    {"standard", Analyzer::kStandard},   {"simple", Analyzer::kSimple},      {"whitespace", Analyzer::kWhitespace},
    {"stop", Analyzer::kStop},           {"keyword", Analyzer::kKeyword},    {"path", Analyzer::kPath},
    {"index_ansj", Analyzer::kStandard}, {"dic_ansj", Analyzer::kStandard},  {"search_ansj", Analyzer::kStandard},
    {"to_ansj", Analyzer::kStandard},    {"user_ansj", Analyzer::kStandard},
};

Status BadSchema(std::string detail) { return Status(ErrorCode::kBadRequest, std::move(detail)); }

// The member as text; "" when absent or null.
Result<std::string> TextMember(const Json& entry, const char* name, const std::string& where) {
  const Json* member = FindMember(entry, name);
  if (member == nullptr) return std::string();
  if (!member->is_string()) {
    return BadSchema(where + ": " + name + " is " + std::string(JsonTypeName(*member)) + "; a string is accepted");
  }
  return member->get<std::string>();
}

class SchemaReader {
 public:
  Status Read(const Json& schema, const std::string& where, int depth, std::vector<LogField>* fields) {
    if (!schema.is_array()) {
      return BadSchema(where + "schema is " + std::string(JsonTypeName(schema)) + "; an array of fields is accepted");
    }
    if (depth > kMaxLogDepth) return BadSchema(where + "objects nest deeper than 8 levels");
    for (const Json& entry : schema) {
      if (++count_ > kMaxLogFields) return BadSchema("the schema has more than 500 fields");
      LogField field;
      PANDORA_RETURN_IF_ERROR(ReadField(entry, where, depth, &field));
      if (FindLogField(*fields, field.name) != nullptr) {
        return BadSchema(where + "field " + Quote(field.name) + " is declared twice");
      }
      fields->push_back(std::move(field));
    }
    return {};
  }

 private:
  Status ReadField(const Json& entry, const std::string& where, int depth, LogField* field) {
    if (!entry.is_object()) {
      return BadSchema(where + "a field is " + std::string(JsonTypeName(entry)) + "; an object is accepted");
    }
    PANDORA_ASSIGN_OR_RETURN(field->name, TextMember(entry, "key", where + "a field"));
    if (!IsResourceName(field->name)) {
      return BadSchema(where + "key " + Quote(field->name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
    }
    const std::string label = where + "field " + Quote(field->name, 130);
    PANDORA_ASSIGN_OR_RETURN(const std::string kind, TextMember(entry, "valtype", label));
    size_t index = 0;
    while (index < kKinds.size() && kKinds[index] != kind) ++index;
    if (index == kKinds.size()) {
      return BadSchema(label + ": valtype is " + Quote(kind) +
                       "; string, long, float, boolean, date, geo_point, ip and object are accepted");
    }
    field->kind = static_cast<LogKind>(index);
    PANDORA_RETURN_IF_ERROR(ReadAnalyzer(entry, label, field));
    if (field->kind != LogKind::kObject) return {};
    for (const char* member : {"schema", "nested"}) {
      const auto inside = entry.find(member);
      if (inside != entry.end() && inside->is_array()) return Read(*inside, label + ": ", depth + 1, &field->fields);
    }
    return {};
  }

  static Status ReadAnalyzer(const Json& entry, const std::string& label, LogField* field) {
    PANDORA_ASSIGN_OR_RETURN(const std::string name, TextMember(entry, "analyzer", label));
    if (name.empty()) return {};
    for (const AnalyzerName& known : kAnalyzers) {
      if (known.name != name) continue;
      field->analyzer = known.analyzer;
      return {};
    }
    return BadSchema(label + ": analyzer is " + Quote(name) +
                     "; standard, simple, whitespace, stop, keyword, path and the *_ansj ones are accepted");
  }

  int count_ = 0;
};

LogKind KindOf(Kind kind) {
  switch (kind) {
    case Kind::kBoolean: return LogKind::kBoolean;
    case Kind::kLong: return LogKind::kLong;
    case Kind::kFloat: return LogKind::kFloat;
    case Kind::kDate: return LogKind::kDate;
    case Kind::kString:
    case Kind::kArray: return LogKind::kString;
    case Kind::kJsonString:
    case Kind::kMap: return LogKind::kObject;
  }
  return LogKind::kString;
}

void AddColumn(std::string name, Type type, Schema* schema, int* index) {
  *index = static_cast<int>(schema->fields.size());
  schema->fields.push_back({std::move(name), std::move(type), false});
}

}  // namespace

std::string_view LogKindName(LogKind kind) { return kKinds[static_cast<size_t>(kind)]; }

Result<std::vector<LogField>> ReadLogSchema(const Json& schema) {
  std::vector<LogField> fields;
  PANDORA_RETURN_IF_ERROR(SchemaReader().Read(schema, "", 1, &fields));
  return fields;
}

Json DeriveLogField(const std::string& name, const Type& type) {
  const LogKind kind = KindOf(type.kind == Kind::kArray ? type.element : type.kind);
  Json entry = Json::object();
  entry["key"] = name;
  entry["valtype"] = LogKindName(kind);
  if (kind == LogKind::kString) entry["analyzer"] = "standard";
  if (type.kind == Kind::kMap) {
    Json inside = Json::array();
    for (const Field& field : type.fields) inside.push_back(DeriveLogField(field.name, field.type));
    entry["schema"] = std::move(inside);
  }
  return entry;
}

bool TakesType(const LogField& field, const Type& type) {
  const LogKind kind = field.kind;
  switch (type.kind) {
    case Kind::kString:
      return kind == LogKind::kString || kind == LogKind::kDate || kind == LogKind::kIp || kind == LogKind::kGeoPoint;
    case Kind::kLong: return kind == LogKind::kLong || kind == LogKind::kDate;
    case Kind::kArray: return kind == LogKind::kObject || kind == KindOf(type.element);
    default: return kind == KindOf(type.kind);
  }
}

const LogField* FindLogField(const std::vector<LogField>& fields, std::string_view name) {
  for (const LogField& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

Type StoredScalar(LogKind kind) {
  Type type;
  switch (kind) {
    case LogKind::kLong: type.kind = Kind::kLong; break;
    case LogKind::kFloat: type.kind = Kind::kFloat; break;
    case LogKind::kBoolean: type.kind = Kind::kBoolean; break;
    case LogKind::kDate: type.kind = Kind::kDate; break;
    default: type.kind = Kind::kString;
  }
  return type;
}

StoredLayout LayOutLogFields(const std::vector<LogField>& fields) {
  StoredLayout layout;
  Type json;
  json.kind = Kind::kJsonString;
  for (const LogField& field : fields) {
    StoredField stored;
    if (field.kind == LogKind::kObject && !field.fields.empty()) {
      StoredLayout inside = LayOutLogFields(field.fields);
      Type map;
      map.kind = Kind::kMap;
      map.fields = std::move(inside.schema.fields);
      stored.fields = std::move(inside.fields);
      AddColumn(field.name, std::move(map), &layout.schema, &stored.single);
    }
    if (field.kind == LogKind::kObject || field.kind == LogKind::kGeoPoint) {
      AddColumn(JsonColumn(field.name), json, &layout.schema, &stored.json);
    } else {
      const Type scalar = StoredScalar(field.kind);
      AddColumn(field.name, scalar, &layout.schema, &stored.single);
      if (field.kind != LogKind::kDate) {
        Type list;
        list.kind = Kind::kArray;
        list.element = scalar.kind;
        AddColumn(ListColumn(field.name), list, &layout.schema, &stored.list);
      }
    }
    layout.fields.push_back(std::move(stored));
  }
  return layout;
}

}  // namespace pandora
