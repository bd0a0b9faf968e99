// A request and a response as the core sees them: method, target, headers, body. No socket, no chunking, no keep-alive:
// the hosts do those. Also their text form (an HTTP/1.1 message), which is how wasm hosts and tests pass them around.
#ifndef PANDORA_CORE_API_HTTP_H_
#define PANDORA_CORE_API_HTTP_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/status.h"

namespace pandora {

// Header fields in order; names compare without case.
class Headers {
 public:
  void Add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  // The first value, or nullptr.
  const std::string* Find(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method = "GET";  // upper case
  std::string target = "/";    // path and query as sent, still percent-encoded
  Headers headers;
  std::string body;
  std::string peer = "127.0.0.1";  // the sender's IP address, for options.withIP
};

struct Response {
  int status = 200;
  Headers headers;  // without Content-Length; Content-Type and X-Reqid always there
  std::string body;
};

// Parses one complete HTTP/1.1 request: request line, fields, empty line, and everything after it as the body (a
// Content-Length that disagrees is E18004). kBadRequest for anything else that is no request.
Result<Request> ParseRequest(std::string_view message);

// "HTTP/1.1 200 OK\r\nName: value\r\n...\r\n\r\nbody" with Content-Length.
std::string FormatResponse(const Response& response);
std::string FormatRequest(const Request& request);
Result<Response> ParseResponse(std::string_view message);

// "OK", "Not Found" ...
std::string_view ReasonPhrase(int status);

}  // namespace pandora

#endif  // PANDORA_CORE_API_HTTP_H_
