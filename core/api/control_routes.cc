// The control API under /_sim that changes something: clock, reset, state, faults, settings, objects.
#include "core/api/clock_json.h"
#include "core/api/control.h"
#include "core/api/faults.h"
#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

Status Bad(const std::string& why) { return Status(ErrorCode::kBadRequest, why); }

Result<Instant> ReadInstant(const Json& value, const char* name) {
  if (!value.is_string())
    return Bad(std::string(name) + " is " + std::string(JsonTypeName(value)) + "; an RFC 3339 date is accepted");
  const std::optional<ParsedDate> date = ParseRfc3339(value.get<std::string>());
  if (!date)
    return Bad(std::string(name) + " is " + Quote(value.get<std::string>()) +
               "; an RFC 3339 date such as 2017-01-12T15:30:00+08:00 is accepted");
  if (date->instant > kLastInstant) return Bad(std::string(name) + " lies after " + FormatBeijing(kLastInstant));
  return date->instant;
}

// Where "advance" and "until" lead to; nothing when neither is given.
Result<std::optional<Instant>> ReadTarget(Engine& engine, const Json& body) {
  const Instant now = engine.state().now();
  std::optional<Instant> target;
  if (const Json* until = FindMember(body, "until"); until != nullptr) {
    PANDORA_ASSIGN_OR_RETURN(target, ReadInstant(*until, "until"));
  }
  if (const Json* advance = FindMember(body, "advance"); advance != nullptr) {
    if (target) return Bad("advance and until exclude each other");
    if (*advance == "next") {
      PANDORA_ASSIGN_OR_RETURN(const std::optional<Task> next, engine.state().timeline.Next());
      target = next ? std::max(next->due, now) : now;
    } else {
      const std::optional<int64_t> length =
          advance->is_string() ? ParseDuration(advance->get<std::string>()) : std::nullopt;
      if (!length)
        return Bad("advance is " + QuoteJson(*advance) +
                   "; a length of time such as \"5m\", \"1h30m\" or \"2d\", or \"next\", is accepted, as far as " +
                   FormatBeijing(kLastInstant));
      target = Instant{now.micros + *length};
    }
  }
  if (!target) return target;
  if (*target < now)
    return Bad("until is " + FormatBeijing(*target) + ", before the clock's " + FormatBeijing(now) +
               "; time does not go back, reset does");
  if (*target > kLastInstant) return Bad("the clock cannot go beyond " + FormatBeijing(kLastInstant));
  if (engine.state().clock.mode() == Clock::Mode::kReal)
    return Bad("a real clock cannot be advanced; {\"mode\": \"virtual\"} first");
  return target;
}

Status SetModeAndScale(RequestContext& context, const Json& body) {
  Clock& clock = context.engine.state().clock;
  const Json* mode = FindMember(body, "mode");
  if (mode != nullptr && *mode != "real" && *mode != "virtual")
    return Bad("mode is " + QuoteJson(*mode) + "; real and virtual are accepted");
  const Json* scale = FindMember(body, "scale");
  if (scale != nullptr && (!scale->is_number() || scale->get<double>() < 0 || scale->get<double>() > kMaxScale)) {
    return Bad("scale is " + QuoteJson(*scale) + "; a number from 0 (stands still) to 1000000 is accepted");
  }
  const bool real = mode != nullptr ? *mode == "real" : clock.mode() == Clock::Mode::kReal;
  if (real && scale != nullptr && *scale != 1) return Bad("a real clock has scale 1");
  if (mode != nullptr) clock.SetMode(real ? Clock::Mode::kReal : Clock::Mode::kVirtual, context.host_now);
  if (scale != nullptr && !real) clock.SetScale(scale->get<double>(), context.host_now);
  if (mode != nullptr || scale != nullptr) context.engine.TouchClock();
  return {};
}

// A change that names nothing it could change is a mistake, not a wish for nothing.
Status RequireOneOf(const Json& body, std::initializer_list<const char*> names) {
  std::string list;
  for (const char* name : names) {
    if (body.contains(name)) return {};
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  const std::string found = body.empty() ? "is empty" : "has " + Quote(body.begin().key());
  return Bad("the body " + found + "; at least one of " + list + " is required");
}

Status SetClock(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_RETURN_IF_ERROR(RequireOneOf(body, {"advance", "until", "mode", "scale", "stop"}));
  if (const Json* stop = FindMember(body, "stop"); stop != nullptr && *stop == true) context.control.StopAdvances();
  PANDORA_RETURN_IF_ERROR(SetModeAndScale(context, body));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Instant> target, ReadTarget(context.engine, body));
  if (target) {
    PANDORA_ASSIGN_OR_RETURN(reply->deferred, context.control.Advance(*target));
  }
  PANDORA_ASSIGN_OR_RETURN(const Json clock, DescribeClock(context.engine));
  reply->SetJson(clock);
  return {};
}

Status GetClock(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json clock, DescribeClock(context.engine));
  reply->SetJson(clock);
  return {};
}

Status ResetState(RequestContext& context, Reply*) {
  context.faults.Clear();
  context.control.StopAdvances();
  context.control.ResetAuth();
  return context.engine.Reset(context.host_now);
}

Status DownloadState(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(reply->body, context.engine.Serialize());
  reply->content_type = "application/vnd.sqlite3";
  reply->headers.emplace_back("Content-Disposition", "attachment; filename=\"pandora.db\"");
  return {};
}

Status UploadState(RequestContext& context, Reply*) {
  if (context.request.body.empty()) return Status(ErrorCode::kE18006, "the bytes of a state file are required");
  context.control.StopAdvances();
  return context.engine.LoadState(context.request.body, context.host_now);
}

Status AddFault(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  return context.faults.Add(body);
}

Status ListFaults(RequestContext& context, Reply* reply) {
  reply->SetJson(context.faults.Describe());
  return {};
}

Status ClearFaults(RequestContext& context, Reply*) {
  context.faults.Clear();
  return {};
}

Json DescribeSettings(const Settings& settings) {
  return Json{{"maxFields", settings.schema.max_fields},     {"maxMapDepth", settings.schema.max_map_depth},
              {"maxPushBytes", settings.max_push_bytes},     {"maxPieceBytes", settings.max_piece_bytes},
              {"maxPluginBytes", settings.max_plugin_bytes}, {"createLogRepos", settings.create_log_repos}};
}

Status ReadLimit(const Json& body, const char* name, int64_t low, int64_t high, int64_t* out) {
  const Json* value = FindMember(body, name);
  if (value == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*value);
  if (!number || *number < low || *number > high) {
    return Bad(std::string(name) + " is " + QuoteJson(*value) + "; a whole number from " + std::to_string(low) +
               " to " + std::to_string(high) + " is accepted");
  }
  *out = *number;
  return {};
}

Status GetSettings(RequestContext& context, Reply* reply) {
  reply->SetJson(DescribeSettings(context.engine.state().settings));
  return {};
}

Status PutSettings(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_RETURN_IF_ERROR(RequireOneOf(
      body, {"maxFields", "maxMapDepth", "maxPushBytes", "maxPieceBytes", "maxPluginBytes", "createLogRepos"}));
  Settings settings = context.engine.state().settings;
  int64_t fields = settings.schema.max_fields;
  int64_t depth = settings.schema.max_map_depth;
  PANDORA_RETURN_IF_ERROR(ReadLimit(body, "maxFields", 1, 100'000, &fields));
  PANDORA_RETURN_IF_ERROR(ReadLimit(body, "maxMapDepth", 1, 50, &depth));
  PANDORA_RETURN_IF_ERROR(ReadLimit(body, "maxPushBytes", 1, 256LL << 20, &settings.max_push_bytes));
  PANDORA_RETURN_IF_ERROR(ReadLimit(body, "maxPieceBytes", 1, 64LL << 20, &settings.max_piece_bytes));
  if (const Json* create = FindMember(body, "createLogRepos"); create != nullptr) {
    if (!create->is_boolean()) {
      return Bad("createLogRepos is " + QuoteJson(*create) + "; true or false is accepted");
    }
    settings.create_log_repos = create->get<bool>();
  }
  PANDORA_RETURN_IF_ERROR(ReadLimit(body, "maxPluginBytes", 1, 256LL << 20, &settings.max_plugin_bytes));
  settings.schema.max_fields = static_cast<int>(fields);
  settings.schema.max_map_depth = static_cast<int>(depth);
  if (settings.schema.max_fields < context.engine.state().settings.schema.max_fields) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> repos,
                             context.engine.state().catalog.ListKind(ResourceKind::kRepo));
    for (const Resource& resource : repos) {
      PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, context.engine.repos().Get(resource.id));
      const int count = CountFields(repo->definition.schema);
      if (count > settings.schema.max_fields) {
        return Status(ErrorCode::kE18135, "maxFields is " + std::to_string(settings.schema.max_fields) + " but repo " +
                                              Quote(repo->name, 130) + " has " + std::to_string(count) + " fields");
      }
    }
  }
  context.engine.state().settings = settings;
  PANDORA_RETURN_IF_ERROR(context.engine.SaveSettings());
  reply->SetJson(DescribeSettings(settings));
  return {};
}

Status PutObject(RequestContext& context, Reply*) {
  // A listing is JSON: a name that is no UTF-8 could not be told in it.
  if (!IsValidUtf8(context.path[0]) || !IsValidUtf8(context.path[1])) {
    return Bad("the name " + Quote(context.path[0] + "/" + context.path[1]) + " is no UTF-8; %XX of UTF-8 is accepted");
  }
  ObjectInfo info;
  info.bucket = context.path[0];
  info.key = context.path[1];
  info.size = static_cast<int64_t>(context.request.body.size());
  info.created = context.engine.state().now();
  PANDORA_RETURN_IF_ERROR(context.engine.state().objects.Put(context.account, info, context.request.body));
  return context.engine.bucket_reader().Notice();
}

Status DeleteObject(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const bool there,
                           context.engine.state().objects.Delete(context.account, context.path[0], context.path[1]));
  if (!there)
    return Status(ErrorCode::kNotFound,
                  "object " + Quote(context.path[1], 200) + " in bucket " + Quote(context.path[0]));
  return context.engine.bucket_reader().Notice();
}

constexpr ShapeMember kClockBody[] = {
    {"advance", "string", false, "a length of time (\"5m\", \"1h30m\") or \"next\"", "前进的时长,或 next"},
    {"until", "string", false, "an RFC 3339 instant to advance to", "前进到的时刻"},
    {"mode", "string", false, "virtual or real", "virtual 或 real"},
    {"scale", "number", false, "how fast a virtual clock runs by itself; 0 stands still", "虚拟时钟速度,0 为静止"},
    {"stop", "boolean", false, "true ends an advance that is under way", "true 表示中止正在进行的前进"},
};
constexpr ShapeMember kFaultBody[] = {
    {"method", "string", false, "method to match; default any", "匹配的方法,默认任意"},
    {"path", "string", true, "path to match; a trailing * matches any ending", "匹配的路径,结尾 * 表示前缀"},
    {"code", "string", true, "a documented code, or 500", "错误码或 500"},
    {"times", "integer", false, "how often; default 1", "次数,默认 1"},
};
constexpr ShapeMember kSettingsBody[] = {
    {"maxFields", "integer", false, "fields per repo, nested included; 500", "每个仓库的字段数上限,默认 500"},
    {"maxMapDepth", "integer", false, "levels of map; 5", "map 嵌套层数,默认 5"},
    {"maxPushBytes", "integer", false, "bytes of one push before compression; 2097152",
     "单次推送字节数上限,默认 2097152"},
    {"maxPieceBytes", "integer", false, "bytes of one key=value; 102400", "单个字段字节数上限,默认 102400"},
    {"maxPluginBytes", "integer", false, "bytes of a plugin's jar; 104857600", "jar 包字节数上限,默认 104857600"},
    {"createLogRepos", "boolean", false, "whether logdb exports create the log repos they name; true",
     "logdb 导出是否自动创建日志仓库,默认 true"},
};

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/clock",
     "getClock",
     "control",
     RouteKind::kRead,
     GetClock,
     "Show the clock",
     "查看时钟",
     "",
     "",
     "/_sim/clock",
     "",
     {}},
    {"POST", "/_sim/clock", "setClock", "control", RouteKind::kControl, SetClock,
     "Advance the clock, or set its mode and speed", "前进或设置时钟", "", "application/json", "/_sim/clock",
     R"({"advance": "5m"})", kClockBody},
    {"POST",
     "/_sim/reset",
     "resetState",
     "control",
     RouteKind::kControl,
     ResetState,
     "Empty the state and start the clock anew",
     "清空状态",
     "",
     "",
     "/_sim/reset",
     "",
     {}},
    {"GET",
     "/_sim/state",
     "downloadState",
     "control",
     RouteKind::kRead,
     DownloadState,
     "Download the state file",
     "下载状态文件",
     "",
     "",
     "/_sim/state",
     "",
     {}},
    {"PUT",
     "/_sim/state",
     "uploadState",
     "control",
     RouteKind::kControl,
     UploadState,
     "Replace the state by a state file",
     "上传状态文件",
     "",
     "application/vnd.sqlite3",
     "/_sim/state",
     "",
     {}},
    {"GET",
     "/_sim/faults",
     "listFaults",
     "control",
     RouteKind::kRead,
     ListFaults,
     "List faults that are waiting",
     "查看预设故障",
     "",
     "",
     "/_sim/faults",
     "",
     {}},
    {"POST", "/_sim/faults", "addFault", "control", RouteKind::kControl, AddFault,
     "Make the next matching request fail", "预设故障", "", "application/json", "/_sim/faults",
     R"({"method": "POST", "path": "/v2/repos/Test_Repo/data", "code": "E18124", "times": 1})", kFaultBody},
    {"DELETE",
     "/_sim/faults",
     "clearFaults",
     "control",
     RouteKind::kControl,
     ClearFaults,
     "Drop all faults",
     "清除预设故障",
     "",
     "",
     "/_sim/faults",
     "",
     {}},
    {"GET",
     "/_sim/settings",
     "getSettings",
     "control",
     RouteKind::kRead,
     GetSettings,
     "Show the limits",
     "查看限制",
     "",
     "",
     "/_sim/settings",
     "",
     {}},
    {"PUT", "/_sim/settings", "putSettings", "control", RouteKind::kChange, PutSettings, "Change the limits",
     "修改限制", "", "application/json", "/_sim/settings", R"({"maxFields": 500})", kSettingsBody},
    {"PUT",
     "/_sim/objects/{Bucket}/{Key...}",
     "putObject",
     "control",
     RouteKind::kChange,
     PutObject,
     "Write an object",
     "写入文件",
     "",
     "application/octet-stream",
     "/_sim/objects/bucket2/hello.txt",
     "hello",
     {}},
    {"DELETE",
     "/_sim/objects/{Bucket}/{Key...}",
     "deleteObject",
     "control",
     RouteKind::kChange,
     DeleteObject,
     "Delete an object",
     "删除文件",
     "",
     "",
     "/_sim/objects/bucket2/hello.txt",
     "",
     {}},
};

}  // namespace

Result<Json> DescribeClock(Engine& engine) {
  const Clock& clock = engine.state().clock;
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Task> next, engine.state().timeline.Next());
  const double scale = clock.scale();
  const bool whole = scale == static_cast<double>(static_cast<int64_t>(scale));
  return Json{{"now", FormatBeijing(clock.now())},
              {"mode", clock.mode() == Clock::Mode::kReal ? "real" : "virtual"},
              {"scale", whole ? Json(static_cast<int64_t>(scale)) : Json(scale)},
              {"next", next ? Json(FormatBeijing(std::max(next->due, clock.now()))) : Json()}};
}

std::span<const Route> ControlRoutes() { return kRoutes; }

}  // namespace pandora
