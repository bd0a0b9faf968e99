// Digests: SHA-256 for the journal's chain, MD5 and HMAC-SHA1 for what the API documents ask for, and a fast 128-bit
// content hash. Wraps mbed TLS and xxHash; no other file includes them. All results are the same on every platform.
#ifndef PANDORA_CORE_BASE_HASH_H_
#define PANDORA_CORE_BASE_HASH_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pandora {

using Sha256Digest = std::array<uint8_t, 32>;
using Sha1Digest = std::array<uint8_t, 20>;
using Md5Digest = std::array<uint8_t, 16>;
using ContentHash = std::array<uint8_t, 16>;

Sha256Digest Sha256(std::string_view data);
Md5Digest Md5(std::string_view data);
Sha1Digest HmacSha1(std::string_view key, std::string_view message);

// XXH3-128 in canonical (big-endian) byte order: not for security, several GB/s. The journal chains this hash of large bodies.
ContentHash HashContent(std::string_view data);

// Lower-case hexadecimal.
std::string ToHex(const uint8_t* data, size_t size);
template <size_t N>
std::string ToHex(const std::array<uint8_t, N>& digest) {
  return ToHex(digest.data(), N);
}

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_HASH_H_
