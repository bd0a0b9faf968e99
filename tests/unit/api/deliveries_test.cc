// Deliveries of http exports as a host sees them: what is handed out and when, and what its results lead to.
#include <gtest/gtest.h>

#include "core/api/simulator.h"
#include "core/format/json.h"

namespace pandora {
namespace {

constexpr Instant kHost{1'700'000'000LL * kMicrosPerSecond};
constexpr char kKey[] = "Pandora testkey:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=";
constexpr char kRepo[] = R"({"region":"nb","schema":[{"key":"a","valtype":"long"},{"key":"b","valtype":"string"}]})";
constexpr char kExport[] = R"({"type":"http","spec":{"host":"127.0.0.1:7758","uri":"/test/repos"}})";
constexpr char kView[] = "/_sim/sinks/http/r1/e1/deliveries";

class DeliveriesTest : public ::testing::Test {
 protected:
  DeliveriesTest() : files_(MakeMemoryFileSystem()) {
    Open();
    Send("POST", "/v2/repos/r1", kRepo);
  }

  void Open(const char* off = "") {
    simulator_.reset();
    SimulatorOptions options;
    options.files = files_.get();
    options.virtual_clock = true;
    options.deliveries_off = off;
    Result<std::unique_ptr<Simulator>> opened = Simulator::Open(options, kHost);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    simulator_ = std::move(opened).value();
  }

  // Handles, commits, runs what is due now, and commits.
  Json Send(const std::string& method, const std::string& target, const std::string& body = "") {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers.Add("Authorization", kKey);
    Simulator::Answer answer = simulator_->Handle(request);
    while (answer.deferred != 0) {
      simulator_->Tick(kHost, 16);
      const std::optional<Response> done = simulator_->FinishDeferred(answer.deferred);
      if (done) answer = {*done, 0};
    }
    EXPECT_EQ(answer.response.status, 200) << answer.response.body;
    Settle();
    body_ = answer.response.body;
    return Json::parse(body_, nullptr, false);
  }
  void Settle() {
    EXPECT_TRUE(simulator_->Commit().ok());
    while (simulator_->Tick(kHost, 16).more) continue;
    EXPECT_TRUE(simulator_->Commit().ok());
  }
  void Export(const std::string& name = "e1", const std::string& body = kExport) {
    Send("POST", "/v2/repos/r1/exports/" + name, body);
  }
  void Push(const std::string& lines) { Send("POST", "/v2/repos/r1/data", lines); }
  void Advance(const std::string& time) { Send("POST", "/_sim/clock", R"({"advance":")" + time + "\"}"); }

  // The one delivery that is due.
  Effect Take() {
    std::vector<Effect> effects = simulator_->TakeEffects(8);
    EXPECT_EQ(effects.size(), 1u);
    return effects.empty() ? Effect() : std::move(effects.front());
  }
  bool NothingDue() { return simulator_->TakeEffects(8).empty(); }
  void Resolve(const Effect& effect, int status, const std::string& error = "", const std::string& body = "") {
    simulator_->Resolve({effect.id, status, error, body, false});
    Settle();
  }
  Json Delivery(size_t index) { return Send("GET", kView)["deliveries"][index]; }

  std::unique_ptr<FileSystem> files_;
  std::unique_ptr<Simulator> simulator_;
  std::string body_;  // of the newest answer
};

TEST_F(DeliveriesTest, PostsWhatWasPushed) {
  Export();
  EXPECT_TRUE(NothingDue());
  Push("a=1\tb=x\na=2\tb=tab\\there");
  const Effect effect = Take();
  EXPECT_EQ(effect.request.method, "POST");
  EXPECT_EQ(effect.request.target, "http://127.0.0.1:7758/test/repos");
  EXPECT_EQ(*effect.request.headers.Find("Content-Type"), "text/plain");
  EXPECT_EQ(effect.request.body, "a=1\tb=x\na=2\tb=tab\\there");
  EXPECT_EQ(effect.request.headers.Find("Authorization"), nullptr) << "nobody else is to see the key";
  EXPECT_EQ(effect.own_authorization.find("Pandora testkey:"), 0u);
  EXPECT_TRUE(NothingDue()) << "handed out once";
  EXPECT_EQ(Delivery(0)["state"], "inFlight");
  Resolve(effect, 200, "", "thanks");
  const Json one = Delivery(0);
  EXPECT_EQ(one["state"], "delivered");
  EXPECT_EQ(one["records"], 2);
  EXPECT_EQ(one["attempts"], 1);
  EXPECT_EQ(one["lastStatus"], 200);
  EXPECT_EQ(one["response"], "thanks");
  Send("GET", std::string(kView) + "/" + std::to_string(one["id"].get<int>()) + "/body");
  EXPECT_EQ(body_, effect.request.body);
  EXPECT_EQ(Send("GET", "/_sim/sinks/http")["exports"][0]["deliveredRecords"], 2);
  EXPECT_TRUE(NothingDue());
}

TEST_F(DeliveriesTest, JsonIsOneObjectALine) {
  Export("e1", R"({"type":"http","spec":{"host":"https://h","uri":"/u","format":"json"}})");
  Push("a=1\tb=x\na=2");
  const Effect effect = Take();
  EXPECT_EQ(effect.request.target, "https://h/u");
  EXPECT_EQ(*effect.request.headers.Find("Content-Type"), "application/json");
  EXPECT_EQ(effect.request.body, "{\"a\":1,\"b\":\"x\"}\n{\"a\":2}");
}

TEST_F(DeliveriesTest, OnlyStatus200IsSuccessAndDelaysGrow) {
  Export();
  Push("a=1");
  const int statuses[] = {500, 201, 204, 302, 0, 404, 100, 503, 500, 500, 500, 500};
  const int64_t delays[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300};
  for (size_t i = 0; i < std::size(statuses); ++i) {
    Resolve(Take(), statuses[i], statuses[i] == 0 ? "connection refused" : "");
    EXPECT_TRUE(NothingDue()) << "attempt " << i;
    const Json one = Delivery(0);
    EXPECT_EQ(one["attempts"], i + 1);
    EXPECT_NE(one["reason"], "");
    Advance(std::to_string(delays[i] * 1000 - 1) + "ms");
    EXPECT_TRUE(NothingDue()) << "attempt " << i;
    Advance("1ms");
  }
  Resolve(Take(), 200);
  EXPECT_EQ(Delivery(0)["state"], "delivered");
  EXPECT_EQ(Delivery(0)["attempts"], std::size(statuses) + 1);
}

TEST_F(DeliveriesTest, InOrderAndOneAtATimePerExport) {
  Export();
  Export("e2");
  Push("a=1");
  std::vector<Effect> both = simulator_->TakeEffects(8);
  ASSERT_EQ(both.size(), 2u);
  Push("a=2");
  Push("a=3");
  EXPECT_TRUE(NothingDue()) << "the first is under way";
  Resolve(both[0], 500);
  EXPECT_TRUE(NothingDue()) << "what comes later does not overtake";
  Resolve(both[1], 200);
  const Effect other = Take();
  EXPECT_EQ(other.request.body, "a=2\na=3") << "what waits behind the first is joined";
  Advance("1s");
  const Effect again = Take();
  EXPECT_EQ(again.request.body, "a=1");
  Resolve(again, 200);
  EXPECT_EQ(Take().request.body, "a=2\na=3");
}

TEST_F(DeliveriesTest, AtMostTwentyThousandRecordsARequest) {
  std::string lines;
  for (int i = 0; i < 20'001; ++i) lines += "a=" + std::to_string(i) + "\n";
  Push(lines);
  Export();
  const Effect first = Take();
  EXPECT_EQ(std::count(first.request.body.begin(), first.request.body.end(), '\n'), 19'999);
  Resolve(first, 200);
  EXPECT_EQ(Take().request.body, "a=20000");
}

TEST_F(DeliveriesTest, HandsOutNoMoreThanAskedFor) {
  for (const char* name : {"e1", "e2", "e3"}) Export(name);
  Push("a=1");
  const std::vector<Effect> two = simulator_->TakeEffects(2);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(simulator_->TakeEffects(0).size(), 0u);
  EXPECT_EQ(simulator_->TakeEffects(2).size(), 1u);
}

TEST_F(DeliveriesTest, NothingLeavesBeforeItIsDurable) {
  Export();
  Request request;
  request.method = "POST";
  request.target = "/v2/repos/r1/data";
  request.headers.Add("Authorization", kKey);
  request.body = "a=1";
  simulator_->Handle(request);
  simulator_->Tick(kHost, 16);
  EXPECT_TRUE(NothingDue());
  ASSERT_TRUE(simulator_->Commit().ok());
  EXPECT_EQ(Take().request.body, "a=1");
}

TEST_F(DeliveriesTest, AfterARestartWhatWasUnderWayIsDueAgain) {
  Export();
  Push("a=1");
  const Effect lost = Take();
  Open();
  Settle();
  const Effect again = Take();
  EXPECT_EQ(again.request.body, "a=1");
  Resolve(again, 500);
  Open();
  Settle();
  EXPECT_TRUE(NothingDue()) << "the delay outlives the process";
  Advance("1s");
  EXPECT_EQ(Take().request.body, "a=1");
}

TEST_F(DeliveriesTest, AResultThatWasNotCommittedCountsForNothing) {
  Export();
  Push("a=1");
  const Effect effect = Take();
  simulator_->Resolve({effect.id, 200, "", "", false});
  Open();
  Settle();
  EXPECT_EQ(Take().request.body, "a=1");
}

TEST_F(DeliveriesTest, AnUpdateAppliesToWhatWaits) {
  Export();
  Push("a=1");
  Resolve(Take(), 0, "connection refused");
  Send("PUT", "/v2/repos/r1/exports/e1", R"({"spec":{"host":"other","uri":"/v","format":"json"}})");
  const Effect effect = Take();
  EXPECT_EQ(effect.request.target, "http://other/v");
  EXPECT_EQ(effect.request.body, "{\"a\":1}");
  Resolve(effect, 500);
  EXPECT_EQ(Delivery(0)["attempts"], 1) << "counted anew";
}

TEST_F(DeliveriesTest, RetryIsDueNow) {
  Export();
  Push("a=1");
  for (int i = 0; i < 3; ++i) {
    Resolve(Take(), 500);
    EXPECT_EQ(Send("POST", "/_sim/sinks/http/r1/e1/retry")["due"], 1);
  }
  Resolve(Take(), 200);
  EXPECT_EQ(Send("POST", "/_sim/sinks/http/r1/e1/retry")["due"], 0);
}

TEST_F(DeliveriesTest, DeletingTheExportDeletesItsOutbox) {
  Export();
  Push("a=1");
  const Effect effect = Take();
  Send("DELETE", "/v2/repos/r1/exports/e1");
  Resolve(effect, 200);
  Export("e1", R"({"type":"http","whence":"newest","spec":{"host":"h","uri":"/u"}})");
  EXPECT_TRUE(NothingDue());
  EXPECT_TRUE(Send("GET", kView)["deliveries"].empty());
}

TEST_F(DeliveriesTest, ResultsOfAnotherStateAreForgotten) {
  Export();
  Push("a=1");
  const Effect effect = Take();
  Send("POST", "/_sim/reset");
  Send("POST", "/v2/repos/r1", kRepo);
  Export();
  Push("a=9");
  const Effect fresh = Take();
  EXPECT_NE(fresh.id, effect.id);
  Resolve(effect, 200);
  EXPECT_EQ(Delivery(0)["state"], "inFlight");
  Resolve(fresh, 200);
  EXPECT_EQ(Delivery(0)["state"], "delivered");
}

TEST_F(DeliveriesTest, HeldOnesWaitWithoutAnAttemptUntilReleased) {
  Export();
  Push("a=1");
  const Json before = Send("GET", "/_sim/info");
  simulator_->Resolve({Take().id, 0, "not allowed", "", true});
  Settle();
  EXPECT_EQ(Send("GET", kView)["held"], "not allowed");
  EXPECT_EQ(Delivery(0)["attempts"], 0);
  EXPECT_EQ(Send("GET", "/_sim/info")["checksum"], before["checksum"]) << "no input";
  EXPECT_TRUE(NothingDue());
  simulator_->ReleaseEffects();
  EXPECT_EQ(Take().request.body, "a=1");
  EXPECT_EQ(Send("GET", kView)["held"], "");
}

TEST_F(DeliveriesTest, AHostThatDoesNotDeliverSaysSo) {
  Open("switched off");
  Export();
  Push("a=1");
  EXPECT_TRUE(NothingDue());
  EXPECT_EQ(Send("GET", kView)["held"], "switched off");
  EXPECT_EQ(Delivery(0)["state"], "waiting");
  Open();
  Settle();
  EXPECT_EQ(Take().request.body, "a=1");
}

TEST_F(DeliveriesTest, ResultsAreInputsInTheJournal) {
  Export();
  Push("a=1");
  Resolve(Take(), 500, "", "oops");
  const Json entries = Send("GET", "/_sim/journal?from=-1")["entries"];
  EXPECT_EQ(entries[0]["kind"], "result");
  EXPECT_EQ(entries[0]["path"], "repos/r1/exports/e1");
  EXPECT_EQ(entries[0]["status"], 500);
  EXPECT_EQ(entries[0]["error"],
            "delivery 1, attempt 1: records 0..0: answered 500; only 200 is success; again in 1 s");
}

TEST_F(DeliveriesTest, ABodyIsBoundedAndTheRestGoesNext) {
  Send("PUT", "/_sim/settings", R"({"maxPushBytes":41943040,"maxPieceBytes":8388608})");
  const std::string text(6 << 20, 'x');
  Push("b=" + text + "\nb=" + text + "\nb=" + text);
  Export();
  const Effect first = Take();
  EXPECT_EQ(first.request.body.size(), 2 * (text.size() + 2) + 1);
  Resolve(first, 200);
  EXPECT_EQ(Delivery(0)["first"], 2);
  const Effect rest = Take();
  EXPECT_EQ(rest.request.body.size(), text.size() + 2);
  Resolve(rest, 200);
  EXPECT_EQ(Send("GET", "/_sim/sinks/http")["exports"][0]["deliveredRecords"], 3);
}

}  // namespace
}  // namespace pandora
