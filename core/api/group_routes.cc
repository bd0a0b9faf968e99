#include "core/api/route.h"
#include "core/base/text.h"

namespace pandora {
namespace {

Status CheckName(const std::string& name) {
  if (IsResourceName(name)) return {};
  return Status(ErrorCode::kE18221, Quote(name, 130) + "; ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$ is accepted");
}

Result<Group> NamedGroup(RequestContext& context) {
  PANDORA_RETURN_IF_ERROR(CheckName(context.path[0]));
  return context.engine.groups().Find(context.account, context.path[0]);
}

Status CreateGroup(RequestContext& context, Reply*) {
  PANDORA_RETURN_IF_ERROR(CheckName(context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  // An existing name is told before the body is judged: the documents' own example of an update posts just the container.
  if (context.engine.groups().Find(context.account, context.path[0]).ok()) {
    return Status(ErrorCode::kE18218, Quote(context.path[0], 130));
  }
  PANDORA_ASSIGN_OR_RETURN(const GroupDefinition definition, ReadGroup(body));
  return context.engine.groups().Create(context.account, context.path[0], definition);
}

Status UpdateGroupContainer(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(Group group, NamedGroup(context));
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(group.definition, UpdateGroup(group.definition, body));
  return context.engine.groups().Save(group);
}

Status StartGroup(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(Group group, NamedGroup(context));
  group.running = true;
  return context.engine.groups().Save(group);
}

Status StopGroup(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(Group group, NamedGroup(context));
  return context.engine.groups().Stop(std::move(group));
}

Status ListGroups(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Group> groups, context.engine.groups().List(context.account));
  Json list = Json::array();
  for (const Group& group : groups) {
    list.push_back(Json{{"name", group.name},
                        {"region", group.definition.echo["region"]},
                        {"container", group.definition.echo["container"]}});
  }
  reply->SetJson(Json{{"groups", std::move(list)}});
  return {};
}

Status GetGroup(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Group group, NamedGroup(context));
  Json container = group.definition.echo["container"];
  container["status"] = group.running ? "running" : "idle";
  reply->SetJson(Json{{"region", group.definition.echo["region"]},
                      {"container", std::move(container)},
                      {"createTime", FormatBeijing(group.created)},
                      {"updateTime", FormatBeijing(group.updated)}});
  return {};
}

Status DeleteGroup(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Group group, NamedGroup(context));
  return context.engine.groups().Delete(group);
}

constexpr ShapeMember kGroupBody[] = {
    {"region", "string", true, "where the resources are; only \"nb\"", "资源所在区域,目前仅支持 nb"},
    {"container", "object", true, "type (M16C4, M32C8) and count (1 to 128)", "容器类型(M16C4、M32C8)和数量(1 到 128)"},
    {"allocateOnStart", "boolean", false, "allocate at once; default false", "创建时立即分配资源,默认 false"},
};
constexpr ShapeMember kGroupUpdate[] = {
    {"container", "object", true, "type and count", "容器类型和数量"},
};

constexpr std::string_view kGroupExample = R"({
  "region": "nb",
  "container": {"type": "M16C4", "count": 1},
  "allocateOnStart": true
})";

constexpr Route kRoutes[] = {
    {"POST", "/v2/groups/{GroupName}", "createGroup", "group", RouteKind::kChange, CreateGroup, "Create a group",
     "创建资源池", "001:30", "application/json", "/v2/groups/test_group", kGroupExample, kGroupBody},
    {"PUT", "/v2/groups/{GroupName}", "updateGroup", "group", RouteKind::kChange, UpdateGroupContainer,
     "Change a group's containers", "修改资源池", "001:66", "application/json", "/v2/groups/test_group",
     R"({"container": {"type": "M16C4", "count": 2}})", kGroupUpdate},
    {"POST",
     "/v2/groups/{GroupName}/actions/start",
     "startGroup",
     "group",
     RouteKind::kChange,
     StartGroup,
     "Start a group",
     "启动资源池",
     "001:88",
     "",
     "/v2/groups/test_group/actions/start",
     "",
     {}},
    {"POST",
     "/v2/groups/{GroupName}/actions/stop",
     "stopGroup",
     "group",
     RouteKind::kChange,
     StopGroup,
     "Stop a group",
     "停止资源池",
     "001:88",
     "",
     "/v2/groups/test_group/actions/stop",
     "",
     {}},
    {"GET",
     "/v2/groups",
     "listGroups",
     "group",
     RouteKind::kRead,
     ListGroups,
     "List groups",
     "查看所有资源池",
     "001:109",
     "",
     "/v2/groups",
     "",
     {}},
    {"GET",
     "/v2/groups/{GroupName}",
     "getGroup",
     "group",
     RouteKind::kRead,
     GetGroup,
     "Show a group",
     "根据名称查看资源池",
     "001:132",
     "",
     "/v2/groups/test_group",
     "",
     {}},
    {"DELETE",
     "/v2/groups/{GroupName}",
     "deleteGroup",
     "group",
     RouteKind::kChange,
     DeleteGroup,
     "Delete a group",
     "删除资源池",
     "001:160",
     "",
     "/v2/groups/test_group",
     "",
     {}},
};

}  // namespace

std::span<const Route> GroupRoutes() { return kRoutes; }

}  // namespace pandora
