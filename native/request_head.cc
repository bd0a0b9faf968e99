#include "native/request_head.h"

#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <string>

#include "core/base/text.h"

namespace pandora {
namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using ErrorOut = boost::beast::error_code;

std::string_view View(string_view text) { return {text.data(), text.size()}; }

// Only heads are fed to it: every body has a length and is cut off the connection's buffer without a parser.
class HeadParser final : public http::basic_parser<true> {
 public:
  explicit HeadParser(RequestHead* out) : out_(out) {
    header_limit(2 * kMaxHeadBytes);
    // Not none: this version compares with it as if it were a number.
    body_limit(std::numeric_limits<std::uint64_t>::max());
  }

  bool transfer_encoding() const { return transfer_encoding_; }
  bool has_host() const { return has_host_; }

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version, ErrorOut&) override {
    out_->http10 = version == 10;
    out_->request.method.assign(method.data(), method.size());
    out_->request.target.assign(target.data(), target.size());
  }

  void on_field_impl(http::field field, string_view name, string_view value, ErrorOut& error) override {
    switch (field) {
      case http::field::transfer_encoding: transfer_encoding_ = true; break;
      case http::field::expect: out_->expect_continue = EqualsIgnoreCase(View(value), "100-continue"); break;
      case http::field::host:
        // Two of them let a proxy and this server see different requests.
        if (has_host_) error = http::error::bad_field;
        has_host_ = true;
        break;
      default: break;
    }
    out_->request.headers.Add(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
  }

  void on_response_impl(int, string_view, int, ErrorOut&) override {}
  void on_header_impl(ErrorOut&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorOut&) override {}
  size_t on_body_impl(string_view body, ErrorOut&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, string_view, ErrorOut&) override {}
  size_t on_chunk_body_impl(std::uint64_t, string_view body, ErrorOut&) override { return body.size(); }
  void on_finish_impl(ErrorOut&) override {}

  RequestHead* const out_;
  bool transfer_encoding_ = false;
  bool has_host_ = false;
};

Status Malformed(const RequestHead& head, const ErrorOut& error) {
  if (error == http::error::bad_content_length) {
    return Status(ErrorCode::kE18004, "Content-Length must be one whole number of bytes");
  }
  if (head.request.method.empty())
    return Status(ErrorCode::kBadRequest, "the request line is not HTTP/1.0 or HTTP/1.1");
  return Status(ErrorCode::kBadRequest, "malformed header fields: " + error.message());
}

bool IsControl(const std::string& target) { return target.starts_with("/_sim/"); }

Status CheckLength(RequestHead* head, bool has_length, bool transfer_encoding) {
  const std::string& method = head->request.method;
  if (transfer_encoding) {
    return Status(ErrorCode::kE18003, "Transfer-Encoding is not accepted, send a Content-Length");
  }
  head->length_missing = !has_length && (method == "POST" || method == "PUT");
  const uint64_t limit = IsControl(head->request.target) ? kMaxControlBodyBytes : kMaxBodyBytes;
  if (head->content_length > limit) {
    return Status(ErrorCode::kE18005,
                  std::to_string(head->content_length) + " bytes, at most " + std::to_string(limit) + " are accepted");
  }
  return Status();
}

// "http://host/path" is how proxies are asked; every server must understand it.
Status ToOriginForm(std::string* target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!EqualsIgnoreCase(std::string_view(*target).substr(0, scheme.size()), scheme)) continue;
    const size_t slash = target->find('/', scheme.size());
    *target = slash == std::string::npos ? "/" : target->substr(slash);
  }
  if (target->starts_with('/') || *target == "*") return Status();
  return Status(ErrorCode::kBadRequest, "the request target must begin with /");
}

}  // namespace

size_t FindHeadEnd(std::string_view data, size_t scanned) {
  const size_t from = scanned < 3 ? 0 : scanned - 3;
  const size_t end = data.find("\r\n\r\n", from);
  return end == std::string_view::npos ? 0 : end + 4;
}

Status ParseHead(std::string_view head, RequestHead* out) {
  HeadParser parser(out);
  ErrorOut error;
  parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
  if (error) return Malformed(*out, error);
  if (!parser.has_host() && !out->http10) return Status(ErrorCode::kBadRequest, "HTTP/1.1 requests need a Host");
  out->keep_alive = parser.keep_alive();
  const boost::optional<std::uint64_t> length = parser.content_length();
  out->content_length = length.value_or(0);
  PANDORA_RETURN_IF_ERROR(ToOriginForm(&out->request.target));
  PANDORA_RETURN_IF_ERROR(CheckLength(out, length.has_value(), parser.transfer_encoding()));
  if (out->request.method == "HEAD") {
    out->head_only = true;
    out->request.method = "GET";
  }
  return Status();
}

}  // namespace pandora
