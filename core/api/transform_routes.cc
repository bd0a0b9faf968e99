#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"

namespace pandora {
namespace {

Result<std::shared_ptr<Transform>> NamedTransform(RequestContext& context) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  return context.engine.transforms().Find(*repo, context.path[1]);
}

Status CreateTransform(RequestContext& context, Reply*) {
  const std::string& name = context.path[1];
  PANDORA_RETURN_IF_ERROR(CheckRepoName(context.path[0]));
  if (!IsResourceName(name)) {
    return Status(ErrorCode::kE18207,
                  "transform name " + Quote(name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
  }
  PANDORA_RETURN_IF_ERROR(CheckRepoName(context.path[2]));
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, NamedRepo(context));
  if (context.engine.transforms().Find(*source, name).ok()) {
    return Status(ErrorCode::kE18201, Quote(name, 130) + " on repo " + Quote(source->name, 130));
  }
  PANDORA_ASSIGN_OR_RETURN(const TransformDefinition definition,
                           ReadTransform(body, context.engine.state().settings.schema));
  // Creating forgets what is cached of the source, so what is needed afterwards is kept here.
  const std::string group = source->definition.group;
  PANDORA_RETURN_IF_ERROR(context.engine.transforms().Create(*source, name, context.path[2], definition));
  return context.engine.groups().Allocate(context.account, group);
}

Status UpdateTransformSpec(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Transform> transform, NamedTransform(context));
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const TransformDefinition definition,
                           UpdateTransform(transform->definition, body, context.engine.state().settings.schema));
  return context.engine.transforms().Update(*transform, definition);
}

Result<Json> Describe(RequestContext& context, const Transform& transform) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> target, context.engine.repos().Get(transform.destination));
  return Json{{"name", transform.name}, {"to", target->name}, {"spec", transform.definition.echo}};
}

Status ListTransforms(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Transform>> transforms,
                           context.engine.transforms().List(*repo));
  Json list = Json::array();
  for (const std::shared_ptr<Transform>& transform : transforms) {
    PANDORA_ASSIGN_OR_RETURN(Json entry, Describe(context, *transform));
    list.push_back(std::move(entry));
  }
  reply->SetJson(Json{{"transforms", std::move(list)}});
  return {};
}

Status GetTransform(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Transform> transform, NamedTransform(context));
  PANDORA_ASSIGN_OR_RETURN(const Json json, Describe(context, *transform));
  reply->SetJson(json);
  reply->headers.emplace_back("Transform-Type",
                              transform->definition.code.empty() ? "application/plugin" : "application/sql");
  return {};
}

Status TransformExists(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  const Result<std::shared_ptr<Transform>> transform = context.engine.transforms().Find(*repo, context.path[1]);
  if (!transform.ok() && transform.status().code() != ErrorCode::kE18202) return transform.status();
  reply->SetJson(Json{{"exist", transform.ok()}});
  return {};
}

Status DeleteTransform(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Transform> transform, NamedTransform(context));
  return context.engine.transforms().Delete(*transform);
}

constexpr ShapeMember kTransformBody[] = {
    {"mode", "string", false, "\"sql\"", "计算模式,目前仅支持 sql"},
    {"code", "string", false, "the SQL statement; the table is called stream", "SQL 语句,表名为 stream"},
    {"interval", "string", false, "5s, 10s, 20s, 30s, 1m (default), 5m or 10m",
     "运行时间间隔:5s、10s、20s、30s、1m(默认)、5m、10m"},
    {"container", "object", false, "type (1U2G ... 8U16G) and count", "容器类型和数量"},
    {"whence", "string", false, "oldest or newest (default)", "计算起始位置:oldest 或 newest(默认)"},
    {"destrepo", "schema", false, "schema of the destination repo", "目标消息队列的字段信息"},
    {"plugin", "object", false, "name and output fields of an uploaded plugin", "自定义计算:名称和输出字段"},
};

constexpr std::string_view kExample = R"({
  "mode": "sql",
  "code": "select userName, count(*) as visits, avg(age) as avgAge from stream group by userName",
  "interval": "1m",
  "container": {"type": "1U2G", "count": 1},
  "whence": "oldest"
})";

constexpr Route kRoutes[] = {
    {"POST", "/v2/repos/{RepoName}/transforms/{TransformName}/to/{DestinationRepoName}", "createTransform", "transform",
     RouteKind::kChange, CreateTransform, "Create a transform", "创建流式计算任务", "002:235", "application/json",
     "/v2/repos/Test_Repo/transforms/transform_job/to/compute_repo", kExample, kTransformBody},
    {"GET",
     "/v2/repos/{RepoName}/transforms",
     "listTransforms",
     "transform",
     RouteKind::kRead,
     ListTransforms,
     "List a repo's transforms",
     "查看所有流式计算任务",
     "002:362",
     "",
     "/v2/repos/Test_Repo/transforms",
     "",
     {}},
    {"GET",
     "/v2/repos/{RepoName}/transforms/{TransformName}",
     "getTransform",
     "transform",
     RouteKind::kRead,
     GetTransform,
     "Show a transform",
     "查看指定流式计算任务的信息",
     "002:369",
     "",
     "/v2/repos/Test_Repo/transforms/transform_job",
     "",
     {}},
    {"GET",
     "/v2/repos/{RepoName}/transforms/{TransformName}/exists",
     "transformExists",
     "transform",
     RouteKind::kRead,
     TransformExists,
     "Ask whether a transform exists",
     "查询流式计算任务是否存在",
     "",
     "",
     "/v2/repos/Test_Repo/transforms/transform_job/exists",
     "",
     {}},
    {"PUT", "/v2/repos/{RepoName}/transforms/{TransformName}", "updateTransform", "transform", RouteKind::kChange,
     UpdateTransformSpec, "Change a transform", "修改流式计算任务", "002:403", "application/json",
     "/v2/repos/Test_Repo/transforms/transform_job", R"({"interval": "5m"})", kTransformBody},
    {"DELETE",
     "/v2/repos/{RepoName}/transforms/{TransformName}",
     "deleteTransform",
     "transform",
     RouteKind::kChange,
     DeleteTransform,
     "Delete a transform and the repo it made",
     "删除流式计算任务",
     "002:438",
     "",
     "/v2/repos/Test_Repo/transforms/transform_job",
     "",
     {}},
};

}  // namespace

std::span<const Route> TransformRoutes() { return kRoutes; }

}  // namespace pandora
