#include "core/api/lookup.h"

#include "core/base/text.h"

namespace pandora {

Status CheckRepoName(const std::string& name) {
  if (IsResourceName(name)) return {};
  return Status(ErrorCode::kE18103, Quote(name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
}

Result<std::shared_ptr<Repo>> NamedRepo(RequestContext& context) {
  PANDORA_RETURN_IF_ERROR(CheckRepoName(context.path[0]));
  return context.engine.repos().Find(context.account, context.path[0]);
}

Result<int64_t> QueryNumber(const RequestContext& context, std::string_view name, int64_t fallback, int64_t low,
                            int64_t high) {
  const std::string* text = context.Query(name);
  if (text == nullptr) return fallback;
  const std::optional<int64_t> number = ParseInt64(*text);
  if (!number || *number < low || *number > high) {
    return Status(ErrorCode::kBadRequest, "query parameter " + std::string(name) + " is " + Quote(*text) +
                                              "; a whole number from " + std::to_string(low) + " to " +
                                              std::to_string(high) + " is accepted");
  }
  return *number;
}

void DescribeRunFailure(const RunFailure& failure, Json* json) {
  if (!failure) return;
  (*json)["error"] = failure.reason;
  (*json)["errorTime"] = FormatBeijing(failure.at);
}

}  // namespace pandora
