#include "core/sink/http_spec.h"

#include <optional>
#include <string_view>

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr size_t kMaxHost = 253;  // of a name in the domain name system
constexpr size_t kMaxUri = 4096;

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Dot-separated labels of letters, digits, '-' and '_'; IPv4 addresses are among them. `name` is in lower case.
bool IsHostName(std::string_view name) {
  if (name.empty() || name.size() > kMaxHost) return false;
  if (name.back() == '.') name.remove_suffix(1);
  for (const std::string_view label : Split(name, '.')) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label) {
      if (!IsLetterOrDigit(c) && c != '-' && c != '_') return false;
    }
  }
  return true;
}

// What stands between the brackets of an IPv6 address; whether it is a good one shows when it is used.
bool LooksLikeIpv6(std::string_view address) {
  if (address.size() < 2 || address.size() > 45 || address.find(':') == std::string_view::npos) return false;
  return address.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
}

bool IsPort(std::string_view text) {
  const std::optional<uint64_t> port = ParseUint64(text);
  return port && *port >= 1 && *port <= 65535 && text.size() <= 5;
}

bool IsAuthority(std::string_view authority) {
  std::string_view host = authority;
  std::optional<std::string_view> port;
  const size_t bracket = authority.rfind(']');
  const size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  if (port && !IsPort(*port)) return false;
  if (host.starts_with('[') && host.ends_with(']')) return LooksLikeIpv6(host.substr(1, host.size() - 2));
  return IsHostName(host);
}

Result<std::string> ReadOrigin(const Json& spec) {
  std::string given;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "host", true, &given));
  const std::string lower = ToLowerAscii(given);
  std::string_view rest = lower;
  std::string origin = "http://";
  if (const size_t scheme = rest.find("://"); scheme != std::string_view::npos) {
    origin = std::string(rest.substr(0, scheme + 3));
    rest.remove_prefix(scheme + 3);
    // What people copy from a browser's address bar ends so.
    if (rest.ends_with('/')) rest.remove_suffix(1);
  }
  if ((origin == "http://" || origin == "https://") && IsAuthority(rest)) return origin + std::string(rest);
  return BadSpec("host", "is " + Quote(given, 260) +
                             "; a domain name or an address is accepted, if need be with http:// or https:// before it "
                             "and a port behind it: www.qiniu.com, 127.0.0.1:7758, https://pipeline.qiniu.com");
}

Result<std::string> ReadUri(const Json& spec) {
  std::string uri;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "uri", true, &uri));
  bool plain = uri.front() == '/' && uri.size() <= kMaxUri;
  for (const char c : uri) plain = plain && c > ' ' && c < 0x7f && c != '#';
  if (plain) return uri;
  return BadSpec("uri",
                 "is " + Quote(uri, 130) +
                     "; a path that begins with '/' is accepted, such as /test/repos, of printable ASCII without "
                     "spaces (others as %XX), without '#', of at most " +
                     std::to_string(kMaxUri) + " bytes");
}

}  // namespace

Result<HttpSpec> ReadHttpSpec(const Json& spec) {
  PANDORA_RETURN_IF_ERROR(RequireSpecObject(spec));
  HttpSpec read;
  PANDORA_ASSIGN_OR_RETURN(read.origin, ReadOrigin(spec));
  PANDORA_ASSIGN_OR_RETURN(read.uri, ReadUri(spec));
  std::string format;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "format", false, &format));
  if (!format.empty() && format != "text" && format != "json") {
    return BadSpec("format", "is " + Quote(format) + "; text and json are accepted");
  }
  read.json = format == "json";
  return read;
}

}  // namespace pandora
