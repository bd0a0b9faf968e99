#include "core/engine/export_progress.h"

#include <string>
#include <vector>

#include "core/base/text.h"

namespace pandora {
namespace {

std::string ProgressKey(int64_t id) { return "export/" + std::to_string(id); }

}  // namespace

Result<ExportProgress> LoadExportProgress(StateFile* file, int64_t export_id) {
  PANDORA_ASSIGN_OR_RETURN(const std::string text, file->GetMeta(ProgressKey(export_id)));
  const std::vector<std::string_view> parts = Split(text, ' ');
  if (parts.size() != 4)
    return Status(ErrorCode::kInternal, "the position of export " + std::to_string(export_id) + " is damaged");
  ExportProgress progress;
  progress.offset = ParseInt64(parts[0]).value_or(0);
  if (parts[1] != "-") progress.opened = Instant{ParseInt64(parts[1]).value_or(0)};
  progress.sized = ParseInt64(parts[2]).value_or(0);
  progress.bytes = ParseInt64(parts[3]).value_or(0);
  return progress;
}

Status SaveExportProgress(StateFile* file, int64_t export_id, const ExportProgress& progress) {
  const std::string text = std::to_string(progress.offset) + " " +
                           (progress.opened ? std::to_string(progress.opened->micros) : "-") + " " +
                           std::to_string(progress.sized) + " " + std::to_string(progress.bytes);
  return file->SetMeta(ProgressKey(export_id), text);
}

Status ForgetExportProgress(StateFile* file, int64_t export_id) { return file->SetMeta(ProgressKey(export_id), ""); }

}  // namespace pandora
