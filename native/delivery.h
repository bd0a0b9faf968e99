// Makes the deliveries of http exports: POSTs to outside addresses, http and https, on the server's own event loop. Each attempt is
// one connection; nothing blocks, and none lasts longer than kStepTime per step (name, connection, handshake, sending, answer).
//
// A certificate that the system does not trust, or of another name, fails the attempt. Redirects are answers like others. Of an
// answer the status and the first kKeptBody bytes are told; a body is read up to kMaxBody bytes.
//
// What it is not: it decides neither when a delivery is tried nor what its status means; the core does.
#ifndef PANDORA_NATIVE_DELIVERY_H_
#define PANDORA_NATIVE_DELIVERY_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "core/api/simulator.h"

namespace pandora {

// The address of a delivery, taken out of its target.
struct DeliveryAddress {
  bool tls = false;
  std::string host;  // without brackets
  std::string port;
  std::string authority;  // for the Host field, as it was given
  std::string path;
};
// Nothing for what is no absolute http or https URL.
std::optional<DeliveryAddress> ReadDeliveryAddress(const std::string& target);

class Deliverer {
 public:
  static constexpr size_t kMaxInFlight = 8;
  static constexpr std::chrono::seconds kStepTime{10};
  static constexpr size_t kKeptBody = 1024;
  static constexpr size_t kMaxBody = 64 * 1024;

  // `context` outlives this. `done` is called from its handlers, once for each Start, never inside Start.
  Deliverer(boost::asio::io_context* context, std::function<void(EffectResult)> done);

  // Where the server itself listens: deliveries to it get the authorization that the simulator asks for.
  void SetOwnAddress(std::string host, int port) {
    own_host_ = std::move(host);
    own_port_ = std::to_string(port);
  }

  // How many more may be started now.
  size_t room() const { return kMaxInFlight - in_flight_; }
  // Precondition: there is room.
  void Start(Effect effect);
  // True while a name is being looked up, which nothing can interrupt: the event loop's destructor would wait for it.
  bool resolving() const { return resolving_ > 0; }

 private:
  friend class DeliveryAttempt;
  void Finish(EffectResult result);
  bool IsOwn(const DeliveryAddress& address) const;

  boost::asio::io_context* const context_;
  const std::function<void(EffectResult)> done_;
  boost::asio::ssl::context tls_;
  std::string own_host_;
  std::string own_port_;
  size_t in_flight_ = 0;
  size_t resolving_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_NATIVE_DELIVERY_H_
