// Statements and the clauses of a query.
#include <algorithm>

#include "core/base/text.h"
#include "core/sql/parser.h"

namespace pandora {

Parser::Parser(std::string_view sql, std::vector<Token> tokens)
    : sql_(sql), tokens_(std::move(tokens)), closing_(tokens_.size(), 0) {
  std::vector<size_t> open;
  for (size_t k = 0; k < tokens_.size(); ++k) {
    if (tokens_[k].kind != Token::Kind::kSymbol) continue;
    if (tokens_[k].text == "(") open.push_back(k);
    if (tokens_[k].text == ")" && !open.empty()) {
      closing_[open.back()] = k;
      open.pop_back();
    }
  }
}

bool Parser::IsWord(std::string_view upper, size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.kind == Token::Kind::kWord && EqualsIgnoreCase(token.text, upper);
}

bool Parser::IsWords(std::initializer_list<std::string_view> upper, size_t ahead) const {
  for (std::string_view word : upper) {
    if (!IsWord(word, ahead++)) return false;
  }
  return true;
}

bool Parser::IsOneOf(std::initializer_list<std::string_view> upper, size_t ahead) const {
  return std::any_of(upper.begin(), upper.end(), [&](std::string_view word) { return IsWord(word, ahead); });
}

bool Parser::IsSymbol(std::string_view symbol, size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.kind == Token::Kind::kSymbol && token.text == symbol;
}

bool Parser::TakeWord(std::string_view upper) {
  if (!IsWord(upper)) return false;
  Take();
  return true;
}

bool Parser::TakeWords(std::initializer_list<std::string_view> upper) {
  if (!IsWords(upper)) return false;
  for (size_t k = 0; k < upper.size(); ++k) Take();
  return true;
}

bool Parser::TakeSymbol(std::string_view symbol) {
  if (!IsSymbol(symbol)) return false;
  Take();
  return true;
}

bool Parser::ExpectWord(std::string_view upper) { return TakeWord(upper) || Fail("'" + std::string(upper) + "'"); }
bool Parser::ExpectSymbol(std::string_view symbol) {
  return TakeSymbol(symbol) || Fail("'" + std::string(symbol) + "'");
}

bool Parser::IsName(size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.kind == Token::Kind::kWord || token.kind == Token::Kind::kQuotedWord;
}

std::string Parser::TakeName() { return Take().text; }

std::string Parser::ExpectName(std::string_view what) {
  if (IsName()) return TakeName();
  Fail(what);
  return "";
}

bool Parser::Fail(std::string_view expected) {
  const Token& token = Peek();
  std::string found = token.kind == Token::Kind::kEnd
                          ? "<EOF>"
                          : Quote(sql_.substr(static_cast<size_t>(token.span.begin),
                                              static_cast<size_t>(token.span.end - token.span.begin)),
                                  64);
  if (token.kind == Token::Kind::kEnd) found = "'<EOF>'";
  return FailAt(token.span, "mismatched input " + found + " expecting " + std::string(expected));
}

bool Parser::FailAt(Span span, std::string message) {
  if (!error_) error_ = MakeSqlError(SqlError::Kind::kParse, std::move(message), span, sql_);
  return false;
}

bool Parser::TooDeep() {
  if (nesting_ <= kMaxNesting) return false;
  FailAt(Peek().span, "the statement is nested too deeply: more than " + std::to_string(kMaxNesting) + " levels");
  return true;
}

bool Parser::StartsQuery(size_t ahead) const {
  // Any number of parentheses may stand before the SELECT, as long as what follows each of them still belongs to a query:
  // "((select 1) + 1)" and "((select 1) a join b)" do not.
  size_t k = ahead;
  for (; IsSymbol("(", k); ++k) {
    if (k - ahead > kMaxNesting) return false;
    size_t close = closing_[std::min(next_ + k, tokens_.size() - 1)];
    if (close == 0) continue;
    size_t after = close + 1 - next_;
    bool query_goes_on =
        IsSymbol(")", after) || Peek(after).kind == Token::Kind::kEnd || IsSymbol(";", after) ||
        IsOneOf({"UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT"}, after);
    if (!query_goes_on) return false;
  }
  if (IsWord("SELECT", k) || IsWord("WITH", k)) return true;
  if (IsWord("VALUES", k)) return !IsSymbol(",", k + 1) && !IsSymbol(")", k + 1) && !IsSymbol(".", k + 1);
  if (IsWord("FROM", k)) return IsName(k + 1) || IsSymbol("(", k + 1);
  return IsWord("TABLE", k) && IsName(k + 1);
}

bool Parser::IsClauseWord(size_t ahead) const {
  if (Peek(ahead).kind != Token::Kind::kWord) return false;
  return IsOneOf({"FROM", "WHERE", "HAVING",  "LIMIT", "UNION", "INTERSECT", "EXCEPT",  "MINUS", "ON",   "USING",
                  "JOIN", "INNER", "CROSS",   "LEFT",  "RIGHT", "FULL",      "NATURAL", "ANTI",  "SEMI", "SELECT",
                  "AND",  "OR",    "BETWEEN", "IN",    "LIKE",  "RLIKE",     "REGEXP",  "IS"},
                 ahead) ||
         (IsOneOf({"GROUP", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE"}, ahead) && IsWord("BY", ahead + 1)) ||
         IsWords({"LATERAL", "VIEW"}, ahead) || IsWords({"GROUPING", "SETS"}, ahead) ||
         (IsWord("WINDOW", ahead) && IsName(ahead + 1) && IsWord("AS", ahead + 2));
}

AstQueryPtr Parser::ParseStatement() {
  if (!StartsQuery()) {
    Fail("{'(', 'SELECT', 'FROM', 'VALUES', 'TABLE', 'WITH'}");
    return nullptr;
  }
  AstQueryPtr query = ParseQueryWithTail();
  if (!query) return nullptr;
  TakeSymbol(";");
  if (Peek().kind != Token::Kind::kEnd) {
    Fail("<EOF>");
    return nullptr;
  }
  return query;
}

bool Parser::ParseView(AstView* view) {
  if (!ExpectWord("CREATE")) return false;
  TakeWords({"OR", "REPLACE"});
  TakeWord("GLOBAL");
  if (!TakeWord("TEMPORARY") && !ExpectWord("TEMP")) return false;
  if (!ExpectWord("VIEW")) return false;
  view->name = ExpectName();
  if (!failed() && IsSymbol("(") && !ParseNameList(&view->columns)) return false;
  if (failed() || !ExpectWord("AS")) return false;
  view->begin = Peek().span.begin;
  view->text = std::string(sql_.substr(static_cast<size_t>(view->begin)));
  return ParseStatement() != nullptr;
}

AstQueryPtr Parser::ParseQueryWithTail() {
  Nesting nesting(this);
  if (nesting.too_deep()) return nullptr;
  int begin = Peek().span.begin;
  AstQuery prefix;
  if (IsWord("WITH") && !ParseWith(&prefix)) return nullptr;
  AstQueryPtr query = ParseSetOperations();
  if (!query || failed()) return nullptr;
  // A body that has its own tail (in parentheses) keeps it: wrap.
  bool has_tail = !query->order.empty() || query->limit || !query->with.empty() || !query->windows.empty();
  if (has_tail) {
    auto outer = std::make_unique<AstQuery>();
    outer->kind = AstQuery::Kind::kNested;
    outer->depth = query->depth + 1;
    outer->left = std::move(query);
    query = std::move(outer);
  }
  query->with = std::move(prefix.with);
  if (!ParseTail(query.get())) return nullptr;
  query->span = From(begin);
  return query;
}

bool Parser::ParseWith(AstQuery* query) {
  Take();
  do {
    AstNamedQuery named;
    named.span = Peek().span;
    named.name = ExpectName();
    if (!failed() && IsSymbol("(") && !ParseNameList(&named.columns)) return false;
    TakeWord("AS");
    if (failed() || !ExpectSymbol("(")) return false;
    named.query = ParseQueryWithTail();
    if (!named.query || !ExpectSymbol(")")) return false;
    query->with.push_back(std::move(named));
  } while (TakeSymbol(","));
  return true;
}

AstQueryPtr Parser::ParseSetOperations() {
  int begin = Peek().span.begin;
  AstQueryPtr left = ParsePrimaryQuery();
  while (left && IsOneOf({"UNION", "INTERSECT", "EXCEPT", "MINUS"})) {
    auto both = std::make_unique<AstQuery>();
    both->kind = AstQuery::Kind::kSetOperation;
    both->set_operator = IsWord("UNION")       ? AstQuery::SetOperator::kUnion
                         : IsWord("INTERSECT") ? AstQuery::SetOperator::kIntersect
                                               : AstQuery::SetOperator::kExcept;
    Take();
    both->all = TakeWord("ALL");
    if (!both->all) TakeWord("DISTINCT");
    both->left = std::move(left);
    both->right = ParsePrimaryQuery();
    if (!both->right) return nullptr;
    both->span = From(begin);
    both->depth = std::max(both->left->depth, both->right->depth) + 1;
    if (both->depth > kMaxNesting) {
      FailAt(both->span, "too many set operations in one statement: more than " + std::to_string(kMaxNesting));
      return nullptr;
    }
    left = std::move(both);
  }
  return left;
}

AstQueryPtr Parser::ParsePrimaryQuery() {
  int begin = Peek().span.begin;
  if (IsSymbol("(")) {
    Take();
    AstQueryPtr query = ParseQueryWithTail();
    if (!query || !ExpectSymbol(")")) return nullptr;
    return query;
  }
  if (IsWord("SELECT") || IsWord("FROM")) return ParseSelect();
  if (IsWord("VALUES")) return ParseValues();
  if (TakeWord("TABLE")) {
    auto query = std::make_unique<AstQuery>();
    query->kind = AstQuery::Kind::kTable;
    do query->table.push_back(ExpectName());
    while (TakeSymbol("."));
    if (failed()) return nullptr;
    query->span = From(begin);
    return query;
  }
  Fail("{'(', 'SELECT', 'FROM', 'VALUES', 'TABLE'}");
  return nullptr;
}

AstQueryPtr Parser::ParseSelect() {
  int begin = Peek().span.begin;
  auto query = std::make_unique<AstQuery>();
  query->kind = AstQuery::Kind::kSelect;
  AstSelect& select = query->select;
  // Hive's order: FROM t SELECT a WHERE ...
  if (IsWord("FROM") && !(select.from = ParseFrom())) return nullptr;
  if (select.from && !ParseLateralViews(&select)) return nullptr;
  if (!ExpectWord("SELECT")) return nullptr;
  if (TakeWord("DISTINCT")) select.distinct = true;
  else if (IsWord("ALL") && !IsSymbol(",", 1) && !IsSymbol("(", 1)) Take();
  do {
    if (!ParseSelectItem(&select)) return nullptr;
  } while (TakeSymbol(","));
  if (!select.from && IsWord("FROM") && !(select.from = ParseFrom())) return nullptr;
  if (!ParseSelectClauses(&select, query.get())) return nullptr;
  query->span = From(begin);
  return query;
}

bool Parser::ParseSelectClauses(AstSelect* select, AstQuery* query) {
  if (!ParseLateralViews(select)) return false;
  if (TakeWord("WHERE") && !(select->where = ParseExpression())) return false;
  if (TakeWords({"GROUP", "BY"}) && !ParseGroupBy(select)) return false;
  if (TakeWord("HAVING") && !(select->having = ParseExpression())) return false;
  if (IsWord("WINDOW") && IsName(1) && IsWord("AS", 2)) return ParseNamedWindows(query);
  return true;
}

bool Parser::ParseSelectItem(AstSelect* select) {
  AstSelectItem item;
  item.expr = ParseExpression();
  if (!item.expr) return false;
  if (TakeWord("AS")) {
    if (IsSymbol("(")) {
      if (!ParseNameList(&item.aliases)) return false;
    } else {
      item.alias = ExpectName();
      if (failed()) return false;
    }
  } else if (IsName() && !IsClauseWord()) {
    item.alias = TakeName();
  }
  select->items.push_back(std::move(item));
  return true;
}

bool Parser::ParseGroupBy(AstSelect* select) {
  select->has_group_by = true;
  bool bare_sets = IsWords({"GROUPING", "SETS"}) && IsSymbol("(", 2);
  if (!bare_sets && !ParseExpressionList(&select->group_by)) return false;
  if (TakeWords({"WITH", "ROLLUP"})) select->grouping = AstSelect::Grouping::kRollup;
  else if (TakeWords({"WITH", "CUBE"})) select->grouping = AstSelect::Grouping::kCube;
  else if (TakeWords({"GROUPING", "SETS"})) return ParseGroupingSets(select);
  return true;
}

bool Parser::ParseGroupingSets(AstSelect* select) {
  select->grouping = AstSelect::Grouping::kSets;
  if (!ExpectSymbol("(")) return false;
  do {
    std::vector<AstExprPtr> set;
    if (IsSymbol("(")) {
      Take();
      if (!IsSymbol(")") && !ParseExpressionList(&set)) return false;
      if (!ExpectSymbol(")")) return false;
    } else {
      set.push_back(ParseExpression());
      if (failed()) return false;
    }
    select->grouping_sets.push_back(std::move(set));
  } while (TakeSymbol(","));
  return ExpectSymbol(")");
}

bool Parser::ParseSortItems(std::vector<AstSortItem>* items) {
  do {
    AstSortItem item;
    item.expr = ParseExpression();
    if (!item.expr) return false;
    if (TakeWord("DESC")) item.descending = true;
    else TakeWord("ASC");
    item.nulls_first = !item.descending;
    if (TakeWords({"NULLS", "FIRST"})) item.nulls_first = true;
    else if (TakeWords({"NULLS", "LAST"})) item.nulls_first = false;
    items->push_back(std::move(item));
  } while (TakeSymbol(","));
  return true;
}

bool Parser::ParseNamedWindows(AstQuery* query) {
  Take();
  do {
    std::string name = ExpectName();
    if (failed() || !ExpectWord("AS")) return false;
    auto window = std::make_unique<AstWindow>();
    window->span = Peek().span;
    if (!ParseWindowSpec(window.get())) return false;
    query->windows.emplace_back(std::move(name), std::move(window));
  } while (TakeSymbol(","));
  return true;
}

bool Parser::ParseTail(AstQuery* query) {
  while (!failed()) {
    if (TakeWords({"ORDER", "BY"}) || TakeWords({"SORT", "BY"})) {
      query->order.clear();
      if (!ParseSortItems(&query->order)) return false;
    } else if (TakeWords({"CLUSTER", "BY"})) {
      if (!ParseSortItems(&query->order)) return false;
    } else if (TakeWords({"DISTRIBUTE", "BY"})) {
      if (!ParseExpressionList(&query->distribute)) return false;
    } else if (IsWord("WINDOW") && IsName(1)) {
      if (!ParseNamedWindows(query)) return false;
    } else if (TakeWord("LIMIT")) {
      if (TakeWord("ALL")) continue;
      query->limit = ParseExpression();
    } else {
      break;
    }
  }
  return !failed();
}

bool Parser::ParseExpressionList(std::vector<AstExprPtr>* list) {
  do {
    list->push_back(ParseExpression());
    if (failed()) return false;
  } while (TakeSymbol(","));
  return true;
}

AstQueryPtr Parser::ParseValues() {
  int begin = Take().span.begin;
  auto query = std::make_unique<AstQuery>();
  query->kind = AstQuery::Kind::kValues;
  do {
    AstExprPtr row = ParseExpression();
    if (!row) return nullptr;
    std::vector<AstExprPtr> cells;
    bool tuple = row->kind == AstExpr::Kind::kTuple || (row->kind == AstExpr::Kind::kCall && row->text == "struct");
    if (tuple) cells = std::move(row->args);
    else cells.push_back(std::move(row));
    query->rows.push_back(std::move(cells));
  } while (TakeSymbol(","));
  if (!ParseTableAlias(&query->alias, &query->column_aliases)) return nullptr;
  query->span = From(begin);
  return query;
}

std::variant<AstQueryPtr, SqlError> ParseQuery(std::string_view sql) {
  constexpr size_t kMaxText = 1 << 20;
  if (sql.size() > kMaxText) return MakeSqlError(SqlError::Kind::kParse, "the statement is longer than 1 MiB", {}, sql);
  if (!IsValidUtf8(sql))
    return MakeSqlError(SqlError::Kind::kParse, "the statement is not valid UTF-8", {}, sql.substr(0, 0));
  auto tokens = Tokenize(sql);
  if (SqlError* error = std::get_if<SqlError>(&tokens)) return std::move(*error);
  Parser parser(sql, std::get<std::vector<Token>>(std::move(tokens)));
  AstQueryPtr query = parser.ParseStatement();
  if (!query) return *parser.error();
  return query;
}

std::variant<AstView, SqlError> ParseCreateView(std::string_view sql) {
  auto tokens = Tokenize(sql);
  if (SqlError* error = std::get_if<SqlError>(&tokens)) return std::move(*error);
  Parser parser(sql, std::get<std::vector<Token>>(std::move(tokens)));
  AstView view;
  if (!parser.ParseView(&view)) return *parser.error();
  return view;
}

}  // namespace pandora
