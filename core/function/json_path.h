// Reading values out of JSON text by Hive's paths ("$.store.fruit[0]"), without building a tree. Bounded in depth; texts that
// are no JSON give nothing.
#ifndef PANDORA_CORE_FUNCTION_JSON_PATH_H_
#define PANDORA_CORE_FUNCTION_JSON_PATH_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

class JsonPath {
 public:
  // Nothing when `text` is no path: $, .key, ['key'], [n], [*]; .* is one that finds nothing, as in Spark.
  static std::optional<JsonPath> Compile(std::string_view text);

  // Strings without their quotes, everything else as compact JSON. Several matches of a wildcard become an array. What
  // follows the first JSON value of the text is not read.
  std::optional<std::string> Find(std::string_view json) const;

 private:
  struct Step {
    enum class Kind { kKey, kIndex, kAny, kNone } kind = Kind::kKey;
    std::string key;
    size_t index = 0;
  };
  // How a match is written: a string bare, a string in quotes, or arrays without their brackets.
  enum class Style { kRaw, kQuoted, kFlatten };
  // Matches one after another, with commas between.
  struct Writer {
    std::string text;
    bool any = false;
    void Add(std::string_view match) {
      if (any) text += ',';
      any = true;
      text += match;
    }
  };
  // Each answers whether the steps from `step` on match in `json`, a value without blanks around it.
  bool Write(std::string_view json, size_t step, Style style, Writer* out) const;
  bool WriteAll(std::string_view json, size_t step, Style style, Writer* out) const;
  bool WriteElement(std::string_view json, size_t step, Style style, Writer* out) const;
  bool Flatten(std::string_view json, Writer* out) const;

  std::vector<Step> steps_;
};

// The value of a top-level key, as json_tuple shows it; nothing for null.
std::optional<std::string> JsonMember(std::string_view json, std::string_view key);

// The JSON value at the start of `text` without the blanks before it, or nothing. What follows it is not looked at, as a
// streaming reader would not.
std::optional<std::string_view> LeadingJson(std::string_view text);

// Calls `visit` with each member of an object (the name with its quotes) or element of an array (the name empty). Precondition: `json` is a
// value that LeadingJson found, or a part of one; false when it is neither object nor array.
bool VisitJson(std::string_view json, const std::function<void(std::string_view, std::string_view)>& visit);

// What a JSON string says, quotes taken off and escapes undone.
std::string UnquoteJson(std::string_view quoted);

// A string unquoted, everything else as compact JSON.
std::string ShownJson(std::string_view value);

// Appends `text` as a JSON string with its quotes.
void AppendJsonText(std::string_view text, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_JSON_PATH_H_
