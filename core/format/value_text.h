// Values of a column as text, into a TextSink: what the record writers share. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_VALUE_TEXT_H_
#define PANDORA_CORE_FORMAT_VALUE_TEXT_H_

#include <memory>
#include <vector>

#include "core/format/record_writer.h"
#include "core/format/text_sink.h"

namespace pandora {

// Up to where the bytes behind a text of `column` may be read (see CopyUntilMark).
inline const char* TextEnd(const Column& column) { return column.bytes.data() + column.bytes.size(); }

// `text` with its quotes, escaped as AppendJsonString does. Bytes up to `readable_end` may be read.
void PutJsonString(std::string_view text, const char* readable_end, TextSink* sink);

// The value at `row` as JSON; "null" for a null. Null members of maps are left out unless `with_nulls`.
void PutJsonValue(const Column& column, size_t row, TextSink* sink, bool with_nulls = false);

// One factory per format; see MakeRecordWriter.
std::unique_ptr<RecordWriter> MakeJsonWriter(const std::vector<WriterColumn>& columns);
std::unique_ptr<RecordWriter> MakeTextWriter(const std::vector<WriterColumn>& columns);
std::unique_ptr<RecordWriter> MakeCsvWriter(std::vector<WriterColumn> columns, const RecordWriterOptions& options);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_VALUE_TEXT_H_
