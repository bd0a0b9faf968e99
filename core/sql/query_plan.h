// The front door of the SQL language: text in, a typed and bound plan out. Knows schemas, never data; what runs a plan is
// core/query. The plan is immutable and may be kept and run again and again.
//
// Who calls it: engine (transforms), api (validation, result schemas of destination repos, explain).
#ifndef PANDORA_CORE_SQL_QUERY_PLAN_H_
#define PANDORA_CORE_SQL_QUERY_PLAN_H_

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error_code.h"
#include "core/value/sql_type.h"
#include "core/value/type.h"

namespace pandora {

// A table the statement may name. Names compare without case, as in Spark.
struct SqlTable {
  std::string name;
  std::vector<std::string> aliases;  // a transform's source is called `stream` and by the repo's own name
  Schema schema;
  // When not empty, instead of `schema`: for sources with types that no field of a repo has. Such a table can be bound, not run.
  std::vector<SqlField> columns = {};
};

// Why a statement is refused, with the place for an editor and for a caret in the message.
struct SqlError {
  enum class Kind { kParse, kAnalysis, kRuntime };
  Kind kind = Kind::kParse;
  std::string message;  // one line, Spark's kind of wording, without the place
  int line = 1;         // 1-based
  int column = 1;       // 1-based, in characters
  int begin = 0;        // bytes of the statement, [begin, end)
  int end = 0;
  std::string hint = {};  // "did you mean 'x'?", or ""
  // E18209 for what is wrong with the statement; E18105 to E18110 for a result that no repo could hold.
  ErrorCode code = ErrorCode::kE18209;

  // Message and hint.
  std::string Text() const;
  // "message(line 1, pos 7)\n\n== SQL ==\nselec oops\n^^^", for what is no parse error "message; line 1 pos 7": as Spark prints them,
  // with the same block (a statement that parses gets none from Spark).
  std::string Render(std::string_view sql) const;
};

struct BoundPlan;  // core/sql/plan.h

struct QueryPlan {
  std::string sql;
  std::vector<SqlTable> tables;        // those of the call, in order
  std::vector<std::vector<int>> used;  // per table: the columns the plan reads, ascending
  std::shared_ptr<const BoundPlan> root;
  Schema output;  // names, types of the result as a repo's schema; every field optional
};

// Parses and binds one SELECT statement. Text longer than 1 MiB, deeper than 200 levels or of invalid UTF-8 is refused.
std::variant<QueryPlan, SqlError> PlanQuery(std::string_view sql, const std::vector<SqlTable>& tables);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_QUERY_PLAN_H_
