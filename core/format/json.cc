#include "core/format/json.h"

#include <algorithm>
#include <vector>

#include "core/base/swar.h"
#include "core/base/text.h"
#include "core/format/json_cursor.h"

namespace pandora {
namespace {

// "line 2, column 5"; columns count characters.
std::string Place(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto column = std::count_if(before.begin() + static_cast<ptrdiff_t>(line_begin), before.end(),
                                    [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1);
}

// Builds the tree while the cursor walks. Recursive, but never deeper than `max_depth`.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, int max_depth) : cursor_(text), max_depth_(max_depth) {}

  bool Build(Json* root) { return BuildValue(cursor_.Begin(), 0, root) && cursor_.End(); }

  // After a failure: where, and what would have been right.
  size_t offset() const { return offset_ != kNowhere ? offset_ : cursor_.offset(); }
  std::string expected() const { return expected_.empty() ? cursor_.error() : expected_; }

 private:
  static constexpr size_t kNowhere = static_cast<size_t>(-1);

  bool BuildValue(JsonKind kind, int depth, Json* value) {
    switch (kind) {
      case JsonKind::kError: return false;
      case JsonKind::kNull: return true;
      case JsonKind::kBoolean: *value = cursor_.text() == "true"; return true;
      case JsonKind::kNumber: return BuildNumber(value);
      case JsonKind::kString: *value = TakeText(); return true;
      case JsonKind::kArray:
      case JsonKind::kObject: break;
    }
    if (depth >= max_depth_) return Fail("at most " + std::to_string(max_depth_) + " levels of nesting");
    return kind == JsonKind::kArray ? BuildArray(depth + 1, value) : BuildObject(depth + 1, value);
  }

  bool BuildArray(int depth, Json* value) {
    *value = Json::array();
    auto& elements = value->get_ref<Json::array_t&>();
    for (bool first = true; cursor_.NextElement(first); first = false) {
      elements.emplace_back();
      if (!BuildValue(cursor_.Begin(), depth, &elements.back())) return false;
    }
    return !cursor_.failed();
  }

  // Members are appended to the vector under the ordered map, past its own insertion: that would compare each name with
  // all before it, and a body of 2 MiB can hold 300,000 of them.
  bool BuildObject(int depth, Json* value) {
    *value = Json::object();
    auto& members = static_cast<Json::object_t::Container&>(value->get_ref<Json::object_t&>());
    for (bool first = true; cursor_.NextMember(first); first = false) {
      members.emplace_back(TakeText(), Json());
      if (!BuildValue(cursor_.Begin(), depth, &members.back().second)) return false;
    }
    if (!cursor_.failed() && members.size() > 1) DropDuplicates(&members);
    return !cursor_.failed();
  }

  // Keeps the place of the first and the value of the last member of each name.
  static void DropDuplicates(Json::object_t::Container* members) {
    std::vector<size_t> order(members->size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [members](size_t a, size_t b) { return (*members)[a].first < (*members)[b].first; });
    std::vector<bool> dropped(order.size(), false);
    bool any = false;
    size_t kept = order[0];
    for (size_t i = 1; i < order.size(); ++i) {
      if ((*members)[order[i]].first != (*members)[kept].first) {
        kept = order[i];
        continue;
      }
      (*members)[kept].second = std::move((*members)[order[i]].second);
      dropped[order[i]] = any = true;
    }
    if (!any) return;
    Json::object_t::Container unique;
    for (size_t i = 0; i < members->size(); ++i) {
      if (!dropped[i]) unique.push_back(std::move((*members)[i]));
    }
    members->swap(unique);
  }

  bool BuildNumber(Json* value) {
    const std::string_view digits = cursor_.text();
    if (cursor_.integer()) {
      if (const std::optional<int64_t> number = ParseInt64(digits)) {
        *value = *number;
        return true;
      }
      if (const std::optional<uint64_t> number = ParseUint64(digits)) {
        *value = *number;
        return true;
      }
    }
    const std::optional<double> number = ParseDouble(digits);
    if (!number) return Fail("a number that a 64-bit float can hold");
    *value = *number;
    return true;
  }

  std::string TakeText() {
    if (!cursor_.escaped()) return std::string(cursor_.text());
    std::string text;
    AppendJsonUnescaped(cursor_.text(), &text);
    return text;
  }

  bool Fail(std::string expected) {
    offset_ = cursor_.offset() - static_cast<size_t>(cursor_.position() - cursor_.value_position());
    expected_ = std::move(expected);
    return false;
  }

  JsonCursor cursor_;
  int max_depth_;
  size_t offset_ = kNowhere;
  std::string expected_;
};

}  // namespace

Result<Json> ParseJson(std::string_view text, int max_depth) {
  const size_t valid = ValidUtf8Prefix(text);
  if (valid < text.size()) return {ErrorCode::kE18007, Place(text, valid) + ": the text is not valid UTF-8"};
  TreeBuilder builder(text, max_depth);
  Json root;
  if (builder.Build(&root)) return root;
  const size_t offset = builder.offset();
  const std::string found = offset == text.size() ? "the text ends" : "found " + Quote(text.substr(offset), 16);
  return {ErrorCode::kE18007, Place(text, offset) + ": expected " + builder.expected() + ", " + found};
}

std::string DumpJson(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string DumpJsonPretty(const Json& value) { return value.dump(2, ' ', false, Json::error_handler_t::replace); }

const Json* FindMember(const Json& object, std::string_view name) {
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

std::optional<int64_t> AsInt64(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return value.get<int64_t>();
}

std::string_view JsonTypeName(const Json& value) {
  if (value.is_null()) return JsonKindName(JsonKind::kNull);
  if (value.is_boolean()) return JsonKindName(JsonKind::kBoolean);
  if (value.is_number()) return JsonKindName(JsonKind::kNumber);
  if (value.is_string()) return JsonKindName(JsonKind::kString);
  if (value.is_array()) return JsonKindName(JsonKind::kArray);
  return JsonKindName(JsonKind::kObject);
}

void AppendJsonString(std::string_view text, std::string* out) {
  static constexpr char kHexDigits[] = "0123456789abcdef";
  out->push_back('"');
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    const uint64_t word = swar::LoadUpTo8(p, end);
    const uint64_t hits = swar::EqualBytes(word, '"') | swar::EqualBytes(word, '\\') | swar::BytesBelow(word, 0x20);
    const size_t left = static_cast<size_t>(end - p);
    const size_t plain = std::min(left, hits == 0 ? size_t{8} : swar::FirstByte(hits));
    out->append(p, plain);
    p += plain;
    if (hits == 0 || p == end) continue;
    out->push_back('\\');
    switch (*p) {
      case '"':
      case '\\': out->push_back(*p); break;
      case '\b': out->push_back('b'); break;
      case '\f': out->push_back('f'); break;
      case '\n': out->push_back('n'); break;
      case '\r': out->push_back('r'); break;
      case '\t': out->push_back('t'); break;
      default:
        out->append("u00");
        out->push_back(kHexDigits[static_cast<unsigned char>(*p) >> 4]);
        out->push_back(kHexDigits[*p & 15]);
    }
    ++p;
  }
  out->push_back('"');
}

}  // namespace pandora
