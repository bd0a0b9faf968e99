// Numbers below 100 as two characters, from a table: the inner step of writing integers and dates.
#ifndef PANDORA_CORE_BASE_TWO_DIGITS_H_
#define PANDORA_CORE_BASE_TWO_DIGITS_H_

#include <array>
#include <cstdint>
#include <cstring>

namespace pandora {

constexpr std::array<char, 200> MakeTwoDigits() {
  std::array<char, 200> digits{};
  for (size_t i = 0; i < 100; ++i) {
    digits[2 * i] = static_cast<char>('0' + i / 10);
    digits[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}
inline constexpr std::array<char, 200> kTwoDigits = MakeTwoDigits();

// Writes `value`, which must be below 100, with a leading zero; answers the position behind it.
inline char* WriteTwoDigits(uint32_t value, char* at) {
  std::memcpy(at, kTwoDigits.data() + 2 * value, 2);
  return at + 2;
}

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_TWO_DIGITS_H_
