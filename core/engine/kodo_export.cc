#include "core/engine/kodo_export.h"

#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "core/schedule/magic.h"

namespace pandora {

// The files of one run, written one after another as the records come by.
class KodoExport::Files {
 public:
  Files(EngineState* state, const Repo& source, const KodoSpec& spec, TaskOutcome* outcome)
      : state_(state), source_(source), spec_(spec), outcome_(outcome) {}

  Status Write(const RecordLog::Slice& slice, size_t begin, size_t end) {
    if (!file_) {
      file_.emplace(spec_, source_.definition.schema);
      object_.emplace(state_->objects.NewObject());
    }
    return file_->Write(slice.batch, slice.coded, begin, end, &*object_);
  }
  // Closes the open file, whose records are [from, to).
  Status Close(int64_t from, int64_t to);
  // After the last file.
  void EndNote() const {
    if (count_ > kMaxNoted) outcome_->note += "; " + std::to_string(count_ - kMaxNoted) + " files more";
  }

 private:
  static constexpr int kMaxNoted = 100;

  Result<std::string> FreeName();

  EngineState* state_;
  const Repo& source_;
  const KodoSpec& spec_;
  TaskOutcome* outcome_;
  std::optional<KodoFile> file_;
  std::optional<ObjectWriter> object_;
  int count_ = 0;
  int suffix_ = 0;  // of the newest name; all files of a run have one instant, and those before it are taken
};

Result<std::string> KodoExport::Files::FreeName() {
  const std::string name = ExpandKeyPrefix(spec_.key_prefix, state_->now());
  for (;; ++suffix_) {
    std::string candidate = suffix_ == 0 ? name : name + "-" + std::to_string(suffix_);
    PANDORA_ASSIGN_OR_RETURN(const std::optional<ObjectInfo> taken,
                             state_->objects.Stat(source_.account, spec_.bucket, candidate));
    if (!taken) return candidate;
  }
}

Status KodoExport::Files::Close(int64_t from, int64_t to) {
  PANDORA_RETURN_IF_ERROR(file_->Finish(&*object_));
  ObjectInfo info;
  info.bucket = spec_.bucket;
  PANDORA_ASSIGN_OR_RETURN(info.key, FreeName());
  info.created = state_->now();
  if (spec_.retention_days > 0) info.expires = Instant{info.created.micros + spec_.retention_days * kMicrosPerDay};
  PANDORA_RETURN_IF_ERROR(object_->Finish(source_.account, info));
  if (info.expires) {
    PANDORA_RETURN_IF_ERROR(state_->timeline.ScheduleNoLater({*info.expires, TaskKind::kExpireObjects, 0}));
  }
  outcome_->did_something = true;
  if (++count_ <= kMaxNoted) {
    outcome_->note += (outcome_->note.empty() ? "records " : "; records ") + std::to_string(from) + ".." +
                      std::to_string(to - 1) + " -> " + info.bucket + "/" + info.key;
  }
  outcome_->size += object_->size();
  outcome_->hash = file_->hash();
  file_.reset();
  object_.reset();
  return {};
}

Status KodoExport::Read(const Repo& source, const KodoFile& file, int64_t from, int64_t to,
                        const std::function<Status(RecordLog::Slice)>& visit) {
  const Schema& schema = source.definition.schema;
  return file.takes_codes() ? state_->log.ReadCoded(source.id, from, to, schema, file.wanted(), visit)
                            : state_->log.Read(source.id, from, to, schema, file.wanted(), visit);
}

Status KodoExport::WriteFiles(const Repo& source, const KodoSpec& spec, int64_t from, const std::vector<int64_t>& cuts,
                              TaskOutcome* outcome) {
  Files files(state_, source, spec, outcome);
  size_t next = 0;  // of `cuts`
  const auto write = [&](const RecordLog::Slice& slice) {
    const auto rows = static_cast<int64_t>(slice.batch.rows);
    for (int64_t row = 0; row < rows;) {
      const int64_t end = std::min(rows, cuts[next] - slice.first);
      PANDORA_RETURN_IF_ERROR(files.Write(slice, static_cast<size_t>(row), static_cast<size_t>(end)));
      row = end;
      if (slice.first + end != cuts[next]) break;
      PANDORA_RETURN_IF_ERROR(files.Close(from, cuts[next]));
      from = cuts[next++];
    }
    return Status();
  };
  const KodoFile reader(spec, source.definition.schema);
  PANDORA_RETURN_IF_ERROR(Read(source, reader, from, cuts.back(), write));
  files.EndNote();
  return {};
}

Status KodoExport::CutBySize(const Repo& source, const KodoSpec& spec, int64_t end, ExportProgress* progress,
                             TaskOutcome* outcome) {
  KodoFile counter(spec, source.definition.schema);
  std::vector<int64_t> cuts;  // offsets just past the record with which a file became full
  const auto count = [&](const RecordLog::Slice& slice) {
    for (size_t row = 0; row < slice.batch.rows; ++row) {
      progress->bytes += static_cast<int64_t>(counter.RowSize(slice.batch, slice.coded, row));
      if (progress->bytes <= spec.rotate_size) continue;
      cuts.push_back(slice.first + static_cast<int64_t>(row) + 1);
      progress->bytes = 0;
    }
    return Status();
  };
  PANDORA_RETURN_IF_ERROR(Read(source, counter, progress->sized, end, count));
  progress->sized = end;
  if (cuts.empty()) return {};
  PANDORA_RETURN_IF_ERROR(WriteFiles(source, spec, progress->offset, cuts, outcome));
  progress->offset = cuts.back();
  progress->opened.reset();
  return {};
}

Result<TaskOutcome> KodoExport::OnNews(int64_t export_id, const Repo& source, const KodoSpec& spec) {
  PANDORA_ASSIGN_OR_RETURN(ExportProgress progress, LoadExportProgress(state_->file.get(), export_id));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(source.id));
  TaskOutcome outcome;
  if (spec.by_size() && progress.sized < end)
    PANDORA_RETURN_IF_ERROR(CutBySize(source, spec, end, &progress, &outcome));
  if (progress.offset >= end) {
    PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kExportRotate, export_id));
  } else if (!progress.opened) {
    progress.opened = state_->now();
    if (spec.by_interval()) {
      const Instant due{progress.opened->micros + spec.rotate_interval * kMicrosPerSecond};
      PANDORA_RETURN_IF_ERROR(state_->timeline.Schedule({due, TaskKind::kExportRotate, export_id}));
    }
  }
  PANDORA_RETURN_IF_ERROR(SaveExportProgress(state_->file.get(), export_id, progress));
  return outcome;
}

Result<TaskOutcome> KodoExport::OnRotate(int64_t export_id, const Repo& source, const KodoSpec& spec) {
  PANDORA_ASSIGN_OR_RETURN(ExportProgress progress, LoadExportProgress(state_->file.get(), export_id));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(source.id));
  TaskOutcome outcome;
  if (progress.offset < end) PANDORA_RETURN_IF_ERROR(WriteFiles(source, spec, progress.offset, {end}, &outcome));
  progress = ExportProgress::At(end);
  PANDORA_RETURN_IF_ERROR(SaveExportProgress(state_->file.get(), export_id, progress));
  return outcome;
}

}  // namespace pandora
