// The functions of SQL: one row per function, from which the binder takes signatures and type rules, both executors the
// kernel, and the reference its text. Operators are functions too ("+", "=", "like"), so there is one set of rules.
//
// A row's signature is text, e.g. "(string, int[, int]) -> string". Argument classes (the binder casts to them):
//   a type's name   cast to it as Spark's implicit casts allow         num      numeric; strings become double
//   any             as it is                                           same     all `same` are widened together, also to string
//   array map struct  of that shape, as it is                          wide     widened together, never to string
//   integral        tinyint..bigint; anything else is cast to bigint   ...      the last class repeats (zero or more)
//   sumnum          bigint, double or decimal: what sum() adds up      avgnum   double or decimal
//   text            string, or binary as it is                          element  the element type of the first argument, an array
//   textonly        string, never cast to it                           bytes    string or binary, never cast to it
//   pairs           keys and values in turn: each widened among themselves, also to string
//   numonly intonly numeric, int: never cast to it                     intlong  int or bigint, never cast to it
//   real            float as it is, anything else is cast to double    first    cast to the type of the first argument
// Results: a type's name, $N (the type of argument N, from 1, after casts), or "rule" with `type_rule` set.
#ifndef PANDORA_CORE_FUNCTION_FUNCTION_H_
#define PANDORA_CORE_FUNCTION_FUNCTION_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/value/sql_type.h"
#include "core/value/sql_value.h"

namespace pandora {

// What a kernel compiled from constant arguments (a pattern, a date format). Kept with the call, shared by its runs.
class CallState {
 public:
  virtual ~CallState() = default;
};

// What a kernel is told besides its arguments. One per call site and run; the arena and the error change hands per batch.
struct CallContext {
  std::span<const SqlType> arg_types;
  const SqlType* result_type = nullptr;
  const CallState* state = nullptr;               // from `prepare`, or null
  std::unique_ptr<CallState>* scratch = nullptr;  // a kernel's own cache for this call site, empty at first
  Arena* arena = nullptr;                         // result bytes and items go here
  Instant now;                                    // the batch's one present time
  std::string error;                              // set by a kernel: the statement fails with this message
};

// Computes one result. Unless the row says kOwnNulls it is never called with a null argument.
using Kernel = void (*)(CallContext& context, const Value* args, Value* result);

// The state of one aggregate over one group.
class Aggregator {
 public:
  virtual ~Aggregator() = default;
  // `args` live only for the call. Rows with a null in the first argument come too.
  virtual void Step(CallContext& context, const Value* args) = 0;
  // May be called more than once, with steps in between (window frames).
  virtual Value Finish(CallContext& context) = 0;
};
using AggregatorFactory = std::unique_ptr<Aggregator> (*)(std::span<const SqlType> args, const SqlType& result);

enum FunctionFlag : unsigned {
  kOwnNulls = 1,          // the kernel handles null arguments; otherwise any null gives null
  kNotDeterministic = 2,  // differs from call to call: never folded
  kUsesNow = 4,           // reads context.now: folded per run, not per plan
  kWindowOnly = 8,        // needs OVER: row_number, rank, lag ...
  kGenerator = 16,        // yields rows: explode ...
  kLazy = 32,             // the executor evaluates it itself and only the arguments it needs: if, coalesce ...
  kOperator = 64,         // not callable by name
  kNewer = 128,           // not in Spark 2.2: accepted as an extension
};

// The result's type from the arguments' (after casts); on failure sets `error` to Spark's kind of message.
using TypeRule = std::optional<SqlType> (*)(std::span<const SqlType> args, std::span<const Value* const> constants,
                                            std::string* error);
// May compile constant arguments; `constants` holds null pointers where an argument is not constant. Sets `error` to refuse.
using Prepare = std::unique_ptr<CallState> (*)(std::span<const SqlType> args, std::span<const Value* const> constants,
                                               std::string* error);

struct Function {
  std::string_view names;      // "substr|substring": the first is the one that is shown
  std::string_view signature;  // several may stand, separated by ';': the first whose count fits
  Kernel kernel = nullptr;
  AggregatorFactory aggregate = nullptr;
  unsigned flags = 0;
  TypeRule type_rule = nullptr;
  Prepare prepare = nullptr;
  std::string_view english;
  std::string_view chinese;
  // Lines "expression => printed result"; run as tests and shown in the reference.
  std::string_view examples;

  std::string_view name() const { return names == "|" ? names : names.substr(0, names.find('|')); }
  bool is_aggregate() const { return aggregate != nullptr; }
};

// The parsed form of one signature.
struct Signature {
  std::vector<std::string_view> args;
  size_t required = 0;   // the rest is optional
  bool repeats = false;  // the last class takes any number more
  std::string_view result;

  bool Accepts(size_t count) const { return count >= required && (repeats || count <= args.size()); }
  std::string_view ArgClass(size_t index) const { return args[index < args.size() ? index : args.size() - 1]; }
};
std::vector<Signature> ParseSignatures(std::string_view text);

// All rows, family after family.
const std::vector<const Function*>& AllFunctions();

// The function called `name` (without case), or null. Operators are found under their symbol.
const Function* FindFunction(std::string_view name);

// The parsed signatures of a row of the table.
const std::vector<Signature>& SignaturesOf(const Function& function);

// The families; each is one file with one table.
std::span<const Function> OperatorFunctions();
std::span<const Function> StringFunctions();
std::span<const Function> TextFormFunctions();
std::span<const Function> RegexFunctions();
std::span<const Function> MathFunctions();
std::span<const Function> DateFunctions();
std::span<const Function> ConditionFunctions();
std::span<const Function> CollectionFunctions();
std::span<const Function> DigestFunctions();
std::span<const Function> WebFunctions();
std::span<const Function> AggregateFunctions();
std::span<const Function> StatisticsFunctions();
std::span<const Function> WindowFunctions();
std::span<const Function> GeneratorFunctions();

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_FUNCTION_H_
