#include "native/http_client.h"

#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace pandora {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using ErrorOut = boost::system::error_code;

// An advance of the clock by months may take minutes.
constexpr timeval kAnswerTime{600, 0};

class BlockingClient final : public HttpClient {
 public:
  BlockingClient(std::string origin, std::string host, std::string port)
      : origin_(std::move(origin)), host_(std::move(host)), port_(std::move(port)) {}

  Result<Response> Send(const Request& request) override {
    const std::string text = RequestText(request);
    const bool reused = socket_.has_value();
    std::optional<Response> response;
    ErrorOut error = Exchange(text, request.method == "HEAD", &response);
    // A server may close a kept connection at any time, which shows at the next request; a fresh one must work.
    if (error && reused) error = Exchange(text, request.method == "HEAD", &response);
    if (error) return Status(ErrorCode::kInternal, "no answer from " + origin_ + ": " + error.message());
    return *std::move(response);
  }

 private:
  std::string RequestText(const Request& request) const {
    Request full;
    full.method = request.method;
    full.target = request.target.starts_with(origin_) ? request.target.substr(origin_.size()) : request.target;
    if (full.target.empty()) full.target = "/";
    full.headers = request.headers;
    if (full.headers.Find("Host") == nullptr) full.headers.Add("Host", origin_.substr(origin_.find("://") + 3));
    const bool may_have_body = request.method == "POST" || request.method == "PUT" || !request.body.empty();
    std::string text = full.method + " " + full.target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : full.headers.fields()) text += name + ": " + value + "\r\n";
    if (may_have_body && full.headers.Find("Content-Length") == nullptr) {
      text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return text + "\r\n" + request.body;
  }

  // Leaves no socket behind when it fails or when the server wants to close.
  ErrorOut Exchange(const std::string& text, bool head, std::optional<Response>* response) {
    ErrorOut error;
    if (!socket_) error = Connect();
    if (!error) asio::write(*socket_, asio::buffer(text), error);
    http::response_parser<http::string_body> parser;
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    parser.skip(head);
    // A server that refuses a long body answers before it has read it; the failed write is not the interesting part.
    ErrorOut read_error;
    if (socket_) http::read(*socket_, buffer_, parser, read_error);
    if (read_error || (error && !parser.is_done())) {
      Disconnect();
      return error ? error : read_error;
    }
    *response = Convert(parser.get());
    if (!parser.keep_alive() || error) Disconnect();
    return {};
  }

  ErrorOut Connect() {
    ErrorOut error;
    tcp::resolver resolver(context_);
    const auto endpoints = resolver.resolve(host_, port_, error);
    if (error) return error;
    socket_.emplace(context_);
    asio::connect(*socket_, endpoints, error);
    if (error) {
      socket_.reset();
      return error;
    }
    ErrorOut ignored;
    socket_->set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket_->native_handle(), SOL_SOCKET, SO_RCVTIMEO, &kAnswerTime, sizeof kAnswerTime);
    return {};
  }

  void Disconnect() {
    socket_.reset();
    buffer_.clear();
  }

  static Response Convert(const http::response<http::string_body>& message) {
    Response response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
      response.headers.Add(std::string(field.name_string()), std::string(field.value()));
    }
    response.body = message.body();
    return response;
  }

  const std::string origin_;
  const std::string host_;
  const std::string port_;
  asio::io_context context_;
  std::optional<tcp::socket> socket_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace

Result<std::unique_ptr<HttpClient>> HttpClient::ForUrl(const std::string& url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return Status(ErrorCode::kBadRequest, Quote(url) + " must begin with http://");
  std::string origin = url;
  while (origin.ends_with('/')) origin.pop_back();
  std::string host = origin.substr(kScheme.size());
  if (host.empty() || host.find_first_of("/?#@ ") != std::string::npos) {
    return Status(ErrorCode::kBadRequest, Quote(url) + " must be http://HOST or http://HOST:PORT");
  }
  std::string port = "80";
  const size_t colon = host.rfind(':');
  const size_t bracket = host.rfind(']');
  if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
    port = host.substr(colon + 1);
    host.resize(colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::unique_ptr<HttpClient>(new BlockingClient(std::move(origin), std::move(host), std::move(port)));
}

}  // namespace pandora
