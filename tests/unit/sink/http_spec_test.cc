#include "core/sink/http_spec.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

Json Spec(const char* members) {
  Json spec = Json::parse(R"({"host":"127.0.0.1:7758","uri":"/test/repos"})");
  spec.update(Json::parse(members));
  return spec;
}

TEST(HttpSpec, ReadsTheForms) {
  const struct {
    const char* members;
    const char* url;
    bool json;
  } cases[] = {
      {"{}", "http://127.0.0.1:7758/test/repos", false},
      {R"({"host":"www.qiniu.com"})", "http://www.qiniu.com/test/repos", false},
      {R"({"host":"https://pipeline.qiniu.com"})", "https://pipeline.qiniu.com/test/repos", false},
      {R"({"host":"HTTPS://Pipeline.Qiniu.com/"})", "https://pipeline.qiniu.com/test/repos", false},
      {R"({"host":"http://localhost:65535"})", "http://localhost:65535/test/repos", false},
      {R"({"host":"[::1]:80"})", "http://[::1]:80/test/repos", false},
      {R"({"host":"[fe80::1]"})", "http://[fe80::1]/test/repos", false},
      {R"({"host":"my_service.example.com."})", "http://my_service.example.com./test/repos", false},
      {R"({"uri":"/"})", "http://127.0.0.1:7758/", false},
      {R"({"uri":"/a?b=c&d=%20"})", "http://127.0.0.1:7758/a?b=c&d=%20", false},
      {R"({"format":"text"})", "http://127.0.0.1:7758/test/repos", false},
      {R"({"format":""})", "http://127.0.0.1:7758/test/repos", false},
      {R"({"format":null,"other":1})", "http://127.0.0.1:7758/test/repos", false},
      {R"({"format":"json"})", "http://127.0.0.1:7758/test/repos", true},
  };
  for (const auto& one : cases) {
    const Result<HttpSpec> spec = ReadHttpSpec(Spec(one.members));
    ASSERT_TRUE(spec.ok()) << one.members << ": " << spec.status().message();
    EXPECT_EQ(spec->Url(), one.url);
    EXPECT_EQ(spec->json, one.json) << one.members;
  }
}

TEST(HttpSpec, RefusalsNameTheMember) {
  const struct {
    const char* members;
    const char* names;
  } cases[] = {
      {R"({"host":null})", "spec.host is missing"},
      {R"({"host":""})", "spec.host is empty"},
      {R"({"host":7})", "spec.host is a number"},
      {R"({"host":"ftp://a"})", "spec.host is 'ftp://a'"},
      {R"({"host":"http://"})", "spec.host"},
      {R"({"host":"a b"})", "spec.host"},
      {R"({"host":"a..b"})", "spec.host"},
      {R"({"host":"-a"})", "spec.host"},
      {R"({"host":"a/b"})", "spec.host"},
      {R"({"host":"http://a/b"})", "spec.host"},
      {R"({"host":"user:secret@a"})", "spec.host"},
      {R"({"host":"a?b"})", "spec.host"},
      {R"({"host":"a:"})", "spec.host"},
      {R"({"host":"a:0"})", "spec.host"},
      {R"({"host":"a:65536"})", "spec.host"},
      {R"({"host":"a:80a"})", "spec.host"},
      {R"({"host":"::1"})", "spec.host"},
      {R"({"host":"[]"})", "spec.host"},
      {R"({"host":"[::1"})", "spec.host"},
      {R"({"host":"主机"})", "spec.host"},
      {R"({"host":"a\r\nX: y"})", "spec.host"},
      {R"({"uri":null})", "spec.uri is missing"},
      {R"({"uri":""})", "spec.uri is empty"},
      {R"({"uri":[]})", "spec.uri is an array"},
      {R"({"uri":"test"})", "spec.uri is 'test'"},
      {R"({"uri":"http://a/b"})", "spec.uri"},
      {R"({"uri":"/a b"})", "spec.uri"},
      {R"({"uri":"/a\r\nX: y"})", "spec.uri"},
      {R"({"uri":"/a#b"})", "spec.uri"},
      {R"({"uri":"/路径"})", "spec.uri"},
      {R"({"format":"csv"})", "spec.format is 'csv'"},
      {R"({"format":1})", "spec.format"},
  };
  for (const auto& one : cases) {
    const Result<HttpSpec> spec = ReadHttpSpec(Spec(one.members));
    ASSERT_FALSE(spec.ok()) << one.members;
    EXPECT_EQ(spec.status().code(), ErrorCode::kE18305) << one.members;
    EXPECT_NE(spec.status().message().find(one.names), std::string::npos) << spec.status().message();
  }
  EXPECT_EQ(ReadHttpSpec(Json::array()).status().code(), ErrorCode::kE18305);
  EXPECT_EQ(ReadHttpSpec(Spec(("{\"uri\":\"/" + std::string(4096, 'a') + "\"}").c_str())).status().code(),
            ErrorCode::kE18305);
}

}  // namespace
}  // namespace pandora
