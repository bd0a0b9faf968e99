#include "core/api/auth.h"

#include <array>

#include "core/api/url.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/format/json.h"

namespace pandora {
namespace {

constexpr std::string_view kScheme = "Pandora ";
constexpr size_t kMaxPart = 4096;
constexpr int64_t kMaxSkew = 15 * 60 * kMicrosPerSecond;

Status Refused(const std::string& why) { return Status(ErrorCode::kBadToken, why); }

bool IsBase64Url(std::string_view text) {
  if (text.empty() || text.size() > kMaxPart) return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '-' && c != '_' && c != '=') return false;
  }
  return true;
}

// `Pandora <key>:<signature>` or `Pandora <key>:<signature>:<description>`.
struct Token {
  std::string_view key;
  std::string_view signature;
  std::optional<std::string_view> description;
};

Result<Token> ReadToken(const Request& request) {
  const std::string* header = request.headers.Find("Authorization");
  if (header == nullptr)
    return Refused("the Authorization header is missing; \"Pandora <accessKey>:<signature>\" is required");
  if (!std::string_view(*header).starts_with(kScheme)) {
    return Refused("the Authorization scheme is not Pandora; \"Pandora <accessKey>:<signature>\" is required");
  }
  std::string_view rest = std::string_view(*header).substr(kScheme.size());
  const size_t first = rest.find(':');
  Token token;
  token.key = rest.substr(0, first);
  if (first != std::string_view::npos) {
    rest.remove_prefix(first + 1);
    const size_t second = rest.find(':');
    token.signature = rest.substr(0, second);
    if (second != std::string_view::npos) token.description = rest.substr(second + 1);
  }
  if (!IsBase64Url(token.key) || !IsBase64Url(token.signature)) {
    return Refused("the token is not of the form <accessKey>:<signature>");
  }
  return token;
}

// A token's description is base64url of {"resource","expires" (seconds), ...}.
Result<Json> ReadDescription(std::string_view encoded, Instant now) {
  const std::optional<std::string> text = Base64Decode(encoded);
  if (!text) return Refused("the token's description is no base64url text");
  Result<Json> description = ParseJson(*text);
  if (!description.ok() || !description->is_object()) return Refused("the token's description is no JSON object");
  const auto expires = description->find("expires");
  const std::optional<int64_t> seconds = expires == description->end() ? std::nullopt : AsInt64(*expires);
  if (!seconds) return Refused("the token's description has no expires in seconds");
  if (*seconds < now.micros / kMicrosPerSecond) return Refused("the token has expired");
  return description;
}

std::string Header(const Request& request, std::string_view name) {
  const std::string* value = request.headers.Find(name);
  return value == nullptr ? std::string() : *value;
}

// The headers X-Qiniu-* (or X-Pandora-*, as one client has it) in order of their names, each with a line feed before it.
std::string CanonicalHeaders(const Request& request) {
  std::map<std::string, std::string_view> chosen;
  for (const auto& [name, value] : request.headers.fields()) {
    const std::string lower = ToLowerAscii(name);
    for (const std::string_view prefix : {"x-qiniu-", "x-pandora-"}) {
      if (lower.starts_with(prefix) && lower.size() > prefix.size()) chosen.emplace(lower, TrimAscii(value));
    }
  }
  std::string text;
  for (const auto& [name, value] : chosen) text.append("\n").append(name).append(":").append(value);
  return text;
}

std::string Hmac(std::string_view secret, std::string_view message) {
  const Sha1Digest digest = HmacSha1(secret, message);
  return Base64UrlEncode(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Instant> ParseHttpDate(std::string_view text) {
  constexpr size_t kSize = 29;
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != kSize || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  for (size_t month = 0; month < kMonths.size(); ++month) {
    if (text.substr(8, 3) != kMonths[month]) continue;
    const std::string number = std::to_string(month + 1);
    const std::string iso = std::string(text.substr(12, 4)) + (number.size() == 1 ? "-0" : "-") + number + "-" +
                            std::string(text.substr(5, 2)) + "T" + std::string(text.substr(17, 8)) + "Z";
    const std::optional<ParsedDate> date = ParseRfc3339(iso);
    return date ? std::optional<Instant>(date->instant) : std::nullopt;
  }
  return std::nullopt;
}

Status CheckDate(const Request& request, const AuthSettings& settings, const Clock& clock) {
  if (!settings.check_date.value_or(clock.mode() == Clock::Mode::kReal)) return {};
  const std::string text = Header(request, "Date");
  const std::optional<Instant> date = ParseHttpDate(text);
  if (!date) return Refused("the Date header is " + Quote(text) + "; \"Sun, 06 Nov 1994 08:49:37 GMT\" is its form");
  const int64_t skew = date->micros - clock.now().micros;
  if (skew >= -kMaxSkew && skew <= kMaxSkew) return {};
  return Refused("the Date header is " + Quote(text) + ", more than 15 minutes from the clock's " +
                 FormatBeijing(clock.now()));
}

std::string_view Text(const Json& description, const char* name) {
  const auto member = description.find(name);
  return member != description.end() && member->is_string() ? std::string_view(member->get_ref<const std::string&>())
                                                            : std::string_view();
}

// What a token allows must be what is asked. `plain` is the decoded path.
Status CheckScope(const Request& request, const Json& description, const std::string& plain) {
  const SplitTarget target = SplitPathAndQuery(request.target);
  const auto differs = [](const char* what, std::string_view allowed, std::string_view asked) {
    return Refused("the token is for " + std::string(what) + " " + Quote(allowed, 200) + ", the request has " +
                   Quote(asked, 200));
  };
  const std::string_view method = Text(description, "method");
  if (method != request.method) return differs("method", method, request.method);
  // Clients send queries with tokens made without, and the other way round.
  const std::string_view resource = Text(description, "resource");
  const bool whole = resource == plain || resource == target.path ||
                     resource == std::string(target.path) + "?" + std::string(target.query);
  if (!whole) return differs("path", resource, plain);
  const std::string_view type = Text(description, "contentType");
  const std::string sent = Header(request, "Content-Type");
  const bool has_body = request.method == "POST" || request.method == "PUT";
  if (has_body && type != sent) return differs("Content-Type", type, sent);
  const std::string md5 = Header(request, "Content-MD5");
  if (Text(description, "contentMD5") != md5) return differs("Content-MD5", Text(description, "contentMD5"), md5);
  const std::string headers = CanonicalHeaders(request);
  if (Text(description, "headers") != headers) return differs("headers", Text(description, "headers"), headers);
  return {};
}

// The same time for all signatures of one length, as is the custom.
bool SameSignature(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

Status CheckSignature(const Request& request, const Token& token, const Json& description, const AuthSettings& settings,
                      const Clock& clock) {
  const auto secret = settings.keys.find(std::string(token.key));
  if (secret == settings.keys.end()) return Refused("access key " + Quote(token.key) + " is not known");
  const std::string_view raw = SplitPathAndQuery(request.target).path;
  const std::string plain = PercentDecode(raw, false).value_or(std::string(raw));
  if (token.description) {
    if (!SameSignature(token.signature, Hmac(secret->second, *token.description))) {
      return Refused("the token's signature is not that of its description");
    }
    return CheckScope(request, description, plain);
  }
  // One client signs the path as it is sent.
  if (!SameSignature(token.signature, SignRequest(secret->second, request, plain)) &&
      !SameSignature(token.signature, SignRequest(secret->second, request, raw))) {
    return Refused("the signature is not that of method, Content-MD5, Content-Type, Date, X-Qiniu-* headers and path");
  }
  return CheckDate(request, settings, clock);
}

}  // namespace

std::string SignRequest(std::string_view secret, const Request& request, std::string_view path) {
  std::string text = request.method + "\n";
  for (const char* name : {"Content-MD5", "Content-Type", "Date"}) text += Header(request, name) + "\n";
  return Hmac(secret, text + CanonicalHeaders(request) + std::string(path));
}

std::string OwnAuthorization(const AuthSettings& settings, const std::string& key, const Request& request,
                             Instant now) {
  const auto secret = settings.keys.find(key);
  if (!settings.strict || secret == settings.keys.end()) return std::string(kScheme) + key + ":delivery";
  constexpr int64_t kDaySeconds = 24 * 60 * 60;
  Json description;
  description["resource"] = std::string(SplitPathAndQuery(request.target).path);
  description["expires"] = now.micros / kMicrosPerSecond + kDaySeconds;
  description["contentMD5"] = "";
  description["contentType"] = Header(request, "Content-Type");
  description["headers"] = "";
  description["method"] = request.method;
  const std::string encoded = Base64UrlEncode(DumpJson(description));
  return std::string(kScheme) + key + ":" + Hmac(secret->second, encoded) + ":" + encoded;
}

Result<std::string> Authenticate(const Request& request, const AuthSettings& settings, const Clock& clock) {
  PANDORA_ASSIGN_OR_RETURN(const Token token, ReadToken(request));
  Json description;
  if (token.description) {
    PANDORA_ASSIGN_OR_RETURN(description, ReadDescription(*token.description, clock.now()));
  }
  if (settings.strict) PANDORA_RETURN_IF_ERROR(CheckSignature(request, token, description, settings, clock));
  return std::string(token.key);
}

}  // namespace pandora
