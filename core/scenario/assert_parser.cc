// Queries, filters and predicates: the lines of [Captures] and [Asserts].

#include <optional>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/function/pattern.h"
#include "core/scenario/jsonpath.h"
#include "core/scenario/literals.h"
#include "core/scenario/parser.h"

namespace pandora::scenario {
namespace {

template <typename Kind>
struct Word {
  std::string_view name;
  Kind kind;
  int arguments;
};

constexpr Word<QueryKind> kQueries[] = {
    {"status", QueryKind::kStatus, 0}, {"header", QueryKind::kHeader, 1},     {"body", QueryKind::kBody, 0},
    {"bytes", QueryKind::kBytes, 0},   {"rawbytes", QueryKind::kBytes, 0},    {"jsonpath", QueryKind::kJsonPath, 1},
    {"regex", QueryKind::kRegex, 1},   {"variable", QueryKind::kVariable, 1}, {"sha256", QueryKind::kSha256, 0},
    {"md5", QueryKind::kMd5, 0},
};

constexpr Word<FilterKind> kFilters[] = {
    {"base64Decode", FilterKind::kBase64Decode, 0},
    {"base64Encode", FilterKind::kBase64Encode, 0},
    {"count", FilterKind::kCount, 0},
    {"first", FilterKind::kFirst, 0},
    {"gunzip", FilterKind::kGunzip, 0},
    {"jsonpath", FilterKind::kJsonPath, 1},
    {"last", FilterKind::kLast, 0},
    {"nth", FilterKind::kNth, 1},
    {"regex", FilterKind::kRegex, 1},
    {"replace", FilterKind::kReplace, 2},
    {"replaceRegex", FilterKind::kReplaceRegex, 2},
    {"split", FilterKind::kSplit, 1},
    {"toFloat", FilterKind::kToFloat, 0},
    {"toHex", FilterKind::kToHex, 0},
    {"toInt", FilterKind::kToInt, 0},
    {"toString", FilterKind::kToString, 0},
    {"urlDecode", FilterKind::kUrlDecode, 0},
    {"urlEncode", FilterKind::kUrlEncode, 0},
    {"utf8Decode", FilterKind::kUtf8Decode, 0},
    {"utf8Encode", FilterKind::kUtf8Encode, 0},
};

constexpr Word<PredicateKind> kPredicates[] = {
    {"==", PredicateKind::kEqual, 1},
    {"!=", PredicateKind::kNotEqual, 1},
    {">=", PredicateKind::kGreaterOrEqual, 1},
    {"<=", PredicateKind::kLessOrEqual, 1},
    {">", PredicateKind::kGreater, 1},
    {"<", PredicateKind::kLess, 1},
    {"startsWith", PredicateKind::kStartsWith, 1},
    {"endsWith", PredicateKind::kEndsWith, 1},
    {"contains", PredicateKind::kContains, 1},
    {"includes", PredicateKind::kIncludes, 1},
    {"matches", PredicateKind::kMatches, 1},
    {"exists", PredicateKind::kExists, 0},
    {"isEmpty", PredicateKind::kIsEmpty, 0},
    {"isBoolean", PredicateKind::kIsBoolean, 0},
    {"isInteger", PredicateKind::kIsInteger, 0},
    {"isFloat", PredicateKind::kIsFloat, 0},
    {"isNumber", PredicateKind::kIsNumber, 0},
    {"isString", PredicateKind::kIsString, 0},
    {"isCollection", PredicateKind::kIsCollection, 0},
    {"isList", PredicateKind::kIsList, 0},
    {"isObject", PredicateKind::kIsObject, 0},
    {"isIsoDate", PredicateKind::kIsIsoDate, 0},
};

std::string_view TakeToken(Cursor* cursor) {
  return cursor->TakeWhile([](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '#'; });
}

template <typename Kind, size_t N>
const Word<Kind>* Find(const Word<Kind> (&words)[N], std::string_view name) {
  for (const Word<Kind>& word : words) {
    if (word.name == name) return &word;
  }
  return nullptr;
}

template <typename Kind, size_t N>
Status Unknown(const Cursor& cursor, size_t at, const std::string& what, const Word<Kind> (&words)[N],
               std::string_view found) {
  std::vector<std::string_view> names;
  for (const Word<Kind>& word : words) names.push_back(word.name);
  std::string_view near = DidYouMean(found, names);
  std::string hint;
  if (!near.empty()) {
    hint = "; did you mean " + std::string(near) + "?";
  } else {
    hint = "; supported are";
    for (std::string_view name : names) hint += " " + std::string(name);
  }
  return cursor.ErrorAt(at, found.empty() ? "expected a " + what + hint
                                          : "the " + what + " " + Quote(found) + " is not supported" + hint);
}

Result<Operand> ParseArgument(Cursor* cursor) {
  cursor->SkipBlanks();
  if (cursor->AtLineEnd() || cursor->Peek() == '#') return cursor->Error("an argument is missing here");
  return ReadOperand(cursor);
}

bool IsTextual(const Operand& operand) {
  return operand.kind == Operand::Kind::kText || operand.kind == Operand::Kind::kVariable;
}

// Says now what would fail in every run: a wrong kind of argument, a malformed pattern or JSON path.
Status CheckPath(const Cursor& cursor, size_t at, const Operand& operand) {
  if (!IsTextual(operand)) return cursor.ErrorAt(at, "expected a JSON path in quotes");
  if (operand.kind != Operand::Kind::kText || !operand.text.is_constant()) return Status();
  Result<JsonPath> path = JsonPath::Parse(operand.text.Source());
  return path.ok() ? Status() : cursor.ErrorAt(at, path.status().detail());
}

Status CheckPattern(const Cursor& cursor, size_t at, const Operand& operand) {
  if (operand.kind != Operand::Kind::kPattern && !IsTextual(operand)) {
    return cursor.ErrorAt(at, "expected a pattern: /.../ or text in quotes");
  }
  if (operand.kind == Operand::Kind::kVariable) return Status();
  if (operand.kind == Operand::Kind::kText && !operand.text.is_constant()) return Status();
  Result<Pattern> pattern =
      Pattern::Compile(operand.kind == Operand::Kind::kPattern ? operand.name : operand.text.Source());
  return pattern.ok() ? Status() : cursor.ErrorAt(at, pattern.status().detail());
}

Status CheckFilter(const Cursor& cursor, size_t at, const Filter& filter) {
  switch (filter.kind) {
    case FilterKind::kJsonPath: return CheckPath(cursor, at, filter.arguments[0]);
    case FilterKind::kRegex:
    case FilterKind::kReplaceRegex: return CheckPattern(cursor, at, filter.arguments[0]);
    case FilterKind::kNth: {
      const Operand& index = filter.arguments[0];
      bool fits = index.kind == Operand::Kind::kVariable ||
                  (index.kind == Operand::Kind::kValue && index.value.is_number_integer());
      return fits ? Status() : cursor.ErrorAt(at, "nth takes an integer");
    }
    default: return Status();
  }
}

// The filters that follow a query, up to a token that is no filter.
Status ParseFilters(Cursor* cursor, std::vector<Filter>* filters) {
  while (true) {
    cursor->SkipBlanks();
    size_t begin = cursor->offset();
    const Word<FilterKind>* word = Find(kFilters, TakeToken(cursor));
    if (word == nullptr) {
      cursor->MoveTo(begin);
      return Status();
    }
    Filter filter;
    filter.kind = word->kind;
    for (int i = 0; i < word->arguments; ++i) {
      PANDORA_ASSIGN_OR_RETURN(Operand argument, ParseArgument(cursor));
      filter.arguments.push_back(std::move(argument));
    }
    PANDORA_RETURN_IF_ERROR(CheckFilter(*cursor, begin, filter));
    filters->push_back(std::move(filter));
  }
}

Result<Query> ParseQuery(Cursor* cursor) {
  cursor->SkipBlanks();
  size_t begin = cursor->offset();
  std::string_view token = TakeToken(cursor);
  const Word<QueryKind>* word = Find(kQueries, token);
  if (word == nullptr) return Unknown(*cursor, begin, "query", kQueries, token);
  Query query;
  query.kind = word->kind;
  if (word->arguments > 0) {
    PANDORA_ASSIGN_OR_RETURN(query.argument, ParseArgument(cursor));
    if (query.kind == QueryKind::kJsonPath) {
      PANDORA_RETURN_IF_ERROR(CheckPath(*cursor, begin, query.argument));
    } else if (query.kind == QueryKind::kRegex) {
      PANDORA_RETURN_IF_ERROR(CheckPattern(*cursor, begin, query.argument));
    } else if (!IsTextual(query.argument)) {
      return cursor->ErrorAt(begin, std::string(token) + " takes a name in quotes");
    }
  }
  PANDORA_RETURN_IF_ERROR(ParseFilters(cursor, &query.filters));
  return query;
}

Result<Predicate> ParsePredicate(Cursor* cursor) {
  Predicate predicate;
  cursor->SkipBlanks();
  size_t begin = cursor->offset();
  std::string_view token = TakeToken(cursor);
  if (token == "not") {
    predicate.negated = true;
    cursor->SkipBlanks();
    begin = cursor->offset();
    token = TakeToken(cursor);
  }
  const Word<PredicateKind>* word = Find(kPredicates, token);
  if (word == nullptr) return Unknown(*cursor, begin, "filter or predicate", kPredicates, token);
  predicate.kind = word->kind;
  if (word->arguments > 0) {
    PANDORA_ASSIGN_OR_RETURN(predicate.argument, ParseArgument(cursor));
  }
  if (predicate.kind == PredicateKind::kMatches) {
    PANDORA_RETURN_IF_ERROR(CheckPattern(*cursor, begin, predicate.argument));
  }
  return predicate;
}

}  // namespace

Result<Assert> ParseAssert(Cursor* cursor) {
  Assert result;
  result.line = cursor->line();
  size_t begin = cursor->offset();
  PANDORA_ASSIGN_OR_RETURN(result.query, ParseQuery(cursor));
  PANDORA_ASSIGN_OR_RETURN(result.predicate, ParsePredicate(cursor));
  result.source = std::string(cursor->Slice(begin, cursor->offset()));
  PANDORA_RETURN_IF_ERROR(cursor->ExpectLineEnd());
  return result;
}

Result<Capture> ParseCapture(Cursor* cursor) {
  Capture capture;
  capture.line = cursor->line();
  capture.name = std::string(cursor->TakeWord());
  cursor->SkipBlanks();
  if (capture.name.empty() || !cursor->Consume(":")) return cursor->Error("expected `name: query`");
  PANDORA_ASSIGN_OR_RETURN(capture.query, ParseQuery(cursor));
  PANDORA_RETURN_IF_ERROR(cursor->ExpectLineEnd());
  return capture;
}

}  // namespace pandora::scenario
