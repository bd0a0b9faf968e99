#include "core/api/http.h"

#include <gtest/gtest.h>

#include "core/api/url.h"

namespace pandora {
namespace {

TEST(HttpMessage, ParsesARequest) {
  const Result<Request> request = ParseRequest(
      "POST /v2/repos/r1/data?tags= HTTP/1.1\r\nContent-Type: text/plain\r\nx-a:  b \r\n\r\na=1\r\n\r\nrest");
  ASSERT_TRUE(request.ok()) << request.status().message();
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->target, "/v2/repos/r1/data?tags=");
  EXPECT_EQ(*request->headers.Find("content-type"), "text/plain");
  EXPECT_EQ(*request->headers.Find("X-A"), "b");
  EXPECT_EQ(request->headers.Find("absent"), nullptr);
  EXPECT_EQ(request->body, "a=1\r\n\r\nrest");
}

TEST(HttpMessage, RefusesWhatIsNone) {
  for (const char* message :
       {"", "GET", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n", "GET  HTTP/1.1\r\n\r\n", "GET / x HTTP/1.1\r\n\r\n",
        "G\x01T / HTTP/1.1\r\n\r\n", "GET / HTTP/2\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nbad name: x\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab",
        "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\nab"}) {
    EXPECT_FALSE(ParseRequest(message).ok()) << message;
  }
}

TEST(HttpMessage, ResponsesRoundTrip) {
  Response response;
  response.status = 404;
  response.headers.Add("Content-Type", "application/json");
  response.body = std::string("{\"error\":\"\0\r\n\r\n\"}", 16);
  const Result<Response> parsed = ParseResponse(FormatResponse(response));
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  EXPECT_EQ(parsed->status, 404);
  EXPECT_EQ(parsed->body, response.body);
  EXPECT_EQ(*parsed->headers.Find("content-type"), "application/json");
}

TEST(Url, DecodesEscapes) {
  EXPECT_EQ(PercentDecode("a%20b%2Fc+d", false), "a b/c+d");
  EXPECT_EQ(PercentDecode("a+b", true), "a b");
  for (const char* broken : {"%", "%2", "%zz", "a%4"}) EXPECT_EQ(PercentDecode(broken, false), std::nullopt) << broken;
  EXPECT_EQ(SplitPathAndQuery("https://host:1/v2/repos?a=b").path, "/v2/repos");
  EXPECT_EQ(SplitPathAndQuery("https://host").path, "/");
  const auto query = ParseQueryString("a=1&b&&c=%41%&a=2");
  ASSERT_EQ(query.size(), 4u);
  EXPECT_EQ(query[2].second, "%41%");
  EXPECT_EQ(query[3], (std::pair<std::string, std::string>("a", "2")));
}

}  // namespace
}  // namespace pandora
