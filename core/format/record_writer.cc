#include "core/format/record_writer.h"

#include "core/format/value_text.h"

namespace pandora {

std::optional<RecordFormat> FindRecordFormat(std::string_view name) {
  if (name == "json") return RecordFormat::kJson;
  if (name == "text") return RecordFormat::kText;
  if (name == "csv") return RecordFormat::kCsv;
  return std::nullopt;
}

std::unique_ptr<RecordWriter> MakeRecordWriter(RecordFormat format, std::vector<WriterColumn> columns,
                                               const RecordWriterOptions& options) {
  switch (format) {
    case RecordFormat::kJson: return MakeJsonWriter(columns);
    case RecordFormat::kText: return MakeTextWriter(columns);
    case RecordFormat::kCsv: break;
  }
  return MakeCsvWriter(std::move(columns), options);
}

void AppendJsonValue(const Column& column, size_t row, std::string* out) {
  TextSink sink(out);
  PutJsonValue(column, row, &sink);
  sink.Finish();
}

void AppendJsonRecord(const Schema& schema, const RecordBatch& batch, size_t row, bool with_nulls, std::string* out) {
  TextSink sink(out);
  char before = '{';
  for (size_t i = 0; i < batch.columns.size(); ++i) {
    if (!with_nulls && batch.columns[i].IsNull(row)) continue;
    sink.Put(before);
    const std::string& name = schema.fields[i].name;
    PutJsonString(name, name.data() + name.size(), &sink);
    sink.Put(':');
    PutJsonValue(batch.columns[i], row, &sink, with_nulls);
    before = ',';
  }
  sink.Put(std::string_view(before == '{' ? "{}" : "}"));
  sink.Finish();
}

}  // namespace pandora
