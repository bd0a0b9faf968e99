// The head of one HTTP/1.x request: request line and fields, as the server reads them off a connection. The grammar is
// Boost.Beast's; what a server must decide before it reads a body (how long is it, may it come at all) is decided here.
// Knows no socket and no operation of the API.
#ifndef PANDORA_NATIVE_REQUEST_HEAD_H_
#define PANDORA_NATIVE_REQUEST_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/api/http.h"
#include "core/base/status.h"

namespace pandora {

inline constexpr size_t kMaxHeadBytes = 16 * 1024;
// The largest documented body is a plugin's: 100 MB. What lies between the two the core refuses, with its own words.
inline constexpr uint64_t kMaxBodyBytes = 105'000'000;
// A state file has no documented limit.
inline constexpr uint64_t kMaxControlBodyBytes = uint64_t{1} << 30;

struct RequestHead {
  Request request;              // without its body; HEAD is turned into GET
  uint64_t content_length = 0;  // bytes of body that follow
  bool length_missing =
      false;  // a write that does not say how long its body is: fine when it needs none (curl -X POST)
  bool keep_alive = true;
  bool http10 = false;
  bool head_only = false;        // the method was HEAD: the answer's body is not sent
  bool expect_continue = false;  // the client waits for "100 Continue" before it sends the body
};

// How many bytes of `data` the head takes with its empty line, or 0 when that line has not come. The first `scanned` bytes
// are known to hold no end.
size_t FindHeadEnd(std::string_view data, size_t scanned);

// `head` is what FindHeadEnd found. A failure carries the documented code: E18003 for a body in chunks, E18004 when it says so wrongly, E18005 when it is too long; kBadRequest when this is no HTTP. The connection can
// not be used after a failure, since nobody knows where the next request begins; `out` then still tells method and path as
// far as they were read, for the log.
Status ParseHead(std::string_view head, RequestHead* out);

}  // namespace pandora

#endif  // PANDORA_NATIVE_REQUEST_HEAD_H_
