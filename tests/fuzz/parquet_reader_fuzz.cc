// Any bytes are read as a Parquet file or refused; the records that come out are sound, in the types that the file tells and in others.
// The first byte chooses which.
#include <cstdlib>

#include "core/format/parquet_reader.h"
#include "core/format/record_writer.h"
#include "core/format/segment.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;

// What a few bytes may claim in runs is read in portions: a run of the fuzzer looks at the first of them.
constexpr int kMaxPortions = 2;
constexpr size_t kMaxRecords = 2000;

void Check(bool good) {
  if (!good) std::abort();
}

// Touches every value, so that the sanitizers see offsets that are wrong.
void CheckSound(const Schema& schema, const RecordBatch& batch) {
  Check(batch.columns.size() == schema.fields.size());
  for (const Column& column : batch.columns) Check(column.size == batch.rows);
  RecordBatch some = MakeBatch(schema);
  AppendRows(batch, 0, std::min(batch.rows, kMaxRecords), &some);
  std::string text;
  for (size_t row = 0; row < some.rows; ++row) AppendJsonRecord(schema, some, row, true, &text);
  const Result<RecordBatch> again = DecodeSegment(EncodeSegment(some), schema);
  Check(again.ok() && again->rows == some.rows);
}

void ReadAs(ParquetReader* reader, const Schema& schema) {
  reader->Select(schema);
  ParquetReport report;
  for (size_t group = 0; group < std::min<size_t>(reader->groups(), 4); ++group) {
    if (!reader->BeginGroup(group).ok()) continue;
    for (int portion = 0; portion < kMaxPortions; ++portion) {
      RecordBatch batch;
      const Result<bool> more = reader->Next(&batch, &report);
      if (!more.ok() || !*more) break;
      CheckSound(schema, batch);
    }
  }
  Check(report.left_out <= report.records && (report.left_out == 0) == report.problem.empty());
}

void Run(std::string_view input) {
  static const Schema other = MakeSchema(
      "n jsonstring, f float, b boolean, t date, s string, l [long], k [string], m {x! long, d {z string}}, a "
      "jsonstring, st {a long}");
  static const Schema json =
      MakeSchema("n float, l jsonstring, m jsonstring, st jsonstring, ll jsonstring, ls [string]");
  if (input.empty()) return;
  const char choice = input[0];
  input.remove_prefix(1);
  ParquetBytes source(input);
  Result<ParquetReader> reader = ParquetReader::Open(&source);
  if (!reader.ok()) return;
  ReadAs(&*reader, choice == 'o' ? other : choice == 'j' ? json : reader->schema());
}

}  // namespace
}  // namespace pandora

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  pandora::Run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
