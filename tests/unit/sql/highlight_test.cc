#include "core/sql/highlight.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

// Each token with the letter of its class: keyword, function, name, string, number, operator, comment, type, error.
std::string Show(std::string_view sql) {
  constexpr std::string_view kLetters = "kfnsdocte";
  std::string text;
  for (const ClassifiedToken& token : Highlight(sql)) {
    const size_t begin = static_cast<size_t>(token.span.begin);
    text += text.empty() ? "" : " ";
    text += kLetters[static_cast<size_t>(token.token_class)];
    text += ':';
    text += sql.substr(begin, static_cast<size_t>(token.span.end) - begin);
  }
  return text;
}

struct Case {
  std::string_view sql;
  std::string_view expected;
};

TEST(Highlight, TellsTypesAndExplain) {
  constexpr Case kCases[] = {
      {"select `a b`, 1.5 x", "k:select n:`a b` o:, d:1.5 n:x"},
      {"cast(a as decimal(10,2))", "k:cast o:( n:a k:as t:decimal o:( d:10 o:, d:2 o:) o:)"},
      {"cast(f(int) as struct<int:map<string,int>>)",
       "k:cast o:( n:f o:( n:int o:) k:as t:struct o:< n:int o:: t:map o:< t:string o:, t:int o:> o:> o:)"},
      {"select int as string", "k:select n:int k:as n:string"},
      {"date '2017-01-12' > date", "t:date s:'2017-01-12' o:> n:date"},
      {"upper(upper)", "f:upper o:( n:upper o:)"},
      {"nosuch(1) -- 'x'", "n:nosuch o:( d:1 o:) c:-- 'x'"},
      {"explain extended select", "k:explain k:extended k:select"},
      {"select explain", "k:select n:explain"},
      {"a 'b", "n:a e:'b"},
      {"a \xE5\xB0\x8F /* b", "n:a e:\xE5\xB0\x8F e:/* b"},
      {")) cast( as", "o:) o:) k:cast o:( k:as"},
      {"", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(Show(c.sql), c.expected);
}

TEST(Highlight, BlanksExplain) {
  EXPECT_EQ(WithoutExplain("select 1"), "");
  EXPECT_EQ(WithoutExplain(" Explain select 1"), "         select 1");
  EXPECT_EQ(WithoutExplain("explain\nformatted select 1"), "       \n          select 1");
  EXPECT_EQ(WithoutExplain("explain"), "       ");
}

}  // namespace
}  // namespace pandora
