// Choosing between values, and tests for NULL and NaN.
#include <cmath>

#include "core/function/kernel.h"

namespace pandora {
namespace {

void Coalesce(CallContext& context, const Value* args, Value* result) {
  for (size_t k = 0; k < context.arg_types.size(); ++k) {
    if (args[k].is_null()) continue;
    *result = args[k];
    return;
  }
}

void If(CallContext&, const Value* args, Value* result) { *result = args[0].is_true() ? args[1] : args[2]; }
void Nvl2(CallContext&, const Value* args, Value* result) { *result = args[0].is_null() ? args[2] : args[1]; }

void NullIf(CallContext&, const Value* args, Value* result) {
  bool equal = !args[0].is_null() && !args[1].is_null() && CompareValues(args[0], args[1]) == 0;
  if (!equal) *result = args[0];
}

void IsNull(CallContext&, const Value* args, Value* result) { *result = Value::Bool(args[0].is_null()); }
void IsNotNull(CallContext&, const Value* args, Value* result) { *result = Value::Bool(!args[0].is_null()); }
void IsNan(CallContext&, const Value* args, Value* result) {
  *result = Value::Bool(!args[0].is_null() && std::isnan(args[0].d));
}

void Nanvl(CallContext&, const Value* args, Value* result) {
  if (args[0].is_null()) return;
  *result = std::isnan(args[0].d) ? args[1] : args[0];
}

// float only when both are.
std::optional<SqlType> NanvlType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  return args[0].kind == args[1].kind ? args[0] : SqlType(SqlKind::kDouble);
}

template <int kSign>
void Extreme(CallContext& context, const Value* args, Value* result) {
  for (size_t k = 0; k < context.arg_types.size(); ++k) {
    if (args[k].is_null()) continue;
    if (result->is_null() || CompareValues(args[k], *result) * kSign > 0) *result = args[k];
  }
}

std::optional<SqlType> OrderableType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args[0].IsOrderable()) return args[0];
  *error = "does not support ordering on type " + TypeName(args[0]);
  return std::nullopt;
}

void AssertTrue(CallContext& context, const Value* args, Value*) {
  if (!args[0].is_true()) context.error = "assertion failed: assert_true got false or NULL";
}

// What stands for the cluster: one partition, one database, no files.
void CurrentDatabase(CallContext&, const Value*, Value* result) { *result = Value::Text("default"); }
void PartitionId(CallContext&, const Value*, Value* result) { *result = Value::Int(0); }
void InputFileName(CallContext&, const Value*, Value* result) { *result = Value::Text(""); }

class RowCounter : public CallState {
 public:
  int64_t next = 0;
};
void RowId(CallContext& context, const Value*, Value* result) {
  if (!*context.scratch) *context.scratch = std::make_unique<RowCounter>();
  *result = Value::Int(static_cast<RowCounter*>(context.scratch->get())->next++);
}

constexpr unsigned kOwn = kOwnNulls;

const Function kTable[] = {
    {"coalesce", "(same, same, ...) -> $1;(same) -> $1", Coalesce, nullptr, kOwn | kLazy, nullptr, nullptr,
     "The first argument that is not NULL.", "第一个非 NULL 的参数。",
     "coalesce(null, 1, 2) => 1\ncoalesce(null, null) => NULL"},
    {"nvl|ifnull", "(same, same) -> $1", Coalesce, nullptr, kOwn | kLazy, nullptr, nullptr,
     "The first argument, or the second where that is NULL.", "第一个参数为 NULL 时取第二个。",
     "nvl(null, 'x') => x\nifnull('y', 'x') => y"},
    {"nvl2", "(any, same, same) -> $2", Nvl2, nullptr, kOwn | kLazy, nullptr, nullptr,
     "The second argument if the first is not NULL, else the third.", "第一个参数非 NULL 取第二个,否则取第三个。",
     "nvl2(null, 'x', 'y') => y"},
    {"if", "(boolean, same, same) -> $2", If, nullptr, kOwn | kLazy, nullptr, nullptr,
     "The second argument if the first is true, else the third.", "条件为真取第二个参数,否则取第三个。",
     "if(1 < 2, 'a', 'b') => a\nif(null, 1, 2) => 2"},
    {"nullif", "(same, same) -> $1", NullIf, nullptr, kOwn, nullptr, nullptr, "NULL if both are equal, else the first.",
     "两者相等得 NULL,否则取第一个。", "nullif('x', 'x') => NULL\nnullif('x', 'y') => x"},
    {"isnull", "(any) -> boolean", IsNull, nullptr, kOwn, nullptr, nullptr, "Whether the value is NULL.",
     "是否为 NULL。", "isnull(null) => true\n1 is null => false"},
    {"isnotnull", "(any) -> boolean", IsNotNull, nullptr, kOwn, nullptr, nullptr, "Whether the value is not NULL.",
     "是否非 NULL。", "isnotnull(1) => true"},
    {"isnan", "(double) -> boolean", IsNan, nullptr, kOwn, nullptr, nullptr,
     "Whether the number is NaN; false for NULL.", "是否为 NaN;NULL 得 false。",
     "isnan(double('NaN')) => true\nisnan(null) => false"},
    {"nanvl", "(real, real) -> rule", Nanvl, nullptr, kOwn, NanvlType, nullptr,
     "The first argument, or the second where that is NaN.", "第一个参数为 NaN 时取第二个。",
     "nanvl(double('NaN'), 2.5) => 2.5"},
    {"greatest", "(wide, wide, ...) -> $1", Extreme<1>, nullptr, kOwn, OrderableType, nullptr,
     "The largest argument; NULLs are skipped.", "最大的参数,忽略 NULL。",
     "greatest(1, 3, 2) => 3\ngreatest(null, 1) => 1"},
    {"least", "(wide, wide, ...) -> $1", Extreme<-1>, nullptr, kOwn, OrderableType, nullptr,
     "The smallest argument; NULLs are skipped.", "最小的参数,忽略 NULL。", "least(10, 3, 2) => 2"},
    {"assert_true", "(boolean) -> null", AssertTrue, nullptr, kOwn | kNotDeterministic, nullptr, nullptr,
     "Fails the statement unless the condition is true.", "条件不为真时语句失败。", "assert_true(1 < 2) => NULL"},
    {"current_database", "() -> string", CurrentDatabase, nullptr, 0, nullptr, nullptr, "Always 'default'.",
     "恒为 'default'。", "current_database() => default"},
    {"monotonically_increasing_id", "() -> bigint", RowId, nullptr, kNotDeterministic, nullptr, nullptr,
     "The number of the row, from 0.", "行号,从 0 开始。", "monotonically_increasing_id() => 0"},
    {"spark_partition_id", "() -> int", PartitionId, nullptr, kNotDeterministic, nullptr, nullptr, "Always 0.",
     "恒为 0。", "spark_partition_id() => 0"},
    {"input_file_name", "() -> string", InputFileName, nullptr, kNotDeterministic, nullptr, nullptr,
     "The name of the file being read; '' where no file is read.", "正在读取的文件名;非文件时为空。",
     "length(input_file_name()) => 0"},
};

}  // namespace

std::span<const Function> ConditionFunctions() { return kTable; }

}  // namespace pandora
