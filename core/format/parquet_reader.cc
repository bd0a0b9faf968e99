#include "core/format/parquet_reader.h"

#include <algorithm>
#include <utility>

#include "core/base/little_endian.h"
#include "core/format/parquet_buffer.h"
#include "core/format/parquet_footer.h"
#include "core/format/parquet_part.h"
#include "core/format/parquet_schema.h"

namespace pandora {
namespace {

constexpr std::string_view kMagic = "PAR1", kEncryptedMagic = "PARE";
constexpr size_t kTailBytes = 8;  // the footer's length and the magic
constexpr size_t kMinPartBytes = size_t{1} << 16, kMaxPartBytes = size_t{1} << 24;

Status NoParquet(const std::string& why) { return {ErrorCode::kE18007, "this is no Parquet file: " + why}; }

Result<ParquetFooter> ReadFooter(ParquetSource* source) {
  std::string scratch;
  const uint64_t size = source->size();
  if (size < kMagic.size() + kTailBytes) return NoParquet("it has " + std::to_string(size) + " bytes");
  PANDORA_ASSIGN_OR_RETURN(const std::string_view tail, source->Read(size - kTailBytes, kTailBytes, &scratch));
  if (tail.substr(4) == kEncryptedMagic) return NoParquet("its footer is encrypted");
  if (tail.substr(4) != kMagic) return NoParquet("it does not end in PAR1");
  const uint64_t bytes = LoadLittle<uint32_t>(tail.data());
  if (bytes > size - kTailBytes - kMagic.size())
    return NoParquet("its footer is longer than the file, which may be cut off");
  if (bytes > ParquetReader::kMaxFooterBytes) {
    return {ErrorCode::kE18005, "the footer of the Parquet file has " + std::to_string(bytes) + " bytes; at most " +
                                    std::to_string(ParquetReader::kMaxFooterBytes) + " are accepted"};
  }
  PANDORA_ASSIGN_OR_RETURN(const std::string_view footer,
                           source->Read(size - kTailBytes - bytes, static_cast<size_t>(bytes), &scratch));
  return ReadParquetFooter(footer);
}

size_t CountLeaves(const std::vector<Field>& fields) {
  size_t count = 0;
  for (const Field& field : fields) count += field.type.kind == Kind::kMap ? CountLeaves(field.type.fields) : 1;
  return count;
}

// `batch` without the rows, which are sorted.
RecordBatch Without(const std::vector<size_t>& rows, const RecordBatch& batch, const Schema& schema) {
  RecordBatch kept = MakeBatch(schema);
  size_t begin = 0;
  for (const size_t row : rows) {
    if (row > begin) AppendRows(batch, begin, row, &kept);
    begin = row + 1;
  }
  if (begin < batch.rows) AppendRows(batch, begin, batch.rows, &kept);
  return kept;
}

}  // namespace

class ParquetReader::Impl {
 public:
  Impl(ParquetSource* source, ParquetFooter footer, ParquetNode root)
      : source_(source), footer_(std::move(footer)), root_(std::move(root)), memory_(kMaxHeldBytes) {
    schema_.fields = ParquetFieldType(root_).fields;
  }

  const Schema& schema() const { return schema_; }
  const ParquetFooter& footer() const { return footer_; }

  void Select(const Schema& wanted) {
    wanted_ = wanted;
    parts_.clear();
    memory_ = ParquetMemory(kMaxHeldBytes);
    const size_t part_bytes = kPortionBytes / std::max<size_t>(1, CountLeaves(wanted_.fields));
    context_ = {source_, &memory_, std::clamp(part_bytes, kMinPartBytes, kMaxPartBytes)};
    for (const Field& field : wanted_.fields) {
      parts_.push_back(MakeParquetPart(field, root_.Find(field.name), "", false, &context_));
    }
    left_ = 0;
  }

  Status BeginGroup(size_t group) {
    left_ = 0;
    for (const auto& part : parts_) PANDORA_RETURN_IF_ERROR(InGroup(part->Begin(footer_.groups[group]), group));
    group_ = group;
    left_ = footer_.groups[group].rows;
    return {};
  }

  Result<bool> Next(RecordBatch* batch, ParquetReport* report) {
    *batch = MakeBatch(wanted_);
    if (left_ == 0) return false;
    const auto most = static_cast<size_t>(std::min<int64_t>(left_, kPortionRows));
    size_t rows = most;
    for (const auto& part : parts_) {
      const Status status = part->Fill(most);
      if (!status.ok()) return Fail(status);
      rows = std::min(rows, part->held());
    }
    if (rows == 0)
      return Fail({ErrorCode::kE18007, "a column of the Parquet file has fewer records than it is said to have"});
    ParquetRejects rejects;
    for (size_t i = 0; i < parts_.size(); ++i) {
      parts_[i]->Take(rows, &batch->columns[i], &rejects);
      if (wanted_.fields[i].required) RequireValues(wanted_.fields[i].name, batch->columns[i], &rejects);
    }
    batch->rows = rows;
    LeaveOut(&rejects, batch, report);
    report->records += static_cast<int64_t>(rows);
    left_ -= static_cast<int64_t>(rows);
    return true;
  }

 private:
  static Status InGroup(const Status& status, size_t group) {
    return status.WithContext("row group " + std::to_string(group));
  }

  Status Fail(const Status& status) {
    left_ = 0;
    return InGroup(status, group_);
  }

  static void RequireValues(const std::string& name, const Column& column, ParquetRejects* rejects) {
    for (size_t row = 0; !column.valid.empty() && row < column.size; ++row) {
      // A value that was refused is null as well: its own reason stands.
      if (!column.IsNull(row) || row == rejects->first) continue;
      rejects->Add(row, row < rejects->first ? ParquetProblem(name, kParquetMissing) : "");
    }
  }

  void LeaveOut(ParquetRejects* rejects, RecordBatch* batch, ParquetReport* report) {
    if (rejects->rows.empty()) return;
    std::sort(rejects->rows.begin(), rejects->rows.end());
    rejects->rows.erase(std::unique(rejects->rows.begin(), rejects->rows.end()), rejects->rows.end());
    report->left_out += static_cast<int64_t>(rejects->rows.size());
    if (report->problem.empty()) {
      const int64_t record = report->records + static_cast<int64_t>(rejects->first) + 1;
      report->problem = "record " + std::to_string(record) + ": " + rejects->problem;
    }
    *batch = Without(rejects->rows, *batch, wanted_);
  }

  ParquetSource* const source_;
  const ParquetFooter footer_;
  const ParquetNode root_;
  Schema schema_, wanted_;
  ParquetMemory memory_;
  ParquetContext context_;
  std::vector<std::unique_ptr<ParquetPart>> parts_;  // one a wanted field
  size_t group_ = 0;
  int64_t left_ = 0;  // rows of the group
};

Result<ParquetReader> ParquetReader::Open(ParquetSource* source) {
  PANDORA_ASSIGN_OR_RETURN(ParquetFooter footer, ReadFooter(source));
  PANDORA_ASSIGN_OR_RETURN(ParquetNode root, BuildParquetTree(footer.nodes));
  return ParquetReader(std::make_unique<Impl>(source, std::move(footer), std::move(root)));
}

ParquetReader::ParquetReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ParquetReader::ParquetReader(ParquetReader&&) noexcept = default;
ParquetReader& ParquetReader::operator=(ParquetReader&&) noexcept = default;
ParquetReader::~ParquetReader() = default;

const Schema& ParquetReader::schema() const { return impl_->schema(); }
int64_t ParquetReader::rows() const { return impl_->footer().rows; }
size_t ParquetReader::groups() const { return impl_->footer().groups.size(); }
int64_t ParquetReader::group_rows(size_t group) const { return impl_->footer().groups[group].rows; }
void ParquetReader::Select(const Schema& wanted) { impl_->Select(wanted); }
Status ParquetReader::BeginGroup(size_t group) { return impl_->BeginGroup(group); }

Result<bool> ParquetReader::Next(RecordBatch* batch, ParquetReport* report) { return impl_->Next(batch, report); }

}  // namespace pandora
