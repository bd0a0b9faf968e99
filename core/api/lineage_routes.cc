// How records flow, under /_sim: what reads what, how far each reader has come, and why it stands still.
#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"

namespace pandora {
namespace {

// Where a transform stands. "error" is why its last run failed; "blocked" why its next one would.
Result<Json> DescribeTransform(RequestContext& context, const Transform& transform, int64_t end) {
  Engine& engine = context.engine;
  PANDORA_ASSIGN_OR_RETURN(const int64_t position, engine.transforms().Position(transform.id));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> target, engine.repos().Get(transform.destination));
  Json json;
  json["name"] = transform.name;
  json["to"] = target->name;
  json["offset"] = position;
  json["lag"] = end - position;
  if (!transform.definition.plugin.empty()) json["plugin"] = transform.definition.plugin;
  DescribeRunFailure(transform.failure, &json);
  return json;
}

Result<Json> DescribeExport(RequestContext& context, const Export& one, int64_t end) {
  PANDORA_ASSIGN_OR_RETURN(const ExportProgress progress, context.engine.exports().Progress(one.id));
  Json json;
  json["name"] = one.name;
  json["type"] = one.definition.type;
  json["offset"] = progress.offset;
  json["lag"] = end - progress.offset;
  DescribeRunFailure(one.failure, &json);
  return json;
}

// Where the records of a repo of type kodo come from.
Json DescribeBucket(const RepoDefinition& definition) {
  Json json;
  json["bucket"] = definition.bucket;
  json["keyPrefix"] = definition.key_prefix;
  json["fileType"] = definition.file_type;
  return json;
}

Result<Json> DescribeNode(RequestContext& context, const Repo& repo) {
  Engine& engine = context.engine;
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, engine.state().log.End(repo.id));
  Json transforms = Json::array();
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Transform>> listed, engine.transforms().List(repo));
  for (const std::shared_ptr<Transform>& transform : listed) {
    PANDORA_ASSIGN_OR_RETURN(Json one, DescribeTransform(context, *transform, end));
    transforms.push_back(std::move(one));
  }
  Json exports = Json::array();
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Export>> sinks, engine.exports().List(repo));
  for (const std::shared_ptr<Export>& sink : sinks) {
    PANDORA_ASSIGN_OR_RETURN(Json one, DescribeExport(context, *sink, end));
    exports.push_back(std::move(one));
  }
  Json node;
  node["repo"] = repo.name;
  node["records"] = end;
  node["derivedFrom"] = repo.derived_from;
  if (!repo.definition.bucket.empty()) node["reads"] = DescribeBucket(repo.definition);
  node["transforms"] = std::move(transforms);
  node["exports"] = std::move(exports);
  return node;
}

// Every repo with what reads it, how far each reader has come, and how far it lags.
Status GetLineage(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Repo>> repos,
                           context.engine.repos().List(context.account));
  Json nodes = Json::array();
  for (const std::shared_ptr<Repo>& repo : repos) {
    PANDORA_ASSIGN_OR_RETURN(Json node, DescribeNode(context, *repo));
    nodes.push_back(std::move(node));
  }
  Json json;
  json["nodes"] = std::move(nodes);
  reply->SetJson(json);
  return {};
}

Status GetTransformStatus(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Transform> transform,
                           context.engine.transforms().Find(*repo, context.path[1]));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, context.engine.state().log.End(repo->id));
  PANDORA_ASSIGN_OR_RETURN(Json json, DescribeTransform(context, *transform, end));
  const Status program = context.engine.transforms().CheckProgram(*transform);
  if (!program.ok()) json["blocked"] = program.message();
  reply->SetJson(json);
  return {};
}

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/lineage",
     "getLineage",
     "control",
     RouteKind::kRead,
     GetLineage,
     "Show what reads what, and its lag",
     "查看数据流向与延迟",
     "",
     "",
     "/_sim/lineage",
     "",
     {}},
    {"GET",
     "/_sim/repos/{RepoName}/transforms/{TransformName}",
     "getTransformStatus",
     "control",
     RouteKind::kRead,
     GetTransformStatus,
     "Show how far a transform has come, and why it stands still",
     "查看流式计算任务的进度与错误",
     "",
     "",
     "/_sim/repos/Test_Repo/transforms/transform_job",
     "",
     {}},
};

}  // namespace

std::span<const Route> LineageRoutes() { return kRoutes; }

}  // namespace pandora
