// Unaligned little-endian loads and stores, and the one place that says the core assumes such a host: both targets
// (x86-64 and arm64 natively, wasm) are. memcpy of a constant size becomes one instruction.
#ifndef PANDORA_CORE_BASE_LITTLE_ENDIAN_H_
#define PANDORA_CORE_BASE_LITTLE_ENDIAN_H_

#include <bit>
#include <cstdint>
#include <cstring>

namespace pandora {

static_assert(std::endian::native == std::endian::little, "segments and word-wise scanning assume little-endian");

// Reads sizeof(T) bytes at `data`, which needs no alignment.
template <typename T>
T LoadLittle(const void* data) {
  T value;
  std::memcpy(&value, data, sizeof value);
  return value;
}

// Writes sizeof(T) bytes at `data`, which needs no alignment.
template <typename T>
void StoreLittle(T value, void* data) {
  std::memcpy(data, &value, sizeof value);
}

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_LITTLE_ENDIAN_H_
