#include "core/sql/highlight.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/value/sql_type.h"

namespace pandora {
namespace {

std::string_view TextOf(std::string_view sql, const ClassifiedToken& token) {
  return sql.substr(static_cast<size_t>(token.span.begin), static_cast<size_t>(token.span.end - token.span.begin));
}

bool IsWordToken(const ClassifiedToken& token, std::string_view text) {
  switch (token.token_class) {
    case TokenClass::kKeyword:
    case TokenClass::kFunction: return true;
    case TokenClass::kName: return text[0] != '`';
    default: return false;
  }
}

bool NamesType(std::string_view word) {
  static constexpr std::string_view kNested[] = {"array", "map", "struct", "char", "varchar"};
  return FindSimpleType(word) || std::any_of(std::begin(kNested), std::end(kNested),
                                             [&](std::string_view name) { return EqualsIgnoreCase(name, word); });
}

// Follows parentheses to know what stands behind AS in CAST(... AS type).
class TypeFinder {
 public:
  TypeFinder(std::string_view sql, std::vector<ClassifiedToken>* tokens) : sql_(sql), tokens_(tokens) {}

  void Run() {
    for (size_t k = 0; k < tokens_->size(); ++k) {
      if ((*tokens_)[k].token_class == TokenClass::kComment) continue;
      Visit(k);
      before_ = TextOf(sql_, (*tokens_)[k]);
    }
  }

 private:
  struct Parenthesis {
    bool cast = false;     // opened by CAST
    bool in_type = false;  // its AS has been seen
  };

  void Visit(size_t k) {
    ClassifiedToken& token = (*tokens_)[k];
    const std::string_view text = TextOf(sql_, token);
    if (text == "(") {
      open_.push_back({EqualsIgnoreCase(before_, "cast"), false});
    } else if (text == ")") {
      if (!open_.empty()) open_.pop_back();
    } else if (IsWordToken(token, text)) {
      const bool in_type = !open_.empty() && open_.back().in_type;
      if (in_type && NamesType(text) && Following(k) != ":") token.token_class = TokenClass::kType;
      if (IsTypedLiteral(k, text)) token.token_class = TokenClass::kType;
      if (!open_.empty() && open_.back().cast && EqualsIgnoreCase(text, "as")) open_.back().in_type = true;
    }
  }

  std::string_view Following(size_t k) const {
    return k + 1 < tokens_->size() ? TextOf(sql_, (*tokens_)[k + 1]) : std::string_view();
  }

  // DATE '2017-01-12'
  bool IsTypedLiteral(size_t k, std::string_view word) const {
    if (k + 1 >= tokens_->size() || (*tokens_)[k + 1].token_class != TokenClass::kString) return false;
    return EqualsIgnoreCase(word, "date") || EqualsIgnoreCase(word, "timestamp");
  }

  std::string_view sql_;
  std::vector<ClassifiedToken>* tokens_;
  std::vector<Parenthesis> open_;
  std::string_view before_;
};

// How many of the first tokens are EXPLAIN and its mode.
size_t CountExplain(std::string_view sql, const std::vector<ClassifiedToken>& tokens) {
  if (tokens.empty() || !EqualsIgnoreCase(TextOf(sql, tokens[0]), "explain")) return 0;
  if (tokens.size() < 2) return 1;
  for (const std::string_view mode : {"extended", "formatted", "codegen", "logical"}) {
    if (EqualsIgnoreCase(TextOf(sql, tokens[1]), mode)) return 2;
  }
  return 1;
}

}  // namespace

std::vector<ClassifiedToken> Highlight(std::string_view sql) {
  std::vector<ClassifiedToken> tokens = ClassifyTokens(sql);
  const size_t explain = CountExplain(sql, tokens);
  for (size_t k = 0; k < explain; ++k) tokens[k].token_class = TokenClass::kKeyword;
  TypeFinder(sql, &tokens).Run();
  return tokens;
}

std::string WithoutExplain(std::string_view sql) {
  const std::vector<ClassifiedToken> tokens = ClassifyTokens(sql);
  const size_t explain = CountExplain(sql, tokens);
  if (explain == 0) return "";
  std::string text(sql);
  for (size_t k = 0; k < explain; ++k) {
    std::fill(text.begin() + tokens[k].span.begin, text.begin() + tokens[k].span.end, ' ');
  }
  return text;
}

}  // namespace pandora
