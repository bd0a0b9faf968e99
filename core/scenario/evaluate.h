// What queries, filters and predicates mean: pure functions over an answer and the variables.
//
// A query may yield nothing (no such header, no such member); the one predicate that holds of nothing is `not exists`.
// A Status is a failure of the case, told in words.
#ifndef PANDORA_CORE_SCENARIO_EVALUATE_H_
#define PANDORA_CORE_SCENARIO_EVALUATE_H_

#include <optional>
#include <string>

#include "core/api/http.h"
#include "core/base/status.h"
#include "core/scenario/ast.h"
#include "core/scenario/scenario.h"

namespace pandora::scenario {

// All that expressions can refer to. Nothing is owned.
struct Context {
  const Response& response;
  const Variables& variables;
  const FileLoader& files;
};

Result<Value> EvaluateOperand(const Operand& operand, const Context& context);

// The query's value after its filters.
Result<std::optional<Value>> EvaluateQuery(const Query& query, const Context& context);

// `value` after one filter.
Result<std::optional<Value>> ApplyFilter(const Filter& filter, const Value& value, const Context& context);

// OK when `predicate` holds of `found`; else a status whose detail says what was expected and what was found.
Status CheckPredicate(const Predicate& predicate, const std::optional<Value>& found, const Context& context);

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_EVALUATE_H_
