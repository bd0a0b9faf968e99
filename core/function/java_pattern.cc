#include "core/function/java_pattern.h"

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr std::string_view kDot = "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]";
constexpr std::string_view kEndOfText = "(?:(?:\\r\\n|[\\n\\r\\x{85}\\x{2028}\\x{2029}])?\\z)";

class Translator {
 public:
  explicit Translator(std::string_view java) : java_(java) {}

  Result<std::string> Run() {
    while (pos_ < java_.size() && problem_.empty()) Step();
    if (!problem_.empty())
      return Status(ErrorCode::kBadRequest, "regular expression " + Quote(java_) + ": " + problem_);
    return out_;
  }

 private:
  char At(size_t offset) const { return pos_ + offset < java_.size() ? java_[pos_ + offset] : '\0'; }
  void Unsupported(std::string_view what) {
    problem_ = std::string(what) + " is not supported (at character " + std::to_string(pos_ + 1) + ")";
  }
  void Copy(size_t count) {
    out_ += java_.substr(pos_, count);
    pos_ += count;
  }

  void Step() {
    char c = java_[pos_];
    switch (c) {
      case '\\': Escape(false); return;
      case '[': Class(); return;
      case '(': Group(); return;
      case '.':
        out_ += dot_all_ ? "(?s:.)" : kDot;
        ++pos_;
        return;
      case '$':
        out_ += multi_line_ ? "$" : kEndOfText;
        ++pos_;
        return;
      case '*':
      case '+':
      case '?':
      case '}':
        if (At(1) == '+') return Unsupported("the possessive quantifier");
        Copy(1);
        return;
      default: Copy(1);
    }
  }

  void Escape(bool in_class) {
    char next = At(1);
    if (next == '\0') {
      problem_ = "it ends with a backslash";
      return;
    }
    if (next == 'Q') return Quoted();
    if (!in_class && next >= '1' && next <= '9') return Unsupported("the back-reference");
    switch (next) {
      case 'k': return Unsupported("the named back-reference \\k");
      case 'G': return Unsupported("\\G");
      case 'R': return Replace("(?:\\r\\n|[\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}])", in_class);
      case 'X': return Unsupported("\\X");
      case 'h':
        return Replace("[ \\t\\x{A0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}]", in_class);
      case 'Z': return Replace(kEndOfText, in_class);
      case 's': return Replace(in_class ? "\\s\\x0B" : "[\\s\\x0B]", false);
      case 'S': return in_class ? Copy(2) : Replace("[^\\s\\x0B]", false);
      case 'e': return Replace("\\x1B", false);
      case 'u': return Unicode();
      case 'p':
      case 'P': return Property();
      default: Copy(2 + CharTail());
    }
  }

  // The bytes that belong to the character after the backslash, beyond its first.
  size_t CharTail() const {
    size_t tail = 0;
    while ((static_cast<unsigned char>(At(2 + tail)) & 0xC0) == 0x80) ++tail;
    return tail;
  }

  void Replace(std::string_view text, bool in_class) {
    if (in_class) return Unsupported("this escape inside a class");
    out_ += text;
    pos_ += 2;
  }

  void Quoted() {
    size_t end = java_.find("\\E", pos_ + 2);
    std::string_view body =
        java_.substr(pos_ + 2, end == std::string_view::npos ? std::string_view::npos : end - pos_ - 2);
    for (char c : body) {
      bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   static_cast<unsigned char>(c) >= 0x80;
      if (!plain) out_ += '\\';
      out_ += c;
    }
    pos_ = end == std::string_view::npos ? java_.size() : end + 2;
  }

  void Unicode() {
    std::string_view digits = java_.substr(std::min(pos_ + 2, java_.size()), 4);
    bool valid = digits.size() == 4 && digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (!valid) {
      problem_ = "\\u needs four hexadecimal digits";
      return;
    }
    out_ += "\\x{" + std::string(digits) + "}";
    pos_ += 6;
  }

  void Property() {
    char kind = At(1);
    size_t close = java_.find('}', pos_);
    if (At(2) != '{' || close == std::string_view::npos) return Copy(At(2) == '\0' ? 2 : 3);
    std::string name(java_.substr(pos_ + 3, close - pos_ - 3));
    constexpr std::pair<std::string_view, std::string_view> kPosix[] = {
        {"Lower", "[:lower:]"}, {"Upper", "[:upper:]"}, {"ASCII", "[:ascii:]"}, {"Alpha", "[:alpha:]"},
        {"Digit", "[:digit:]"}, {"Alnum", "[:alnum:]"}, {"Punct", "[:punct:]"}, {"Graph", "[:graph:]"},
        {"Print", "[:print:]"}, {"Blank", "[:blank:]"}, {"Cntrl", "[:cntrl:]"}, {"XDigit", "[:xdigit:]"},
        {"Space", "[:space:]"}};
    for (const auto& [java_name, posix] : kPosix) {
      if (name != java_name) continue;
      std::string text(posix);
      if (kind == 'P') text.insert(1, "^");
      out_ += class_depth_ > 0 ? text : "[" + text + "]";
      pos_ = close + 1;
      return;
    }
    if (name.starts_with("Is")) name.erase(0, 2);
    out_ += std::string("\\") + kind + "{" + name + "}";
    pos_ = close + 1;
  }

  void Class() {
    Copy(1);
    ++class_depth_;
    if (At(0) == '^') Copy(1);
    if (At(0) == ']') {
      out_ += "\\]";
      ++pos_;
    }
    while (pos_ < java_.size() && java_[pos_] != ']' && problem_.empty()) {
      if (At(0) == '&' && At(1) == '&') return Unsupported("the class intersection &&");
      if (At(0) == '[') return Unsupported("a class inside a class");
      if (At(0) == '\\') Escape(true);
      else Copy(1);
    }
    --class_depth_;
    if (!problem_.empty()) return;
    if (pos_ >= java_.size()) {
      problem_ = "a class is never closed";
      return;
    }
    Copy(1);
  }

  void Group() {
    if (At(1) != '?') return Copy(1);
    char kind = At(2);
    if (kind == '=' || kind == '!') return Unsupported("look-ahead");
    if (kind == '>') return Unsupported("the atomic group");
    if (kind == '<') {
      if (At(3) == '=' || At(3) == '!') return Unsupported("look-behind");
      out_ += "(?P<";
      pos_ += 3;
      return;
    }
    // Flags: (?i) or (?i:...)
    size_t end = pos_ + 2;
    while (end < java_.size() && std::string_view("imsUudx-").find(java_[end]) != std::string_view::npos) ++end;
    std::string flags;
    bool off = false;
    for (char flag : java_.substr(pos_ + 2, end - pos_ - 2)) {
      if (flag == '-') off = true;
      if (flag == 'x') return Unsupported("the flag x");
      if (flag == 'd') return Unsupported("the flag d");
      if (flag == 's') dot_all_ = !off;
      if (flag == 'm') multi_line_ = !off;
      if (flag == 'i' || flag == 'm' || flag == '-') flags += flag;
    }
    if (flags == "-") flags.clear();
    char after = end < java_.size() ? java_[end] : '\0';
    if (after == ')') {
      if (!flags.empty()) out_ += "(?" + flags + ")";
      pos_ = end + 1;
    } else if (after == ':') {
      out_ += "(?" + flags + ":";
      pos_ = end + 1;
    } else {
      problem_ = "an unknown group (?" + std::string(1, kind);
    }
  }

  std::string_view java_;
  size_t pos_ = 0;
  std::string out_;
  std::string problem_;
  bool dot_all_ = false;
  bool multi_line_ = false;
  int class_depth_ = 0;
};

}  // namespace

Result<std::string> TranslateJavaPattern(std::string_view java) { return Translator(java).Run(); }

Result<Pattern> CompileJavaPattern(std::string_view java) {
  PANDORA_ASSIGN_OR_RETURN(std::string translated, TranslateJavaPattern(java));
  return Pattern::Compile(translated);
}

}  // namespace pandora
