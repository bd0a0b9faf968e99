// to_json and from_json: SQL values to JSON text and back, after Spark's Jackson writer and reader. Rows of the table are in
// web.cc. Internal to core/function.
//
// Spark 2.2's reading is strict: a text that is no JSON, or a member of another type than the schema says, makes the whole
// result NULL. Members that the schema lacks are skipped, those that the text lacks are NULL.
#ifndef PANDORA_CORE_FUNCTION_JSON_STRUCT_H_
#define PANDORA_CORE_FUNCTION_JSON_STRUCT_H_

#include "core/function/function.h"

namespace pandora {

// A type as text: "a INT, b ARRAY<STRING>" (a struct's fields), a type as CAST writes it, or Spark's JSON form of a schema.
// Nothing, with `error` set, for other texts and for more than 64 levels.
std::optional<SqlType> ParseSchemaText(std::string_view text, std::string* error);

std::optional<SqlType> ToJsonType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                  std::string* error);
std::optional<SqlType> FromJsonType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                    std::string* error);
// Reads the options: timestampFormat and dateFormat, Java date patterns.
std::unique_ptr<CallState> PrepareToJson(std::span<const SqlType> args, std::span<const Value* const> constants,
                                         std::string* error);
std::unique_ptr<CallState> PrepareFromJson(std::span<const SqlType> args, std::span<const Value* const> constants,
                                           std::string* error);
void ToJson(CallContext& context, const Value* args, Value* result);
void FromJson(CallContext& context, const Value* args, Value* result);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_JSON_STRUCT_H_
