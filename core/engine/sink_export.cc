#include "core/engine/sink_export.h"

#include <utility>

#include "core/engine/export_progress.h"
#include "core/sink/logdb_store.h"
#include "core/sink/rejected_records.h"

namespace pandora {
namespace {

std::string Describe(int64_t from, int64_t to, const SinkReport& report) {
  std::string note = "records " + std::to_string(from) + ".." + std::to_string(to - 1) + " -> " +
                     std::to_string(report.written) + " written";
  if (report.omitted > 0) note += ", " + std::to_string(report.omitted) + " omitted";
  if (report.rejected > 0) note += ", " + std::to_string(report.rejected) + " rejected";
  return note;
}

}  // namespace

SinkHome SinkExport::HomeOf(std::string_view account) const {
  return SinkHome{state_->file.get(),
                  &state_->catalog,
                  &state_->log,
                  &state_->objects,
                  std::string(account),
                  state_->now(),
                  state_->settings.create_log_repos,
                  &state_->timeline};
}

Result<TaskOutcome> SinkExport::OnNews(int64_t export_id, const Repo& source, const SinkType& type, const Json& spec) {
  PANDORA_ASSIGN_OR_RETURN(const ExportProgress progress, LoadExportProgress(state_->file.get(), export_id));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(source.id));
  TaskOutcome outcome;
  if (progress.offset >= end) return outcome;
  const Schema& schema = source.definition.schema;
  PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<SinkWriter> writer, type.open(spec, schema, HomeOf(source.account)));
  SinkReport report;
  const auto write = [&](RecordLog::Slice slice) {
    return writer->Write(std::move(slice.batch), slice.first, &report);
  };
  PANDORA_RETURN_IF_ERROR(state_->log.Read(source.id, progress.offset, end, schema, writer->wanted(), write));
  PANDORA_RETURN_IF_ERROR(writer->Finish());
  PANDORA_RETURN_IF_ERROR(RejectedRecords(state_->file.get()).Add(export_id, report));
  PANDORA_RETURN_IF_ERROR(SaveExportProgress(state_->file.get(), export_id, ExportProgress::At(end)));
  outcome.did_something = true;
  outcome.note = Describe(progress.offset, end, report);
  return outcome;
}

Result<TaskOutcome> SinkExport::ExpireLogs(int64_t log_repo) {
  TaskOutcome outcome;
  const SinkHome home = HomeOf("");
  PANDORA_ASSIGN_OR_RETURN(const std::optional<LogRepo> repo, LogRepos::GetById(home, log_repo));
  if (!repo) return outcome;
  PANDORA_ASSIGN_OR_RETURN(const int64_t gone, LogRepos(home).Expire(*repo));
  if (gone == 0) return outcome;
  outcome.did_something = true;
  outcome.resource = "log repo " + repo->name;
  outcome.note = std::to_string(gone) + " records are over";
  return outcome;
}

}  // namespace pandora
