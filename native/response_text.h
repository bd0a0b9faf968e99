// How a response goes onto the wire: status line, fields and body appended to one flat buffer, so that all answers of a
// turn to a connection leave in one write. Also the answers that the server gives by itself.
#ifndef PANDORA_NATIVE_RESPONSE_TEXT_H_
#define PANDORA_NATIVE_RESPONSE_TEXT_H_

#include <string>
#include <string_view>

#include "core/api/http.h"
#include "core/base/status.h"

namespace pandora {

struct Framing {
  bool keep_alive = true;
  bool http10 = false;
  bool head_only = false;         // Content-Length as for GET, but no body
  std::string_view date;          // value of the Date field, "" for none
  std::string_view extra_fields;  // complete lines, each with its CRLF
};

// Line breaks in field values are shown as spaces: nothing a client sent can begin a field of ours.
void AppendResponse(const Response& response, const Framing& framing, std::string* out);

// {"error":"E18003: content length is missing: ..."} with the code's status and an X-Reqid.
Response ErrorResponse(const Status& status);
// The same for a status the error table does not have.
Response ErrorResponse(int http_status, std::string_view message);

// `text` as a JSON string, with its quotes.
std::string JsonQuote(std::string_view text);

}  // namespace pandora

#endif  // PANDORA_NATIVE_RESPONSE_TEXT_H_
