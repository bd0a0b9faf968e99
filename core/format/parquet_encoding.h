// The encodings inside Parquet pages: the hybrid of run lengths and bit-packed groups that levels and dictionary indices are
// written in. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_PARQUET_ENCODING_H_
#define PANDORA_CORE_FORMAT_PARQUET_ENCODING_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace pandora {

// Bits that hold every value up to `max`; at least 1.
int ParquetBitWidth(uint32_t max);

// Appends `count` values, each below 2^width (1 to 32): runs of eight and more equal ones as such, the others bit-packed.
void AppendHybrid(const uint8_t* values, size_t count, int width, std::string* out);
void AppendHybrid(const uint32_t* values, size_t count, int width, std::string* out);

// Appends one run of `count` (at least 1) times `value`.
void AppendHybridRun(uint32_t value, size_t count, int width, std::string* out);

// Appends `count` values of 0 or 1 as bits, the first in the lowest bit.
void AppendPackedBooleans(const uint8_t* values, size_t count, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_ENCODING_H_
