// Arrays, maps and structs.
#include <algorithm>

#include "core/function/cast.h"
#include "core/function/kernel.h"

namespace pandora {
namespace {

void MakeList(CallContext& context, const Value* args, Value* result) {
  Value* items = NewItems(context.arena, context.arg_types.size());
  std::copy_n(args, context.arg_types.size(), items);
  *result = Value::List(items, context.arg_types.size());
}

std::optional<SqlType> ArrayType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  return SqlType::Array(args.empty() ? SqlType(SqlKind::kNull) : args[0]);
}

std::optional<SqlType> StructType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  std::vector<SqlField> fields;
  for (size_t k = 0; k < args.size(); ++k) fields.push_back({"col" + std::to_string(k + 1), args[k]});
  return SqlType::Struct(std::move(fields));
}

void NamedStruct(CallContext& context, const Value* args, Value* result) {
  size_t count = context.arg_types.size() / 2;
  Value* items = NewItems(context.arena, count);
  for (size_t k = 0; k < count; ++k) items[k] = args[2 * k + 1];
  *result = Value::List(items, count);
}

std::optional<SqlType> NamedStructType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                       std::string* error) {
  std::vector<SqlField> fields;
  if (args.size() % 2 != 0) *error = "named_struct expects an even number of arguments.";
  for (size_t k = 0; k + 1 < args.size() && error->empty(); k += 2) {
    if (!constants[k] || constants[k]->is_null() || args[k].kind != SqlKind::kString)
      *error = "Only foldable StringType expressions are allowed to appear at odd position";
    else fields.push_back({std::string(constants[k]->view()), args[k + 1]});
  }
  if (!error->empty()) return std::nullopt;
  return SqlType::Struct(std::move(fields));
}

void MakeMap(CallContext& context, const Value* args, Value* result) {
  size_t count = context.arg_types.size();
  for (size_t k = 0; k < count; k += 2) {
    if (!args[k].is_null()) continue;
    context.error = "Cannot use null as map key!";
    return;
  }
  MakeList(context, args, result);
}

std::optional<SqlType> MapType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args.size() % 2 != 0) {
    *error = "map expects a positive even number of arguments.";
    return std::nullopt;
  }
  if (args.empty()) return SqlType::Map(SqlKind::kNull, SqlKind::kNull);
  for (size_t k = 2; k < args.size(); ++k) {
    if (args[k] == args[k % 2] || args[k].kind == SqlKind::kNull) continue;
    *error = std::string("The given ") + (k % 2 == 0 ? "keys" : "values") +
             " of function map should all be the same type, but they are " + TypeName(args[k % 2]) + " and " +
             TypeName(args[k]);
    return std::nullopt;
  }
  return SqlType::Map(args[0], args[1]);
}

void Element(CallContext& context, const Value* args, Value* result) {
  if (context.arg_types[0].kind == SqlKind::kArray) {
    if (args[1].i >= 0 && args[1].i < args[0].size) *result = args[0].items[args[1].i];
    return;
  }
  for (uint32_t k = 0; k + 1 < args[0].size; k += 2) {
    if (CompareValues(args[0].items[k], args[1]) != 0) continue;
    *result = args[0].items[k + 1];
    return;
  }
}

std::optional<SqlType> ElementType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  return args[0].kind == SqlKind::kArray ? args[0].element() : args[0].mapped();
}

void ArrayFields(CallContext& context, const Value* args, Value* result) {
  Value* items = NewItems(context.arena, args[0].size);
  for (uint32_t k = 0; k < args[0].size; ++k) {
    if (!args[0].items[k].is_null()) items[k] = args[0].items[k].items[args[1].i];
  }
  *result = Value::List(items, args[0].size);
}

std::optional<SqlType> ArrayFieldsType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                       std::string*) {
  return SqlType::Array((*args[0].element().fields)[static_cast<size_t>(constants[1]->i)].type);
}

void Size(CallContext& context, const Value* args, Value* result) {
  if (args[0].is_null()) *result = Value::Int(-1);
  else *result = Value::Int(args[0].size / (context.arg_types[0].kind == SqlKind::kMap ? 2 : 1));
}

std::optional<SqlType> SizeType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args[0].kind == SqlKind::kArray || args[0].kind == SqlKind::kMap || args[0].kind == SqlKind::kNull)
    return SqlType(SqlKind::kInt);
  *error = "argument 1 requires (array or map) type, however, it is of " + TypeName(args[0]) + " type.";
  return std::nullopt;
}

void ArrayContains(CallContext&, const Value* args, Value* result) {
  bool null = false;
  for (uint32_t k = 0; k < args[0].size; ++k) {
    null = null || args[0].items[k].is_null();
    if (args[0].items[k].is_null() || CompareValues(args[0].items[k], args[1]) != 0) continue;
    *result = Value::Bool(true);
    return;
  }
  if (!null) *result = Value::Bool(false);
}

std::optional<SqlType> ContainsType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args[0].kind == SqlKind::kArray && args[0].element() == args[1]) return SqlType(SqlKind::kBoolean);
  if (args[1].kind == SqlKind::kNull) *error = "Null typed values cannot be used as arguments";
  else *error = "Arguments must be an array followed by a value of same type as the array members";
  return std::nullopt;
}

void SortArray(CallContext& context, const Value* args, Value* result) {
  bool ascending = context.arg_types.size() < 2 || args[1].is_true();
  Value* items = NewItems(context.arena, args[0].size);
  std::copy_n(args[0].items, args[0].size, items);
  std::stable_sort(items, items + args[0].size, [ascending](const Value& a, const Value& b) {
    return (ascending ? CompareValues(a, b) : CompareValues(b, a)) < 0;
  });
  *result = Value::List(items, args[0].size);
}

std::optional<SqlType> SortArrayType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                     std::string* error) {
  if (args[0].kind != SqlKind::kArray || !args[0].element().IsOrderable())
    *error = "sort_array does not support sorting array of type " + TypeName(args[0]);
  else if (args.size() > 1 && (!constants[1] || constants[1]->is_null()))
    *error = "Sort order in second argument requires a boolean literal.";
  if (!error->empty()) return std::nullopt;
  return args[0];
}

template <int kPart>
void MapPart(CallContext& context, const Value* args, Value* result) {
  size_t count = args[0].size / 2;
  Value* items = NewItems(context.arena, count);
  for (size_t k = 0; k < count; ++k) items[k] = args[0].items[2 * k + kPart];
  *result = Value::List(items, count);
}

template <int kPart>
std::optional<SqlType> MapPartType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args[0].kind == SqlKind::kMap) return SqlType::Array((*args[0].fields)[kPart].type);
  *error = "argument 1 requires map type, however, it is of " + TypeName(args[0]) + " type.";
  return std::nullopt;
}

const Function kTable[] = {
    {"array", "(same, ...) -> rule;() -> rule", MakeList, nullptr, kOwnNulls, ArrayType, nullptr,
     "An array of the arguments.", "由参数组成数组。", "array(1, 2, 3) => [1,2,3]\narray('a', 1) => [\"a\",\"1\"]"},
    {"struct", "(any, ...) -> rule", MakeList, nullptr, kOwnNulls, StructType, nullptr,
     "A struct of the arguments; names from the columns or aliases.", "由参数组成结构体。",
     "struct(1, 'a') => {\"col1\":1,\"col2\":\"a\"}"},
    {"named_struct", "(any, any, ...) -> rule", NamedStruct, nullptr, kOwnNulls, NamedStructType, nullptr,
     "A struct of names and values.", "由名称与值组成结构体。",
     "named_struct('a', 1, 'b', 'x') => {\"a\":1,\"b\":\"x\"}"},
    {"map", "(pairs, pairs, ...) -> rule;() -> rule", MakeMap, nullptr, kOwnNulls, MapType, nullptr,
     "A map of keys and values.", "由键值组成映射。", "map('a', 1) => {\"a\":1}\nmap('a', 1)['a'] => 1"},
    {"[]", "(any, any) -> rule", Element, nullptr, kOperator, ElementType, nullptr,
     "An element of an array by its 0-based index, or of a map by its key; NULL if absent.",
     "数组下标(从 0 开始)或映射取值。", "array(1, 2)[1] => 2\narray(1)[5] => NULL"},
    {"get_array_struct_fields", "(array, int) -> rule", ArrayFields, nullptr, kOperator, ArrayFieldsType, nullptr,
     "A field of every struct in an array.", "取数组中每个结构体的字段。", ""},
    {"size", "(any) -> rule", Size, nullptr, kOwnNulls, SizeType, nullptr, "The number of elements; -1 for NULL.",
     "元素个数;NULL 得 -1。", "size(array(1, 2)) => 2\nsize(null) => -1"},
    {"array_contains", "(array, element) -> rule", ArrayContains, nullptr, 0, ContainsType, nullptr,
     "Whether an array has a value.", "数组是否包含某值。",
     "array_contains(array(1, 2), 2) => true\narray_contains(array(1, null), 3) => NULL"},
    {"sort_array", "(array[, boolean]) -> rule", SortArray, nullptr, 0, SortArrayType, nullptr,
     "The array sorted; false for descending.", "数组排序。",
     "sort_array(array(3, 1, 2)) => [1,2,3]\nsort_array(array(3, null, 1), false) => [3,1,null]"},
    {"map_keys", "(map) -> rule", MapPart<0>, nullptr, 0, MapPartType<0>, nullptr, "The keys of a map.", "映射的键。",
     "map_keys(map('a', 1)) => [\"a\"]"},
    {"map_values", "(map) -> rule", MapPart<1>, nullptr, 0, MapPartType<1>, nullptr, "The values of a map.",
     "映射的值。", "map_values(map('a', 1)) => [1]"},
};

}  // namespace

std::span<const Function> CollectionFunctions() { return kTable; }

}  // namespace pandora
