// The spec of an http export (seed 002:475-482): where its records are posted, and in which form.
//
// What it is not: nothing here connects to anything; whether somebody answers at the address shows when a delivery is tried.
#ifndef PANDORA_CORE_SINK_HTTP_SPEC_H_
#define PANDORA_CORE_SINK_HTTP_SPEC_H_

#include <string>

#include "core/base/status.h"
#include "core/format/json.h"

namespace pandora {

struct HttpSpec {
  std::string origin;  // "http://127.0.0.1:7758": scheme, host in lower case, and the port when one was given
  std::string uri;     // path and query, begins with '/'
  bool json = false;   // one JSON object a line; else the form of pushed data

  std::string Url() const { return origin + uri; }
};

// Reads `spec`. E18305 for a member that is missing or of the wrong type, for a host that is none (accepted: a name or an
// address, with a port and with http:// or https:// if need be; without a scheme it is http), for a uri that is no path, and
// for a format other than text and json. null counts as absent, an empty format as the default.
Result<HttpSpec> ReadHttpSpec(const Json& spec);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_HTTP_SPEC_H_
