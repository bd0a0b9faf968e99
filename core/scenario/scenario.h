// Runs conformance cases written in the Hurl format (https://hurl.dev): requests, captures, asserts as text. The same
// runner serves `pandora-sim test`, the wasm build and the guided demos; where a request goes is the caller's business.
//
// Supported:
//   requests   method, URL, headers, [QueryStringParams] (also [Query]), [Options] with `variable: name=value`
//   bodies     JSON, ```multiline``` (also ```json, ```raw, and the attributes escape and novariable), `oneline`,
//              base64,...; hex,...; file,NAME;   texts with {{templates}}
//   responses  `HTTP 200`, `HTTP *`, headers, body, [Captures], [Asserts]
//   queries    status header body bytes jsonpath regex variable sha256 md5
//   filters    base64Decode base64Encode count first gunzip (ours) jsonpath last nth regex replace replaceRegex split
//              toFloat toHex toInt toString urlDecode urlEncode utf8Decode utf8Encode
//   predicates == != > >= < <= startsWith endsWith contains includes matches exists isEmpty isBoolean isInteger isFloat
//              isNumber isString isCollection isList isObject isIsoDate, each also after `not`
// What is not supported is a parse error that names it, never ignored. A JSON body of a response is compared as JSON
// (blanks and the order of members do not matter); all other bodies byte by byte. docs/scenarios.md is the guide for
// writers.
#ifndef PANDORA_CORE_SCENARIO_SCENARIO_H_
#define PANDORA_CORE_SCENARIO_SCENARIO_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/http.h"
#include "core/base/status.h"

namespace pandora {

// Sends a request and gives the answer; a Status when none came (connection refused).
using Transport = std::function<Result<Response>(const Request&)>;

// Bytes of a file named by a `file,NAME;` body, relative to the scenario's folder.
using FileLoader = std::function<Result<std::string>(const std::string& name)>;

struct ScenarioFailure {
  int entry = 0;        // 1-based
  int line = 0;         // of the assert or the request line
  std::string message;  // what was expected, what was found
};

struct ScenarioReport {
  std::string name;
  int entries_run = 0;
  int asserts = 0;
  std::vector<std::string> rules;  // ids of `# rule:` tags, in order, once each
  std::vector<ScenarioFailure> failures;
  bool ok() const { return failures.empty(); }
  // One of its failures as a line for people: "NAME:LINE: entry N: what"; of a file that is no scenario "NAME:LINE:COLUMN: what".
  std::string Describe(const ScenarioFailure& failure) const;
};

// One parsed file, run entry by entry so that a page can show progress.
class Scenario {
 public:
  // kBadRequest with "NAME:line:column: ..." for text that is no scenario.
  static Result<std::unique_ptr<Scenario>> Parse(std::string name, std::string_view text);
  virtual ~Scenario() = default;

  virtual int entry_count() const = 0;
  // A heading for entry `index` (0-based): the comment lines right above its request line, without '#' and rule tags.
  virtual std::string EntryTitle(int index) const = 0;

  virtual void SetVariable(const std::string& name, const std::string& value) = 0;

  // Runs the next entry; false when there is none left or the entry failed (a failing entry ends the scenario).
  virtual bool Step(const Transport& transport, const FileLoader& files) = 0;
  virtual const ScenarioReport& report() const = 0;
};

// Parses and runs a whole file. A parse error is a failure of entry 0.
ScenarioReport RunScenario(const std::string& name, std::string_view text,
                           const std::map<std::string, std::string>& variables, const Transport& transport,
                           const FileLoader& files);

}  // namespace pandora

#endif  // PANDORA_CORE_SCENARIO_SCENARIO_H_
