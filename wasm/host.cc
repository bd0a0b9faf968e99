#include "wasm/host.h"

#include <exception>
#include <memory>

#include "core/api/simulator.h"
#include "core/scenario/report_json.h"
#include "wasm/browser_file_system.h"

namespace pandora::wasm {
namespace {

constexpr int kBudget = 64;

struct State {
  std::unique_ptr<BrowserFileSystem> files;
  std::unique_ptr<Simulator> simulator;
  std::unique_ptr<Scenario> scenario;
  std::string inbox;
  std::string outbox;
};

State& state() {
  static State* const kState = new State;
  return *kState;
}

Instant FromMillis(double millis) { return Instant{static_cast<int64_t>(millis * 1000)}; }

Response Refusal(int status, const std::string& error) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/json");
  response.body = "{\"error\":\"" + error + "\"}";
  return response;
}

Reply ReplyFor(const std::string& message, int64_t ticket) {
  return Reply{static_cast<uint32_t>(reinterpret_cast<uintptr_t>(message.data())),
               static_cast<uint32_t>(message.size()), static_cast<double>(ticket)};
}

Reply Answer(const Response& response, int64_t deferred) {
  state().outbox = FormatResponse(response);
  return ReplyFor(state().outbox, deferred);
}

// Runs `work`; when a library throws (out of memory: nothing of ours throws) answers what `failed` makes of its words.
template <typename Work, typename Failed>
auto Guarded(Work work, Failed failed) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& error) {
    return failed(error.what());
  } catch (...) {
    return failed("unknown exception");
  }
}

// One request to its end, committed: what a scenario's transport does.
Result<Response> Send(Simulator* simulator, const Request& request) {
  Simulator::Answer answer = simulator->Handle(request);
  while (answer.deferred != 0) {
    simulator->Tick(Instant{}, kBudget);
    if (std::optional<Response> last = simulator->FinishDeferred(answer.deferred)) {
      answer = Simulator::Answer{*std::move(last), 0};
    }
  }
  PANDORA_RETURN_IF_ERROR(simulator->Commit());
  return std::move(answer.response);
}

std::string OpenState(bool on_files, const std::string& host_name, double now_millis) {
  state().simulator.reset();
  state().files.reset();
  State& s = state();
  if (on_files) s.files = MakeBrowserFileSystem();
  SimulatorOptions options;
  options.files = s.files.get();
  options.host_name = host_name;
  options.deliveries_off.clear();  // the worker makes them, or holds them with a reason of its own
  options.sync_full = true;        // a commit ends with a sync of the log, at which the bytes leave the module
  Result<std::unique_ptr<Simulator>> simulator = Simulator::Open(options, FromMillis(now_millis));
  if (!simulator.ok()) return simulator.status().message();
  s.simulator = std::move(simulator).value();
  const Status committed = s.simulator->Commit();
  if (s.files) s.files->OpeningDone();
  return committed.message();
}

Reply HandleInbox() {
  State& s = state();
  if (!s.simulator) return Answer(Refusal(503, "no state is open"), 0);
  const Result<Request> request = ParseRequest(s.inbox);
  if (!request.ok()) return Answer(Refusal(400, "the message is no HTTP request"), 0);
  const Simulator::Answer answer = s.simulator->Handle(*request);
  return Answer(answer.response, answer.deferred);
}

}  // namespace

std::string Open(bool on_files, const std::string& host_name, double now_millis) {
  return Guarded([&] { return OpenState(on_files, host_name, now_millis); },
                 [](const char* what) { return std::string(what); });
}

void Close() {
  state().simulator.reset();
  state().files.reset();
}

uint32_t Inbox(uint32_t size) {
  state().inbox.resize(size);
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(state().inbox.data()));
}

Reply Handle() {
  return Guarded(HandleInbox, [](const char*) { return Answer(Refusal(500, "out of memory"), 0); });
}

Reply FinishDeferred(double ticket) {
  State& s = state();
  if (!s.simulator) return Answer(Refusal(503, "no state is open"), 0);
  const std::optional<Response> response = s.simulator->FinishDeferred(static_cast<int64_t>(ticket));
  return response ? Answer(*response, 0) : Reply{};
}

double DeferredProgress(double ticket) {
  return state().simulator ? state().simulator->DeferredProgress(static_cast<int64_t>(ticket)) : 1;
}

CommitReport Commit() {
  if (!state().simulator) return CommitReport{503, "no state is open"};
  const Status status = state().simulator->Commit();
  if (status.ok()) return CommitReport{};
  return CommitReport{GetErrorInfo(status.code()).http_status, status.message()};
}

TickSummary Tick(double now_millis, int budget) {
  if (!state().simulator) return TickSummary{};
  const TickReport report = state().simulator->Tick(FromMillis(now_millis), budget);
  TickSummary summary{static_cast<double>(report.fired), report.more, -1};
  if (report.wait_micros) summary.wait_millis = static_cast<double>(*report.wait_micros) / 1000;
  return summary;
}

Reply NextEffect() {
  State& s = state();
  if (!s.simulator) return Reply{};
  return Guarded(
      [&s] {
        std::vector<Effect> effects = s.simulator->TakeEffects(1);
        if (effects.empty()) return Reply{};
        Effect& effect = effects.front();
        effect.request.headers.Add("Authorization", effect.own_authorization);
        s.outbox = FormatRequest(effect.request);
        return ReplyFor(s.outbox, effect.id);
      },
      [](const char*) { return Reply{}; });
}

void ResolveEffect(double id, int status, const std::string& error, const std::string& body, bool held) {
  State& s = state();
  if (!s.simulator) return;
  Guarded(
      [&] {
        return (s.simulator->Resolve({static_cast<int64_t>(id), status, error, body, held}), true);
      },
      [](const char*) { return false; });
}

void ReleaseEffects() {
  if (state().simulator) state().simulator->ReleaseEffects();
}

ScenarioOutline OpenScenario(const std::string& name, const std::string& text) {
  State& s = state();
  using Parsed = Result<std::unique_ptr<Scenario>>;
  Parsed scenario = Guarded([&] { return Scenario::Parse(name, text); },
                            [](const char* what) { return Parsed(Status(ErrorCode::kInternal, what)); });
  if (!scenario.ok()) return ScenarioOutline{{}, scenario.status().message()};
  s.scenario = std::move(scenario).value();
  ScenarioOutline outline;
  for (int i = 0; i < s.scenario->entry_count(); ++i) outline.titles.push_back(s.scenario->EntryTitle(i));
  return outline;
}

StepReport StepScenario(const Transport& transport, const FileLoader& files) {
  State& s = state();
  if (!s.scenario) return StepReport{0, true, "no scenario is open"};
  StepReport report;
  report.entry = s.scenario->report().entries_run;
  Guarded([&] { return s.scenario->Step(transport, files); },
          [&](const char* what) { return (report.failure = what, false); });
  const ScenarioReport& all = s.scenario->report();
  for (const ScenarioFailure& failure : all.failures) {
    report.failure +=
        (report.failure.empty() ? "line " : "\nline ") + std::to_string(failure.line) + ": " + failure.message;
  }
  report.done = !report.failure.empty() || all.entries_run == s.scenario->entry_count();
  return report;
}

std::string RunScenario(const std::string& name, const std::string& text, const std::string& variables_json,
                        const FileLoader& files) {
  SimulatorOptions options;
  options.virtual_clock = true;
  options.host_name = "wasm";
  Result<std::unique_ptr<Simulator>> simulator = Simulator::Open(options, Instant{});
  const Transport transport = [&](const Request& request) -> Result<Response> {
    if (!simulator.ok()) return simulator.status();
    return Send(simulator->get(), request);
  };
  return Guarded([&] { return RunScenarioToJson(name, text, variables_json, transport, files); },
                 [](const char*) {
                   return std::string(R"({"ok":false,"failures":[{"entry":0,"line":0,"message":"out of memory"}]})");
                 });
}

}  // namespace pandora::wasm
