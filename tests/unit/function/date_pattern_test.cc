#include "core/function/date_pattern.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

struct Case {
  std::string_view pattern;
  std::string_view text;
};

// spec/sql.md 2.6: 1496291767 is 2017-06-01 12:36:07 +08:00, a Thursday.
TEST(DatePattern, Formats) {
  constexpr Case kCases[] = {
      {"yyyy-MM-dd HH:mm:ss", "2017-06-01 12:36:07"},
      {"yyyy-MM-dd'T'HH:mm:ssXXX", "2017-06-01T12:36:07+08:00"},
      {"Z", "+0800"},
      {"X", "+08"},
      {"z", "CST"},
      {"EEE, dd MMM yyyy", "Thu, 01 Jun 2017"},
      {"EEEE", "Thursday"},
      {"MMMM", "June"},
      {"yy/M/d", "17/6/1"},
      {"D", "152"},
      {"w", "22"},
      {"u", "4"},
      {"F", "1"},
      {"E", "Thu"},
      {"K h H a", "0 12 12 PM"},
      {"k", "12"},
      {"S", "0"},
      {"SSS", "000"},
      {"G", "AD"},
      {"''yyyy''", "'2017'"},
  };
  for (const Case& c : kCases) {
    std::optional<DatePattern> pattern = DatePattern::Compile(c.pattern);
    ASSERT_TRUE(pattern) << c.pattern;
    std::string out;
    pattern->Format(1496291767000000, &out);
    EXPECT_EQ(out, c.text) << c.pattern;
  }
  for (std::string_view bad : {"Q", "q", "n", "e", "'open"}) EXPECT_FALSE(DatePattern::Compile(bad)) << bad;
}

struct ParseCase {
  std::string_view pattern;
  std::string_view text;
  int64_t seconds;  // -1: refused
};

TEST(DatePattern, Parses) {
  constexpr ParseCase kCases[] = {
      {"yyyymmdd", "20141229", 1390925520},
      {"yyyy-MM-dd", "2017-01-02 15:00:00", 1483286400},
      {"yyyy-MM-dd HH:mm:ss", "2017-1-2 3:4:5", 1483297445},
      {"dd/MMM/yyyy:HH:mm:ss Z", "01/Jun/2017:05:06:07 +0800", 1496264767},
      {"yyyy-MM-dd", "2017-13-01", -1},
      {"yyyy-MM-dd", "2017-02-29", -1},
      {"yyyy-MM-dd HH:mm:ss", "2017-01-01 25:00:00", -1},
      {"yyyy-MM-dd", "x", -1},
      {"yy-MM-dd", "17-06-01", 1496246400},
      {"yyyy-MM-dd hh a", "2017-06-01 12 AM", 1496246400},
  };
  for (const ParseCase& c : kCases) {
    std::optional<int64_t> micros = DatePattern::Compile(c.pattern)->Parse(c.text);
    EXPECT_EQ(micros ? *micros / 1000000 : -1, c.seconds) << c.pattern << " " << c.text;
  }
}

}  // namespace
}  // namespace pandora
