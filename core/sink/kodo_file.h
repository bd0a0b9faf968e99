// Makes the bytes of kodo files: formats records as an export's spec says, counts what they would take, compresses. Knows
// neither offsets nor buckets; the engine decides when a file is cut and where it goes.
#ifndef PANDORA_CORE_SINK_KODO_FILE_H_
#define PANDORA_CORE_SINK_KODO_FILE_H_

#include <memory>
#include <string>

#include "core/base/status.h"
#include "core/format/record_writer.h"
#include "core/sink/kodo_spec.h"
#include "core/value/record_batch.h"

namespace pandora {

class KodoFile {
 public:
  // `schema` is that of the batches to come. A field which the schema no longer has is written as null.
  // E18305 for a format that cannot be written yet.
  static Result<KodoFile> Make(const KodoSpec& spec, const Schema& schema);

  void Write(const RecordBatch& batch, size_t begin, size_t end) { writer_->Write(batch, begin, end, &bytes_); }
  size_t size() const { return bytes_.size(); }  // before compression
  const std::string& bytes() const { return bytes_; }
  void Clear() { bytes_.clear(); }

  // The finished file, compressed when the spec says so. Leaves this empty.
  std::string Finish();

  // Columns of the schema the file needs.
  const std::vector<int>& wanted() const { return wanted_; }

 private:
  std::unique_ptr<RecordWriter> writer_;
  std::vector<int> wanted_;
  std::string bytes_;
  bool compress_ = false;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_KODO_FILE_H_
