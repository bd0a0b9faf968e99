#include "core/sink/logdb_record.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/format/json_cursor.h"
#include "core/format/record_writer.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

// ---- objects as text

class ObjectText {
 public:
  ObjectText(std::string_view json, std::string* out) : cursor_(json), out_(out) {}

  bool Write() {
    const JsonKind kind = cursor_.Begin();
    if (kind != JsonKind::kObject && kind != JsonKind::kArray) return false;
    return WriteValue(kind, kMaxJsonDepth, true) && cursor_.End();
  }

 private:
  // `objects`: only objects, or lists of them, are accepted here.
  bool WriteValue(JsonKind kind, int levels, bool objects) {
    if (levels == 0 || kind == JsonKind::kError) return false;
    if (kind == JsonKind::kArray) return WriteArray(levels, objects);
    if (kind == JsonKind::kObject) return WriteObject(levels);
    if (objects) return false;
    out_->append(cursor_.value_position(), static_cast<size_t>(cursor_.position() - cursor_.value_position()));
    return true;
  }

  bool WriteArray(int levels, bool objects) {
    *out_ += '[';
    for (bool first = true; cursor_.NextElement(first); first = false) {
      if (!first) *out_ += ',';
      if (!WriteValue(cursor_.Begin(), levels - 1, objects)) return false;
    }
    *out_ += ']';
    return !cursor_.failed();
  }

  bool WriteObject(int levels) {
    *out_ += '{';
    for (bool first = true; cursor_.NextMember(first); first = false) {
      if (!first) *out_ += ',';
      name_.clear();
      AppendJsonUnescaped(cursor_.text(), &name_);
      std::replace(name_.begin(), name_.end(), '.', '_');
      AppendJsonString(name_, out_);
      *out_ += ':';
      if (!WriteValue(cursor_.Begin(), levels - 1, false)) return false;
    }
    *out_ += '}';
    return !cursor_.failed();
  }

  JsonCursor cursor_;
  std::string* out_;
  std::string name_;
};

// ---- records from JSON

constexpr std::string_view kExpected[] = {
    "text in double quotes",
    "a 64-bit integer such as 22",
    "a number such as 1.5",
    "true or false",
    "RFC 3339 such as 2017-01-12T15:30:00+08:00, or seconds or milliseconds since 1970,",
    "\"latitude,longitude\", [longitude, latitude] or {\"lat\", \"lon\"}",
    "text such as \"10.0.0.1\"",
    "an object",
};

// One value of a kind that is neither object nor geo_point; false, and nothing appended, when it does not fit.
bool AppendScalar(const Json& value, LogKind kind, Column* column) {
  switch (kind) {
    case LogKind::kLong:
      if (const std::optional<int64_t> number = AsInt64(value)) return column->AppendLong(*number), true;
      return false;
    case LogKind::kFloat:
      if (!value.is_number()) return false;
      return column->AppendFloat(value.get<double>()), true;
    case LogKind::kBoolean:
      if (!value.is_boolean()) return false;
      return column->AppendBoolean(value.get<bool>()), true;
    case LogKind::kDate:
      if (value.is_string()) {
        const std::optional<ParsedDate> date = ParseRfc3339(value.get_ref<const std::string&>());
        if (!date) return false;
        return column->AppendDate(date->instant.micros, date->form.Pack()), true;
      }
      if (const std::optional<int64_t> number = AsInt64(value)) {
        const std::optional<Instant> instant = InstantOfNumber(*number);
        if (!instant) return false;
        DateForm form;
        form.fraction_digits = instant->micros % kMicrosPerSecond == 0 ? 0 : 3;
        return column->AppendDate(instant->micros, form.Pack()), true;
      }
      return false;
    default:
      if (!value.is_string()) return false;
      return column->AppendText(value.get_ref<const std::string&>()), true;
  }
}

class RecordReader {
 public:
  explicit RecordReader(RowProblems* problems) : problems_(problems) {}

  // One row to every column of the level. `object` is null for an object that is not there.
  void ReadObject(const Json* object, const std::vector<LogField>& fields, const std::vector<StoredField>& layout,
                  const std::string& path, size_t row, std::vector<Column>* columns) {
    for (size_t i = 0; i < fields.size(); ++i) {
      const Json* value = object == nullptr ? nullptr : FindMember(*object, fields[i].name);
      ReadField(value, fields[i], layout[i], path, row, columns);
    }
    if (object == nullptr) return;
    for (const auto& [name, value] : object->items()) {
      if (FindLogField(fields, name) != nullptr) continue;
      problems_->Add(row, "field " + Quote(path + name, 256) + " is not in the schema");
      return;
    }
  }

 private:
  static Column* At(std::vector<Column>* columns, int index) {
    return index < 0 ? nullptr : &(*columns)[static_cast<size_t>(index)];
  }

  void ReadField(const Json* value, const LogField& field, const StoredField& place, const std::string& path,
                 size_t row, std::vector<Column>* columns) {
    const Json* const given = value;
    Column* const single = At(columns, place.single);
    Column* const list = At(columns, place.list);
    Column* const json = At(columns, place.json);
    const bool map = single != nullptr && single->type.kind == Kind::kMap;
    bool fits = true;
    if (map) {
      // Members that nobody declared are kept too: the whole object as JSON.
      const bool declared = value != nullptr && value->is_object() && AllDeclared(*value, field.fields);
      ReadObject(declared ? value : nullptr, field.fields, place.fields, path + field.name + ".", row,
                 &single->children);
      single->CloseMap();
      if (!declared) single->valid.SetNull(row, single->size);
      if (declared) value = nullptr;
    } else if (value != nullptr && single != nullptr && !value->is_array()) {
      fits = AppendScalar(*value, field.kind, single);
      value = nullptr;
    }
    if (value != nullptr && json != nullptr) {
      fits = AppendJson(*value, field.kind, json);
    } else if (value != nullptr) {
      fits = value->is_array() && list != nullptr && AppendList(*value, field.kind, list);
    }
    for (Column* column : {single, list, json}) {
      if (column != nullptr && column->size == row) column->AppendNull();
    }
    if (fits) return;
    problems_->Add(row, "field " + Quote(path + field.name, 256) + " is " + std::string(LogKindName(field.kind)) +
                            ", not " + QuoteJson(*given) + "; " +
                            std::string(kExpected[static_cast<size_t>(field.kind)]) + " is accepted");
  }

  static bool AllDeclared(const Json& object, const std::vector<LogField>& fields) {
    for (const auto& [name, value] : object.items()) {
      if (FindLogField(fields, name) == nullptr) return false;
    }
    return true;
  }

  static bool AppendJson(const Json& value, LogKind kind, Column* json) {
    std::string text;
    const std::string given = DumpJson(value);
    if (kind == LogKind::kGeoPoint) {
      if (!value.is_string() && !value.is_array() && !value.is_object()) return false;
      text = given;
    } else if (!AppendObjectText(given, &text)) {
      return false;
    }
    json->AppendText(text);
    return true;
  }

  static bool AppendList(const Json& value, LogKind kind, Column* list) {
    const size_t before = list->children[0].size;
    for (const Json& element : value) {
      if (element.is_null() || AppendScalar(element, kind, &list->children[0])) continue;
      // What was taken stays as a row of its own, which is dropped with its problem.
      break;
    }
    const size_t taken = list->children[0].size - before;
    list->CloseList();
    size_t wanted = 0;
    for (const Json& element : value) wanted += element.is_null() ? 0 : 1;
    return taken == wanted;
  }

  RowProblems* problems_;
};

}  // namespace

bool AppendObjectText(std::string_view json, std::string* out) {
  const size_t before = out->size();
  if (ObjectText(json, out).Write()) return true;
  out->resize(before);
  return false;
}

RecordBatch ReadLogRecords(const Json& records, const LogRepo& repo, RowProblems* problems) {
  RecordBatch batch = MakeBatch(repo.layout.schema);
  RecordReader reader(problems);
  for (const Json& record : records) {
    const bool object = record.is_object();
    if (!object) {
      problems->Add(batch.rows, "the record is " + std::string(JsonTypeName(record)) + "; an object is accepted");
    }
    reader.ReadObject(object ? &record : nullptr, repo.fields, repo.layout.fields, "", batch.rows, &batch.columns);
    ++batch.rows;
  }
  return batch;
}

void AppendLogRecord(const std::vector<LogField>& fields, const std::vector<StoredField>& layout,
                     const std::vector<Column>& columns, size_t row, std::string* out) {
  const auto at = [&](int index) -> const Column* {
    if (index < 0 || columns[static_cast<size_t>(index)].IsNull(row)) return nullptr;
    return &columns[static_cast<size_t>(index)];
  };
  char separator = '{';
  for (size_t i = 0; i < fields.size(); ++i) {
    const Column* const single = at(layout[i].single);
    const Column* const list = single != nullptr ? nullptr : at(layout[i].list);
    const Column* const json = single != nullptr || list != nullptr ? nullptr : at(layout[i].json);
    if (single == nullptr && list == nullptr && json == nullptr) continue;
    *out += separator;
    separator = ',';
    AppendJsonString(fields[i].name, out);
    *out += ':';
    if (json != nullptr) {
      out->append(json->Text(row));
    } else if (list != nullptr) {
      AppendJsonValue(*list, row, out);
    } else if (single->type.kind == Kind::kMap) {
      AppendLogRecord(fields[i].fields, layout[i].fields, single->children, row, out);
    } else {
      AppendJsonValue(*single, row, out);
    }
  }
  out->append(separator == '{' ? "{}" : "}");
}

}  // namespace pandora
