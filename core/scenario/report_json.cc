#include "core/scenario/report_json.h"

#include <map>
#include <utility>

#include "core/format/json.h"

namespace pandora {
namespace {

Result<std::map<std::string, std::string>> ParseVariables(std::string_view text) {
  std::map<std::string, std::string> variables;
  if (text.empty()) return variables;
  PANDORA_ASSIGN_OR_RETURN(Json json, ParseJson(text));
  if (!json.is_object()) return Status(ErrorCode::kBadRequest, "expected an object of texts");
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string()) return Status(ErrorCode::kBadRequest, "variable " + name + " is no text");
    variables[name] = value.get<std::string>();
  }
  return variables;
}

}  // namespace

std::string ReportToJson(const ScenarioReport& report) {
  Json json = Json::object();
  json["name"] = report.name;
  json["ok"] = report.ok();
  json["entries"] = report.entries_run;
  json["asserts"] = report.asserts;
  json["rules"] = report.rules;
  json["failures"] = Json::array();
  for (const ScenarioFailure& failure : report.failures) {
    Json row = Json::object();
    row["entry"] = failure.entry;
    row["line"] = failure.line;
    row["message"] = failure.message;
    json["failures"].push_back(std::move(row));
  }
  return DumpJson(json);
}

std::string RunScenarioToJson(const std::string& name, std::string_view text, std::string_view variables_json,
                              const Transport& transport, const FileLoader& files) {
  Result<std::map<std::string, std::string>> variables = ParseVariables(variables_json);
  if (variables.ok()) return ReportToJson(RunScenario(name, text, *variables, transport, files));
  ScenarioReport report;
  report.name = name;
  report.failures.push_back(ScenarioFailure{0, 0, "variables: " + variables.status().detail()});
  return ReportToJson(report);
}

}  // namespace pandora
