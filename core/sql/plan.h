// The bound plan: what a statement means, with every name resolved to a column number, every overload to a row of the function
// table, every cast explicit and every type known. Nothing after it looks at SQL text. Immutable once bound; shared.
//
// Rows flow from the leaves to the root. An expression reads the row of its node's input (of a join: left columns, then
// right columns) and, inside a sub-query, rows of the queries around it.
#ifndef PANDORA_CORE_SQL_PLAN_H_
#define PANDORA_CORE_SQL_PLAN_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/function/function.h"
#include "core/sql/token.h"

namespace pandora {

struct BoundExpr;
struct PlanNode;
using ExprPtr = std::shared_ptr<const BoundExpr>;
using MutableExpr = std::shared_ptr<BoundExpr>;
using NodePtr = std::shared_ptr<const PlanNode>;

struct SortKey {
  ExprPtr expr;
  bool descending = false;
  bool nulls_first = true;
};

struct FrameBound {
  enum class Kind { kUnboundedPreceding, kPreceding, kCurrentRow, kFollowing, kUnboundedFollowing };
  Kind kind = Kind::kCurrentRow;
  ExprPtr offset;  // a literal: rows, or a distance in the order key's type
};

struct WindowSpec {
  std::vector<ExprPtr> partition;
  std::vector<SortKey> order;
  bool rows = false;
  FrameBound from;
  FrameBound to;
};

struct BoundExpr {
  enum class Op {
    kColumn,   // index
    kOuter,    // index, depth: column of the row that the depth-th query around evaluates (1: the next)
    kLiteral,  // value
    kCall,     // function(args)
    kCast,     // args[0] to type
    kField,    // args[0], a struct: its index-th field
    kAnd,      // args: two or more
    kOr,
    kCase,         // condition, result, ..., else
    kIn,           // args[0] in args[1..]
    kScalarQuery,  // plan: one column, at most one row
    kExists,       // plan
    kInQuery,      // args in the rows of plan
    // These four exist only while binding; they become columns of an Aggregate, Window or Generate node.
    kAggregate,
    kWindow,
    kGenerator,
    kGroupingId,
  };
  Op op = Op::kLiteral;
  SqlType type;
  Span span;
  int index = 0;
  int depth = 0;
  Value value;
  const Function* function = nullptr;
  std::shared_ptr<const CallState> state;  // what the function prepared from constants
  std::vector<ExprPtr> args;
  bool distinct = false;
  NodePtr plan;
  std::shared_ptr<const WindowSpec> window;
  uint64_t hash = 0;  // structural
};

struct OutputColumn {
  std::string name;
  SqlType type;
  std::string qualifier;        // the table alias it is reachable under, or ""
  bool generated_name = false;  // the text had neither alias nor column name
};

struct AggregateCall {
  const Function* function = nullptr;
  std::vector<ExprPtr> args;
  SqlType type;
  bool distinct = false;
  Span span;
  std::shared_ptr<const CallState> state;
};

struct WindowCall {
  ExprPtr call;  // op kWindow
};

struct PlanNode {
  enum class Kind {
    kScan,       // table
    kValues,     // rows of literals or constant expressions; no input
    kRange,      // start, end, step
    kFilter,     // exprs[0]
    kProject,    // exprs
    kAggregate,  // exprs: keys; aggregates. Output: keys, then aggregates. Without keys: exactly one row
    kExpand,     // projections: each input row once per projection
    kJoin,       // inputs 2; join; exprs[0] the condition, or none
    kWindow,     // windows; output: input, then one column each
    kGenerate,   // exprs[0] op kGenerator; outer; output: input, then the generator's columns
    kDistinct,
    kSort,       // sort
    kLimit,      // limit
    kUnion,      // ALL; any number of inputs
    kIntersect,  // distinct rows of both
    kExcept,
  };
  enum class Join { kInner, kLeft, kRight, kFull, kLeftSemi, kLeftAnti };

  Kind kind = Kind::kScan;
  Span span;
  std::vector<NodePtr> inputs;
  std::vector<OutputColumn> output;
  int table = 0;
  std::vector<ExprPtr> exprs;
  std::vector<std::vector<ExprPtr>> rows;         // kValues
  std::vector<std::vector<ExprPtr>> projections;  // kExpand
  std::vector<AggregateCall> aggregates;
  std::vector<ExprPtr> windows;
  std::vector<SortKey> sort;
  Join join = Join::kInner;
  bool outer = false;
  int64_t limit = 0;
  int64_t start = 0, end = 0, step = 1;
  int64_t weight = 1;  // nodes of the tree below, shared ones counted each time
};

struct BoundPlan {
  NodePtr root;
  std::shared_ptr<Arena> arena;  // literals live here
  bool uses_now = false;
};

// One line per node, indented: for tests and EXPLAIN.
std::string DumpPlan(const PlanNode& node);
std::string DumpExpr(const BoundExpr& expr);

// Calls `visit` for every expression of `expr`'s tree, itself included, not entering sub-query plans.
template <typename Visit>
void VisitExpr(const BoundExpr& expr, const Visit& visit) {
  visit(expr);
  for (const ExprPtr& arg : expr.args) VisitExpr(*arg, visit);
}

// Whether two expressions compute the same, and are deterministic enough to share.
bool SameExpr(const BoundExpr& a, const BoundExpr& b);

// Maps every expression of a tree from the top down: `map` answers a replacement or null to go on into the arguments.
using ExprMap = std::function<ExprPtr(const ExprPtr&)>;
ExprPtr RewriteExpr(const ExprPtr& expr, const ExprMap& map);

uint64_t HashExpr(const BoundExpr& expr);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_PLAN_H_
