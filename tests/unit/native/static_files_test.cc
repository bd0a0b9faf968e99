#include "native/static_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

namespace pandora {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("pandora_web_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "site/sub");
    Write("secret.txt", "secret");
    Write("site/index.html", "<p>");
    Write("site/app.mjs", "export {}");
    Write("site/sim.wasm", "wasm");
    Write("site/sim.wasm.br", "br");
    Write("site/.hidden", "x");
    Write("site/sub/index.html", "sub");
    fs::create_symlink(folder_ / "secret.txt", folder_ / "site/link.txt");
    files_.emplace(*StaticFiles::Open((folder_ / "site").string()));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  Response Get(const std::string& target, const std::string& field = "", const std::string& value = "") {
    Request request;
    request.target = target;
    if (!field.empty()) request.headers.Add(field, value);
    return files_->Serve(request);
  }

  fs::path folder_;
  std::optional<StaticFiles> files_;
};

TEST_F(StaticFilesTest, ServesFilesWithTypeAndPolicy) {
  const Response page = Get("/?a=b");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<p>");
  EXPECT_EQ(*page.headers.Find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(*page.headers.Find("Cache-Control"), "no-cache");
  EXPECT_NE(page.headers.Find("Content-Security-Policy")->find("script-src 'self' 'wasm-unsafe-eval';"),
            std::string::npos);
  EXPECT_EQ(page.headers.Find("Content-Security-Policy")->find("unsafe-inline"), std::string::npos);
  EXPECT_EQ(*Get("/app.mjs").headers.Find("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(*Get("/sim.wasm").headers.Find("Content-Type"), "application/wasm");
  EXPECT_EQ(Get("/sub/").body, "sub");
  EXPECT_EQ(Get("/sub").status, 301);
  EXPECT_EQ(*Get("/sub").headers.Find("Location"), "sub/");
}

TEST_F(StaticFilesTest, StaysBelowItsFolder) {
  for (const char* target :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/sub/../../secret.txt", "/link.txt", "/.hidden",
        "//etc/passwd", "/%00", "/%zz", "/..\\secret.txt", "/nothing", "/%2e%2e%2fsecret.txt"}) {
    EXPECT_EQ(Get(target).status, 404) << target;
  }
}

TEST_F(StaticFilesTest, AnswersNotModified) {
  const std::string tag = *Get("/app.mjs").headers.Find("ETag");
  EXPECT_EQ(Get("/app.mjs", "If-None-Match", "\"x\", " + tag).status, 304);
  EXPECT_EQ(Get("/app.mjs", "If-None-Match", "\"x\"").status, 200);
}

TEST_F(StaticFilesTest, PrefersTheCompressedTwinUnlessItIsStale) {
  const Response coded = Get("/sim.wasm", "Accept-Encoding", "gzip, br");
  EXPECT_EQ(coded.body, "br");
  EXPECT_EQ(*coded.headers.Find("Content-Encoding"), "br");
  EXPECT_EQ(*coded.headers.Find("Content-Type"), "application/wasm");
  EXPECT_EQ(Get("/sim.wasm", "Accept-Encoding", "gzip").body, "wasm");
  EXPECT_NE(*coded.headers.Find("ETag"), *Get("/sim.wasm").headers.Find("ETag"));
  fs::last_write_time(folder_ / "site/sim.wasm.br",
                      fs::last_write_time(folder_ / "site/sim.wasm") - std::chrono::hours(1));
  EXPECT_EQ(Get("/sim.wasm", "Accept-Encoding", "br").body, "wasm");
}

TEST_F(StaticFilesTest, RefusesOtherMethods) {
  Request request;
  request.method = "POST";
  EXPECT_EQ(files_->Serve(request).status, 405);
}

TEST(AcceptsCoding, ReadsQualities) {
  EXPECT_TRUE(AcceptsCoding("gzip, deflate, br", "br"));
  EXPECT_TRUE(AcceptsCoding("br;q=0.5", "br"));
  EXPECT_TRUE(AcceptsCoding("*", "br"));
  EXPECT_FALSE(AcceptsCoding("br;q=0", "br"));
  EXPECT_FALSE(AcceptsCoding("br; q=0.000, *", "br"));
  EXPECT_FALSE(AcceptsCoding("gzip", "br"));
  EXPECT_FALSE(AcceptsCoding("", "br"));
}

}  // namespace
}  // namespace pandora
