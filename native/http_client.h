// A plain HTTP/1.1 client on one kept-alive connection, which waits for each answer: how `pandora-sim test --target` reaches
// a server. No TLS, no redirects.
#ifndef PANDORA_NATIVE_HTTP_CLIENT_H_
#define PANDORA_NATIVE_HTTP_CLIENT_H_

#include <memory>
#include <string>

#include "core/api/http.h"
#include "core/base/status.h"

namespace pandora {

class HttpClient {
 public:
  // `url` is "http://host[:port]", without a path. Connects at the first Send.
  static Result<std::unique_ptr<HttpClient>> ForUrl(const std::string& url);
  virtual ~HttpClient() = default;

  // The target may be a path or an absolute URL of the same server. Adds Host and Content-Length where they are missing.
  virtual Result<Response> Send(const Request& request) = 0;
};

}  // namespace pandora

#endif  // PANDORA_NATIVE_HTTP_CLIENT_H_
