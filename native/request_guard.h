// Who may call the server. A browser will send requests to 127.0.0.1 for any page that asks it to, so the server looks at
// two fields of each request: Host, against pages whose own name was made to point here (DNS rebinding), and Origin, against
// pages of other sites (request forgery). Programs that are no browsers send no Origin and are not affected.
#ifndef PANDORA_NATIVE_REQUEST_GUARD_H_
#define PANDORA_NATIVE_REQUEST_GUARD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/http.h"

namespace pandora {

class RequestGuard {
 public:
  // `allowed_hosts` and `origins` are the values of --allow-host and --cors; "*" stands for all.
  RequestGuard(std::string bound_host, std::vector<std::string> allowed_hosts, std::vector<std::string> origins);

  // The refusal of a request that may not be answered, or the answer to a CORS preflight; nothing when it may pass.
  // `extra_fields` receives the complete header lines to be added to whatever answer it gets.
  std::optional<Response> Check(const Request& request, std::string* extra_fields);

 private:
  bool HostAllowed(const std::string& host) const;
  bool OriginListed(std::string_view origin) const;

  std::string bound_host_;
  std::vector<std::string> allowed_hosts_;
  std::vector<std::string> origins_;
  std::string last_good_host_;  // nearly every request names the same
};

}  // namespace pandora

#endif  // PANDORA_NATIVE_REQUEST_GUARD_H_
