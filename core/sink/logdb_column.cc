#include "core/sink/logdb_column.h"

#include <utility>

#include "core/base/text.h"
#include "core/format/json.h"
#include "core/format/record_writer.h"
#include "core/sink/logdb_record.h"

namespace pandora {
namespace {

constexpr size_t kMaxQuoted = 60;

bool KeptAsJson(const Type& type, const LogField& field) {
  return field.kind == LogKind::kGeoPoint || (field.kind == LogKind::kObject && type.kind != Kind::kMap);
}

// Four numbers up to 255, or groups of hexadecimal digits and colons: enough to tell an address from other text.
bool LooksLikeIp(std::string_view text) {
  if (text.find(':') != std::string_view::npos) {
    return text.size() <= 45 && text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  }
  const std::vector<std::string_view> parts = Split(text, '.');
  for (const std::string_view part : parts) {
    const std::optional<uint64_t> number = ParseUint64(part);
    if (!number || *number > 255 || part.size() > 3) return false;
  }
  return parts.size() == 4;
}

void CheckIps(const Column& column, const std::string& path, RowProblems* problems) {
  for (size_t row = 0; row < column.size; ++row) {
    if (column.IsNull(row) || LooksLikeIp(column.Text(row))) continue;
    problems->Add(row, "field " + Quote(path, 256) + ": " + Quote(column.Text(row), kMaxQuoted) + " is no IP address");
  }
}

// jsonstring and array to object, string to geo_point.
Column ToJsonColumn(const Column& from, const LogField& field, const std::string& path, RowProblems* problems) {
  Type json;
  json.kind = Kind::kJsonString;
  Column out = MakeColumn(json);
  std::string text;
  for (size_t row = 0; row < from.size; ++row) {
    if (from.IsNull(row)) {
      out.AppendNull();
      continue;
    }
    text.clear();
    if (from.type.kind != Kind::kJsonString) {
      AppendJsonValue(from, row, &text);
    } else if (!AppendObjectText(from.Text(row), &text)) {
      problems->Add(row, "field " + Quote(path, 256) + ": " + Quote(from.Text(row), kMaxQuoted) +
                             " is no JSON object, which " + std::string(LogKindName(field.kind)) + " needs");
      out.AppendNull();
      continue;
    }
    out.AppendText(text);
  }
  return out;
}

}  // namespace

Field StoredColumn(const Type& type, const LogField& field) {
  Field stored;
  stored.name = field.name;
  if (KeptAsJson(type, field)) {
    stored.name = JsonColumn(field.name);
    stored.type.kind = Kind::kJsonString;
  } else if (type.kind == Kind::kArray) {
    stored.name = ListColumn(field.name);
    stored.type = type;
  } else if (type.kind == Kind::kMap) {
    stored.type.kind = Kind::kMap;
    for (const Field& inner : type.fields) {
      const LogField* member = FindLogField(field.fields, inner.name);
      if (member != nullptr) stored.type.fields.push_back(StoredColumn(inner.type, *member));
    }
  } else {
    stored.type = StoredScalar(field.kind);
  }
  return stored;
}

Column ToStoredColumn(Column from, const LogField& field, const std::string& path, RowProblems* problems) {
  if (KeptAsJson(from.type, field)) return ToJsonColumn(from, field, path, problems);
  if (from.type.kind == Kind::kArray) return from;
  if (from.type.kind != Kind::kMap) {
    if (field.kind == LogKind::kIp) CheckIps(from, path, problems);
    return ConvertColumn(std::move(from), StoredScalar(field.kind), path, problems);
  }
  std::vector<Column> children;
  Type type = StoredColumn(from.type, field).type;
  for (size_t i = 0; i < from.children.size(); ++i) {
    const Field& inner = from.type.fields[i];
    const LogField* member = FindLogField(field.fields, inner.name);
    if (member == nullptr) continue;
    children.push_back(ToStoredColumn(std::move(from.children[i]), *member, path + "." + inner.name, problems));
  }
  from.type = std::move(type);
  from.children = std::move(children);
  return from;
}

}  // namespace pandora
