#include <cmath>
#include <cstdint>
#include <utility>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/format/gzip.h"
#include "core/function/pattern.h"
#include "core/scenario/evaluate.h"
#include "core/scenario/jsonpath.h"
#include "core/scenario/percent.h"

namespace pandora::scenario {
namespace {

using Found = std::optional<Value>;

constexpr size_t kMaxUnpackedBytes = size_t{256} << 20;

Status Mismatch(std::string_view filter, std::string_view wanted, const Value& found) {
  return Status(ErrorCode::kBadRequest,
                "filter " + std::string(filter) + " needs " + std::string(wanted) + ", found " + DescribeValue(found));
}

// Text as UTF-8 bytes, bytes as they are.
std::optional<std::string_view> AsBytes(const Value& value) {
  if (value.is_string()) return std::string_view(value.get_ref<const std::string&>());
  if (value.is_binary()) return BytesOf(value);
  return std::nullopt;
}

Result<Found> Count(const Value& value) {
  if (value.is_array() || value.is_object()) return Found(value.size());
  if (value.is_binary()) return Found(BytesOf(value).size());
  return Mismatch("count", "a list, an object or bytes", value);
}

Result<Found> Nth(const Value& value, int64_t index) {
  if (!value.is_array()) return Mismatch("nth", "a list", value);
  auto size = static_cast<int64_t>(value.size());
  int64_t place = index < 0 ? index + size : index;
  if (place < 0 || place >= size) return Found();
  return Found(value[static_cast<size_t>(place)]);
}

Result<Found> ToInt(const Value& value) {
  if (value.is_number_integer()) return Found(value);
  std::optional<int64_t> number;
  if (value.is_number_float()) {
    double whole = std::trunc(value.get<double>());
    if (whole >= -9223372036854775808.0 && whole < 9223372036854775808.0) number = static_cast<int64_t>(whole);
  }
  if (value.is_string()) number = ParseInt64(value.get_ref<const std::string&>());
  if (!number) return Mismatch("toInt", "an integer in text or a number", value);
  return Found(*number);
}

Result<Found> ToFloat(const Value& value) {
  if (value.is_number()) return Found(value.get<double>());
  std::optional<double> number;
  if (value.is_string()) number = ParseDouble(value.get_ref<const std::string&>());
  if (!number) return Mismatch("toFloat", "a number in text or a number", value);
  return Found(*number);
}

Result<Found> ToText(const Value& value) {
  if (!value.is_binary()) {
    PANDORA_ASSIGN_OR_RETURN(std::string text, RenderScalar(value));
    return Found(std::move(text));
  }
  if (!IsValidUtf8(BytesOf(value))) return Mismatch("toString", "UTF-8", value);
  return Found(std::string(BytesOf(value)));
}

// Filters without arguments that turn text or bytes into the other.
Result<Found> Recode(FilterKind kind, const Value& value) {
  std::optional<std::string_view> bytes = AsBytes(value);
  if (!bytes) return Mismatch("of text", "text or bytes", value);
  switch (kind) {
    case FilterKind::kBase64Encode: return Found(Base64Encode(*bytes));
    case FilterKind::kUrlEncode: return Found(PercentEncode(*bytes));
    case FilterKind::kUtf8Encode: return Found(MakeBytes(*bytes));
    case FilterKind::kToHex: return Found(ToHex(reinterpret_cast<const uint8_t*>(bytes->data()), bytes->size()));
    case FilterKind::kBase64Decode: {
      std::optional<std::string> decoded = Base64Decode(*bytes);
      return decoded ? Result<Found>(MakeBytes(*decoded)) : Mismatch("base64Decode", "base64", value);
    }
    case FilterKind::kUrlDecode: {
      std::optional<std::string> decoded = PercentDecode(*bytes);
      return decoded && IsValidUtf8(*decoded) ? Result<Found>(Value(*decoded))
                                              : Mismatch("urlDecode", "percent-encoded UTF-8", value);
    }
    default: {  // kGunzip
      PANDORA_ASSIGN_OR_RETURN(std::string unpacked, GzipDecompress(*bytes, kMaxUnpackedBytes));
      return Found(MakeBytes(unpacked));
    }
  }
}

Result<Found> Split(const std::string& text, const std::string& separator) {
  if (separator.empty()) return Status(ErrorCode::kBadRequest, "filter split needs a separator that is not empty");
  Value pieces = Value::array();
  size_t begin = 0;
  for (size_t end = text.find(separator); end != std::string::npos; end = text.find(separator, begin)) {
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + separator.size();
  }
  pieces.push_back(text.substr(begin));
  return Found(std::move(pieces));
}

Result<Found> Replace(std::string text, const std::string& from, const std::string& to) {
  if (from.empty()) return Status(ErrorCode::kBadRequest, "filter replace needs a text that is not empty");
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return Found(std::move(text));
}

Result<Found> FirstGroup(const std::string& text, const std::string& pattern_text) {
  PANDORA_ASSIGN_OR_RETURN(Pattern pattern, Pattern::Compile(pattern_text));
  if (pattern.group_count() == 0) return Status(ErrorCode::kBadRequest, "the pattern needs a group ( )");
  std::optional<Pattern::Groups> groups = pattern.Find(text);
  if (!groups || !(*groups)[1]) return Found();
  return Found(std::string(*(*groups)[1]));
}

// Filters on text that take arguments.
Result<Found> ApplyToText(FilterKind kind, const std::string& text, const std::vector<std::string>& arguments) {
  switch (kind) {
    case FilterKind::kSplit: return Split(text, arguments[0]);
    case FilterKind::kReplace: return Replace(text, arguments[0], arguments[1]);
    case FilterKind::kRegex: return FirstGroup(text, arguments[0]);
    default: {  // kReplaceRegex
      PANDORA_ASSIGN_OR_RETURN(Pattern pattern, Pattern::Compile(arguments[0]));
      PANDORA_ASSIGN_OR_RETURN(std::string replaced, pattern.ReplaceAll(text, arguments[1]));
      return Found(std::move(replaced));
    }
  }
}

Result<Found> ApplyPath(const Value& value, const std::string& path_text) {
  PANDORA_ASSIGN_OR_RETURN(JsonPath path, JsonPath::Parse(path_text));
  if (value.is_structured()) return path.Evaluate(value);
  std::optional<std::string_view> text = AsBytes(value);
  Result<Value> json = ParseJson(text.value_or(""));
  if (!json.ok()) return Mismatch("jsonpath", "JSON", value);
  return path.Evaluate(*json);
}

}  // namespace

Result<std::optional<Value>> ApplyFilter(const Filter& filter, const Value& value, const Context& context) {
  switch (filter.kind) {
    case FilterKind::kCount: return Count(value);
    case FilterKind::kFirst: return Nth(value, 0);
    case FilterKind::kLast: return Nth(value, -1);
    case FilterKind::kToInt: return ToInt(value);
    case FilterKind::kToFloat: return ToFloat(value);
    case FilterKind::kToString:
    case FilterKind::kUtf8Decode: return ToText(value);
    case FilterKind::kNth: {
      PANDORA_ASSIGN_OR_RETURN(Value index, EvaluateOperand(filter.arguments[0], context));
      if (!index.is_number_integer()) return Mismatch("nth", "an integer as its argument", index);
      return Nth(value, index.get<int64_t>());
    }
    default: break;
  }
  if (filter.arguments.empty()) return Recode(filter.kind, value);
  std::vector<std::string> arguments;
  for (const Operand& operand : filter.arguments) {
    PANDORA_ASSIGN_OR_RETURN(Value argument, EvaluateOperand(operand, context));
    if (!argument.is_string()) return Mismatch("with arguments", "text as argument", argument);
    arguments.push_back(argument.get<std::string>());
  }
  if (filter.kind == FilterKind::kJsonPath) return ApplyPath(value, arguments[0]);
  if (!value.is_string()) return Mismatch("on text", "text", value);
  return ApplyToText(filter.kind, value.get<std::string>(), arguments);
}

}  // namespace pandora::scenario
