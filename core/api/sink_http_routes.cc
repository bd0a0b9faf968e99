// The other end of http exports, as far as the simulator sees it: what was sent, what waits and why (/_sim/sinks/http).
#include "core/api/control.h"
#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"
#include "core/sink/rejected_records.h"

namespace pandora {
namespace {

constexpr int64_t kMaxPage = 1000;

// An http export and what belongs to it.
struct Target {
  std::shared_ptr<Repo> repo;
  std::shared_ptr<Export> one;
  HttpSpec spec;
};

// The export of the first two path parameters. E18102, E18302, kBadRequest when it is of another type.
Result<Target> NamedTarget(RequestContext& context) {
  Target target;
  PANDORA_ASSIGN_OR_RETURN(target.repo, NamedRepo(context));
  PANDORA_ASSIGN_OR_RETURN(target.one, context.engine.exports().Find(*target.repo, context.path[1]));
  if (target.one->definition.type != "http") {
    return Status(ErrorCode::kBadRequest, "export " + Quote(target.one->name, 130) + " is of type " +
                                              target.one->definition.type + "; only http exports have deliveries");
  }
  PANDORA_ASSIGN_OR_RETURN(target.spec, ReadHttpSpec(target.one->definition.echo.at("spec")));
  return target;
}

// Why the host does not make this export's deliveries now.
std::string HeldBecause(RequestContext& context, int64_t export_id) {
  const std::string& off = context.control.deliveries_off();
  return off.empty() ? std::string(context.engine.exports().http().HeldBecause(export_id)) : off;
}

Json DescribeDelivery(RequestContext& context, const Delivery& one) {
  const bool waiting = one.state == DeliveryState::kWaiting;
  const bool in_flight = waiting && context.engine.exports().http().InFlight(one.id);
  Json json;
  json["id"] = one.id;
  json["state"] = in_flight ? "inFlight" : waiting ? "waiting" : "delivered";
  json["first"] = one.first;
  json["last"] = one.last;
  json["records"] = one.records();
  json["attempts"] = one.attempts;
  json["createTime"] = FormatBeijing(one.created);
  json["nextAttempt"] = waiting && !in_flight ? Json(FormatBeijing(one.due)) : Json();
  json["deliverTime"] = waiting ? Json() : Json(FormatBeijing(one.due));
  json["lastStatus"] = one.status == 0 ? Json() : Json(one.status);
  json["reason"] = one.reason;
  json["response"] = one.response;
  return json;
}

Result<Json> DescribeTarget(RequestContext& context, const Target& target) {
  HttpOutbox& outbox = context.engine.exports().http().outbox();
  const int64_t id = target.one->id;
  PANDORA_ASSIGN_OR_RETURN(const HttpOutbox::Waiting waiting, outbox.CountWaiting(id));
  PANDORA_ASSIGN_OR_RETURN(const ExportCounts counts, RejectedRecords(context.engine.state().file.get()).Counts(id));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Delivery> head, outbox.Head(id));
  Json json;
  json["repo"] = target.repo->name;
  json["export"] = target.one->name;
  json["url"] = target.spec.Url();
  json["format"] = target.spec.json ? "json" : "text";
  json["deliveredRecords"] = counts.written;
  json["waitingRecords"] = waiting.records;
  json["waitingDeliveries"] = waiting.deliveries;
  json["held"] = HeldBecause(context, id);
  json["next"] = head ? DescribeDelivery(context, *head) : Json();
  return json;
}

Status ListHttpSinks(RequestContext& context, Reply* reply) {
  Engine& engine = context.engine;
  Json list = Json::array();
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Repo>> repos, engine.repos().List(context.account));
  for (const std::shared_ptr<Repo>& repo : repos) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Export>> exports, engine.exports().List(*repo));
    for (const std::shared_ptr<Export>& one : exports) {
      if (one->definition.type != "http") continue;
      Target target{repo, one, {}};
      PANDORA_ASSIGN_OR_RETURN(target.spec, ReadHttpSpec(one->definition.echo.at("spec")));
      PANDORA_ASSIGN_OR_RETURN(Json described, DescribeTarget(context, target));
      list.push_back(std::move(described));
    }
  }
  Json json;
  json["exports"] = std::move(list);
  json["deliveriesOff"] = context.control.deliveries_off();
  reply->SetJson(json);
  return {};
}

Result<std::optional<DeliveryState>> QueryState(const RequestContext& context) {
  const std::string* state = context.Query("state");
  if (state == nullptr || state->empty()) return std::optional<DeliveryState>();
  if (*state == "waiting") return std::optional<DeliveryState>(DeliveryState::kWaiting);
  if (*state == "delivered") return std::optional<DeliveryState>(DeliveryState::kDelivered);
  return Status(ErrorCode::kBadRequest,
                "query parameter state is " + Quote(*state) + "; waiting and delivered are accepted");
}

Status ListDeliveries(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Target target, NamedTarget(context));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<DeliveryState> state, QueryState(context));
  PANDORA_ASSIGN_OR_RETURN(const int64_t from, QueryNumber(context, "from", 0, 0, INT64_MAX));
  PANDORA_ASSIGN_OR_RETURN(const int64_t limit, QueryNumber(context, "limit", 100, 1, kMaxPage));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Delivery> deliveries,
                           context.engine.exports().http().outbox().List(target.one->id, state, from, limit));
  Json list = Json::array();
  for (const Delivery& one : deliveries) list.push_back(DescribeDelivery(context, one));
  const bool full = static_cast<int64_t>(deliveries.size()) == limit;
  Json json;
  json["deliveries"] = std::move(list);
  json["next"] = full ? Json(deliveries.back().id + 1) : Json();
  json["held"] = HeldBecause(context, target.one->id);
  reply->SetJson(json);
  return {};
}

Status GetDeliveryBody(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Target target, NamedTarget(context));
  const std::optional<int64_t> id = ParseInt64(context.path[2]);
  HttpExport& http = context.engine.exports().http();
  // No delivery has the id 0.
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Delivery> one, http.outbox().Get(target.one->id, id.value_or(0)));
  if (!one) {
    return Status(ErrorCode::kNotFound,
                  "delivery " + Quote(context.path[2]) + " of export " + Quote(target.one->name, 130));
  }
  int64_t end = 0;
  PANDORA_ASSIGN_OR_RETURN(reply->body, http.BodyOf(*one, *target.repo, target.spec, &end));
  reply->content_type = target.spec.json ? "application/json" : "text/plain";
  // What users pushed: a browser must not run it.
  reply->headers.emplace_back("X-Content-Type-Options", "nosniff");
  reply->headers.emplace_back("Content-Security-Policy", "sandbox");
  return {};
}

Status RetryDelivery(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Target target, NamedTarget(context));
  PANDORA_ASSIGN_OR_RETURN(const bool waiting, context.engine.exports().http().DueNow(target.one->id, false));
  Json json;
  json["due"] = waiting ? 1 : 0;
  reply->SetJson(json);
  return {};
}

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/sinks/http",
     "listHttpSinks",
     "control",
     RouteKind::kRead,
     ListHttpSinks,
     "List http exports with what was delivered and what waits",
     "查看 http 导出的投递情况",
     "",
     "",
     "/_sim/sinks/http",
     "",
     {}},
    {"GET",
     "/_sim/sinks/http/{RepoName}/{ExportName}/deliveries",
     "listDeliveries",
     "control",
     RouteKind::kRead,
     ListDeliveries,
     "List an http export's deliveries: records, attempts, answers",
     "查看 http 导出的投递记录",
     "",
     "",
     "/_sim/sinks/http/Test_Repo/export_job1/deliveries?state=&from=0&limit=100",
     "",
     {}},
    {"GET",
     "/_sim/sinks/http/{RepoName}/{ExportName}/deliveries/{DeliveryId}/body",
     "getDeliveryBody",
     "control",
     RouteKind::kRead,
     GetDeliveryBody,
     "Show the bytes of a delivery",
     "查看一次投递的内容",
     "",
     "",
     "/_sim/sinks/http/Test_Repo/export_job1/deliveries/1/body",
     "",
     {}},
    {"POST",
     "/_sim/sinks/http/{RepoName}/{ExportName}/retry",
     "retryDelivery",
     "control",
     RouteKind::kChange,
     RetryDelivery,
     "Try the waiting delivery of an http export now",
     "立即重试 http 导出的投递",
     "",
     "",
     "/_sim/sinks/http/Test_Repo/export_job1/retry",
     "",
     {}},
};

}  // namespace

std::span<const Route> SinkHttpRoutes() { return kRoutes; }

}  // namespace pandora
