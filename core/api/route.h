// A row of the route table and what a handler sees. Everything that describes the API comes from these rows: dispatch, 404 and
// 405, the OpenAPI document, the console's list of requests, the reference pages.
#ifndef PANDORA_CORE_API_ROUTE_H_
#define PANDORA_CORE_API_ROUTE_H_

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/http.h"
#include "core/engine/engine.h"
#include "core/format/json.h"

namespace pandora {

class Control;
class FaultTable;

// What a request is, for dispatch and journal.
enum class RouteKind : uint8_t {
  kRead,     // changes nothing, leaves no trace
  kChange,   // one atomic change, journaled
  kPush,     // writes in one step by itself, journaled without its body
  kControl,  // /_sim and /dag: no Authorization; journaled by its own handler when it is an input
};

// A member of a request or answer body, for the documentation.
struct ShapeMember {
  std::string_view name;
  std::string_view type;  // "string", "integer", "number", "boolean", "object", "array", "schema"
  bool required;
  std::string_view english;
  std::string_view chinese;
};

struct RequestContext;
struct Reply;
using Handler = Status (*)(RequestContext& context, Reply* reply);

struct Route {
  std::string_view method;
  std::string_view pattern;  // "/v2/repos/{RepoName}/data"; a last {Rest...} takes what is left, slashes included
  std::string_view id;       // operation id, "pushData"
  std::string_view tag;      // "repo", "data", "control" ...: the console's groups
  RouteKind kind;
  Handler handler;
  std::string_view english;  // one line
  std::string_view chinese;
  std::string_view docs;                 // where the documents describe it, "002:29"; "" for control
  std::string_view content_type;         // of the request body, "" for none
  std::string_view example_path;         // a path that works after the examples before it
  std::string_view example_body;         // ready to send, "" for none
  std::span<const ShapeMember> request;  // members of the body, for JSON bodies
};

// What a handler has to work with. Views live as long as the request.
struct RequestContext {
  const Request& request;
  const Route& route;
  Engine& engine;
  FaultTable& faults;
  Control& control;
  Instant host_now;
  std::string account;
  std::array<std::string, 4> path;                         // decoded parameters in the order of the pattern
  std::vector<std::pair<std::string, std::string>> query;  // decoded

  // The value of a query parameter, or nullptr.
  const std::string* Query(std::string_view name) const;
  // The body as a JSON object. E18006 when empty, E18007 when it is no JSON object.
  Result<Json> Body() const;
};

struct Reply {
  int status = 200;
  std::string body = "{}";
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string note;      // for the journal
  int64_t deferred = 0;  // see Simulator::Answer

  void SetJson(const Json& json) { body = DumpJson(json); }
};

// All routes, in the order in which they are documented.
std::span<const Route> AllRoutes();

// The tables that AllRoutes joins, one per resource file.
std::span<const Route> GroupRoutes();
std::span<const Route> RepoRoutes();
std::span<const Route> DataRoutes();
std::span<const Route> TransformRoutes();
std::span<const Route> PluginRoutes();
std::span<const Route> ExportRoutes();
std::span<const Route> DagRoutes();
std::span<const Route> SqlRoutes();
std::span<const Route> LogdbRoutes();
std::span<const Route> LogdbSearchRoutes();
std::span<const Route> LogdbKibanaRoutes();
std::span<const Route> TsdbRoutes();
std::span<const Route> TsdbDataRoutes();
std::span<const Route> SinkRoutes();
std::span<const Route> SinkExportRoutes();
std::span<const Route> SinkLogdbRoutes();
std::span<const Route> SinkHttpRoutes();
std::span<const Route> SinkTsdbRoutes();
std::span<const Route> SinkReportRoutes();
std::span<const Route> SinkMongoRoutes();
std::span<const Route> ControlRoutes();
std::span<const Route> InspectRoutes();
std::span<const Route> LineageRoutes();
std::span<const Route> AuthRoutes();

}  // namespace pandora

#endif  // PANDORA_CORE_API_ROUTE_H_
