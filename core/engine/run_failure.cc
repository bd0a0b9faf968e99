#include "core/engine/run_failure.h"

#include "core/base/text.h"

namespace pandora {
namespace {

// "micros reason". Ids of resources are never the same for two kinds.
std::string Key(int64_t id) { return "failure/" + std::to_string(id); }

}  // namespace

Result<RunFailure> LoadRunFailure(StateFile* file, int64_t id) {
  RunFailure failure;
  PANDORA_ASSIGN_OR_RETURN(const std::string text, file->GetMeta(Key(id)));
  if (const size_t space = text.find(' '); space != std::string::npos) {
    failure.at.micros = ParseInt64(std::string_view(text).substr(0, space)).value_or(0);
    failure.reason = text.substr(space + 1);
  }
  return failure;
}

Status SetRunFailure(StateFile* file, int64_t id, const std::string& reason, Instant now, RunFailure* failure) {
  if (reason.empty() && !*failure) return {};
  *failure = {reason, now};
  return file->SetMeta(Key(id), reason.empty() ? "" : std::to_string(now.micros) + " " + reason);
}

Status ForgetRunFailure(StateFile* file, int64_t id, const RunFailure& failure) {
  return failure ? file->SetMeta(Key(id), "") : Status();
}

}  // namespace pandora
