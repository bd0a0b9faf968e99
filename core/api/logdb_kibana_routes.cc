// Several searches in one request, as Kibana and the Java client send them (spec/clients.md 2.11): pairs of lines, a header that names the
// log repo and a search in Elasticsearch's language (core/sink/logdb_elastic.h). Each has its own answer, a refusal too.
#include "core/api/logdb_view.h"
#include "core/base/text.h"
#include "core/sink/logdb_elastic.h"

namespace pandora {
namespace {

constexpr size_t kMaxSearches = 100;

Result<std::string> IndexOf(std::string_view header) {
  PANDORA_ASSIGN_OR_RETURN(const Json json, ParseJson(header));
  const Json* index = FindMember(json, "index");
  if (index != nullptr && index->is_array() && index->size() == 1) index = &index->front();
  if (index == nullptr || !index->is_string()) {
    return Status(ErrorCode::kBadRequest,
                  "the header " + Quote(header, 100) + R"( names no log repo; {"index": "logs"} is accepted)");
  }
  return index->get<std::string>();
}

Result<std::string> AnswerOne(const SinkHome& home, std::string_view header, std::string_view body) {
  PANDORA_ASSIGN_OR_RETURN(const std::string index, IndexOf(header));
  const Result<LogRepo> repo = LogRepos(home).Get(index);
  if (!repo.ok()) return LogdbStatus(repo.status());
  PANDORA_ASSIGN_OR_RETURN(const Json json, ParseJson(body));
  PANDORA_ASSIGN_OR_RETURN(const LogSearch search, ReadElasticSearch(json));
  PANDORA_ASSIGN_OR_RETURN(const LogHits found, SearchLogs(home, *repo, search));
  std::string hits;
  for (const LogHit& hit : found.hits) {
    hits += hits.empty() ? R"({"_index":)" : R"(,{"_index":)";
    AppendJsonString(index, &hits);
    hits += R"(,"_type":"logs","_id":")" + std::to_string(hit.offset) + R"(","_score":null,"_source":)" + hit.record;
    if (!hit.highlight.empty()) hits += R"(,"highlight":)" + hit.highlight;
    hits += '}';
  }
  return R"({"took":0,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},"hits":{"total":)" +
         std::to_string(found.total) + R"(,"max_score":null,"hits":[)" + hits + R"(]},"status":200})";
}

Status SearchMany(RequestContext& context, Reply* reply) {
  const SinkHome home = LogdbHome(context);
  std::vector<std::string_view> lines;
  for (const std::string_view line : Split(context.request.body, '\n')) {
    if (!TrimAscii(line).empty()) lines.push_back(line);
  }
  if (lines.empty() || lines.size() % 2 != 0 || lines.size() > 2 * kMaxSearches) {
    return Status(ErrorCode::kBadRequest, "the body has " + std::to_string(lines.size()) +
                                              " lines; pairs of a header and a search are accepted, at most 100");
  }
  std::string responses;
  for (size_t i = 0; i < lines.size(); i += 2) {
    if (i > 0) responses += ',';
    const Result<std::string> one = AnswerOne(home, lines[i], lines[i + 1]);
    if (one.ok()) {
      responses += *one;
      continue;
    }
    responses += R"({"error":)";
    AppendJsonString(one.status().message(), &responses);
    responses += R"(,"status":)" + std::to_string(GetErrorInfo(one.status().code()).http_status) + "}";
  }
  reply->body = R"({"responses":[)" + responses + "]}";
  return {};
}

constexpr std::string_view kExample =
    R"({"index": ["logdb_testrepo"]}
{"query": {"bool": {"must": [{"query_string": {"query": "disk"}}]}}, "sort": [{"time": {"order": "desc"}}], "size": 5}
)";

constexpr Route kRoutes[] = {
    {"POST",
     "/v5/logdbkibana/msearch",
     "searchManyLogs",
     "logdb",
     RouteKind::kControl,
     SearchMany,
     "Several searches in Elasticsearch's language",
     "以 Elasticsearch 语法批量检索",
     "",
     "application/x-ndjson",
     "/v5/logdbkibana/msearch",
     kExample,
     {}},
};

}  // namespace

std::span<const Route> LogdbKibanaRoutes() { return kRoutes; }

}  // namespace pandora
