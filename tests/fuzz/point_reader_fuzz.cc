// Any bytes are a push or are refused; what was accepted, written as text and read again, is the same batch.
#include <cstdlib>

#include "core/format/point_reader.h"
#include "core/format/record_writer.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;
using testing_support::SameBatch;

void Run(std::string_view input) {
  static const Schema schema = MakeSchema(
      "n long, f float, b boolean, d date, s string, j jsonstring, l [long], t [string], "
      "m {x long, y string, k {z! date, j jsonstring}}");
  PointOptions options;
  if (!input.empty()) {
    options.unescape = (input[0] & 1) == 0;
    options.max_json_depth = input[0] & 2 ? 4 : 64;
    options.max_piece = input[0] & 4 ? 64 : 4096;
    input.remove_prefix(1);
  }
  Result<RecordBatch> batch = ReadPoints(input, schema, options);
  if (!batch.ok()) return;

  std::vector<WriterColumn> columns;
  for (const Field& field : schema.fields) columns.push_back({field.name, static_cast<int>(columns.size())});
  for (const RecordFormat format : {RecordFormat::kJson, RecordFormat::kCsv, RecordFormat::kText}) {
    std::string text;
    MakeRecordWriter(format, columns, {})->Write(*batch, 0, batch->rows, &text);
    if (format != RecordFormat::kText) continue;
    // A CR between JSON tokens is written as a space.
    for (char& c : batch->columns[5].bytes) c = c == '\r' ? ' ' : c;
    const Result<RecordBatch> again = ReadPoints(text, schema, PointOptions());
    if (!again.ok() || !SameBatch(*batch, *again)) std::abort();
  }
}

}  // namespace
}  // namespace pandora

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  pandora::Run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
