// The recursive-descent parser, split over parser_query.cc (clauses), parser_relation.cc (FROM) and parser_expression.cc
// (operators by precedence). Internal to core/sql: others call ParseQuery of ast.h.
//
// The first error wins: a method that fails notes it with Fail and returns null or false, and everyone above returns at once.
#ifndef PANDORA_CORE_SQL_PARSER_H_
#define PANDORA_CORE_SQL_PARSER_H_

#include <initializer_list>

#include "core/sql/ast.h"

namespace pandora {

class Parser {
 public:
  Parser(std::string_view sql, std::vector<Token> tokens);

  AstQueryPtr ParseStatement();
  bool ParseView(AstView* view);
  const std::optional<SqlError>& error() const { return error_; }

 private:
  // Counts the nesting of what it lives in; every method that can recurse without bound opens one.
  class Nesting {
   public:
    explicit Nesting(Parser* parser) : parser_(parser) { ++parser_->nesting_; }
    ~Nesting() { --parser_->nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    bool too_deep() const { return parser_->TooDeep(); }

   private:
    Parser* parser_;
  };

  // Tokens.
  const Token& Peek(size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }
  const Token& Take() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }
  bool IsWord(std::string_view upper, size_t ahead = 0) const;
  bool IsWords(std::initializer_list<std::string_view> upper, size_t ahead = 0) const;
  bool IsOneOf(std::initializer_list<std::string_view> upper, size_t ahead = 0) const;
  bool IsSymbol(std::string_view symbol, size_t ahead = 0) const;
  bool TakeWord(std::string_view upper);
  bool TakeWords(std::initializer_list<std::string_view> upper);
  bool TakeSymbol(std::string_view symbol);
  bool ExpectWord(std::string_view upper);
  bool ExpectSymbol(std::string_view symbol);
  bool IsName(size_t ahead = 0) const;  // any word or quoted word
  std::string TakeName();
  std::string ExpectName(std::string_view what = "identifier");
  bool Fail(std::string_view expected);
  bool FailAt(Span span, std::string message);
  bool failed() const { return error_.has_value(); }
  bool TooDeep();
  Span From(int begin) const { return {begin, next_ > 0 ? tokens_[next_ - 1].span.end : begin}; }

  // Queries.
  AstQueryPtr ParseQueryWithTail();
  AstQueryPtr ParseSetOperations();
  AstQueryPtr ParsePrimaryQuery();
  AstQueryPtr ParseSelect();
  AstQueryPtr ParseValues();
  bool ParseWith(AstQuery* query);
  bool ParseTail(AstQuery* query);
  bool ParseSelectClauses(AstSelect* select, AstQuery* query);
  bool ParseSelectItem(AstSelect* select);
  bool ParseGroupBy(AstSelect* select);
  bool ParseGroupingSets(AstSelect* select);
  bool ParseSortItems(std::vector<AstSortItem>* items);
  bool ParseNamedWindows(AstQuery* query);
  bool ParseExpressionList(std::vector<AstExprPtr>* list);
  bool StartsQuery(size_t ahead = 0) const;
  bool IsClauseWord(size_t ahead = 0) const;

  // Relations.
  std::unique_ptr<AstRelation> ParseFrom();
  std::unique_ptr<AstRelation> ParseJoins();
  std::unique_ptr<AstRelation> ParseRelation();
  bool ParseJoinType(AstRelation* join, bool* found);
  bool ParseJoinCondition(AstRelation* join);
  bool ParseTableAlias(std::string* alias, std::vector<std::string>* columns);
  bool ParseLateralViews(AstSelect* select);
  std::unique_ptr<AstRelation> ParseParenthesisedRelation(int begin);
  bool ParseNameList(std::vector<std::string>* names);

  // Expressions.
  AstExprPtr ParseExpression() { return ParseOr(); }
  AstExprPtr ParseOr();
  AstExprPtr ParseAnd();
  AstExprPtr ParseNot();
  AstExprPtr ParsePredicate();
  AstExprPtr ParsePredicateSuffix(AstExprPtr left);
  AstExprPtr ParseInSuffix(AstExprPtr left, bool negated);
  AstExprPtr ParseBinary(int min_level);
  AstExprPtr ParseUnary();
  AstExprPtr ParsePostfix();
  AstExprPtr ParsePrimary();
  AstExprPtr ParseWordPrimary();
  AstExprPtr ParseParenthesised();
  AstExprPtr ParseCase();
  AstExprPtr ParseCast();
  AstExprPtr ParseStruct();
  AstExprPtr ParseFirstLast();
  AstExprPtr ParseTrim();
  AstExprPtr ParseCallOrName();
  AstExprPtr ParseCall(std::string name, int begin);
  AstExprPtr ParseStringLiteral();
  AstExprPtr ParseNumber(bool negative);
  AstExprPtr ParseTypedLiteral();
  AstExprPtr ParseInterval();
  bool ParseType(SqlType* type);
  bool ParseSimpleType(std::string name, SqlType* type);
  bool ParseStructType(SqlType* type);
  std::unique_ptr<AstWindow> ParseOver();
  bool ParseWindowSpec(AstWindow* window);
  bool ParseFrame(AstWindow* window);
  bool ParseFrameBound(AstFrameBound* bound);

  AstExprPtr MakeExpr(AstExpr::Kind kind, int begin);
  AstExprPtr MakeCall(std::string name, int begin, AstExprPtr a, AstExprPtr b = nullptr);
  AstExprPtr Negate(AstExprPtr expr);
  // Sets span and depth; fails when the tree has become too deep.
  AstExprPtr Seal(AstExprPtr expr);
  bool SealRelation(AstRelation* relation, int begin);

  std::string_view sql_;
  std::vector<Token> tokens_;
  std::vector<size_t> closing_;  // of each token "(": where its ")" is, or 0
  size_t next_ = 0;
  int nesting_ = 0;
  int case_depth_ = 0;
  std::optional<SqlError> error_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_PARSER_H_
