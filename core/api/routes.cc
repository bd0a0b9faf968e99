#include <vector>

#include "core/api/route.h"

namespace pandora {

std::span<const Route> AllRoutes() {
  static const std::vector<Route>* const kAll = [] {
    auto* all = new std::vector<Route>;
    for (const std::span<const Route> part :
         {GroupRoutes(),       RepoRoutes(),       DataRoutes(),      PluginRoutes(),   TransformRoutes(),
          ExportRoutes(),      DagRoutes(),        SqlRoutes(),       LogdbRoutes(),    LogdbSearchRoutes(),
          LogdbKibanaRoutes(), TsdbRoutes(),       TsdbDataRoutes(),  InspectRoutes(),  LineageRoutes(),
          SinkRoutes(),        SinkExportRoutes(), SinkLogdbRoutes(), SinkHttpRoutes(), SinkTsdbRoutes(),
          SinkReportRoutes(),  SinkMongoRoutes(),  AuthRoutes(),      ControlRoutes()}) {
      all->insert(all->end(), part.begin(), part.end());
    }
    return all;
  }();
  return *kAll;
}

const std::string* RequestContext::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

Result<Json> RequestContext::Body() const {
  if (request.body.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Status(ErrorCode::kE18006, "a JSON object is required");
  }
  PANDORA_ASSIGN_OR_RETURN(Json json, ParseJson(request.body));
  if (!json.is_object()) {
    return Status(ErrorCode::kE18007, "the body is " + std::string(JsonTypeName(json)) + "; a JSON object is required");
  }
  return json;
}

}  // namespace pandora
