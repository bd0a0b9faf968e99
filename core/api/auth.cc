#include "core/api/auth.h"

#include "core/base/text.h"
#include "core/format/json.h"

namespace pandora {
namespace {

constexpr std::string_view kScheme = "Pandora ";
constexpr size_t kMaxPart = 4096;

Status Refused(const std::string& why) { return Status(ErrorCode::kBadToken, why); }

bool IsBase64Url(std::string_view text) {
  if (text.empty() || text.size() > kMaxPart) return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '-' && c != '_' && c != '=') return false;
  }
  return true;
}

// A token's description is base64url of {"resource","expires" (seconds), ...}.
Status CheckExpiry(std::string_view encoded, Instant now) {
  const std::optional<std::string> text = Base64Decode(encoded);
  if (!text) return Refused("the token's description is no base64url text");
  const Result<Json> description = ParseJson(*text);
  if (!description.ok() || !description->is_object()) return Refused("the token's description is no JSON object");
  const auto expires = description->find("expires");
  const std::optional<int64_t> seconds = expires == description->end() ? std::nullopt : AsInt64(*expires);
  if (!seconds) return Refused("the token's description has no expires in seconds");
  if (*seconds < now.micros / kMicrosPerSecond) return Refused("the token has expired");
  return {};
}

}  // namespace

Result<std::string> Authenticate(const Request& request, Instant now) {
  const std::string* header = request.headers.Find("Authorization");
  if (header == nullptr)
    return Refused("the Authorization header is missing; \"Pandora <accessKey>:<signature>\" is required");
  if (std::string_view(*header).substr(0, kScheme.size()) != kScheme) {
    return Refused("the Authorization scheme is not Pandora; \"Pandora <accessKey>:<signature>\" is required");
  }
  std::string_view rest = std::string_view(*header).substr(kScheme.size());
  const size_t first = rest.find(':');
  const size_t second = first == std::string_view::npos ? first : rest.find(':', first + 1);
  const std::string_view key = rest.substr(0, first);
  const std::string_view signature =
      first == std::string_view::npos
          ? std::string_view()
          : rest.substr(first + 1, second == std::string_view::npos ? second : second - first - 1);
  if (!IsBase64Url(key) || !IsBase64Url(signature)) {
    return Refused("the token is not of the form <accessKey>:<signature>");
  }
  if (second != std::string_view::npos) PANDORA_RETURN_IF_ERROR(CheckExpiry(rest.substr(second + 1), now));
  return std::string(key);
}

}  // namespace pandora
