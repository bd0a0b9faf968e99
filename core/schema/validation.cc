#include "core/schema/validation.h"

#include <set>
#include <string>
#include <string_view>

#include "core/base/text.h"

namespace pandora {
namespace {

// A field on the way to the one looked at; paths are only spelled when an error needs one. Depth is bounded by the
// limits, which are checked on the way down.
struct Path {
  const Path* parent;
  std::string_view name;

  std::string Dotted() const {
    if (parent == nullptr) return std::string(name);
    return parent->Dotted() + "." + std::string(name);
  }
};

std::string FieldLabel(const Path& path) { return "field " + Quote(path.Dotted(), 256); }

bool IsArrayElement(Kind kind) {
  return kind == Kind::kLong || kind == Kind::kFloat || kind == Kind::kString || kind == Kind::kBoolean;
}

class Validator {
 public:
  explicit Validator(const SchemaLimits& limits) : limits_(limits) {}

  // `depth` counts the maps that enclose `fields`.
  Status CheckFields(const std::vector<Field>& fields, const Path* parent, int depth) {
    std::set<std::string_view> names;
    for (const Field& field : fields) {
      const Path path{parent, field.name};
      if (!IsResourceName(field.name)) {
        return Status(
            ErrorCode::kE18106,
            FieldLabel(path) + ": a name is a letter or '_', then letters, digits or '_', " + "128 characters at most");
      }
      if (!names.insert(field.name).second) {
        return Status(ErrorCode::kE18106, FieldLabel(path) + ": the name is declared twice");
      }
      if (++count_ > limits_.max_fields) {
        return Status(ErrorCode::kE18134, "more than " + std::to_string(limits_.max_fields) +
                                              " fields, nested ones included, at " + FieldLabel(path));
      }
      PANDORA_RETURN_IF_ERROR(CheckType(field.type, path, depth));
    }
    return Status();
  }

 private:
  Status CheckType(const Type& type, const Path& path, int depth) {
    if (type.kind == Kind::kArray && !IsArrayElement(type.element)) {
      return Status(ErrorCode::kE18107, FieldLabel(path) + ": an array of " + std::string(KindName(type.element)) +
                                            "; elements can be long, float, string or boolean");
    }
    if (type.kind != Kind::kMap) return Status();
    if (depth >= limits_.max_map_depth) {
      return Status(ErrorCode::kE18107,
                    FieldLabel(path) + ": more than " + std::to_string(limits_.max_map_depth) + " levels of map");
    }
    if (type.fields.empty()) return Status(ErrorCode::kE18105, FieldLabel(path) + ": a map needs fields of its own");
    return CheckFields(type.fields, &path, depth + 1);
  }

  const SchemaLimits& limits_;
  int count_ = 0;
};

int CountFields(const std::vector<Field>& fields) {
  int count = 0;
  for (const Field& field : fields) count += 1 + (field.type.kind == Kind::kMap ? CountFields(field.type.fields) : 0);
  return count;
}

std::string TypeLabel(const Type& type) {
  if (type.kind != Kind::kArray) return std::string(KindName(type.kind));
  return "array of " + std::string(KindName(type.element));
}

Status CheckKept(const std::vector<Field>& before, const std::vector<Field>& after, const Path* parent,
                 ErrorCode code) {
  for (const Field& field : before) {
    const Path path{parent, field.name};
    const Field* kept = nullptr;
    for (const Field& candidate : after) kept = candidate.name == field.name ? &candidate : kept;
    if (kept == nullptr) return Status(code, FieldLabel(path) + " is missing; fields may only be added");
    if (kept->type == field.type) continue;
    if (kept->type.kind != Kind::kMap || field.type.kind != Kind::kMap) {
      return Status(
          code, FieldLabel(path) + " was " + TypeLabel(field.type) + " and may not become " + TypeLabel(kept->type));
    }
    PANDORA_RETURN_IF_ERROR(CheckKept(field.type.fields, kept->type.fields, &path, code));
  }
  return Status();
}

}  // namespace

Status ValidateSchema(const Schema& schema, const SchemaLimits& limits) {
  if (schema.fields.empty()) return Status(ErrorCode::kE18105, "a schema needs at least one field");
  return Validator(limits).CheckFields(schema.fields, nullptr, 0);
}

int CountFields(const Schema& schema) { return CountFields(schema.fields); }

Status CheckAddOnly(const Schema& before, const Schema& after, ErrorCode code) {
  return CheckKept(before.fields, after.fields, nullptr, code);
}

}  // namespace pandora
