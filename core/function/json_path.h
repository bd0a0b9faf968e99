// Reading values out of JSON text by Hive's paths ("$.store.fruit[0]"), without building a tree. Bounded in depth; texts that
// are no JSON give nothing.
#ifndef PANDORA_CORE_FUNCTION_JSON_PATH_H_
#define PANDORA_CORE_FUNCTION_JSON_PATH_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

class JsonPath {
 public:
  // Nothing when `text` is no path: $, .key, ['key'], [n], [*], .*
  static std::optional<JsonPath> Compile(std::string_view text);

  // Strings without their quotes, everything else as compact JSON. Several matches of a wildcard become an array.
  std::optional<std::string> Find(std::string_view json) const;

 private:
  struct Step {
    enum class Kind { kKey, kIndex, kAny } kind = Kind::kKey;
    std::string key;
    size_t index = 0;
  };
  void Collect(std::string_view json, size_t step, std::vector<std::string_view>* found) const;

  std::vector<Step> steps_;
};

// The value of a top-level key, as json_tuple shows it; nothing for null.
std::optional<std::string> JsonMember(std::string_view json, std::string_view key);

// Whether `text` is one JSON value and nothing else.
bool IsJson(std::string_view text);

// Appends `text` as a JSON string with its quotes.
void AppendJsonText(std::string_view text, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_JSON_PATH_H_
