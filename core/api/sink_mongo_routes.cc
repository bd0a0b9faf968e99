// Document databases as a user of the simulator looks into them (/_sim/sinks/mongo): collections, and documents found by example.
#include <algorithm>

#include "core/api/lookup.h"
#include "core/api/sink_view.h"
#include "core/base/text.h"
#include "core/sink/mongo_store.h"
#include "core/sink/mongo_update.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr int64_t kMaxPage = 10'000;
constexpr size_t kMaxSortKeys = 16;
constexpr size_t kMaxSorted = 1'000'000;  // documents that one answer sorts
constexpr size_t kMaxPageBytes = 16 << 20;

Status ListMongo(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  DocumentStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<DocumentDatabase> databases, store.Databases());
  Json list = Json::array();
  for (const DocumentDatabase& database : databases) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<DocumentCollection> collections, store.List(database));
    Json inner = Json::array();
    for (const DocumentCollection& collection : collections) {
      PANDORA_ASSIGN_OR_RETURN(const int64_t documents, store.Count(collection));
      Json one = Json::object();
      one["name"] = collection.name;
      one["documents"] = documents;
      one["updateKey"] = collection.key;
      inner.push_back(std::move(one));
    }
    Json one = Json::object();
    one["host"] = database.host;
    one["name"] = database.name;
    one["collections"] = std::move(inner);
    one["createTime"] = FormatBeijing(database.created);
    list.push_back(std::move(one));
  }
  Json json;
  json["databases"] = std::move(list);
  reply->SetJson(json);
  return {};
}

struct FindRequest {
  Json example = Json::object();
  std::vector<std::pair<std::string, bool>> sort;  // path, descending
  int64_t skip = 0;
  int64_t limit = 100;
};

struct Match {
  int64_t id = 0;
  std::vector<Json> keys;  // values of the sort paths
};

void SortMatches(const FindRequest& find, std::vector<Match>* matches) {
  std::stable_sort(matches->begin(), matches->end(), [&find](const Match& a, const Match& b) {
    for (size_t k = 0; k < find.sort.size(); ++k) {
      const int order = CompareMongo(a.keys[k], b.keys[k]);
      if (order != 0) return find.sort[k].second ? order > 0 : order < 0;
    }
    return false;
  });
}

Result<std::vector<Match>> FindMatches(DocumentStore* store, const DocumentCollection& collection,
                                       const FindRequest& find) {
  std::vector<Match> matches;
  bool too_many = false;
  PANDORA_RETURN_IF_ERROR(store->Scan(collection, 0, [&](StoredDocument document) {
    const Json shown = DocumentStore::Present(document);
    if (!MatchesMongo(shown, find.example)) return true;
    Match match;
    match.id = document.id;
    for (const auto& [path, descending] : find.sort) {
      const Json* value = FindMongoPath(shown, path);
      match.keys.push_back(value == nullptr ? Json() : *value);
    }
    matches.push_back(std::move(match));
    too_many = !find.sort.empty() && matches.size() > kMaxSorted;
    return !too_many;
  }));
  if (too_many) return Status(ErrorCode::kBadRequest, "more than 1000000 documents to sort: give a narrower example");
  SortMatches(find, &matches);
  return matches;
}

Status AnswerFind(RequestContext& context, const FindRequest& find, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  DocumentStore store(home);
  const std::string* host = context.Query("host");
  PANDORA_ASSIGN_OR_RETURN(const DocumentDatabase database,
                           store.GetDatabase(host == nullptr ? "" : *host, context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const DocumentCollection collection, store.Get(database, context.path[1]));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Match> matches, FindMatches(&store, collection, find));
  const auto count = static_cast<int64_t>(matches.size());
  std::string body = R"({"total":)" + std::to_string(count) + R"(,"documents":[)";
  const int64_t begin = std::min(find.skip, count);
  const int64_t end = begin + std::min(find.limit, count - begin);
  for (int64_t k = begin; k < end && body.size() < kMaxPageBytes; ++k) {
    PANDORA_ASSIGN_OR_RETURN(const std::optional<StoredDocument> document,
                             store.FindById(collection, matches[static_cast<size_t>(k)].id));
    if (!document) continue;
    if (body.back() != '[') body += ',';
    body += DumpJson(DocumentStore::Present(*document));
  }
  reply->body = body + "]}";
  return {};
}

Status ListDocuments(RequestContext& context, Reply* reply) {
  FindRequest find;
  PANDORA_ASSIGN_OR_RETURN(find.skip, QueryNumber(context, "skip", 0, 0, INT64_MAX));
  PANDORA_ASSIGN_OR_RETURN(find.limit, QueryNumber(context, "limit", 100, 1, kMaxPage));
  return AnswerFind(context, find, reply);
}

Status ReadSort(const Json& sort, FindRequest* find) {
  const Status bad(ErrorCode::kBadRequest,
                   "sort is " + Quote(DumpJson(sort)) + "; an object such as {\"hits\": -1, \"uid\": 1} is accepted");
  if (!sort.is_object() || sort.size() > kMaxSortKeys) return bad;
  for (const auto& [path, order] : sort.items()) {
    if (order != 1 && order != -1) return bad;
    find->sort.emplace_back(path, order == -1);
  }
  return {};
}

Status ReadCount(const Json& body, const char* name, int64_t low, int64_t high, int64_t* out) {
  const Json* given = FindMember(body, name);
  if (given == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*given);
  if (!number || *number < low || *number > high) {
    return Status(ErrorCode::kBadRequest, std::string(name) + " is " + QuoteJson(*given) + "; " + std::to_string(low) +
                                              " to " + std::to_string(high) + " is accepted");
  }
  *out = *number;
  return {};
}

Status FindDocuments(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  // An example without "find" around it would otherwise find everything.
  for (const auto& [name, value] : body.items()) {
    if (name == "find" || name == "sort" || name == "skip" || name == "limit") continue;
    return Status(ErrorCode::kBadRequest, "the body has " + Quote(name) +
                                              "; find, sort, skip and limit are accepted, " +
                                              "such as {\"find\": {\"uid\": 1}}");
  }
  FindRequest find;
  if (const Json* example = FindMember(body, "find")) find.example = *example;
  PANDORA_RETURN_IF_ERROR(CheckMongoExample(find.example));
  if (const Json* sort = FindMember(body, "sort")) PANDORA_RETURN_IF_ERROR(ReadSort(*sort, &find));
  PANDORA_RETURN_IF_ERROR(ReadCount(body, "skip", 0, INT64_MAX, &find.skip));
  PANDORA_RETURN_IF_ERROR(ReadCount(body, "limit", 1, kMaxPage, &find.limit));
  return AnswerFind(context, find, reply);
}

constexpr ShapeMember kFindBody[] = {
    {"find", "object", false,
     "an example: members, dotted paths, $eq, $ne, $gt, $gte, $lt, $lte, $in; all documents when left out",
     "查询示例:支持成员、点分路径与 $eq $ne $gt $gte $lt $lte $in,默认全部文档"},
    {"sort", "object", false, "paths with 1 or -1", "排序:路径及 1 或 -1"},
    {"skip", "integer", false, "documents to pass over; 0", "跳过的文档数,默认 0"},
    {"limit", "integer", false, "documents to answer, 1 to 10000; 100", "返回的文档数,1 到 10000,默认 100"},
};

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/sinks/mongo",
     "listMongoSinks",
     "control",
     RouteKind::kRead,
     ListMongo,
     "List document databases with their collections",
     "查看 MongoDB 数据库及其集合",
     "",
     "",
     "/_sim/sinks/mongo",
     "",
     {}},
    {"GET",
     "/_sim/sinks/mongo/{Database}/{Collection}",
     "listMongoDocuments",
     "control",
     RouteKind::kRead,
     ListDocuments,
     "List a collection's documents in the order of insertion",
     "查看集合中的文档",
     "",
     "",
     "/_sim/sinks/mongo/test_mongo/req_rs_5m?host=&skip=0&limit=100",
     "",
     {}},
    {"POST", "/_sim/sinks/mongo/{Database}/{Collection}", "findMongoDocuments", "control", RouteKind::kControl,
     FindDocuments, "Find a collection's documents by example", "按示例查询集合中的文档", "", "application/json",
     "/_sim/sinks/mongo/test_mongo/req_rs_5m", R"({"find": {"hits": {"$gte": 1}}, "sort": {"hits": -1}, "limit": 10})",
     kFindBody},
};

}  // namespace

std::span<const Route> SinkMongoRoutes() { return kRoutes; }

}  // namespace pandora
