// Searching log repos by log search's own API (spec/clients.md 2.11): by page, by scroll, piece by piece, counting over time.
#include "core/api/logdb_view.h"
#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

// Where a scroll goes on: everything is in its id, so nothing is kept and none expires.
Json ScrollState(const LogSearch& search, const LogHits& found, int64_t total) {
  Json state = Json::object();
  state["q"] = search.query;
  state["sort"] = search.sort;
  state["size"] = search.size;
  state["total"] = total;
  if (!search.highlight.empty()) state["highlight"] = search.highlight;
  // Newest first is followed by offset, for ever; an order of the user's by counting, as far as kMaxLogHits.
  const bool by_offset = search.sort.empty();
  state["from"] = by_offset ? 0 : search.from + search.size;
  if (by_offset) {
    state["end"] = found.hits.empty() ? 0 : found.hits.back().offset;
  } else if (search.end) {
    state["end"] = *search.end;
  }
  return state;
}

Status Answer(const SinkHome& home, const LogRepo& repo, const LogSearch& search, bool scroll,
              std::optional<int64_t> total, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const LogHits found, SearchLogs(home, repo, search));
  const int64_t all = total.value_or(found.total);
  std::string body = "{";
  if (scroll) {
    body += R"("scroll_id":)";
    AppendJsonString(Base64UrlEncode(DumpJson(ScrollState(search, found, all))), &body);
    body += ',';
  }
  body += R"("total":)" + std::to_string(all) + R"(,"partialSuccess":false,"data":)";
  reply->body = body + RecordList(found) + "}";
  return {};
}

Status SearchLogRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(LogSearch search, ReadLogSearch(context));
  const std::string* scroll = context.Query("scroll");
  return Answer(home, repo, search, scroll != nullptr && !scroll->empty(), std::nullopt, reply);
}

Status ReadMember(const Json& body, const char* name, int64_t* out) {
  const Json* value = FindMember(body, name);
  if (value == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*value);
  if (!number || *number < 0) {
    return Status(ErrorCode::kE8201,
                  std::string(name) + " is " + QuoteJson(*value) + "; a whole number from 0 on is accepted");
  }
  *out = *number;
  return {};
}

Status ReadSearchBody(const Json& body, LogSearch* search) {
  for (const char* name : {"q", "query", "queryString", "query_string"}) {
    PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, name, ErrorCode::kBadRequest, &search->query));
  }
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "sort", ErrorCode::kBadRequest, &search->sort));
  PANDORA_RETURN_IF_ERROR(ReadMember(body, "from", &search->from));
  PANDORA_RETURN_IF_ERROR(ReadMember(body, "size", &search->size));
  if (const Json* highlight = FindMember(body, "highlight"); highlight != nullptr) {
    search->highlight = highlight->is_string() ? highlight->get<std::string>() : DumpJson(*highlight);
  }
  return {};
}

Status PostLogSearch(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  LogSearch search;
  PANDORA_RETURN_IF_ERROR(ReadSearchBody(body, &search));
  std::string scroll;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "scroll", ErrorCode::kBadRequest, &scroll));
  return Answer(home, repo, search, !scroll.empty(), std::nullopt, reply);
}

Status ScrollLogs(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  std::string id;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "scroll_id", ErrorCode::kBadRequest, &id));
  const Result<Json> state = ParseJson(Base64Decode(id).value_or(""));
  if (!state.ok() || !state->is_object()) {
    return Status(ErrorCode::kBadRequest, "scroll_id is " + Quote(id) + "; one of an answer to a search is accepted");
  }
  LogSearch search;
  PANDORA_RETURN_IF_ERROR(ReadSearchBody(*state, &search));
  int64_t total = -1, end = -1;
  PANDORA_RETURN_IF_ERROR(ReadMember(*state, "total", &total));
  PANDORA_RETURN_IF_ERROR(ReadMember(*state, "end", &end));
  if (end >= 0) search.end = end;
  return Answer(home, repo, search, true, total < 0 ? std::nullopt : std::optional<int64_t>(total), reply);
}

// What a page that fills piece by piece asks: the newest records of a span of time. Nothing here takes long, so one piece is all.
Status SearchLogPiece(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  LogSearch search;
  PANDORA_RETURN_IF_ERROR(ReadSearchBody(body, &search));
  int64_t from = 0, to = INT64_MAX;
  PANDORA_RETURN_IF_ERROR(ReadMember(body, "startTime", &from));
  PANDORA_RETURN_IF_ERROR(ReadMember(body, "endTime", &to));
  if (from > 0 || to < INT64_MAX) {
    LogQuery span;
    span.op = LogQuery::Op::kRange;
    span.field = LogTimeField(repo);
    if (span.field.empty())
      return Status(ErrorCode::kBadRequest, "log repo " + Quote(repo.name, 130) + " has no date field");
    span.text = std::to_string(from);
    span.high = std::to_string(to);
    span.has_low = from > 0;
    span.has_high = to < INT64_MAX;
    span.includes_low = span.includes_high = true;
    search.filter = std::move(span);
  }
  PANDORA_ASSIGN_OR_RETURN(const LogHits found, SearchLogs(home, repo, search));
  reply->body = R"({"process":1,"total":)" + std::to_string(found.total) + R"(,"partialSuccess":false,"hits":)" +
                RecordList(found) + "}";
  return {};
}

Status CountLogRepo(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  PANDORA_ASSIGN_OR_RETURN(const LogRepo repo, NamedLogRepo(context, home));
  PANDORA_ASSIGN_OR_RETURN(const LogHistogram found, CountByQuery(context, home, repo));
  Json buckets = Json::array();
  for (const auto& [begin, count] : found.buckets) {
    Json bucket = Json::object();
    bucket["key"] = begin.micros / 1000;
    bucket["count"] = count;
    buckets.push_back(std::move(bucket));
  }
  Json json = Json::object();
  json["total"] = found.total;
  json["partialSuccess"] = false;
  json["buckets"] = std::move(buckets);
  reply->SetJson(json);
  return {};
}

constexpr ShapeMember kSearchBody[] = {
    {"query", "string", false, "what is looked for", "检索语句"},
    {"sort", "string", false, "field:desc,other:asc", "排序"},
    {"from", "integer", false, "hits to leave out; 0", "起始位置"},
    {"size", "integer", false, "hits to answer; 10", "返回条数"},
    {"scroll", "string", false, "asks for a scroll_id", "滚动查询"},
    {"highlight", "object", false, "marks what was found: pre_tags, post_tags, fields ...", "高亮"},
};
constexpr ShapeMember kPieceBody[] = {
    {"queryString", "string", false, "what is looked for", "检索语句"},
    {"sort", "string", false, "field:desc,other:asc", "排序"},
    {"size", "integer", false, "hits to answer; 10", "返回条数"},
    {"startTime", "integer", false, "milliseconds since 1970, of the repo's time field", "起始时间(毫秒)"},
    {"endTime", "integer", false, "milliseconds since 1970", "终止时间(毫秒)"},
    {"highlight", "object", false, "as for a search", "高亮"},
};
constexpr ShapeMember kScrollBody[] = {
    {"scroll_id", "string", true, "of the answer before", "上一次返回的 scroll_id"},
};

constexpr std::string_view kSearchExample =
    R"({"query": "message:disk AND profile.age:>30", "sort": "time:desc", "size": 5})";
constexpr std::string_view kScrollExample =
    R"({"scroll_id": "eyJxIjoiIiwic29ydCI6IiIsInNpemUiOjEwLCJ0b3RhbCI6MiwiZnJvbSI6MCwiZW5kIjoxfQ==", "scroll": "1m"})";

constexpr Route kRoutes[] = {
    {"GET",
     "/v5/repos/{LogRepo}/search",
     "searchLogs",
     "logdb",
     RouteKind::kRead,
     SearchLogRepo,
     "Search a log repo",
     "检索日志",
     "",
     "",
     "/v5/repos/logdb_testrepo/search?q=message:disk&sort=time:desc&from=0&size=10&highlight=true",
     "",
     {}},
    {"POST", "/v5/repos/{LogRepo}/search", "postLogSearch", "logdb", RouteKind::kControl, PostLogSearch,
     "Search a log repo, the query in the body", "检索日志(请求体)", "", "application/json",
     "/v5/repos/logdb_testrepo/search", kSearchExample, kSearchBody},
    {"POST", "/v5/repos/{LogRepo}/scroll", "scrollLogs", "logdb", RouteKind::kControl, ScrollLogs,
     "Go on with a search", "滚动检索", "", "application/json", "/v5/repos/logdb_testrepo/scroll", kScrollExample,
     kScrollBody},
    {"POST", "/v5/repos/{LogRepo}/s", "searchLogPiece", "logdb", RouteKind::kControl, SearchLogPiece,
     "Search a log repo in a span of time", "按时间段检索日志", "", "application/json", "/v5/repos/logdb_testrepo/s",
     R"({"queryString": "disk", "size": 5, "startTime": 1484206200000, "endTime": 1484206300000})", kPieceBody},
    {"GET",
     "/v5/repos/{LogRepo}/histogram",
     "countLogs",
     "logdb",
     RouteKind::kRead,
     CountLogRepo,
     "Count a log repo's records over time",
     "按时间统计日志",
     "",
     "",
     "/v5/repos/logdb_testrepo/histogram?q=*&field=time&from=&to=",
     "",
     {}},
};

}  // namespace

std::span<const Route> LogdbSearchRoutes() { return kRoutes; }

}  // namespace pandora
