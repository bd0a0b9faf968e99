// The SHA digests that core/base/hash.h has no use for; only SQL offers them. Raw bytes.
#ifndef PANDORA_CORE_FUNCTION_SHA_H_
#define PANDORA_CORE_FUNCTION_SHA_H_

#include <string>
#include <string_view>

namespace pandora {

std::string Sha1(std::string_view data);
std::string Sha224(std::string_view data);
std::string Sha384(std::string_view data);
std::string Sha512(std::string_view data);
std::string Hexadecimal(std::string_view bytes);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_SHA_H_
