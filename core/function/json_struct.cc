#include "core/function/json_struct.h"

#include <cmath>

#include "core/base/text.h"
#include "core/function/cast.h"
#include "core/function/date_pattern.h"
#include "core/function/json_path.h"
#include "core/function/kernel.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

constexpr std::string_view kTimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
constexpr std::string_view kDateFormat = "yyyy-MM-dd";

class JsonState : public CallState {
 public:
  std::optional<DatePattern> timestamp;
  std::optional<DatePattern> date;
};

// The patterns in the options, which are a constant map of strings, or none.
std::unique_ptr<JsonState> ReadOptions(const SqlType* type, const Value* options, std::string* error) {
  auto state = std::make_unique<JsonState>();
  std::string_view timestamp = kTimestampFormat;
  std::string_view date = kDateFormat;
  if (type) {
    bool strings =
        type->kind == SqlKind::kMap && type->key().kind == SqlKind::kString && type->mapped().kind == SqlKind::kString;
    if (type->kind != SqlKind::kMap || !options || options->is_null()) *error = "Must use a map() function for options";
    else if (!strings) *error = "A type of keys and values in map() must be string, but got " + TypeName(*type);
    if (!error->empty()) return nullptr;
    for (uint32_t k = 0; k + 1 < options->size; k += 2) {
      if (options->items[k].is_null() || options->items[k + 1].is_null()) continue;
      if (EqualsIgnoreCase(options->items[k].view(), "timestampFormat")) timestamp = options->items[k + 1].view();
      if (EqualsIgnoreCase(options->items[k].view(), "dateFormat")) date = options->items[k + 1].view();
    }
  }
  state->timestamp = DatePattern::Compile(timestamp);
  state->date = DatePattern::Compile(date);
  if (!state->timestamp || !state->date) *error = "no date pattern: " + Quote(state->timestamp ? date : timestamp);
  return state;
}

class Writer {
 public:
  Writer(const JsonState& state, std::string* out) : state_(state), out_(*out) {}

  void Write(const Value& value, const SqlType& type) {
    if (value.is_null()) {
      out_ += "null";
      return;
    }
    switch (type.kind) {
      case SqlKind::kString: AppendJsonText(value.view(), &out_); return;
      case SqlKind::kBinary: AppendJsonText(Base64Encode(value.view()), &out_); return;
      case SqlKind::kDate: WriteTime(DayStart(value.i), *state_.date); return;
      case SqlKind::kTimestamp: WriteTime(value.i, *state_.timestamp); return;
      case SqlKind::kFloat:
      case SqlKind::kDouble: WriteReal(value, type); return;
      case SqlKind::kArray: WriteArray(value, type); return;
      case SqlKind::kStruct: WriteStruct(value, type); return;
      case SqlKind::kMap: WriteMap(value, type); return;
      default: AppendPrinted(value, type, false, &out_);
    }
  }

 private:
  void WriteTime(int64_t micros, const DatePattern& pattern) {
    std::string text;
    pattern.Format(micros, &text);
    AppendJsonText(text, &out_);
  }
  void WriteReal(const Value& value, const SqlType& type) {
    const char* quote = std::isfinite(value.d) ? "" : "\"";
    out_ += quote;
    AppendPrinted(value, type, false, &out_);
    out_ += quote;
  }
  void WriteArray(const Value& value, const SqlType& type) {
    out_ += '[';
    for (uint32_t k = 0; k < value.size; ++k) {
      if (k > 0) out_ += ',';
      Write(value.items[k], type.element());
    }
    out_ += ']';
  }
  // NULL fields are left out.
  void WriteStruct(const Value& value, const SqlType& type) {
    out_ += '{';
    bool first = true;
    for (uint32_t k = 0; k < value.size; ++k) {
      if (value.items[k].is_null()) continue;
      if (!first) out_ += ',';
      first = false;
      AppendJsonText((*type.fields)[k].name, &out_);
      out_ += ':';
      Write(value.items[k], (*type.fields)[k].type);
    }
    out_ += '}';
  }
  void WriteMap(const Value& value, const SqlType& type) {
    out_ += '{';
    for (uint32_t k = 0; k + 1 < value.size; k += 2) {
      if (k > 0) out_ += ',';
      std::string key;
      AppendKey(value.items[k], type.key(), &key);
      AppendJsonText(key, &out_);
      out_ += ':';
      Write(value.items[k + 1], type.mapped());
    }
    out_ += '}';
  }
  // Java's text of a key; a struct or array is its items in brackets.
  void AppendKey(const Value& key, const SqlType& type, std::string* out) {
    if (key.is_null()) {
      *out += "null";
    } else if (type.kind == SqlKind::kStruct || type.kind == SqlKind::kArray) {
      for (uint32_t k = 0; k < key.size; ++k) {
        *out += k == 0 ? '[' : ',';
        AppendKey(key.items[k], type.kind == SqlKind::kArray ? type.element() : (*type.fields)[k].type, out);
      }
      *out += ']';
    } else {
      AppendPrinted(key, type, false, out);
    }
  }

  const JsonState& state_;
  std::string& out_;
};

class Reader {
 public:
  Reader(const JsonState& state, CallContext& context) : state_(state), context_(context) {}

  bool failed() const { return failed_; }

  // A JSON value without blanks around it as a value of `type`.
  Value Read(std::string_view json, const SqlType& type) {
    if (json == "null" || failed_) return Value();
    char first = json[0];
    bool text = first == '"';
    if (type.kind == SqlKind::kString) return ReadText(json);
    if (text && json.size() == 2) return Value();
    switch (type.kind) {
      case SqlKind::kBoolean: return json == "true" || json == "false" ? Value::Bool(json == "true") : Refuse();
      case SqlKind::kTinyint:
      case SqlKind::kSmallint:
      case SqlKind::kInt:
      case SqlKind::kBigint: return ReadIntegral(json, type.kind);
      case SqlKind::kFloat:
      case SqlKind::kDouble: return ReadReal(json, type);
      case SqlKind::kDecimal: return ReadDecimal(json, type);
      case SqlKind::kDate:
      case SqlKind::kTimestamp: return ReadTime(json, type.kind);
      case SqlKind::kBinary: {
        std::optional<std::string> bytes = text ? Base64Decode(UnquoteJson(json)) : std::nullopt;
        return bytes ? CopiedText(context_, *bytes) : Refuse();
      }
      case SqlKind::kArray: return first == '[' ? ReadArray(json, type) : Refuse();
      case SqlKind::kMap: return first == '{' ? ReadMap(json, type) : Refuse();
      case SqlKind::kStruct: return first == '{' ? ReadStruct(json, type) : Refuse();
      default: return Refuse();
    }
  }

 private:
  Value Refuse() {
    failed_ = true;
    return Value();
  }
  static bool IsNumber(std::string_view json) { return json[0] == '-' || (json[0] >= '0' && json[0] <= '9'); }

  Value ReadText(std::string_view json) { return CopiedText(context_, ShownJson(json)); }
  Value ReadIntegral(std::string_view json, SqlKind kind) {
    bool whole = IsNumber(json) && json.find_first_of(".eE") == std::string_view::npos;
    std::optional<int64_t> value = whole ? TextToIntegral(json, kind) : std::nullopt;
    return value ? Value::Int(*value) : Refuse();
  }
  Value ReadReal(std::string_view json, const SqlType& type) {
    std::string word = json[0] == '"' ? UnquoteJson(json) : std::string();
    bool special = word == "NaN" || word == "Infinity" || word == "-Infinity";
    if (!special && !IsNumber(json)) return Refuse();
    return CastValue(Value::Double(TextToDouble(special ? std::string_view(word) : json).value_or(0)), SqlKind::kDouble,
                     type, context_.arena);
  }
  Value ReadDecimal(std::string_view json, const SqlType& type) {
    if (!IsNumber(json)) return Refuse();
    Value value = CastValue(Value::Text(json), SqlKind::kString, type, context_.arena);
    return value.is_null() ? Refuse() : value;
  }
  Value ReadTime(std::string_view json, SqlKind kind) {
    bool date = kind == SqlKind::kDate;
    if (json[0] != '"') {
      std::optional<int64_t> seconds = date ? std::nullopt : TextToIntegral(json, SqlKind::kBigint);
      return seconds ? Value::Int(*seconds * kSecondMicros) : Refuse();
    }
    std::string text = UnquoteJson(json);
    std::optional<int64_t> micros = (date ? state_.date : state_.timestamp)->Parse(text);
    if (!micros) micros = TextToTimestamp(text, LocalDay(context_.now.micros));
    if (!micros) return Refuse();
    return Value::Int(date ? LocalDay(*micros) : *micros);
  }

  Value List(const std::vector<Value>& values) {
    Value* items = NewItems(context_.arena, values.size());
    std::copy(values.begin(), values.end(), items);
    return Value::List(items, values.size());
  }
  Value ReadArray(std::string_view json, const SqlType& type) {
    std::vector<Value> values;
    VisitJson(json, [&](std::string_view, std::string_view item) { values.push_back(Read(item, type.element())); });
    return List(values);
  }
  Value ReadMap(std::string_view json, const SqlType& type) {
    std::vector<Value> values;
    VisitJson(json, [&](std::string_view name, std::string_view item) {
      Value key = CopiedText(context_, UnquoteJson(name));
      values.push_back(CastValue(key, SqlKind::kString, type.key(), context_.arena));
      if (values.back().is_null()) failed_ = true;
      values.push_back(Read(item, type.mapped()));
    });
    return List(values);
  }
  Value ReadStruct(std::string_view json, const SqlType& type) {
    std::vector<Value> values(type.fields->size());
    VisitJson(json, [&](std::string_view name, std::string_view item) {
      std::string key = UnquoteJson(name);
      for (size_t k = 0; k < values.size(); ++k) {
        if ((*type.fields)[k].name == key) values[k] = Read(item, (*type.fields)[k].type);
      }
    });
    return List(values);
  }

  const JsonState& state_;
  CallContext& context_;
  bool failed_ = false;
};

// A struct read from an array of one is that one; an array read from an object holds it alone.
Value ReadRoot(Reader* reader, std::string_view json, const SqlType& type, Arena* arena) {
  if (type.kind == SqlKind::kStruct && json[0] == '[') {
    Value rows = reader->Read(json, SqlType::Array(type));
    return rows.size == 1 && !rows.is_null() ? rows.items[0] : Value();
  }
  if (type.kind == SqlKind::kArray && type.element().kind == SqlKind::kStruct && json[0] == '{') {
    Value* items = NewItems(arena, 1);
    items[0] = reader->Read(json, type.element());
    return Value::List(items, 1);
  }
  return reader->Read(json, type);
}

}  // namespace

std::optional<SqlType> ToJsonType(std::span<const SqlType> args, std::span<const Value* const>, std::string* error) {
  const SqlType& type = args[0].kind == SqlKind::kArray ? args[0].element() : args[0];
  if (type.kind == SqlKind::kStruct || type.kind == SqlKind::kMap) return SqlType(SqlKind::kString);
  *error = "Input type " + TypeName(args[0]) + " must be a struct, array of structs or a map or array of map.";
  return std::nullopt;
}

std::optional<SqlType> FromJsonType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                    std::string* error) {
  if (args[1].kind != SqlKind::kString || !constants[1] || constants[1]->is_null()) {
    *error = "Expected a string literal as the schema, not a value of type " + TypeName(args[1]);
    return std::nullopt;
  }
  std::optional<SqlType> type = ParseSchemaText(constants[1]->view(), error);
  bool rows = type && (type->kind == SqlKind::kStruct || type->kind == SqlKind::kArray || type->kind == SqlKind::kMap);
  if (type && !rows) *error = "Input schema " + TypeName(*type) + " must be a struct, an array or a map.";
  return rows ? type : std::nullopt;
}

std::unique_ptr<CallState> PrepareToJson(std::span<const SqlType> args, std::span<const Value* const> constants,
                                         std::string* error) {
  return args.size() > 1 ? ReadOptions(&args[1], constants[1], error) : ReadOptions(nullptr, nullptr, error);
}

std::unique_ptr<CallState> PrepareFromJson(std::span<const SqlType> args, std::span<const Value* const> constants,
                                           std::string* error) {
  return args.size() > 2 ? ReadOptions(&args[2], constants[2], error) : ReadOptions(nullptr, nullptr, error);
}

void ToJson(CallContext& context, const Value* args, Value* result) {
  std::string out;
  Writer(*static_cast<const JsonState*>(context.state), &out).Write(args[0], context.arg_types[0]);
  *result = CopiedText(context, out);
}

void FromJson(CallContext& context, const Value* args, Value* result) {
  std::optional<std::string_view> json = LeadingJson(args[0].view());
  if (!json) return;
  Reader reader(*static_cast<const JsonState*>(context.state), context);
  Value value = ReadRoot(&reader, *json, *context.result_type, context.arena);
  if (!reader.failed()) *result = value;
}

}  // namespace pandora
