// What Spark refuses although it parses and has types: products, and sub-queries that it has no join for.
#include <gtest/gtest.h>

#include "core/sql/statement.h"

namespace pandora {
namespace {

const std::vector<std::string> kViews = {
    "create temporary view p as select * from values (1, 2), (null, 3) as p(a, b)",
    "create temporary view q as select * from values (1, 2), (5, null) as q(c, d)",
};

std::string Refusal(std::string_view sql) {
  auto plan = BindStatement(sql, {}, kViews);
  const SqlError* error = std::get_if<SqlError>(&plan);
  return error ? error->message : "";
}

void ExpectRefused(std::string_view sql, std::string_view why) {
  EXPECT_NE(Refusal(sql).find(why), std::string::npos) << sql << "\n" << Refusal(sql);
}

TEST(Products, NeedCross) {
  for (std::string_view sql :
       {"select * from p, q", "select * from p join q", "select * from p join q on true",
        "select * from p join q on a = 1", "select * from p left join q on a = b", "select * from p full join q",
        "select * from p left join q where b > 1", "select * from (select a, c from p, q) where a > 1"}) {
    ExpectRefused(sql, "cartesian product");
  }
}

TEST(Products, ConditionsFurtherUpCount) {
  for (std::string_view sql : {"select * from p cross join q", "select * from p, q where a = c",
                               "select * from p, q where a < c", "select * from (select a, c from p, q) where a = c",
                               "select * from (select a x, c + 1 y from p, q) where x = y",
                               "select * from p, q where 1 = 0", "select * from p left join q where a > c",
                               "select * from p full join q where a > c", "select * from p left semi join q"}) {
    EXPECT_EQ(Refusal(sql), "") << sql;
  }
}

TEST(Subqueries, PlacesOfOuterColumns) {
  ExpectRefused("select a from p where exists (select 1 from q where c = a union all select 1 from q)", "outer query");
  ExpectRefused("select a from p where a in (select c from q where d = p.b limit 1)", "outer query");
  ExpectRefused("select a from p where exists (select 1 from q left join p x on c = p.a)", "outer query");
  ExpectRefused("select a from p where b in (select d + p.a from q)", "outside of WHERE/HAVING");
  ExpectRefused("select a from p where b = (select max(d) from q where c < p.a)", "non-equality");
  ExpectRefused("select a from p where b = (select d from q where c = p.a)", "must be aggregated");
  ExpectRefused("select a from p where a in (select c from q where d = (select max(x.a) from p x where x.b = p.b))",
                "cannot resolve");
  EXPECT_EQ(Refusal("select a, (select max(d) from q where c = p.a) from p"), "");
  EXPECT_EQ(Refusal("select a from p where exists (select 1 from q where c < p.a)"), "");
  EXPECT_EQ(Refusal("select a from p where exists (select 1 from (select * from q where c = p.a) x)"), "");
}

TEST(Subqueries, PlacesOfPredicates) {
  ExpectRefused("select a in (select c from q) from p", "can only be used in a Filter");
  ExpectRefused("select case when exists (select 1 from q) then 1 end", "can only be used in a Filter");
  ExpectRefused("select * from p where a not in (select c from q) or b = 3", "nested conditions");
  ExpectRefused("select * from p where not (a in (select c from q) and b = 2)", "nested conditions");
  EXPECT_EQ(Refusal("select * from p where a in (select c from q) or b = 3"), "");
  EXPECT_EQ(Refusal("select * from p where a not in (select c from q) and b = 3"), "");
  EXPECT_EQ(Refusal("select a from p group by a having a in (select c from q)"), "");
}

TEST(Refused, ByTheBinder) {
  constexpr std::pair<std::string_view, std::string_view> kStatements[] = {
      {"select * from p where null", "not a boolean"},
      {"select case when null then 1 end", "not a boolean"},
      {"select * from p group by a, b, 1", "Star (*)"},
      {"select a, grouping_id(b) from p group by a with cube", "do not match grouping columns"},
      {"select * from values (rand(5))", "inline table"},
      {"select rand(a) from p", "constant"},
      {"select rand('a')", "intlong"},
      {"select md5(1)", "bytes"},
      {"select get_json_object(1, '$')", "textonly"},
      {"select to_json(1)", "must be a struct"},
      {"select from_json('{}', 'a Nosuch')", "not supported"},
      {"select from_json('{}', a) from p", "schema"},
      {"select from_json('{}', 'a int', map('mode', 1))", "must be string"},
      {"select json_tuple('{}', 1)", "textonly"},
      {"select cast(map('1', 2) as map<int,int>)", "cannot cast"},
      {"select timestamp '2017-01-01'", "Cannot parse"},
      {"select date '2017'", "Cannot parse"},
      {"select window(date '2017-01-01', '1 hour', '2 hours')", "slide"},
      {"select count(*) over (order by cast(a as timestamp) range interval 1 month preceding) from p", "by months"},
  };
  for (const auto& [sql, why] : kStatements) ExpectRefused(sql, why);
}

}  // namespace
}  // namespace pandora
