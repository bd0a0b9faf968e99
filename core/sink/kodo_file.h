// Makes the bytes of one kodo file: formats records as an export's spec says, compresses, and hands them to the object store in
// pieces, so that no file is in memory whole. Knows neither offsets nor buckets; the engine decides when a file is cut and where it
// goes.
//
// json, text, csv: as core/format/record_writer.h; with `compress` gzip, for a large file in several members, which readers of
// gzip take for one (RFC 1952, 2.2). parquet: core/format/parquet_writer.h with snappy; `compress` has no effect (seed 002:687).
#ifndef PANDORA_CORE_SINK_KODO_FILE_H_
#define PANDORA_CORE_SINK_KODO_FILE_H_

#include <memory>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/base/status.h"
#include "core/format/parquet_writer.h"
#include "core/format/record_writer.h"
#include "core/sink/kodo_spec.h"
#include "core/store/object_store.h"
#include "core/value/coded_text.h"
#include "core/value/record_batch.h"

namespace pandora {

class KodoFile {
 public:
  // `spec` was checked when it was stored. `schema` is that of the batches to come; a field which it no longer has is null:
  // absent in json and text, empty in csv, a column of nulls in parquet (conflicts.md O28).
  KodoFile(const KodoSpec& spec, const Schema& schema);

  // Columns of the schema the file needs, ascending, and whether texts among them may come as codes.
  const std::vector<int>& wanted() const { return wanted_; }
  bool takes_codes() const { return parquet_ != nullptr; }

  // What `row` adds to the size by which files rotate: before compression; in parquet the bytes of its values.
  size_t RowSize(const RecordBatch& batch, const CodedColumns& coded, size_t row);

  // Adds rows [begin, end). What is finished by them goes to `object`.
  Status Write(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end, ObjectWriter* object);
  // Hands over the rest; nothing may follow.
  Status Finish(ObjectWriter* object);
  // After Finish: tells files apart by what is in them, whatever gzip makes of it.
  ContentHash hash() const;

 private:
  Status Take(size_t count, ObjectWriter* object);

  std::vector<int> wanted_;
  std::unique_ptr<RecordWriter> text_;
  std::vector<ParquetField> parquet_fields_;
  std::unique_ptr<ParquetWriter> parquet_;
  bool gzip_ = false;
  std::string content_;  // formatted, not handed over yet
  std::string row_;      // kept for its capacity
  std::string hashes_;   // of the pieces
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_KODO_FILE_H_
