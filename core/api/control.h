// What the control routes need beyond the engine: the running process's own facts and the advances of the clock that go on
// beyond their request. Implemented by the Simulator, seen by core/api/control_routes.cc.
#ifndef PANDORA_CORE_API_CONTROL_H_
#define PANDORA_CORE_API_CONTROL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/instant.h"
#include "core/base/status.h"

namespace pandora {

struct AuthSettings;

class Control {
 public:
  virtual ~Control() = default;

  // Runs what is due until `target` within the budget of one request; 0 when the clock is there, else a ticket.
  virtual Result<int64_t> Advance(Instant target) = 0;
  // Ends advances that are under way where they stand.
  virtual void StopAdvances() = 0;

  virtual const std::string& host_name() const = 0;
  // Why the host makes no deliveries, "" when it does.
  virtual const std::string& deliveries_off() const = 0;
  virtual const std::string& state_file() const = 0;

  // How requests are authenticated, to be looked at and changed; the host's choice comes back with ResetAuth.
  virtual AuthSettings& auth() = 0;
  virtual void ResetAuth() = 0;
};

}  // namespace pandora

#endif  // PANDORA_CORE_API_CONTROL_H_
