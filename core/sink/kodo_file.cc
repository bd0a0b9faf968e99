#include "core/sink/kodo_file.h"

#include <algorithm>

#include "core/format/gzip.h"

namespace pandora {

Result<KodoFile> KodoFile::Make(const KodoSpec& spec, const Schema& schema) {
  const std::optional<RecordFormat> format = FindRecordFormat(spec.format);
  if (!format) {
    return Status(ErrorCode::kE18305,
                  "format " + spec.format + " cannot be written by this version; json, text and csv can");
  }
  KodoFile file;
  std::vector<WriterColumn> columns;
  for (const auto& [name, field] : spec.fields) {
    const int source = schema.Find(field);
    if (source < 0) continue;  // dropped by a later schema: absent in json and text (conflicts.md O28)
    columns.push_back({name, source});
    if (std::find(file.wanted_.begin(), file.wanted_.end(), source) == file.wanted_.end())
      file.wanted_.push_back(source);
  }
  std::sort(file.wanted_.begin(), file.wanted_.end());
  RecordWriterOptions options;
  if (!spec.delimiter.empty()) options.delimiter = spec.delimiter;
  file.writer_ = MakeRecordWriter(*format, std::move(columns), options);
  file.compress_ = spec.compress;
  return file;
}

std::string KodoFile::Finish() {
  std::string bytes = std::move(bytes_);
  bytes_.clear();
  return compress_ ? GzipCompress(bytes) : bytes;
}

}  // namespace pandora
