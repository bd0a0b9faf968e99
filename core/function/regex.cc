// LIKE, RLIKE and the functions on regular expressions.
#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "core/function/java_pattern.h"
#include "core/function/kernel.h"

namespace pandora {
namespace {

// A LIKE pattern, cut at its % signs. Each piece is text with '_' for any character (escapes are undone beforehand).
class LikeState : public CallState {
 public:
  explicit LikeState(std::string_view pattern) : source(pattern) {
    pieces.emplace_back();
    for (size_t k = 0; k < pattern.size(); ++k) {
      char c = pattern[k];
      if (c == '\\') {
        char next = k + 1 < pattern.size() ? pattern[k + 1] : '\0';
        if (next != '%' && next != '_' && next != '\\') {
          problem = next == '\0'
                        ? "the pattern '" + source + "' is invalid, it is not allowed to end with the escape character"
                        : "the pattern '" + source + "' is invalid, the escape character is not allowed to precede '" +
                              std::string(1, next) + "'";
          return;
        }
        pieces.back().text += next;
        ++k;
      } else if (c == '%') {
        pieces.emplace_back();
      } else {
        pieces.back().has_wildcard = pieces.back().has_wildcard || c == '_';
        pieces.back().text += c == '_' ? '\xFF' : c;  // no byte of UTF-8
      }
    }
  }

  bool Match(std::string_view text) const {
    size_t pos = 0;
    if (!MatchAt(pieces[0], text, &pos)) return false;
    if (pieces.size() == 1) return pos == text.size();
    for (size_t k = 1; k + 1 < pieces.size(); ++k) {
      if (!FindPiece(pieces[k], text, &pos)) return false;
    }
    return MatchEnd(pieces.back(), text, pos);
  }

  std::string source;
  std::string problem;

 private:
  struct Piece {
    std::string text;
    bool has_wildcard = false;
  };

  static bool MatchAt(const Piece& piece, std::string_view text, size_t* pos) {
    if (!piece.has_wildcard) {
      if (text.substr(*pos, piece.text.size()) != piece.text) return false;
      *pos += piece.text.size();
      return true;
    }
    size_t at = *pos;
    for (char c : piece.text) {
      if (at >= text.size()) return false;
      if (c == '\xFF') at = std::min(text.size(), at + CharSize(text[at]));
      else if (text[at++] != c) return false;
    }
    *pos = at;
    return true;
  }

  static bool FindPiece(const Piece& piece, std::string_view text, size_t* pos) {
    if (!piece.has_wildcard) {
      size_t found = text.find(piece.text, *pos);
      if (found == std::string_view::npos) return false;
      *pos = found + piece.text.size();
      return true;
    }
    for (size_t begin = *pos; begin <= text.size(); begin += begin < text.size() ? CharSize(text[begin]) : 1) {
      size_t at = begin;
      if (!MatchAt(piece, text, &at)) continue;
      *pos = at;
      return true;
    }
    return false;
  }

  // The last piece must match the end of the text.
  static bool MatchEnd(const Piece& piece, std::string_view text, size_t from) {
    if (!piece.has_wildcard)
      return text.size() - from >= piece.text.size() && text.substr(text.size() - piece.text.size()) == piece.text;
    size_t length = 0;
    for (char c : piece.text) length += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    size_t begin = text.size();
    for (size_t k = 0; k < length; ++k) {
      if (begin <= from) return false;
      do --begin;
      while (begin > from && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80);
    }
    size_t at = begin;
    return MatchAt(piece, text, &at) && at == text.size();
  }

  std::vector<Piece> pieces;
};

void Like(CallContext& context, const Value* args, Value* result) {
  const LikeState* state = static_cast<const LikeState*>(context.state);
  if (!state) {
    auto* kept = static_cast<LikeState*>(context.scratch->get());
    if (!kept || kept->source != args[1].view()) *context.scratch = std::make_unique<LikeState>(args[1].view());
    state = static_cast<LikeState*>(context.scratch->get());
    if (!state->problem.empty()) {
      context.error = state->problem;
      return;
    }
  }
  *result = Value::Bool(state->Match(args[0].view()));
}

std::unique_ptr<CallState> PrepareLike(std::span<const SqlType>, std::span<const Value* const> constants,
                                       std::string* error) {
  if (!constants[1] || constants[1]->is_null()) return nullptr;
  auto state = std::make_unique<LikeState>(constants[1]->view());
  *error = state->problem;
  return state;
}

class RegexState : public CallState {
 public:
  explicit RegexState(std::string_view text) : source(text), pattern(CompileJavaPattern(text)) {}
  std::string source;
  Result<Pattern> pattern;
};

std::unique_ptr<CallState> PrepareRegex(std::span<const SqlType>, std::span<const Value* const> constants,
                                        std::string* error) {
  if (!constants[1] || constants[1]->is_null()) return nullptr;
  auto state = std::make_unique<RegexState>(constants[1]->view());
  if (!state->pattern.ok()) *error = state->pattern.status().detail();
  return state;
}

const Pattern* PatternOf(CallContext& context, std::string_view text) {
  const RegexState* state = static_cast<const RegexState*>(context.state);
  if (!state) {
    auto* kept = static_cast<RegexState*>(context.scratch->get());
    if (!kept || kept->source != text) *context.scratch = std::make_unique<RegexState>(text);
    state = static_cast<RegexState*>(context.scratch->get());
  }
  if (state->pattern.ok()) return &state->pattern.value();
  context.error = state->pattern.status().detail();
  return nullptr;
}

void RLike(CallContext& context, const Value* args, Value* result) {
  const Pattern* pattern = PatternOf(context, args[1].view());
  if (pattern) *result = Value::Bool(pattern->PartialMatch(args[0].view()));
}

void RegexpExtract(CallContext& context, const Value* args, Value* result) {
  const Pattern* pattern = PatternOf(context, args[1].view());
  if (!pattern) return;
  int64_t group = context.arg_types.size() > 2 ? args[2].i : 1;
  bool found = false;
  const std::string_view text = pattern->FindGroup(args[0].view(), group, &found);
  *result = Value::Text("");
  if (!found) return;
  if (group < 0 || group > pattern->group_count()) {
    context.error = "regexp_extract: no group " + std::to_string(group) + " in the pattern, which has " +
                    std::to_string(pattern->group_count());
    return;
  }
  if (!text.empty()) *result = Value::Text(text);
}

// Appends Java's replacement text: $n for groups (as many digits as name a group), \c for c.
bool AppendReplacement(CallContext& context, std::string_view text, const Pattern::Groups& groups, std::string* out) {
  for (size_t k = 0; k < text.size(); ++k) {
    if (text[k] == '\\') {
      if (k + 1 == text.size()) {
        context.error = "regexp_replace: character to be escaped is missing in " + Quote(text);
        return false;
      }
      *out += text[++k];
      continue;
    }
    if (text[k] != '$') {
      *out += text[k];
      continue;
    }
    if (k + 1 >= text.size() || text[k + 1] < '0' || text[k + 1] > '9') {
      context.error = "regexp_replace: Illegal group reference in " + Quote(text);
      return false;
    }
    size_t group = static_cast<size_t>(text[++k] - '0');
    while (k + 1 < text.size() && text[k + 1] >= '0' && text[k + 1] <= '9' &&
           group * 10 + static_cast<size_t>(text[k + 1] - '0') < groups.size()) {
      group = group * 10 + static_cast<size_t>(text[++k] - '0');
    }
    if (group >= groups.size()) {
      context.error = "regexp_replace: No group " + std::to_string(group);
      return false;
    }
    if (groups[group]) *out += *groups[group];
  }
  return true;
}

void RegexpReplace(CallContext& context, const Value* args, Value* result) {
  const Pattern* pattern = PatternOf(context, args[1].view());
  if (!pattern) return;
  std::string_view text = args[0].view();
  std::string out;
  size_t pos = 0;
  while (pos <= text.size()) {
    std::optional<Pattern::Groups> match = pattern->Find(text, pos);
    if (!match) break;
    std::string_view found = *(*match)[0];
    size_t begin = static_cast<size_t>(found.data() - text.data());
    out += text.substr(pos, begin - pos);
    if (!AppendReplacement(context, args[2].view(), *match, &out)) return;
    pos = begin + found.size();
    if (!found.empty()) continue;
    if (pos >= text.size()) {
      pos = text.size() + 1;
      break;
    }
    size_t step = CharSize(text[pos]);
    out += text.substr(pos, step);
    pos += step;
  }
  if (pos <= text.size()) out += text.substr(pos);
  *result = CopiedText(context, out);
}

// Java 8's split with limit -1: a match of nothing at the start yields no empty piece, empty pieces at the end stay.
void Split(CallContext& context, const Value* args, Value* result) {
  const Pattern* pattern = PatternOf(context, args[1].view());
  if (!pattern) return;
  std::string_view text = args[0].view();
  std::vector<Value> pieces;
  size_t piece = 0;
  size_t pos = 0;
  while (pos <= text.size()) {
    std::optional<Pattern::Groups> match = pattern->Find(text, pos);
    if (!match) break;
    std::string_view found = *(*match)[0];
    size_t begin = static_cast<size_t>(found.data() - text.data());
    size_t end = begin + found.size();
    bool empty_start = found.empty() && begin == 0;
    if (!empty_start) {
      pieces.push_back(Value::Text(text.substr(piece, begin - piece)));
      piece = end;
    }
    pos = found.empty() ? end + (end < text.size() ? CharSize(text[end]) : 1) : end;
    if (text.empty()) break;
  }
  if (text.empty()) pieces.clear();
  pieces.push_back(Value::Text(text.substr(std::min(piece, text.size()))));
  Value* items = NewItems(context.arena, pieces.size());
  std::copy(pieces.begin(), pieces.end(), items);
  *result = Value::List(items, pieces.size());
}

const Function kTable[] = {
    {"like", "(string, string) -> boolean", Like, nullptr, 0, nullptr, PrepareLike,
     "Whether the text fits a pattern of % (any text) and _ (any character).", "LIKE 匹配:% 任意文本,_ 任意字符。",
     "'abc' like 'a%' => true\n'a_c' like 'a\\_c' => true"},
    {"rlike|regexp", "(string, string) -> boolean", RLike, nullptr, 0, nullptr, PrepareRegex,
     "Whether the text holds a match of a regular expression.", "是否含有正则匹配。",
     "'2017-06' rlike '[0-9]+' => true"},
    {"regexp_extract", "(string, string[, int]) -> string", RegexpExtract, nullptr, 0, nullptr, PrepareRegex,
     "A group of the first match, '' without one.", "首个匹配的某个分组,无匹配得空串。",
     "regexp_extract('100-200', '([0-9]+)-([0-9]+)', 2) => 200"},
    {"regexp_replace", "(string, string, string) -> string", RegexpReplace, nullptr, 0, nullptr, PrepareRegex,
     "Every match replaced; $1 stands for a group.", "替换所有匹配;$1 表示分组。",
     "regexp_replace('a1b22', '[0-9]+', '#') => a#b#"},
    {"split", "(string, string) -> array<string>", Split, nullptr, 0, nullptr, PrepareRegex,
     "The pieces between the matches of a regular expression.", "按正则切分。",
     "split('a,b,,', ',') => [\"a\",\"b\",\"\",\"\"]\nsplit('abc', '') => [\"a\",\"b\",\"c\",\"\"]"},
};

}  // namespace

std::span<const Function> RegexFunctions() { return kTable; }

}  // namespace pandora
