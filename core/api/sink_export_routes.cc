// What became of the records of an export: how far it has come, counts, and why some records could not be written
// (/_sim/sinks/exports).
#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"
#include "core/format/record_writer.h"
#include "core/sink/rejected_records.h"

namespace pandora {
namespace {

// A page ends early once its text is this long, so that a page of huge records stays a page.
constexpr size_t kMaxPageBytes = 16 << 20;

struct Target {
  std::shared_ptr<Repo> repo;
  std::shared_ptr<Export> one;
};

// E18102, E18302.
Result<Target> NamedTarget(RequestContext& context) {
  Target target;
  PANDORA_ASSIGN_OR_RETURN(target.repo, NamedRepo(context));
  PANDORA_ASSIGN_OR_RETURN(target.one, context.engine.exports().Find(*target.repo, context.path[1]));
  return target;
}

Result<std::vector<Rejection>> ListRejected(RequestContext& context, const Target& target) {
  PANDORA_ASSIGN_OR_RETURN(const int64_t from, QueryNumber(context, "from", 0, 0, INT64_MAX));
  PANDORA_ASSIGN_OR_RETURN(const int64_t limit, QueryNumber(context, "limit", 100, 0, RejectedRecords::kKept));
  return RejectedRecords(context.engine.state().file.get()).List(target.one->id, from, limit);
}

Status GetExportCounts(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Target target, NamedTarget(context));
  EngineState& state = context.engine.state();
  PANDORA_ASSIGN_OR_RETURN(const ExportCounts counts, RejectedRecords(state.file.get()).Counts(target.one->id));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Rejection> list, ListRejected(context, target));
  PANDORA_ASSIGN_OR_RETURN(const ExportProgress progress, context.engine.exports().Progress(target.one->id));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, state.log.End(target.repo->id));
  Json reasons = Json::array();
  for (const Rejection& rejection : list) {
    Json entry = Json::object();
    entry["offset"] = rejection.offset;
    entry["reason"] = rejection.reason;
    reasons.push_back(std::move(entry));
  }
  Json json = Json::object();
  json["repo"] = target.repo->name;
  json["export"] = target.one->name;
  json["type"] = target.one->definition.type;
  json["position"] = progress.offset;
  json["end"] = end;
  json["lag"] = end - progress.offset;
  json["written"] = counts.written;
  json["omitted"] = counts.omitted;
  json["rejected"] = counts.rejected;
  json["reasons"] = std::move(reasons);
  DescribeRunFailure(target.one->failure, &json);
  reply->SetJson(json);
  return {};
}

// The record at `offset` as JSON, as its repo sees it now; null when it is gone.
Status AppendRecord(RecordLog* log, const Repo& repo, int64_t offset, std::string* out) {
  const size_t before = out->size();
  const Schema& schema = repo.definition.schema;
  PANDORA_RETURN_IF_ERROR(log->Read(repo.id, offset, offset + 1, schema, {}, [&](RecordLog::Slice slice) {
    AppendJsonRecord(schema, slice.batch, 0, true, out);
    return Status();
  }));
  if (out->size() == before) *out += "null";
  return {};
}

Status GetRejected(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Target target, NamedTarget(context));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Rejection> list, ListRejected(context, target));
  RecordLog& log = context.engine.state().log;
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, log.End(target.repo->id));
  std::string body = R"({"rejected":[)";
  int64_t next = end;
  for (const Rejection& rejection : list) {
    if (body.size() >= kMaxPageBytes) break;
    body += body.back() == '[' ? R"({"offset":)" : R"(,{"offset":)";
    AppendInt64(rejection.offset, &body);
    body += R"(,"reason":)";
    AppendJsonString(rejection.reason, &body);
    body += R"(,"record":)";
    PANDORA_RETURN_IF_ERROR(AppendRecord(&log, *target.repo, rejection.offset, &body));
    body += '}';
    next = rejection.offset + 1;
  }
  body += R"(],"next":)";
  AppendInt64(next, &body);
  reply->body = body + "}";
  return {};
}

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/sinks/exports/{RepoName}/{ExportName}",
     "getExportCounts",
     "control",
     RouteKind::kRead,
     GetExportCounts,
     "Show how far an export has come, how many records it has written, and why some could not be",
     "查看导出的进度、数据量与失败原因",
     "",
     "",
     "/_sim/sinks/exports/Test_Repo/export_job1?from=0&limit=100",
     "",
     {}},
    {"GET",
     "/_sim/sinks/exports/{RepoName}/{ExportName}/rejected",
     "listRejectedRecords",
     "control",
     RouteKind::kRead,
     GetRejected,
     "List the records that an export could not write, each with the reason",
     "查看导出失败的数据及原因",
     "",
     "",
     "/_sim/sinks/exports/Test_Repo/export_job1/rejected?from=0&limit=100",
     "",
     {}},
};

}  // namespace

std::span<const Route> SinkExportRoutes() { return kRoutes; }

}  // namespace pandora
