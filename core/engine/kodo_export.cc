#include "core/engine/kodo_export.h"

#include "core/base/text.h"
#include "core/schedule/magic.h"
#include "core/sink/kodo_file.h"

namespace pandora {
Result<std::string> KodoExport::FreeName(const Repo& source, const KodoSpec& spec) {
  const std::string name = ExpandKeyPrefix(spec.key_prefix, state_->now());
  std::string candidate = name;
  for (int suffix = 1;; ++suffix) {
    PANDORA_ASSIGN_OR_RETURN(const std::optional<ObjectInfo> taken,
                             state_->objects.Stat(source.account, spec.bucket, candidate));
    if (!taken) return candidate;
    candidate = name + "-" + std::to_string(suffix);
  }
}

Status KodoExport::WriteFile(const Repo& source, const KodoSpec& spec, int64_t from, int64_t to, TaskOutcome* outcome) {
  PANDORA_ASSIGN_OR_RETURN(KodoFile file, KodoFile::Make(spec, source.definition.schema));
  PANDORA_RETURN_IF_ERROR(
      state_->log.Read(source.id, from, to, source.definition.schema, file.wanted(), [&file](RecordLog::Slice slice) {
        file.Write(slice.batch, 0, slice.batch.rows);
        return Status();
      }));
  ObjectInfo info;
  info.bucket = spec.bucket;
  PANDORA_ASSIGN_OR_RETURN(info.key, FreeName(source, spec));
  info.created = state_->now();
  if (spec.retention_days > 0) info.expires = Instant{info.created.micros + spec.retention_days * kMicrosPerDay};
  const ContentHash content = HashContent(file.bytes());
  const std::string bytes = file.Finish();
  info.size = static_cast<int64_t>(bytes.size());
  PANDORA_RETURN_IF_ERROR(state_->objects.Put(source.account, info, bytes));
  if (info.expires) {
    PANDORA_RETURN_IF_ERROR(state_->timeline.ScheduleNoLater({*info.expires, TaskKind::kExpireObjects, 0}));
  }
  outcome->did_something = true;
  outcome->note += (outcome->note.empty() ? "records " : "; records ") + std::to_string(from) + ".." +
                   std::to_string(to - 1) + " -> " + info.bucket + "/" + info.key;
  outcome->size += info.size;
  outcome->hash = content;
  return {};
}

Status KodoExport::CutBySize(const Repo& source, const KodoSpec& spec, int64_t end, ExportProgress* progress,
                             TaskOutcome* outcome) {
  PANDORA_ASSIGN_OR_RETURN(KodoFile counter, KodoFile::Make(spec, source.definition.schema));
  std::vector<int64_t> cuts;  // offsets just past the record with which a file became full
  const auto count = [&](RecordLog::Slice slice) {
    for (size_t row = 0; row < slice.batch.rows; ++row) {
      counter.Write(slice.batch, row, row + 1);
      progress->bytes += static_cast<int64_t>(counter.size());
      counter.Clear();
      if (progress->bytes <= spec.rotate_size) continue;
      cuts.push_back(slice.first + static_cast<int64_t>(row) + 1);
      progress->bytes = 0;
    }
    return Status();
  };
  PANDORA_RETURN_IF_ERROR(
      state_->log.Read(source.id, progress->sized, end, source.definition.schema, counter.wanted(), count));
  progress->sized = end;
  for (const int64_t cut : cuts) {
    PANDORA_RETURN_IF_ERROR(WriteFile(source, spec, progress->offset, cut, outcome));
    progress->offset = cut;
    progress->opened.reset();
  }
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
  if (progress.offset < end) PANDORA_RETURN_IF_ERROR(WriteFile(source, spec, progress.offset, end, &outcome));
  progress = ExportProgress::At(end);
  PANDORA_RETURN_IF_ERROR(SaveExportProgress(state_->file.get(), export_id, progress));
  return outcome;
}

}  // namespace pandora
