#include "core/api/faults.h"

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

Status Bad(const std::string& why) { return Status(ErrorCode::kBadRequest, why); }

Result<ErrorCode> ReadCode(const Json& body) {
  const auto code = body.find("code");
  if (code == body.end()) return Bad("code is missing; a documented code such as \"E18124\", or 500, is required");
  if (*code == "500") return ErrorCode::kInternal;
  if (code->is_string()) {
    if (const std::optional<ErrorCode> found = FindErrorCode(code->get<std::string>())) return *found;
  } else if (*code == 500) {
    return ErrorCode::kInternal;
  }
  return Bad("code is " + QuoteJson(*code) + "; a documented code such as \"E18124\", or 500, is accepted");
}

}  // namespace

Status FaultTable::Add(const Json& body) {
  Fault fault;
  PANDORA_ASSIGN_OR_RETURN(fault.code, ReadCode(body));
  const auto method = body.find("method");
  fault.method = method != body.end() && method->is_string() ? method->get<std::string>() : "*";
  const auto path = body.find("path");
  if (path == body.end() || !path->is_string())
    return Bad("path is missing; a path such as \"/v2/repos/r1/data\" is required");
  fault.path = path->get<std::string>();
  if (const auto times = body.find("times"); times != body.end()) {
    const std::optional<int64_t> number = AsInt64(*times);
    if (!number || *number < 1 || *number > 1'000'000) {
      return Bad("times is " + QuoteJson(*times) + "; 1 to 1000000 is accepted");
    }
    fault.times = *number;
  }
  if (faults_.size() >= kMaxFaults)
    return Bad("there are " + std::to_string(kMaxFaults) + " faults already; delete them first");
  faults_.push_back(std::move(fault));
  return {};
}

Json FaultTable::Describe() const {
  Json list = Json::array();
  for (const Fault& fault : faults_) {
    const ErrorInfo& info = GetErrorInfo(fault.code);
    list.push_back(Json{{"method", fault.method},
                        {"path", fault.path},
                        {"code", info.label.empty() ? Json(info.http_status) : Json(std::string(info.label))},
                        {"times", fault.times}});
  }
  return Json{{"faults", std::move(list)}};
}

std::optional<Status> FaultTable::Take(std::string_view method, std::string_view path) {
  for (size_t i = 0; i < faults_.size(); ++i) {
    Fault& fault = faults_[i];
    const std::string_view wanted = fault.path;
    const bool prefix = !wanted.empty() && wanted.back() == '*';
    const bool hit = prefix ? path.substr(0, wanted.size() - 1) == wanted.substr(0, wanted.size() - 1) : path == wanted;
    if (!hit || (fault.method != "*" && fault.method != method)) continue;
    const Status status(fault.code, "asked for under /_sim/faults");
    if (--fault.times == 0) faults_.erase(faults_.begin() + static_cast<std::ptrdiff_t>(i));
    return status;
  }
  return std::nullopt;
}

}  // namespace pandora
