// What a host can rely on: atomic requests, durability at Commit, deferred advances, the same bytes for the same inputs.
#include "core/api/simulator.h"

#include <gtest/gtest.h>

#include "core/format/json.h"

namespace pandora {
namespace {

constexpr Instant kHost{1'700'000'000LL * kMicrosPerSecond};
constexpr char kKey[] = "Pandora testkey:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=";

class SimulatorTest : public ::testing::Test {
 protected:
  SimulatorTest() : files_(MakeMemoryFileSystem()) { Open(); }

  void Open() {
    simulator_.reset();
    SimulatorOptions options;
    options.files = files_.get();
    options.virtual_clock = true;
    Result<std::unique_ptr<Simulator>> opened = Simulator::Open(options, kHost);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    simulator_ = std::move(opened).value();
  }

  Response Send(const std::string& method, const std::string& target, const std::string& body = "",
                const char* key = kKey) {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    if (key != nullptr) request.headers.Add("Authorization", key);
    Simulator::Answer answer = simulator_->Handle(request);
    while (answer.deferred != 0) {
      simulator_->Tick(kHost, 16);
      std::optional<Response> done = simulator_->FinishDeferred(answer.deferred);
      if (!done) continue;
      answer.response = *done;
      answer.deferred = 0;
    }
    return answer.response;
  }
  void Commit() { ASSERT_TRUE(simulator_->Commit().ok()); }
  Json Get(const std::string& target) {
    const Response response = Send("GET", target, "", nullptr);
    EXPECT_EQ(response.status, 200) << response.body;
    return Json::parse(response.body);
  }

  std::unique_ptr<FileSystem> files_;
  std::unique_ptr<Simulator> simulator_;
};

constexpr char kRepo[] = R"({"region":"nb","schema":[{"key":"a","valtype":"long","required":true}]})";
constexpr char kExport[] =
    R"({"type":"kodo","spec":{"bucket":"b","email":"a@b","accessKey":"k","fields":{"a":"#a"},"rotateInterval":60}})";

TEST_F(SimulatorTest, AnswersCarryWhatClientsDependOn) {
  const Response missing = Send("GET", "/v2/repos/nosuch");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(*missing.headers.Find("Content-Type"), "application/json");
  EXPECT_FALSE(missing.headers.Find("X-Reqid")->empty());
  EXPECT_EQ(Json::parse(missing.body)["error"], "E18102: repo does not exist: 'nosuch'");
  EXPECT_EQ(Send("POST", "/v2/repos/r1", kRepo).body, "{}");
  EXPECT_EQ(Send("GET", "/v2/repos", "", nullptr).status, 401);
  EXPECT_EQ(Send("PATCH", "/v2/repos/r1").status, 405);
}

TEST_F(SimulatorTest, WhatIsCommittedSurvivesAndNothingElse) {
  Send("POST", "/v2/repos/r1", kRepo);
  Send("POST", "/v2/repos/r1/data", "a=1\na=2");
  Commit();
  Send("POST", "/v2/repos/r1/data", "a=3");
  Open();
  const Json page = Get("/_sim/repos/r1/records");
  EXPECT_EQ(page["end"], 2);
  EXPECT_EQ(page["records"][1]["record"]["a"], 2);
  EXPECT_EQ(Get("/_sim/info")["journal"]["length"], 2);
}

TEST_F(SimulatorTest, ARefusedPushStoresNothingAndIsJournaled) {
  Send("POST", "/v2/repos/r1", kRepo);
  const Response refused = Send("POST", "/v2/repos/r1/data", "a=1\na=x");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("line 2"), std::string::npos) << refused.body;
  EXPECT_EQ(Get("/_sim/repos/r1/records")["end"], 0);
  const Json journal = Get("/_sim/journal?from=-1");
  EXPECT_EQ(journal["entries"][0]["status"], 400);
  EXPECT_EQ(journal["entries"][0]["error"].get<std::string>().substr(0, 7), "E18110:");
}

TEST_F(SimulatorTest, SameInputsSameChecksumHoweverTheyAreGrouped) {
  std::vector<std::string> checksums;
  for (const bool commit_each : {true, false}) {
    files_ = MakeMemoryFileSystem();
    Open();
    Send("POST", "/v2/repos/r1", kRepo);
    Send("POST", "/v2/repos/r1/exports/e1", kExport);
    for (int i = 0; i < 50; ++i) {
      Send("POST", "/v2/repos/r1/data", "a=" + std::to_string(i));
      if (commit_each) Commit();
    }
    Send("POST", "/_sim/clock", R"({"advance":"5m"})");
    Commit();
    checksums.push_back(Get("/_sim/info")["checksum"]);
    const Json objects = Get("/_sim/objects/b");
    ASSERT_EQ(objects["objects"].size(), 1u);
    EXPECT_EQ(objects["objects"][0]["key"], "2017-01-12-15-31-00");
  }
  EXPECT_EQ(checksums[0], checksums[1]);
}

TEST_F(SimulatorTest, ALongAdvanceIsDeferredAndEndsWhereItShould) {
  Send("POST", "/v2/repos/r1", kRepo);
  for (int i = 0; i < 100; ++i) {
    const std::string name = "e" + std::to_string(i);
    ASSERT_EQ(Send("POST", "/v2/repos/r1/exports/" + name, kExport).status, 200);
  }
  Send("POST", "/v2/repos/r1/data", "a=1");
  Request request;
  request.method = "POST";
  request.target = "/_sim/clock";
  request.body = R"({"advance":"1h"})";
  const Simulator::Answer answer = simulator_->Handle(request);
  ASSERT_NE(answer.deferred, 0);
  EXPECT_FALSE(simulator_->FinishDeferred(answer.deferred));
  int ticks = 0;
  while (!simulator_->FinishDeferred(answer.deferred)) {
    ASSERT_LT(++ticks, 1000);
    simulator_->Tick(kHost, 10);
  }
  EXPECT_EQ(Get("/_sim/clock")["now"], "2017-01-12T16:30:00+08:00");
  EXPECT_EQ(Get("/_sim/objects/b")["objects"].size(), 100u);
}

TEST_F(SimulatorTest, StateTravelsAsAFile) {
  Send("POST", "/v2/repos/r1", kRepo);
  Send("POST", "/v2/repos/r1/data", "a=7");
  const std::string checksum = Get("/_sim/info")["checksum"];
  const Response state = Send("GET", "/_sim/state", "", nullptr);
  ASSERT_EQ(state.body.substr(0, 15), "SQLite format 3");
  Send("POST", "/_sim/reset", "", nullptr);
  EXPECT_EQ(Send("GET", "/v2/repos/r1").status, 404);
  EXPECT_EQ(Send("PUT", "/_sim/state", "no database", nullptr).status, 400);
  EXPECT_EQ(Send("PUT", "/_sim/state", state.body, nullptr).status, 200);
  EXPECT_EQ(Get("/_sim/repos/r1/records")["records"][0]["record"]["a"], 7);
  EXPECT_EQ(Get("/_sim/info")["checksum"], checksum);
}

TEST_F(SimulatorTest, AccountsDoNotSeeEachOther) {
  Send("POST", "/v2/repos/r1", kRepo);
  const char* const other = "Pandora other:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=";
  EXPECT_EQ(Send("GET", "/v2/repos/r1", "", other).status, 404);
  EXPECT_EQ(Send("POST", "/v2/repos/r1", kRepo, other).status, 200);
  EXPECT_EQ(Send("DELETE", "/v2/repos/r1", "", other).status, 200);
  EXPECT_EQ(Send("GET", "/v2/repos/r1").status, 200);
  EXPECT_EQ(Get("/_sim/repos")["repos"].size(), 1u);
}

TEST_F(SimulatorTest, RefusesBadControlRequests) {
  const struct {
    const char* body;
    const char* names;
  } cases[] = {{R"({"advance":"-5m"})", "advance"},
               {R"({"advance":5})", "advance"},
               {R"({"until":"2016-01-01T00:00:00Z"})", "until"},
               {R"({"until":"soon"})", "until"},
               {R"({"mode":"lunar"})", "mode"},
               {R"({"scale":-1})", "scale"},
               {R"({"scale":"fast"})", "scale"},
               {R"({"advance":"1m","until":"2018-01-01T00:00:00Z"})", "exclude"}};
  for (const auto& one : cases) {
    const Response response = Send("POST", "/_sim/clock", one.body, nullptr);
    EXPECT_EQ(response.status, 400) << one.body;
    EXPECT_NE(response.body.find(one.names), std::string::npos) << response.body;
  }
  EXPECT_EQ(Get("/_sim/clock")["now"], "2017-01-12T15:30:00+08:00");
}

}  // namespace
}  // namespace pandora
