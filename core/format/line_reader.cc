#include "core/format/line_reader.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/format/json.h"
#include "core/format/json_column.h"
#include "core/format/point_reader.h"

namespace pandora {
namespace {

// `object` without the members that no field of the schema takes.
Json OnlyFields(const Json& object, const std::vector<Field>& fields) {
  Json kept = Json::object();
  for (const Field& field : fields) {
    const auto member = object.find(field.name);
    if (member == object.end()) continue;
    const bool nested = field.type.kind == Kind::kMap && member->is_object();
    kept[field.name] = nested ? OnlyFields(*member, field.type.fields) : *member;
  }
  return kept;
}

// A line's record as a batch of one row.
Result<RecordBatch> ReadJsonLine(std::string_view line, const Schema& schema) {
  PANDORA_ASSIGN_OR_RETURN(const Json object, ParseJson(line));
  if (!object.is_object()) {
    return Status(ErrorCode::kE18110, "it is " + std::string(JsonTypeName(object)) + "; a JSON object is accepted");
  }
  Type record;
  record.kind = Kind::kMap;
  record.fields = schema.fields;
  Column column = MakeColumn(record);
  const std::string text = DumpJson(OnlyFields(object, schema.fields));
  PANDORA_RETURN_IF_ERROR(AppendJsonText(text, kMaxJsonDepth, FieldPath{nullptr, "record"}, &column));
  RecordBatch batch;
  batch.rows = 1;
  batch.columns = std::move(column.children);
  return batch;
}

Result<RecordBatch> ReadLine(std::string_view line, const Schema& schema, LineFormat format) {
  if (!IsValidUtf8(line)) return Status(ErrorCode::kE18110, "it is no valid UTF-8");
  return format == LineFormat::kJson ? ReadJsonLine(line, schema) : ReadPoints(line, schema, PointOptions());
}

}  // namespace

RecordBatch ReadLines(std::string_view text, const Schema& schema, LineFormat format, LineReport* report) {
  RecordBatch batch = MakeBatch(schema);
  int64_t number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (TrimAscii(line).empty()) continue;
    if (line.back() == '\r') line.remove_suffix(1);
    ++report->lines;
    const Result<RecordBatch> row = ReadLine(line, schema, format);
    if (row.ok()) {
      AppendRows(*row, 0, row->rows, &batch);
      continue;
    }
    ++report->left_out;
    if (report->problem.empty()) report->problem = "line " + std::to_string(number) + ": " + row.status().message();
  }
  return batch;
}

}  // namespace pandora
