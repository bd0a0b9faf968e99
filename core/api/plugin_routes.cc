// Plugins: uploading, showing and deleting jars, and the bindings under /_sim that say what they compute.
#include "core/api/lookup.h"
#include "core/api/route.h"
#include "core/base/hash.h"
#include "core/base/text.h"

namespace pandora {
namespace {

// Content-MD5 is base64 of the 16 bytes of the digest, not its hexadecimal text (seed 002:347, spec/conflicts.md C73).
Status CheckMd5(const Request& request) {
  const std::string* given = request.headers.Find("Content-MD5");
  if (given == nullptr || TrimAscii(*given).empty()) return {};
  const Md5Digest digest = Md5(request.body);
  const std::string expected =
      Base64Encode(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
  if (TrimAscii(*given) == expected) return {};
  const bool hex = EqualsIgnoreCase(TrimAscii(*given), ToHex(digest));
  return Status(ErrorCode::kE18220, "Content-MD5 is " + Quote(*given) +
                                        (hex ? ", the digest in hexadecimal; its base64 is " : "; the body's is ") +
                                        expected);
}

Status CheckLength(const Request& request) {
  const std::string* given = request.headers.Find("Content-Length");
  if (given == nullptr || ParseInt64(*given) == static_cast<int64_t>(request.body.size())) return {};
  return Status(ErrorCode::kE18219, "Content-Length is " + Quote(*given) + "; the body has " +
                                        std::to_string(request.body.size()) + " bytes");
}

// Not of kind kChange, so that the journal keeps no jar.
Status UploadPlugin(RequestContext& context, Reply*) {
  Plugins& plugins = context.engine.plugins();
  const Result<Plugin> taken = plugins.Find(context.account, context.path[0]);
  if (taken.ok()) return Status(ErrorCode::kE18217, Quote(context.path[0], 140));
  if (taken.status().code() != ErrorCode::kE18216) return taken.status();
  PANDORA_RETURN_IF_ERROR(CheckLength(context.request));
  PANDORA_RETURN_IF_ERROR(CheckMd5(context.request));
  return context.engine.Atomically(
      [&] { return plugins.Upload(context.account, context.path[0], context.request.body); });
}

Json Summary(const Plugin& plugin) {
  Json json;
  json["name"] = plugin.name;
  json["createTime"] = FormatBeijing(plugin.created);
  return json;
}

Status ListPlugins(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Plugin> plugins, context.engine.plugins().List(context.account));
  Json list = Json::array();
  for (const Plugin& plugin : plugins) list.push_back(Summary(plugin));
  Json json;
  json["plugins"] = std::move(list);
  reply->SetJson(json);
  return {};
}

Status GetPlugin(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Plugin plugin, context.engine.plugins().Find(context.account, context.path[0]));
  reply->SetJson(Summary(plugin));
  return {};
}

Status PluginExists(RequestContext& context, Reply* reply) {
  const Result<Plugin> plugin = context.engine.plugins().Find(context.account, context.path[0]);
  if (!plugin.ok() && plugin.status().code() != ErrorCode::kE18216) return plugin.status();
  Json json;
  json["exist"] = plugin.ok();
  reply->SetJson(json);
  return {};
}

Status DeletePlugin(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Plugin plugin, context.engine.plugins().Find(context.account, context.path[0]));
  return context.engine.plugins().Delete(plugin);
}

Result<std::vector<std::shared_ptr<Transform>>> UsersOf(RequestContext& context, const Plugin& plugin) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           context.engine.plugins().Users(plugin.account, plugin.name));
  std::vector<std::shared_ptr<Transform>> users;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, context.engine.repos().Get(resource.parent));
    PANDORA_ASSIGN_OR_RETURN(std::shared_ptr<Transform> user, context.engine.transforms().Find(*source, resource.name));
    users.push_back(std::move(user));
  }
  return users;
}

// The fields that clients fill a transform's plugin.output with. A jar cannot be asked here: they are those that the first transform
// with the plugin declares.
Status VerifyPlugin(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Plugin plugin, context.engine.plugins().Find(context.account, context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Transform>> users, UsersOf(context, plugin));
  Json fields = Json::array();
  if (!users.empty()) {
    for (const Field& field : users.front()->definition.plugin_output.fields) {
      Json one;
      one["name"] = field.name;
      one["type"] = KindName(field.type.kind);
      fields.push_back(std::move(one));
    }
  }
  Json json;
  json["outputFields"] = std::move(fields);
  reply->SetJson(json);
  return {};
}

const char* JarText(JarState jar) {
  switch (jar) {
    case JarState::kClassFound: return "class found";
    case JarState::kClassMissing: return "class missing";
    case JarState::kNoZip: break;
  }
  return "no zip";
}

// Everything about a plugin, and for each transform that names it why it cannot run, if it cannot.
Result<Json> Describe(RequestContext& context, const Plugin& plugin) {
  Json json = Summary(plugin);
  json["size"] = plugin.size;
  json["md5"] = plugin.md5;
  json["class"] = Plugins::ClassFile(plugin.name);
  json["jar"] = JarText(plugin.jar);
  json["note"] = plugin.jar_note;
  json["classes"] = plugin.classes;
  json["binding"] = plugin.binding ? plugin.binding->echo : Json();
  Json list = Json::array();
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::shared_ptr<Transform>> users, UsersOf(context, plugin));
  for (const std::shared_ptr<Transform>& user : users) {
    PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, context.engine.repos().Get(user->source));
    const Status program = context.engine.transforms().CheckProgram(*user);
    Json one;
    one["repo"] = source->name;
    one["transform"] = user->name;
    one["error"] = program.message();
    if (plugin.binding) {
      const Result<std::string> statement =
          BindingStatement(*plugin.binding, source->definition.schema, user->definition.plugin_output);
      one["statement"] = statement.ok() ? Json(*statement) : Json();
    }
    list.push_back(std::move(one));
  }
  json["transforms"] = std::move(list);
  return json;
}

Status ListPluginDetails(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Plugin> plugins, context.engine.plugins().List(context.account));
  Json list = Json::array();
  for (const Plugin& plugin : plugins) {
    PANDORA_ASSIGN_OR_RETURN(Json one, Describe(context, plugin));
    list.push_back(std::move(one));
  }
  Json json;
  json["plugins"] = std::move(list);
  reply->SetJson(json);
  return {};
}

Status GetPluginDetails(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Plugin plugin, context.engine.plugins().Find(context.account, context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const Json json, Describe(context, plugin));
  reply->SetJson(json);
  return {};
}

Status GetBinding(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Plugin plugin, context.engine.plugins().Find(context.account, context.path[0]));
  if (!plugin.binding) return Status(ErrorCode::kNotFound, "plugin " + Quote(plugin.name, 140) + " has no binding");
  reply->SetJson(plugin.binding->echo);
  return {};
}

Status SetBinding(RequestContext& context, const std::optional<PluginBinding>& binding, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(Plugin plugin, context.engine.plugins().Find(context.account, context.path[0]));
  PANDORA_RETURN_IF_ERROR(context.engine.plugins().Bind(plugin, binding));
  PANDORA_RETURN_IF_ERROR(context.engine.transforms().PluginChanged(plugin));
  plugin.binding = binding;
  PANDORA_ASSIGN_OR_RETURN(const Json json, Describe(context, plugin));
  reply->SetJson(json);
  return {};
}

Status PutBinding(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_RETURN_IF_ERROR(context.engine.plugins().Find(context.account, context.path[0]).status());
  PANDORA_ASSIGN_OR_RETURN(PluginBinding binding, ReadPluginBinding(body));
  return SetBinding(context, std::move(binding), reply);
}

Status DeleteBinding(RequestContext& context, Reply* reply) { return SetBinding(context, std::nullopt, reply); }

constexpr ShapeMember kBindingBody[] = {
    {"code", "string", false, "a SELECT over the incoming records; the table is called stream",
     "对输入数据的 SELECT 语句,表名为 stream"},
    {"builtin", "string", false, "nginx-access, apache-common, apache-combined, key-value, json or csv",
     "内置解析器:nginx-access、apache-common、apache-combined、key-value、json、csv"},
    {"field", "string", false, "builtin: the field with the text; default the first string field",
     "内置解析器读取的字段,默认第一个 string 字段"},
    {"delimiter", "string", false, "csv: between cells; default \",\"", "csv 分隔符,默认逗号"},
    {"columns", "array", false, "csv: names of the columns; default the output fields in order",
     "csv 列名,默认按输出字段顺序"},
    {"pairSeparator", "string", false, "key-value: between pairs; default a space", "键值对之间的分隔符,默认空格"},
    {"keySeparator", "string", false, "key-value: between key and value; default \"=\"", "键与值之间的分隔符,默认 ="},
};

constexpr std::string_view kBindingExample = R"({
  "code": "select userName as f1, cast(age as string) as f2 from stream"
})";

constexpr Route kRoutes[] = {
    {"POST",
     "/v2/plugins/{PluginName}",
     "uploadPlugin",
     "plugin",
     RouteKind::kPush,
     UploadPlugin,
     "Upload a jar for transforms of one's own",
     "上传 jar 包(自定义计算使用)",
     "002:326",
     "application/java-archive",
     "/v2/plugins/com.qiniu.NginxLogParser",
     "the bytes of a jar",
     {}},
    {"GET",
     "/v2/plugins",
     "listPlugins",
     "plugin",
     RouteKind::kRead,
     ListPlugins,
     "List plugins",
     "查看所有 plugin",
     "",
     "",
     "/v2/plugins",
     "",
     {}},
    {"GET",
     "/v2/plugins/{PluginName}",
     "getPlugin",
     "plugin",
     RouteKind::kRead,
     GetPlugin,
     "Show a plugin",
     "查看指定 plugin",
     "",
     "",
     "/v2/plugins/com.qiniu.NginxLogParser",
     "",
     {}},
    {"GET",
     "/v2/plugins/{PluginName}/exists",
     "pluginExists",
     "plugin",
     RouteKind::kRead,
     PluginExists,
     "Ask whether a plugin exists",
     "查询 plugin 是否存在",
     "",
     "",
     "/v2/plugins/com.qiniu.NginxLogParser/exists",
     "",
     {}},
    {"POST",
     "/v2/verify/plugins/{PluginName}",
     "verifyPlugin",
     "plugin",
     RouteKind::kRead,
     VerifyPlugin,
     "Show the fields that a plugin yields",
     "查看 plugin 的输出字段",
     "",
     "",
     "/v2/verify/plugins/com.qiniu.NginxLogParser",
     "",
     {}},
    {"GET",
     "/_sim/plugins",
     "listPluginDetails",
     "plugin",
     RouteKind::kRead,
     ListPluginDetails,
     "List plugins with their jars, bindings and transforms",
     "查看 plugin 的 jar 包、绑定与使用者",
     "",
     "",
     "/_sim/plugins",
     "",
     {}},
    {"PUT", "/_sim/plugins/{PluginName}/binding", "putPluginBinding", "plugin", RouteKind::kChange, PutBinding,
     "Say what a plugin computes", "绑定 plugin 的计算逻辑", "", "application/json",
     "/_sim/plugins/com.qiniu.NginxLogParser/binding", kBindingExample, kBindingBody},
    {"GET",
     "/_sim/plugins/{PluginName}",
     "getPluginDetails",
     "plugin",
     RouteKind::kRead,
     GetPluginDetails,
     "Show a plugin's jar, binding and transforms",
     "查看指定 plugin 的 jar 包、绑定与使用者",
     "",
     "",
     "/_sim/plugins/com.qiniu.NginxLogParser",
     "",
     {}},
    {"GET",
     "/_sim/plugins/{PluginName}/binding",
     "getPluginBinding",
     "plugin",
     RouteKind::kRead,
     GetBinding,
     "Show what a plugin was said to compute",
     "查看 plugin 的绑定",
     "",
     "",
     "/_sim/plugins/com.qiniu.NginxLogParser/binding",
     "",
     {}},
    {"DELETE",
     "/_sim/plugins/{PluginName}/binding",
     "deletePluginBinding",
     "plugin",
     RouteKind::kChange,
     DeleteBinding,
     "Take a plugin's binding away",
     "删除 plugin 的绑定",
     "",
     "",
     "/_sim/plugins/com.qiniu.NginxLogParser/binding",
     "",
     {}},
    {"DELETE",
     "/v2/plugins/{PluginName}",
     "deletePlugin",
     "plugin",
     RouteKind::kChange,
     DeletePlugin,
     "Delete a plugin that no transform uses",
     "删除 plugin",
     "",
     "",
     "/v2/plugins/com.qiniu.NginxLogParser",
     "",
     {}},
};

}  // namespace

std::span<const Route> PluginRoutes() { return kRoutes; }

}  // namespace pandora
