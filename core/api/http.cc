#include "core/api/http.h"

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr size_t kMaxHead = 64 * 1024;

Status Bad(const std::string& why) {
  return Status(ErrorCode::kBadRequest, "the message is no HTTP/1.1 message: " + why);
}

bool IsToken(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (c <= ' ' || c >= 127 || std::string_view("\"(),/:;<=>?@[\\]{}").find(c) != std::string_view::npos) return false;
  }
  return true;
}

// Splits a message into start line, fields and body.
Status ParseHead(std::string_view message, std::string_view* start_line, Headers* headers, std::string_view* body) {
  const size_t head_end = message.substr(0, kMaxHead).find("\r\n\r\n");
  if (head_end == std::string_view::npos) return Bad("no empty line after the header fields");
  std::string_view head = message.substr(0, head_end + 2);
  *body = message.substr(head_end + 4);
  size_t line_end = head.find("\r\n");
  *start_line = head.substr(0, line_end);
  head.remove_prefix(line_end + 2);
  while (!head.empty()) {
    line_end = head.find("\r\n");
    const std::string_view line = head.substr(0, line_end);
    head.remove_prefix(line_end + 2);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) return Bad("header field " + Quote(line));
    headers->Add(std::string(line.substr(0, colon)), std::string(TrimAscii(line.substr(colon + 1))));
  }
  return {};
}

Status CheckLength(const Headers& headers, std::string_view body) {
  const std::string* length = headers.Find("Content-Length");
  if (length == nullptr) return {};
  if (ParseInt64(*length) != static_cast<int64_t>(body.size())) {
    return Status(ErrorCode::kE18004, "Content-Length is " + Quote(*length) + " but the body has " +
                                          std::to_string(body.size()) + " bytes");
  }
  return {};
}

void AppendFields(const Headers& headers, size_t body_size, std::string* out) {
  for (const auto& [name, value] : headers.fields()) {
    if (EqualsIgnoreCase(name, "Content-Length")) continue;
    out->append(name).append(": ").append(value).append("\r\n");
  }
  out->append("Content-Length: ");
  AppendInt64(static_cast<int64_t>(body_size), out);
  out->append("\r\n\r\n");
}

}  // namespace

const std::string* Headers::Find(std::string_view name) const {
  for (const auto& [field, value] : fields_) {
    if (EqualsIgnoreCase(field, name)) return &value;
  }
  return nullptr;
}

Result<Request> ParseRequest(std::string_view message) {
  Request request;
  std::string_view line, body;
  PANDORA_RETURN_IF_ERROR(ParseHead(message, &line, &request.headers, &body));
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || line.substr(last + 1).substr(0, 7) != "HTTP/1.")
    return Bad("request line " + Quote(line));
  if (!IsToken(line.substr(0, first))) return Bad("method " + Quote(line.substr(0, first)));
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  if (request.target.empty() || request.target.find(' ') != std::string::npos)
    return Bad("target " + Quote(request.target));
  PANDORA_RETURN_IF_ERROR(CheckLength(request.headers, body));
  request.body = body;
  return request;
}

Result<Response> ParseResponse(std::string_view message) {
  Response response;
  std::string_view line, body;
  PANDORA_RETURN_IF_ERROR(ParseHead(message, &line, &response.headers, &body));
  const std::optional<int64_t> status = line.substr(0, 9) == "HTTP/1.1 " ? ParseInt64(line.substr(9, 3)) : std::nullopt;
  if (!status || *status < 100 || *status > 599) return Bad("status line " + Quote(line));
  response.status = static_cast<int>(*status);
  PANDORA_RETURN_IF_ERROR(CheckLength(response.headers, body));
  response.body = body;
  return response;
}

std::string FormatResponse(const Response& response) {
  std::string out;
  out.reserve(256 + response.body.size());
  out.append("HTTP/1.1 ");
  AppendInt64(response.status, &out);
  out.append(" ").append(ReasonPhrase(response.status)).append("\r\n");
  AppendFields(response.headers, response.body.size(), &out);
  out.append(response.body);
  return out;
}

std::string FormatRequest(const Request& request) {
  std::string out;
  out.reserve(256 + request.body.size());
  out.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  AppendFields(request.headers, request.body.size(), &out);
  out.append(request.body);
  return out;
}

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 413: return "Payload Too Large";
    case 415: return "Unsupported Media Type";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "Unknown";
  }
}

}  // namespace pandora
