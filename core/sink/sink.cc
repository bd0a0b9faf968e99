#include "core/sink/sink.h"

#include <span>

namespace pandora {
namespace {

// One row per inside sink; each is declared in its own header.
std::span<const SinkType> SinkTypes() { return {}; }

}  // namespace

void SinkReport::Reject(int64_t offset, std::string reason, bool omit) {
  (omit ? omitted : rejected) += 1;
  if (reasons.size() < kMaxReasons) reasons.push_back({offset, std::move(reason)});
}

const SinkType* FindSinkType(std::string_view name) {
  for (const SinkType& type : SinkTypes()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

}  // namespace pandora
