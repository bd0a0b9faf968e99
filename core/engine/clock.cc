#include "core/engine/clock.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace pandora {

Clock Clock::Start(Mode mode, Instant host_now) {
  Clock clock;
  clock.mode_ = mode;
  clock.now_ = mode == Mode::kReal ? host_now : kInitialInstant;
  clock.host_ = host_now;
  clock.base_ = clock.now_;
  return clock;
}

Instant Clock::TargetAt(Instant host_now) {
  Instant target = now_;
  if (mode_ == Mode::kReal) {
    target = host_now;
  } else if (scale_ > 0) {
    const int64_t elapsed = std::max<int64_t>(0, host_now.micros - host_.micros);
    const double moved = std::min(static_cast<double>(elapsed) * scale_, static_cast<double>(kLastInstant.micros));
    target = Instant{base_.micros + static_cast<int64_t>(moved)};
  } else {
    host_ = host_now;
    base_ = now_;
  }
  return std::clamp(target, now_, std::max(now_, kLastInstant));
}

void Clock::SetMode(Mode mode, Instant host_now) {
  mode_ = mode;
  scale_ = 0;
  host_ = host_now;
  base_ = now_;
}

void Clock::SetScale(double scale, Instant host_now) {
  MoveTo(TargetAt(host_now));
  scale_ = scale;
  host_ = host_now;
  base_ = now_;
}

std::string Clock::Encode() const {
  std::string text = mode_ == Mode::kReal ? "real " : "virtual ";
  AppendInt64(now_.micros, &text);
  text.push_back(' ');
  AppendDouble(scale_, &text);
  return text;
}

Result<Clock> Clock::Decode(std::string_view text, Instant host_now) {
  const Status damaged(ErrorCode::kInternal, "the state file's clock is damaged: " + Quote(text));
  const std::vector<std::string_view> parts = Split(text, ' ');
  if (parts.size() != 3 || (parts[0] != "real" && parts[0] != "virtual")) return damaged;
  const std::optional<int64_t> now = ParseInt64(parts[1]);
  const std::optional<double> scale = ParseDouble(parts[2]);
  if (!now || !scale || *scale < 0 || *scale > kMaxScale || *now > kLastInstant.micros) return damaged;
  Clock clock;
  clock.mode_ = parts[0] == "real" ? Mode::kReal : Mode::kVirtual;
  clock.now_ = Instant{*now};
  clock.scale_ = *scale;
  clock.host_ = host_now;
  clock.base_ = clock.now_;
  return clock;
}

}  // namespace pandora
