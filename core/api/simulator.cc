#include "core/api/simulator.h"

#include <algorithm>
#include <exception>
#include <map>

#include "core/api/auth.h"
#include "core/api/clock_json.h"
#include "core/api/control.h"
#include "core/api/faults.h"
#include "core/api/router.h"
#include "core/api/url.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/engine/engine.h"

namespace pandora {
namespace {

// Tasks that one request may run by itself; a longer advance goes on in Tick, between other requests.
constexpr int64_t kTasksPerRequest = 64;

class SimulatorImpl final : public Simulator, public Control {
 public:
  SimulatorImpl(const SimulatorOptions& options, std::unique_ptr<Engine> engine, Instant host_now)
      : options_(options), engine_(std::move(engine)), router_(AllRoutes()), auth_(options.auth), host_now_(host_now) {}

  // Simulator
  Answer Handle(const Request& request) override;
  bool TakesBody(std::string_view method, std::string_view target) const override;
  std::optional<Response> FinishDeferred(int64_t ticket) override;
  double DeferredProgress(int64_t ticket) override;
  Status Commit() override;
  TickReport Tick(Instant host_now, int64_t budget) override;
  std::vector<Effect> TakeEffects(size_t limit) override;
  void Resolve(const EffectResult& result) override;
  void ReleaseEffects() override { engine_->exports().http().Release(); }
  Status LoadState(std::string_view bytes) override;

  // Control
  Result<int64_t> Advance(Instant target) override;
  void StopAdvances() override { targets_.clear(); }
  const std::string& host_name() const override { return options_.host_name; }
  const std::string& deliveries_off() const override { return options_.deliveries_off; }
  const std::string& state_file() const override { return state_file_; }
  AuthSettings& auth() override { return auth_; }
  void ResetAuth() override { auth_ = options_.auth; }

  Status LoadDefaultKey();

 private:
  // An advance of the clock that outlives its request.
  struct Deferred {
    Instant from;
    std::string request_id;
  };

  Status Dispatch(const Request& request, const SplitTarget& target, Reply* reply, RouteKind* kind);
  Status RunHandler(RequestContext& context, Reply* reply);
  Result<std::string> AccountOf(const Request& request, const Route& route);
  void Record(const Request& request, const SplitTarget& target, RouteKind kind, const Response& response,
              const std::string& note);
  Response MakeResponse(const Status& status, Reply reply, const std::string& request_id) const;
  std::string NextRequestId();

  SimulatorOptions options_;
  std::unique_ptr<Engine> engine_;
  Router router_;
  FaultTable faults_;
  AuthSettings auth_;
  Instant host_now_;
  std::string state_file_;
  std::string default_key_;  // the access key whose account is the default one
  int64_t requests_ = 0;
  int64_t last_ticket_ = 0;
  std::map<int64_t, Instant> targets_;    // advances under way: where they lead to
  std::map<int64_t, Deferred> deferred_;  // answers that wait for them
  Status group_failure_;                  // a Commit inside a request failed: what the group's Commit answers
};

// The first access key that changes something owns the default account, which the control API shows. Others have
// their own. (docs/decisions/0003-accounts.md)
Result<std::string> SimulatorImpl::AccountOf(const Request& request, const Route& route) {
  const bool documented = route.pattern.substr(0, 2) == "/v";
  if (!documented && request.headers.Find("Authorization") == nullptr) return std::string();
  PANDORA_ASSIGN_OR_RETURN(std::string key, Authenticate(request, auth_, engine_->state().clock));
  if (default_key_.empty()) {
    if (route.kind != RouteKind::kChange && route.kind != RouteKind::kPush) return std::string();
    PANDORA_RETURN_IF_ERROR(engine_->state().file->BeginWrite());
    PANDORA_RETURN_IF_ERROR(engine_->state().file->SetMeta("defaultKey", key));
    default_key_ = key;
  }
  return key == default_key_ ? std::string() : key;
}

Status SimulatorImpl::LoadDefaultKey() {
  PANDORA_ASSIGN_OR_RETURN(default_key_, engine_->state().file->GetMeta("defaultKey"));
  state_file_ = options_.files == nullptr      ? ":memory:"
                : options_.state_label.empty() ? options_.state_file
                                               : options_.state_label;
  return {};
}

Status SimulatorImpl::RunHandler(RequestContext& context, Reply* reply) {
  try {
    switch (context.route.kind) {
      case RouteKind::kRead:
      case RouteKind::kControl: return context.route.handler(context, reply);
      case RouteKind::kPush:
        PANDORA_RETURN_IF_ERROR(engine_->state().file->BeginWrite());
        return context.route.handler(context, reply);
      case RouteKind::kChange: return engine_->Atomically([&] { return context.route.handler(context, reply); });
    }
  } catch (const std::exception& error) {
    // Only a library that ran out of memory gets here; nothing of ours throws.
    engine_->Rollback();
    group_failure_ = Status(ErrorCode::kInternal, error.what());
    return group_failure_;
  }
  return Status(ErrorCode::kInternal, "route of an unknown kind");
}

Status SimulatorImpl::Dispatch(const Request& request, const SplitTarget& target, Reply* reply, RouteKind* kind) {
  std::string allow;
  Result<Router::Match> match = router_.Find(request.method, target.path, &allow);
  if (!match.ok()) {
    if (!allow.empty()) reply->headers.emplace_back("Allow", allow);
    return match.status();
  }
  const Route& route = *match->route;
  *kind = route.kind;
  PANDORA_ASSIGN_OR_RETURN(std::string account, AccountOf(request, route));
  if (!faults_.empty()) {
    if (std::optional<Status> fault = faults_.Take(request.method, target.path)) return *fault;
  }
  RequestContext context{request,
                         route,
                         *engine_,
                         faults_,
                         *this,
                         host_now_,
                         std::move(account),
                         std::move(match->parameters),
                         ParseQueryString(target.query)};
  PANDORA_RETURN_IF_ERROR(RunHandler(context, reply));
  if (route.id == "resetState" || route.id == "uploadState") {
    requests_ = 0;
    return LoadDefaultKey();
  }
  return {};
}

std::string SimulatorImpl::NextRequestId() {
  // Same inputs, same ids: a counter in the shape of the service's sixteen characters.
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id(16, '0');
  int64_t value = ++requests_;
  for (size_t i = id.size(); value != 0 && i > 0; value >>= 4) id[--i] = kDigits[static_cast<size_t>(value & 15)];
  return id;
}

Response SimulatorImpl::MakeResponse(const Status& status, Reply reply, const std::string& request_id) const {
  Response response;
  if (status.ok()) {
    response.status = reply.status;
    response.body = std::move(reply.body);
    response.headers.Add("Content-Type", std::move(reply.content_type));
  } else {
    response.status = GetErrorInfo(status.code()).http_status;
    response.body = R"({"error":)";
    AppendJsonString(status.message(), &response.body);
    response.body.push_back('}');
    response.headers.Add("Content-Type", "application/json");
  }
  response.headers.Add("X-Reqid", request_id);
  for (auto& [name, value] : reply.headers) response.headers.Add(std::move(name), std::move(value));
  return response;
}

void SimulatorImpl::Record(const Request& request, const SplitTarget& target, RouteKind kind, const Response& response,
                           const std::string& note) {
  if (!engine_->state().file->BeginWrite().ok()) return;
  JournalEntry entry;
  entry.at = engine_->state().now();
  entry.kind = "request";
  entry.method = request.method;
  // The key of an account may stand in no query, so the target is safe to keep; its length is bounded by the hosts.
  entry.target = std::string(target.path);
  if (!target.query.empty()) entry.target.append("?").append(target.query);
  entry.status = response.status;
  entry.note = note;
  entry.body_size = static_cast<int64_t>(request.body.size());
  entry.body_hash = HashContent(request.body);
  entry.response_hash = HashContent(response.body);
  if (kind != RouteKind::kPush && request.body.size() <= Journal::kKeptBody) entry.body = request.body;
  const Status status = engine_->state().journal.Append(std::move(entry));
  if (!status.ok()) group_failure_ = status;
}

bool SimulatorImpl::TakesBody(std::string_view method, std::string_view target) const {
  std::string allow;
  const Result<Router::Match> match = router_.Find(method, SplitPathAndQuery(target).path, &allow);
  return !match.ok() || !match->route->content_type.empty();
}

Simulator::Answer SimulatorImpl::Handle(const Request& request) {
  const std::string request_id = NextRequestId();
  const SplitTarget target = SplitPathAndQuery(request.target);
  RouteKind kind = RouteKind::kRead;
  Reply reply;
  const Status status = Dispatch(request, target, &reply, &kind);
  Answer answer;
  answer.deferred = status.ok() ? reply.deferred : 0;
  const std::string note = status.ok() ? reply.note : status.message();
  answer.response = MakeResponse(status, std::move(reply), request_id);
  const bool unknown_route = kind == RouteKind::kRead && request.method != "GET" && request.method != "HEAD";
  const bool input = kind == RouteKind::kChange || kind == RouteKind::kPush || unknown_route;
  const bool clock_input = kind == RouteKind::kControl && target.path == "/_sim/clock";
  if (input || clock_input) Record(request, target, kind, answer.response, note);
  if (answer.deferred != 0) deferred_[answer.deferred] = Deferred{engine_->state().now(), request_id};
  return answer;
}

Result<int64_t> SimulatorImpl::Advance(Instant target) {
  PANDORA_ASSIGN_OR_RETURN(const Engine::Progress progress, engine_->AdvanceTo(target, kTasksPerRequest));
  if (progress.reached) return 0;
  targets_[++last_ticket_] = target;
  return last_ticket_;
}

std::optional<Response> SimulatorImpl::FinishDeferred(int64_t ticket) {
  const auto waiting = deferred_.find(ticket);
  if (waiting == deferred_.end() || targets_.count(ticket) != 0) return std::nullopt;
  Reply reply;
  const Result<Json> clock = DescribeClock(*engine_);
  if (clock.ok()) reply.SetJson(*clock);
  Response response = MakeResponse(clock.status(), std::move(reply), waiting->second.request_id);
  deferred_.erase(waiting);
  return response;
}

double SimulatorImpl::DeferredProgress(int64_t ticket) {
  const auto waiting = deferred_.find(ticket);
  const auto target = targets_.find(ticket);
  if (waiting == deferred_.end() || target == targets_.end()) return 1;
  const double whole = static_cast<double>(target->second.micros - waiting->second.from.micros);
  const double done = static_cast<double>(engine_->state().now().micros - waiting->second.from.micros);
  return whole <= 0 ? 1 : std::clamp(done / whole, 0.0, 1.0);
}

Status SimulatorImpl::Commit() {
  Status status = group_failure_;
  group_failure_ = Status();
  if (status.ok()) {
    status = engine_->Commit();
  } else {
    engine_->Rollback();
  }
  if (!status.ok()) LoadDefaultKey().IgnoreError();
  return status;
}

TickReport SimulatorImpl::Tick(Instant host_now, int64_t budget) {
  host_now_ = host_now;
  Clock& clock = engine_->state().clock;
  Instant target = clock.TargetAt(host_now);
  for (const auto& [ticket, instant] : targets_) target = std::max(target, instant);
  TickReport report;
  const Result<Engine::Progress> progress = engine_->AdvanceTo(target, budget);
  if (!progress.ok()) {
    // Counted as work done, so that the host's Commit tells of it.
    report.fired = 1;
    group_failure_ = progress.status();
    targets_.clear();
    return report;
  }
  report.fired = progress->fired;
  report.more = !progress->reached;
  for (auto it = targets_.begin(); it != targets_.end();) {
    it = progress->reached && it->second <= clock.now() ? targets_.erase(it) : std::next(it);
  }
  const Result<std::optional<Task>> next = engine_->state().timeline.Next();
  if (next.ok() && *next) {
    report.next = (*next)->due;
    if (clock.scale() > 0) {
      const double wait =
          static_cast<double>(std::max<int64_t>(0, (*next)->due.micros - clock.now().micros)) / clock.scale();
      report.wait_micros = static_cast<int64_t>(std::min(wait, 60.0 * kMicrosPerSecond));
    }
  }
  if (report.more) report.wait_micros = 0;
  return report;
}

std::vector<Effect> SimulatorImpl::TakeEffects(size_t limit) {
  std::vector<Effect> effects;
  if (!options_.deliveries_off.empty() || engine_->state().file->in_transaction()) return effects;
  while (effects.size() < limit) {
    Result<std::optional<OutgoingDelivery>> next = engine_->exports().NextDelivery();
    // When storage fails, they are asked for again at the next turn.
    if (!next.ok() || !*next) break;
    OutgoingDelivery& outgoing = **next;
    Effect effect;
    effect.id = outgoing.attempt;
    effect.request.method = "POST";
    effect.request.target = std::move(outgoing.url);
    effect.request.headers.Add("Content-Type", std::move(outgoing.content_type));
    effect.request.headers.Add("User-Agent", "Pandora-Sim/" + std::string(kVersion));
    effect.request.body = std::move(outgoing.body);
    const std::string& key = outgoing.account.empty() ? default_key_ : outgoing.account;
    effect.own_authorization = OwnAuthorization(auth_, key, effect.request, engine_->state().now());
    effects.push_back(std::move(effect));
  }
  return effects;
}

void SimulatorImpl::Resolve(const EffectResult& result) {
  if (result.held) return engine_->exports().http().Hold(result.id, result.error);
  const Status status = engine_->ResolveDelivery(DeliveryResult{result.id, result.status, result.error, result.body});
  if (!status.ok()) group_failure_ = status;
}

Status SimulatorImpl::LoadState(std::string_view bytes) {
  targets_.clear();
  PANDORA_RETURN_IF_ERROR(engine_->LoadState(bytes, host_now_));
  return LoadDefaultKey();
}

}  // namespace

Result<std::unique_ptr<Simulator>> Simulator::Open(const SimulatorOptions& options, Instant host_now) {
  EngineOptions engine_options;
  engine_options.state.files = options.files;
  engine_options.state.name = options.state_file;
  engine_options.state.label = options.state_label;
  engine_options.state.sync_full = options.sync_full;
  engine_options.clock_mode = options.virtual_clock ? Clock::Mode::kVirtual : Clock::Mode::kReal;
  engine_options.force_clock_mode = options.force_clock;
  PANDORA_ASSIGN_OR_RETURN(std::unique_ptr<Engine> engine, Engine::Open(engine_options, host_now));
  auto simulator = std::make_unique<SimulatorImpl>(options, std::move(engine), host_now);
  PANDORA_RETURN_IF_ERROR(simulator->LoadDefaultKey());
  return std::unique_ptr<Simulator>(std::move(simulator));
}

}  // namespace pandora
