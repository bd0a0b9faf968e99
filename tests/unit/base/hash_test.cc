#include "core/base/hash.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

TEST(Hash, KnownDigests) {
  EXPECT_EQ(ToHex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Md5("")), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(ToHex(Md5("abc")), "900150983cd24fb0d6963f7d28e17f72");
  // RFC 2202, test cases 2 and 6 (a key longer than a block).
  EXPECT_EQ(ToHex(HmacSha1("Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(ToHex(HmacSha1(std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

// The documented values of XXH3_128bits with seed 0.
TEST(Hash, ContentHashIsCanonical) {
  EXPECT_EQ(ToHex(HashContent("")), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(ToHex(HashContent("abc")), "06b05ab6733a618578af5f94892f3950");
  std::string large;
  for (int i = 0; i < 5000; ++i) large += std::to_string(i);
  EXPECT_EQ(HashContent(large), HashContent(std::string(large)));
  std::string other = large;
  other[4000] ^= 1;
  EXPECT_NE(HashContent(large), HashContent(other));
}

TEST(Hash, HexKeepsLeadingZeros) {
  const std::array<uint8_t, 3> bytes = {0x00, 0x0f, 0xa0};
  EXPECT_EQ(ToHex(bytes), "000fa0");
  EXPECT_EQ(ToHex(bytes.data(), 0), "");
}

}  // namespace
}  // namespace pandora
