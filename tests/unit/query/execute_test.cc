#include "core/query/execute.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/query/run_sql.h"

namespace pandora {
namespace {

// host, status, rt, t
struct AccessTable {
  AccessTable() {
    SqlTable table;
    table.name = "access";
    table.aliases = {"stream"};
    constexpr std::pair<std::string_view, Kind> kFields[] = {
        {"host", Kind::kString}, {"status", Kind::kLong}, {"rt", Kind::kFloat}, {"t", Kind::kDate}};
    for (const auto& [name, kind] : kFields) {
      Field field;
      field.name = name;
      field.type.kind = kind;
      table.schema.fields.push_back(field);
    }
    batch = MakeBatch(table.schema);
    Add("a.com", 200, 0.5, "2017-06-01T12:00:00+08:00");
    Add("b.com", 404, 1.5, "2017-06-01T04:10:00.50Z");
    Add("a.com", 500, 2.5, "2017-06-01T12:20:00+08:00");
    batch.columns[0].AppendNull();
    batch.columns[1].AppendLong(200);
    batch.columns[2].AppendNull();
    batch.columns[3].AppendNull();
    ++batch.rows;
    tables.push_back(table);
  }

  void Add(std::string_view host, int64_t status, double rt, std::string_view time) {
    ParsedDate date = *ParseRfc3339(time);
    batch.columns[0].AppendText(host);
    batch.columns[1].AppendLong(status);
    batch.columns[2].AppendFloat(rt);
    batch.columns[3].AppendDate(date.instant.micros, date.form.Pack());
    ++batch.rows;
  }

  std::vector<SqlTable> tables;
  RecordBatch batch;
};

struct Case {
  std::string_view sql;
  std::string_view rows;  // sorted
};

// Every statement runs on both executors where both can.
TEST(Execute, BothPathsAgree) {
  AccessTable access;
  BatchSource source(&access.batch);
  constexpr Case kCases[] = {
      {"select host, count(*) n, avg(rt) m from stream group by host", "NULL|1|NULL\na.com|2|1.5\nb.com|1|1.5"},
      {"select host from access where status >= 400", "a.com\nb.com"},
      {"select count(*), count(host), count(distinct host), sum(status), min(rt), max(host) from stream",
       "4|3|2|1304|0.5|b.com"},
      {"select count(*) from stream where status > 1000", "0"},
      {"select status div 100 c, count(*) from stream group by status div 100 having count(*) > 1", "2|2"},
      {"select case when status < 400 then 'ok' else status end s from stream", "404\n500\nok\nok"},
      {"select date_trunc('hour', t) h, count(*) from stream group by 1", "2017-06-01 12:00:00|3\nNULL|1"},
      {"select distinct status from stream order by status", "200\n404\n500"},
      {"select host, rt from stream order by rt desc nulls last limit 1", "a.com|2.5"},
      {"select a from (select host a, status b from stream) where b = 404", "b.com"},
      {"select host from stream where status = 404 union all select upper(host) from stream where status = 500",
       "A.COM\nb.com"},
      {"select coalesce(host, 'none') h, if(rt > 1, 'slow', 'fast') s from stream",
       "a.com|fast\na.com|slow\nb.com|slow\nnone|fast"},
      {"select x.host, y.status from stream x join stream y on x.host = y.host and x.status < y.status", "a.com|500"},
      {"select host from stream where status in (select max(status) from stream)", "a.com"},
      {"select host, row_number() over (partition by host order by status) r from stream where host is not null",
       "a.com|1\na.com|2\nb.com|1"},
      {"select status, sum(rt) over (order by status rows between 1 preceding and current row) s from stream where rt "
       "is not null",
       "200|0.5\n404|2.0\n500|4.0"},
      {"select host, count(*) from stream group by host with rollup", "NULL|1\nNULL|4\na.com|2\nb.com|1"},
      {"select explode(split('a,b', ',')) x from stream where status = 404", "a\nb"},
      {"select host, p, v from stream lateral view posexplode(array(1, 2)) e as p, v where status = 404",
       "b.com|0|1\nb.com|1|2"},
      {"with q as (select 1 a union select 2) select * from q except select 2", "1"},
      {"select (select max(status) from stream b where b.host = a.host) m from stream a", "404\n500\n500\nNULL"},
      {"select host from stream a where not exists (select 1 from stream b where b.host = a.host)", "NULL"},
      {"select sum(a) from range(5) t(a)", "10"},
      {"select double('NaN') = double('NaN'), 1 / 0, 9223372036854775807 + 1, 5 % 0",
       "true|NULL|-9223372036854775808|NULL"},
  };
  for (const Case& c : kCases) {
    std::string by_sqlite = RunSql(c.sql, ExecutorPath::kSqlite, access.tables, {&source}, true);
    EXPECT_EQ(by_sqlite, c.rows) << "sqlite: " << c.sql;
    auto plan = BindStatement(c.sql, access.tables, {});
    ASSERT_TRUE(std::holds_alternative<QueryPlan>(plan)) << c.sql;
    if (ChoosePath(std::get<QueryPlan>(plan)) != ExecutorPath::kVectorised) continue;
    EXPECT_EQ(RunSql(c.sql, ExecutorPath::kVectorised, access.tables, {&source}, true), c.rows)
        << "vectorised: " << c.sql;
  }
}

TEST(Execute, KeepsTheFormOfPlainDates) {
  AccessTable access;
  BatchSource source(&access.batch);
  auto plan = PlanQuery("select t, t + interval 1 second u from stream where status = 404", access.tables);
  ExecuteOptions options;
  options.now = kTestNow;
  ExecuteResult result = ExecutePlan(std::get<QueryPlan>(plan), {&source}, options);
  const RecordBatch& batch = std::get<RecordBatch>(result);
  ASSERT_EQ(batch.rows, 1u);
  std::string kept, computed;
  AppendRfc3339({batch.columns[0].longs[0]}, DateForm::Unpack(batch.columns[0].date_forms[0]), &kept);
  AppendRfc3339({batch.columns[1].longs[0]}, DateForm::Unpack(batch.columns[1].date_forms[0]), &computed);
  EXPECT_EQ(kept, "2017-06-01T04:10:00.50Z");
  EXPECT_EQ(computed, "2017-06-01T12:10:01.5+08:00");
}

// A repo's float is finite (a push of anything else is refused), so what is not becomes null on its way into one.
TEST(Execute, NumbersThatNoRepoHoldsBecomeNull) {
  auto plan = PlanQuery(
      "select x, array(x, 1D) a, sum(x) s from values (double('NaN')), (double('-Infinity')), (-0.0D), (1.5D) as t(x) "
      "group by x "
      "order by x",
      {});
  ASSERT_TRUE(std::holds_alternative<QueryPlan>(plan)) << std::get<SqlError>(plan).message;
  for (ExecutorPath path : {ExecutorPath::kVectorised, ExecutorPath::kSqlite}) {
    ExecuteResult result = ExecuteOn(path, std::get<QueryPlan>(plan), {}, {});
    ASSERT_TRUE(std::holds_alternative<RecordBatch>(result));
    const RecordBatch& batch = std::get<RecordBatch>(result);
    ASSERT_EQ(batch.rows, 4u);
    for (const size_t column : {size_t{0}, size_t{2}}) {
      const Column& floats = batch.columns[column];
      EXPECT_TRUE(floats.IsNull(0)) << "-Infinity";
      EXPECT_TRUE(!floats.IsNull(1) && floats.doubles[1] == 0);
      EXPECT_TRUE(!floats.IsNull(2) && floats.doubles[2] == 1.5);
      EXPECT_TRUE(floats.IsNull(3)) << "NaN";
    }
    EXPECT_TRUE(std::signbit(batch.columns[0].doubles[1]));
    EXPECT_TRUE(batch.columns[1].children[0].IsNull(0));
    EXPECT_FALSE(batch.columns[1].children[0].IsNull(1));
  }
}

TEST(Execute, RunTimeErrorsNameThePlace) {
  for (ExecutorPath path : {ExecutorPath::kVectorised, ExecutorPath::kSqlite}) {
    EXPECT_EQ(RunSql("select 1, regexp_extract('ab', '(a)(b)', 5)", path),
              "error: regexp_extract: no group 5 in the pattern, which has 2 @10");
  }
  EXPECT_EQ(RunSql("select (select 1 union all select 2)", ExecutorPath::kSqlite),
            "error: more than one row returned by a subquery used as an expression @0");
}

TEST(Execute, BoundsRowsAndTime) {
  EXPECT_NE(RunSql("select id from range(100000000)", ExecutorPath::kVectorised).find("more than"), std::string::npos);
}

TEST(Execute, LazyPartsAreNotRun) {
  for (ExecutorPath path : {ExecutorPath::kVectorised, ExecutorPath::kSqlite}) {
    EXPECT_EQ(RunSql("select case when false then assert_true(false) else 'x' end, if(true, 'y', assert_true(false)), "
                     "true or assert_true(false) is null",
                     path),
              "x|y|true");
  }
}

}  // namespace
}  // namespace pandora
