#include <gtest/gtest.h>

#include "core/sql/statement.h"

namespace pandora {
namespace {

std::vector<SqlTable> Tables() {
  SqlTable stream;
  stream.name = "nginx";
  stream.aliases = {"stream"};
  auto field = [&](std::string name, Kind kind) {
    Field f;
    f.name = std::move(name);
    f.type.kind = kind;
    stream.schema.fields.push_back(f);
    return &stream.schema.fields.back();
  };
  field("host", Kind::kString);
  field("status", Kind::kLong);
  field("rt", Kind::kFloat);
  field("t", Kind::kDate);
  field("tags", Kind::kArray);
  Field* map = field("p", Kind::kMap);
  Field salary;
  salary.name = "salary";
  salary.type.kind = Kind::kFloat;
  map->type.fields.push_back(salary);
  return {stream};
}

std::string Describe(const Schema& schema) {
  std::string text;
  for (const Field& f : schema.fields)
    text += (text.empty() ? "" : " ") + f.name + ":" + std::string(KindName(f.type.kind));
  return text;
}

std::string SchemaOf(std::string_view sql) {
  auto plan = PlanQuery(sql, Tables());
  if (const SqlError* error = std::get_if<SqlError>(&plan))
    return error->Text() + " @" + std::to_string(error->line) + ":" + std::to_string(error->column - 1);
  return Describe(std::get<QueryPlan>(plan).output);
}

std::string PlanOf(std::string_view sql) {
  auto plan = PlanQuery(sql, Tables());
  if (const SqlError* error = std::get_if<SqlError>(&plan)) return error->message;
  return DumpPlan(*std::get<QueryPlan>(plan).root->root);
}

struct Case {
  std::string_view sql;
  std::string_view expected;
};

// The worked examples of spec/sql.md 3.2, and more.
TEST(SqlBinder, InfersResultSchemas) {
  constexpr Case kCases[] = {
      {"select host from stream", "host:string"},
      {"select HOST from nginx", "HOST:string"},
      {"select * from stream", "host:string status:long rt:float t:date tags:array p:map"},
      {"select count(*) from stream", "_c0:long"},
      {"select mean(rt) m, sum(status) s, sum(rt) from stream", "m:float s:long _c2:float"},
      {"select status/100 a, status DIV 100 b, status%100 c from stream", "a:float b:long c:long"},
      {"select status*1.5 x from stream", "x:float"},
      {"select cast(status as string) a, concat(host, ':', status) b from stream", "a:string b:string"},
      {"select case when status<400 then 'ok' else status end x from stream", "x:string"},
      {"select if(status>1, 1, 2.5) x from stream", "x:float"},
      {"select from_unixtime(1) a, unix_timestamp(t) b, to_date(t) c, t + interval 1 day d from stream",
       "a:string b:long c:date d:date"},
      {"select tags[0] a, size(tags) b, split(host,'\\\\.') c from stream", "a:string b:long c:array"},
      {"select p.salary from stream", "salary:float"},
      {"select explode(tags) as tag from stream", "tag:string"},
      {"select window(t,'1 minute') from stream", "window:map"},
      {"select coalesce(rt, status) x, max(host) y from stream group by rt, status", "x:float y:string"},
      {"select null x from stream", "x:string"},
      {"select s.host from stream s", "host:string"},
  };
  for (const Case& c : kCases) EXPECT_EQ(SchemaOf(c.sql), c.expected) << c.sql;
}

TEST(SqlBinder, MakesEveryCastExplicit) {
  constexpr Case kCases[] = {
      {"select status + '1' x from stream", "Project [+(cast(#1 as double), 1.0:double)]\n  Scan table 0\n"},
      {"select host = 1 x from stream", "Project [=(cast(#0 as int), 1)]\n  Scan table 0\n"},
      {"select t > '2017' x from stream", "Project [>(cast(#3 as string), \"2017\")]\n  Scan table 0\n"},
      {"select host, count(*) n from stream where status >= 500 group by host having count(*) > 1 order by n desc "
       "limit 5",
       "Limit 5\n  Sort [#1 desc nulls last]\n    Project [#0, #1]\n      Filter [>(#1, 1:bigint)]\n        Aggregate "
       "[#0] count(1):bigint\n          Filter [>=(#1, 500:bigint)]\n            Scan table 0\n"},
      {"select upper('a') x from stream", "Project [\"A\"]\n  Scan table 0\n"},
  };
  for (const Case& c : kCases) EXPECT_EQ(PlanOf(c.sql), c.expected) << c.sql;
}

TEST(SqlBinder, Refuses) {
  constexpr Case kCases[] = {
      {"select hst from stream",
       "cannot resolve '`hst`' given input columns: [host, status, rt, t, tags, p]; did you mean 'host'? @1:7"},
      {"select host from strem", "Table or view not found: strem; did you mean 'stream'? @1:17"},
      {"select uper(host) x from stream",
       "Undefined function: 'uper'. This function is neither a registered temporary function nor a permanent function "
       "registered in the database 'default'. Did you mean 'upper'? @1:7"},
      {"select host, count(*) from stream",
       "grouping expressions sequence is empty, and 'host' is not an aggregate function. Wrap '()' in windowing "
       "function(s) or wrap 'host' in first() (or first_value) if you don't care which value you get. @1:7"},
      {"select host from stream where status", "filter expression 'status' of type bigint is not a boolean. @1:30"},
      {"select host a, status a from stream", "duplicate column: the result has more than one column called 'a' @1:0"},
      {"select host `a b` from stream",
       "the result's column 'a b' is no field name: give it an alias of letters, digits and _ that does not begin with "
       "a digit @1:0"},
      {"select sum(count(*)) x from stream",
       "It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the "
       "inner aggregate function in a sub-query. @1:11"},
      {"select status + true x from stream",
       "cannot resolve 'status + true' due to data type mismatch: differing types in 'status + true' (bigint and "
       "boolean). @1:7"},
      {"select regexp_extract(host, '(?=a)', 1) x from stream",
       "regular expression '(?=a)': look-ahead is not supported (at character 1) @1:7"},
      {"select a.host from stream a join stream b",
       "Detected cartesian product for INNER join between two relations. Join condition is missing or trivial. Use the "
       "CROSS JOIN syntax to allow cartesian products between these relations. @1:19"},
      {"select host from stream order by 2", "ORDER BY position 2 is not in select list (valid range is [1, 1]) @1:33"},
  };
  for (const Case& c : kCases) EXPECT_EQ(SchemaOf(c.sql), c.expected) << c.sql;
}

TEST(SqlBinder, TellsWhichColumnsAreRead) {
  auto plan = PlanQuery("select host from stream where status > 1", Tables());
  EXPECT_EQ(std::get<QueryPlan>(plan).used, (std::vector<std::vector<int>>{{0, 1}}));
}

TEST(SqlBinder, BoundsRepeatedNamedQueries) {
  std::string sql = "with q0 as (select 1 a)";
  for (int k = 1; k < 40; ++k) {
    std::string before = "q" + std::to_string(k - 1);
    sql += ", q" + std::to_string(k) + " as (select x.a from " + before + " x join " + before + " y on x.a = y.a)";
  }
  EXPECT_NE(SchemaOf(sql + " select * from q39").find("too complex"), std::string::npos);
}

}  // namespace
}  // namespace pandora
