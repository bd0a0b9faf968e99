// The simulator: the whole service behind four calls. Hosts (native server, wasm worker, tests, CLI) own one and move bytes and
// time in and out; they know no operation of the API.
//
//   host                       simulator
//   request bytes  ── Handle ──▶ one transaction, not yet durable
//                  ◀─ Response
//                     Commit ──▶ durable: only now may the host send the responses
//   its clock      ── Tick ────▶ runs due tasks, at most `budget` of them
//   deliveries     ◀─ TakeEffects, after a Commit
//   their results  ── Resolve ─▶ an input like a request: Commit makes it durable
//
// One thread. No exceptions. Nothing here reads a clock: `host_now` is the only time, and in virtual mode it matters only
// for scaled running. Destroying the simulator without Commit loses what was not committed, as a crash would.
#ifndef PANDORA_CORE_API_SIMULATOR_H_
#define PANDORA_CORE_API_SIMULATOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/auth.h"
#include "core/api/http.h"
#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/ports/file_system.h"

namespace pandora {

struct SimulatorOptions {
  AuthSettings auth;            // lenient, unless the host has keys
  FileSystem* files = nullptr;  // not owned, outlives the simulator; nullptr keeps the state in memory
  std::string state_file = "pandora.db";
  std::string state_label;     // what people call that file, in /_sim/info and in failures; "" is `state_file`
  bool virtual_clock = false;  // the clock mode of a new state; an existing one keeps its own unless `force_clock`
  bool force_clock = false;
  bool sync_full = false;          // every Commit survives loss of power, not only of the process
  std::string host_name = "core";  // shown by /_sim/info: "native", "wasm"
  // Why the host makes no deliveries, for people; "" when it does. With a reason TakeEffects answers none.
  std::string deliveries_off = "this host makes no deliveries";
};

// A delivery the host is asked to make: an HTTP request to the outside. Host and Content-Length are the host's to add.
struct Effect {
  int64_t id = 0;   // never used again by this Simulator
  Request request;  // absolute target "http://host:port/path"
  // The Authorization that this simulator itself asks for. To be added only where the request comes back to it.
  std::string own_authorization;
};

struct EffectResult {
  int64_t id = 0;
  int status = 0;     // HTTP status, 0 when no answer came
  std::string error;  // why not, for the deliveries view
  std::string body;   // the beginning of the answer's body; 1 KiB is kept
  // No attempt was made, for a reason (`error`) that may pass: the delivery waits until ReleaseEffects or a retry. Not an
  // input: nothing of it is stored.
  bool held = false;
};

// What a call to Handle or Tick leaves for the host to know.
struct TickReport {
  int64_t fired = 0;            // tasks run by this call
  bool more = false;            // due tasks are left: call again soon
  std::optional<Instant> next;  // when the next task is due (simulated time), if any
  std::optional<int64_t>
      wait_micros;  // how long the host may sleep before the next Tick; nothing: until an input comes
};

class Simulator {
 public:
  // Opens or creates the state. A newer or foreign file is refused with a message that says so; an older one is migrated.
  static Result<std::unique_ptr<Simulator>> Open(const SimulatorOptions& options, Instant host_now);
  virtual ~Simulator() = default;

  // Answers one request. Its changes are atomic; they are durable after the next Commit.
  // A clock advance may run longer than a request should: then `deferred` in the answer is true, the Response is not
  // yet final, and the host calls Tick until `FinishDeferred` yields the final one. Other requests may be handled meanwhile.
  struct Answer {
    Response response;
    int64_t deferred = 0;  // 0: final; else a ticket for FinishDeferred
  };
  virtual Answer Handle(const Request& request) = 0;

  // Whether such a request is described with a body. True also for one that is not known. A host that reads bodies off a
  // line refuses those that do not say how long they are (E18003).
  virtual bool TakesBody(std::string_view method, std::string_view target) const = 0;

  // The final response of a deferred request, once its time has come.
  virtual std::optional<Response> FinishDeferred(int64_t ticket) = 0;

  // 0 to 1: how far a deferred request has come, in simulated time.
  virtual double DeferredProgress(int64_t ticket) = 0;

  // Makes everything handled and fired so far durable. On failure all of it since the last Commit is undone and the host
  // answers every request of the group with this status.
  virtual Status Commit() = 0;

  // Moves the clock (real mode: to host_now; scaled: by the elapsed time times the scale) and runs due tasks in order, at most
  // `budget` of them.
  virtual TickReport Tick(Instant host_now, int64_t budget) = 0;

  // At most `limit` deliveries to make, each handed out once per attempt and to be resolved in the end. To be called after
  // Commit: while something is not durable there are none. After a restart what was under way is handed out again.
  virtual std::vector<Effect> TakeEffects(size_t limit) = 0;
  // What came of one. An unknown id (the state was replaced meanwhile) does nothing.
  virtual void Resolve(const EffectResult& result) = 0;
  // What was held may be tried again.
  virtual void ReleaseEffects() = 0;

  // Replaces the state by the bytes of a state file (after Handle answered PUT /_sim/state the host need do nothing; this is
  // for hosts that get the file by other ways). The old state stays when the bytes are no valid state.
  virtual Status LoadState(std::string_view bytes) = 0;
};

}  // namespace pandora

#endif  // PANDORA_CORE_API_SIMULATOR_H_
