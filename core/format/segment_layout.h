// Numbers that are written into segments, shared by the two halves of segment.h. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_SEGMENT_LAYOUT_H_
#define PANDORA_CORE_FORMAT_SEGMENT_LAYOUT_H_

#include <array>
#include <cstdint>

namespace pandora {

// "PSG1" as it stands in the bytes. A change of the layout gets a new digit; decoders keep reading the old ones.
inline constexpr uint32_t kSegmentMagic = 0x31475350;

// DO NOT RENUMBER.
enum class Nulls : uint8_t { kNone = 0, kBitmap = 1 };
enum class FloatCoding : uint8_t { kPlain = 0, kDecimal = 1 };
enum class TextCoding : uint8_t { kPlain = 0, kDictionary = 1 };

// Powers of ten of FloatCoding::kDecimal: a value is an integer divided by one of them.
inline constexpr std::array<double, 5> kDecimalPowers = {1.0, 10.0, 100.0, 1000.0, 10000.0};

// More distinct texts than this do not go into a dictionary: codes are at most two bytes wide.
inline constexpr uint32_t kMaxDictionary = 65536;

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_SEGMENT_LAYOUT_H_
