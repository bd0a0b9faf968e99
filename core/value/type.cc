#include "core/value/type.h"

namespace pandora {
namespace {

constexpr struct {
  Kind kind;
  std::string_view name;
} kKinds[] = {{Kind::kBoolean, "boolean"}, {Kind::kLong, "long"},     {Kind::kFloat, "float"},
              {Kind::kDate, "date"},       {Kind::kString, "string"}, {Kind::kJsonString, "jsonstring"},
              {Kind::kArray, "array"},     {Kind::kMap, "map"}};

}  // namespace

std::string_view KindName(Kind kind) {
  for (const auto& row : kKinds) {
    if (row.kind == kind) return row.name;
  }
  return "";
}

std::optional<Kind> FindKind(std::string_view name) {
  for (const auto& row : kKinds) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

// Members that do not belong to the kind are ignored: a reader may have left something in them.
bool Type::operator==(const Type& other) const {
  if (kind != other.kind) return false;
  if (kind == Kind::kArray) return element == other.element;
  return kind != Kind::kMap || fields == other.fields;
}

int Schema::Find(std::string_view name) const {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace pandora
