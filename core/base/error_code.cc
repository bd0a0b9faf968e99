#include "core/base/error_code.h"

#include <array>

namespace pandora {
namespace {

constexpr ErrorInfo kOkInfo{ErrorCode::kOk, "", 200, "", ""};

constexpr auto kErrors = std::to_array<ErrorInfo>({
#define PANDORA_ERROR_ROW(name, code, status, en, zh) {ErrorCode::name, code, status, en, zh},
    PANDORA_ERROR_TABLE(PANDORA_ERROR_ROW)
#undef PANDORA_ERROR_ROW
});

}  // namespace

std::span<const ErrorInfo> AllErrors() { return kErrors; }

const ErrorInfo& GetErrorInfo(ErrorCode code) {
  const size_t index = static_cast<size_t>(code);
  if (index == 0 || index > kErrors.size()) return kOkInfo;
  return kErrors[index - 1];
}

std::optional<ErrorCode> FindErrorCode(std::string_view label) {
  if (label.empty()) return std::nullopt;
  for (const ErrorInfo& info : kErrors) {
    if (info.label == label) return info.code;
  }
  return std::nullopt;
}

}  // namespace pandora
