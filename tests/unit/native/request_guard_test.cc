#include "native/request_guard.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

Request From(const std::string& host, const std::string& origin = "", const std::string& method = "GET") {
  Request request;
  request.method = method;
  request.headers.Add("Host", host);
  if (!origin.empty()) request.headers.Add("Origin", origin);
  return request;
}

bool Passes(RequestGuard guard, const Request& request) {
  std::string fields;
  return !guard.Check(request, &fields).has_value();
}

TEST(RequestGuard, KnowsItsOwnNames) {
  const RequestGuard guard("127.0.0.1", {"sim.test"}, {});
  for (const char* host : {"127.0.0.1", "127.0.0.1:8711", "localhost:1", "LOCALHOST", "a.localhost", "[::1]:80",
                           "10.0.0.7:1", "sim.test", "Sim.Test:80"}) {
    EXPECT_TRUE(Passes(guard, From(host))) << host;
  }
  for (const char* host :
       {"evil.example", "evil.example:8711", "localhost.evil.example", "127.0.0.1.evil.example", ""}) {
    EXPECT_FALSE(Passes(guard, From(host))) << host;
  }
  EXPECT_TRUE(Passes(RequestGuard("127.0.0.1", {"*"}, {}), From("evil.example")));
}

TEST(RequestGuard, RefusesPagesOfOthers) {
  const RequestGuard guard("127.0.0.1", {}, {"https://app.test"});
  EXPECT_TRUE(Passes(guard, From("127.0.0.1:1", "http://127.0.0.1:1", "POST")));
  EXPECT_TRUE(Passes(guard, From("127.0.0.1:1", "https://app.test", "POST")));
  for (const char* origin : {"http://127.0.0.1:2", "http://evil.example", "null", "https://app.test.evil"}) {
    EXPECT_FALSE(Passes(guard, From("127.0.0.1:1", origin, "POST"))) << origin;
  }
}

TEST(RequestGuard, AnswersPreflightsOfListedOrigins) {
  RequestGuard guard("127.0.0.1", {}, {"https://app.test"});
  Request request = From("127.0.0.1:1", "https://app.test", "OPTIONS");
  request.headers.Add("Access-Control-Request-Method", "POST");
  request.headers.Add("Access-Control-Request-Headers", "authorization");
  std::string fields;
  const std::optional<Response> response = guard.Check(request, &fields);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 204);
  EXPECT_EQ(*response->headers.Find("Access-Control-Allow-Headers"), "authorization");
  EXPECT_NE(fields.find("Access-Control-Allow-Origin: https://app.test\r\n"), std::string::npos);
}

}  // namespace
}  // namespace pandora
