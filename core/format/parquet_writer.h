// Writes Parquet files (format version 1, data pages of version 1) from RecordBatches. Knows no bucket and no offset; who calls it
// puts the bytes where they belong. Reading is parquet_reader.
//
// Types: boolean BOOLEAN, long INT64, float DOUBLE, date INT64 as TIMESTAMP(MICROS, UTC), string and jsonstring BYTE_ARRAY as
// STRING, array a three-level LIST, map a group. Every field is optional: a field that is required today need not have been
// so always. The spelling of a date (its zone, digits beyond microseconds) is not in the file.
//
// What has been given is held until its row group is full, so memory is bounded by `max_group_bytes`, not by the file. The same
// records give the same bytes, however they are cut into batches and on every platform.
#ifndef PANDORA_CORE_FORMAT_PARQUET_WRITER_H_
#define PANDORA_CORE_FORMAT_PARQUET_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/value/coded_text.h"
#include "core/value/record_batch.h"

namespace pandora {

// The numbers are those of the format.
enum class ParquetCodec : int32_t { kNone = 0, kSnappy = 1, kGzip = 2 };

// One field of the file: what it is called there, its type, and where it comes from.
struct ParquetField {
  std::string name;
  Type type;
  int source = -1;  // index of a column of the batches, whose type it is; -1: null in every record
};

struct ParquetOptions {
  ParquetCodec codec = ParquetCodec::kSnappy;
  size_t max_group_rows = size_t{1} << 17;
  // Of values before encoding: a row group ends with the first record that makes it this large.
  size_t max_group_bytes = size_t{1} << 25;
};

class ParquetWriter {
 public:
  static constexpr size_t kPageRows = size_t{1} << 14;

  // Precondition: at least one field, names unique.
  explicit ParquetWriter(const std::vector<ParquetField>& fields, const ParquetOptions& options = {});
  ~ParquetWriter();
  ParquetWriter(const ParquetWriter&) = delete;
  ParquetWriter& operator=(const ParquetWriter&) = delete;

  // Takes rows [begin, end). Texts may be left as codes (core/value/coded_text.h). Appends to `out` what is finished by it: often
  // nothing, at times a row group. All calls and Finish together make the file.
  void Write(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end, std::string* out);

  // Appends the rest and the footer; nothing may follow. Without records the file has a schema and no row group.
  void Finish(std::string* out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Bytes that the values of rows [begin, end) take before any encoding, in the columns that `fields` name: 8 for a number or a date, 1
// for a boolean, 4 and its bytes for a text, 4 and its elements for an array; nulls count as zero or empty. By this row groups are
// cut, and files that rotate by size.
size_t ParquetRawBytes(const std::vector<ParquetField>& fields, const RecordBatch& batch, const CodedColumns& coded,
                       size_t begin, size_t end);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_WRITER_H_
