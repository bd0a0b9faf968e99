#include "core/scenario/jsonpath.h"

#include <gtest/gtest.h>

#include <string>

namespace pandora::scenario {
namespace {

constexpr const char* kDocument = R"({
  "a": {"b": [10, 11, 12], "c d": "x", "e": null},
  "list": [
    {"name": "r1", "n": 1, "ok": true, "sub": {"k": "v1"}},
    {"name": "r2", "n": 2.5, "ok": false},
    {"name": "r3", "n": 9007199254740993, "sub": {"k": "v3"}}
  ],
  "中": 7, "big": 9223372036854775807, "empty": []
})";

std::string Evaluate(const std::string& path) {
  Result<JsonPath> parsed = JsonPath::Parse(path);
  if (!parsed.ok()) return "error: " + parsed.status().detail();
  Result<Json> document = ParseJson(kDocument);
  std::optional<Value> value = parsed->Evaluate(*document);
  return value ? DumpJson(*value) : "nothing";
}

TEST(JsonPath, Evaluates) {
  struct {
    const char* path;
    const char* value;
  } cases[] = {
      {"$.a.b[0]", "10"},
      {"$['a']['b'][2]", "12"},
      {"$[\"a\"].b[-1]", "12"},
      {"$.a['c d']", "\"x\""},
      {"$.a.e", "null"},
      {"$.中", "7"},
      {"$.big", "9223372036854775807"},
      {"$.a.b", "[10,11,12]"},
      {"$.empty", "[]"},
      {"$.a.zzz", "nothing"},
      {"$.a.b[3]", "nothing"},
      {"$.a.b[-4]", "nothing"},
      {"$.a.b.c", "nothing"},
      {"$.a[0]", "nothing"},
      {"$.a.b[*]", "[10,11,12]"},
      {"$.a.b.*", "[10,11,12]"},
      {"$.a.b[0,2]", "[10,12]"},
      {"$.a.b[1:]", "[11,12]"},
      {"$.a.b[:2]", "[10,11]"},
      {"$.a.b[1:2]", "[11]"},
      {"$.a.b[-2:]", "[11,12]"},
      {"$.a.b[5:9]", "[]"},
      {"$.list[*].name", R"(["r1","r2","r3"])"},
      {"$.list[*].sub.k", R"(["v1","v3"])"},
      {"$.empty[*]", "[]"},
      {"$.empty[*].x", "[]"},
      {"$..k", R"(["v1","v3"])"},
      {"$..zzz", "[]"},
      {"$.list..name", R"(["r1","r2","r3"])"},
      {"$.list[?(@.name=='r2')].n", "[2.5]"},
      {"$.list[?(@.name == \"r1\")].sub.k", "[\"v1\"]"},
      {"$.list[?(@.n==9007199254740993)].name", "[\"r3\"]"},
      {"$.list[?(@.n==9007199254740992)].name", "[]"},
      {"$.list[?(@.n>1)].name", R"(["r2","r3"])"},
      {"$.list[?(@.n<=2.5)].name", R"(["r1","r2"])"},
      {"$.list[?(@.ok==true)].name", R"(["r1"])"},
      {"$.list[?(@.ok)].name", R"(["r1","r2"])"},
      {"$.list[?(@.sub.k)].name", R"(["r1","r3"])"},
      {"$.list[?(@['sub']['k']!='v1')].name", R"(["r3"])"},
      {"$..*..k", R"(["v1","v3"])"},
  };
  for (const auto& c : cases) EXPECT_EQ(Evaluate(c.path), c.value) << c.path;
}

TEST(JsonPath, TheWholeDocument) {
  Result<JsonPath> path = JsonPath::Parse("$");
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(path->Evaluate(Value(5)), Value(5));
}

TEST(JsonPath, RefusesWithThePlace) {
  const char* const cases[] = {"",
                               "a",
                               "$a",
                               "$.",
                               "$[",
                               "$[a]",
                               "$['a]",
                               "$['a'",
                               "$[1",
                               "$[1,]",
                               "$[?(x)]",
                               "$[?(@.a==)]",
                               "$[?(@.a~1)]",
                               "$[?(@.a==1]",
                               "$.a b",
                               "$[99999999999999999999]",
                               "$[?(@.a==1 && @.b==2)]",
                               "$[?(@[0]==1)]",
                               "$..",
                               "$...a"};
  for (const char* path : cases) {
    Result<JsonPath> parsed = JsonPath::Parse(path);
    ASSERT_FALSE(parsed.ok()) << path;
    EXPECT_NE(parsed.status().detail().find("character "), std::string::npos) << parsed.status().detail();
  }
}

// Each value is found once, so that repeated steps cannot multiply.
TEST(JsonPath, RepeatedStepsStaySmall) {
  std::string path = "$";
  for (int i = 0; i < 40; ++i) path += "..*";
  EXPECT_EQ(Evaluate(path), "[]");
  path = "$.a.b";
  for (int i = 0; i < 40; ++i) path += "[0,0]";
  EXPECT_EQ(Evaluate(path), "[]");
}

}  // namespace
}  // namespace pandora::scenario
