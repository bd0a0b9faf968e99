// A scenario's report as JSON text, the same from the command line and from wasm:
//
//   {"name": "repo/create.hurl", "ok": false, "entries": 3, "asserts": 7, "rules": ["repo.create.basic"],
//    "failures": [{"entry": 3, "line": 20, "message": "expected status 200, found 404 ..."}]}
#ifndef PANDORA_CORE_SCENARIO_REPORT_JSON_H_
#define PANDORA_CORE_SCENARIO_REPORT_JSON_H_

#include <string>
#include <string_view>

#include "core/scenario/scenario.h"

namespace pandora {

std::string ReportToJson(const ScenarioReport& report);

// Runs a whole file and reports. `variables_json` is an object of texts ("" for none); if it is not, that is the one
// failure.
std::string RunScenarioToJson(const std::string& name, std::string_view text, std::string_view variables_json,
                              const Transport& transport, const FileLoader& files);

}  // namespace pandora

#endif  // PANDORA_CORE_SCENARIO_REPORT_JSON_H_
