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

// As Jackson writes it back: no blanks, fractions as Java prints doubles, only the escapes that JSON demands.
void AppendCanonical(std::string_view json, std::string* out) {
  for (size_t k = 0; k < json.size();) {
    char c = json[k];
    size_t begin = k;
    if (IsBlank(c)) {
      ++k;
    } else if (c == '"') {
      for (++k; k < json.size() && json[k] != '"'; ++k) k += json[k] == '\\' ? 1 : 0;
      ++k;
      AppendJsonText(Unquote(json.substr(begin, k - begin)), out);
    } else if (std::string_view("{}[]:,").find(c) != std::string_view::npos) {
      *out += c;
      ++k;
    } else {
      while (k < json.size() && std::string_view(",]} \t\r\n").find(json[k]) == std::string_view::npos) ++k;
      std::string_view word = json.substr(begin, k - begin);
      bool number = word[0] == '-' || (word[0] >= '0' && word[0] <= '9');
      bool fraction = number && word.find_first_of(".eE") != std::string_view::npos;
      if (fraction) *out += JavaDouble(ParseDouble(word).value_or(0));
      else *out += word;
    }
  }
}

std::string Shown(std::string_view value) {
  if (value[0] == '"') return Unquote(value);
  std::string out;
  AppendCanonical(value, &out);
  return out;
}

}  // namespace

std::optional<std::string_view> LeadingJson(std::string_view text) {
  Scanner scanner(text);
  scanner.SkipBlanks();
  size_t begin = scanner.pos();
  if (!scanner.SkipValue()) return std::nullopt;
  return text.substr(begin, scanner.pos() - begin);
}

bool VisitJson(std::string_view json, const std::function<void(std::string_view, std::string_view)>& visit) {
  return ForEach(json, visit);
}

std::string UnquoteJson(std::string_view quoted) { return Unquote(quoted); }

std::string ShownJson(std::string_view value) { return Shown(value); }

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
      if (step.key[0] == '*') {
        if (step.key.size() > 1) return std::nullopt;
        step.kind = Step::Kind::kNone;
      }
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
        if (step.key.empty() || step.key.find_first_of("'?") != std::string::npos) return std::nullopt;
        if (step.key == "*") step.kind = Step::Kind::kNone;
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

bool JsonPath::Flatten(std::string_view json, Writer* out) const {
  bool any = false;
  ForEach(json, [&](std::string_view, std::string_view value) {
    any = Write(value, steps_.size(), Style::kFlatten, out) || any;
  });
  return any;
}

// [*]: one match stands alone, several become an array; below another wildcard always an array.
bool JsonPath::WriteAll(std::string_view json, size_t step, Style style, Writer* out) const {
  bool twice = step + 1 < steps_.size() && steps_[step + 1].kind == Step::Kind::kAny;
  Writer inner;
  int matches = 0;
  Style next = twice || style == Style::kFlatten ? Style::kFlatten : Style::kQuoted;
  ForEach(json, [&](std::string_view, std::string_view value) {
    matches += Write(value, step + (twice ? 2 : 1), next, &inner) ? 1 : 0;
  });
  if (twice || style == Style::kQuoted || matches > 1) out->Add("[" + inner.text + "]");
  else if (matches == 1) out->Add(inner.text);
  return matches > 0;
}

bool JsonPath::WriteElement(std::string_view json, size_t step, Style style, Writer* out) const {
  bool wild = step + 1 < steps_.size() && steps_[step + 1].kind == Step::Kind::kAny;
  bool done = false;
  size_t position = 0;
  ForEach(json, [&](std::string_view, std::string_view value) {
    if (position++ == steps_[step].index) done = Write(value, step + 1, wild ? Style::kQuoted : style, out);
  });
  return done;
}

bool JsonPath::Write(std::string_view json, size_t step, Style style, Writer* out) const {
  char first = json.empty() ? '\0' : json[0];
  if (step == steps_.size()) {
    if (first == '[' && style == Style::kFlatten) return Flatten(json, out);
    std::string text;
    if (first == '"' && style == Style::kRaw) text = Unquote(json);
    else AppendCanonical(json, &text);
    out->Add(text);
    return true;
  }
  switch (steps_[step].kind) {
    case Step::Kind::kAny: return first == '[' && WriteAll(json, step, style, out);
    case Step::Kind::kIndex: return first == '[' && WriteElement(json, step, style, out);
    case Step::Kind::kNone: return false;
    case Step::Kind::kKey: break;
  }
  if (first != '{') return false;
  bool done = false;
  ForEach(json, [&](std::string_view key, std::string_view value) {
    if (!done && value != "null" && Unquote(key) == steps_[step].key) done = Write(value, step + 1, style, out);
  });
  return done;
}

std::optional<std::string> JsonPath::Find(std::string_view json) const {
  std::optional<std::string_view> value = LeadingJson(json);
  if (!value || steps_.size() > kMaxDepth) return std::nullopt;
  Writer out;
  if (!Write(*value, 0, Style::kRaw, &out)) return std::nullopt;
  return out.text;
}

std::optional<std::string> JsonMember(std::string_view json, std::string_view key) {
  std::optional<std::string> result;
  std::optional<std::string_view> object = LeadingJson(json);
  if (!object || object->empty() || (*object)[0] != '{') return std::nullopt;
  ForEach(*object, [&](std::string_view name, std::string_view value) {
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
          *out += "0123456789ABCDEF"[c & 15];
        }
    }
  }
  *out += '"';
}

}  // namespace pandora
