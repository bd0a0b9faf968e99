// Eight bytes at a time in one register ("SWAR"): the search primitives of the hot readers and writers. No intrinsics,
// so that native and wasm run the same code. Bytes are numbered from the low end, as LoadLittle puts them.
#ifndef PANDORA_CORE_BASE_SWAR_H_
#define PANDORA_CORE_BASE_SWAR_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/base/little_endian.h"

namespace pandora::swar {

inline constexpr uint64_t kOnes = 0x0101010101010101;
inline constexpr uint64_t kHighs = 0x8080808080808080;

constexpr uint64_t Repeat(char c) { return kOnes * static_cast<uint8_t>(c); }

// The high bit of every byte of `word` that is zero. Bits above the first hit may be wrong; the lowest never is, and the
// result is 0 exactly when no byte is zero.
constexpr uint64_t ZeroBytes(uint64_t word) { return (word - kOnes) & ~word & kHighs; }

constexpr uint64_t EqualBytes(uint64_t word, char c) { return ZeroBytes(word ^ Repeat(c)); }

// The high bit of every byte below `limit` (at most 0x80); the same caution as ZeroBytes.
constexpr uint64_t BytesBelow(uint64_t word, uint8_t limit) { return (word - kOnes * limit) & ~word & kHighs; }

// Index of the lowest byte marked in a result of the functions above. Precondition: marks != 0.
inline size_t FirstByte(uint64_t marks) { return static_cast<size_t>(std::countr_zero(marks)) >> 3; }

// The up to eight bytes at `data`, zeros where `end` cuts them off.
inline uint64_t LoadUpTo8(const char* data, const char* end) {
  if (end - data >= 8) return LoadLittle<uint64_t>(data);
  uint64_t word = 0;
  std::memcpy(&word, data, static_cast<size_t>(end - data));
  return word;
}

}  // namespace pandora::swar

#endif  // PANDORA_CORE_BASE_SWAR_H_
