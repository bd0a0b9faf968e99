#include "core/sink/spec_reader.h"

#include <vector>

#include "core/base/text.h"

namespace pandora {

Status BadSpec(std::string_view member, const std::string& why) {
  return Status(ErrorCode::kE18305, "spec." + std::string(member) + " " + why);
}

std::string QuoteJson(const Json& value) {
  constexpr size_t kMaxShown = 64;
  std::string text = DumpJson(value);
  if (text.size() <= kMaxShown) return text;
  text.resize(ValidUtf8Prefix(std::string_view(text).substr(0, kMaxShown)));
  return text + "...";
}

Status RequireSpecObject(const Json& spec) {
  if (spec.is_object()) return {};
  return Status(ErrorCode::kE18305, "spec is " + std::string(JsonTypeName(spec)) + "; an object is required");
}

Status ReadSpecText(const Json& spec, const char* name, bool required, std::string* out) {
  const Json* value = FindMember(spec, name);
  if (value == nullptr) return required ? BadSpec(name, "is missing; a string is required") : Status();
  if (!value->is_string()) return BadSpec(name, "is " + std::string(JsonTypeName(*value)) + "; a string is accepted");
  *out = value->get<std::string>();
  if (required && out->empty()) return BadSpec(name, "is empty");
  return {};
}

Status ReadSpecInteger(const Json& spec, const char* name, int64_t* out) {
  const Json* value = FindMember(spec, name);
  if (value == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*value);
  if (!number) {
    return BadSpec(name, "is " + (value->is_number() ? DumpJson(*value) : std::string(JsonTypeName(*value))) +
                             "; a 64-bit integer is accepted");
  }
  *out = *number;
  return {};
}

Status ReadSpecBool(const Json& spec, const char* name, bool* out) {
  const Json* value = FindMember(spec, name);
  if (value == nullptr) return {};
  if (!value->is_boolean()) {
    return BadSpec(name, "is " + std::string(JsonTypeName(*value)) + "; true or false is accepted");
  }
  *out = value->get<bool>();
  return {};
}

std::string_view FieldOfReference(std::string_view reference) {
  if (!reference.empty() && reference.front() == '#') reference.remove_prefix(1);
  return reference;
}

Status ReadSpecReference(const Json& reference, const std::string& member, const Schema* schema, std::string* field) {
  if (!reference.is_string()) {
    return BadSpec(member,
                   "is " + std::string(JsonTypeName(reference)) + "; a reference such as \"#field\" is accepted");
  }
  const std::string text = reference.get<std::string>();
  *field = std::string(FieldOfReference(text));
  if (schema == nullptr || schema->Find(*field) >= 0) return {};
  std::vector<std::string_view> names;
  for (const Field& known : schema->fields) names.push_back(known.name);
  const std::string_view near = DidYouMean(*field, names);
  return Status(ErrorCode::kE18111, "spec." + member + " refers to " + Quote(text) + ", which the repo does not have" +
                                        (near.empty() ? "" : "; did you mean '#" + std::string(near) + "'?"));
}

}  // namespace pandora
