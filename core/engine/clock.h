// Simulated time: a mode, the present instant and how it moves with the host's clock (design.md 5).
//
//   real     the simulated time is the host's; it never goes back
//   virtual  frozen at `now` (scale 0) or running `scale` times as fast as the host's clock; moved by advances
//
// A plain value: the engine persists it and decides what is due. Reads no clock itself.
#ifndef PANDORA_CORE_ENGINE_CLOCK_H_
#define PANDORA_CORE_ENGINE_CLOCK_H_

#include <string>
#include <string_view>

#include "core/base/instant.h"
#include "core/base/status.h"

namespace pandora {

// 2017-01-12T15:30:00+08:00, the instant that the documents' own examples use: where a new virtual clock stands.
inline constexpr Instant kInitialInstant{1'484'206'200LL * kMicrosPerSecond};
// 9999-12-31T00:00:00Z: no clock goes beyond, so that every instant can be spelled.
inline constexpr Instant kLastInstant{253'402'214'400LL * kMicrosPerSecond};
inline constexpr double kMaxScale = 1'000'000;

class Clock {
 public:
  enum class Mode { kReal, kVirtual };

  Mode mode() const { return mode_; }
  double scale() const { return mode_ == Mode::kReal ? 1 : scale_; }
  Instant now() const { return now_; }

  // A virtual clock at kInitialInstant, or a real one at the host's time.
  static Clock Start(Mode mode, Instant host_now);

  // Where the clock stands when the host's shows `host_now`; remembers it. Never earlier than now().
  Instant TargetAt(Instant host_now);

  // Moves to `instant`; an earlier one is ignored.
  void MoveTo(Instant instant) {
    if (instant > now_) now_ = instant;
  }

  void SetMode(Mode mode, Instant host_now);
  // Virtual mode only. 0 freezes. Precondition: 0 <= scale <= kMaxScale.
  void SetScale(double scale, Instant host_now);

  // "virtual 1484206200000000 0" and back; kInternal for anything else.
  std::string Encode() const;
  static Result<Clock> Decode(std::string_view text, Instant host_now);

 private:
  Mode mode_ = Mode::kVirtual;
  double scale_ = 0;
  Instant now_ = kInitialInstant;
  Instant host_;  // the host's clock at `base_`
  Instant base_;  // the simulated time then, for scaled running without drift
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_CLOCK_H_
