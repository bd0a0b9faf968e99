#include "core/sink/logdb_spec.h"

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

class DocReader {
 public:
  explicit DocReader(const Schema* schema) : schema_(schema) {}

  Status Read(const Json& doc, const std::string& path, int depth, std::vector<LogdbMember>* members) {
    if (doc.empty()) return BadSpec(path, "is empty; {\"field of the log repo\": \"#field\"} is accepted");
    if (depth > kMaxLogDepth) return BadSpec(path, "nests deeper than 8 levels");
    for (const auto& [name, value] : doc.items()) {
      const std::string where = path + "." + name;
      if (!IsResourceName(name)) {
        return BadSpec(path, "has the key " + Quote(name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
      }
      if (++count_ > kMaxLogFields) return BadSpec(path, "has more than 500 fields");
      LogdbMember member;
      member.name = name;
      if (value.is_object()) {
        PANDORA_RETURN_IF_ERROR(Read(value, where, depth + 1, &member.inside));
      } else {
        PANDORA_RETURN_IF_ERROR(ReadSpecReference(value, where, schema_, &member.source));
        if (member.source.empty()) return BadSpec(where, "is empty; a reference such as \"#field\" is accepted");
      }
      members->push_back(std::move(member));
    }
    return {};
  }

 private:
  const Schema* schema_;
  int count_ = 0;
};

// Of a map's member or a doc's: the field of the log repo takes the type, and so inwards.
Status CheckType(const std::string& path, const std::string& source, const Type& type, const LogField& field) {
  if (!TakesType(field, type)) {
    return BadSpec("doc." + path, "sends field " + Quote(source, 256) + ", " + TypeText(type) +
                                      ", to a field that is " + std::string(LogKindName(field.kind)) +
                                      " in the log repo; " + AcceptedKinds(type) + " is accepted");
  }
  for (const Field& inner : type.fields) {
    const LogField* member = FindLogField(field.fields, inner.name);
    if (member == nullptr) continue;
    PANDORA_RETURN_IF_ERROR(CheckType(path + "." + inner.name, source + "." + inner.name, inner.type, *member));
  }
  return {};
}

Status CheckMembers(const std::string& path, const std::vector<LogdbMember>& doc, const Schema& source,
                    const std::vector<LogField>& fields) {
  for (const LogdbMember& member : doc) {
    const LogField* field = FindLogField(fields, member.name);
    if (field == nullptr) continue;
    const std::string where = path + member.name;
    if (member.source.empty()) {
      if (field->kind != LogKind::kObject) {
        return BadSpec("doc." + where,
                       "is an object, but that field is " + std::string(LogKindName(field->kind)) + " in the log repo");
      }
      PANDORA_RETURN_IF_ERROR(CheckMembers(where + ".", member.inside, source, field->fields));
      continue;
    }
    const int index = source.Find(member.source);
    if (index < 0) continue;
    const Type& type = source.fields[static_cast<size_t>(index)].type;
    PANDORA_RETURN_IF_ERROR(CheckType(where, member.source, type, *field));
  }
  return {};
}

}  // namespace

Result<LogdbSpec> ReadLogdbSpec(const Json& spec, const Schema& source, bool trust) {
  PANDORA_RETURN_IF_ERROR(RequireSpecObject(spec));
  LogdbSpec out;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "destRepoName", true, &out.destination));
  if (!IsResourceName(out.destination)) {
    return Status(ErrorCode::kE18103, "spec.destRepoName is " + Quote(out.destination, 130) +
                                          "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
  }
  PANDORA_RETURN_IF_ERROR(ReadSpecBool(spec, "omitInvalid", &out.omit_invalid));
  PANDORA_RETURN_IF_ERROR(ReadSpecBool(spec, "omitEmpty", &out.omit_empty));
  const Json* doc = FindMember(spec, "doc");
  if (doc == nullptr) {
    for (const Field& field : source.fields) out.doc.push_back({field.name, field.name, {}});
    return out;
  }
  if (!doc->is_object()) return BadSpec("doc", "is " + std::string(JsonTypeName(*doc)) + "; an object is accepted");
  PANDORA_RETURN_IF_ERROR(DocReader(trust ? nullptr : &source).Read(*doc, "doc", 1, &out.doc));
  return out;
}

Json DeriveLogSchema(const std::vector<LogdbMember>& doc, const Schema& source) {
  Json schema = Json::array();
  for (const LogdbMember& member : doc) {
    if (!member.source.empty()) {
      const int index = source.Find(member.source);
      if (index >= 0) schema.push_back(DeriveLogField(member.name, source.fields[static_cast<size_t>(index)].type));
      continue;
    }
    Json entry = Json::object();
    entry["key"] = member.name;
    entry["valtype"] = "object";
    entry["schema"] = DeriveLogSchema(member.inside, source);
    schema.push_back(std::move(entry));
  }
  return schema;
}

Status CheckLogTypes(const std::vector<LogdbMember>& doc, const Schema& source, const std::vector<LogField>& fields) {
  return CheckMembers("", doc, source, fields);
}

std::string AcceptedKinds(const Type& type) {
  switch (type.kind) {
    case Kind::kString: return "string or date";
    case Kind::kLong: return "long or date";
    case Kind::kArray: return std::string(KindName(type.element)) + " or object";
    case Kind::kMap:
    case Kind::kJsonString: return "object";
    default: return std::string(KindName(type.kind));
  }
}

std::string TypeText(const Type& type) {
  if (type.kind != Kind::kArray) return std::string(KindName(type.kind));
  return "array[" + std::string(KindName(type.element)) + "]";
}

}  // namespace pandora
