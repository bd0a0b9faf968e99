#include "core/format/json_column.h"

#include <vector>

#include "core/base/instant.h"
#include "core/base/text.h"
#include "core/format/number_scan.h"

namespace pandora {
namespace {

std::string Label(const FieldPath& path) { return "field " + Quote(path.ToString(), 256); }

// "a float; a number such as 1.5 is accepted"
std::string_view Expectation(Kind kind) {
  switch (kind) {
    case Kind::kBoolean: return "a boolean; true or false is accepted";
    case Kind::kLong: return "a long; a 64-bit integer such as 22 is accepted";
    case Kind::kFloat: return "a float; a number such as 1.5 is accepted";
    case Kind::kDate: return "a date; RFC 3339 such as 2017-01-12T15:30:00+08:00 is accepted";
    case Kind::kString: return "a string; text in double quotes is accepted";
    case Kind::kJsonString: return "a jsonstring; any valid JSON text is accepted";
    case Kind::kArray: return "an array; JSON such as [1,2] is accepted";
    case Kind::kMap: return "a map; a JSON object such as {\"f1\":123} is accepted";
  }
  return "";
}

Status Malformed(const FieldPath& path, const JsonCursor& cursor) {
  const std::string_view rest = cursor.rest();
  return Status(ErrorCode::kE18110, Label(path) + ": not valid JSON at byte " + std::to_string(cursor.offset() + 1) +
                                        ": expected " + cursor.error() + ", " +
                                        (rest.empty() ? "but the value ends" : "found " + Quote(rest, 32)));
}

// Walks one value into its column. Recursion is as deep as the schema nests maps.
class ColumnReader {
 public:
  ColumnReader(JsonCursor* cursor, int max_depth) : cursor_(cursor), max_depth_(max_depth) {}

  Status Read(JsonKind kind, const FieldPath& path, Column* column) {
    if (kind == JsonKind::kError) return Malformed(path, *cursor_);
    if (kind == JsonKind::kNull) {
      column->AppendNull();
      return Status();
    }
    switch (column->type.kind) {
      case Kind::kArray: return kind == JsonKind::kArray ? ReadArray(path, column) : Bad(path, Kind::kArray);
      case Kind::kMap: return kind == JsonKind::kObject ? ReadMap(path, column) : Bad(path, Kind::kMap);
      case Kind::kJsonString: return ReadJsonString(kind, path, column);
      default: return ReadScalar(kind, path, column);
    }
  }

 private:
  Status Bad(const FieldPath& path, Kind kind) const {
    const char* const begin = cursor_->value_position();
    return BadValue(path, kind, std::string_view(begin, static_cast<size_t>(cursor_->position() - begin)));
  }

  Status ReadArray(const FieldPath& path, Column* column) {
    Column* const elements = &column->children[0];
    for (bool first = true; cursor_->NextElement(first); first = false) {
      const JsonKind kind = cursor_->Begin();
      if (kind == JsonKind::kNull) {
        return Status(ErrorCode::kE18110, Label(path) + ": null inside an array is not accepted");
      }
      PANDORA_RETURN_IF_ERROR(Read(kind, path, elements));
    }
    if (cursor_->failed()) return Malformed(path, *cursor_);
    column->CloseList();
    return Status();
  }

  Status ReadMap(const FieldPath& path, Column* column) {
    const std::vector<Field>& fields = column->type.fields;
    size_t next = 0;  // members mostly come in the schema's order
    for (bool first = true; cursor_->NextMember(first); first = false) {
      const std::string_view name = MemberName();
      size_t index = next;
      if (index == fields.size() || fields[index].name != name) {
        for (index = 0; index < fields.size() && fields[index].name != name; ++index) {
        }
      }
      const FieldPath inner{&path, name};
      if (index == fields.size()) return Status(ErrorCode::kE18111, Label(inner) + " is not in the schema");
      Column* const child = &column->children[index];
      if (child->size > column->size) return Status(ErrorCode::kE18110, Label(inner) + " is given twice");
      PANDORA_RETURN_IF_ERROR(ReadMember(FieldPath{&path, fields[index].name}, fields[index], child));
      next = index + 1;
    }
    if (cursor_->failed()) return Malformed(path, *cursor_);
    for (size_t i = 0; i < fields.size(); ++i) {
      if (column->children[i].size > column->size) continue;
      if (fields[i].required) return Missing(FieldPath{&path, fields[i].name});
      column->children[i].AppendNull();
    }
    column->CloseMap();
    return Status();
  }

  Status ReadMember(const FieldPath& path, const Field& field, Column* child) {
    const JsonKind kind = cursor_->Begin();
    if (kind != JsonKind::kNull) return Read(kind, path, child);
    if (field.required) return Missing(path);
    child->AppendNull();
    return Status();
  }

  static Status Missing(const FieldPath& path) {
    return Status(ErrorCode::kE18110, Label(path) + " is required, but missing or null");
  }

  Status ReadScalar(JsonKind kind, const FieldPath& path, Column* column) {
    const Kind wanted = column->type.kind;
    if (wanted == Kind::kString && kind == JsonKind::kString) {
      AppendString(column);
      return Status();
    }
    if (wanted == Kind::kBoolean && kind == JsonKind::kBoolean) {
      column->AppendBoolean(cursor_->text() == "true");
      return Status();
    }
    if (wanted == Kind::kLong && kind == JsonKind::kNumber && cursor_->integer()) {
      if (const std::optional<int64_t> value = ReadLong(cursor_->text())) {
        column->AppendLong(*value);
        return Status();
      }
    }
    if (wanted == Kind::kFloat && kind == JsonKind::kNumber) {
      if (const std::optional<double> value = ReadFloat(cursor_->text())) {
        column->AppendFloat(*value);
        return Status();
      }
    }
    if (wanted == Kind::kDate && kind == JsonKind::kString && !cursor_->escaped()) {
      if (const std::optional<ParsedDate> date = ParseRfc3339(cursor_->text())) {
        column->AppendDate(date->instant.micros, date->form.Pack());
        return Status();
      }
    }
    return Bad(path, wanted);
  }

  static std::optional<int64_t> ReadLong(std::string_view text) {
    int64_t value = 0;
    const char* const end = text.data() + text.size();
    if (ScanLong(text.data(), end, &value) == end) return value;
    return ParseInt64(text);
  }

  static std::optional<double> ReadFloat(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    if (ScanFloat(text.data(), end, &value) == end) return value;
    return ParseDouble(text);
  }

  // The text of the string just read, straight into the column's arena.
  void AppendString(Column* column) {
    if (!cursor_->escaped()) return column->AppendText(cursor_->text());
    AppendJsonUnescaped(cursor_->text(), &column->bytes);
    column->AppendText("");
  }

  Status ReadJsonString(JsonKind kind, const FieldPath& path, Column* column) {
    if (kind == JsonKind::kString) {
      const size_t begin = column->bytes.size();
      AppendString(column);
      return CheckJsonText(std::string_view(column->bytes).substr(begin), max_depth_, path);
    }
    const char* const begin = cursor_->value_position();
    if (!cursor_->Skip(kind, max_depth_)) return Malformed(path, *cursor_);
    AppendJsonCompact(std::string_view(begin, static_cast<size_t>(cursor_->position() - begin)), &column->bytes);
    column->AppendText("");
    return Status();
  }

  std::string_view MemberName() {
    if (!cursor_->escaped()) return cursor_->text();
    name_.clear();
    AppendJsonUnescaped(cursor_->text(), &name_);
    return name_;
  }

  JsonCursor* cursor_;
  int max_depth_;
  std::string name_;
};

}  // namespace

std::string FieldPath::ToString() const {
  if (parent == nullptr) return std::string(name);
  return parent->ToString() + "." + std::string(name);
}

Status AppendJsonToColumn(JsonCursor* cursor, JsonKind kind, int max_depth, const FieldPath& path, Column* column) {
  return ColumnReader(cursor, max_depth).Read(kind, path, column);
}

Status AppendJsonText(std::string_view text, int max_depth, const FieldPath& path, Column* column) {
  JsonCursor cursor(text);
  const JsonKind kind = cursor.Begin();
  if (kind == JsonKind::kNull) return BadValue(path, column->type.kind, text);
  PANDORA_RETURN_IF_ERROR(AppendJsonToColumn(&cursor, kind, max_depth, path, column));
  return cursor.End() ? Status() : Malformed(path, cursor);
}

Status CheckJsonText(std::string_view text, int max_depth, const FieldPath& path) {
  JsonCursor cursor(text);
  return cursor.Skip(cursor.Begin(), max_depth) && cursor.End() ? Status() : Malformed(path, cursor);
}

Status BadValue(const FieldPath& path, Kind kind, std::string_view value) {
  return Status(kind == Kind::kDate ? ErrorCode::kE18104 : ErrorCode::kE18110,
                Label(path) + ": " + Quote(value) + " is not " + std::string(Expectation(kind)));
}

}  // namespace pandora
