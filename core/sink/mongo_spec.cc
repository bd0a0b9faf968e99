#include "core/sink/mongo_spec.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/format/record_writer.h"
#include "core/sink/mongo_update.h"
#include "core/sink/spec_reader.h"
#include "core/sink/table_columns.h"

namespace pandora {
namespace {

constexpr int kMaxDepth = 32;  // of a document, and steps of a dotted path
constexpr size_t kMaxKeys = 100;

// The field that `text` refers to, "" when it is plain text. `marked`: it bears a mark, so it must be one.
std::string_view ReferredField(std::string_view text, const Schema* source, bool* marked) {
  std::string_view name = text;
  if (!name.empty() && name.front() == '$') name.remove_prefix(1);
  *marked = !name.empty() && name.front() == '#';
  if (*marked) return name.substr(1);
  return source != nullptr && source->Find(text) >= 0 ? text : std::string_view();
}

Status CheckReferences(const Json& json, const std::string& path, const Schema& schema, int depth) {
  if (depth > kMaxDepth) return BadSpec(path, "is nested deeper than " + std::to_string(kMaxDepth) + " levels");
  if (json.is_structured()) {
    for (const auto& [name, child] : json.items()) {
      if (std::count(name.begin(), name.end(), '.') > kMaxDepth) return BadSpec(path, "has a path that is too long");
      PANDORA_RETURN_IF_ERROR(CheckReferences(child, path + "." + name, schema, depth + 1));
    }
    return {};
  }
  if (!json.is_string()) return {};
  bool marked = false;
  const std::string text = json.get<std::string>();
  const std::string field(ReferredField(text, &schema, &marked));
  std::string unused;
  return marked ? ReadSpecReference(Json("#" + field), path, &schema, &unused) : Status();
}

// A document has no operators at its top, an update nothing else.
Status CheckOperators(const Json& doc, bool* operators) {
  size_t found = 0;
  for (const auto& [name, value] : doc.items()) {
    if (name.empty() || name.front() != '$') continue;
    ++found;
    if (!IsMongoOperator(name)) {
      return BadSpec("doc", "has the operator " + Quote(name) + "; " + std::string(kMongoOperators) + " are accepted");
    }
    if (!value.is_object()) {
      return BadSpec("doc." + name, "is " + std::string(JsonTypeName(value)) + "; an object is accepted");
    }
  }
  if (found != 0 && found != doc.size()) {
    return BadSpec("doc", "has operators such as $set beside plain members; either is accepted");
  }
  *operators = found != 0;
  return {};
}

Status ReadDoc(const Json& spec, const Schema* schema, MongoSpec* out) {
  const Json* doc = FindMember(spec, "doc");
  if (doc == nullptr) return {};
  if (!doc->is_object()) {
    return BadSpec("doc", "is " + std::string(JsonTypeName(*doc)) + "; an object is accepted");
  }
  // Clients that leave it out send {}.
  if (doc->empty()) return {};
  out->doc = *doc;
  PANDORA_RETURN_IF_ERROR(CheckOperators(*doc, &out->operators));
  return schema == nullptr ? Status() : CheckReferences(*doc, "doc", *schema, 0);
}

Status ReadMode(const Json& spec, MongoSpec* out) {
  std::string mode;
  const char* const member =
      FindMember(spec, "mode") == nullptr && FindMember(spec, "Mode") != nullptr ? "Mode" : "mode";
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, member, true, &mode));
  if (mode == "INSERT") {
    out->mode = MongoMode::kInsert;
  } else if (mode == "UPDATE") {
    out->mode = MongoMode::kUpdate;
  } else if (mode == "UPSERT") {
    out->mode = MongoMode::kUpsert;
  } else {
    return BadSpec(member, "is " + Quote(mode) + "; INSERT, UPDATE and UPSERT are accepted");
  }
  return {};
}

Status ReadUpdateKey(const Json& spec, MongoSpec* out) {
  const Json* keys = FindMember(spec, "updateKey");
  if (keys != nullptr && !keys->is_array()) {
    return BadSpec("updateKey", "is " + std::string(JsonTypeName(*keys)) + "; an array of strings is accepted");
  }
  const bool needed = out->mode != MongoMode::kInsert;
  if (keys == nullptr || keys->empty()) {
    return needed ? BadSpec("updateKey", "is missing; modes UPDATE and UPSERT need it") : Status();
  }
  if (keys->size() > kMaxKeys) return BadSpec("updateKey", "has more than 100 names");
  for (const Json& key : *keys) {
    if (!key.is_string()) {
      return BadSpec("updateKey", "holds " + std::string(JsonTypeName(key)) + "; strings are accepted");
    }
    const std::string name(FieldOfReference(key.get<std::string>()));
    if (name.empty() || name.front() == '$' || std::count(name.begin(), name.end(), '.') > kMaxDepth) {
      return BadSpec("updateKey", "holds " + Quote(name) + ", which names no column");
    }
    out->update_key.push_back(name);
  }
  if (!needed) out->update_key.clear();
  return {};
}

Status ReadNames(const Json& spec, MongoSpec* out) {
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "host", true, &out->host));
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "dbName", true, &out->database));
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "collName", true, &out->collection));
  if (out->host.size() > 1024) return BadSpec("host", "is longer than 1024 bytes");
  if (const std::string why = WhyNoStoreName(out->database); !why.empty()) return BadSpec("dbName", why);
  const std::string why = WhyNoStoreName(out->collection);
  return why.empty() ? Status() : BadSpec("collName", why);
}

}  // namespace

Result<MongoSpec> ReadMongoSpec(const Json& spec, const Schema* schema) {
  PANDORA_RETURN_IF_ERROR(RequireSpecObject(spec));
  MongoSpec out;
  PANDORA_RETURN_IF_ERROR(ReadNames(spec, &out));
  PANDORA_RETURN_IF_ERROR(ReadMode(spec, &out));
  PANDORA_RETURN_IF_ERROR(ReadUpdateKey(spec, &out));
  PANDORA_RETURN_IF_ERROR(ReadDoc(spec, schema, &out));
  const Json* version = FindMember(spec, "version");
  if (version != nullptr && !version->is_string() && !version->is_number()) {
    return BadSpec("version", "is " + std::string(JsonTypeName(*version)) + "; a string or a number is accepted");
  }
  return out;
}

MongoTemplate MongoTemplate::Compile(const Json& json, const Schema& source) {
  MongoTemplate out;
  out.constant_ = json;
  if (json.is_structured()) {
    out.constant_ = json.is_object() ? Json::object() : Json::array();
    for (const auto& [name, child] : json.items()) {
      if (json.is_object()) out.names_.push_back(name);
      out.children_.push_back(Compile(child, source));
    }
  } else if (json.is_string()) {
    bool marked = false;
    const std::string text = json.get<std::string>();
    const std::string_view field = ReferredField(text, &source, &marked);
    if (marked || !field.empty()) out.constant_ = Json();
    out.field_ = source.Find(field);
  }
  return out;
}

MongoTemplate MongoTemplate::AllFields(const Schema& source) {
  MongoTemplate out;
  out.constant_ = Json::object();
  for (size_t k = 0; k < source.fields.size(); ++k) {
    out.names_.push_back(source.fields[k].name);
    out.children_.emplace_back();
    out.children_.back().field_ = static_cast<int>(k);
  }
  return out;
}

Json MongoTemplate::Fill(const RecordBatch& batch, size_t row) const {
  if (field_ >= 0) return MongoValue(batch.columns[static_cast<size_t>(field_)], row);
  Json out = constant_;
  for (size_t k = 0; k < children_.size(); ++k) {
    if (names_.empty()) {
      out.push_back(children_[k].Fill(batch, row));
    } else {
      out[names_[k]] = children_[k].Fill(batch, row);
    }
  }
  return out;
}

void MongoTemplate::AddSources(std::vector<int>* sources) const {
  if (field_ >= 0) sources->push_back(field_);
  for (const MongoTemplate& child : children_) child.AddSources(sources);
}

Json MongoValue(const Column& column, size_t row) {
  if (column.IsNull(row)) return {};
  switch (column.type.kind) {
    case Kind::kBoolean: return column.booleans[row] != 0;
    case Kind::kLong: return column.longs[row];
    case Kind::kFloat: return column.doubles[row];
    case Kind::kString:
    case Kind::kJsonString: return std::string(column.Text(row));
    case Kind::kDate: {
      std::string text;
      AppendRfc3339(Instant{column.longs[row]}, DateForm::Unpack(column.date_forms[row]), &text);
      return text;
    }
    case Kind::kArray:
    case Kind::kMap: break;
  }
  std::string text;
  AppendJsonValue(column, row, &text);
  Result<Json> json = ParseJson(text);
  return json.ok() ? std::move(json).value() : Json();
}

}  // namespace pandora
