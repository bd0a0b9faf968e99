#include "core/sink/logdb_elastic.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

std::string Read(const std::string& body) {
  const Result<LogSearch> search = ReadElasticSearch(*ParseJson(body));
  if (!search.ok()) return search.status().message();
  return search->filter ? DumpLogQuery(*search->filter) : "";
}
std::string Query(const std::string& query) { return Read(R"({"query":)" + query + "}"); }

TEST(LogElastic, Queries) {
  EXPECT_EQ(Read("{}"), "");
  EXPECT_EQ(Query(R"({"match_all":{}})"), "all");
  EXPECT_EQ(Query(R"({"query_string":{"query":"a AND b:c","analyze_wildcard":true}})"), "and(word(a), b:word(c))");
  EXPECT_EQ(Query(R"({"term":{"a":5}})"), "a:phrase(5)");
  EXPECT_EQ(Query(R"({"term":{"a":{"value":true}}})"), "a:phrase(true)");
  EXPECT_EQ(Query(R"({"terms":{"a":["x",1]}})"), "or(a:phrase(x), a:phrase(1))");
  EXPECT_EQ(Query(R"({"terms":{"a":[]}})"), "not(all)");
  EXPECT_EQ(Query(R"({"match":{"a":"x y"}})"), "or(a:phrase(x), a:phrase(y))");
  EXPECT_EQ(Query(R"({"match":{"a":{"query":"x y","operator":"and"}}})"), "and(a:phrase(x), a:phrase(y))");
  EXPECT_EQ(Query(R"({"match_phrase":{"a":"x y"}})"), "a:phrase(x y)");
  EXPECT_EQ(Query(R"({"wildcard":{"a":"x*"}})"), "a:wild(x*)");
  EXPECT_EQ(Query(R"({"exists":{"field":"a"}})"), "a:exists");
  EXPECT_EQ(Query(R"({"range":{"t":{"gte":1484206200000,"lt":"now","format":"epoch_millis"}}})"),
            "t:range[1484206200000,now}");
  EXPECT_EQ(Query(R"({"range":{"t":{}}})"), "t:exists");
}

TEST(LogElastic, Bool) {
  EXPECT_EQ(Query(R"({"bool":{"must":{"term":{"a":1}},"filter":[{"term":{"b":2}}],"must_not":[{"term":{"c":3}}]}})"),
            "and(a:phrase(1), b:phrase(2), not(c:phrase(3)))");
  EXPECT_EQ(Query(R"({"bool":{"should":[{"term":{"a":1}},{"term":{"b":2}}]}})"), "or(a:phrase(1), b:phrase(2))");
  // Beside a must, should only orders by score.
  EXPECT_EQ(Query(R"({"bool":{"must":[{"term":{"c":3}}],"should":[{"term":{"a":1}}]}})"), "c:phrase(3)");
  EXPECT_EQ(Query(R"({"bool":{"must":[{"term":{"c":3}}],"should":[{"term":{"a":1}}],"minimum_should_match":1}})"),
            "and(c:phrase(3), a:phrase(1))");
  EXPECT_EQ(Query(R"({"bool":{}})"), "all");
}

TEST(LogElastic, SortAndPage) {
  const Result<LogSearch> search = ReadElasticSearch(*ParseJson(
      R"({"sort":[{"t":{"order":"desc","unmapped_type":"boolean"}},"_score",{"a":"asc"},"b"],"from":2,"size":7,
          "highlight":{"fields":{"*":{}}},"_source":true,"version":true})"));
  ASSERT_TRUE(search.ok());
  EXPECT_EQ(search->sort, "t:desc,a:asc,b:asc");
  EXPECT_EQ(search->from, 2);
  EXPECT_EQ(search->size, 7);
  EXPECT_EQ(search->highlight, R"({"fields":{"*":{}}})");
}

TEST(LogElastic, WhatIsRefused) {
  EXPECT_NE(Query(R"({"fuzzy":{"a":"x"}})").find("query.fuzzy is not simulated"), std::string::npos);
  EXPECT_NE(Query("[]").find("one member"), std::string::npos);
  EXPECT_NE(Query(R"({"bool":{"maybe":[]}})").find("'maybe'"), std::string::npos);
  EXPECT_NE(Query(R"({"range":{"t":{"above":1}}})").find("'above'"), std::string::npos);
  EXPECT_NE(Query(R"({"term":{"a":[1]}})").find("query.term.a is an array"), std::string::npos);
  EXPECT_NE(Read(R"({"aggs":{"x":{}}})").find("aggs is not simulated"), std::string::npos);
  EXPECT_EQ(ReadElasticSearch(*ParseJson(R"({"size":-1})")).status().code(), ErrorCode::kE8201);
  std::string deep = R"({"match_all":{}})";
  for (int i = 0; i < 40; ++i) deep = R"({"bool":{"must":)" + deep + "}}";
  EXPECT_NE(Query(deep).find("32 levels"), std::string::npos);
  std::string wide;
  for (int i = 0; i < 2000; ++i) wide += R"(,{"match_all":{}})";
  EXPECT_NE(Query(R"({"bool":{"must":[)" + wide.substr(1) + "]}}").find("1024"), std::string::npos);
}

}  // namespace
}  // namespace pandora
