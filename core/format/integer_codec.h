// Sequences of integers in a segment: the one encoding that everything in it comes down to (values, lengths, codes, date
// forms). docs/segment-format.md describes the bytes. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_INTEGER_CODEC_H_
#define PANDORA_CORE_FORMAT_INTEGER_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/format/byte_reader.h"

namespace pandora {

// Appends `count` integers: each as its distance from the least, divided by a common divisor when there is a good one, in
// 0, 1, 2, 4 or 8 bytes; or as runs when neighbours are mostly equal.
void EncodeIntegers(const int64_t* values, size_t count, std::string* out);
void EncodeIntegers(const uint32_t* values, size_t count, std::string* out);

// Reads `count` integers into `values`. False when the bytes are damaged, for uint32_t also when a value is above `most`.
bool DecodeIntegers(ByteReader* bytes, size_t count, int64_t* values);
bool DecodeIntegers(ByteReader* bytes, size_t count, uint32_t* values, uint32_t most = UINT32_MAX);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_INTEGER_CODEC_H_
