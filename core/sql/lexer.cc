#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/function/function.h"
#include "core/sql/token.h"

namespace pandora {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordChar(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// The longest symbols first.
constexpr std::string_view kSymbols[] = {"<=>", "==", "<>", "!=", "<=", "!>", ">=", "!<", "||", "(",
                                         ")",   ",",  ".",  ";",  "[",  "]",  "=",  "<",  ">",  "+",
                                         "-",   "*",  "/",  "%",  "&",  "|",  "^",  "~",  "!",  ":"};

void AppendUtf8(uint32_t code, std::string* out) {
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += static_cast<char>(0xC0 | (code >> 6));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *out += static_cast<char>(0xE0 | (code >> 12));
    *out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What follows a backslash at body[i]; advances i past it.
void Unescape(std::string_view body, size_t* i, std::string* out) {
  char c = body[*i];
  if (c == 'u' && *i + 4 < body.size()) {
    uint32_t code = 0;
    bool valid = true;
    for (size_t k = 1; k <= 4; ++k) {
      int digit = HexDigit(body[*i + k]);
      valid = valid && digit >= 0;
      code = code * 16 + static_cast<uint32_t>(std::max(digit, 0));
    }
    if (valid) {
      // A lone surrogate has no UTF-8; Java would print it as '?'.
      AppendUtf8(code >= 0xD800 && code <= 0xDFFF ? '?' : code, out);
      *i += 5;
      return;
    }
  }
  if (*i + 2 < body.size() && c >= '0' && c <= '1' && body[*i + 1] >= '0' && body[*i + 1] <= '7' &&
      body[*i + 2] >= '0' && body[*i + 2] <= '7') {
    AppendUtf8(static_cast<uint32_t>((c - '0') * 64 + (body[*i + 1] - '0') * 8 + (body[*i + 2] - '0')), out);
    *i += 3;
    return;
  }
  ++*i;
  switch (c) {
    case '0': *out += '\0'; return;
    case 'b': *out += '\b'; return;
    case 'n': *out += '\n'; return;
    case 'r': *out += '\r'; return;
    case 't': *out += '\t'; return;
    case 'Z': *out += '\x1A'; return;
    case '%': *out += "\\%"; return;
    case '_': *out += "\\_"; return;
    default: *out += c; return;
  }
}

std::string UnescapeString(std::string_view body) {
  std::string out;
  for (size_t i = 0; i < body.size();) {
    if (body[i] == '\\' && i + 1 < body.size()) Unescape(body, &++i, &out);
    else out += body[i++];
  }
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::string_view sql) : sql_(sql) {}

  // The next token, comments as a token without text and kind kEnd but a span. False when nothing can be made of it.
  bool Next(Token* token, bool* comment) {
    *comment = false;
    while (pos_ < sql_.size() && (sql_[pos_] == ' ' || (sql_[pos_] >= '\t' && sql_[pos_] <= '\r'))) ++pos_;
    begin_ = pos_;
    *token = Token();
    bool fine = Read(token, comment);
    token->span = {static_cast<int>(begin_), static_cast<int>(pos_)};
    return fine;
  }

  const std::string& problem() const { return problem_; }

 private:
  char At(size_t pos) const { return pos < sql_.size() ? sql_[pos] : '\0'; }

  bool Read(Token* token, bool* comment) {
    if (pos_ == sql_.size()) return true;
    char c = sql_[pos_];
    if ((c == '-' && At(pos_ + 1) == '-') || (c == '/' && At(pos_ + 1) == '*')) {
      *comment = true;
      return ReadComment();
    }
    if (c == '\'' || c == '"') return ReadString(token, c);
    if (c == '`') return ReadQuotedWord(token);
    if (IsDigit(c) || (c == '.' && IsDigit(At(pos_ + 1)) && !AfterName())) return ReadNumber(token);
    if (IsWordChar(c)) return ReadWord(token);
    for (std::string_view symbol : kSymbols) {
      if (sql_.substr(pos_, symbol.size()) == symbol) {
        token->kind = Token::Kind::kSymbol;
        token->text = symbol;
        pos_ += symbol.size();
        return true;
      }
    }
    return Unknown();
  }

  // ".1" right after a name is a member access, not a number.
  bool AfterName() const {
    char before = pos_ > 0 ? sql_[pos_ - 1] : ' ';
    return IsWordChar(before) || before == '`' || before == ')' || before == ']';
  }

  bool Unknown() {
    size_t end = pos_ + 1;
    while (end < sql_.size() && (static_cast<unsigned char>(sql_[end]) & 0xC0) == 0x80) ++end;
    std::string shown(sql_.substr(pos_, end - pos_));
    problem_ = "extraneous input '" + shown + "'";
    if (static_cast<unsigned char>(sql_[pos_]) >= 0x80)
      problem_ += ": names that are not ASCII must be put in backquotes";
    pos_ = end;
    return false;
  }

  bool ReadComment() {
    if (sql_[pos_] == '-') {
      while (pos_ < sql_.size() && sql_[pos_] != '\n') ++pos_;
      return true;
    }
    size_t end = sql_.find("*/", pos_ + 2);
    if (end == std::string_view::npos) {
      problem_ = "unterminated comment: missing '*/'";
      pos_ = sql_.size();
      return false;
    }
    pos_ = end + 2;
    return true;
  }

  bool ReadString(Token* token, char quote) {
    size_t i = pos_ + 1;
    while (i < sql_.size() && sql_[i] != quote) i += sql_[i] == '\\' ? 2 : 1;
    if (i >= sql_.size()) {
      problem_ = std::string("unterminated string: missing ") + quote;
      pos_ = sql_.size();
      return false;
    }
    token->kind = Token::Kind::kString;
    token->text = UnescapeString(sql_.substr(pos_ + 1, i - pos_ - 1));
    pos_ = i + 1;
    return true;
  }

  bool ReadQuotedWord(Token* token) {
    token->kind = Token::Kind::kQuotedWord;
    for (size_t i = pos_ + 1; i < sql_.size(); ++i) {
      if (sql_[i] != '`') {
        token->text += sql_[i];
      } else if (At(i + 1) == '`') {
        token->text += '`';
        ++i;
      } else {
        pos_ = i + 1;
        return true;
      }
    }
    problem_ = "unterminated name: missing `";
    pos_ = sql_.size();
    return false;
  }

  // Digits, point, exponent and a suffix; a longer run of letters makes it a name ("1a").
  bool ReadNumber(Token* token) {
    size_t i = pos_;
    while (IsDigit(At(i))) ++i;
    bool point = At(i) == '.';
    if (point) {
      ++i;
      while (IsDigit(At(i))) ++i;
    }
    if (At(i) == 'e' || At(i) == 'E') {
      size_t k = i + 1 + (At(i + 1) == '+' || At(i + 1) == '-' ? 1 : 0);
      if (IsDigit(At(k))) {
        while (IsDigit(At(k))) ++k;
        i = k;
      }
    }
    size_t suffix = i;
    if ((At(i) == 'B' || At(i) == 'b') && (At(i + 1) == 'D' || At(i + 1) == 'd')) suffix = i + 2;
    else if (std::string_view("LlSsYyDd").find(At(i)) != std::string_view::npos && At(i) != '\0') suffix = i + 1;
    if (IsWordChar(At(suffix))) {
      if (!point) return ReadWord(token);
      suffix = i;
    }
    token->kind = Token::Kind::kNumber;
    token->text = sql_.substr(pos_, suffix - pos_);
    pos_ = suffix;
    return true;
  }

  bool ReadWord(Token* token) {
    size_t i = pos_;
    while (IsWordChar(At(i))) ++i;
    token->kind = Token::Kind::kWord;
    token->text = sql_.substr(pos_, i - pos_);
    pos_ = i;
    return true;
  }

  std::string_view sql_;
  size_t pos_ = 0;
  size_t begin_ = 0;
  std::string problem_;
};

constexpr std::string_view kKeywords[] = {
    "all",     "and",    "anti",   "as",        "asc",       "between",  "by",         "case",    "cast",
    "cluster", "cross",  "cube",   "current",   "desc",      "distinct", "distribute", "div",     "else",
    "end",     "except", "exists", "false",     "following", "from",     "full",       "group",   "grouping",
    "having",  "in",     "inner",  "intersect", "interval",  "is",       "join",       "lateral", "left",
    "like",    "limit",  "minus",  "natural",   "not",       "null",     "nulls",      "on",      "or",
    "order",   "outer",  "over",   "partition", "preceding", "range",    "regexp",     "right",   "rlike",
    "rollup",  "rows",   "select", "semi",      "sets",      "sort",     "then",       "true",    "unbounded",
    "union",   "using",  "values", "view",      "when",      "where",    "window",     "with"};

TokenClass ClassOf(const Token& token, char next) {
  switch (token.kind) {
    case Token::Kind::kString: return TokenClass::kString;
    case Token::Kind::kNumber: return TokenClass::kNumber;
    case Token::Kind::kQuotedWord: return TokenClass::kName;
    case Token::Kind::kSymbol:
    case Token::Kind::kEnd: return TokenClass::kOperator;
    case Token::Kind::kWord: break;
  }
  if (std::binary_search(std::begin(kKeywords), std::end(kKeywords), ToLowerAscii(token.text)))
    return TokenClass::kKeyword;
  return next == '(' && FindFunction(token.text) ? TokenClass::kFunction : TokenClass::kName;
}

}  // namespace

std::variant<std::vector<Token>, SqlError> Tokenize(std::string_view sql) {
  Lexer lexer(sql);
  std::vector<Token> tokens;
  while (true) {
    Token token;
    bool comment = false;
    if (!lexer.Next(&token, &comment)) return MakeSqlError(SqlError::Kind::kParse, lexer.problem(), token.span, sql);
    if (comment) continue;
    tokens.push_back(std::move(token));
    if (tokens.back().kind == Token::Kind::kEnd) return tokens;
  }
}

std::vector<ClassifiedToken> ClassifyTokens(std::string_view sql) {
  Lexer lexer(sql);
  std::vector<ClassifiedToken> result;
  while (true) {
    Token token;
    bool comment = false;
    bool fine = lexer.Next(&token, &comment);
    if (token.span.begin == token.span.end) return result;
    size_t next = static_cast<size_t>(token.span.end);
    while (next < sql.size() && sql[next] == ' ') ++next;
    TokenClass shown = TokenClass::kError;
    if (fine && comment) shown = TokenClass::kComment;
    else if (fine) shown = ClassOf(token, next < sql.size() ? sql[next] : '\0');
    result.push_back({shown, token.span});
  }
}

}  // namespace pandora
