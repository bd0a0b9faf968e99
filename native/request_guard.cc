#include "native/request_guard.h"

#include <algorithm>

#include "core/base/text.h"
#include "native/response_text.h"

namespace pandora {
namespace {

// "localhost:8711" -> "localhost", "[::1]:8711" -> "[::1]".
std::string_view WithoutPort(std::string_view host) {
  const size_t bracket = host.rfind(']');
  const size_t colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return has_port ? host.substr(0, colon) : host;
}

// A page can be reached by an address only when it lies there itself, so addresses are never rebound.
bool IsAddress(std::string_view name) {
  if (name.starts_with('[')) return name.ends_with(']');
  return !name.empty() && name.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool Contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& item) { return item == "*" || EqualsIgnoreCase(item, wanted); });
}

bool SameOrigin(std::string_view origin, const std::string* host) {
  const size_t slashes = origin.find("://");
  return host != nullptr && slashes != std::string_view::npos && EqualsIgnoreCase(origin.substr(slashes + 3), *host);
}

Response Preflight(const Request& request) {
  Response response;
  response.status = 204;
  response.headers.Add("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE");
  if (const std::string* fields = request.headers.Find("Access-Control-Request-Headers")) {
    response.headers.Add("Access-Control-Allow-Headers", *fields);
  }
  if (request.headers.Find("Access-Control-Request-Private-Network") != nullptr) {
    response.headers.Add("Access-Control-Allow-Private-Network", "true");
  }
  response.headers.Add("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace

RequestGuard::RequestGuard(std::string bound_host, std::vector<std::string> allowed_hosts,
                           std::vector<std::string> origins)
    : bound_host_(std::move(bound_host)), allowed_hosts_(std::move(allowed_hosts)), origins_(std::move(origins)) {}

std::optional<Response> RequestGuard::Check(const Request& request, std::string* extra_fields) {
  const std::string* host = request.headers.Find("Host");
  if (host != nullptr && (host->empty() || *host != last_good_host_)) {
    if (!HostAllowed(*host)) {
      return ErrorResponse(403, "the host name " + Quote(*host) +
                                    " is not one of this server's; allow it with --allow-host " +
                                    std::string(WithoutPort(*host)));
    }
    last_good_host_ = *host;
  }
  const std::string* origin = request.headers.Find("Origin");
  if (origin == nullptr) return std::nullopt;
  if (OriginListed(*origin)) {
    *extra_fields =
        "Access-Control-Allow-Origin: " + *origin + "\r\nAccess-Control-Expose-Headers: X-Reqid\r\nVary: Origin\r\n";
    if (request.method == "OPTIONS" && request.headers.Find("Access-Control-Request-Method") != nullptr) {
      return Preflight(request);
    }
    return std::nullopt;
  }
  if (SameOrigin(*origin, host)) return std::nullopt;
  return ErrorResponse(
      403, "pages of " + Quote(*origin) + " may not call this server; allow them with --cors " + Quote(*origin));
}

bool RequestGuard::HostAllowed(const std::string& host) const {
  const std::string_view name = WithoutPort(host);
  if (IsAddress(name) || EqualsIgnoreCase(name, "localhost") || EqualsIgnoreCase(name, bound_host_)) return true;
  constexpr std::string_view kSuffix = ".localhost";
  if (name.size() > kSuffix.size() && EqualsIgnoreCase(name.substr(name.size() - kSuffix.size()), kSuffix)) return true;
  return Contains(allowed_hosts_, name);
}

bool RequestGuard::OriginListed(std::string_view origin) const { return Contains(origins_, origin); }

}  // namespace pandora
