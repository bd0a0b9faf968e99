#include "core/base/hash.h"

#include <mbedtls/md.h>
#include <mbedtls/md5.h>
#include <mbedtls/sha256.h>
#include <xxhash.h>

#include <cstring>

namespace pandora {
namespace {

const unsigned char* AsBytes(std::string_view data) { return reinterpret_cast<const unsigned char*>(data.data()); }

}  // namespace

// The return codes of mbed TLS are dropped on purpose: its software hashes cannot fail.

Sha256Digest Sha256(std::string_view data) {
  Sha256Digest digest{};
  (void)mbedtls_sha256_ret(AsBytes(data), data.size(), digest.data(), 0);
  return digest;
}

Md5Digest Md5(std::string_view data) {
  Md5Digest digest{};
  (void)mbedtls_md5_ret(AsBytes(data), data.size(), digest.data());
  return digest;
}

Sha1Digest HmacSha1(std::string_view key, std::string_view message) {
  Sha1Digest digest{};
  (void)mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), AsBytes(key), key.size(), AsBytes(message),
                        message.size(), digest.data());
  return digest;
}

ContentHash HashContent(std::string_view data) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(data.data(), data.size()));
  ContentHash hash;
  static_assert(sizeof canonical.digest == sizeof hash);
  std::memcpy(hash.data(), canonical.digest, hash.size());
  return hash;
}

std::string ToHex(const uint8_t* data, size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(size * 2, '\0');
  for (size_t i = 0; i < size; ++i) {
    text[2 * i] = kDigits[data[i] >> 4];
    text[2 * i + 1] = kDigits[data[i] & 15];
  }
  return text;
}

}  // namespace pandora
