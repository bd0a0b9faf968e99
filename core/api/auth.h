// Who asks: checks the Authorization header and yields the account (spec/clients.md 1).
//
// The simulator has no secrets to check signatures with: any well-formed `Pandora <ak>:<signature>` is accepted and the access key
// is the account. A token (`Pandora <ak>:<signature>:<description>`) is refused once its `expires` lies in the past.
#ifndef PANDORA_CORE_API_AUTH_H_
#define PANDORA_CORE_API_AUTH_H_

#include <string>

#include "core/api/http.h"
#include "core/base/instant.h"
#include "core/base/status.h"

namespace pandora {

// The account, or kBadToken with what was expected.
Result<std::string> Authenticate(const Request& request, Instant now);

}  // namespace pandora

#endif  // PANDORA_CORE_API_AUTH_H_
