#include "core/format/gzip.h"

#include <gtest/gtest.h>

#include "core/base/hash.h"

namespace pandora {
namespace {

TEST(Gzip, RoundTrips) {
  std::string data;
  for (int i = 0; i < 20'000; ++i) data += "key=" + std::to_string(i * i % 977) + "\n";
  for (const std::string& text : {std::string(), std::string("a=1"), data, std::string(1'000'000, 'x')}) {
    const std::string packed = GzipCompress(text);
    const Result<std::string> back = GzipDecompress(packed, text.size());
    ASSERT_TRUE(back.ok()) << back.status().message();
    EXPECT_EQ(*back, text);
  }
}

// The same bytes on every platform: digests and goldens depend on it.
TEST(Gzip, BytesAreFixed) {
  std::string data;
  for (int i = 0; i < 20'000; ++i) data += "key=" + std::to_string(i * i % 977) + "\n";
  EXPECT_EQ(ToHex(Md5(GzipCompress(data))), "581edfb8076b11a9ecb02cd270bf71d7");
}

TEST(Gzip, ReadsSeveralMembers) {
  EXPECT_EQ(*GzipDecompress(GzipCompress("a=1\n") + GzipCompress("") + GzipCompress("a=2"), 100), "a=1\na=2");
}

TEST(Gzip, RefusesWhatIsTooLarge) {
  const std::string packed = GzipCompress(std::string(100'000, 'x'));
  EXPECT_EQ(GzipDecompress(packed, 99'999).status().code(), ErrorCode::kE18005);
  EXPECT_EQ(GzipDecompress(packed, 0).status().code(), ErrorCode::kE18005);
  EXPECT_TRUE(GzipDecompress(packed, 100'000).ok());
  EXPECT_EQ(GzipDecompress(packed + packed, 199'999).status().code(), ErrorCode::kE18005);
  EXPECT_TRUE(GzipDecompress(GzipCompress(""), 0).ok());
}

TEST(Gzip, RefusesDamage) {
  const std::string packed = GzipCompress("some text that is compressed, and some more of the text");
  for (size_t size = 0; size < packed.size(); ++size) {
    EXPECT_EQ(GzipDecompress(packed.substr(0, size), 1000).status().code(), ErrorCode::kE18125) << size;
  }
  EXPECT_EQ(GzipDecompress("not gzip at all, but long enough", 1000).status().code(), ErrorCode::kE18125);
  EXPECT_EQ(GzipDecompress(packed + "trailing bytes that are no member", 1000).status().code(), ErrorCode::kE18125);
  std::string wrong_crc = packed;
  wrong_crc[wrong_crc.size() - 8] ^= 1;
  EXPECT_EQ(GzipDecompress(wrong_crc, 1000).status().code(), ErrorCode::kE18125);
}

}  // namespace
}  // namespace pandora
