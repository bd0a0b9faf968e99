// How requests are authenticated, under /_sim/auth: any well-formed token, or signatures checked with given keys.
#include "core/api/auth.h"
#include "core/api/control.h"
#include "core/api/route.h"
#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr size_t kMaxKeys = 1000;
constexpr size_t kMaxKeySize = 4096;

Status Bad(const std::string& why) { return Status(ErrorCode::kBadRequest, why); }

// Secrets are shown to nobody.
void Describe(const AuthSettings& settings, Reply* reply) {
  Json json;
  json["mode"] = settings.strict ? "strict" : "lenient";
  Json keys = Json::array();
  for (const auto& [key, secret] : settings.keys) keys.push_back(key);
  json["accessKeys"] = std::move(keys);
  json["checkDate"] = settings.check_date ? Json(*settings.check_date) : Json();
  reply->SetJson(json);
}

Status GetAuth(RequestContext& context, Reply* reply) {
  Describe(context.control.auth(), reply);
  return {};
}

Status ReadKeys(const Json& body, AuthSettings* settings) {
  const Json* keys = FindMember(body, "keys");
  if (keys == nullptr) return {};
  if (!keys->is_object() || keys->size() > kMaxKeys) {
    return Bad(R"(keys is no object such as {"accessKey": "secretKey"} with at most 1000 members)");
  }
  settings->keys.clear();
  for (const auto& [key, secret] : keys->items()) {
    if (key.empty() || !secret.is_string() || key.size() > kMaxKeySize ||
        secret.get_ref<const std::string&>().size() > kMaxKeySize) {
      return Bad("keys." + Quote(key) + " is no secret key; a text of at most 4096 bytes is accepted");
    }
    settings->keys[key] = secret.get<std::string>();
  }
  return {};
}

Status PutAuth(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  AuthSettings settings = context.control.auth();
  if (const Json* mode = FindMember(body, "mode"); mode != nullptr) {
    if (*mode != "strict" && *mode != "lenient") {
      return Bad("mode is " + QuoteJson(*mode) + "; strict and lenient are accepted");
    }
    settings.strict = *mode == "strict";
  }
  PANDORA_RETURN_IF_ERROR(ReadKeys(body, &settings));
  if (const Json* check = FindMember(body, "checkDate"); check != nullptr) {
    if (!check->is_boolean()) return Bad("checkDate is " + QuoteJson(*check) + "; true and false are accepted");
    settings.check_date = check->get<bool>();
  }
  context.control.auth() = std::move(settings);
  Describe(context.control.auth(), reply);
  return {};
}

constexpr ShapeMember kAuthBody[] = {
    {"mode", "string", false, "lenient: any well-formed token; strict: signatures are checked",
     "lenient:不校验签名;strict:校验签名"},
    {"keys", "object", false, "secret keys by access key", "AccessKey 与 SecretKey"},
    {"checkDate", "boolean", false,
     "strict: whether Date must be within 15 minutes of the clock; default with a real clock only",
     "strict 时是否检查 Date 与时钟相差 15 分钟以内,默认仅真实时钟检查"},
};

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/auth",
     "getAuth",
     "control",
     RouteKind::kRead,
     GetAuth,
     "Show how requests are authenticated",
     "查看鉴权方式",
     "",
     "",
     "/_sim/auth",
     "",
     {}},
    {"PUT", "/_sim/auth", "putAuth", "control", RouteKind::kControl, PutAuth, "Choose how requests are authenticated",
     "设置鉴权方式", "", "application/json", "/_sim/auth", R"({"mode": "lenient"})", kAuthBody},
};

}  // namespace

std::span<const Route> AuthRoutes() { return kRoutes; }

}  // namespace pandora
