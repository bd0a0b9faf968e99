#include "native/commands.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/scenario/scenario.h"
#include "core/scenario/value.h"
#include "native/in_process.h"
#include "native/scenario_files.h"

namespace pandora {
namespace {

namespace fs = std::filesystem;
using scenario::Value;

constexpr int kMaxRows = 40;

// `./dev build web` puts the demo's files into the console's folder, where the browser finds them too. The program itself
// lies in build/native, or, in other presets, in build/PRESET/native.
Result<std::string> FindDemo(const std::string& name, const std::string& given) {
  std::vector<fs::path> candidates;
  if (!given.empty()) {
    candidates.emplace_back(given);
  } else {
    std::error_code ignored;
    const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    candidates.push_back(folder / "../web/demos" / name);
    candidates.push_back(folder / "../../web/demos" / name);
  }
  for (const fs::path& candidate : candidates) {
    std::error_code ignored;
    if (fs::exists(candidate / (name + ".hurl"), ignored)) return candidate.lexically_normal().string();
  }
  return Status(ErrorCode::kNotFound,
                "the demo's files are not in " + Quote(candidates.front().lexically_normal().string(), 512) +
                    ": run ./dev build web first, or say with --files DIR where " + name + ".hurl is");
}

// Asks the simulator and answers the parsed body; null where there is none.
class Questions {
 public:
  Questions(InProcess* host, std::string authorization) : host_(host), authorization_(std::move(authorization)) {}

  Value Get(const std::string& target) {
    Request request;
    request.target = target;
    if (!authorization_.empty()) request.headers.Add("Authorization", authorization_);
    const Result<Response> response = host_->Send(request);
    if (!response.ok() || response->status != 200) return Value();
    Result<Value> value = ParseJson(response->body);
    return value.ok() ? *std::move(value) : Value();
  }

 private:
  InProcess* const host_;
  const std::string authorization_;
};

std::string CellText(const Value& value) { return value.is_string() ? value.get<std::string>() : DumpJson(value); }

const Value& Member(const Value& object, const char* name) {
  static const Value kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

// The first records of a repo as a table; the columns are the fields of the first record, in its order.
void PrintRecords(const std::string& title, const Value& answer) {
  const Value& records = Member(answer, "records");
  if (!records.is_array() || records.empty()) return;
  std::vector<std::vector<std::string>> rows(1);
  for (const auto& [field, value] : Member(records.front(), "record").items()) rows[0].push_back(field);
  for (const Value& item : records) {
    std::vector<std::string> row;
    for (const std::string& field : rows[0]) row.push_back(CellText(Member(Member(item, "record"), field.c_str())));
    rows.push_back(std::move(row));
  }
  std::vector<size_t> widths(rows[0].size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::printf("\n%s\n", title.c_str());
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) line += "  " + row[i] + std::string(widths[i] - row[i].size(), ' ');
    std::printf("%s\n", line.substr(0, line.find_last_not_of(' ') + 1).c_str());
  }
  const int64_t more = AsInt64(Member(answer, "end")).value_or(0) - static_cast<int64_t>(records.size());
  if (more > 0) std::printf("  ... and %lld more\n", static_cast<long long>(more));
}

// What transforms made is the demo's result: the repos that are derived from another.
void PrintResults(Questions& questions) {
  const Value list = questions.Get("/v2/repos");
  for (const Value& repo : Member(list, "repos")) {
    const std::string name = CellText(Member(repo, "name"));
    const std::string maker = CellText(Member(repo, "derivedFrom"));
    if (maker.empty() || maker == "null") continue;
    const std::string target = "/_sim/repos/" + name + "/records?from=0&limit=" + std::to_string(kMaxRows);
    PrintRecords("repo " + name + ", made by the transform " + maker, questions.Get(target));
  }
}

void PrintFiles(Questions& questions) {
  const Value list = questions.Get("/_sim/objects");
  for (const Value& bucket : Member(list, "buckets")) {
    const std::string name = CellText(Member(bucket, "name"));
    const Value answer = questions.Get("/_sim/objects/" + name);
    std::printf("\nfiles in bucket %s\n", name.c_str());
    for (const Value& object : Member(answer, "objects")) {
      std::printf("  %10s  %s\n", CellText(Member(object, "size")).c_str(), CellText(Member(object, "key")).c_str());
    }
  }
}

// Titles of demos are "English | Chinese".
std::string InOneLanguage(const std::string& title) {
  const size_t bar = title.find(" | ");
  if (bar == std::string::npos) return title.substr(0, title.find('\n'));
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("zh") ? title.substr(bar + 3) : title.substr(0, bar);
  }
  return title.substr(0, bar);
}

// A line per entry where stderr is a file; on a terminal, one line that is written over.
class Progress {
 public:
  explicit Progress(int entries) : entries_(entries), terminal_(::isatty(STDERR_FILENO) == 1) {}

  void Entry(int index, const std::string& title) {
    index_ = index;
    title_ = InOneLanguage(title);
    Show(static_cast<double>(index) / entries_);
  }
  // Within the present entry.
  void Part(double fraction) {
    if (terminal_) Show((index_ + fraction) / entries_);
  }
  void Done() const {
    if (terminal_) std::fputc('\n', stderr);
  }

 private:
  void Show(double fraction) const {
    std::fprintf(stderr, terminal_ ? "\r\033[K[%d/%d] %3d%% %s" : "[%d/%d] %3d%% %s\n", index_ + 1, entries_,
                 static_cast<int>(fraction * 100), title_.c_str());
    std::fflush(stderr);
  }

  const int entries_;
  const bool terminal_;
  int index_ = 0;
  std::string title_;
};

// Runs all entries; remembers the account they were sent for.
Status RunEntries(Scenario& scenario, InProcess& host, const FileLoader& files, std::string* authorization) {
  Progress progress(scenario.entry_count());
  host.OnProgress([&](double fraction) { progress.Part(fraction); });
  const Transport transport = [&](const Request& request) {
    if (const std::string* value = request.headers.Find("Authorization")) *authorization = *value;
    return host.Send(request);
  };
  int index = 0;
  do {
    if (index < scenario.entry_count()) progress.Entry(index, scenario.EntryTitle(index));
    ++index;
  } while (scenario.Step(transport, files));
  progress.Done();
  host.OnProgress(nullptr);
  if (scenario.report().ok()) return Status();
  const ScenarioFailure& failure = scenario.report().failures.front();
  return Status(ErrorCode::kInternal,
                scenario.report().name + ":" + std::to_string(failure.line) + ": " + failure.message);
}

Status Demo(const ParsedFlags& flags) {
  const std::string& name = flags.arguments().front();
  if (name != "flights")
    return Status(ErrorCode::kBadRequest, "there is no demo " + Quote(name) + "; there is: flights");
  PANDORA_ASSIGN_OR_RETURN(const std::string folder, FindDemo(name, flags.Text("files")));
  const std::string path = (fs::path(folder) / (name + ".hurl")).string();
  PANDORA_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path));
  PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<Scenario> scenario, Scenario::Parse(path, text));
  PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<InProcess> host, InProcess::Open(flags.Text("data")));
  for (const auto& [variable, value] : DefaultVariables()) scenario->SetVariable(variable, value);
  std::string authorization;
  PANDORA_RETURN_IF_ERROR(RunEntries(*scenario, *host, LoaderOf(folder), &authorization));
  Questions questions(host.get(), authorization);
  const std::string checksum = CellText(Member(questions.Get("/_sim/info"), "checksum"));
  PrintResults(questions);
  PrintFiles(questions);
  std::printf("\njournal checksum %s\n", checksum.c_str());
  if (flags.Text("data") != ":memory:") {
    std::printf("To look around: pandora-sim serve --data %s\n", flags.Text("data").c_str());
  }
  return Status();
}

}  // namespace

int RunDemo(const ParsedFlags& flags) {
  const Status status = Demo(flags);
  if (status.ok()) return 0;
  std::fprintf(stderr, "pandora-sim demo: %s\n", status.detail().c_str());
  return 1;
}

}  // namespace pandora
