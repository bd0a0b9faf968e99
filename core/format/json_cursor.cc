#include "core/format/json_cursor.h"

#include <algorithm>
#include <array>

#include "core/base/swar.h"
#include "core/base/text.h"

namespace pandora {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsHighSurrogate(uint32_t unit) { return (unit & 0xfffffc00) == 0xd800; }
bool IsLowSurrogate(uint32_t unit) { return (unit & 0xfffffc00) == 0xdc00; }

uint32_t UncheckedHex4(const char* p) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 4 | static_cast<uint32_t>(HexValue(p[i]));
  return value;
}

// The character that a one-letter escape stands for; 0 when there is no such escape.
char SimpleEscape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
  }
}

}  // namespace

std::string_view JsonKindName(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull: return "null";
    case JsonKind::kBoolean: return "a boolean";
    case JsonKind::kNumber: return "a number";
    case JsonKind::kString: return "a string";
    case JsonKind::kArray: return "an array";
    case JsonKind::kObject: return "an object";
    case JsonKind::kError: break;
  }
  return "no JSON";
}

JsonKind JsonCursor::Begin() {
  SkipSpace();
  value_at_ = at_;
  if (failed() || at_ == end_) {
    Fail("a value");
    return JsonKind::kError;
  }
  switch (*at_) {
    case '{': ++at_; return JsonKind::kObject;
    case '[': ++at_; return JsonKind::kArray;
    case '"': return ReadString() ? JsonKind::kString : JsonKind::kError;
    case 't': return ReadWord("true") ? JsonKind::kBoolean : JsonKind::kError;
    case 'f': return ReadWord("false") ? JsonKind::kBoolean : JsonKind::kError;
    case 'n': return ReadWord("null") ? JsonKind::kNull : JsonKind::kError;
    default: break;
  }
  if (*at_ == '-' || IsDigit(*at_)) return ReadNumber() ? JsonKind::kNumber : JsonKind::kError;
  Fail("a value");
  return JsonKind::kError;
}

bool JsonCursor::NextElement(bool first) {
  SkipSpace();
  if (failed()) return false;
  if (at_ < end_ && *at_ == ']') {
    ++at_;
    return false;
  }
  if (first) return true;
  if (at_ == end_ || *at_ != ',') return Fail("',' or ']'");
  ++at_;
  return true;
}

bool JsonCursor::NextMember(bool first) {
  SkipSpace();
  if (failed()) return false;
  if (at_ < end_ && *at_ == '}') {
    ++at_;
    return false;
  }
  if (!first) {
    if (at_ == end_ || *at_ != ',') return Fail("',' or '}'");
    ++at_;
    SkipSpace();
  }
  if (at_ == end_ || *at_ != '"') return Fail(first ? "a member's name or '}'" : "a member's name");
  if (!ReadString()) return false;
  SkipSpace();
  if (at_ == end_ || *at_ != ':') return Fail("':'");
  ++at_;
  return true;
}

bool JsonCursor::Skip(JsonKind begun, int max_depth) {
  if (begun != JsonKind::kArray && begun != JsonKind::kObject) return begun != JsonKind::kError;
  const size_t limit = static_cast<size_t>(std::clamp(max_depth, 0, kMaxSkipDepth));
  if (limit == 0) return Fail("less nesting");
  // One bit for each open bracket: 1 is an object.
  std::array<uint64_t, kMaxSkipDepth / 64> objects{};
  objects[0] = begun == JsonKind::kObject ? 1 : 0;
  size_t depth = 1;
  bool first = true;
  while (depth > 0) {
    const size_t top = depth - 1;
    const bool in_object = ((objects[top / 64] >> (top % 64)) & 1) != 0;
    if (!(in_object ? NextMember(first) : NextElement(first))) {
      if (failed()) return false;
      --depth;
      first = false;
      continue;
    }
    const JsonKind kind = Begin();
    if (kind == JsonKind::kError) return false;
    first = kind == JsonKind::kArray || kind == JsonKind::kObject;
    if (!first) continue;
    if (depth == limit) return Fail("less nesting");
    const uint64_t bit = uint64_t{1} << (depth % 64);
    uint64_t& word = objects[depth / 64];
    word = kind == JsonKind::kObject ? word | bit : word & ~bit;
    ++depth;
  }
  return true;
}

bool JsonCursor::End() {
  SkipSpace();
  if (failed()) return false;
  return at_ == end_ || Fail("the end of the text");
}

void JsonCursor::SkipSpace() {
  while (at_ < end_ && IsSpace(*at_)) ++at_;
}

bool JsonCursor::ReadString() {
  const char* const content = ++at_;
  escaped_ = false;
  for (;;) {
    const uint64_t word = swar::LoadUpTo8(at_, end_);
    const uint64_t hits = swar::EqualBytes(word, '"') | swar::EqualBytes(word, '\\') | swar::BytesBelow(word, 0x20);
    if (hits == 0) {
      at_ += 8;
      continue;
    }
    at_ += swar::FirstByte(hits);
    if (at_ >= end_) {
      at_ = end_;
      return Fail("'\"' to end the string");
    }
    if (*at_ == '"') break;
    if (*at_ != '\\') return Fail("no control character in a string");
    escaped_ = true;
    if (!ReadEscape()) return false;
  }
  text_ = std::string_view(content, static_cast<size_t>(at_ - content));
  ++at_;
  return true;
}

bool JsonCursor::ReadEscape() {
  ++at_;
  if (at_ < end_ && SimpleEscape(*at_) != 0) {
    ++at_;
    return true;
  }
  if (at_ == end_ || *at_ != 'u') return Fail("an escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\uXXXX");
  uint32_t unit = 0;
  if (!ReadHex4(&unit)) return false;
  if (IsLowSurrogate(unit)) return Fail("the first half of a surrogate pair before its second");
  if (!IsHighSurrogate(unit)) return true;
  if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return Fail("the second half of a surrogate pair");
  ++at_;
  if (!ReadHex4(&unit)) return false;
  return IsLowSurrogate(unit) || Fail("the second half of a surrogate pair");
}

bool JsonCursor::ReadHex4(uint32_t* value) {
  if (end_ - at_ < 5) return Fail("four hexadecimal digits");
  for (int i = 1; i <= 4; ++i) {
    if (HexValue(at_[i]) < 0) return Fail("four hexadecimal digits");
  }
  *value = UncheckedHex4(at_ + 1);
  at_ += 5;
  return true;
}

bool JsonCursor::ReadNumber() {
  const char* const number = at_;
  integer_ = true;
  if (*at_ == '-') ++at_;
  if (at_ < end_ && *at_ == '0') {
    ++at_;
  } else if (!ReadDigits()) {
    return false;
  }
  if (at_ < end_ && *at_ == '.') {
    integer_ = false;
    ++at_;
    if (!ReadDigits()) return false;
  }
  if (at_ < end_ && (*at_ == 'e' || *at_ == 'E')) {
    integer_ = false;
    ++at_;
    if (at_ < end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!ReadDigits()) return false;
  }
  text_ = std::string_view(number, static_cast<size_t>(at_ - number));
  return true;
}

bool JsonCursor::ReadDigits() {
  const char* const digits = at_;
  while (at_ < end_ && IsDigit(*at_)) ++at_;
  return at_ > digits || Fail("a digit");
}

bool JsonCursor::ReadWord(std::string_view word) {
  if (std::string_view(at_, static_cast<size_t>(end_ - at_)).substr(0, word.size()) != word) return Fail("a value");
  text_ = word;
  at_ += word.size();
  return true;
}

// The first failure stays: what fails after it is a consequence.
bool JsonCursor::Fail(const char* expected) {
  if (error_ == nullptr) error_ = expected;
  return false;
}

void AppendJsonUnescaped(std::string_view raw, std::string* out) {
  for (;;) {
    const size_t backslash = raw.find('\\');
    out->append(raw.substr(0, backslash));
    if (backslash == std::string_view::npos) return;
    raw.remove_prefix(backslash + 1);
    if (raw[0] != 'u') {
      out->push_back(SimpleEscape(raw[0]));
      raw.remove_prefix(1);
      continue;
    }
    uint32_t code_point = UncheckedHex4(raw.data() + 1);
    raw.remove_prefix(5);
    if (IsHighSurrogate(code_point)) {
      code_point = 0x10000 + ((code_point & 0x3ff) << 10) + (UncheckedHex4(raw.data() + 2) & 0x3ff);
      raw.remove_prefix(6);
    }
    AppendUtf8(code_point, out);
  }
}

void AppendJsonCompact(std::string_view json, std::string* out) {
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!in_string && IsSpace(c)) continue;
    out->push_back(c);
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') out->push_back(json[++i]);
  }
}

}  // namespace pandora
