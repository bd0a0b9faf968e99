// How values of a query look inside SQLite, so that its own comparison, grouping and sorting are right (spec/sql.md 6.4):
// integers, booleans, dates and timestamps as INTEGER; floating numbers as REAL, NaN as a BLOB (which sorts after all
// numbers and equals itself); strings as TEXT; decimals of up to 18 digits as INTEGER, wider ones, intervals, arrays, structs
// and maps as BLOBs whose byte order is the values' order. Nothing is ever converted by SQLite.
#ifndef PANDORA_CORE_QUERY_SQLITE_VALUE_H_
#define PANDORA_CORE_QUERY_SQLITE_VALUE_H_

#include <string>

#include "core/value/sql_type.h"
#include "core/value/sql_value.h"

struct sqlite3_context;
struct sqlite3_value;

namespace pandora {

// Texts and lists of the result live in `arena`.
Value FromSqlite(sqlite3_value* from, const SqlType& type, Arena* arena);

void ToSqlite(sqlite3_context* context, const Value& value, const SqlType& type);

// The value as a literal of SQLite's language.
std::string SqliteLiteral(const Value& value, const SqlType& type);

// The BLOB of a list, and back. Texts of the result are views of `bytes` unless they had to be unescaped.
void EncodeOrdered(const Value& value, const SqlType& type, std::string* out);
Value DecodeOrdered(std::string_view* bytes, const SqlType& type, Arena* arena);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_SQLITE_VALUE_H_
