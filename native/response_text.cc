#include "native/response_text.h"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "core/base/error_code.h"
#include "core/base/text.h"

namespace pandora {
namespace {

void AppendNumber(uint64_t value, std::string* out) {
  char digits[20];
  out->append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void AppendStatusLine(int status, std::string* out) {
  if (status == 200) {
    out->append("HTTP/1.1 200 OK\r\n");
    return;
  }
  out->append("HTTP/1.1 ");
  AppendNumber(static_cast<uint64_t>(status), out);
  out->push_back(' ');
  out->append(ReasonPhrase(status));
  out->append("\r\n");
}

void AppendFieldText(const std::string& text, std::string* out) {
  const size_t begin = out->size();
  out->append(text);
  if (std::memchr(text.data(), '\n', text.size()) == nullptr && std::memchr(text.data(), '\r', text.size()) == nullptr)
    return;
  for (size_t i = begin; i < out->size(); ++i) {
    if ((*out)[i] == '\r' || (*out)[i] == '\n') (*out)[i] = ' ';
  }
}

// Ids of the server's own answers; those of the core look different.
std::string NextRequestId() {
  static uint64_t counter = 0;
  char text[32];
  std::snprintf(text, sizeof text, "host%012llx", static_cast<unsigned long long>(++counter));
  return text;
}

}  // namespace

void AppendResponse(const Response& response, const Framing& framing, std::string* out) {
  AppendStatusLine(response.status, out);
  for (const auto& [name, value] : response.headers.fields()) {
    AppendFieldText(name, out);
    out->append(": ", 2);
    AppendFieldText(value, out);
    out->append("\r\n", 2);
  }
  if (!framing.date.empty()) {
    out->append("Date: ");
    out->append(framing.date);
    out->append("\r\n", 2);
  }
  out->append(framing.extra_fields);
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) {
    out->append("Content-Length: ");
    AppendNumber(response.body.size(), out);
    out->append("\r\n", 2);
  }
  if (!framing.keep_alive) {
    out->append("Connection: close\r\n");
  } else if (framing.http10) {
    out->append("Connection: keep-alive\r\n");
  }
  out->append("\r\n", 2);
  if (!bodiless && !framing.head_only) out->append(response.body);
}

Response ErrorResponse(const Status& status) {
  return ErrorResponse(GetErrorInfo(status.code()).http_status, status.message());
}

Response ErrorResponse(int http_status, std::string_view message) {
  Response response;
  response.status = http_status;
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("X-Reqid", NextRequestId());
  response.body = "{\"error\":" + JsonQuote(message) + "}";
  return response;
}

std::string JsonQuote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace pandora
