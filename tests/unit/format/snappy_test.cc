#include "core/format/snappy.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "core/base/hash.h"

namespace pandora {
namespace {

// Numbers that look like records: some repeat, some do not. Fixed.
std::string Sample(size_t size) {
  std::string text;
  for (uint32_t i = 0, x = 1; text.size() < size; ++i) {
    x = x * 1664525 + 1013904223;
    text += "status=" + std::to_string(x % 7) + " bytes=" + std::to_string(x) + (i % 3 == 0 ? " 小张\n" : "\n");
  }
  text.resize(size);
  return text;
}

TEST(Snappy, GivesBackWhatItCompressed) {
  for (const size_t size : {0u, 1u, 15u, 1000u, 65536u, 65537u, 1u << 20}) {
    const std::string text = Sample(size);
    std::string packed = "kept";
    SnappyCompress(text, &packed);
    ASSERT_EQ(packed.substr(0, 4), "kept");
    const Result<std::string> read = SnappyDecompress(std::string_view(packed).substr(4), size);
    ASSERT_TRUE(read.ok()) << size;
    EXPECT_TRUE(*read == text) << size;
  }
}

// Runs natively and in wasm: files must have the same bytes in both.
TEST(Snappy, MakesTheSameBytesOnEveryPlatform) {
  std::string packed;
  SnappyCompress(Sample(300'000), &packed);
  EXPECT_EQ(packed.size(), 130248u);
  EXPECT_EQ(ToHex(HashContent(packed)), "2e1ac77c2a43bf15a07961f84c2f5fb2");
}

TEST(Snappy, RefusesDamage) {
  std::string packed;
  SnappyCompress(Sample(1000), &packed);
  EXPECT_EQ(SnappyDecompress(packed, 999).status().code(), ErrorCode::kE18005);
  EXPECT_EQ(SnappyDecompress(packed.substr(0, packed.size() - 1), 1000).status().code(), ErrorCode::kE18125);
  EXPECT_EQ(SnappyDecompress("", 1000).status().code(), ErrorCode::kE18125);
  EXPECT_EQ(SnappyDecompress("\xff\xff\xff\xff\x0f", SIZE_MAX).status().code(), ErrorCode::kE18125);
}

}  // namespace
}  // namespace pandora
