// Who asks: checks the Authorization header and yields the account (spec/clients.md 1).
//
// Lenient, as by default: there are no secrets to check signatures with, so any well-formed `Pandora <ak>:<signature>` is accepted and
// the access key is the account. A token (`Pandora <ak>:<signature>:<description>`) is refused once its `expires` lies in the past.
// Strict: the access key must be known, and the signature be that of the request or of the token.
#ifndef PANDORA_CORE_API_AUTH_H_
#define PANDORA_CORE_API_AUTH_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/api/http.h"
#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/engine/clock.h"

namespace pandora {

struct AuthSettings {
  bool strict = false;
  std::map<std::string, std::string> keys;  // access key -> secret key; of the running process, never stored
  // Strict: whether the Date of a signed request must be within 15 minutes of the clock. When nothing is said: with a real clock
  // only, for clients know no simulated time.
  std::optional<bool> check_date;
};

// The account, or kBadToken with what was expected.
Result<std::string> Authenticate(const Request& request, const AuthSettings& settings, const Clock& clock);

// The signature of a request: base64url of HMAC-SHA1 over method, Content-MD5, Content-Type, Date, X-Qiniu-* headers and path.
std::string SignRequest(std::string_view secret, const Request& request, std::string_view path);

// The Authorization with which the simulator asks itself: a token for `request` of the key, valid for a day.
std::string OwnAuthorization(const AuthSettings& settings, const std::string& key, const Request& request, Instant now);

}  // namespace pandora

#endif  // PANDORA_CORE_API_AUTH_H_
