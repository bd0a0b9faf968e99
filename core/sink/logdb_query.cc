#include "core/sink/logdb_query.h"

#include "core/base/text.h"

namespace pandora {
namespace {

using Op = LogQuery::Op;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Ends a word. ':' and the signs end none: only a word's beginning tells whether they mean something.
bool EndsWord(char c) { return IsBlank(c) || std::string_view("()[]{}\"^~").find(c) != std::string_view::npos; }

LogQuery Make(Op op, size_t position) {
  LogQuery node;
  node.op = op;
  node.position = position;
  return node;
}

class QueryParser {
 public:
  explicit QueryParser(std::string_view text) : text_(text) {}

  Result<LogQuery> Parse() {
    SkipBlanks();
    if (AtEnd()) return Make(Op::kAll, 0);
    LogQuery query;
    PANDORA_RETURN_IF_ERROR(ReadAlternatives("", &query));
    if (!AtEnd()) return BadLogQuery(at_, "')' closes nothing");
    return query;
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  char Here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void SkipBlanks() {
    while (!AtEnd() && IsBlank(text_[at_])) ++at_;
  }

  // Steps over `word`, which must be followed by a blank, a bracket or the end; or over `sign`.
  bool TakeOperator(std::string_view word, std::string_view sign) {
    SkipBlanks();
    const std::string_view rest = text_.substr(at_);
    size_t size = 0;
    if (rest.substr(0, word.size()) == word && (rest.size() == word.size() || EndsWord(rest[word.size()]))) {
      size = word.size();
    } else if (!sign.empty() && rest.substr(0, sign.size()) == sign) {
      size = sign.size();
    }
    at_ += size;
    return size > 0;
  }

  // Where a list of clauses ends.
  bool AtListEnd() {
    SkipBlanks();
    return AtEnd() || Here() == ')';
  }

  static Status Wrap(Op op, std::vector<LogQuery> parts, size_t position, LogQuery* out) {
    if (parts.size() == 1) {
      *out = std::move(parts[0]);
    } else {
      *out = Make(op, position);
      out->children = std::move(parts);
    }
    return {};
  }

  // sequence (OR sequence)*
  Status ReadAlternatives(const std::string& field, LogQuery* out) {
    const size_t start = at_;
    std::vector<LogQuery> parts;
    do {
      LogQuery part;
      PANDORA_RETURN_IF_ERROR(ReadSequence(field, &part));
      parts.push_back(std::move(part));
    } while (TakeOperator("OR", "||"));
    return Wrap(Op::kOr, std::move(parts), start, out);
  }

  // Clauses one after another: those marked + and - decide; without any +, one of the rest must match.
  Status ReadSequence(const std::string& field, LogQuery* out) {
    const size_t start = at_;
    std::vector<LogQuery> required, any;
    bool must_be = false;
    while (!AtListEnd() && !PeekOr()) {
      const char mark = Here();
      LogQuery clause;
      PANDORA_RETURN_IF_ERROR(ReadConjunction(field, &clause));
      if (clause.op == Op::kNot) {
        required.push_back(std::move(clause));
      } else if (mark == '+') {
        must_be = true;
        required.push_back(std::move(clause));
      } else {
        any.push_back(std::move(clause));
      }
    }
    if (required.empty() && any.empty()) return BadLogQuery(at_, "a word, a field or '(' is expected");
    if (!any.empty() && !must_be) {
      LogQuery one;
      PANDORA_RETURN_IF_ERROR(Wrap(Op::kOr, std::move(any), start, &one));
      required.insert(required.begin(), std::move(one));
    }
    return Wrap(Op::kAnd, std::move(required), start, out);
  }

  bool PeekOr() {
    const size_t before = at_;
    const bool found = TakeOperator("OR", "||");
    at_ = before;
    return found;
  }

  // clause (AND clause)*
  Status ReadConjunction(const std::string& field, LogQuery* out) {
    const size_t start = at_;
    std::vector<LogQuery> parts;
    do {
      LogQuery part;
      PANDORA_RETURN_IF_ERROR(ReadClause(field, &part));
      parts.push_back(std::move(part));
    } while (TakeOperator("AND", "&&"));
    return Wrap(Op::kAnd, std::move(parts), start, out);
  }

  Status ReadClause(const std::string& field, LogQuery* out) {
    SkipBlanks();
    const size_t start = at_;
    if (++nodes_ > kMaxLogQueryNodes) return BadLogQuery(at_, "more than 1024 clauses");
    if (TakeAhead("AND")) return BadLogQuery(at_, "AND stands where a word, a field or '(' is expected");
    bool negated = false;
    if (Here() == '+') {
      ++at_;
    } else if (Here() == '-' || Here() == '!') {
      ++at_;
      negated = true;
    } else {
      negated = TakeOperator("NOT", "");
    }
    if (++depth_ > kMaxLogQueryDepth) return BadLogQuery(at_, "nests deeper than 32 levels");
    SkipBlanks();
    LogQuery inner;
    if (start != at_ && (Here() == '!' || TakeAhead("NOT"))) {
      PANDORA_RETURN_IF_ERROR(ReadClause(field, &inner));
    } else {
      PANDORA_RETURN_IF_ERROR(ReadOperand(field, &inner));
    }
    --depth_;
    if (!negated) {
      *out = std::move(inner);
      return {};
    }
    *out = Make(Op::kNot, start);
    out->children.push_back(std::move(inner));
    return {};
  }

  bool TakeAhead(std::string_view word) {
    const size_t before = at_;
    const bool found = TakeOperator(word, "");
    at_ = before;
    return found;
  }

  // ( ... ), field:value, or a value.
  Status ReadOperand(const std::string& field, LogQuery* out) {
    SkipBlanks();
    if (Here() == '(') {
      const size_t open = at_++;
      PANDORA_RETURN_IF_ERROR(ReadAlternatives(field, out));
      if (Here() != ')') return BadLogQuery(open, "'(' is not closed");
      ++at_;
      return CheckNoSuffix();
    }
    const size_t start = at_;
    std::string name;
    if (!TakeFieldName(&name)) return ReadValue(field, out);
    if (name == "_exists_") {
      *out = Make(Op::kExists, start);
      bool wild = false;
      PANDORA_RETURN_IF_ERROR(ReadWord(&out->field, &wild));
      return {};
    }
    if (name == "*" && Here() == '*') {
      ++at_;
      *out = Make(Op::kAll, start);
      return {};
    }
    SkipBlanks();
    if (Here() == '(') return ReadOperand(name, out);
    return ReadValue(name, out);
  }

  // A name and the ':' behind it. Without one nothing is taken: then it is a word.
  bool TakeFieldName(std::string* name) {
    const auto begins = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
    const auto continues = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; };
    size_t i = at_;
    if (Here() == '*') ++i;
    while (i < text_.size() && (begins(text_[i]) || text_[i] == '_' || (i > at_ && continues(text_[i])))) ++i;
    if (i == at_ || i >= text_.size() || text_[i] != ':' || text_.substr(i, 3) == "://") return false;
    *name = text_.substr(at_, i - at_);
    at_ = i + 1;
    return true;
  }

  Status ReadValue(const std::string& field, LogQuery* out) {
    const size_t start = at_;
    *out = Make(Op::kWord, start);
    out->field = field;
    switch (Here()) {
      case '"': out->op = Op::kPhrase; return ReadPhrase(&out->text);
      case '[':
      case '{': return ReadRange(out);
      case '<':
      case '>': return ReadComparison(out);
      default: break;
    }
    bool wild = false;
    PANDORA_RETURN_IF_ERROR(ReadWord(&out->text, &wild));
    if (wild) out->op = Op::kWild;
    if (wild && out->text == "*") out->op = field.empty() ? Op::kAll : Op::kExists;
    return {};
  }

  // What Lucene would say behind an operand.
  Status CheckNoSuffix() {
    if (Here() == '~') return BadLogQuery(at_, "'~' (fuzzy and near words) is not simulated; use wildcards");
    if (Here() == '^') return BadLogQuery(at_, "'^' (boosts) is not simulated; hits have no score");
    if (Here() == ']' || Here() == '}') {
      return BadLogQuery(at_, "'" + std::string(1, Here()) + "' closes no range; write '\\" + std::string(1, Here()) +
                                  "' for the character itself");
    }
    return {};
  }

  // Up to a blank or bracket. Keeps '\' only before '*' and '?' of a pattern.
  Status ReadWord(std::string* word, bool* wild) {
    const size_t start = at_;
    std::string plain, pattern;
    while (!AtEnd() && !EndsWord(Here())) {
      char c = text_[at_++];
      if (c == '\\') {
        if (AtEnd()) return BadLogQuery(at_ - 1, "'\\' stands at the end; write '\\\\' for the character itself");
        c = text_[at_++];
        pattern += '\\';
      } else if (c == '*' || c == '?') {
        *wild = true;
      }
      plain += c;
      pattern += c;
    }
    if (at_ == start)
      return BadLogQuery(at_, AtEnd() ? "the query ends where a value is expected" : "a value is expected");
    if (*wild && pattern.size() > kMaxLogPattern) return BadLogQuery(start, "a pattern is longer than 256 bytes");
    *word = *wild ? std::move(pattern) : std::move(plain);
    return CheckNoSuffix();
  }

  Status ReadPhrase(std::string* phrase) {
    const size_t open = at_++;
    while (!AtEnd() && Here() != '"') {
      if (Here() == '\\' && at_ + 1 < text_.size()) ++at_;
      *phrase += text_[at_++];
    }
    if (AtEnd()) return BadLogQuery(open, "'\"' is not closed");
    ++at_;
    return CheckNoSuffix();
  }

  // A bound of a range: a phrase, or characters up to a blank or the closing bracket. "*" leaves the side open.
  Status ReadBound(std::string* bound, bool* given) {
    SkipBlanks();
    *given = true;
    if (Here() == '"') return ReadPhrase(bound);
    while (!AtEnd() && !IsBlank(Here()) && Here() != ']' && Here() != '}') {
      if (Here() == '\\' && at_ + 1 < text_.size()) ++at_;
      *bound += text_[at_++];
    }
    if (bound->empty()) return BadLogQuery(at_, "a bound is expected, such as 5 or *");
    *given = *bound != "*";
    return {};
  }

  Status ReadRange(LogQuery* out) {
    const size_t open = at_;
    out->op = Op::kRange;
    out->includes_low = text_[at_++] == '[';
    PANDORA_RETURN_IF_ERROR(ReadBound(&out->text, &out->has_low));
    if (!TakeOperator("TO", "")) return BadLogQuery(at_, "TO is expected between the bounds, as in [1 TO 5]");
    PANDORA_RETURN_IF_ERROR(ReadBound(&out->high, &out->has_high));
    SkipBlanks();
    if (Here() != ']' && Here() != '}') return BadLogQuery(open, "the range is not closed by ']' or '}'");
    out->includes_high = text_[at_++] == ']';
    return CheckNoSuffix();
  }

  Status ReadComparison(LogQuery* out) {
    out->op = Op::kRange;
    const bool greater = text_[at_++] == '>';
    const bool equal = Here() == '=';
    if (equal) ++at_;
    SkipBlanks();
    std::string bound;
    bool wild = false;
    if (Here() == '"') {
      PANDORA_RETURN_IF_ERROR(ReadPhrase(&bound));
    } else {
      PANDORA_RETURN_IF_ERROR(ReadWord(&bound, &wild));
    }
    (greater ? out->text : out->high) = std::move(bound);
    (greater ? out->has_low : out->has_high) = true;
    (greater ? out->includes_low : out->includes_high) = equal;
    return {};
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
};

void Dump(const LogQuery& query, std::string* out) {
  static constexpr std::string_view kNames[] = {"all", "and", "or", "not", "exists", "word", "phrase", "wild", "range"};
  if (!query.field.empty()) *out += query.field + ":";
  *out += kNames[static_cast<size_t>(query.op)];
  if (query.op == Op::kRange) {
    *out += query.includes_low ? "[" : "{";
    *out += (query.has_low ? query.text : "*") + "," + (query.has_high ? query.high : "*");
    *out += query.includes_high ? "]" : "}";
  } else if (query.op >= Op::kWord) {
    *out += "(" + query.text + ")";
  } else if (!query.children.empty()) {
    *out += "(";
    for (size_t i = 0; i < query.children.size(); ++i) {
      if (i > 0) *out += ", ";
      Dump(query.children[i], out);
    }
    *out += ")";
  }
}

}  // namespace

Status BadLogQuery(size_t position, const std::string& why) {
  return Status(ErrorCode::kBadRequest, "q, at character " + std::to_string(position + 1) + ": " + why);
}

Result<LogQuery> ParseLogQuery(std::string_view text) {
  if (text.size() > kMaxLogQuery) return Status(ErrorCode::kBadRequest, "q is longer than 16384 bytes");
  if (!IsValidUtf8(text)) return Status(ErrorCode::kBadRequest, "q is no valid UTF-8");
  return QueryParser(text).Parse();
}

std::string DumpLogQuery(const LogQuery& query) {
  std::string out;
  Dump(query, &out);
  return out;
}

}  // namespace pandora
