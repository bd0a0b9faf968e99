#include "core/base/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace pandora {
namespace {

using std::string_literals::operator""s;

TEST(ResourceName, FollowsThePattern) {
  for (const std::string& name : {"a"s, "_"s, "A9"s, "userName"s, "_k"s, std::string(128, 'a')}) {
    EXPECT_TRUE(IsResourceName(name)) << name;
  }
  for (const std::string& name : {""s, "9a"s, "a-b"s, "a b"s, "a.b"s, "\xe5\xb0\x8f"s, "a\0"s, std::string(129, 'a')}) {
    EXPECT_FALSE(IsResourceName(name)) << name;
  }
}

TEST(Quote, ShowsValuesFromOutside) {
  const struct {
    std::string text;
    size_t limit;
    std::string quoted;
  } cases[] = {
      {"abc", 64, "'abc'"},
      {"", 64, "''"},
      {"a\tb\r\n\x01\x7f", 64, "'a\\tb\\r\\n\\x01\\x7f'"},
      {"abcdef", 3, "'abc'..."},
      {"\xe5\xb0\x8f\xe5\xbc\xa0", 6, "'\xe5\xb0\x8f\xe5\xbc\xa0'"},
      {"\xe5\xb0\x8f\xe5\xbc\xa0", 5, "'\xe5\xb0\x8f'..."},
      {"\xe5\xb0\x8f\xe5\xbc\xa0", 3, "'\xe5\xb0\x8f'..."},
      {"\xe5\xb0\x8f\xe5\xbc\xa0", 2, "''..."},
      {"a\xff\xe5\xb0", 64, "'a\\xff\\xe5\\xb0'"},
      {"a\xff\xe5\xb0zz", 3, "'a\\xff'..."},
  };
  for (const auto& c : cases) EXPECT_EQ(Quote(c.text, c.limit), c.quoted);
}

TEST(Quote, IsAlwaysValidUtf8) {
  const std::string text = "\x80\x80\x80\x80\x80\x80\xf0\x9f\x98\x80";
  for (size_t limit = 0; limit <= text.size(); ++limit) EXPECT_TRUE(IsValidUtf8(Quote(text, limit))) << limit;
}

TEST(ParseInt64, WholeTextInRange) {
  EXPECT_EQ(ParseInt64("0"), 0);
  EXPECT_EQ(ParseInt64("-0"), 0);
  EXPECT_EQ(ParseInt64("007"), 7);
  EXPECT_EQ(ParseInt64("9223372036854775807"), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(ParseInt64("-9223372036854775808"), std::numeric_limits<int64_t>::min());
  for (const char* const text : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "9223372036854775808",
                                 "-9223372036854775809", "99999999999999999999"}) {
    EXPECT_FALSE(ParseInt64(text).has_value()) << text;
  }
  EXPECT_EQ(ParseUint64("18446744073709551615"), std::numeric_limits<uint64_t>::max());
  EXPECT_FALSE(ParseUint64("18446744073709551616").has_value());
  EXPECT_FALSE(ParseUint64("-1").has_value());
}

TEST(ParseDouble, AcceptsWhatClientsWrite) {
  const struct {
    const char* text;
    double value;
  } good[] = {{"1", 1},           {"1.5", 1.5},
              {"-2.25", -2.25},   {"1e+06", 1e6},
              {"1e-07", 1e-7},    {"1E5", 1e5},
              {"00.5", 0.5},      {"3.140000", 3.14},
              {"1e-400", 0},      {"1.7976931348623157e308", 1.7976931348623157e308},
              {"5e-324", 5e-324}, {"9007199254740993", 9007199254740992.0},
              {"0.1", 0.1}};
  for (const auto& c : good) EXPECT_EQ(ParseDouble(c.text), c.value) << c.text;
  EXPECT_TRUE(std::signbit(*ParseDouble("-0")));
  for (const char* const text :
       {"",     "-",    "+1",       ".5",    "-.5",    "1.", "1.e5", "1e",    "1e+",   "NaN", "nan",     "Inf",
        "+Inf", "-inf", "infinity", "1e999", "-1e999", "1 ", " 1",   "0x1p3", "1_000", "1,5", "\"12.7\""}) {
    EXPECT_FALSE(ParseDouble(text).has_value()) << text;
  }
}

TEST(AppendDouble, ShortestWithPointOrExponent) {
  const struct {
    double value;
    const char* text;
  } cases[] = {{0, "0.0"},
               {-0.0, "-0.0"},
               {22, "22.0"},
               {-1.5, "-1.5"},
               {0.1, "0.1"},
               {1.0 / 3, "0.3333333333333333"},
               {1e6, "1000000.0"},
               {9007199254740992.0, "9007199254740992.0"},
               {1e20, "100000000000000000000.0"},
               {123456789012345680000.0, "123456789012345680000.0"},
               {1e21, "1e+21"},
               {1.5e21, "1.5e+21"},
               {1e-7, "0.0000001"},
               {1.5e-8, "1.5e-8"},
               {5e-324, "5e-324"},
               {1.7976931348623157e308, "1.7976931348623157e+308"},
               {2.2250738585072014e-308, "2.2250738585072014e-308"}};
  for (const auto& c : cases) {
    std::string text;
    AppendDouble(c.value, &text);
    EXPECT_EQ(text, c.text);
    EXPECT_LE(text.size(), kMaxNumberText);
    EXPECT_EQ(ParseDouble(text), c.value);
  }
}

TEST(AppendDouble, ReadsBackExactly) {
  uint64_t bits = 1;
  for (int i = 0; i < 20000; ++i) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    double value;
    static_assert(sizeof value == sizeof bits);
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    std::string text;
    AppendDouble(value, &text);
    ASSERT_LE(text.size(), kMaxNumberText) << text;
    ASSERT_EQ(ParseDouble(text), value) << text;
  }
}

TEST(AppendInt64, Extremes) {
  std::string text;
  AppendInt64(std::numeric_limits<int64_t>::min(), &text);
  text += ' ';
  AppendInt64(0, &text);
  EXPECT_EQ(text, "-9223372036854775808 0");
}

TEST(Base64, KnownTexts) {
  const struct {
    const char* plain;
    const char* encoded;
  } cases[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& c : cases) {
    EXPECT_EQ(Base64Encode(c.plain), c.encoded);
    EXPECT_EQ(Base64Decode(c.encoded), c.plain);
  }
  EXPECT_EQ(Base64Encode("\xfb\xff\xfe"), "+//+");
  EXPECT_EQ(Base64UrlEncode("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(Base64Decode("-__-"), "\xfb\xff\xfe");
  EXPECT_EQ(Base64Decode("Zg"), "f");
  EXPECT_EQ(Base64Decode("Zm8"), "fo");
}

TEST(Base64, RefusesOtherTexts) {
  for (const char* const text :
       {"Z", "Zm9vY", "Zg=", "Zg===", "Z===", "Zm9v=", "Zm 9v", "Zm9v\n", "Zm=v", "Zm9\xc3", "===="}) {
    EXPECT_FALSE(Base64Decode(text).has_value()) << text;
  }
}

TEST(Base64, RoundTripsAllBytes) {
  std::string data;
  for (int i = 0; i < 257; ++i) {
    EXPECT_EQ(Base64Decode(Base64Encode(data)), data);
    EXPECT_EQ(Base64Decode(Base64UrlEncode(data)), data);
    data.push_back(static_cast<char>(i * 7));
  }
}

TEST(Utf8, ValidAndInvalid) {
  for (const std::string& text :
       {""s, "abc"s, "\0"s, "\xc3\xa4"s, "\xe5\xb0\x8f\xe5\xbc\xa0"s, "\xf0\x9f\x98\x80"s, "\xed\x9f\xbf"s,
        "\xee\x80\x80"s, "\xf4\x8f\xbf\xbf"s, "\xef\xbf\xbf"s, "\xc2\x80"s}) {
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_TRUE(IsValidUtf8(std::string(100, 'x') + text + "12345678"));
  }
  const struct {
    std::string text;
    size_t valid;
  } bad[] = {{"\x80", 0},
             {"a\xc3", 1},
             {"\xc0\x80", 0},
             {"\xc1\xbf", 0},
             {"ab\xe5\xb0", 2},
             {"\xe0\x9f\xbf", 0},
             {"\xed\xa0\x80", 0},
             {"\xf0\x8f\xbf\xbf", 0},
             {"\xf4\x90\x80\x80", 0},
             {"\xf5\x80\x80\x80", 0},
             {"\xff", 0},
             {"\xc3\xa4\xc3", 2},
             {"\xe5\xb0\x41", 0},
             {"\xf0\x9f\x98", 0}};
  for (const auto& c : bad) {
    EXPECT_FALSE(IsValidUtf8(c.text));
    EXPECT_EQ(ValidUtf8Prefix(c.text), c.valid);
    EXPECT_EQ(ValidUtf8Prefix(std::string(70, 'x') + c.text), 70 + c.valid);
    EXPECT_FALSE(IsValidUtf8(c.text + std::string(100, 'x')));
  }
}

TEST(Utf8, AppendsEveryCodePointAsValidText) {
  for (uint32_t c = 0; c <= 0x10ffff; c += c < 0x11000 ? 1 : 257) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string text;
    AppendUtf8(c, &text);
    ASSERT_TRUE(IsValidUtf8(text)) << c;
  }
}

TEST(IsAscii, LooksAtEveryByte) {
  for (size_t size = 1; size < 150; ++size) {
    std::string text(size, 'a');
    EXPECT_TRUE(IsAscii(text));
    for (size_t i = 0; i < size; ++i) {
      text[i] = '\x80';
      EXPECT_FALSE(IsAscii(text)) << i << " of " << size;
      text[i] = 'a';
    }
  }
}

TEST(Text, SmallHelpers) {
  EXPECT_TRUE(EqualsIgnoreCase("Content-Type", "content-TYPE"));
  EXPECT_FALSE(EqualsIgnoreCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoreCase("[", "{"));
  EXPECT_EQ(ToLowerAscii("AbC\xc3\x84"), "abc\xc3\x84");
  EXPECT_EQ(TrimAscii(" \t a b\r\n"), "a b");
  EXPECT_EQ(TrimAscii(" \n"), "");
  using Pieces = std::vector<std::string_view>;
  EXPECT_EQ(Split("", ','), Pieces{""});
  EXPECT_EQ(Split("a,,b,", ','), (Pieces{"a", "", "b", ""}));
}

TEST(DidYouMean, SuggestsOnlyWhatIsClose) {
  const std::vector<std::string_view> names = {"userName", "age", "addresses"};
  EXPECT_EQ(DidYouMean("username", names), "userName");
  EXPECT_EQ(DidYouMean("adresses", names), "addresses");
  EXPECT_EQ(DidYouMean("agee", names), "age");
  EXPECT_EQ(DidYouMean("gae", names), "age");
  EXPECT_EQ(DidYouMean("eag", names), "");
  EXPECT_EQ(DidYouMean("salary", names), "");
  EXPECT_EQ(DidYouMean("", names), "");
  EXPECT_EQ(DidYouMean(std::string(1000, 'a'), names), "");
}

}  // namespace
}  // namespace pandora
