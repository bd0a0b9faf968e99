// What the parser makes of a statement: a tree that mirrors the text, with the place of every node. Nothing is resolved and
// nothing typed; that is the binder's work. Trees are at most kMaxTreeDepth deep, so walking them by recursion is safe.
#ifndef PANDORA_CORE_SQL_AST_H_
#define PANDORA_CORE_SQL_AST_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/sql/token.h"
#include "core/value/sql_type.h"
#include "core/value/sql_value.h"

namespace pandora {

inline constexpr int kMaxNesting = 200;     // of parentheses, sub-queries, CASE ...
inline constexpr int kMaxTreeDepth = 1000;  // of chains as in a + a + a ...

struct AstQuery;
struct AstExpr;
using AstExprPtr = std::unique_ptr<AstExpr>;
using AstQueryPtr = std::unique_ptr<AstQuery>;

struct AstSortItem {
  AstExprPtr expr;
  bool descending = false;
  bool nulls_first = true;
};

struct AstFrameBound {
  enum class Kind { kUnboundedPreceding, kPreceding, kCurrentRow, kFollowing, kUnboundedFollowing };
  Kind kind = Kind::kCurrentRow;
  AstExprPtr offset;
};

struct AstWindow {
  Span span;
  std::string name;  // a reference to a named window, else ""
  std::vector<AstExprPtr> partition;
  std::vector<AstSortItem> order;
  bool has_frame = false;
  bool rows = false;  // ROWS or RANGE
  AstFrameBound from;
  AstFrameBound to;
};

struct AstExpr {
  enum class Kind {
    kLiteral,   // type and value (text in `text` when a string)
    kName,      // names: a, a.b, a.b.c
    kStar,      // names: the qualifier, maybe empty
    kCall,      // text: function or operator; args; distinct; over
    kCase,      // has_operand: args[0]; then pairs condition, result; else_: args.back()
    kCast,      // args[0], type
    kField,     // args[0].text
    kIndex,     // args[0][args[1]]
    kIn,        // args[0] IN (args[1..]) ; negated
    kInQuery,   // args[0] IN (query); negated
    kExists,    // query
    kSubquery,  // scalar
    kTuple,     // (a, b, ...): a struct
    kAlias,     // args[0] AS text, inside STRUCT(...)
    kAnd,       // args: two or more
    kOr,
  };
  Kind kind = Kind::kLiteral;
  Span span;
  int depth = 1;
  std::string text;
  std::vector<std::string> names;
  std::vector<AstExprPtr> args;
  SqlType type;
  Value value;
  bool distinct = false;
  bool negated = false;
  bool has_operand = false;
  bool has_else = false;
  bool ignore_nulls = false;
  AstQueryPtr query;
  std::unique_ptr<AstWindow> over;
};

struct AstSelectItem {
  AstExprPtr expr;
  std::string alias;                 // "" when there is none
  std::vector<std::string> aliases;  // of AS (a, b), for generators
};

struct AstLateralView {
  Span span;
  bool outer = false;
  AstExprPtr call;
  std::string table;
  std::vector<std::string> columns;
};

struct AstRelation {
  enum class Kind { kTable, kQuery, kJoin, kRange };
  enum class Join { kInner, kCross, kLeft, kRight, kFull, kLeftSemi, kLeftAnti };
  Kind kind = Kind::kTable;
  Span span;
  int depth = 1;
  std::vector<std::string> names;  // kTable
  std::string alias;
  std::vector<std::string> column_aliases;
  AstQueryPtr query;             // kQuery
  std::vector<AstExprPtr> args;  // kRange
  Join join = Join::kInner;      // kJoin
  bool natural = false;
  bool comma = false;  // FROM a, b
  std::unique_ptr<AstRelation> left;
  std::unique_ptr<AstRelation> right;
  AstExprPtr condition;
  std::vector<std::string> using_columns;
};

struct AstSelect {
  bool distinct = false;
  std::vector<AstSelectItem> items;
  std::unique_ptr<AstRelation> from;
  std::vector<AstLateralView> lateral;
  AstExprPtr where;
  std::vector<AstExprPtr> group_by;
  bool has_group_by = false;
  enum class Grouping { kPlain, kRollup, kCube, kSets } grouping = Grouping::kPlain;
  std::vector<std::vector<AstExprPtr>> grouping_sets;
  AstExprPtr having;
};

struct AstNamedQuery {
  std::string name;
  Span span;
  std::vector<std::string> columns;
  AstQueryPtr query;
};

// A query expression: a body and what may follow it.
struct AstQuery {
  enum class Kind { kSelect, kSetOperation, kValues, kTable, kNested };
  enum class SetOperator { kUnion, kIntersect, kExcept };
  Kind kind = Kind::kSelect;
  Span span;
  int depth = 1;
  std::vector<AstNamedQuery> with;

  AstSelect select;                                // kSelect
  std::vector<std::vector<AstExprPtr>> rows;       // kValues
  std::string alias;                               // kValues
  std::vector<std::string> column_aliases;         // kValues
  std::vector<std::string> table;                  // kTable
  SetOperator set_operator = SetOperator::kUnion;  // kSetOperation
  bool all = false;
  AstQueryPtr left;  // kSetOperation; kNested: the query
  AstQueryPtr right;

  std::vector<AstSortItem> order;  // ORDER BY, SORT BY and CLUSTER BY: there is one partition
  std::vector<AstExprPtr> distribute;
  std::vector<std::pair<std::string, std::unique_ptr<AstWindow>>> windows;
  AstExprPtr limit;
};

// CREATE [OR REPLACE] TEMPORARY VIEW name [(columns)] AS query: what the scratch pad and the oracle set up with.
struct AstView {
  std::string name;
  std::vector<std::string> columns;
  std::string text;  // of the query
  int begin = 0;     // where it begins in the statement, in bytes
};

// Parses one query; a trailing ';' is allowed.
std::variant<AstQueryPtr, SqlError> ParseQuery(std::string_view sql);
std::variant<AstView, SqlError> ParseCreateView(std::string_view sql);

// One line that shows the tree, e.g. "(select [a (+ b 1)] (from t) (where (> a 2)))": for tests.
std::string DumpAst(const AstQuery& query);
std::string DumpAst(const AstExpr& expr);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_AST_H_
