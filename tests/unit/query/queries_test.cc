// Whole queries over small tables, with the rows that Spark gives for the same text; both executors must give them.
#include <gtest/gtest.h>

#include "tests/unit/query/run_sql.h"

namespace pandora {
namespace {

const std::vector<std::string> kViews = {
    "create temporary view tn as select * from values (1,0,0), (2,0,1), (3,1,0), (4,1,1), (5,null,0), (6,null,1), "
    "(7,null,null) as tn(a, b, c)",
    "create temporary view dec as select * from values (1, 100.0, 999.0), (2, 12345.123, 12345.123), "
    "(3, 0.1234567891011, 1234.1), (4, 123456789123456789.0, 1.123456789123456789) as dec(id, a, b)",
    "create temporary view m as select map('a', 1, 'b', 2) mm, array(1, 2, 3) arr, named_struct('x', 1, 'y', 'z') st",
    "create temporary view visit as select * from values (1, timestamp '2017-06-01 12:05:00'), (2, timestamp "
    "'2017-06-01 12:14:59'), (3, null) as visit(n, t)",
};

struct QueryRow {
  std::string_view sql;
  std::string_view rows;  // sorted
};
constexpr QueryRow kQueries[] = {
    {R"(select a, b+c from tn)", "1|0\n2|1\n3|1\n4|2\n5|NULL\n6|NULL\n7|NULL"},
    {R"(select a+10, b*0 from tn)", "11|0\n12|0\n13|0\n14|0\n15|NULL\n16|NULL\n17|NULL"},
    {R"(select distinct b from tn)", "0\n1\nNULL"},
    {R"(select b from tn union select b from tn)", "0\n1\nNULL"},
    {R"(select a+20, case b when c then 1 else 0 end from tn)", "21|1\n22|0\n23|0\n24|1\n25|0\n26|0\n27|0"},
    {R"(select a+30, case c when b then 1 else 0 end from tn)", "31|1\n32|0\n33|0\n34|1\n35|0\n36|0\n37|0"},
    {R"(select a+40, case when b<>0 then 1 else 0 end from tn)", "41|0\n42|0\n43|1\n44|1\n45|0\n46|0\n47|0"},
    {R"(select a+50, case when not b<>0 then 1 else 0 end from tn)", "51|1\n52|1\n53|0\n54|0\n55|0\n56|0\n57|0"},
    {R"(select a+60, case when b<>0 and c<>0 then 1 else 0 end from tn)", "61|0\n62|0\n63|0\n64|1\n65|0\n66|0\n67|0"},
    {R"(select a+70, case when not (b<>0 and c<>0) then 1 else 0 end from tn)",
     "71|1\n72|1\n73|1\n74|0\n75|1\n76|0\n77|0"},
    {R"(select a+80, case when b<>0 or c<>0 then 1 else 0 end from tn)", "81|0\n82|1\n83|1\n84|1\n85|0\n86|1\n87|0"},
    {R"(select count(*), count(b), sum(b), avg(b), min(b), max(b) from tn)", "7|4|2|0.5|0|1"},
    {R"(select a+100 from tn where b<10)", "101\n102\n103\n104"},
    {R"(select a+110 from tn where not b>10)", "111\n112\n113\n114"},
    {R"(select a+120 from tn where b<10 or c=1)", "121\n122\n123\n124\n126"},
    {R"(select b, sum(c) from tn where b between 0 and null group by b)", ""},
    {R"(select coalesce(b, c, 9), b <=> c, b = c, b is null, not (b = c) from tn order by a)",
     "0|false|NULL|true|NULL\n0|false|false|false|true\n0|true|true|false|false\n1|false|NULL|true|NULL\n1|false|false|"
     "false|true\n1|true|true|false|false\n9|true|NULL|true|NULL"},
    {R"(select id, a*10, b/10 from dec order by id)",
     "1|1000|99.9\n2|123451.23|1234.5123\n3|1.234567891011|123.41\n4|1234567891234567890|0.1123456789123456789"},
    {R"(select mm['a'], mm.b, arr[0], arr[9], st.x, st['y'], size(mm), mm from m)",
     "1|2|1|NULL|1|z|2|{\"a\":1,\"b\":2}"},
    {R"(select map_keys(mm), map_values(mm), sort_array(arr, false) from m)", "[\"a\",\"b\"]|[1,2]|[3,2,1]"},
    {R"(select * from m where mm['a'] = 1)", "{\"a\":1,\"b\":2}|[1,2,3]|{\"x\":1,\"y\":\"z\"}"},
    {R"(select st.* from m)", "1|z"},
    {R"(select m.st.x, m.mm['b'] from m)", "1|2"},
    {R"(select count(distinct 1), count(distinct null), count(distinct *) from tn)", "1|0|4"},
    {R"(select foo.* from tn foo limit 1)", "1|0|0"},
    {R"(select struct(tn.*), struct(*) from tn limit 1)", "{\"a\":1,\"b\":0,\"c\":0}|{\"a\":1,\"b\":0,\"c\":0}"},
    {R"(select array(*) from tn limit 1)", "[1,0,0]"},
    {R"(select greatest(*) from tn limit 1)", "1"},
    {R"(select a, (select max(x.a) from tn x where x.b = tn.b) mx from tn order by a)",
     "1|2\n2|2\n3|4\n4|4\n5|NULL\n6|NULL\n7|NULL"},
    {R"(select a from tn where c = (select max(x.c) from tn x where x.b = tn.b) order by a)", "2\n4"},
    {R"(select a from tn where exists (select 1 from tn x where x.b = tn.c and x.a > tn.a) order by a)", "1\n2"},
    {R"(select a from tn where a > (select avg(a) from tn) order by a)", "5\n6\n7"},
    {R"(select a from tn where (a, b) in (select a, c from tn))", "1\n4"},
    {R"(select a from tn where a in (select max(a) from tn group by b having max(a) > 2) order by a)", "4\n7"},
    {R"(select a from tn where b not in (select c from tn where c is not null))", ""},
    {R"(select a from tn where b not in (select c from tn))", ""},
    {R"(select a from tn where a not in (select x.a from tn x where x.b = tn.b))", "5\n6\n7"},
    {R"(select a from tn where not exists (select 1 from tn x where x.b = tn.b))", "5\n6\n7"},
    {R"(select a, b from tn where exists (select max(x.a) from tn x where x.b = tn.b group by x.b) and a < 5)",
     "1|0\n2|0\n3|1\n4|1"},
    {R"(select * from (select a from tn where a < 3) p cross join (select b from tn where b is null limit 1) q)",
     "1|NULL\n2|NULL"},
    {R"(select x.a, y.a from tn x join tn y on x.a = y.b where exists (select 1 from tn z where z.a = x.a) order by 1, 2)",
     "1|3\n1|4"},
    {R"(select tn.a from tn, (select max(a) ma from tn) q where tn.a = q.ma)", "7"},
    {R"(select * from (select a from tn) x, (select b from tn) y where x.a = y.b or x.a = 7 and y.b = 0)",
     "1|1\n1|1\n7|0\n7|0"},
    {R"(select p.a, q.a from tn p, tn q where p.a + q.a = 3 order by 1)", "1|2\n2|1"},
    {R"(select * from (select p.a pa, q.a qa from tn p, tn q) where pa = qa and pa < 3)", "1|1\n2|2"},
    {R"(select avg(a) from tn having avg(a) > 100)", ""},
    {R"(select a b, b a from tn order by a, b limit 3)", "5|NULL\n6|NULL\n7|NULL"},
    {R"(select a from tn order by b desc, -a limit 2)", "3\n4"},
    {R"(select distinct a % 2 m from tn order by m desc)", "0\n1"},
    {R"(select sum(a) over (order by a rows between 1 preceding and current row) s from tn order by s limit 3)",
     "1\n3\n5"},
    {R"(select concat_ws(',', collect_list(cast(a as string))) from tn)", "1,2,3,4,5,6,7"},
    {R"(select percentile(a, 0.25), percentile(a, array(0.0, 1.0)), percentile(a, 0.5, c) from tn where c is not null)",
     "2.25|[1.0,6.0]|4.0"},
    {R"(select a from tn where a = 1 union all select a from tn where a = 2 order by a desc)", "1\n2"},
    {R"((select a from tn where a = 1) union (select a from tn where a = 2) order by a limit 1)", "1"},
    {R"(select window(t, '10 minutes').start s, count(*) from visit group by window(t, '10 minutes'))",
     "2017-06-01 12:00:00|1\n2017-06-01 12:10:00|1"},
    {R"(select window(t, '10 minutes', '5 minutes').end e, count(*) from visit group by window(t, '10 minutes', '5 minutes'))",
     "2017-06-01 12:10:00|1\n2017-06-01 12:15:00|2\n2017-06-01 12:20:00|1"},
    {R"(select n, window(t, '1 hour', '30 minutes', '10 minutes').start from visit)",
     "1|2017-06-01 11:10:00\n1|2017-06-01 11:40:00\n2|2017-06-01 11:40:00\n2|2017-06-01 12:10:00"},
    {R"(select rand(0), randn(0))", "0.8446490682263027|1.1164209726833079"},
    {R"(select n, count(*) over (order by cast(n as double) range between 1.5D preceding and current row) from visit)",
     "1|1\n2|2\n3|2"},
};

std::string RunQuery(std::string_view sql, ExecutorPath path) {
  auto plan = BindStatement(sql, {}, kViews);
  if (const SqlError* error = std::get_if<SqlError>(&plan)) return "refused: " + error->message;
  ExecuteOptions options;
  options.now = kTestNow;
  return PrintRows(ExecuteToText(std::get<QueryPlan>(plan), {}, options, path), true);
}

TEST(Queries, RowsAreSparks) {
  for (const QueryRow& query : kQueries) {
    for (ExecutorPath path : {ExecutorPath::kAuto, ExecutorPath::kSqlite})
      EXPECT_EQ(RunQuery(query.sql, path), query.rows) << query.sql;
  }
}

}  // namespace
}  // namespace pandora
