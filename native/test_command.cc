#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/scenario/report_json.h"
#include "core/scenario/scenario.h"
#include "native/commands.h"
#include "native/http_client.h"
#include "native/in_process.h"
#include "native/scenario_files.h"

namespace pandora {
namespace {

using Variables = std::map<std::string, std::string>;

Result<Variables> MakeVariables(const ParsedFlags& flags, const std::string& base) {
  Variables variables = DefaultVariables();
  variables["base"] = base;
  for (const std::string& text : flags.List("variable")) {
    const size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Status(ErrorCode::kBadRequest, "--variable: " + Quote(text) + " is not NAME=VALUE");
    }
    variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

ScenarioReport Broken(const std::string& name, const Status& status) {
  ScenarioReport report;
  report.name = name;
  report.failures.push_back({0, 0, status.message()});
  return report;
}

ScenarioReport RunFile(const std::string& path, const Variables& variables, HttpClient* client) {
  const Result<std::string> text = ReadTextFile(path);
  if (!text.ok()) return Broken(path, text.status());
  const FileLoader files = LoaderOf(FolderOf(path));
  if (client != nullptr) {
    return RunScenario(
        path, *text, variables, [client](const Request& request) { return client->Send(request); }, files);
  }
  // Each file has a simulator of its own, so that no file depends on another.
  const Result<std::unique_ptr<InProcess>> host = InProcess::Open(":memory:");
  if (!host.ok()) return Broken(path, host.status());
  InProcess& simulator = **host;
  return RunScenario(
      path, *text, variables, [&simulator](const Request& request) { return simulator.Send(request); }, files);
}

void PrintText(const ScenarioReport& report) {
  if (report.ok()) {
    std::printf("ok      %s (%d entries, %d asserts)\n", report.name.c_str(), report.entries_run, report.asserts);
    return;
  }
  for (const ScenarioFailure& failure : report.failures) {
    std::printf("FAILED  %s\n", report.Describe(failure).c_str());
  }
}

Result<int> Test(const ParsedFlags& flags) {
  std::unique_ptr<HttpClient> client;
  std::string base = flags.Text("target");
  while (base.ends_with('/')) base.pop_back();
  if (!base.empty()) {
    PANDORA_ASSIGN_OR_RETURN(client, HttpClient::ForUrl(base));
  }
  PANDORA_ASSIGN_OR_RETURN(const Variables variables, MakeVariables(flags, base));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::string> paths, FindScenarios(flags.arguments()));
  int failed = 0;
  for (const std::string& path : paths) {
    const ScenarioReport report = RunFile(path, variables, client.get());
    if (!report.ok()) ++failed;
    if (flags.Switch("json")) {
      std::printf("%s\n", ReportToJson(report).c_str());
    } else {
      PrintText(report);
    }
    std::fflush(stdout);
  }
  std::FILE* const closing = flags.Switch("json") ? stderr : stdout;
  std::fprintf(closing, "%d passed, %d failed\n", static_cast<int>(paths.size()) - failed, failed);
  return failed;
}

}  // namespace

int RunTest(const ParsedFlags& flags) {
  const Result<int> failed = Test(flags);
  if (!failed.ok()) {
    std::fprintf(stderr, "pandora-sim test: %s\n", failed.status().detail().c_str());
    return 1;
  }
  return *failed == 0 ? 0 : 1;
}

}  // namespace pandora
