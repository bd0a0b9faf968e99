#include "core/sink/kodo_file.h"

#include <algorithm>

#include "core/format/gzip.h"

namespace pandora {
namespace {

// A piece is hashed and compressed at once. Part of what hashes and gzip files are: changing it changes both.
constexpr size_t kPiece = size_t{4} << 20;
// Rows that are formatted before the next look at the size.
constexpr size_t kStepRows = 1024;

}  // namespace

KodoFile::KodoFile(const KodoSpec& spec, const Schema& schema) {
  std::vector<WriterColumn> columns;
  const Type lost{Kind::kString, Kind::kString, {}};
  for (const auto& [name, field] : spec.fields) {
    const int source = schema.Find(field);
    columns.push_back({name, source});
    parquet_fields_.push_back({name, source < 0 ? lost : schema.fields[static_cast<size_t>(source)].type, source});
    if (source >= 0) wanted_.push_back(source);
  }
  std::sort(wanted_.begin(), wanted_.end());
  wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
  if (const std::optional<RecordFormat> format = FindRecordFormat(spec.format)) {
    RecordWriterOptions options;
    if (!spec.delimiter.empty()) options.delimiter = spec.delimiter;
    text_ = MakeRecordWriter(*format, std::move(columns), options);
    gzip_ = spec.compress;
  } else {
    parquet_ = std::make_unique<ParquetWriter>(parquet_fields_);
  }
}

size_t KodoFile::RowSize(const RecordBatch& batch, const CodedColumns& coded, size_t row) {
  if (parquet_ != nullptr) return ParquetRawBytes(parquet_fields_, batch, coded, row, row + 1);
  row_.clear();
  text_->Write(batch, row, row + 1, &row_);
  return row_.size();
}

Status KodoFile::Write(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end,
                       ObjectWriter* object) {
  while (begin < end) {
    const size_t next = parquet_ != nullptr ? end : std::min(end, begin + kStepRows);
    if (parquet_ != nullptr) {
      parquet_->Write(batch, coded, begin, next, &content_);
    } else {
      text_->Write(batch, begin, next, &content_);
    }
    begin = next;
    while (content_.size() >= kPiece) PANDORA_RETURN_IF_ERROR(Take(kPiece, object));
  }
  return {};
}

Status KodoFile::Take(size_t count, ObjectWriter* object) {
  const std::string_view piece = std::string_view(content_).substr(0, count);
  const ContentHash hash = HashContent(piece);
  hashes_.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  PANDORA_RETURN_IF_ERROR(gzip_ ? object->Append(GzipCompress(piece)) : object->Append(piece));
  content_.erase(0, count);
  return {};
}

Status KodoFile::Finish(ObjectWriter* object) {
  if (parquet_ != nullptr) parquet_->Finish(&content_);
  while (content_.size() > kPiece) PANDORA_RETURN_IF_ERROR(Take(kPiece, object));
  return content_.empty() && !hashes_.empty() ? Status() : Take(content_.size(), object);
}

ContentHash KodoFile::hash() const {
  ContentHash hash{};
  if (hashes_.size() > hash.size()) return HashContent(hashes_);
  std::copy(hashes_.begin(), hashes_.end(), reinterpret_cast<char*>(hash.data()));
  return hash;
}

}  // namespace pandora
