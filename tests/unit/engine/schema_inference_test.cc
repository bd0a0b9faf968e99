#include "core/engine/schema_inference.h"

#include <gtest/gtest.h>

#include "core/base/instant.h"

namespace pandora {
namespace {

const Instant kNow = ParseRfc3339("2017-06-01T05:04:03+08:00")->instant;

struct Case {
  std::string_view code;
  std::string_view expected;
};

TEST(SchemaInference, ExpandsMagicVariables) {
  constexpr Case kCases[] = {
      {"a = $(day)", "a = 01"},
      {"d = $(year)$(mon)$(day)$(hour)$(min)$(sec)", "d = 20170601050403"},
      {"t = $(now)", "t = '2017-06-01 05:04:03'"},
      {"t = '$(now)'", "t = '2017-06-01 05:04:03'"},
      {"t = \"$(date)\" or t = $(date)", "t = \"2017-06-01\" or t = '2017-06-01'"},
      {"a = $(createYear)", "a = ''"},
      {"a = '$(createYear)'", "a = ''"},
      {"'it\\'s $(date)' = $(date)", "'it\\'s 2017-06-01' = '2017-06-01'"},
      {"`$(year)` $", "`2017` $"},
      {"$(a b) $( $()", "$(a b) $( $()"},
      {"$(year", "$(year"},
  };
  for (const Case& c : kCases) EXPECT_EQ(ExpandCode(c.code, kNow), c.expected);
}

Field Column(const char* name, Kind kind, bool required) {
  Field field;
  field.name = name;
  field.type.kind = kind;
  field.required = required;
  return field;
}

// Two tables of a repo's types, one of Spark's.
std::vector<InferenceSource> Sources() {
  std::vector<InferenceSource> sources(3);
  sources[0].table = {"t", {}, Schema{{Column("a", Kind::kLong, true), Column("b", Kind::kString, false)}}};
  sources[0].required = {true, false};
  sources[1].table = {"u", {}, Schema{{Column("a", Kind::kLong, true), Column("c", Kind::kDate, true)}}};
  sources[1].required = {true, true};
  sources[2].table = {"s", {}, {}, {{"i", SqlKind::kInt}, {"m", SqlType::Map(SqlKind::kString, SqlKind::kInt)}}};
  sources[2].required = {true, true};
  return sources;
}

// "name:valtype" of each field, "!" behind those that are required; else the error.
std::string Infer(std::string_view code) {
  const Result<Schema> schema = InferSchema(Sources(), code, kNow);
  if (!schema.ok()) return schema.status().message();
  std::string text;
  for (const Field& field : schema->fields)
    text += (text.empty() ? "" : " ") + field.name + ":" + std::string(KindName(field.type.kind)) +
            (field.required ? "!" : "");
  return text;
}

TEST(SchemaInference, PassesRequiredThroughWhereNothingCanBeNull) {
  constexpr Case kCases[] = {
      {"select * from t", "a:long! b:string"},
      {"select a as x, a + 1 as y, b from t where a > 1 order by b limit 3", "x:long! y:long b:string"},
      {"select a, count(*) as n from t group by a", "a:long! n:long"},
      {"select t.a, c from t join u on t.a = u.a", "a:long! c:date!"},
      {"select t.a, c from t left join u on t.a = u.a", "a:long! c:date"},
      {"select t.a, c from t right join u on t.a = u.a", "a:long c:date!"},
      {"select t.a, c from t full join u on t.a = u.a", "a:long c:date"},
      {"select a from t union all select a from u", "a:long"},
      {"select distinct a from (select a from t) x", "a:long!"},
      {"select a, row_number() over (order by a) as r from t", "a:long! r:long"},
      {"select i, m['k'] as v from s", "i:long! v:long"},
      {"select b from t where a = $(day) and b = $(date)", "b:string"},
      {"select 1.5 as f", "f:float"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Infer(c.code), c.expected) << c.code;
}

TEST(SchemaInference, RefusesWithCodes) {
  EXPECT_EQ(Infer("select m from s").find("E18107: "), 0u);
  EXPECT_EQ(Infer("select a `a b` from t").find("E18106: "), 0u);
  EXPECT_EQ(
      Infer("selec oops"),
      "E18209: invalid SQL in the transform: mismatched input 'selec' expecting {'(', 'SELECT', 'FROM', 'VALUES', "
      "'TABLE', 'WITH'}(line 1, pos 0)\n\n== SQL ==\nselec oops\n^^^");
  EXPECT_EQ(Infer("select b,\n  bb from t"),
            "E18209: invalid SQL in the transform: cannot resolve '`bb`' given input columns: [a, b]; "
            "line 2 pos 2\n\n== SQL ==\nselect b,\n  bb from t\n--^^^");
}

}  // namespace
}  // namespace pandora
