// How far an export has come in its repo's log. Persisted as text beside the definition, so that moving on is cheap.
#ifndef PANDORA_CORE_ENGINE_EXPORT_PROGRESS_H_
#define PANDORA_CORE_ENGINE_EXPORT_PROGRESS_H_

#include <cstdint>
#include <optional>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

// Text: "offset opened sized bytes". The last three are of kodo exports only.
struct ExportProgress {
  int64_t offset = 0;             // records before it have been exported (kodo: are in finished files)
  std::optional<Instant> opened;  // when the open file began
  int64_t sized = 0;              // records before it are counted in `bytes`
  int64_t bytes = 0;              // of the open file, before compression

  // Everything before `offset` is done, and nothing is open.
  static ExportProgress At(int64_t offset) { return {offset, std::nullopt, offset, 0}; }
};

// kInternal when there is none, or when it is damaged.
Result<ExportProgress> LoadExportProgress(StateFile* file, int64_t export_id);
Status SaveExportProgress(StateFile* file, int64_t export_id, const ExportProgress& progress);
Status ForgetExportProgress(StateFile* file, int64_t export_id);

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_EXPORT_PROGRESS_H_
