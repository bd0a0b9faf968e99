// The listening socket and all connections that came through it: accepts, makes room when there are too many, ends those
// that are too slow. What the connections say is no concern of it.
#ifndef PANDORA_NATIVE_CONNECTION_SET_H_
#define PANDORA_NATIVE_CONNECTION_SET_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/base/status.h"
#include "native/connection.h"

namespace pandora {

class ConnectionSet {
 public:
  // `owner` gets every connection's calls, and passes OnClosed on to Remove. Both outlive the set.
  ConnectionSet(boost::asio::io_context* context, Connection::Owner* owner, size_t limit);

  // `host` is an IP address or "localhost". Failures name host, port and the flag to change.
  Status Listen(const std::string& host, int port);
  void StopListening();
  int port() const { return port_; }

  bool empty() const { return connections_.empty(); }
  // True while answers are on their way out to anybody.
  bool sending() const;
  void Remove(Connection* connection) { connections_.erase(connection); }
  // Ends the connections whose time is over.
  void TimeOut(SteadyTime now);
  void CloseAll();

 private:
  void Accept();
  void OnAccepted(const boost::system::error_code& error, boost::asio::ip::tcp::socket socket);
  bool MakeRoom();

  Connection::Owner* const owner_;
  const size_t limit_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_timer_;
  int port_ = 0;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
};

}  // namespace pandora

#endif  // PANDORA_NATIVE_CONNECTION_SET_H_
