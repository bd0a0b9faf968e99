// All that exports write to, by kind, with how much there is (/_sim/sinks).
#include "core/api/sink_view.h"
#include "core/sink/logdb_store.h"
#include "core/sink/mongo_store.h"
#include "core/sink/rejected_records.h"
#include "core/sink/report_store.h"
#include "core/sink/tsdb_store.h"

namespace pandora {
namespace {

Json Entry(const std::string& name, const char* what, int64_t count) {
  Json one = Json::object();
  one["name"] = name;
  one[what] = count;
  return one;
}

Result<Json> Buckets(RequestContext& context) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ObjectStore::BucketInfo> buckets,
                           context.engine.state().objects.Buckets(context.account));
  Json list = Json::array();
  for (const ObjectStore::BucketInfo& bucket : buckets) list.push_back(Entry(bucket.name, "objects", bucket.objects));
  return list;
}

Result<Json> LogRepoCounts(const SinkHome& home) {
  LogRepos store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<LogRepo> repos, store.List());
  Json list = Json::array();
  for (const LogRepo& repo : repos) {
    PANDORA_ASSIGN_OR_RETURN(const RecordLog::Stats stats, store.Stats(repo));
    list.push_back(Entry(repo.name, "records", stats.records));
  }
  return list;
}

Result<Json> SeriesCounts(const SinkHome& home) {
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<SeriesDatabase> databases, store.Databases());
  Json list = Json::array();
  for (const SeriesDatabase& database : databases) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<Series> all, store.List(database));
    for (const Series& series : all) {
      PANDORA_ASSIGN_OR_RETURN(const int64_t points, store.Points(series));
      list.push_back(Entry(database.name + "/" + series.name, "points", points));
    }
  }
  return list;
}

Result<Json> TableCounts(const SinkHome& home) {
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportDatabase> databases, store.Databases());
  Json list = Json::array();
  for (const ReportDatabase& database : databases) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportTable> tables, store.List(database));
    for (const ReportTable& table : tables) {
      PANDORA_ASSIGN_OR_RETURN(const int64_t rows, store.Rows(table));
      list.push_back(Entry(database.name + "/" + table.name, "rows", rows));
    }
  }
  return list;
}

Result<Json> CollectionCounts(const SinkHome& home) {
  DocumentStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<DocumentDatabase> databases, store.Databases());
  Json list = Json::array();
  for (const DocumentDatabase& database : databases) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<DocumentCollection> collections, store.List(database));
    for (const DocumentCollection& collection : collections) {
      PANDORA_ASSIGN_OR_RETURN(const int64_t documents, store.Count(collection));
      Json one = Entry(database.name + "/" + collection.name, "documents", documents);
      one["host"] = database.host;
      list.push_back(std::move(one));
    }
  }
  return list;
}

Result<Json> HttpCounts(RequestContext& context) {
  Engine& engine = context.engine;
  RejectedRecords counts(engine.state().file.get());
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Repo>> repos, engine.repos().List(context.account));
  Json list = Json::array();
  for (const std::shared_ptr<Repo>& repo : repos) {
    PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Export>> exports, engine.exports().List(*repo));
    for (const std::shared_ptr<Export>& one : exports) {
      if (one->definition.type != "http") continue;
      PANDORA_ASSIGN_OR_RETURN(const ExportCounts done, counts.Counts(one->id));
      list.push_back(Entry(repo->name + "/" + one->name, "delivered", done.written));
    }
  }
  return list;
}

Status ListSinks(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  Json json = Json::object();
  PANDORA_ASSIGN_OR_RETURN(json["kodo"], Buckets(context));
  PANDORA_ASSIGN_OR_RETURN(json["http"], HttpCounts(context));
  PANDORA_ASSIGN_OR_RETURN(json["logdb"], LogRepoCounts(home));
  PANDORA_ASSIGN_OR_RETURN(json["tsdb"], SeriesCounts(home));
  PANDORA_ASSIGN_OR_RETURN(json["report"], TableCounts(home));
  PANDORA_ASSIGN_OR_RETURN(json["mongo"], CollectionCounts(home));
  reply->SetJson(json);
  return {};
}

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/sinks",
     "listSinks",
     "control",
     RouteKind::kRead,
     ListSinks,
     "List all that exports write to, by kind, with how much there is",
     "查看所有导出目标及数据量",
     "",
     "",
     "/_sim/sinks",
     "",
     {}},
};

}  // namespace

std::span<const Route> SinkRoutes() { return kRoutes; }

}  // namespace pandora
