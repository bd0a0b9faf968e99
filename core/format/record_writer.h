// Writes records as text: json (one object a line), csv, and text (the push form). A writer turns rows of a batch into bytes;
// it knows no file, bucket or compression. One virtual call a batch, none a value.
#ifndef PANDORA_CORE_FORMAT_RECORD_WRITER_H_
#define PANDORA_CORE_FORMAT_RECORD_WRITER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/value/record_batch.h"

namespace pandora {

enum class RecordFormat { kJson, kText, kCsv };

std::optional<RecordFormat> FindRecordFormat(std::string_view name);  // "json", "text", "csv"

// One column of the output: where it comes from and what it is called there.
struct WriterColumn {
  std::string name;
  int source = 0;  // index of a column of the batch; -1: null in every record
};

struct RecordWriterOptions {
  std::string delimiter = ",";  // csv; any non-empty text of at most 16 bytes
  bool header = false;          // csv: a first line with the names
};

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  // Appends what stands before the first record (csv's header), or nothing.
  virtual void WriteHeader(std::string* out) = 0;
  // Appends rows [begin, end) of `batch`. Each record ends with '\n'.
  virtual void Write(const RecordBatch& batch, size_t begin, size_t end, std::string* out) = 0;
};

// json: null members are left out; dates as RFC 3339 as given; jsonstring as a JSON string; maps as objects.
// csv: RFC 4180 quoting, null is empty; nested values as JSON text. text: what ReadPoints reads back, null left out.
std::unique_ptr<RecordWriter> MakeRecordWriter(RecordFormat format, std::vector<WriterColumn> columns,
                                               const RecordWriterOptions& options);

// Appends the value at `row` as JSON ("null" for a null). jsonstring values appear as JSON strings.
void AppendJsonValue(const Column& column, size_t row, std::string* out);

// Appends row `row` as one JSON object with the schema's names; null members, nested ones too, are left out unless
// `with_nulls`.
void AppendJsonRecord(const Schema& schema, const RecordBatch& batch, size_t row, bool with_nulls, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_RECORD_WRITER_H_
