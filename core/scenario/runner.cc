#include <utility>

#include "core/base/text.h"
#include "core/scenario/evaluate.h"
#include "core/scenario/parser.h"
#include "core/scenario/percent.h"
#include "core/scenario/scenario.h"

namespace pandora {
namespace scenario {
namespace {

constexpr size_t kShownBodyBytes = 300;

class ScenarioImpl : public Scenario {
 public:
  ScenarioImpl(std::string name, HurlFile file) : file_(std::move(file)) {
    report_.name = std::move(name);
    report_.rules = file_.rules;
  }

  int entry_count() const override { return static_cast<int>(file_.entries.size()); }
  std::string EntryTitle(int index) const override {
    return index >= 0 && index < entry_count() ? file_.entries[static_cast<size_t>(index)].title : "";
  }
  void SetVariable(const std::string& name, const std::string& value) override { variables_[name] = value; }
  bool Step(const Transport& transport, const FileLoader& files) override;
  const ScenarioReport& report() const override { return report_; }

 private:
  Status SetOptions(const Entry& entry, const FileLoader& files);
  Result<std::string> RenderBody(const Body& body, const FileLoader& files) const;
  Result<std::string> BuildTarget(const Entry& entry) const;
  Result<Request> BuildRequest(const Entry& entry, const FileLoader& files) const;
  void CheckResponse(const Entry& entry, const Response& response, const FileLoader& files);
  Status CheckHeader(const Pair& expected, const Response& response) const;
  Status CheckBody(const Body& expected, const Response& response, const FileLoader& files) const;
  Status TakeCapture(const Capture& capture, const Context& context);
  void Fail(int line, std::string message);
  // Counts an assert, and records its failure if it is one.
  void Record(int line, const std::string& what, const Status& status);

  HurlFile file_;
  Variables variables_;
  ScenarioReport report_;
  size_t next_ = 0;
};

void ScenarioImpl::Fail(int line, std::string message) {
  report_.failures.push_back(ScenarioFailure{report_.entries_run, line, std::move(message)});
}

void ScenarioImpl::Record(int line, const std::string& what, const Status& status) {
  ++report_.asserts;
  if (!status.ok()) Fail(line, what + ": " + status.detail());
}

Status ScenarioImpl::SetOptions(const Entry& entry, const FileLoader& files) {
  const Response no_response;
  for (const VariableOption& option : entry.variables) {
    PANDORA_ASSIGN_OR_RETURN(Value value, EvaluateOperand(option.value, Context{no_response, variables_, files}));
    variables_[option.name] = std::move(value);
  }
  return Status();
}

Result<std::string> ScenarioImpl::RenderBody(const Body& body, const FileLoader& files) const {
  switch (body.kind) {
    case Body::Kind::kNone: return std::string();
    case Body::Kind::kBytes: return body.bytes;
    case Body::Kind::kText:
    case Body::Kind::kJson: return body.text.Render(variables_);
    case Body::Kind::kFile: {
      PANDORA_ASSIGN_OR_RETURN(std::string name, body.text.Render(variables_));
      return files(name);
    }
  }
  return std::string();
}

Result<std::string> ScenarioImpl::BuildTarget(const Entry& entry) const {
  PANDORA_ASSIGN_OR_RETURN(std::string target, entry.url.Render(variables_));
  for (const Pair& pair : entry.query) {
    PANDORA_ASSIGN_OR_RETURN(std::string value, pair.value.Render(variables_));
    target += target.find('?') == std::string::npos ? "?" : "&";
    target += PercentEncode(pair.name) + "=" + PercentEncode(value);
  }
  if (target.substr(0, 1) != "/" && target.find("://") == std::string::npos) {
    return Status(ErrorCode::kBadRequest, "the URL " + Quote(target) + " begins neither with / nor with http://");
  }
  for (char c : target) {
    if (static_cast<unsigned char>(c) > ' ' && c != '\x7f') continue;
    return Status(ErrorCode::kBadRequest,
                  "the URL " + Quote(target) + " holds a blank or a control character; write %XX");
  }
  return target;
}

Result<Request> ScenarioImpl::BuildRequest(const Entry& entry, const FileLoader& files) const {
  Request request;
  request.method = entry.method;
  PANDORA_ASSIGN_OR_RETURN(request.target, BuildTarget(entry));
  for (const Pair& pair : entry.headers) {
    PANDORA_ASSIGN_OR_RETURN(std::string value, pair.value.Render(variables_));
    request.headers.Add(pair.name, std::move(value));
  }
  PANDORA_ASSIGN_OR_RETURN(request.body, RenderBody(entry.body, files));
  if (entry.body.is_json && request.headers.Find("Content-Type") == nullptr) {
    request.headers.Add("Content-Type", "application/json");
  }
  return request;
}

Status ScenarioImpl::CheckHeader(const Pair& expected, const Response& response) const {
  PANDORA_ASSIGN_OR_RETURN(std::string value, expected.value.Render(variables_));
  std::string found;
  for (const auto& [name, text] : response.headers.fields()) {
    if (!EqualsIgnoreCase(name, expected.name)) continue;
    if (text == value) return Status();
    found += (found.empty() ? "" : ", ") + Quote(text);
  }
  return Status(ErrorCode::kBadRequest,
                "expected " + Quote(value) + ", found " + (found.empty() ? "no such header" : found));
}

// JSON is compared as JSON (blanks and the order of members do not matter), all else byte by byte.
Status ScenarioImpl::CheckBody(const Body& expected, const Response& response, const FileLoader& files) const {
  PANDORA_ASSIGN_OR_RETURN(std::string wanted, RenderBody(expected, files));
  if (expected.kind != Body::Kind::kJson) {
    if (response.body == wanted) return Status();
    bool readable = IsValidUtf8(response.body) && IsValidUtf8(wanted);
    return Status(ErrorCode::kBadRequest,
                  "expected " + DescribeValue(readable ? Value(wanted) : MakeBytes(wanted)) + ", found " +
                      DescribeValue(readable ? Value(response.body) : MakeBytes(response.body)));
  }
  PANDORA_ASSIGN_OR_RETURN(Value wanted_json, ParseJson(wanted));
  Result<Value> found = ParseJson(response.body);
  if (!found.ok())
    return Status(ErrorCode::kBadRequest, "expected JSON, found " + Quote(response.body, kShownBodyBytes));
  if (EqualValues(*found, wanted_json)) return Status();
  return Status(ErrorCode::kBadRequest, "expected " + DescribeValue(wanted_json) + ", found " + DescribeValue(*found));
}

Status ScenarioImpl::TakeCapture(const Capture& capture, const Context& context) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<Value> value, EvaluateQuery(capture.query, context));
  if (!value) return Status(ErrorCode::kBadRequest, "the query yields nothing");
  variables_[capture.name] = *std::move(value);
  return Status();
}

void ScenarioImpl::CheckResponse(const Entry& entry, const Response& response, const FileLoader& files) {
  if (entry.status != 0) {
    ++report_.asserts;
    if (response.status != entry.status) {
      // What else is wrong follows from this; only this is told.
      Fail(entry.response_line, "expected status " + std::to_string(entry.status) + ", found " +
                                    std::to_string(response.status) + " with body " +
                                    Quote(response.body, kShownBodyBytes));
      return;
    }
  }
  for (const Pair& header : entry.expected_headers) {
    Record(header.line, "header " + header.name, CheckHeader(header, response));
  }
  const Context context{response, variables_, files};
  for (const Capture& capture : entry.captures) {
    Status status = TakeCapture(capture, context);
    if (!status.ok()) Fail(capture.line, "capture " + capture.name + ": " + status.detail());
  }
  for (const Assert& check : entry.asserts) {
    Result<std::optional<Value>> found = EvaluateQuery(check.query, context);
    Record(check.line, check.source, found.ok() ? CheckPredicate(check.predicate, *found, context) : found.status());
  }
  if (entry.expected_body.kind != Body::Kind::kNone) {
    Record(entry.expected_body.line, "body", CheckBody(entry.expected_body, response, files));
  }
}

bool ScenarioImpl::Step(const Transport& transport, const FileLoader& files) {
  if (next_ == file_.entries.size() || !report_.ok()) return false;
  const Entry& entry = file_.entries[next_++];
  ++report_.entries_run;
  Status options = SetOptions(entry, files);
  Result<Request> request = options.ok() ? BuildRequest(entry, files) : options;
  if (!request.ok()) {
    Fail(entry.line, "the request cannot be made: " + request.status().detail());
    return false;
  }
  Result<Response> response = transport(*request);
  if (!response.ok()) {
    Fail(entry.line, "no answer: " + response.status().message());
    return false;
  }
  if (entry.has_response) CheckResponse(entry, *response, files);
  return report_.ok();
}

}  // namespace
}  // namespace scenario

Result<std::unique_ptr<Scenario>> Scenario::Parse(std::string name, std::string_view text) {
  PANDORA_ASSIGN_OR_RETURN(scenario::HurlFile file, scenario::ParseHurl(name, text));
  return std::unique_ptr<Scenario>(std::make_unique<scenario::ScenarioImpl>(std::move(name), std::move(file)));
}

std::string ScenarioReport::Describe(const ScenarioFailure& failure) const {
  // What the parser says begins with the place.
  if (failure.entry == 0) {
    const bool placed = failure.message.compare(0, name.size() + 1, name + ":") == 0;
    return placed ? failure.message : name + ": " + failure.message;
  }
  return name + ":" + std::to_string(failure.line) + ": entry " + std::to_string(failure.entry) + ": " +
         failure.message;
}

ScenarioReport RunScenario(const std::string& name, std::string_view text,
                           const std::map<std::string, std::string>& variables, const Transport& transport,
                           const FileLoader& files) {
  Result<std::unique_ptr<Scenario>> parsed = Scenario::Parse(name, text);
  if (!parsed.ok()) {
    ScenarioReport report;
    report.name = name;
    report.failures.push_back(ScenarioFailure{0, 0, parsed.status().detail()});
    return report;
  }
  Scenario& running = **parsed;
  for (const auto& [variable, value] : variables) running.SetVariable(variable, value);
  while (running.Step(transport, files)) {
  }
  return running.report();
}

}  // namespace pandora
