#include "core/sink/kodo_spec.h"

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr int64_t kMaxRotateSize = 1'073'741'824;
constexpr int64_t kMaxInterval = 366LL * 24 * 3600;
constexpr size_t kMaxDelimiter = 16;

// `chosen`: false when the spec has an empty one, as clients send whose user set nothing of the rotation.
Status ReadStrategy(const Json& spec, RotateStrategy* out, bool* chosen) {
  std::string text;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "rotateStrategy", false, &text));
  *chosen = !text.empty() || FindMember(spec, "rotateStrategy") == nullptr;
  if (text.empty() || text == "interval") {
    *out = RotateStrategy::kInterval;
  } else if (text == "size") {
    *out = RotateStrategy::kSize;
  } else if (text == "both") {
    *out = RotateStrategy::kBoth;
  } else {
    return BadSpec("rotateStrategy", "is " + Quote(text) + "; size, interval and both are accepted");
  }
  return {};
}

// Clients send zeros for what they leave unset (spec/clients.md 2.5), so 0 means the default unless the strategy goes by it (conflicts.md O43).
Status ReadRotation(const Json& spec, KodoSpec* out) {
  bool chosen = true;
  PANDORA_RETURN_IF_ERROR(ReadStrategy(spec, &out->strategy, &chosen));
  const KodoSpec defaults;
  PANDORA_RETURN_IF_ERROR(ReadSpecInteger(spec, "rotateSize", &out->rotate_size));
  if (out->rotate_size == 0 && !(chosen && out->by_size())) out->rotate_size = defaults.rotate_size;
  if (out->rotate_size < 1 || out->rotate_size > kMaxRotateSize) {
    return BadSpec("rotateSize", "is " + std::to_string(out->rotate_size) + "; 1 to 1073741824 bytes are accepted");
  }
  PANDORA_RETURN_IF_ERROR(ReadSpecInteger(spec, "rotateInterval", &out->rotate_interval));
  if (out->rotate_interval == 0 && !(chosen && out->by_interval())) out->rotate_interval = defaults.rotate_interval;
  if (out->rotate_interval < 1 || out->rotate_interval > kMaxInterval) {
    return BadSpec("rotateInterval",
                   "is " + std::to_string(out->rotate_interval) + "; 1 second to 366 days are accepted");
  }
  return {};
}

// No reader could take a file apart whose cells are parted by what quotes them, or by what ends a line.
Status CheckDelimiter(const std::string& delimiter) {
  if (delimiter.find_first_of("\"\r\n") == std::string::npos) return {};
  return BadSpec("delimiter",
                 "is " + Quote(delimiter) + "; one without quotes and line ends is accepted, such as \",\"");
}

Status ReadFormat(const Json& spec, KodoSpec* out) {
  std::string format;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "format", false, &format));
  if (!format.empty()) out->format = format;
  if (out->format != "json" && out->format != "text" && out->format != "csv" && out->format != "parquet") {
    return BadSpec("format", "is " + Quote(format) + "; json, text, csv and parquet are accepted");
  }
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "delimiter", false, &out->delimiter));
  if (out->delimiter.size() > kMaxDelimiter) return BadSpec("delimiter", "is longer than 16 bytes");
  if (out->format == "csv" && out->delimiter.empty()) {
    return Status(ErrorCode::kE18330, "spec.delimiter is missing; format csv needs one, such as \",\"");
  }
  return ReadSpecBool(spec, "compress", &out->compress);
}

Status ReadFields(const Json& spec, const Schema* schema, KodoSpec* out) {
  const Json* fields = FindMember(spec, "fields");
  if (fields == nullptr)
    return BadSpec("fields", "is missing; an object such as {\"name in the file\": \"#field\"} is required");
  if (!fields->is_object())
    return BadSpec("fields", "is " + std::string(JsonTypeName(*fields)) + "; an object is accepted");
  if (fields->empty()) return BadSpec("fields", "is empty; at least one field is required");
  for (const auto& [name, reference] : fields->items()) {
    if (schema != nullptr && name.empty())
      return BadSpec("fields", "has an empty name; the name of a field in the file is required");
    std::string field;
    PANDORA_RETURN_IF_ERROR(ReadSpecReference(reference, "fields." + name, schema, &field));
    out->fields.emplace_back(name, field);
  }
  return {};
}

}  // namespace

Result<KodoSpec> ReadKodoSpec(const Json& spec, const Schema* schema) {
  PANDORA_RETURN_IF_ERROR(RequireSpecObject(spec));
  KodoSpec out;
  std::string unused;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "bucket", true, &out.bucket));
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "keyPrefix", false, &out.key_prefix));
  // Clients whose user gave no address send an empty one (spec/clients.md 2.5).
  const Json* const email = FindMember(spec, "email");
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "email", email == nullptr || *email != "", &unused));
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "accessKey", true, &unused));
  PANDORA_RETURN_IF_ERROR(ReadFields(spec, schema, &out));
  PANDORA_RETURN_IF_ERROR(ReadRotation(spec, &out));
  PANDORA_RETURN_IF_ERROR(ReadFormat(spec, &out));
  if (schema != nullptr && out.format == "csv") PANDORA_RETURN_IF_ERROR(CheckDelimiter(out.delimiter));
  PANDORA_RETURN_IF_ERROR(ReadSpecInteger(spec, "retention", &out.retention_days));
  if (out.bucket.size() > 63) return BadSpec("bucket", "is longer than 63 characters");
  if (out.key_prefix.size() > 512) return BadSpec("keyPrefix", "is longer than 512 bytes");
  if (out.retention_days > 36500) return BadSpec("retention", "is more than 36500 days");
  return out;
}

}  // namespace pandora
