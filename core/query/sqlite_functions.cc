#include "core/query/sqlite_functions.h"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <unordered_set>

#include "core/query/sqlite_value.h"

namespace pandora {
namespace {

void Refuse(sqlite3_context* context) { sqlite3_result_error(context, "the run failed", -1); }

// Runs an expression on one row at a time.
class ExpressionCall {
 public:
  ExpressionCall(const ExpressionSite& site, RunState* run)
      : site_(site),
        run_(run),
        evaluator_(site.generator ? *site.expr->args[0] : *site.expr, run),
        row_(site.arg_types.size()) {
    chunk_.rows = 1;
    for (Value& cell : row_) chunk_.columns.push_back(ColumnVector::Boxed(&cell));
    if (!site.generator) return;
    args_.reserve(site.expr->args.size());
    for (const ExprPtr& arg : site.expr->args) {
      args_.emplace_back(*arg, run);
      types_.push_back(arg->type);
    }
    context_.arg_types = types_;
    context_.result_type = &site.expr->type;
    context_.state = site.expr->state.get();
    context_.scratch = &scratch_;
    context_.arena = &run->arena;
    context_.now = run->now;
  }

  void Run(sqlite3_context* context, int count, sqlite3_value** values) {
    run_->arena.Reset();
    for (int k = 0; k < count; ++k)
      row_[static_cast<size_t>(k)] = FromSqlite(values[k], site_.arg_types[static_cast<size_t>(k)], &run_->arena);
    if (site_.generator) {
      RunGenerator(context);
      return;
    }
    Vector result = evaluator_.Run(chunk_);
    if (run_->failed()) Refuse(context);
    else ToSqlite(context, result[0], site_.expr->type);
  }

 private:
  void RunGenerator(sqlite3_context* context) {
    std::vector<Value> values;
    for (Evaluator& arg : args_) values.push_back(arg.Run(chunk_)[0]);
    Value rows;
    if (!run_->failed()) site_.expr->function->kernel(context_, values.data(), &rows);
    if (!context_.error.empty()) run_->Fail(context_.error, site_.expr->span);
    if (run_->failed()) Refuse(context);
    else ToSqlite(context, rows, SqlType::Array(site_.expr->type));
  }

  const ExpressionSite& site_;
  RunState* run_;
  Evaluator evaluator_;
  std::vector<Value> row_;
  Chunk chunk_;
  std::vector<Evaluator> args_;
  std::vector<SqlType> types_;
  std::unique_ptr<CallState> scratch_;
  CallContext context_;
};

void CallExpression(sqlite3_context* context, int count, sqlite3_value** values) {
  static_cast<ExpressionCall*>(sqlite3_user_data(context))->Run(context, count, values);
}

struct AggregateCallSite {
  const AggregateSite* site;
  RunState* run;
};

// One group, or one window partition. Rows are kept once a window takes one back: then the result is computed afresh.
class AggregateState {
 public:
  explicit AggregateState(const AggregateCallSite& call) : site_(*call.site), run_(call.run), state_(Fresh()) {
    context_.arg_types = site_.arg_types;
    context_.result_type = &site_.type;
    context_.state = site_.state;
    context_.arena = &run_->arena;
    context_.now = run_->now;
  }

  void Step(int count, sqlite3_value** values, bool keep) {
    run_->arena.Reset();
    std::vector<Value> row;
    int args = std::min(count, static_cast<int>(site_.arg_types.size()));
    for (int k = 0; k < args; ++k)
      row.push_back(FromSqlite(values[k], site_.arg_types[static_cast<size_t>(k)], keep ? &kept_bytes_ : &run_->arena));
    if (keep) kept_.push_back(row);
    if (site_.distinct && !IsNew(row)) return;
    state_->Step(context_, row.data());
    Note();
  }

  void Inverse() {
    if (kept_.empty()) return;
    kept_.pop_front();
    stale_ = true;
  }

  void Finish(sqlite3_context* context) {
    run_->arena.Reset();
    if (stale_) {
      state_ = Fresh();
      for (const std::vector<Value>& row : kept_) state_->Step(context_, row.data());
      stale_ = false;
    }
    Value result = state_->Finish(context_);
    Note();
    if (run_->failed()) Refuse(context);
    else ToSqlite(context, result, site_.type);
  }

 private:
  std::unique_ptr<Aggregator> Fresh() const { return site_.function->aggregate(site_.arg_types, site_.type); }
  void Note() {
    if (!context_.error.empty()) run_->Fail(context_.error, site_.span);
  }
  bool IsNew(const std::vector<Value>& row) {
    std::string key;
    for (const Value& value : row) AppendGroupKey(value, &key);
    return seen_.insert(std::move(key)).second;
  }

  const AggregateSite& site_;
  RunState* run_;
  std::unique_ptr<Aggregator> state_;
  CallContext context_;
  std::unordered_set<std::string> seen_;  // never iterated
  std::deque<std::vector<Value>> kept_;
  Arena kept_bytes_;
  bool stale_ = false;
};

// SQLite keeps a pointer for us per group.
AggregateState* StateOf(sqlite3_context* context, bool create) {
  auto** slot = static_cast<AggregateState**>(sqlite3_aggregate_context(context, create ? sizeof(AggregateState*) : 0));
  if (!slot) return nullptr;
  if (!*slot && create) *slot = new AggregateState(*static_cast<AggregateCallSite*>(sqlite3_user_data(context)));
  return *slot;
}

void StepAggregate(sqlite3_context* context, int count, sqlite3_value** values) {
  StateOf(context, true)->Step(count, values, false);
}
void StepWindow(sqlite3_context* context, int count, sqlite3_value** values) {
  StateOf(context, true)->Step(count, values, true);
}
void InverseWindow(sqlite3_context* context, int, sqlite3_value**) { StateOf(context, true)->Inverse(); }
void ValueOfWindow(sqlite3_context* context) { StateOf(context, true)->Finish(context); }

void FinishAggregate(sqlite3_context* context) {
  AggregateState* state = StateOf(context, true);
  state->Finish(context);
  delete state;
  *static_cast<AggregateState**>(sqlite3_aggregate_context(context, 0)) = nullptr;
}

// The scalar sub-query's guard: keeps the first value, refuses a second row.
struct OneRow {
  sqlite3_value* value;
  int rows;
};

void StepOneRow(sqlite3_context* context, int, sqlite3_value** values) {
  auto* state = static_cast<OneRow*>(sqlite3_aggregate_context(context, sizeof(OneRow)));
  if (!state) return;
  if (++state->rows == 1) {
    state->value = sqlite3_value_dup(values[0]);
    return;
  }
  auto* run = static_cast<RunState*>(sqlite3_user_data(context));
  run->Fail("more than one row returned by a subquery used as an expression", {});
  Refuse(context);
}

void FinishOneRow(sqlite3_context* context) {
  auto* state = static_cast<OneRow*>(sqlite3_aggregate_context(context, 0));
  if (!state || !state->value) return;
  sqlite3_result_value(context, state->value);
  sqlite3_value_free(state->value);
  state->value = nullptr;
}

void IsMinusZero(sqlite3_context* context, int, sqlite3_value** values) {
  const bool real = sqlite3_value_type(values[0]) == SQLITE_FLOAT;
  const double value = real ? sqlite3_value_double(values[0]) : 1;
  sqlite3_result_int(context, value == 0 && std::signbit(value) ? 1 : 0);
}

template <typename T>
void Delete(void* object) {
  delete static_cast<T*>(object);
}

Status Check(sqlite3* db, int code) {
  if (code == SQLITE_OK) return Status();
  return Status(ErrorCode::kInternal, std::string("SQLite: ") + sqlite3_errmsg(db));
}

}  // namespace

Status RegisterSites(sqlite3* db, SqliteSites* sites, RunState* run) {
  for (size_t k = 0; k < sites->expressions.size(); ++k) {
    const ExpressionSite& site = sites->expressions[k];
    bool deterministic = true;
    VisitExpr(*site.expr, [&](const BoundExpr& e) {
      if (e.function && (e.function->flags & kNotDeterministic)) deterministic = false;
    });
    int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | (deterministic ? SQLITE_DETERMINISTIC : 0);
    std::string name = "x" + std::to_string(k);
    int code = sqlite3_create_function_v2(db, name.c_str(), static_cast<int>(site.arg_types.size()), flags,
                                          new ExpressionCall(site, run), CallExpression, nullptr, nullptr,
                                          Delete<ExpressionCall>);
    PANDORA_RETURN_IF_ERROR(Check(db, code));
  }
  for (size_t k = 0; k < sites->aggregates.size(); ++k) {
    const AggregateSite& site = sites->aggregates[k];
    std::string number = std::to_string(k);
    constexpr int args = -1;  // any: the generator may add one that is ignored
    int code = sqlite3_create_function_v2(db, ("a" + number).c_str(), args, SQLITE_UTF8 | SQLITE_INNOCUOUS,
                                          new AggregateCallSite{&site, run}, nullptr, StepAggregate, FinishAggregate,
                                          Delete<AggregateCallSite>);
    PANDORA_RETURN_IF_ERROR(Check(db, code));
    code = sqlite3_create_window_function(db, ("w" + number).c_str(), args, SQLITE_UTF8 | SQLITE_INNOCUOUS,
                                          new AggregateCallSite{&site, run}, StepWindow, FinishAggregate, ValueOfWindow,
                                          InverseWindow, Delete<AggregateCallSite>);
    PANDORA_RETURN_IF_ERROR(Check(db, code));
  }
  PANDORA_RETURN_IF_ERROR(Check(
      db, sqlite3_create_function_v2(db, "is_minus_zero", 1, SQLITE_UTF8 | SQLITE_INNOCUOUS | SQLITE_DETERMINISTIC,
                                     nullptr, IsMinusZero, nullptr, nullptr, nullptr)));
  PANDORA_RETURN_IF_ERROR(Check(db, sqlite3_create_function_v2(db, "one_row", 1, SQLITE_UTF8 | SQLITE_INNOCUOUS, run,
                                                               nullptr, StepOneRow, FinishOneRow, nullptr)));
  return Status();
}

}  // namespace pandora
