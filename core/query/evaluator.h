// Evaluates bound expressions over chunks of boxed values, one operator over many rows at a time: any expression, where
// typed_expression.h has fast loops for some. What AND, OR, CASE and the like
// need not evaluate they do not: a part is run only on the rows that ask for it.
#ifndef PANDORA_CORE_QUERY_EVALUATOR_H_
#define PANDORA_CORE_QUERY_EVALUATOR_H_

#include <optional>
#include <string>
#include <vector>

#include "core/query/column_vector.h"
#include "core/query/execute.h"
#include "core/sql/plan.h"

namespace pandora {

// Up to kChunkRows rows as columns.
struct Chunk {
  size_t rows = 0;
  std::vector<ColumnVector> columns;

  // Makes it `width` absent columns of `count` rows.
  void Begin(size_t count, size_t width);
  // A column as values: boxed in `arena` when it is first asked for. Null when it is absent.
  const Value* Boxed(size_t column, Arena* arena) const;

 private:
  mutable std::vector<const Value*> boxed_;
};

// What one run shares: the present time, memory that lives as long as the chunk, and the first error.
struct RunState {
  Instant now;
  int64_t max_rows = 0;
  int64_t max_steps = 0;
  Arena arena;  // reset after each chunk of the source
  std::optional<SqlError> error;
  std::string_view sql;
  Status source_error;
  int64_t produced = 0;
  uint64_t next_dictionary = 1;  // Dictionary::serial

  void Fail(const std::string& message, Span span) {
    if (!error) error = MakeSqlError(SqlError::Kind::kRuntime, message, span, sql);
  }
  bool failed() const { return error.has_value() || !source_error.ok(); }
};

// A column of results: row k is data[k * stride]; stride 0 for a constant.
struct Vector {
  const Value* data = nullptr;
  size_t stride = 1;
  const Value& operator[](size_t row) const { return data[row * stride]; }
};

class Evaluator {
 public:
  // `expr` must outlive the evaluator and hold no sub-query, column of an outer row or unresolved form.
  Evaluator(const BoundExpr& expr, RunState* run);

  // Results for the rows of `chunk`; valid until the next call and until the run's arena is reset.
  Vector Run(const Chunk& chunk) { return Eval(chunk, nullptr, chunk.rows); }

 private:
  Vector Eval(const Chunk& chunk, const uint32_t* rows, size_t count);
  Vector EvalColumn(const Chunk& chunk, const uint32_t* rows, size_t count);
  Vector EvalCall(const Chunk& chunk, const uint32_t* rows, size_t count);
  Vector EvalCast(const Chunk& chunk, const uint32_t* rows, size_t count);
  Vector EvalLogic(const Chunk& chunk, const uint32_t* rows, size_t count, bool is_and);
  Vector EvalCase(const Chunk& chunk, const uint32_t* rows, size_t count);
  Vector EvalIn(const Chunk& chunk, const uint32_t* rows, size_t count);
  bool FastBinary(const Vector& a, const Vector& b, size_t count);

  const BoundExpr& expr_;
  RunState* run_;
  std::vector<Evaluator> args_;
  std::vector<SqlType> arg_types_;
  std::vector<Value> buffer_;
  std::unique_ptr<CallState> scratch_;
  CallContext context_;
  int fast_ = 0;
};

// Whether Evaluator can run it.
bool IsEvaluable(const BoundExpr& expr);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_EVALUATOR_H_
