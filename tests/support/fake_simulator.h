// A simulator that does nothing but keep count: for tests of the hosts, and to measure what a host costs by itself.
#ifndef PANDORA_TESTS_SUPPORT_FAKE_SIMULATOR_H_
#define PANDORA_TESTS_SUPPORT_FAKE_SIMULATOR_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/api/simulator.h"

namespace pandora {

class FakeSimulator : public Simulator {
 public:
  // What the tests set.
  Status commit_status;                              // what Commit answers
  std::function<void()> on_commit;                   // called by each Commit
  std::function<TickReport()> on_tick;               // answers for Tick
  std::string body = "{\"repos\":[]}";               // of each answer
  std::map<int64_t, std::optional<Response>> ready;  // deferred tickets, and their final answers once they are there
  std::vector<Effect> effects;                       // deliveries to be taken

  // What the tests look at.
  std::vector<Request> handled;
  bool keep_requests = true;
  std::vector<EffectResult> resolved;
  int64_t handle_count = 0;
  int commits = 0;
  int ticks = 0;

  // A target that begins with "/_sim/defer" is deferred with the next ticket.
  Answer Handle(const Request& request) override {
    ++handle_count;
    if (keep_requests) handled.push_back(request);
    Answer answer;
    answer.response.headers.Add("Content-Type", "application/json");
    answer.response.headers.Add("X-Reqid", "fake");
    answer.response.body = body;
    if (request.target.starts_with("/_sim/defer")) {
      answer.deferred = ++last_ticket_;
      ready[answer.deferred] = std::nullopt;
    }
    return answer;
  }

  bool TakesBody(std::string_view, std::string_view) const override { return true; }

  std::optional<Response> FinishDeferred(int64_t ticket) override { return ready[ticket]; }
  double DeferredProgress(int64_t) override { return 0.5; }

  Status Commit() override {
    ++commits;
    if (on_commit) on_commit();
    return commit_status;
  }

  TickReport Tick(Instant, int64_t) override {
    ++ticks;
    return on_tick ? on_tick() : TickReport();
  }

  std::vector<Effect> TakeEffects(size_t limit) override {
    std::vector<Effect> taken;
    while (taken.size() < limit && !effects.empty()) {
      taken.push_back(std::move(effects.front()));
      effects.erase(effects.begin());
    }
    return taken;
  }
  void Resolve(const EffectResult& result) override { resolved.push_back(result); }
  void ReleaseEffects() override {}
  Status LoadState(std::string_view) override { return Status(); }

 private:
  int64_t last_ticket_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_TESTS_SUPPORT_FAKE_SIMULATOR_H_
