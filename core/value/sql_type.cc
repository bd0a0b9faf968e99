#include "core/value/sql_type.h"

#include <algorithm>
#include <utility>

namespace pandora {
namespace {

constexpr int kMaxPrecision = 38;

struct NamedKind {
  std::string_view name;
  SqlKind kind;
};

// The first name of each kind is the one that Spark prints.
constexpr NamedKind kNames[] = {
    {"null", SqlKind::kNull},
    {"boolean", SqlKind::kBoolean},
    {"tinyint", SqlKind::kTinyint},
    {"smallint", SqlKind::kSmallint},
    {"int", SqlKind::kInt},
    {"bigint", SqlKind::kBigint},
    {"float", SqlKind::kFloat},
    {"double", SqlKind::kDouble},
    {"string", SqlKind::kString},
    {"binary", SqlKind::kBinary},
    {"date", SqlKind::kDate},
    {"timestamp", SqlKind::kTimestamp},
    {"calendarinterval", SqlKind::kInterval},
    {"byte", SqlKind::kTinyint},
    {"short", SqlKind::kSmallint},
    {"integer", SqlKind::kInt},
    {"long", SqlKind::kBigint},
    {"real", SqlKind::kFloat},
    {"varchar", SqlKind::kString},
    {"char", SqlKind::kString},
};

std::string Lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string_view KindText(SqlKind kind) {
  for (const NamedKind& row : kNames) {
    if (row.kind == kind) return row.name;
  }
  return "null";
}

std::optional<Kind> ScalarKind(const SqlType& type) {
  switch (type.kind) {
    case SqlKind::kBoolean: return Kind::kBoolean;
    case SqlKind::kTinyint:
    case SqlKind::kSmallint:
    case SqlKind::kInt:
    case SqlKind::kBigint: return Kind::kLong;
    case SqlKind::kFloat:
    case SqlKind::kDouble:
    case SqlKind::kDecimal: return Kind::kFloat;
    case SqlKind::kDate:
    case SqlKind::kTimestamp: return Kind::kDate;
    case SqlKind::kString:
    case SqlKind::kNull: return Kind::kString;
    default: return std::nullopt;
  }
}

std::shared_ptr<const std::vector<SqlField>> Share(std::vector<SqlField> fields) {
  return std::make_shared<const std::vector<SqlField>>(std::move(fields));
}

}  // namespace

SqlType SqlType::Decimal(int precision, int scale) {
  SqlType type(SqlKind::kDecimal);
  type.precision = static_cast<uint8_t>(std::clamp(precision, 1, kMaxPrecision));
  type.scale = static_cast<int8_t>(std::clamp(scale, -kMaxPrecision, kMaxPrecision));
  return type;
}

SqlType SqlType::Array(SqlType element) {
  SqlType type(SqlKind::kArray);
  type.fields = Share({SqlField{"element", std::move(element)}});
  return type;
}

SqlType SqlType::Map(SqlType key, SqlType value) {
  SqlType type(SqlKind::kMap);
  type.fields = Share({SqlField{"key", std::move(key)}, SqlField{"value", std::move(value)}});
  return type;
}

SqlType SqlType::Struct(std::vector<SqlField> fields) {
  SqlType type(SqlKind::kStruct);
  type.fields = Share(std::move(fields));
  return type;
}

const SqlType& SqlType::element() const { return (*fields)[0].type; }
const SqlType& SqlType::key() const { return (*fields)[0].type; }
const SqlType& SqlType::mapped() const { return (*fields)[1].type; }

bool SqlType::IsOrderable() const {
  if (kind == SqlKind::kMap || kind == SqlKind::kInterval) return false;
  if (!fields) return true;
  return std::all_of(fields->begin(), fields->end(), [](const SqlField& field) { return field.type.IsOrderable(); });
}

bool SqlType::operator==(const SqlType& other) const {
  if (kind != other.kind || precision != other.precision || scale != other.scale) return false;
  if (fields == other.fields) return true;
  if (!fields || !other.fields || fields->size() != other.fields->size()) return false;
  for (size_t i = 0; i < fields->size(); ++i) {
    if (kind == SqlKind::kStruct && (*fields)[i].name != (*other.fields)[i].name) return false;
    if (!((*fields)[i].type == (*other.fields)[i].type)) return false;
  }
  return true;
}

std::string TypeName(const SqlType& type) {
  switch (type.kind) {
    case SqlKind::kDecimal: return "decimal(" + std::to_string(type.precision) + "," + std::to_string(type.scale) + ")";
    case SqlKind::kArray: return "array<" + TypeName(type.element()) + ">";
    case SqlKind::kMap: return "map<" + TypeName(type.key()) + "," + TypeName(type.mapped()) + ">";
    case SqlKind::kStruct: {
      std::string text = "struct<";
      for (const SqlField& field : *type.fields) {
        if (text.size() > 7) text += ',';
        text += field.name + ":" + TypeName(field.type);
      }
      return text + ">";
    }
    default: return std::string(KindText(type.kind));
  }
}

std::optional<SqlType> FindSimpleType(std::string_view name) {
  std::string lower = Lower(name);
  for (const NamedKind& row : kNames) {
    if (row.name == lower && row.kind != SqlKind::kNull && row.kind != SqlKind::kInterval) return SqlType(row.kind);
  }
  if (lower == "decimal" || lower == "dec" || lower == "numeric") return SqlType::Decimal(10, 0);
  return std::nullopt;
}

SqlType FromFieldType(const Type& type) {
  switch (type.kind) {
    case Kind::kBoolean: return SqlKind::kBoolean;
    case Kind::kLong: return SqlKind::kBigint;
    case Kind::kFloat: return SqlKind::kDouble;
    case Kind::kDate: return SqlKind::kTimestamp;
    case Kind::kString:
    case Kind::kJsonString: return SqlKind::kString;
    case Kind::kArray: {
      Type element;
      element.kind = type.element;
      return SqlType::Array(FromFieldType(element));
    }
    case Kind::kMap: {
      std::vector<SqlField> fields;
      for (const Field& field : type.fields) fields.push_back({field.name, FromFieldType(field.type)});
      return SqlType::Struct(std::move(fields));
    }
  }
  return SqlKind::kString;
}

std::optional<Type> ToFieldType(const SqlType& type) {
  Type result;
  if (std::optional<Kind> scalar = ScalarKind(type)) {
    result.kind = *scalar;
    return result;
  }
  if (type.kind == SqlKind::kArray) {
    std::optional<Kind> element = ScalarKind(type.element());
    if (element != Kind::kLong && element != Kind::kFloat && element != Kind::kString) return std::nullopt;
    result.kind = Kind::kArray;
    result.element = *element;
    return result;
  }
  if (type.kind != SqlKind::kStruct) return std::nullopt;
  result.kind = Kind::kMap;
  for (const SqlField& field : *type.fields) {
    std::optional<Type> inner = ToFieldType(field.type);
    if (!inner) return std::nullopt;
    result.fields.push_back(Field{field.name, *std::move(inner), false});
  }
  return result;
}

SqlType DecimalForIntegral(SqlKind kind) {
  switch (kind) {
    case SqlKind::kTinyint: return SqlType::Decimal(3, 0);
    case SqlKind::kSmallint: return SqlType::Decimal(5, 0);
    case SqlKind::kInt: return SqlType::Decimal(10, 0);
    default: return SqlType::Decimal(20, 0);
  }
}

}  // namespace pandora
