#include "core/api/openapi.h"

#include "core/api/route.h"
#include "core/base/text.h"
#include "core/base/version.h"

namespace pandora {
namespace {

Json MemberSchema(const ShapeMember& member) {
  Json schema;
  if (member.type == "schema") {
    schema = Json{{"type", "array"}, {"items", {{"$ref", "#/components/schemas/Field"}}}};
  } else {
    schema = Json{{"type", member.type}};
  }
  schema["description"] = member.english;
  schema["x-description-zh"] = member.chinese;
  return schema;
}

Json RequestBody(const Route& route) {
  Json media = Json::object();
  if (!route.request.empty()) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const ShapeMember& member : route.request) {
      properties[std::string(member.name)] = MemberSchema(member);
      if (member.required) required.push_back(member.name);
    }
    media["schema"] = Json{{"type", "object"}, {"properties", properties}};
    if (!required.empty()) media["schema"]["required"] = required;
  } else {
    media["schema"] = Json{{"type", "string"}};
  }
  if (!route.example_body.empty()) {
    const bool json = route.content_type == "application/json";
    Result<Json> parsed = json ? ParseJson(route.example_body) : Result<Json>(Json(route.example_body));
    if (parsed.ok()) media["example"] = std::move(parsed).value();
  }
  return Json{{"required", true}, {"content", {{std::string(route.content_type), std::move(media)}}}};
}

// OpenAPI has no parameter that takes several segments: {Key...} is written {Key}.
std::string OpenApiPath(std::string_view pattern) {
  std::string path(pattern);
  const size_t rest = path.find("...}");
  if (rest != std::string::npos) path.erase(rest, 3);
  return path;
}

Json Parameters(const std::string& path) {
  Json parameters = Json::array();
  for (size_t open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
    const std::string name = path.substr(open + 1, path.find('}', open) - open - 1);
    parameters.push_back(Json{{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
  }
  return parameters;
}

Json Operation(const Route& route, const std::string& path) {
  Json operation{{"operationId", route.id},
                 {"summary", route.english},
                 {"x-summary-zh", route.chinese},
                 {"tags", Json::array({route.tag})},
                 {"x-example-path", route.example_path}};
  if (!route.docs.empty()) operation["x-docs"] = route.docs;
  const Json parameters = Parameters(path);
  if (!parameters.empty()) operation["parameters"] = parameters;
  if (!route.content_type.empty()) operation["requestBody"] = RequestBody(route);
  const bool documented = route.pattern.substr(0, 4) == "/v2/";
  operation["security"] = documented ? Json::array({Json{{"pandora", Json::array()}}}) : Json::array();
  operation["responses"] =
      Json{{"200", {{"description", "done"}, {"headers", {{"X-Reqid", {{"schema", {{"type", "string"}}}}}}}}},
           {"default", {{"$ref", "#/components/responses/Error"}}}};
  return operation;
}

Json Components() {
  Json errors = Json::array();
  for (const ErrorInfo& info : AllErrors()) {
    if (!info.label.empty()) {
      errors.push_back(Json{
          {"code", info.label}, {"status", info.http_status}, {"english", info.english}, {"chinese", info.chinese}});
    }
  }
  const Json field{
      {"type", "object"},
      {"required", {"key", "valtype"}},
      {"properties",
       {{"key", {{"type", "string"}, {"pattern", "^[a-zA-Z_][a-zA-Z0-9_]{0,127}$"}}},
        {"valtype",
         {{"type", "string"}, {"enum", {"boolean", "long", "date", "float", "string", "array", "map", "jsonstring"}}}},
        {"elemtype", {{"type", "string"}, {"enum", {"long", "float", "string"}}}},
        {"required", {{"type", "boolean"}}},
        {"schema", {{"type", "array"}, {"items", {{"$ref", "#/components/schemas/Field"}}}}}}}};
  const Json error{
      {"description", "the request was refused"},
      {"content",
       {{"application/json",
         {{"schema", {{"type", "object"}, {"required", {"error"}}, {"properties", {{"error", {{"type", "string"}}}}}}},
          {"example", {{"error", "E18102: repo does not exist: 'nosuch'"}}}}}}}};
  return Json{{"schemas", {{"Field", field}}},
              {"responses", {{"Error", error}}},
              {"securitySchemes",
               {{"pandora",
                 {{"type", "apiKey"},
                  {"in", "header"},
                  {"name", "Authorization"},
                  {"description", "Pandora <accessKey>:<signature>"}}}}},
              {"x-errors", errors}};
}

std::string Build() {
  Json paths = Json::object();
  for (const Route& route : AllRoutes()) {
    const std::string path = OpenApiPath(route.pattern);
    paths[path][ToLowerAscii(route.method)] = Operation(route, path);
  }
  return DumpJson(
      Json{{"openapi", "3.1.0"},
           {"info",
            {{"title", "Pandora pipeline, simulated"},
             {"version", kVersion},
             {"description", "The documented pipeline API and, under /_sim, the simulator's own controls."}}},
           {"servers", Json::array({Json{{"url", "/"}}})},
           {"paths", std::move(paths)},
           {"components", Components()}});
}

}  // namespace

const std::string& OpenApiDocument() {
  static const std::string* const kDocument = new std::string(Build());
  return *kDocument;
}

}  // namespace pandora
