// Any bytes decode to a sound batch or are refused; a batch read from points goes through a segment unchanged.
#include <cstdlib>

#include "core/format/point_reader.h"
#include "core/format/record_writer.h"
#include "core/format/segment.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

using testing_support::MakeSchema;
using testing_support::SameBatch;

void Check(bool good) {
  if (!good) std::abort();
}

// Touches every value, so that the sanitizers see offsets that are wrong.
void CheckSound(const Schema& schema, const RecordBatch& batch) {
  std::string text;
  for (size_t row = 0; row < batch.rows; ++row) AppendJsonRecord(schema, batch, row, true, &text);
  const std::string bytes = EncodeSegment(batch);
  const Result<RecordBatch> again = DecodeSegment(bytes, schema);
  Check(again.ok() && SameBatch(batch, *again));
}

void Run(std::string_view input) {
  static const Schema schema =
      MakeSchema("n long, f float, b boolean, d date, s string, j jsonstring, l [long], m {x long, k {z [string]}}");
  if (input.empty()) return;
  const bool points = input[0] == 'p';
  input.remove_prefix(1);
  if (points) {
    const Result<RecordBatch> batch = ReadPoints(input, schema, PointOptions());
    if (batch.ok()) CheckSound(schema, *batch);
    return;
  }
  std::string bytes = "PSG1" + std::string(input);
  const Result<RecordBatch> batch = DecodeSegment(bytes, schema, {}, 100);
  if (batch.ok()) CheckSound(schema, *batch);
  Check(DecodeSegment(bytes, schema, {1, 4}, 100).ok() || !batch.ok());
}

}  // namespace
}  // namespace pandora

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  pandora::Run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
