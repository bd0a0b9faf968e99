// The outbox of http exports: what is to be posted, in which order, and what became of it. A table of the state file.
//
// A delivery is a range of offsets; its bytes are made from the repo's log when it is sent (core/engine/http_export.h), so an
// outbox costs nothing however long nobody answers. Deliveries of an export are sent in the order of their ids.
// Of the delivered ones the newest kKept are kept, for people to look at.
#ifndef PANDORA_CORE_SINK_HTTP_OUTBOX_H_
#define PANDORA_CORE_SINK_HTTP_OUTBOX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

// DO NOT RENUMBER: stored.
enum class DeliveryState : int { kWaiting = 0, kDelivered = 1 };

struct Delivery {
  int64_t id = 0;  // never reused
  int64_t export_id = 0;
  int64_t first = 0;  // offsets of its records, the last included
  int64_t last = 0;
  DeliveryState state = DeliveryState::kWaiting;
  int64_t attempts = 0;  // answered or failed ones, at the present address
  Instant due;           // waiting: not tried before; delivered: when the answer came
  Instant created;
  int status = 0;        // of the newest answer, 0 when there was none
  std::string reason;    // why the newest attempt failed, "" when it did not
  std::string response;  // the beginning of the newest answer's body

  int64_t records() const { return last - first + 1; }
};

class HttpOutbox {
 public:
  static constexpr int64_t kKept = 1000;  // delivered ones per export

  explicit HttpOutbox(StateFile* file) : file_(file) {}

  // Appends a waiting delivery, due `now`.
  Status Add(int64_t export_id, int64_t first, int64_t last, Instant now);
  // Writes all members but export and creation back; a delivered one pushes out the oldest beyond kKept.
  Status Save(const Delivery& delivery);

  Result<std::optional<Delivery>> Get(int64_t export_id, int64_t id);
  // The oldest and the newest that wait.
  Result<std::optional<Delivery>> Head(int64_t export_id);
  Result<std::optional<Delivery>> Tail(int64_t export_id);
  // In order, those in `state` (all when absent) with ids from `from` on; at most `limit`.
  Result<std::vector<Delivery>> List(int64_t export_id, std::optional<DeliveryState> state, int64_t from,
                                     int64_t limit);
  // The heads of all exports that have something waiting, by export.
  Result<std::vector<Delivery>> Heads();

  struct Waiting {
    int64_t deliveries = 0;
    int64_t records = 0;
  };
  Result<Waiting> CountWaiting(int64_t export_id);

  Status Forget(int64_t export_id);

 private:
  Result<std::optional<Delivery>> First(Statement* select);

  StateFile* file_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_HTTP_OUTBOX_H_
