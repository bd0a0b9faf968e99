#include "core/function/json_path.h"

#include "core/base/text.h"
#include "core/function/kernel.h"

namespace pandora {
namespace {

constexpr int kMaxDepth = 128;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Walks over JSON text. Every method answers false where the text is no JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void SkipBlanks() {
    while (pos_ < text_.size() && IsBlank(text_[pos_])) ++pos_;
  }
  char Peek() {
    SkipBlanks();
    return pos_ < text_.size() ? text_[pos_] : '\0';
  }
  bool Take(char c) {
    if (Peek() != c) return false;
    ++pos_;
    return true;
  }
  size_t pos() const { return pos_; }

  bool SkipString() {
    if (!Take('"')) return false;
    for (; pos_ < text_.size(); ++pos_) {
      if (text_[pos_] == '"') {
        ++pos_;
        return true;
      }
      if (text_[pos_] == '\\') ++pos_;
    }
    return false;
  }

  bool SkipValue(int depth = 0) {
    if (depth > kMaxDepth) return false;
    char c = Peek();
    if (c == '"') return SkipString();
    if (c == '{' || c == '[') return SkipNested(c, depth);
    size_t begin = pos_;
    while (pos_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[pos_]) == std::string_view::npos) ++pos_;
    return IsScalar(text_.substr(begin, pos_ - begin));
  }

 private:
  static bool IsScalar(std::string_view word) {
    if (word == "true" || word == "false" || word == "null") return true;
    if (word.empty()) return false;
    std::string_view digits = word[0] == '-' ? word.substr(1) : word;
    return !digits.empty() && digits[0] >= '0' && digits[0] <= '9' && ParseDouble(word).has_value();
  }

  bool SkipNested(char open, int depth) {
    char close = open == '{' ? '}' : ']';
    ++pos_;
    if (Take(close)) return true;
    do {
      if (open == '{' && (!SkipString() || !Take(':'))) return false;
      if (!SkipValue(depth + 1)) return false;
    } while (Take(','));
    return Take(close);
  }

  std::string_view text_;
  size_t pos_ = 0;
};

std::string Unquote(std::string_view quoted) {
  std::string out;
  std::string_view body = quoted.substr(1, quoted.size() - 2);
  for (size_t k = 0; k < body.size(); ++k) {
    if (body[k] != '\\' || k + 1 >= body.size()) {
      out += body[k];
      continue;
    }
    char c = body[++k];
    constexpr std::pair<char, char> kEscapes[] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'b', '\b'}, {'f', '\f'}};
    bool done = false;
    for (const auto& [letter, meaning] : kEscapes) {
      if (c == letter) out += meaning, done = true;
    }
    if (done) continue;
    if (c != 'u' || k + 4 >= body.size()) {
      out += c;
      continue;
    }
    auto read = [&](size_t at) {
      uint32_t code = 0;
      for (size_t i = 0; i < 4 && at + i < body.size(); ++i) {
        char d = body[at + i];
        code = code * 16 + static_cast<uint32_t>(d <= '9' ? d - '0' : (d | 32) - 'a' + 10);
      }
      return code & 0xFFFF;
    };
    uint32_t code = read(k + 1);
    k += 4;
    bool high = code >= 0xD800 && code < 0xDC00 && k + 6 < body.size() + 1 && body.substr(k + 1, 2) == "\\u";
    if (high) {
      uint32_t low = read(k + 3);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        k += 6;
      }
    }
    AppendChar(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, &out);
  }
  return out;
}

// Calls `visit(key text with quotes or "", value)` for each member of an object or array.
template <typename Visit>
bool ForEach(std::string_view json, const Visit& visit) {
  Scanner scanner(json);
  char open = scanner.Peek();
  if (open != '{' && open != '[') return false;
  char close = open == '{' ? '}' : ']';
  scanner.Take(open);
  if (scanner.Take(close)) return true;
  do {
    std::string_view key;
    if (open == '{') {
      scanner.SkipBlanks();
      size_t begin = scanner.pos();
      if (!scanner.SkipString()) return false;
      key = json.substr(begin, scanner.pos() - begin);
      if (!scanner.Take(':')) return false;
    }
    scanner.SkipBlanks();
    size_t begin = scanner.pos();
    if (!scanner.SkipValue()) return false;
    visit(key, json.substr(begin, scanner.pos() - begin));
  } while (scanner.Take(','));
  return scanner.Take(close);
}

// Without the blanks between tokens.
std::string Compact(std::string_view json) {
  std::string out;
  bool in_string = false;
  for (size_t k = 0; k < json.size(); ++k) {
    char c = json[k];
    if (!in_string && IsBlank(c)) continue;
    out += c;
    if (in_string && c == '\\' && k + 1 < json.size()) out += json[++k];
    else if (c == '"') in_string = !in_string;
  }
  return out;
}

std::string Shown(std::string_view value) { return value[0] == '"' ? Unquote(value) : Compact(value); }

}  // namespace

bool IsJson(std::string_view text) {
  Scanner scanner(text);
  if (!scanner.SkipValue()) return false;
  scanner.SkipBlanks();
  return scanner.pos() == text.size();
}

std::optional<JsonPath> JsonPath::Compile(std::string_view text) {
  JsonPath path;
  if (text.empty() || text[0] != '$') return std::nullopt;
  size_t k = 1;
  while (k < text.size()) {
    Step step;
    if (text[k] == '.') {
      size_t end = text.find_first_of(".[", ++k);
      if (end == std::string_view::npos) end = text.size();
      if (end == k) return std::nullopt;
      step.key = text.substr(k, end - k);
      if (step.key == "*") step.kind = Step::Kind::kAny;
      k = end;
    } else if (text[k] == '[') {
      size_t end = text.find(']', k);
      if (end == std::string_view::npos) return std::nullopt;
      std::string_view inner = text.substr(k + 1, end - k - 1);
      std::optional<int64_t> index = ParseInt64(inner);
      if (inner == "*") {
        step.kind = Step::Kind::kAny;
      } else if (index && *index >= 0) {
        step.kind = Step::Kind::kIndex;
        step.index = static_cast<size_t>(*index);
      } else if (inner.size() >= 2 && inner.front() == '\'' && inner.back() == '\'') {
        step.key = inner.substr(1, inner.size() - 2);
      } else {
        return std::nullopt;
      }
      k = end + 1;
    } else {
      return std::nullopt;
    }
    path.steps_.push_back(std::move(step));
  }
  return path;
}

void JsonPath::Collect(std::string_view json, size_t index, std::vector<std::string_view>* found) const {
  if (index == steps_.size()) {
    found->push_back(json);
    return;
  }
  const Step& step = steps_[index];
  bool object = !json.empty() && json[0] == '{';
  size_t position = 0;
  std::vector<std::string_view> next;
  ForEach(json, [&](std::string_view key, std::string_view value) {
    bool match = step.kind == Step::Kind::kAny || (step.kind == Step::Kind::kKey ? object && Unquote(key) == step.key
                                                                                 : !object && position == step.index);
    ++position;
    if (match && (step.kind == Step::Kind::kAny || next.empty())) next.push_back(value);
  });
  for (std::string_view value : next) Collect(value, index + 1, found);
}

std::optional<std::string> JsonPath::Find(std::string_view json) const {
  if (!IsJson(json)) return std::nullopt;
  while (!json.empty() && IsBlank(json.front())) json.remove_prefix(1);
  while (!json.empty() && IsBlank(json.back())) json.remove_suffix(1);
  if (steps_.size() > kMaxDepth) return std::nullopt;
  std::vector<std::string_view> found;
  Collect(json, 0, &found);
  bool wildcard = false;
  for (const Step& step : steps_) wildcard = wildcard || step.kind == Step::Kind::kAny;
  if (found.empty() || (found.size() == 1 && found[0] == "null")) return std::nullopt;
  if (!wildcard || found.size() == 1) return Shown(found[0]);
  std::string out = "[";
  for (size_t k = 0; k < found.size(); ++k) out += (k > 0 ? "," : "") + Compact(found[k]);
  return out + "]";
}

std::optional<std::string> JsonMember(std::string_view json, std::string_view key) {
  if (!IsJson(json)) return std::nullopt;
  std::optional<std::string> result;
  std::string_view trimmed = TrimAscii(json);
  if (trimmed.empty() || trimmed[0] != '{') return std::nullopt;
  ForEach(trimmed, [&](std::string_view name, std::string_view value) {
    if (Unquote(name) != key) return;
    result.reset();
    if (value != "null") result = Shown(value);
  });
  return result;
}

void AppendJsonText(std::string_view text, std::string* out) {
  *out += '"';
  for (char c : text) {
    switch (c) {
      case '"': *out += "\\\""; break;
      case '\\': *out += "\\\\"; break;
      case '\n': *out += "\\n"; break;
      case '\r': *out += "\\r"; break;
      case '\t': *out += "\\t"; break;
      case '\b': *out += "\\b"; break;
      case '\f': *out += "\\f"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) {
          *out += c;
        } else {
          *out += "\\u00";
          *out += static_cast<char>('0' + (c >> 4));
          *out += "0123456789abcdef"[c & 15];
        }
    }
  }
  *out += '"';
}

}  // namespace pandora
