#include "native/request_head.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

constexpr std::string_view kHost = "Host: h\r\n";

std::string Head(const std::string& line, const std::string& fields = "") {
  return line + "\r\n" + std::string(kHost) + fields + "\r\n";
}

TEST(RequestHead, FindsTheEndAlsoWhenItComesInPieces) {
  const std::string text = "GET / HTTP/1.1\r\n\r\nGET";
  for (size_t scanned = 0; scanned < 18; ++scanned) EXPECT_EQ(FindHeadEnd(text, scanned), 18u) << scanned;
  EXPECT_EQ(FindHeadEnd(std::string_view(text).substr(0, 17), 0), 0u);
}

TEST(RequestHead, ReadsLineAndFields) {
  RequestHead head;
  ASSERT_TRUE(
      ParseHead(Head("POST /v2/repos/r?a=b HTTP/1.1", "Content-Length: 12\r\nX-A:  v \r\nExpect: 100-continue\r\n"),
                &head)
          .ok());
  EXPECT_EQ(head.request.method, "POST");
  EXPECT_EQ(head.request.target, "/v2/repos/r?a=b");
  EXPECT_EQ(*head.request.headers.Find("x-a"), "v");
  EXPECT_EQ(head.content_length, 12u);
  EXPECT_TRUE(head.expect_continue);
  EXPECT_TRUE(head.keep_alive);
}

TEST(RequestHead, TurnsHeadIntoGet) {
  RequestHead head;
  ASSERT_TRUE(ParseHead(Head("HEAD http://h:80/v2/repos HTTP/1.1", "Connection: close\r\n"), &head).ok());
  EXPECT_EQ(head.request.method, "GET");
  EXPECT_EQ(head.request.target, "/v2/repos");
  EXPECT_TRUE(head.head_only);
  EXPECT_FALSE(head.keep_alive);
}

TEST(RequestHead, KeepsHttp10ConnectionsOnlyOnRequest) {
  RequestHead head;
  ASSERT_TRUE(ParseHead("GET / HTTP/1.0\r\n\r\n", &head).ok());
  EXPECT_FALSE(head.keep_alive);
  RequestHead kept;
  ASSERT_TRUE(ParseHead("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", &kept).ok());
  EXPECT_TRUE(kept.keep_alive);
}

TEST(RequestHead, TellsOfWritesWithoutALength) {
  for (const char* line : {"GET /v2/repos HTTP/1.1", "DELETE /v2/repos/r HTTP/1.1"}) {
    RequestHead head;
    EXPECT_TRUE(ParseHead(Head(line), &head).ok()) << line;
    EXPECT_FALSE(head.length_missing) << line;
  }
  for (const char* line : {"POST /v2/groups/g/actions/start HTTP/1.1", "PUT /_sim/state HTTP/1.1"}) {
    RequestHead head;
    EXPECT_TRUE(ParseHead(Head(line), &head).ok()) << line;
    EXPECT_TRUE(head.length_missing) << line;
  }
}

// rule: protocol.error.content-length-missing, protocol.error.content-length-invalid, protocol.error.entity-too-large
TEST(RequestHead, RefusesLengthsWithTheDocumentedCodes) {
  const std::string post = "POST /v2/repos/r HTTP/1.1";
  const struct {
    std::string head;
    ErrorCode code;
  } cases[] = {
      {Head(post, "Transfer-Encoding: chunked\r\n"), ErrorCode::kE18003},
      {Head(post, "Transfer-Encoding: gzip\r\n"), ErrorCode::kE18003},
      {Head(post, "Content-Length: abc\r\n"), ErrorCode::kE18004},
      {Head(post, "Content-Length: -1\r\n"), ErrorCode::kE18004},
      {Head(post, "Content-Length: +1\r\n"), ErrorCode::kE18004},
      {Head(post, "Content-Length: 0x1\r\n"), ErrorCode::kE18004},
      {Head(post, "Content-Length:\r\n"), ErrorCode::kE18004},
      {Head(post, "Content-Length: 1\r\nContent-Length: 2\r\n"), ErrorCode::kE18004},
      {Head(post, "Content-Length: 99999999999999999999\r\n"), ErrorCode::kE18004},
      {Head(post, "Content-Length: 105000001\r\n"), ErrorCode::kE18005},
      {Head("PUT /_sim/state HTTP/1.1", "Content-Length: 1073741825\r\n"), ErrorCode::kE18005},
  };
  for (const auto& c : cases) {
    RequestHead head;
    EXPECT_EQ(ParseHead(c.head, &head).code(), c.code) << c.head;
  }
  RequestHead largest;
  EXPECT_TRUE(ParseHead(Head(post, "Content-Length: 105000000\r\n"), &largest).ok());
}

TEST(RequestHead, RefusesWhatIsNoHttp) {
  const std::string cases[] = {
      "GET / HTTP/1.1\r\n\r\n",  // no Host
      Head("GET / HTTP/2.0"),
      Head("GET  / HTTP/1.1"),
      Head("G(T / HTTP/1.1"),
      Head("GET v2/repos HTTP/1.1"),
      Head("GET / HTTP/1.1", "Host: other\r\n"),  // two of them
      Head("GET / HTTP/1.1", "Bad Name: x\r\n"),
      Head("GET / HTTP/1.1", "NoColon\r\n"),
      Head("GET / HTTP/1.1", std::string("X: a\0b\r\n", 8)),
      Head("POST / HTTP/1.1", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
      "\x16\x03\x01\r\n\r\n",  // TLS
  };
  for (const std::string& text : cases) {
    RequestHead head;
    EXPECT_EQ(ParseHead(text, &head).code(), ErrorCode::kBadRequest) << text;
  }
}

}  // namespace
}  // namespace pandora
