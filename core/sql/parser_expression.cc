// Expressions, loosest first: OR, AND, NOT, predicate suffixes and comparison, | ^ & + - * / % DIV, unary, [] and '.'.
#include <algorithm>

#include "core/base/text.h"
#include "core/sql/parser.h"

namespace pandora {
namespace {

struct BinaryOperator {
  std::string_view text;
  std::string_view function;
  int level;
};

constexpr BinaryOperator kBinaryOperators[] = {{"=", "=", 1},       {"==", "=", 1},  {"<=>", "<=>", 1}, {"<>", "<>", 1},
                                               {"!=", "<>", 1},     {"<", "<", 1},   {"<=", "<=", 1},   {"!>", "<=", 1},
                                               {">", ">", 1},       {">=", ">=", 1}, {"!<", ">=", 1},   {"|", "|", 2},
                                               {"^", "^", 3},       {"&", "&", 4},   {"+", "+", 5},     {"-", "-", 5},
                                               {"||", "concat", 5}, {"*", "*", 6},   {"/", "/", 6},     {"%", "%", 6}};
constexpr int kComparisonLevel = 1;
constexpr int kMultiplyLevel = 6;

}  // namespace

AstExprPtr Parser::MakeExpr(AstExpr::Kind kind, int begin) {
  auto expr = std::make_unique<AstExpr>();
  expr->kind = kind;
  expr->span = {begin, begin};
  return expr;
}

AstExprPtr Parser::Seal(AstExprPtr expr) {
  if (failed() || !expr) return nullptr;
  int depth = 0;
  for (const AstExprPtr& arg : expr->args) {
    if (!arg) return nullptr;
    depth = std::max(depth, arg->depth);
  }
  expr->depth = depth + 1;
  expr->span = From(expr->span.begin);
  if (expr->depth > kMaxTreeDepth) {
    FailAt(expr->span,
           "the expression is too complex: more than " + std::to_string(kMaxTreeDepth) + " operations deep");
    return nullptr;
  }
  return expr;
}

AstExprPtr Parser::MakeCall(std::string name, int begin, AstExprPtr a, AstExprPtr b) {
  AstExprPtr call = MakeExpr(AstExpr::Kind::kCall, begin);
  call->text = std::move(name);
  call->args.push_back(std::move(a));
  if (b) call->args.push_back(std::move(b));
  return Seal(std::move(call));
}

AstExprPtr Parser::Negate(AstExprPtr expr) {
  if (!expr) return nullptr;
  int begin = expr->span.begin;
  return MakeCall("not", begin, std::move(expr));
}

AstExprPtr Parser::ParseOr() {
  Nesting nesting(this);
  if (nesting.too_deep()) return nullptr;
  int begin = Peek().span.begin;
  AstExprPtr left = ParseAnd();
  if (!left || !IsWord("OR")) return left;
  AstExprPtr chain = MakeExpr(AstExpr::Kind::kOr, begin);
  chain->args.push_back(std::move(left));
  while (TakeWord("OR")) {
    chain->args.push_back(ParseAnd());
    if (failed()) return nullptr;
  }
  return Seal(std::move(chain));
}

AstExprPtr Parser::ParseAnd() {
  int begin = Peek().span.begin;
  AstExprPtr left = ParseNot();
  if (!left || !IsWord("AND")) return left;
  AstExprPtr chain = MakeExpr(AstExpr::Kind::kAnd, begin);
  chain->args.push_back(std::move(left));
  while (TakeWord("AND")) {
    chain->args.push_back(ParseNot());
    if (failed()) return nullptr;
  }
  return Seal(std::move(chain));
}

AstExprPtr Parser::ParseNot() {
  int begin = Peek().span.begin;
  if (IsWord("EXISTS") && IsSymbol("(", 1) && StartsQuery(2)) {
    AstExprPtr exists = MakeExpr(AstExpr::Kind::kExists, begin);
    Take();
    Take();
    exists->query = ParseQueryWithTail();
    if (!exists->query || !ExpectSymbol(")")) return nullptr;
    return Seal(std::move(exists));
  }
  bool negation = IsSymbol("!") || (IsWord("NOT") && !IsSymbol(",", 1) && Peek(1).kind != Token::Kind::kEnd);
  if (!negation) return ParsePredicate();
  Nesting nesting(this);
  if (nesting.too_deep()) return nullptr;
  Take();
  AstExprPtr inner = ParseNot();
  if (!inner) return nullptr;
  return MakeCall("not", begin, std::move(inner));
}

AstExprPtr Parser::ParsePredicate() {
  AstExprPtr left = ParseBinary(kComparisonLevel);
  return left ? ParsePredicateSuffix(std::move(left)) : nullptr;
}

// At most one suffix: "a IS NULL IS NULL" is no expression of Spark's.
AstExprPtr Parser::ParsePredicateSuffix(AstExprPtr left) {
  int begin = left->span.begin;
  if (IsWord("IS") && (IsWord("NULL", 1) || IsWords({"NOT", "NULL"}, 1))) {
    Take();
    bool negated = TakeWord("NOT");
    Take();
    return MakeCall(negated ? "isnotnull" : "isnull", begin, std::move(left));
  }
  size_t ahead = IsWord("NOT") ? 1 : 0;
  bool negated = ahead == 1;
  if (IsWord("IN", ahead)) {
    for (size_t k = 0; k <= ahead; ++k) Take();
    return ParseInSuffix(std::move(left), negated);
  }
  if (IsWord("BETWEEN", ahead)) {
    for (size_t k = 0; k <= ahead; ++k) Take();
    AstExprPtr call = MakeExpr(AstExpr::Kind::kCall, begin);
    call->text = "between";
    call->args.push_back(std::move(left));
    call->args.push_back(ParseBinary(kComparisonLevel));
    if (failed() || !ExpectWord("AND")) return nullptr;
    call->args.push_back(ParseBinary(kComparisonLevel));
    call = Seal(std::move(call));
    return negated ? Negate(std::move(call)) : std::move(call);
  }
  if (IsOneOf({"LIKE", "RLIKE", "REGEXP"}, ahead)) {
    for (size_t k = 0; k < ahead; ++k) Take();
    std::string name = EqualsIgnoreCase(Take().text, "LIKE") ? "like" : "rlike";
    AstExprPtr pattern = ParseBinary(kComparisonLevel);
    if (!pattern) return nullptr;
    AstExprPtr call = MakeCall(name, begin, std::move(left), std::move(pattern));
    return negated ? Negate(std::move(call)) : std::move(call);
  }
  return left;
}

AstExprPtr Parser::ParseInSuffix(AstExprPtr left, bool negated) {
  int begin = left->span.begin;
  if (!ExpectSymbol("(")) return nullptr;
  bool is_query = StartsQuery();
  AstExprPtr in = MakeExpr(is_query ? AstExpr::Kind::kInQuery : AstExpr::Kind::kIn, begin);
  in->negated = negated;
  in->args.push_back(std::move(left));
  if (is_query) {
    in->query = ParseQueryWithTail();
    if (!in->query) return nullptr;
  } else if (!ParseExpressionList(&in->args)) {
    return nullptr;
  }
  if (!ExpectSymbol(")")) return nullptr;
  return Seal(std::move(in));
}

AstExprPtr Parser::ParseBinary(int min_level) {
  int begin = Peek().span.begin;
  AstExprPtr left = ParseUnary();
  while (left) {
    const BinaryOperator* found = nullptr;
    static constexpr BinaryOperator kDiv = {"DIV", "div", kMultiplyLevel};
    if (IsWord("DIV") && Peek(1).kind != Token::Kind::kEnd && !IsSymbol(",", 1) && !IsWord("FROM", 1)) found = &kDiv;
    for (const BinaryOperator& row : kBinaryOperators) {
      if (IsSymbol(row.text)) found = &row;
    }
    if (!found || found->level < min_level) return left;
    Take();
    AstExprPtr right = ParseBinary(found->level + 1);
    if (!right) return nullptr;
    left = MakeCall(std::string(found->function), begin, std::move(left), std::move(right));
  }
  return nullptr;
}

AstExprPtr Parser::ParseUnary() {
  int begin = Peek().span.begin;
  if (!IsSymbol("-") && !IsSymbol("+") && !IsSymbol("~")) return ParsePostfix();
  Nesting nesting(this);
  if (nesting.too_deep()) return nullptr;
  std::string symbol = Take().text;
  // "-9223372036854775808" is one literal; "- 1" as well, which changes nothing.
  if (symbol == "-" && Peek().kind == Token::Kind::kNumber && !IsSymbol("[", 1) && !IsSymbol(".", 1)) {
    AstExprPtr number = ParseNumber(true);
    if (number) number->span.begin = begin;
    return number;
  }
  AstExprPtr inner = ParseUnary();
  if (!inner) return nullptr;
  if (symbol == "+") {  // nothing at all in Spark, not even for a string
    inner->span.begin = begin;
    return inner;
  }
  return MakeCall(symbol == "-" ? "negative" : "~", begin, std::move(inner));
}

AstExprPtr Parser::ParsePostfix() {
  int begin = Peek().span.begin;
  AstExprPtr expr = ParsePrimary();
  while (expr) {
    if (IsSymbol("[")) {
      Take();
      AstExprPtr index = MakeExpr(AstExpr::Kind::kIndex, begin);
      index->args.push_back(std::move(expr));
      index->args.push_back(ParseExpression());
      if (failed() || !ExpectSymbol("]")) return nullptr;
      expr = Seal(std::move(index));
    } else if (IsSymbol(".") && IsName(1)) {
      Take();
      AstExprPtr field = MakeExpr(AstExpr::Kind::kField, begin);
      field->text = TakeName();
      field->args.push_back(std::move(expr));
      expr = Seal(std::move(field));
    } else {
      return expr;
    }
  }
  return nullptr;
}

AstExprPtr Parser::ParsePrimary() {
  const Token& token = Peek();
  switch (token.kind) {
    case Token::Kind::kNumber: return ParseNumber(false);
    case Token::Kind::kString: return ParseStringLiteral();
    case Token::Kind::kWord: return ParseWordPrimary();
    case Token::Kind::kQuotedWord: return ParseCallOrName();
    case Token::Kind::kSymbol:
      if (token.text == "(") return ParseParenthesised();
      if (token.text == "*") {
        AstExprPtr star = MakeExpr(AstExpr::Kind::kStar, token.span.begin);
        Take();
        return Seal(std::move(star));
      }
      break;
    case Token::Kind::kEnd: break;
  }
  Fail("an expression");
  return nullptr;
}

AstExprPtr Parser::ParseWordPrimary() {
  int begin = Peek().span.begin;
  bool call = IsSymbol("(", 1);
  if (IsWord("CASE") && !IsSymbol(".", 1) && !IsSymbol(",", 1) && Peek(1).kind != Token::Kind::kEnd) return ParseCase();
  if (call && IsWord("CAST")) return ParseCast();
  if (call && IsWord("STRUCT")) return ParseStruct();
  if (call && IsOneOf({"FIRST", "LAST"})) return ParseFirstLast();
  if (call && IsWord("TRIM")) return ParseTrim();
  if (IsOneOf({"NULL", "TRUE", "FALSE"}) && !IsSymbol(".", 1) && !call) {
    AstExprPtr literal = MakeExpr(AstExpr::Kind::kLiteral, begin);
    if (!IsWord("NULL")) {
      literal->type = SqlKind::kBoolean;
      literal->value = Value::Bool(IsWord("TRUE"));
    }
    Take();
    return Seal(std::move(literal));
  }
  if (IsOneOf({"CURRENT_DATE", "CURRENT_TIMESTAMP"}) && !call) {
    // A column of that name comes first: the binder falls back to the function.
    AstExprPtr now = MakeExpr(AstExpr::Kind::kName, begin);
    now->names = {Take().text};
    return Seal(std::move(now));
  }
  if (Peek(1).kind == Token::Kind::kString && (IsOneOf({"DATE", "TIMESTAMP", "X"}))) return ParseTypedLiteral();
  if (IsWord("INTERVAL") && (Peek(1).kind == Token::Kind::kNumber || Peek(1).kind == Token::Kind::kString ||
                             ((IsSymbol("-", 1) || IsSymbol("+", 1)) && Peek(2).kind == Token::Kind::kNumber))) {
    return ParseInterval();
  }
  if (IsOneOf({"SELECT", "FROM", "WHERE", "HAVING", "UNION", "INTERSECT", "EXCEPT", "AS", "AND", "OR", "BY", "THEN",
               "ELSE"}) ||
      (IsOneOf({"GROUP", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "PARTITION"}) && IsWord("BY", 1)) ||
      (case_depth_ > 0 && IsOneOf({"WHEN", "END"}))) {
    Fail("an expression");
    return nullptr;
  }
  if (IsName() && Peek(1).kind == Token::Kind::kString) {
    FailAt(Peek().span, "Literals of type '" + Peek().text + "' are currently not supported.");
    return nullptr;
  }
  return ParseCallOrName();
}

AstExprPtr Parser::ParseParenthesised() {
  Nesting nesting(this);
  if (nesting.too_deep()) return nullptr;
  int begin = Take().span.begin;
  int outer_case = case_depth_;
  case_depth_ = 0;
  AstExprPtr result;
  if (StartsQuery()) {
    result = MakeExpr(AstExpr::Kind::kSubquery, begin);
    result->query = ParseQueryWithTail();
    if (!result->query) return nullptr;
  } else {
    result = ParseExpression();
    if (!result) return nullptr;
    if (IsSymbol(",")) {
      AstExprPtr tuple = MakeExpr(AstExpr::Kind::kTuple, begin);
      tuple->args.push_back(std::move(result));
      while (TakeSymbol(",")) {
        tuple->args.push_back(ParseExpression());
        if (failed()) return nullptr;
      }
      result = std::move(tuple);
    }
  }
  case_depth_ = outer_case;
  if (!ExpectSymbol(")")) return nullptr;
  bool grows = result->kind == AstExpr::Kind::kSubquery ||
               (result->kind == AstExpr::Kind::kTuple && result->span.begin == begin);
  if (grows) return Seal(std::move(result));
  result->span = From(begin);
  return result;
}

AstExprPtr Parser::ParseCase() {
  Nesting nesting(this);
  if (nesting.too_deep()) return nullptr;
  AstExprPtr expr = MakeExpr(AstExpr::Kind::kCase, Take().span.begin);
  ++case_depth_;
  if (!IsWord("WHEN")) {
    expr->has_operand = true;
    expr->args.push_back(ParseExpression());
  }
  if (!failed() && !IsWord("WHEN")) Fail("'WHEN'");
  while (!failed() && TakeWord("WHEN")) {
    expr->args.push_back(ParseExpression());
    if (failed() || !ExpectWord("THEN")) break;
    expr->args.push_back(ParseExpression());
  }
  if (!failed() && TakeWord("ELSE")) {
    expr->has_else = true;
    expr->args.push_back(ParseExpression());
  }
  if (!failed()) ExpectWord("END");
  --case_depth_;
  return Seal(std::move(expr));
}

AstExprPtr Parser::ParseCast() {
  AstExprPtr cast = MakeExpr(AstExpr::Kind::kCast, Take().span.begin);
  Take();
  cast->args.push_back(ParseExpression());
  if (failed() || !ExpectWord("AS") || !ParseType(&cast->type) || !ExpectSymbol(")")) return nullptr;
  return Seal(std::move(cast));
}

AstExprPtr Parser::ParseStruct() {
  AstExprPtr call = MakeExpr(AstExpr::Kind::kCall, Take().span.begin);
  call->text = "struct";
  Take();
  while (!failed() && !IsSymbol(")")) {
    int begin = Peek().span.begin;
    AstExprPtr arg = ParseExpression();
    if (arg && (TakeWord("AS") || IsName())) {
      AstExprPtr alias = MakeExpr(AstExpr::Kind::kAlias, begin);
      alias->text = ExpectName();
      alias->args.push_back(std::move(arg));
      arg = Seal(std::move(alias));
    }
    call->args.push_back(std::move(arg));
    if (!TakeSymbol(",")) break;
    if (IsSymbol(")")) return Fail("an expression"), nullptr;
  }
  if (failed() || !ExpectSymbol(")")) return nullptr;
  return Seal(std::move(call));
}

AstExprPtr Parser::ParseFirstLast() {
  int begin = Peek().span.begin;
  std::string name = ToLowerAscii(Take().text);
  AstExprPtr call = ParseCall(name, begin);
  return call;
}

// trim(x), and as later releases have it trim([BOTH|LEADING|TRAILING] [chars] FROM x).
AstExprPtr Parser::ParseTrim() {
  bool side = IsOneOf({"BOTH", "LEADING", "TRAILING"}, 2) && !IsSymbol(")", 3) && !IsSymbol(",", 3);
  int begin = Peek().span.begin;
  if (!side) {
    Take();
    return ParseCall("trim", begin);
  }
  Take();
  Take();
  std::string word = ToLowerAscii(Take().text);
  AstExprPtr call = MakeExpr(AstExpr::Kind::kCall, begin);
  call->text = word == "leading" ? "ltrim" : word == "trailing" ? "rtrim" : "trim";
  if (!IsWord("FROM")) call->args.push_back(ParseExpression());
  if (failed() || !ExpectWord("FROM")) return nullptr;
  call->args.push_back(ParseExpression());
  if (failed() || !ExpectSymbol(")")) return nullptr;
  return Seal(std::move(call));
}

AstExprPtr Parser::ParseCallOrName() {
  int begin = Peek().span.begin;
  std::vector<std::string> names = {TakeName()};
  while (IsSymbol(".") && (IsName(1) || IsSymbol("*", 1))) {
    Take();
    if (IsSymbol("*")) {
      Take();
      AstExprPtr star = MakeExpr(AstExpr::Kind::kStar, begin);
      star->names = std::move(names);
      return Seal(std::move(star));
    }
    names.push_back(TakeName());
  }
  if (IsSymbol("(") && names.size() <= 2) return ParseCall(names.back(), begin);
  AstExprPtr name = MakeExpr(AstExpr::Kind::kName, begin);
  name->names = std::move(names);
  return Seal(std::move(name));
}

// The arguments of `name`, from the parenthesis on, and an OVER clause.
AstExprPtr Parser::ParseCall(std::string name, int begin) {
  AstExprPtr call = MakeExpr(AstExpr::Kind::kCall, begin);
  call->text = std::move(name);
  Take();
  int outer_case = case_depth_;
  case_depth_ = 0;
  if (!IsSymbol(")")) {
    if (TakeWord("DISTINCT")) call->distinct = true;
    else if (IsWord("ALL") && !IsSymbol(",", 1) && !IsSymbol(")", 1)) Take();
    if (!ParseExpressionList(&call->args)) return nullptr;
    if (TakeWords({"IGNORE", "NULLS"})) call->ignore_nulls = true;
  }
  case_depth_ = outer_case;
  if (!ExpectSymbol(")")) return nullptr;
  call = Seal(std::move(call));
  if (call && IsWord("OVER") && (IsSymbol("(", 1) || IsName(1))) {
    Take();
    call->over = ParseOver();
    if (!call->over) return nullptr;
    call->span = From(begin);
  }
  return call;
}

}  // namespace pandora
