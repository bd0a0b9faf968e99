#include "core/sink/kodo_spec.h"

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr int64_t kMaxRotateSize = 1'073'741'824;
constexpr int64_t kMaxInterval = 366LL * 24 * 3600;
constexpr size_t kMaxDelimiter = 16;

Status Bad(const std::string& member, const std::string& why) {
  return Status(ErrorCode::kE18305, "spec." + member + " " + why);
}

const Json* Member(const Json& spec, const char* name) {
  const auto it = spec.find(name);
  return it == spec.end() || it->is_null() ? nullptr : &*it;
}

Status ReadText(const Json& spec, const char* name, bool required, std::string* out) {
  const Json* value = Member(spec, name);
  if (value == nullptr) {
    return required ? Bad(name, "is missing; a string is required") : Status();
  }
  if (!value->is_string()) return Bad(name, "is " + std::string(JsonTypeName(*value)) + "; a string is accepted");
  *out = value->get<std::string>();
  if (required && out->empty()) return Bad(name, "is empty");
  return {};
}

Status ReadInteger(const Json& spec, const char* name, int64_t* out) {
  const Json* value = Member(spec, name);
  if (value == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*value);
  if (!number) {
    return Bad(name, "is " + (value->is_number() ? DumpJson(*value) : std::string(JsonTypeName(*value))) +
                         "; a 64-bit integer is accepted");
  }
  *out = *number;
  return {};
}

Status ReadStrategy(const Json& spec, RotateStrategy* out) {
  std::string text;
  PANDORA_RETURN_IF_ERROR(ReadText(spec, "rotateStrategy", false, &text));
  if (text.empty() || text == "interval") {
    *out = RotateStrategy::kInterval;
  } else if (text == "size") {
    *out = RotateStrategy::kSize;
  } else if (text == "both") {
    *out = RotateStrategy::kBoth;
  } else {
    return Bad("rotateStrategy", "is " + Quote(text) + "; size, interval and both are accepted");
  }
  return {};
}

// Clients send zeros for what they leave unset, so 0 means the default as long as the strategy does not need it.
Status ReadRotation(const Json& spec, KodoSpec* out) {
  PANDORA_RETURN_IF_ERROR(ReadStrategy(spec, &out->strategy));
  const KodoSpec defaults;
  PANDORA_RETURN_IF_ERROR(ReadInteger(spec, "rotateSize", &out->rotate_size));
  if (out->rotate_size == 0 && !out->by_size()) out->rotate_size = defaults.rotate_size;
  if (out->rotate_size < 1 || out->rotate_size > kMaxRotateSize) {
    return Bad("rotateSize", "is " + std::to_string(out->rotate_size) + "; 1 to 1073741824 bytes are accepted");
  }
  PANDORA_RETURN_IF_ERROR(ReadInteger(spec, "rotateInterval", &out->rotate_interval));
  if (out->rotate_interval == 0 && !out->by_interval()) out->rotate_interval = defaults.rotate_interval;
  if (out->rotate_interval < 1 || out->rotate_interval > kMaxInterval) {
    return Bad("rotateInterval", "is " + std::to_string(out->rotate_interval) + "; 1 second to 366 days are accepted");
  }
  return {};
}

Status ReadFormat(const Json& spec, KodoSpec* out) {
  std::string format;
  PANDORA_RETURN_IF_ERROR(ReadText(spec, "format", false, &format));
  if (!format.empty()) out->format = format;
  if (out->format != "json" && out->format != "text" && out->format != "csv" && out->format != "parquet") {
    return Bad("format", "is " + Quote(format) + "; json, text, csv and parquet are accepted");
  }
  PANDORA_RETURN_IF_ERROR(ReadText(spec, "delimiter", false, &out->delimiter));
  if (out->delimiter.size() > kMaxDelimiter) return Bad("delimiter", "is longer than 16 bytes");
  if (out->format == "csv" && out->delimiter.empty()) {
    return Status(ErrorCode::kE18330, "spec.delimiter is missing; format csv needs one, such as \",\"");
  }
  const Json* compress = Member(spec, "compress");
  if (compress != nullptr) {
    if (!compress->is_boolean()) {
      return Bad("compress", "is " + std::string(JsonTypeName(*compress)) + "; true or false is accepted");
    }
    out->compress = compress->get<bool>();
  }
  return {};
}

Status ReadFields(const Json& spec, const Schema* schema, KodoSpec* out) {
  const Json* fields = Member(spec, "fields");
  if (fields == nullptr)
    return Bad("fields", "is missing; an object such as {\"name in the file\": \"#field\"} is required");
  if (!fields->is_object())
    return Bad("fields", "is " + std::string(JsonTypeName(*fields)) + "; an object is accepted");
  if (fields->empty()) return Bad("fields", "is empty; at least one field is required");
  for (const auto& [name, reference] : fields->items()) {
    if (!reference.is_string()) {
      return Bad("fields." + name,
                 "is " + std::string(JsonTypeName(reference)) + "; a reference such as \"#field\" is accepted");
    }
    const std::string text = reference.get<std::string>();
    const std::string field(FieldOfReference(text));
    if (schema != nullptr && schema->Find(field) < 0) {
      std::vector<std::string_view> names;
      for (const Field& known : schema->fields) names.push_back(known.name);
      const std::string_view near = DidYouMean(field, names);
      return Status(ErrorCode::kE18111, "spec.fields." + Quote(name) + " refers to " + Quote(text) +
                                            ", which the repo does not have" +
                                            (near.empty() ? "" : "; did you mean '#" + std::string(near) + "'?"));
    }
    out->fields.emplace_back(name, field);
  }
  return {};
}

}  // namespace

std::string_view FieldOfReference(std::string_view reference) {
  if (!reference.empty() && reference.front() == '#') reference.remove_prefix(1);
  return reference;
}

Result<KodoSpec> ReadKodoSpec(const Json& spec, const Schema* schema) {
  if (!spec.is_object()) {
    return Status(ErrorCode::kE18305, "spec is " + std::string(JsonTypeName(spec)) + "; an object is required");
  }
  KodoSpec out;
  std::string unused;
  PANDORA_RETURN_IF_ERROR(ReadText(spec, "bucket", true, &out.bucket));
  PANDORA_RETURN_IF_ERROR(ReadText(spec, "keyPrefix", false, &out.key_prefix));
  PANDORA_RETURN_IF_ERROR(ReadText(spec, "email", true, &unused));
  PANDORA_RETURN_IF_ERROR(ReadText(spec, "accessKey", true, &unused));
  PANDORA_RETURN_IF_ERROR(ReadFields(spec, schema, &out));
  PANDORA_RETURN_IF_ERROR(ReadRotation(spec, &out));
  PANDORA_RETURN_IF_ERROR(ReadFormat(spec, &out));
  PANDORA_RETURN_IF_ERROR(ReadInteger(spec, "retention", &out.retention_days));
  if (out.bucket.size() > 63) return Bad("bucket", "is longer than 63 characters");
  if (out.key_prefix.size() > 512) return Bad("keyPrefix", "is longer than 512 bytes");
  if (out.retention_days > 36500) return Bad("retention", "is more than 36500 days");
  return out;
}

}  // namespace pandora
