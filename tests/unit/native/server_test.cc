// The server turn by turn, over real sockets but in one thread: the test writes, runs turns, and reads.
#include "native/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "native/log.h"
#include "tests/support/fake_simulator.h"

namespace pandora {
namespace {

class Client {
 public:
  explicit Client(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void Send(const std::string& text) {
    ASSERT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  // What has come; sets `ended` when the server closed.
  std::string Received() {
    std::string text;
    char buffer[65536];
    ssize_t n;
    while ((n = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT)) > 0) text.append(buffer, static_cast<size_t>(n));
    ended = n == 0;
    return text;
  }
  bool ended = false;

 private:
  const int fd_;
  bool connected_ = false;
};

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    SetLogLevel("quiet");
    Listen({});
  }

  void Listen(ServerOptions options) {
    server_.reset();
    auto server = Server::Listen(std::move(options), &simulator_);
    ASSERT_TRUE(server.ok()) << server.status().message();
    server_ = *std::move(server);
  }

  // Loopback delivers at once, so that a few turns without waiting see all that was sent.
  void Turns(int count = 6) {
    for (int i = 0; i < count; ++i) server_->RunTurn(false);
  }

  static std::string Post(const std::string& path, const std::string& body) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  static std::string Get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }

  FakeSimulator simulator_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  Client client(server_->port());
  for (int i = 0; i < 3; ++i) {
    client.Send(Post("/v2/repos/r/data", "a=1"));
    Turns();
    const std::string text = client.Received();
    EXPECT_TRUE(text.starts_with("HTTP/1.1 200 OK\r\n")) << text;
    EXPECT_NE(text.find("\r\nX-Reqid: fake\r\n"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\r\n\r\n{\"repos\":[]}")) << text;
  }
  ASSERT_EQ(simulator_.handled.size(), 3u);
  EXPECT_EQ(simulator_.handled[0].body, "a=1");
  EXPECT_EQ(simulator_.handled[0].peer, "127.0.0.1");
}

TEST_F(ServerTest, MakesDeliveriesAndTellsWhatCameOfThem) {
  const std::string own = "http://127.0.0.1:" + std::to_string(server_->port());
  const std::string targets[] = {own + "/v2/repos/r/data", "ftp://nowhere/"};
  for (const std::string& target : targets) {
    Effect effect;
    effect.id = static_cast<int64_t>(simulator_.effects.size()) + 1;
    effect.request.method = "POST";
    effect.request.target = target;
    effect.request.headers.Add("Content-Type", "text/plain");
    effect.request.body = "a=1";
    effect.own_authorization = "Pandora key:delivery";
    simulator_.effects.push_back(effect);
  }
  // Each waits for something to happen; the server wakes once a second at the latest while somebody is connected.
  for (int i = 0; i < 100 && simulator_.resolved.size() < 2; ++i) server_->RunTurn(true);
  ASSERT_EQ(simulator_.resolved.size(), 2u);
  const bool own_first = simulator_.resolved[0].id == 1;
  const EffectResult& good = simulator_.resolved[own_first ? 0 : 1];
  const EffectResult& bad = simulator_.resolved[own_first ? 1 : 0];
  EXPECT_EQ(good.id, 1);
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(good.body, simulator_.body);
  EXPECT_EQ(bad.status, 0);
  EXPECT_NE(bad.error, "");
  ASSERT_EQ(simulator_.handled.size(), 1u);
  const Request& request = simulator_.handled[0];
  EXPECT_EQ(request.target, "/v2/repos/r/data");
  EXPECT_EQ(request.body, "a=1");
  ASSERT_NE(request.headers.Find("Authorization"), nullptr) << "it came back to its own simulator";
  EXPECT_EQ(*request.headers.Find("Authorization"), "Pandora key:delivery");
  EXPECT_GE(simulator_.commits, 2) << "results are inputs";
}

TEST_F(ServerTest, OneCommitForAllRequestsOfATurnAndNoAnswerBeforeIt) {
  Client first(server_->port());
  Client second(server_->port());
  Turns(2);
  simulator_.commits = 0;
  simulator_.on_commit = [&] { EXPECT_EQ(first.Received() + second.Received(), "") << "answered before the commit"; };
  first.Send(Post("/v2/repos/r/data", "a=1") + Post("/v2/repos/r/data", "a=2"));
  second.Send(Post("/v2/repos/r/data", "a=3"));
  Turns();
  EXPECT_EQ(simulator_.commits, 1);
  EXPECT_EQ(simulator_.handled.size(), 3u);
  EXPECT_EQ(Count(first.Received(), "HTTP/1.1 200 OK"), 2u);
  EXPECT_EQ(Count(second.Received(), "HTTP/1.1 200 OK"), 1u);
}

TEST_F(ServerTest, FailedCommitFailsEveryRequestOfTheTurn) {
  Client client(server_->port());
  simulator_.commit_status = Status(ErrorCode::kStorageFull, "disk");
  client.Send(Post("/v2/repos/r/data", "a=1") + Get("/v2/repos") + "POST /v2/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
  Turns();
  const std::string text = client.Received();
  EXPECT_EQ(Count(text, "HTTP/1.1 507 "), 2u) << text;
  EXPECT_EQ(Count(text, "{\"error\":\"storage is full: disk\"}"), 2u) << text;
  // What the server refused by itself stands, and so does the order.
  EXPECT_EQ(Count(text, "HTTP/1.1 411 "), 1u);
  EXPECT_GT(text.find("HTTP/1.1 411 "), text.rfind("HTTP/1.1 507 "));
}

TEST_F(ServerTest, ReadsBodiesInPieces) {
  Client client(server_->port());
  const std::string body(300'000, 'x');
  const std::string text = Post("/v2/repos/r/data", body);
  for (size_t at = 0; at < text.size(); at += 7919) {
    client.Send(text.substr(at, 7919));
    Turns(2);
  }
  Turns();
  ASSERT_EQ(simulator_.handled.size(), 1u);
  EXPECT_EQ(simulator_.handled[0].body, body);
}

TEST_F(ServerTest, SendsLargeAnswersToSlowReaders) {
  Client client(server_->port());
  simulator_.body = std::string(30'000'000, '~');
  client.Send(Get("/v2/a") + Get("/v2/b"));
  std::string text;
  for (int i = 0; i < 20'000 && text.size() < 60'000'000; ++i) {
    server_->RunTurn(false);
    text += client.Received();
  }
  EXPECT_EQ(Count(text, "HTTP/1.1 200 OK"), 2u);
  EXPECT_EQ(Count(text, "~"), 60'000'000u);
}

TEST_F(ServerTest, DeferredAnswersWaitWithoutHoldingOthersUp) {
  Client waiting(server_->port());
  Client other(server_->port());
  waiting.Send(Get("/v2/first") + Post("/_sim/defer", "") + Get("/v2/last"));
  Turns();
  EXPECT_EQ(Count(waiting.Received(), "HTTP/1.1 200 OK"), 1u);
  other.Send(Get("/v2/repos"));
  Turns();
  EXPECT_EQ(Count(other.Received(), "HTTP/1.1 200 OK"), 1u);
  EXPECT_EQ(waiting.Received(), "");
  Response done;
  done.body = "done";
  simulator_.ready[1] = done;
  Turns();
  const std::string text = waiting.Received();
  EXPECT_EQ(Count(text, "HTTP/1.1 200 OK"), 2u);
  EXPECT_LT(text.find("done"), text.find("repos"));
}

TEST_F(ServerTest, ClientsThatLeaveWhileDeferredDoNoHarm) {
  std::optional<Client> client(std::in_place, server_->port());
  client->Send(Post("/_sim/defer", ""));
  Turns();
  client.reset();
  Turns();
  simulator_.ready[1] = Response();
  Turns();
  EXPECT_EQ(simulator_.handled.size(), 1u);
}

TEST_F(ServerTest, GoesOnTickingWhileTasksAreDue) {
  int left = 5;
  simulator_.on_tick = [&] {
    TickReport report;
    report.fired = left > 0 ? 1 : 0;
    report.more = --left > 0;
    return report;
  };
  for (int i = 0; i < 5; ++i) server_->RunTurn(true);
  EXPECT_EQ(left, 0);
  EXPECT_EQ(simulator_.commits, 5);
}

TEST_F(ServerTest, WakesWhenTheNextTaskIsDue) {
  simulator_.on_tick = [] {
    TickReport report;
    report.wait_micros = 20'000;
    return report;
  };
  for (int i = 0; i < 3; ++i) server_->RunTurn(true);
  EXPECT_GE(simulator_.ticks, 3);
}

TEST_F(ServerTest, ClosesTheLongestIdleConnectionForANewOne) {
  ServerOptions options;
  options.max_connections = 2;
  Listen(std::move(options));
  Client first(server_->port());
  Client second(server_->port());
  Turns();
  second.Send(Get("/v2/repos"));
  Turns();
  Client third(server_->port());
  third.Send(Get("/v2/repos"));
  Turns();
  EXPECT_EQ(Count(third.Received(), "HTTP/1.1 200 OK"), 1u);
  EXPECT_EQ(first.Received() + "", "");
  EXPECT_TRUE(first.ended);
  EXPECT_FALSE(second.Received().empty());
  EXPECT_FALSE(second.ended);
}

TEST_F(ServerTest, StoppingAnswersWhatItHasTakenIn) {
  Client client(server_->port());
  Turns(2);
  client.Send(Post("/v2/repos/r/data", "a=1"));
  server_->RunTurn(false);
  server_->Stop();
  server_->Run();
  EXPECT_EQ(Count(client.Received(), "HTTP/1.1 200 OK"), simulator_.handled.size());
  EXPECT_TRUE(client.ended);
  EXPECT_FALSE(Client(server_->port()).connected());
}

TEST_F(ServerTest, SaysWhichPortIsTaken) {
  ServerOptions options;
  options.port = server_->port();
  const auto second = Server::Listen(std::move(options), &simulator_);
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.status().detail().find("port " + std::to_string(server_->port())), std::string::npos);
}

}  // namespace
}  // namespace pandora
