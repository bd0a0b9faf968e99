#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/text.h"

namespace pandora {
namespace {

Status CreateRepo(RequestContext& context, Reply*) {
  const std::string& name = context.path[0];
  PANDORA_RETURN_IF_ERROR(CheckRepoName(name));
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  if (context.engine.repos().Find(context.account, name).ok()) return Status(ErrorCode::kE18101, Quote(name, 130));
  PANDORA_ASSIGN_OR_RETURN(const RepoDefinition definition, ReadRepo(body, context.engine.state().settings.schema));
  PANDORA_RETURN_IF_ERROR(context.engine.repos().Create(context.account, name, definition).status());
  // Of the legacy type kodo: what is in its bucket already.
  return context.engine.bucket_reader().Notice();
}

Status UpdateRepoSchema(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const RepoDefinition definition,
                           UpdateRepo(repo->definition, body, context.engine.state().settings.schema));
  PANDORA_RETURN_IF_ERROR(context.engine.repos().Update(*repo, definition));
  return context.engine.exports().RetryFailed(context.account);
}

// What listing and single answer share. `group` shows only when set (spec/conflicts.md C57).
void AddCommon(const Repo& repo, Json* json) {
  const Json& echo = repo.definition.echo;
  (*json)["region"] = echo["region"];
  (*json)["derivedFrom"] = repo.derived_from;
  if (!repo.definition.group.empty()) (*json)["group"] = repo.definition.group;
}

Status ListRepos(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Repo>> repos,
                           context.engine.repos().List(context.account));
  // Repos that other owners share (spec/clients.md 2.2): nobody does here.
  const std::string* const source_type = context.Query("sourceType");
  const bool others = source_type != nullptr && *source_type == "authorized";
  Json list = Json::array();
  for (const std::shared_ptr<Repo>& repo : repos) {
    if (others) break;
    Json entry{{"name", repo->name}};
    AddCommon(*repo, &entry);
    list.push_back(std::move(entry));
  }
  reply->SetJson(Json{{"repos", std::move(list)}});
  return {};
}

std::string Describe(const Repo& repo) {
  Json json = Json::object();
  AddCommon(repo, &json);
  for (const auto& [name, value] : repo.definition.echo.items()) {
    if (name != "region" && name != "group") json[name] = value;
  }
  return DumpJson(json);
}

Status GetRepo(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  if (repo->description.empty()) repo->description = Describe(*repo);
  reply->body = repo->description;
  return {};
}

Status RepoExists(RequestContext& context, Reply* reply) {
  PANDORA_RETURN_IF_ERROR(CheckRepoName(context.path[0]));
  const Result<std::shared_ptr<Repo>> repo = context.engine.repos().Find(context.account, context.path[0]);
  if (!repo.ok() && repo.status().code() != ErrorCode::kE18102) return repo.status();
  reply->SetJson(Json{{"exist", repo.ok()}});
  return {};
}

Status DeleteRepo(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, NamedRepo(context));
  return context.engine.repos().Delete(*repo);
}

constexpr ShapeMember kRepoBody[] = {
    {"region", "string", true, "where the repo is; only \"nb\"", "所在区域,目前仅支持 nb"},
    {"schema", "schema", true, "the fields: key, valtype, elemtype, required, schema",
     "字段信息:key、valtype、elemtype、required、schema"},
    {"options", "object", false, "withIP: name of a field that takes the sender's address; unescapeLine",
     "可选项:withIP 等"},
    {"group", "string", false, "a group the repo belongs to", "所属资源池"},
};
constexpr ShapeMember kRepoUpdate[] = {
    {"schema", "schema", true, "all fields that the repo is to have", "更新后的全部字段"},
};

constexpr std::string_view kRepoExample = R"({
  "region": "nb",
  "schema": [
    {"key": "userName", "valtype": "string", "required": true},
    {"key": "age", "valtype": "float", "required": true},
    {"key": "addresses", "valtype": "array", "elemtype": "long", "required": true},
    {"key": "profile", "valtype": "map", "required": true, "schema": [
      {"key": "position", "valtype": "string", "required": true},
      {"key": "salary", "valtype": "float", "required": true},
      {"key": "education", "valtype": "array", "elemtype": "string", "required": false}
    ]}
  ]
})";
constexpr std::string_view kRepoUpdateExample = R"({
  "schema": [
    {"key": "userName", "valtype": "string", "required": true},
    {"key": "age", "valtype": "float", "required": true},
    {"key": "addresses", "valtype": "array", "elemtype": "long", "required": true},
    {"key": "profile", "valtype": "map", "required": true, "schema": [
      {"key": "position", "valtype": "string", "required": true},
      {"key": "salary", "valtype": "float", "required": true},
      {"key": "education", "valtype": "array", "elemtype": "string", "required": false}
    ]},
    {"key": "ip", "valtype": "string", "required": false}
  ]
})";

constexpr Route kRoutes[] = {
    {"POST", "/v2/repos/{RepoName}", "createRepo", "repo", RouteKind::kChange, CreateRepo, "Create a repo",
     "创建消息队列", "002:45", "application/json", "/v2/repos/Test_Repo", kRepoExample, kRepoBody},
    {"GET",
     "/v2/repos",
     "listRepos",
     "repo",
     RouteKind::kRead,
     ListRepos,
     "List repos",
     "查看所有消息队列",
     "002:150",
     "",
     "/v2/repos",
     "",
     {}},
    {"GET",
     "/v2/repos/{RepoName}",
     "getRepo",
     "repo",
     RouteKind::kRead,
     GetRepo,
     "Show a repo",
     "根据名称查询消息队列",
     "002:177",
     "",
     "/v2/repos/Test_Repo",
     "",
     {}},
    {"GET",
     "/v2/repos/{RepoName}/exists",
     "repoExists",
     "repo",
     RouteKind::kRead,
     RepoExists,
     "Ask whether a repo exists",
     "查询消息队列是否存在",
     "",
     "",
     "/v2/repos/Test_Repo/exists",
     "",
     {}},
    {"PUT", "/v2/repos/{RepoName}", "updateRepo", "repo", RouteKind::kChange, UpdateRepoSchema,
     "Replace a repo's schema", "更新消息队列", "002:211", "application/json", "/v2/repos/Test_Repo",
     kRepoUpdateExample, kRepoUpdate},
    {"DELETE",
     "/v2/repos/{RepoName}",
     "deleteRepo",
     "repo",
     RouteKind::kChange,
     DeleteRepo,
     "Delete a repo",
     "根据名称删除消息队列",
     "002:204",
     "",
     "/v2/repos/Test_Repo",
     "",
     {}},
};

}  // namespace

std::span<const Route> RepoRoutes() { return kRoutes; }

}  // namespace pandora
