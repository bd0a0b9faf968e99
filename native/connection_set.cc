#include "native/connection_set.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "native/log.h"

namespace pandora {
namespace {

using boost::asio::ip::tcp;

constexpr std::chrono::milliseconds kAcceptRetry{100};

}  // namespace

ConnectionSet::ConnectionSet(boost::asio::io_context* context, Connection::Owner* owner, size_t limit)
    : owner_(owner), limit_(limit), acceptor_(*context), retry_timer_(*context) {}

Status ConnectionSet::Listen(const std::string& host, int port) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return Status(ErrorCode::kBadRequest, "--host: " + Quote(host) + " is no IP address");
  const tcp::endpoint endpoint(address, static_cast<uint16_t>(port));
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) {
    return Status(ErrorCode::kConflict, "cannot listen on " + host + " port " + std::to_string(port) + ": " +
                                            error.message() + "; --port 0 takes any free port");
  }
  port_ = acceptor_.local_endpoint(error).port();
  Accept();
  return Status();
}

void ConnectionSet::StopListening() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_timer_.cancel();
}

void ConnectionSet::Accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (acceptor_.is_open()) OnAccepted(error, std::move(socket));
  });
}

void ConnectionSet::OnAccepted(const boost::system::error_code& error, tcp::socket socket) {
  if (error) {
    // Mostly: no descriptors left. Trying again at once would only spin.
    LogError("cannot accept a connection: " + error.message());
    retry_timer_.expires_after(kAcceptRetry);
    retry_timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) Accept();
    });
    return;
  }
  if (MakeRoom()) {
    auto connection = std::make_shared<Connection>(std::move(socket), owner_);
    connections_.emplace(connection.get(), connection);
    connection->Start();
  }
  Accept();
}

// A new client is worth more than a connection that is kept only in case it is used again.
bool ConnectionSet::MakeRoom() {
  if (connections_.size() < limit_) return true;
  std::shared_ptr<Connection> oldest;
  for (const auto& [key, connection] : connections_) {
    if (connection->idle() && (oldest == nullptr || connection->deadline() < oldest->deadline())) oldest = connection;
  }
  if (oldest == nullptr) {
    LogError("a connection was dropped: all " + std::to_string(limit_) + " are busy");
    return false;
  }
  oldest->Close();
  return true;
}

bool ConnectionSet::sending() const {
  return std::any_of(connections_.begin(), connections_.end(),
                     [](const auto& entry) { return entry.second->sending(); });
}

void ConnectionSet::TimeOut(SteadyTime now) {
  std::vector<std::shared_ptr<Connection>> late;
  for (const auto& [key, connection] : connections_) {
    if (connection->deadline() < now) late.push_back(connection);
  }
  for (const auto& connection : late) connection->TimeOut();
}

void ConnectionSet::CloseAll() {
  const auto connections = connections_;
  for (const auto& [key, connection] : connections) connection->Close();
}

}  // namespace pandora
