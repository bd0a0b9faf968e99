// Numbers at the front of a text that goes on: the readers' fast paths for the common shapes, inlined into their loops. Each
// answers null when the text needs the general parsers of core/base/text.h, which decide then. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_NUMBER_SCAN_H_
#define PANDORA_CORE_FORMAT_NUMBER_SCAN_H_

#include "core/base/swar.h"

namespace pandora {

struct ScannedDigits {
  uint64_t value = 0;
  size_t count = 0;  // 0 to 8
};

// The decimal digits at the low end of `word`, which was loaded from text.
inline ScannedDigits ScanDigits(uint64_t word) {
  uint64_t digits = word ^ swar::Repeat('0');
  // A byte is a digit when it is at most 9: adding 0x76 leaves its high bit clear.
  const uint64_t others = ((digits + swar::kOnes * 0x76) | digits) & swar::kHighs;
  const size_t count = others == 0 ? 8 : swar::FirstByte(others);
  if (count == 0) return {};
  // Leading zeros make it eight digits; then pairs, then fours are joined.
  digits <<= 64 - 8 * count;
  digits = digits * 10 + (digits >> 8);
  constexpr uint64_t kMask = 0x000000ff000000ff;
  digits = ((digits & kMask) * (100 + (uint64_t{1000000} << 32)) +
            ((digits >> 16) & kMask) * (1 + (uint64_t{10000} << 32))) >>
           32;
  return {digits & 0xffffffff, count};
}

// Up to 16 digits at `p`; `*count` receives how many there were.
inline uint64_t ScanUpTo16(const char* p, const char* end, size_t* count) {
  const ScannedDigits high = ScanDigits(swar::LoadUpTo8(p, end));
  *count = high.count;
  if (high.count < 8) return high.value;
  const ScannedDigits low = ScanDigits(swar::LoadUpTo8(p + 8, end));
  *count += low.count;
  static constexpr uint64_t kPowers[9] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
  return high.value * kPowers[low.count] + low.value;
}

// -?[0-9]{1,15}, not followed by another digit.
inline const char* ScanLong(const char* p, const char* end, int64_t* value) {
  const bool negative = p < end && *p == '-';
  p += negative ? 1 : 0;
  size_t count;
  const auto magnitude = static_cast<int64_t>(ScanUpTo16(p, end, &count));
  if (count == 0 || count > 15) return nullptr;
  *value = negative ? -magnitude : magnitude;
  return p + count;
}

// -?[0-9]+(\.[0-9]+)? with at most 15 digits in all, not followed by another digit, a point or an exponent. Both the digits
// and the power of ten are exact doubles then, and so their quotient is the nearest one.
inline const char* ScanFloat(const char* p, const char* end, double* value) {
  static constexpr double kPowers[16] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                         1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  static constexpr uint64_t kIntegers[16] = {1,
                                             10,
                                             100,
                                             1000,
                                             10000,
                                             100000,
                                             1000000,
                                             10000000,
                                             100000000,
                                             1000000000,
                                             10000000000,
                                             100000000000,
                                             1000000000000,
                                             10000000000000,
                                             100000000000000,
                                             1000000000000000};
  const bool negative = p < end && *p == '-';
  p += negative ? 1 : 0;
  size_t count;
  uint64_t digits = ScanUpTo16(p, end, &count);
  if (count == 0 || count > 15) return nullptr;
  p += count;
  double number = static_cast<double>(digits);
  if (p < end && *p == '.') {
    size_t decimals;
    const uint64_t fraction = ScanUpTo16(p + 1, end, &decimals);
    if (decimals == 0 || count + decimals > 15) return nullptr;
    digits = digits * kIntegers[decimals] + fraction;
    number = static_cast<double>(digits) / kPowers[decimals];
    p += 1 + decimals;
  }
  if (p < end && (*p == 'e' || *p == 'E' || *p == '.')) return nullptr;
  *value = negative ? -number : number;
  return p;
}

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_NUMBER_SCAN_H_
