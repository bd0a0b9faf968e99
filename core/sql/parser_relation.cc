// FROM: tables, sub-queries, joins and LATERAL VIEW.
#include <algorithm>

#include "core/base/text.h"
#include "core/sql/parser.h"

namespace pandora {

bool Parser::SealRelation(AstRelation* relation, int begin) {
  if (failed()) return false;
  int depth = 0;
  if (relation->left) depth = std::max(depth, relation->left->depth);
  if (relation->right) depth = std::max(depth, relation->right->depth);
  relation->depth = depth + 1;
  relation->span = From(begin);
  if (relation->depth <= kMaxNesting) return true;
  return FailAt(relation->span, "too many joins in one statement: more than " + std::to_string(kMaxNesting));
}

std::unique_ptr<AstRelation> Parser::ParseFrom() {
  Take();
  int begin = Peek().span.begin;
  std::unique_ptr<AstRelation> left = ParseJoins();
  while (left && TakeSymbol(",")) {
    auto join = std::make_unique<AstRelation>();
    join->kind = AstRelation::Kind::kJoin;
    join->comma = true;
    join->left = std::move(left);
    join->right = ParseJoins();
    if (!SealRelation(join.get(), begin)) return nullptr;
    left = std::move(join);
  }
  return left;
}

std::unique_ptr<AstRelation> Parser::ParseJoins() {
  int begin = Peek().span.begin;
  std::unique_ptr<AstRelation> left = ParseRelation();
  while (left) {
    auto join = std::make_unique<AstRelation>();
    join->kind = AstRelation::Kind::kJoin;
    bool found = false;
    if (!ParseJoinType(join.get(), &found)) return nullptr;
    if (!found) return left;
    join->left = std::move(left);
    join->right = ParseRelation();
    if (!join->right || !ParseJoinCondition(join.get()) || !SealRelation(join.get(), begin)) return nullptr;
    left = std::move(join);
  }
  return nullptr;
}

bool Parser::ParseJoinType(AstRelation* join, bool* found) {
  using Join = AstRelation::Join;
  size_t ahead = IsWord("NATURAL") ? 1 : 0;
  join->natural = ahead == 1;
  size_t start = ahead;
  if (IsWord("INNER", ahead)) ++ahead;
  else if (IsWord("CROSS", ahead)) join->join = Join::kCross, ++ahead;
  else if (IsWord("FULL", ahead)) join->join = Join::kFull, ++ahead;
  else if (IsWord("RIGHT", ahead)) join->join = Join::kRight, ++ahead;
  else if (IsWord("ANTI", ahead)) join->join = Join::kLeftAnti, ++ahead;
  else if (IsWord("SEMI", ahead)) join->join = Join::kLeftSemi, ++ahead;
  else if (IsWord("LEFT", ahead)) {
    ++ahead;
    join->join = Join::kLeft;
    if (IsWord("SEMI", ahead)) join->join = Join::kLeftSemi, ++ahead;
    else if (IsWord("ANTI", ahead)) join->join = Join::kLeftAnti, ++ahead;
  }
  bool outer = join->join == Join::kLeft || join->join == Join::kRight || join->join == Join::kFull;
  if (outer && ahead > start && IsWord("OUTER", ahead)) ++ahead;
  if (!IsWord("JOIN", ahead)) {
    *found = false;
    if (ahead == 0) return true;
    next_ += ahead;
    return Fail("'JOIN'");
  }
  next_ += ahead + 1;
  *found = true;
  return true;
}

bool Parser::ParseJoinCondition(AstRelation* join) {
  if (join->natural) return true;
  if (TakeWord("ON")) return (join->condition = ParseExpression()) != nullptr;
  if (IsWord("USING") && IsSymbol("(", 1)) {
    Take();
    return ParseNameList(&join->using_columns);
  }
  return true;
}

std::unique_ptr<AstRelation> Parser::ParseRelation() {
  Nesting nesting(this);
  if (nesting.too_deep()) return nullptr;
  int begin = Peek().span.begin;
  if (IsSymbol("(")) return ParseParenthesisedRelation(begin);
  auto relation = std::make_unique<AstRelation>();
  if (IsWord("VALUES") && (IsSymbol("(", 1) || !IsName(1))) {
    relation->kind = AstRelation::Kind::kQuery;
    relation->query = ParseValues();
    if (!relation->query) return nullptr;
    relation->alias = relation->query->alias;
    if (!SealRelation(relation.get(), begin)) return nullptr;
    return relation;
  }
  if (!IsName() || IsOneOf({"SELECT", "WHERE"})) {
    Fail("a table name");
    return nullptr;
  }
  relation->names.push_back(TakeName());
  while (IsSymbol(".") && IsName(1)) {
    Take();
    relation->names.push_back(TakeName());
  }
  if (IsSymbol("(") && EqualsIgnoreCase(relation->names[0], "range")) {
    relation->kind = AstRelation::Kind::kRange;
    Take();
    if (!IsSymbol(")") && !ParseExpressionList(&relation->args)) return nullptr;
    if (!ExpectSymbol(")")) return nullptr;
  }
  if (IsWord("TABLESAMPLE")) {
    FailAt(Peek().span, "TABLESAMPLE is not supported");
    return nullptr;
  }
  if (!ParseTableAlias(&relation->alias, &relation->column_aliases)) return nullptr;
  if (relation->alias.empty()) relation->alias = relation->names.back();
  if (!SealRelation(relation.get(), begin)) return nullptr;
  return relation;
}

std::unique_ptr<AstRelation> Parser::ParseParenthesisedRelation(int begin) {
  std::unique_ptr<AstRelation> relation;
  Take();
  if (StartsQuery()) {
    relation = std::make_unique<AstRelation>();
    relation->kind = AstRelation::Kind::kQuery;
    relation->query = ParseQueryWithTail();
    if (!relation->query) return nullptr;
  } else {
    relation = ParseJoins();
    if (!relation) return nullptr;
  }
  if (!ExpectSymbol(")")) return nullptr;
  std::string alias;
  if (!ParseTableAlias(&alias, &relation->column_aliases)) return nullptr;
  if (!alias.empty()) relation->alias = alias;
  if (!SealRelation(relation.get(), begin)) return nullptr;
  return relation;
}

bool Parser::ParseTableAlias(std::string* alias, std::vector<std::string>* columns) {
  bool as = TakeWord("AS");
  if (!as && (!IsName() || IsClauseWord())) return true;
  *alias = ExpectName();
  if (failed()) return false;
  if (IsSymbol("(")) return ParseNameList(columns);
  return true;
}

bool Parser::ParseNameList(std::vector<std::string>* names) {
  if (!ExpectSymbol("(")) return false;
  do names->push_back(ExpectName());
  while (!failed() && TakeSymbol(","));
  return !failed() && ExpectSymbol(")");
}

bool Parser::ParseLateralViews(AstSelect* select) {
  while (IsWords({"LATERAL", "VIEW"})) {
    AstLateralView view;
    int begin = Take().span.begin;
    Take();
    view.outer = TakeWord("OUTER");
    int call_begin = Peek().span.begin;
    std::string name = ExpectName("a generator");
    if (failed()) return false;
    if (!IsSymbol("(")) return Fail("'('");
    view.call = ParseCall(std::move(name), call_begin);
    if (!view.call) return false;
    if (IsName() && !IsClauseWord() && !IsWord("AS")) view.table = TakeName();
    if (TakeWord("AS") || (IsName() && !IsClauseWord())) {
      do view.columns.push_back(ExpectName());
      while (!failed() && TakeSymbol(","));
    }
    if (failed()) return false;
    view.span = From(begin);
    select->lateral.push_back(std::move(view));
  }
  return true;
}

}  // namespace pandora
