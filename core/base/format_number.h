// Numbers in the spellings of C's printf: a fixed number of digits, an exponent, another base. The shortest spelling that reads
// back as the same number is core/base/text.h's (AppendDouble).
#ifndef PANDORA_CORE_BASE_FORMAT_NUMBER_H_
#define PANDORA_CORE_BASE_FORMAT_NUMBER_H_

#include <cstdint>
#include <string>

namespace pandora {

// "%.*f" and "%.*e": `places` digits after the point (0 to 400), the exact value rounded half to even; "inf" and "nan" as printf has
// them. Always a point, whatever the process's locale.
std::string FixedNumber(double value, int places);
std::string ScientificNumber(double value, int places);

// Lower-case digits of base 8 or 16, without a prefix.
std::string OctalNumber(uint64_t value);
std::string HexNumber(uint64_t value);

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_FORMAT_NUMBER_H_
