#include "native/server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <ctime>
#include <utility>

#include "native/connection.h"
#include "native/connection_set.h"
#include "native/delivery.h"
#include "native/host_clock.h"
#include "native/log.h"
#include "native/request_guard.h"

namespace pandora {
namespace {

namespace asio = boost::asio;
using ErrorCodeOut = boost::system::error_code;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Few enough that requests are served between two Ticks, many enough that the commit after them is worth it.
constexpr int64_t kTasksPerTurn = 64;
// Bounds a turn: a client that uploads faster than its bytes are read must not keep the others from their answers.
constexpr size_t kHandlersPerTurn = 4096;
constexpr seconds kSweepInterval{1};
constexpr seconds kRetryAfterFailure{1};
constexpr seconds kShutdownTime{3};

// The paths of the service and of its control; all others are the console's.
constexpr std::string_view kSimulatorPaths[] = {"/v1", "/v2", "/v4", "/v5", "/dag", "/_sim"};

bool IsSimulatorPath(std::string_view target) {
  for (const std::string_view path : kSimulatorPaths) {
    if (!target.starts_with(path)) continue;
    if (target.size() == path.size() || target[path.size()] == '/' || target[path.size()] == '?') return true;
  }
  return false;
}

std::string HttpDate(std::time_t seconds_since_epoch) {
  std::tm utc{};
  gmtime_r(&seconds_since_epoch, &utc);
  char text[40];
  return std::string(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc));
}

class AsioServer final : public Server, public Connection::Owner {
 public:
  AsioServer(ServerOptions options, Simulator* simulator)
      : options_(std::move(options)),
        simulator_(simulator),
        guard_(options_.host, options_.allowed_hosts, options_.cors_origins) {}

  ~AsioServer() override {
    connections_.StopListening();
    connections_.CloseAll();
  }

  Status Open();
  int port() const override { return connections_.port(); }
  std::string url() const override;
  void Run() override;
  void Stop() override;
  bool resolving() const override { return deliverer_.resolving(); }
  void RunTurn(bool wait) override;

 private:
  struct Deferred {
    int64_t ticket;
    std::shared_ptr<Connection> connection;
  };
  using Group = std::vector<std::shared_ptr<Connection>>;

  // Connection::Owner
  void OnReady(std::shared_ptr<Connection> connection) override { ready_.push_back(std::move(connection)); }
  void OnClosed(Connection* connection) override { connections_.Remove(connection); }
  std::optional<Response> Admit(const Request& request, std::string* extra_fields) override {
    return guard_.Check(request, extra_fields);
  }
  bool NeedsLength(const Request& request) const override {
    return simulator_->TakesBody(request.method, request.target);
  }
  SteadyTime Now() const override;
  std::string_view Date() const override;

  void Turn();
  TickReport Tick();
  bool AnswerBatch(const std::shared_ptr<Connection>& connection);
  bool FinishDeferred(Group* group);
  Status Commit();
  bool ResolveDeliveries();
  void StartDeliveries();
  void ScheduleWake(SteadyTime wanted);
  void OnWake();
  void FinishSending();
  void LogRequest(const Exchange& exchange, int status) const;

  const ServerOptions options_;
  Simulator* const simulator_;
  RequestGuard guard_;
  asio::io_context context_{1};
  ConnectionSet connections_{&context_, this, options_.max_connections};
  Deliverer deliverer_{&context_, [this](EffectResult result) { results_.push_back(std::move(result)); }};
  asio::signal_set signals_{context_};
  asio::steady_timer wake_timer_{context_};
  bool stopping_ = false;
  bool busy_ = true;  // the next turn shall not wait: the simulator has more to do
  Group ready_;
  std::vector<Deferred> deferred_;
  std::vector<EffectResult> results_;  // of deliveries, to be told to the simulator
  SteadyTime wake_at_ = SteadyTime::max();
  SteadyTime next_sweep_;
  SteadyTime tick_not_before_;
  // Of the present turn, found out when first asked for.
  mutable std::optional<SteadyTime> now_;
  mutable SteadyTime date_until_;
  mutable std::string date_;
};

Status AsioServer::Open() {
  // From now on, not only from Run: whoever learns the address may send SIGTERM at once.
  for (const int number : {SIGTERM, SIGINT}) signals_.add(number);
  signals_.async_wait([this](const ErrorCodeOut& error, int) {
    if (!error) Stop();
  });
  PANDORA_RETURN_IF_ERROR(connections_.Listen(options_.host, options_.port));
  deliverer_.SetOwnAddress(options_.host, port());
  return Status();
}

std::string AsioServer::url() const {
  const bool version6 = options_.host.find(':') != std::string::npos;
  return "http://" + (version6 ? "[" + options_.host + "]" : options_.host) + ":" + std::to_string(port());
}

SteadyTime AsioServer::Now() const {
  if (!now_) now_ = steady_clock::now();
  return *now_;
}

std::string_view AsioServer::Date() const {
  if (Now() >= date_until_) {
    date_ = HttpDate(std::time(nullptr));
    date_until_ = Now() + seconds(1);
  }
  return date_;
}

void AsioServer::Run() {
  while (!stopping_) RunTurn(true);
  // What came in before the end was asked for is still answered.
  Turn();
  FinishSending();
  connections_.CloseAll();
}

void AsioServer::Stop() {
  stopping_ = true;
  connections_.StopListening();
}

void AsioServer::RunTurn(bool wait) {
  now_.reset();
  size_t handlers = 0;
  if (wait && !busy_) handlers = context_.run_one();
  while (handlers < kHandlersPerTurn && context_.poll_one() > 0) ++handlers;
  if (!stopping_) Turn();
}

void AsioServer::Turn() {
  Group group;
  group.swap(ready_);
  const TickReport tick = Tick();
  bool touched = tick.fired > 0;
  touched |= ResolveDeliveries();
  for (const auto& connection : group) touched |= AnswerBatch(connection);
  touched |= FinishDeferred(&group);
  const Status commit = touched ? Commit() : Status();
  for (const auto& connection : group) {
    connection->EndTurn(commit);
    connection->Flush();
  }
  for (const auto& connection : group) connection->Resume();
  if (commit.ok()) StartDeliveries();
  // Whatever touched the simulator may have changed what is due when: one more Tick tells.
  const bool tick_again = tick.more || touched || !deferred_.empty();
  busy_ = !ready_.empty() || (tick_again && Now() >= tick_not_before_);
  if (busy_) return;
  SteadyTime next = SteadyTime::max();
  if (tick.wait_micros) next = Now() + microseconds(*tick.wait_micros);
  ScheduleWake(tick_again ? tick_not_before_ : next);
}

TickReport AsioServer::Tick() {
  if (Now() < tick_not_before_) {
    TickReport later;
    later.wait_micros = std::chrono::duration_cast<microseconds>(tick_not_before_ - Now()).count();
    return later;
  }
  return simulator_->Tick(HostNow(), kTasksPerTurn);
}

// Answers what can be answered of the connection's batch; true when the simulator was asked.
bool AsioServer::AnswerBatch(const std::shared_ptr<Connection>& connection) {
  bool touched = false;
  while (Exchange* exchange = connection->Next()) {
    const Request& request = exchange->head.request;
    if (exchange->refusal) {
      LogRequest(*exchange, exchange->refusal->status);
      connection->Answer(*exchange->refusal, true);
    } else if (options_.web && !IsSimulatorPath(request.target)) {
      const Response response = options_.web->Serve(request);
      LogRequest(*exchange, response.status);
      connection->Answer(response, true);
    } else {
      touched = true;
      const Simulator::Answer answer = simulator_->Handle(request);
      if (answer.deferred != 0) {
        deferred_.push_back({answer.deferred, connection});
        break;
      }
      LogRequest(*exchange, answer.response.status);
      connection->Answer(answer.response, false);
    }
  }
  return touched;
}

bool AsioServer::FinishDeferred(Group* group) {
  bool touched = false;
  std::vector<Deferred> waiting;
  waiting.swap(deferred_);
  for (Deferred& entry : waiting) {
    const std::optional<Response> response = simulator_->FinishDeferred(entry.ticket);
    if (!response) {
      deferred_.push_back(std::move(entry));
      continue;
    }
    touched = true;
    if (const Exchange* exchange = entry.connection->Next()) LogRequest(*exchange, response->status);
    if (entry.connection->Next() != nullptr) entry.connection->Answer(*response, false);
    AnswerBatch(entry.connection);
    group->push_back(std::move(entry.connection));
  }
  return touched;
}

bool AsioServer::ResolveDeliveries() {
  std::vector<EffectResult> results;
  results.swap(results_);
  for (const EffectResult& result : results) simulator_->Resolve(result);
  return !results.empty();
}

// After a commit: nothing leaves before it is durable that it was to leave.
void AsioServer::StartDeliveries() {
  if (stopping_ || deliverer_.room() == 0) return;
  for (Effect& effect : simulator_->TakeEffects(deliverer_.room())) deliverer_.Start(std::move(effect));
}

Status AsioServer::Commit() {
  Status status = simulator_->Commit();
  if (!status.ok()) {
    LogError("commit failed: " + status.message());
    // Tasks that are due would fail again at once, and again.
    tick_not_before_ = Now() + kRetryAfterFailure;
  }
  return status;
}

void AsioServer::ScheduleWake(SteadyTime wanted) {
  if (!connections_.empty()) wanted = std::min(wanted, std::max(next_sweep_, Now()));
  // Setting a timer is a system call, and most turns ask for nearly the same time as the one before.
  if (wanted == SteadyTime::max() || wanted + milliseconds(1) >= wake_at_) return;
  wake_at_ = wanted;
  wake_timer_.expires_at(wanted);
  wake_timer_.async_wait([this](const ErrorCodeOut& cancelled) {
    if (!cancelled) OnWake();
  });
}

void AsioServer::OnWake() {
  wake_at_ = SteadyTime::max();
  if (Now() < next_sweep_) return;
  next_sweep_ = Now() + kSweepInterval;
  connections_.TimeOut(Now());
}

// The last answers may be too large for a socket's buffer: gives their readers a moment.
void AsioServer::FinishSending() {
  const SteadyTime end = steady_clock::now() + kShutdownTime;
  while (connections_.sending() && steady_clock::now() < end) context_.run_one_for(milliseconds(50));
}

void AsioServer::LogRequest(const Exchange& exchange, int status) const {
  if (!LogEnabled(LogLevel::kDebug)) return;
  const std::string& target = exchange.head.request.target;
  Log(LogLevel::kDebug,
      exchange.head.request.method + " " + target.substr(0, target.find('?')) + " " + std::to_string(status));
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Listen(ServerOptions options, Simulator* simulator) {
  auto server = std::make_unique<AsioServer>(std::move(options), simulator);
  PANDORA_RETURN_IF_ERROR(server->Open());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace pandora
