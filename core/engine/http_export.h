// Posts a repo's records to an address outside (seed 002:440-497): at least once each, in order, for as long as it takes.
//
// News cut deliveries into the outbox (core/sink/http_outbox.h): ranges of at most kMaxRecords offsets. The first that waits is
// handed to the host once it is due (Start), one at a time per export; the host tells what came of it (Resolve). Success is
// status 200 alone (spec/conflicts.md D4); after anything else it is due again in 1 s, 2 s ... 5 min, without end.
//
// Which deliveries are with the host is kept in memory only: after a restart they are due again, and may arrive twice. All
// that the state holds follows from the inputs (requests, the clock, results), never from when a host asked for work.
#ifndef PANDORA_CORE_ENGINE_HTTP_EXPORT_H_
#define PANDORA_CORE_ENGINE_HTTP_EXPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/repos.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"
#include "core/sink/http_outbox.h"
#include "core/sink/http_spec.h"

namespace pandora {

// What the host shall post. The attempt's number is never used again while the program runs.
struct OutgoingDelivery {
  int64_t attempt = 0;
  std::string account;  // whose export it is
  std::string url;
  std::string content_type;
  std::string body;
};

// What came of an attempt.
struct DeliveryResult {
  int64_t attempt = 0;
  int status = 0;        // 0 when no answer came
  std::string error;     // why not
  std::string response;  // the beginning of the answer's body; kMaxResponse bytes are kept
};

class HttpExport {
 public:
  static constexpr int64_t kMaxRecords = 20'000;  // per request (spec/conflicts.md D4)
  static constexpr size_t kMaxBytes = 16 << 20;   // of a body, beyond which the rest waits for the next request
  static constexpr size_t kMaxResponse = 1024;
  static constexpr int64_t kFirstDelay = kMicrosPerSecond;
  static constexpr int64_t kMaxDelay = 300 * kMicrosPerSecond;

  explicit HttpExport(EngineState* state) : state_(state), outbox_(state->file.get()) {}

  // Cuts what the repo has got since the last run into deliveries.
  Result<TaskOutcome> OnNews(int64_t export_id, const Repo& source, const HttpSpec& spec);
  // The first waiting delivery is due.
  void OnDue(int64_t export_id);
  // Makes the first waiting delivery due at once; with `afresh` its attempts are counted anew (the address has changed).
  // Answers whether there is one.
  Result<bool> DueNow(int64_t export_id, bool afresh);
  Status Forget(int64_t export_id);

  // An export with a delivery that may be made now, or nothing. It is offered once: Start it.
  Result<std::optional<int64_t>> NextDue();
  // The next delivery of the export, which from now on is with the host; nothing when none is due after all.
  Result<std::optional<OutgoingDelivery>> Start(int64_t export_id, const Repo& source, const HttpSpec& spec);
  // The bytes that a delivery has, or would have today. `end` is one past the last record in them.
  Result<std::string> BodyOf(const Delivery& delivery, const Repo& source, const HttpSpec& spec, int64_t* end);

  // The export an attempt is for; nothing for one that is not with the host.
  std::optional<int64_t> ExportOf(int64_t attempt) const;
  Result<TaskOutcome> Resolve(const DeliveryResult& result);

  // The host cannot make the delivery for a reason that may pass: it waits until Release, without counting as an attempt.
  void Hold(int64_t attempt, std::string reason);
  // The same for a delivery that could not even be put together.
  void HoldExport(int64_t export_id, std::string reason) { held_[export_id] = std::move(reason); }
  void Release();

  bool InFlight(int64_t delivery) const;
  // Why the host does not make the export's deliveries, "" when it does.
  std::string_view HeldBecause(int64_t export_id) const;
  HttpOutbox& outbox() { return outbox_; }

  // After a rollback: what is due is found out afresh.
  void DropCaches() { due_known_ = false; }
  // The state was replaced: what the host still tells belongs to another one.
  void ForgetFlights();

 private:
  struct Flight {
    int64_t export_id = 0;
    int64_t delivery = 0;
    int64_t end = 0;  // one past the last record that was sent
  };
  Status FindDue();
  void AddDue(int64_t export_id);
  bool Busy(int64_t export_id) const;
  Status Succeed(const Flight& flight, Delivery* one, TaskOutcome* outcome);
  Status Fail(const DeliveryResult& result, Delivery* one, TaskOutcome* outcome);

  EngineState* state_;
  HttpOutbox outbox_;
  bool due_known_ = false;
  std::vector<int64_t> due_;             // exports, first come first served
  std::map<int64_t, Flight> flights_;    // by attempt
  std::map<int64_t, std::string> held_;  // by export: why
  int64_t last_attempt_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_HTTP_EXPORT_H_
