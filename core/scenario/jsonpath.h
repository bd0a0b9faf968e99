// JSON paths as the Hurl format has them:
//
//   $  .name  ['name']  ["name"]  .*  [*]  [2]  [-1]  [0,2]  [1:3]  ..name  ..*  [?(@.a.b == "x")]  [?(@.a)]
//
// Filters know == != < <= > >= against a string, number, true, false or null, and the bare existence of a path.
#ifndef PANDORA_CORE_SCENARIO_JSONPATH_H_
#define PANDORA_CORE_SCENARIO_JSONPATH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/scenario/value.h"

namespace pandora::scenario {

class JsonPath {
 public:
  // kBadRequest saying where the path goes wrong.
  static Result<JsonPath> Parse(std::string_view text);

  // What the path leads to in `root`. A path of names and single indexes yields that one value, or nothing; any other
  // path yields a list of all values found, each once, in document order; it may be empty.
  std::optional<Value> Evaluate(const Value& root) const;

 private:
  friend class JsonPathParser;

  enum class Comparison { kExists, kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };
  enum class StepKind { kName, kIndexes, kSlice, kWildcard, kDescendants, kFilter };
  struct Step {
    StepKind kind = StepKind::kWildcard;
    std::string name;                   // kName
    std::vector<int64_t> indexes;       // kIndexes; negative ones count from the end
    std::optional<int64_t> begin, end;  // kSlice
    std::vector<std::string> path;      // kFilter: the members below @
    Comparison comparison = Comparison::kExists;
    Value operand;
  };

  bool is_definite() const;
  static bool Passes(const Step& step, const Value& element);
  static void Apply(const Step& step, const Value& value, std::vector<const Value*>* found);
  static void ApplySlice(const Step& step, const Value& value, std::vector<const Value*>* found);
  static void AddDescendants(const Value& value, std::vector<const Value*>* found);

  std::vector<Step> steps_;
};

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_JSONPATH_H_
