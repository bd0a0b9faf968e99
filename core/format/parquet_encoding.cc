#include "core/format/parquet_encoding.h"

#include <algorithm>
#include <bit>

#include "core/base/little_endian.h"

namespace pandora {
namespace {

// Groups of eight values that one header may announce: as many as keep it one byte.
constexpr size_t kMaxGroups = 63;

void AppendVarint(uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

// Eight values make `width` bytes.
template <typename T>
void PackGroup(const T* values, size_t count, int width, std::string* out) {
  char bytes[40];
  char* at = bytes;
  uint64_t word = 0;
  int bits = 0;
  for (size_t i = 0; i < 8; ++i) {
    if (i < count) word |= static_cast<uint64_t>(values[i]) << bits;
    for (bits += width; bits >= 8; bits -= 8, word >>= 8) *at++ = static_cast<char>(word);
  }
  out->append(bytes, static_cast<size_t>(width));
}

template <typename T>
size_t RunLength(const T* values, size_t count) {
  size_t length = 1;
  while (length < count && values[length] == values[0]) ++length;
  return length;
}

// A run may only begin where a whole number of groups has gone before, so it is looked for at each group.
template <typename T>
void AppendHybridOf(const T* values, size_t count, int width, std::string* out) {
  for (size_t i = 0; i < count;) {
    const size_t length = RunLength(values + i, count - i);
    if (length >= 8) {
      AppendHybridRun(static_cast<uint32_t>(values[i]), length, width, out);
      i += length;
      continue;
    }
    const size_t header = out->size();
    out->push_back(0);
    size_t groups = 0;
    do {
      PackGroup(values + i, std::min<size_t>(8, count - i), width, out);
      i += std::min<size_t>(8, count - i);
      ++groups;
    } while (groups < kMaxGroups && i < count && RunLength(values + i, std::min<size_t>(8, count - i)) < 8);
    (*out)[header] = static_cast<char>(groups << 1 | 1);
  }
}

}  // namespace

int ParquetBitWidth(uint32_t max) { return std::max(1, static_cast<int>(std::bit_width(max))); }

void AppendHybridRun(uint32_t value, size_t count, int width, std::string* out) {
  AppendVarint(static_cast<uint64_t>(count) << 1, out);
  for (int bits = 0; bits < width; bits += 8, value >>= 8) out->push_back(static_cast<char>(value));
}

void AppendHybrid(const uint8_t* values, size_t count, int width, std::string* out) {
  AppendHybridOf(values, count, width, out);
}

void AppendHybrid(const uint32_t* values, size_t count, int width, std::string* out) {
  AppendHybridOf(values, count, width, out);
}

void AppendPackedBooleans(const uint8_t* values, size_t count, std::string* out) {
  for (size_t i = 0; i < count; i += 8) PackGroup(values + i, std::min<size_t>(8, count - i), 1, out);
}

}  // namespace pandora
