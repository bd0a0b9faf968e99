// Reads Parquet files, whoever wrote them, into RecordBatches: a row group at a time, in portions of bounded size, only the columns
// that are wanted. Writing is parquet_writer. Who calls it: engine/bucket_reader; meant for offline sources too.
//
// What is read: all physical types; text, JSON, UUID, DATE, TIMESTAMP, DECIMAL to 38 digits, integers of every width, FLOAT16; structs,
// lists (also in the forms of older writers) and maps; all encodings but levels in the long deprecated BIT_PACKED; data pages of both
// versions; the codecs UNCOMPRESSED, SNAPPY and GZIP. Encrypted files and other codecs are refused by name.
//
// How values become fields is what line_reader does with a file of JSON lines (seed 001:171 says only that files of both kinds are
// sources): fields are found by name, further columns ignored; a long is taken by long and float, a text by string, by date if it is RFC
// 3339 and by jsonstring if it is JSON; structs are maps, maps by key too; any value is a jsonstring. A field that the file lacks is
// null. A record with a value of another type, with a null inside an array, or without a required field is left out and counted.
// Dates: instants stay what they are; DATE is midnight, and a timestamp without zone is a time, in Beijing; spelled with +08:00. NaN,
// infinities and years beyond 9999 become null, as results of SQL do.
//
// The bytes may be damaged or hostile: every length and count is checked before it is believed, the depth of nesting and what is held in
// memory are bounded (ParquetReader::kMaxHeldBytes, beside the portion).
#ifndef PANDORA_CORE_FORMAT_PARQUET_READER_H_
#define PANDORA_CORE_FORMAT_PARQUET_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/format/parquet_source.h"
#include "core/value/record_batch.h"

namespace pandora {

struct ParquetReport {
  int64_t records = 0;   // of the file, that were looked at
  int64_t left_out = 0;  // of these
  std::string problem;   // the first record left out, and why: "record 3: field 'a': ..."; "" when there is none
};

class ParquetReader {
 public:
  static constexpr size_t kMaxFooterBytes = size_t{1} << 26;
  static constexpr size_t kMaxHeldBytes = size_t{1} << 30;  // of pages and dictionaries
  static constexpr size_t kPortionRows = size_t{1} << 16;
  static constexpr size_t kPortionBytes = size_t{1} << 26;  // about; a single record may be larger

  // Reads the footer. `source` must outlive the reader. E18007 when it is no Parquet file, damaged or encrypted; E18005 when its footer
  // or its schema are absurdly large.
  static Result<ParquetReader> Open(ParquetSource* source);

  ParquetReader(ParquetReader&&) noexcept;
  ParquetReader& operator=(ParquetReader&&) noexcept;
  ~ParquetReader();

  // All columns in our types; what no type of ours fits is a jsonstring. No field is required. Names are as in the file: any text.
  const Schema& schema() const;
  int64_t rows() const;   // as the footer says
  size_t groups() const;  // row groups
  int64_t group_rows(size_t group) const;

  // The fields that batches are to have, in their order and types; call it before BeginGroup.
  void Select(const Schema& wanted);

  // Goes to the beginning of a row group. Precondition: group < groups(). E18007 and E18005 as Next.
  Status BeginGroup(size_t group);

  // The next records of the row group, those left out missing: perhaps none, before the end. False at the end. Adds to `report`. E18007
  // when the file is damaged here, or a column has a codec that is not read; E18005 when a value, a page or a list is absurdly
  // large. After a failure another row group may be begun.
  Result<bool> Next(RecordBatch* batch, ParquetReport* report);

 private:
  class Impl;
  explicit ParquetReader(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_READER_H_
