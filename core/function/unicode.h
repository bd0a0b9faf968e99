// Upper and lower case beyond ASCII, per character as Java has it ("ß" becomes "SS"). Covers Latin, Greek, Cyrillic, Armenian,
// Georgian and the full-width forms; other scripts have no case.
#ifndef PANDORA_CORE_FUNCTION_UNICODE_H_
#define PANDORA_CORE_FUNCTION_UNICODE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace pandora {

std::string ToLowerUnicode(std::string_view text);
std::string ToUpperUnicode(std::string_view text);
uint32_t ToUpperChar(uint32_t code);
uint32_t ToLowerChar(uint32_t code);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_UNICODE_H_
