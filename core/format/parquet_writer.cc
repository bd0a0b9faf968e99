#include "core/format/parquet_writer.h"

#include <algorithm>
#include <utility>

#include "core/format/parquet_column.h"
#include "core/format/parquet_metadata.h"

namespace pandora {
namespace {

constexpr std::string_view kMagic = "PAR1";

size_t RawBytesOf(const Column& column, size_t begin, size_t end) {
  const size_t count = end - begin;
  switch (column.type.kind) {
    case Kind::kBoolean: return count;
    case Kind::kString:
    case Kind::kJsonString: return 4 * count + column.offsets[end] - column.offsets[begin];
    case Kind::kArray: return 4 * count + RawBytesOf(column.children[0], column.offsets[begin], column.offsets[end]);
    case Kind::kMap: {
      size_t bytes = 0;
      for (const Column& child : column.children) bytes += RawBytesOf(child, begin, end);
      return bytes;
    }
    default: return 8 * count;
  }
}

size_t RawBytesOf(const Column& column, const CodedText& coded, size_t begin, size_t end) {
  size_t bytes = 4 * (end - begin);
  for (size_t row = begin; row < end; ++row) {
    if (!column.IsNull(row)) bytes += coded.Entry(coded.codes[row]).size();
  }
  return bytes;
}

}  // namespace

size_t ParquetRawBytes(const std::vector<ParquetField>& fields, const RecordBatch& batch, const CodedColumns& coded,
                       size_t begin, size_t end) {
  size_t bytes = 0;
  for (const ParquetField& field : fields) {
    if (field.source < 0) continue;
    const auto source = static_cast<size_t>(field.source);
    const Column& column = batch.columns[source];
    bytes += source < coded.size() && !coded[source].empty() ? RawBytesOf(column, coded[source], begin, end)
                                                             : RawBytesOf(column, begin, end);
  }
  return bytes;
}

class ParquetWriter::Impl {
 public:
  Impl(const std::vector<ParquetField>& fields, const ParquetOptions& options) : fields_(fields), options_(options) {
    for (const ParquetField& field : fields_) {
      ParquetLeaf path;
      path.source = field.source;
      AddField(field.name, field.type, std::move(path));
    }
  }

  void Write(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end, std::string* out) {
    for (ParquetColumn& column : columns_) column.BeginBatch(coded);
    while (begin < end) {
      bool full = false;
      const size_t next = Fitting(batch, coded, begin, end, &full);
      for (ParquetColumn& column : columns_) column.Append(batch, coded, begin, next);
      rows_ += next - begin;
      begin = next;
      if (full || rows_ == options_.max_group_rows) {
        EndGroup(out);
      } else if (rows_ % kPageRows == 0) {
        for (ParquetColumn& column : columns_) column.EndPage();
      }
    }
  }

  void Finish(std::string* out) {
    if (rows_ > 0) EndGroup(out);
    Begin(out);
    AppendParquetFooter(static_cast<int>(fields_.size()), nodes_, groups_, out);
  }

 private:
  void AddField(const std::string& name, const Type& type, ParquetLeaf path);
  size_t Fitting(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end, bool* full);

  void Begin(std::string* out) {
    if (written_ > 0) return;
    out->append(kMagic);
    written_ = static_cast<int64_t>(kMagic.size());
  }

  void EndGroup(std::string* out) {
    Begin(out);
    ParquetRowGroup group;
    group.rows = static_cast<int64_t>(rows_);
    for (ParquetColumn& column : columns_) {
      const size_t before = out->size();
      group.chunks.push_back(column.EndGroup(written_, out));
      written_ += static_cast<int64_t>(out->size() - before);
    }
    groups_.push_back(std::move(group));
    rows_ = 0;
    bytes_ = 0;
  }

  const std::vector<ParquetField> fields_;
  const ParquetOptions options_;
  std::vector<ParquetSchemaNode> nodes_;
  std::vector<ParquetColumn> columns_;
  std::vector<ParquetRowGroup> groups_;
  size_t rows_ = 0, bytes_ = 0;  // of the open row group
  int64_t written_ = 0;          // bytes of the file so far
};

// Depth first, as the footer lists them. `path` is what led here.
void ParquetWriter::Impl::AddField(const std::string& name, const Type& type, ParquetLeaf path) {
  path.path.push_back(name);
  ParquetSchemaNode node;
  node.name = name;
  if (type.kind == Kind::kMap) {
    node.children = static_cast<int>(type.fields.size());
    nodes_.push_back(node);
    for (size_t i = 0; i < type.fields.size(); ++i) {
      ParquetLeaf child = path;
      child.children.push_back(i);
      AddField(type.fields[i].name, type.fields[i].type, std::move(child));
    }
    return;
  }
  path.list = type.kind == Kind::kArray;
  path.kind = path.list ? type.element : type.kind;
  if (path.list) {
    node.children = 1;
    node.annotation = ParquetAnnotation::kList;
    nodes_.push_back(node);
    node.annotation = ParquetAnnotation::kNone;
    node.name = "list";
    node.repetition = ParquetRepetition::kRepeated;
    nodes_.push_back(node);
    node.name = "element";
    node.repetition = ParquetRepetition::kOptional;
    node.children = 0;
    path.path.insert(path.path.end(), {"list", "element"});
  }
  node.type = ParquetTypeOf(path.kind);
  if (path.kind == Kind::kDate) node.annotation = ParquetAnnotation::kTimestampMicros;
  if (node.type == ParquetType::kByteArray) node.annotation = ParquetAnnotation::kString;
  nodes_.push_back(node);
  columns_.emplace_back(std::move(path), options_.codec);
}

// How far from `begin` the rows go before the page, the row group or the batch ends, and whether they fill the row group with bytes.
// It ends behind the first row that makes it large enough, wherever batches end; rows before that are found by halving.
size_t ParquetWriter::Impl::Fitting(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end,
                                    bool* full) {
  end = std::min({end, begin + kPageRows - rows_ % kPageRows, begin + options_.max_group_rows - rows_});
  size_t bytes = ParquetRawBytes(fields_, batch, coded, begin, end);
  if (bytes_ + bytes < options_.max_group_bytes) {
    bytes_ += bytes;
    return end;
  }
  *full = true;
  size_t low = begin;  // rows before it are too few
  while (end - low > 1) {
    const size_t middle = low + (end - low) / 2;
    bytes = ParquetRawBytes(fields_, batch, coded, low, middle);
    if (bytes_ + bytes < options_.max_group_bytes) {
      bytes_ += bytes;
      low = middle;
    } else {
      end = middle;
    }
  }
  return end;
}

ParquetWriter::ParquetWriter(const std::vector<ParquetField>& fields, const ParquetOptions& options)
    : impl_(std::make_unique<Impl>(fields, options)) {}

ParquetWriter::~ParquetWriter() = default;

void ParquetWriter::Write(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end,
                          std::string* out) {
  impl_->Write(batch, coded, begin, end, out);
}

void ParquetWriter::Finish(std::string* out) { impl_->Finish(out); }

}  // namespace pandora
