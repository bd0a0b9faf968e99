// Functions that yield rows: in SELECT or LATERAL VIEW. A kernel answers a list of rows, each a list of columns; the type is
// the struct of the columns.
#include "core/base/text.h"
#include "core/function/json_path.h"
#include "core/function/kernel.h"

namespace pandora {
namespace {

Value Row(CallContext& context, std::initializer_list<Value> cells) {
  Value* items = NewItems(context.arena, cells.size());
  std::copy(cells.begin(), cells.end(), items);
  return Value::List(items, cells.size());
}

template <bool kPosition>
void Explode(CallContext& context, const Value* args, Value* result) {
  if (args[0].is_null()) return;
  bool map = context.arg_types[0].kind == SqlKind::kMap;
  size_t step = map ? 2 : 1;
  size_t count = args[0].size / step;
  Value* rows = NewItems(context.arena, count);
  for (size_t k = 0; k < count; ++k) {
    Value position = Value::Int(static_cast<int64_t>(k));
    const Value* items = args[0].items + k * step;
    if (map) rows[k] = kPosition ? Row(context, {position, items[0], items[1]}) : Row(context, {items[0], items[1]});
    else rows[k] = kPosition ? Row(context, {position, items[0]}) : Row(context, {items[0]});
  }
  *result = Value::List(rows, count);
}

template <bool kPosition>
std::optional<SqlType> ExplodeType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  std::vector<SqlField> fields;
  if (kPosition) fields.push_back({"pos", SqlKind::kInt});
  if (args[0].kind == SqlKind::kArray) {
    fields.push_back({"col", args[0].element()});
  } else if (args[0].kind == SqlKind::kMap) {
    fields.push_back({"key", args[0].key()});
    fields.push_back({"value", args[0].mapped()});
  } else {
    *error = "input to function explode should be array or map type, not " + TypeName(args[0]);
    return std::nullopt;
  }
  return SqlType::Struct(std::move(fields));
}

void Inline(CallContext& context, const Value* args, Value* result) {
  if (args[0].is_null()) return;
  size_t width = context.result_type->fields->size();
  Value* rows = NewItems(context.arena, args[0].size);
  for (uint32_t k = 0; k < args[0].size; ++k) {
    rows[k] = args[0].items[k];
    if (rows[k].is_null()) rows[k] = Value::List(NewItems(context.arena, width), width);
  }
  *result = Value::List(rows, args[0].size);
}

std::optional<SqlType> InlineType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  if (args[0].kind == SqlKind::kArray && args[0].element().kind == SqlKind::kStruct) return args[0].element();
  *error = "input to function inline should be array of struct type, not " + TypeName(args[0]);
  return std::nullopt;
}

void Stack(CallContext& context, const Value* args, Value* result) {
  size_t width = context.result_type->fields->size();
  size_t given = context.arg_types.size() - 1;
  size_t count = (given + width - 1) / width;
  Value* rows = NewItems(context.arena, count);
  for (size_t k = 0; k < count; ++k) {
    Value* cells = NewItems(context.arena, width);
    for (size_t c = 0; c < width && k * width + c < given; ++c) cells[c] = args[1 + k * width + c];
    rows[k] = Value::List(cells, width);
  }
  *result = Value::List(rows, count);
}

std::optional<SqlType> StackType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                 std::string* error) {
  if (!constants[0] || constants[0]->is_null() || constants[0]->i < 1 || args.size() < 2) {
    *error = "The number of rows must be a positive constant integer.";
    return std::nullopt;
  }
  size_t rows = static_cast<size_t>(constants[0]->i);
  size_t width = (args.size() - 1 + rows - 1) / rows;
  std::vector<SqlField> fields;
  for (size_t c = 0; c < width; ++c) fields.push_back({"col" + std::to_string(c), args[1 + c]});
  for (size_t k = 1; k < args.size(); ++k) {
    const SqlType& column = fields[(k - 1) % width].type;
    if (args[k] == column || args[k].kind == SqlKind::kNull) continue;
    *error = "Argument " + std::to_string((k - 1) % width + 1) + " (" + TypeName(column) + ") != Argument " +
             std::to_string(k) + " (" + TypeName(args[k]) + ")";
    return std::nullopt;
  }
  return SqlType::Struct(std::move(fields));
}

void JsonTuple(CallContext& context, const Value* args, Value* result) {
  size_t width = context.arg_types.size() - 1;
  Value* cells = NewItems(context.arena, width);
  for (size_t c = 0; c < width && !args[0].is_null(); ++c) {
    if (args[c + 1].is_null()) continue;
    std::optional<std::string> text = JsonMember(args[0].view(), args[c + 1].view());
    if (text) cells[c] = CopiedText(context, *text);
  }
  Value* rows = NewItems(context.arena, 1);
  rows[0] = Value::List(cells, width);
  *result = Value::List(rows, 1);
}

std::optional<SqlType> JsonTupleType(std::span<const SqlType> args, std::span<const Value* const>, std::string*) {
  std::vector<SqlField> fields;
  for (size_t c = 0; c + 1 < args.size(); ++c) fields.push_back({"c" + std::to_string(c), SqlKind::kString});
  return SqlType::Struct(std::move(fields));
}

constexpr unsigned kGen = kGenerator | kOwnNulls;

const Function kTable[] = {
    {"explode", "(any) -> rule", Explode<false>, nullptr, kGen, ExplodeType<false>, nullptr,
     "A row per element of an array or entry of a map.", "数组或映射的每个元素成为一行。",
     "collect_list(col) from (select explode(array(1, 2))) => [1,2]\ncount(*) from (select explode(array())) => 0"},
    {"explode_outer", "(any) -> rule", Explode<false>, nullptr, kGen, ExplodeType<false>, nullptr,
     "As explode, with one row of NULL where there is no element.", "同 explode,空时保留一行 NULL。",
     "explode_outer(array()) => NULL"},
    {"posexplode", "(any) -> rule", Explode<true>, nullptr, kGen, ExplodeType<true>, nullptr,
     "As explode, with the position from 0.", "同 explode,并给出位置。", "posexplode(array('a')) => 0|a"},
    {"posexplode_outer", "(any) -> rule", Explode<true>, nullptr, kGen, ExplodeType<true>, nullptr,
     "As posexplode, with one row of NULL where there is no element.", "同 posexplode,空时保留一行 NULL。",
     "posexplode_outer(array()) => NULL|NULL"},
    {"inline", "(array) -> rule", Inline, nullptr, kGen, InlineType, nullptr, "A row per struct of an array.",
     "结构体数组的每个元素成为一行。", "inline(array(struct(1, 'a'))) => 1|a"},
    {"inline_outer", "(array) -> rule", Inline, nullptr, kGen, InlineType, nullptr,
     "As inline, with one row of NULL where there is none.", "同 inline,空时保留一行 NULL。",
     "inline_outer(array(struct(1, 'a'))) => 1|a"},
    {"stack", "(int, any, ...) -> rule", Stack, nullptr, kGen, StackType, nullptr, "The arguments laid out in n rows.",
     "将参数排成 n 行。", "stack(1, 'a', 2) => a|2"},
    {"json_tuple", "(textonly, textonly, ...) -> rule", JsonTuple, nullptr, kGen, JsonTupleType, nullptr,
     "The values of top-level keys of a JSON object.", "取 JSON 对象顶层键的值。",
     "json_tuple('{\"a\": 1, \"b\": \"x\"}', 'a', 'b') => 1|x"},
};

}  // namespace

std::span<const Function> GeneratorFunctions() { return kTable; }

}  // namespace pandora
