#include "core/base/status.h"

namespace pandora {

const std::string& Status::detail() const {
  static const std::string* const kEmpty = new std::string;
  return rep_ ? rep_->detail : *kEmpty;
}

std::string Status::message() const {
  if (ok()) return "";
  const ErrorInfo& info = GetErrorInfo(code());
  std::string text;
  if (!info.label.empty()) text.append(info.label).append(": ");
  text.append(info.english);
  if (!detail().empty()) text.append(": ").append(detail());
  return text;
}

Status Status::WithContext(const std::string& context) const {
  if (ok()) return *this;
  return Status(code(), detail().empty() ? context : context + ": " + detail());
}

}  // namespace pandora
