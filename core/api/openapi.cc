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

// The parts that no table decides. As text: nested initialisers would be the largest code of the wasm module.
constexpr std::string_view kComponents = R"({
  "schemas": {"Field": {"type": "object", "required": ["key", "valtype"], "properties": {
    "key": {"type": "string", "pattern": "^[a-zA-Z_][a-zA-Z0-9_]{0,127}$"},
    "valtype": {"type": "string", "enum": ["boolean", "long", "date", "float", "string", "array", "map", "jsonstring"]},
    "elemtype": {"type": "string", "enum": ["long", "float", "string"]},
    "required": {"type": "boolean"},
    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Field"}}}}},
  "responses": {"Error": {"description": "the request was refused", "content": {"application/json": {
    "schema": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
    "example": {"error": "E18102: repo does not exist: 'nosuch'"}}}}},
  "securitySchemes": {"pandora": {"type": "apiKey", "in": "header", "name": "Authorization",
    "description": "Pandora <accessKey>:<signature>"}}
})";

constexpr std::string_view kDocumentHead = R"({
  "openapi": "3.1.0",
  "info": {"title": "Pandora pipeline, simulated",
    "description": "The documented pipeline API and, under /_sim, the simulator's own controls."},
  "servers": [{"url": "/"}]
})";

constexpr std::string_view kResponses = R"({
  "200": {"description": "done", "headers": {"X-Reqid": {"schema": {"type": "string"}}}},
  "default": {"$ref": "#/components/responses/Error"}
})";

Json FromText(std::string_view text) {
  Result<Json> parsed = ParseJson(text);
  return parsed.ok() ? std::move(parsed).value() : Json();
}

Json Operation(const Route& route, const std::string& path) {
  Json operation;
  operation["operationId"] = route.id;
  operation["summary"] = route.english;
  operation["x-summary-zh"] = route.chinese;
  operation["tags"].push_back(route.tag);
  operation["x-example-path"] = route.example_path;
  if (!route.docs.empty()) operation["x-docs"] = route.docs;
  Json parameters = Parameters(path);
  if (!parameters.empty()) operation["parameters"] = std::move(parameters);
  if (!route.content_type.empty()) operation["requestBody"] = RequestBody(route);
  const bool documented = route.pattern.substr(0, 4) == "/v2/";
  operation["security"] = FromText(documented ? R"([{"pandora": []}])" : "[]");
  operation["responses"] = FromText(kResponses);
  return operation;
}

Json Components() {
  Json components = FromText(kComponents);
  Json& errors = components["x-errors"];
  for (const ErrorInfo& info : AllErrors()) {
    if (info.label.empty()) continue;
    Json& error = errors.emplace_back();
    error["code"] = info.label;
    error["status"] = info.http_status;
    error["english"] = info.english;
    error["chinese"] = info.chinese;
  }
  return components;
}

std::string Build() {
  Json paths = Json::object();
  for (const Route& route : AllRoutes()) {
    const std::string path = OpenApiPath(route.pattern);
    paths[path][ToLowerAscii(route.method)] = Operation(route, path);
  }
  Json document = FromText(kDocumentHead);
  document["info"]["version"] = kVersion;
  document["paths"] = std::move(paths);
  document["components"] = Components();
  return DumpJson(document);
}

}  // namespace

const std::string& OpenApiDocument() {
  static const std::string* const kDocument = new std::string(Build());
  return *kDocument;
}

}  // namespace pandora
