#include "native/delivery.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace pandora {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using ErrorOut = boost::system::error_code;

}  // namespace

std::optional<DeliveryAddress> ReadDeliveryAddress(const std::string& target) {
  DeliveryAddress address;
  std::string_view rest = target;
  if (rest.starts_with("https://")) {
    address.tls = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return std::nullopt;
  }
  const size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  address.authority = rest.substr(0, slash);
  address.path = rest.substr(slash);
  address.host = address.authority;
  address.port = address.tls ? "443" : "80";
  const size_t bracket = address.host.rfind(']');
  const size_t colon = address.host.rfind(':');
  if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
    address.port = address.host.substr(colon + 1);
    address.host.resize(colon);
  }
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  return address;
}

// One attempt, from the name to the answer. Lives as long as a handler of it is under way.
class DeliveryAttempt : public std::enable_shared_from_this<DeliveryAttempt> {
 public:
  DeliveryAttempt(Deliverer* owner, Effect effect, DeliveryAddress address)
      : owner_(owner),
        effect_id_(effect.id),
        address_(std::move(address)),
        resolver_(*owner->context_),
        timer_(*owner->context_),
        stream_(*owner->context_, owner->tls_) {
    Prepare(std::move(effect.request));
  }

  void Begin() {
    ErrorOut no_number;
    const asio::ip::address number = asio::ip::make_address(address_.host, no_number);
    if (!no_number) {
      const auto port = static_cast<unsigned short>(ParseInt64(address_.port).value_or(0));
      return Connect(tcp::resolver::results_type::create(tcp::endpoint(number, port), address_.host, address_.port));
    }
    ++owner_->resolving_;
    timer_.expires_after(Deliverer::kStepTime);
    timer_.async_wait([self = shared_from_this()](const ErrorOut& cancelled) {
      if (!cancelled) self->Fail("no name server told the address of " + Quote(self->address_.host, 100) + " in time");
    });
    resolver_.async_resolve(address_.host, address_.port,
                            [self = shared_from_this()](const ErrorOut& error, tcp::resolver::results_type found) {
                              --self->owner_->resolving_;
                              self->timer_.cancel();
                              if (self->finished_) return;
                              if (error) return self->Fail("no address for " + Quote(self->address_.host, 100), error);
                              self->Connect(found);
                            });
  }

 private:
  void Prepare(Request request) {
    message_.method(http::verb::post);
    message_.target(address_.path);
    message_.version(11);
    message_.set(http::field::host, address_.authority);
    message_.set(http::field::connection, "close");
    for (const auto& [name, value] : request.headers.fields()) message_.set(name, value);
    message_.body() = std::move(request.body);
    message_.prepare_payload();
    parser_.body_limit(Deliverer::kMaxBody);
  }

  beast::tcp_stream& tcp() { return stream_.next_layer(); }
  // The error that all steps end with when their time is over is told in plain words.
  void Fail(const std::string& what, const ErrorOut& error) {
    if (error == beast::error::timeout) return Fail(what + ": no answer within 10 s");
    Fail(what + ": " + error.message());
  }
  void Fail(std::string why) { Finish(0, std::move(why)); }

  void Finish(int status, std::string error) {
    if (finished_) return;
    finished_ = true;
    timer_.cancel();
    resolver_.cancel();
    ErrorOut ignored;
    tcp().socket().close(ignored);
    EffectResult result;
    result.id = effect_id_;
    result.status = status;
    result.error = std::move(error);
    if (status != 0) result.body = parser_.get().body().substr(0, Deliverer::kKeptBody);
    owner_->Finish(std::move(result));
  }

  void Connect(const tcp::resolver::results_type& endpoints) {
    tcp().expires_after(Deliverer::kStepTime);
    tcp().async_connect(endpoints, [self = shared_from_this()](const ErrorOut& error, const tcp::endpoint&) {
      if (error) return self->Fail("no connection to " + self->address_.authority, error);
      if (self->address_.tls) return self->ShakeHands();
      self->Write(&self->tcp());
    });
  }

  void ShakeHands() {
    // Servers choose their certificate by this name; addresses have none.
    ErrorOut is_name;
    asio::ip::make_address(address_.host, is_name);
    if (is_name) SSL_set_tlsext_host_name(stream_.native_handle(), address_.host.c_str());
    stream_.set_verify_callback(asio::ssl::host_name_verification(address_.host));
    tcp().expires_after(Deliverer::kStepTime);
    stream_.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](const ErrorOut& error) {
      if (!error) return self->Write(&self->stream_);
      const long verdict = SSL_get_verify_result(self->stream_.native_handle());
      if (verdict == X509_V_OK) return self->Fail("TLS with " + self->address_.authority, error);
      self->Fail("the certificate of " + self->address_.authority +
                 " is refused: " + X509_verify_cert_error_string(verdict));
    });
  }

  template <typename Stream>
  void Write(Stream* stream) {
    tcp().expires_after(Deliverer::kStepTime);
    http::async_write(*stream, message_, [self = shared_from_this(), stream](const ErrorOut& error, size_t) {
      // A server that refuses a long body may answer before it has read it.
      self->write_error_ = error;
      self->Read(stream);
    });
  }

  template <typename Stream>
  void Read(Stream* stream) {
    tcp().expires_after(Deliverer::kStepTime);
    http::async_read(*stream, buffer_, parser_, [self = shared_from_this()](const ErrorOut& error, size_t) {
      // Its status is all that counts: of a long body the beginning will do.
      if (!error || (error == http::error::body_limit && self->parser_.is_header_done())) {
        return self->Finish(static_cast<int>(self->parser_.get().result_int()), "");
      }
      if (self->write_error_) return self->Fail("sending to " + self->address_.authority, self->write_error_);
      if (error == http::error::end_of_stream) {
        return self->Fail(self->address_.authority + " closed the connection without an answer");
      }
      self->Fail("the answer of " + self->address_.authority, error);
    });
  }

  Deliverer* const owner_;
  const int64_t effect_id_;
  const DeliveryAddress address_;
  tcp::resolver resolver_;
  asio::steady_timer timer_;
  beast::ssl_stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> message_;
  http::response_parser<http::string_body> parser_;
  ErrorOut write_error_;
  bool finished_ = false;
};

Deliverer::Deliverer(asio::io_context* context, std::function<void(EffectResult)> done)
    : context_(context), done_(std::move(done)), tls_(asio::ssl::context::tls_client) {
  ErrorOut none_found;  // then every certificate is refused, which the reason of each delivery tells
  tls_.set_default_verify_paths(none_found);
  tls_.set_verify_mode(asio::ssl::verify_peer);
}

void Deliverer::Start(Effect effect) {
  ++in_flight_;
  std::optional<DeliveryAddress> address = ReadDeliveryAddress(effect.request.target);
  if (!address) {
    asio::post(*context_, [this, id = effect.id] {
      Finish({id, 0, "the address is no http or https URL", "", false});
    });
    return;
  }
  if (IsOwn(*address)) effect.request.headers.Add("Authorization", effect.own_authorization);
  const auto attempt = std::make_shared<DeliveryAttempt>(this, std::move(effect), *std::move(address));
  asio::post(*context_, [attempt] { attempt->Begin(); });
}

bool Deliverer::IsOwn(const DeliveryAddress& address) const {
  const bool here =
      address.host == "127.0.0.1" || address.host == "localhost" || address.host == "::1" || address.host == own_host_;
  return here && !address.tls && address.port == own_port_;
}

void Deliverer::Finish(EffectResult result) {
  --in_flight_;
  done_(std::move(result));
}

}  // namespace pandora
