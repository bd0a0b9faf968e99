#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"

namespace pandora {
namespace {

Result<std::shared_ptr<Export>> NamedExport(RequestContext& context, std::shared_ptr<Repo>* repo) {
  PANDORA_ASSIGN_OR_RETURN(*repo, NamedRepo(context));
  return context.engine.exports().Find(**repo, context.path[1]);
}

Status CreateExport(RequestContext& context, Reply*) {
  const std::string& name = context.path[1];
  PANDORA_RETURN_IF_ERROR(CheckRepoName(context.path[0]));
  if (!IsResourceName(name)) {
    return Status(ErrorCode::kE18303,
                  "export name " + Quote(name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, NamedRepo(context));
  if (context.engine.exports().Find(*source, name).ok()) {
    return Status(ErrorCode::kE18301, Quote(name, 130) + " on repo " + Quote(source->name, 130));
  }
  PANDORA_ASSIGN_OR_RETURN(const ExportDefinition definition, ReadExport(body));
  return context.engine.exports().Create(*source, name, definition);
}

Status UpdateExportSpec(RequestContext& context, Reply*) {
  std::shared_ptr<Repo> repo;
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, NamedExport(context, &repo));
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const ExportDefinition definition, UpdateExport(one->definition, body));
  return context.engine.exports().Update(*one, *repo, definition);
}

// name, type, whence, spec (spec/conflicts.md O30); whence as it was given, or the default the documents name.
Json Describe(const Export& one) {
  const Json& echo = one.definition.echo;
  const Json* whence = FindMember(echo, "whence");
  return Json{{"name", one.name},
              {"type", echo["type"]},
              {"whence", whence == nullptr ? Json("oldest") : *whence},
              {"spec", echo["spec"]}};
}

Status ListExports(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Export>> exports, context.engine.exports().List(*repo));
  Json list = Json::array();
  for (const std::shared_ptr<Export>& one : exports) list.push_back(Describe(*one));
  reply->SetJson(Json{{"exports", std::move(list)}});
  return {};
}

Status GetExport(RequestContext& context, Reply* reply) {
  std::shared_ptr<Repo> repo;
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, NamedExport(context, &repo));
  reply->SetJson(Describe(*one));
  return {};
}

Status ExportExists(RequestContext& context, Reply* reply) {
  std::shared_ptr<Repo> repo;
  const Result<std::shared_ptr<Export>> one = NamedExport(context, &repo);
  if (!one.ok() && one.status().code() != ErrorCode::kE18302) return one.status();
  reply->SetJson(Json{{"exist", one.ok()}});
  return {};
}

Status DeleteExport(RequestContext& context, Reply*) {
  std::shared_ptr<Repo> repo;
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, NamedExport(context, &repo));
  return context.engine.exports().Delete(*one);
}

constexpr ShapeMember kExportBody[] = {
    {"type", "string", true, "http, logdb, mongo, tsdb, kodo or report",
     "导出类型:http、logdb、mongo、tsdb、kodo、report"},
    {"spec", "object", true,
     "what the type needs; kodo: bucket, keyPrefix, email, accessKey, fields, rotateStrategy, format ...",
     "与类型对应的导出参数"},
    {"whence", "string", false, "oldest (default) or newest", "导出起始位置:oldest(默认)或 newest"},
};
constexpr ShapeMember kExportUpdate[] = {
    {"spec", "object", true, "the new spec; type and whence stay", "新的导出参数"},
};

constexpr std::string_view kExample = R"({
  "type": "kodo",
  "spec": {
    "bucket": "bucket2",
    "keyPrefix": "key1/",
    "email": "xiaoming@qiniu.com",
    "accessKey": "7H4FDc1M-FxXFZKwjbN_Up1OfY7DotXDjaM5jXzm",
    "fields": {"user": "#userName", "age": "#age"},
    "rotateStrategy": "interval",
    "rotateInterval": 60,
    "format": "json"
  }
})";
constexpr std::string_view kUpdateExample = R"json({
  "spec": {
    "bucket": "bucket2",
    "keyPrefix": "date=$(year)-$(mon)-$(day)/$(hour)$(min)$(sec)",
    "email": "xiaoming@qiniu.com",
    "accessKey": "7H4FDc1M-FxXFZKwjbN_Up1OfY7DotXDjaM5jXzm",
    "fields": {"user": "#userName", "age": "#age"},
    "format": "json",
    "compress": true
  }
})json";

constexpr Route kRoutes[] = {
    {"POST", "/v2/repos/{RepoName}/exports/{ExportName}", "createExport", "export", RouteKind::kChange, CreateExport,
     "Create an export", "创建流式导出任务", "002:445", "application/json", "/v2/repos/Test_Repo/exports/export_job1",
     kExample, kExportBody},
    {"GET",
     "/v2/repos/{RepoName}/exports",
     "listExports",
     "export",
     RouteKind::kRead,
     ListExports,
     "List a repo's exports",
     "查看所有流式导出任务",
     "002:770",
     "",
     "/v2/repos/Test_Repo/exports",
     "",
     {}},
    {"GET",
     "/v2/repos/{RepoName}/exports/{ExportName}",
     "getExport",
     "export",
     RouteKind::kRead,
     GetExport,
     "Show an export",
     "根据名称查看流式导出任务",
     "002:787",
     "",
     "/v2/repos/Test_Repo/exports/export_job1",
     "",
     {}},
    {"GET",
     "/v2/repos/{RepoName}/exports/{ExportName}/exists",
     "exportExists",
     "export",
     RouteKind::kRead,
     ExportExists,
     "Ask whether an export exists",
     "查询流式导出任务是否存在",
     "",
     "",
     "/v2/repos/Test_Repo/exports/export_job1/exists",
     "",
     {}},
    {"PUT", "/v2/repos/{RepoName}/exports/{ExportName}", "updateExport", "export", RouteKind::kChange, UpdateExportSpec,
     "Change an export's spec", "更新流式导出任务", "002:757", "application/json",
     "/v2/repos/Test_Repo/exports/export_job1", kUpdateExample, kExportUpdate},
    {"DELETE",
     "/v2/repos/{RepoName}/exports/{ExportName}",
     "deleteExport",
     "export",
     RouteKind::kChange,
     DeleteExport,
     "Delete an export",
     "根据名称删除流式导出任务",
     "002:794",
     "",
     "/v2/repos/Test_Repo/exports/export_job1",
     "",
     {}},
};

}  // namespace

std::span<const Route> ExportRoutes() { return kRoutes; }

}  // namespace pandora
