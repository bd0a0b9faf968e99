// What a log repo (logdb) declares: fields with the types of log search, and the columns of the record log that keep their values.
// Plain data and pure functions; where log repos live is core/sink/logdb_store.h.
//
// A field of log search takes one value or a list of them, and an object may hold members nobody declared. A column has one type,
// so a field has up to three: `f` for single values (objects with declared members: a map), `f[]` for lists, `f{}` for objects,
// points and lists of objects that are kept as JSON text.
#ifndef PANDORA_CORE_SINK_LOGDB_SCHEMA_H_
#define PANDORA_CORE_SINK_LOGDB_SCHEMA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/type.h"

namespace pandora {

enum class LogKind : uint8_t { kString, kLong, kFloat, kBoolean, kDate, kGeoPoint, kIp, kObject };

// How a string is cut into words for searching; see core/sink/logdb_text.h.
enum class Analyzer : uint8_t { kStandard, kSimple, kWhitespace, kStop, kKeyword, kPath };

struct LogField {
  std::string name;
  LogKind kind = LogKind::kString;
  Analyzer analyzer = Analyzer::kStandard;  // of strings
  std::vector<LogField> fields;             // of objects: the declared members, perhaps none
};

inline constexpr int kMaxLogFields = 500;  // nested ones included
inline constexpr int kMaxLogDepth = 8;     // objects inside objects

// "string", "long", "float", "boolean", "date", "geo_point", "ip", "object" (spec/clients.md 2.11).
std::string_view LogKindName(LogKind kind);

// Reads [{"key", "valtype", "analyzer", "schema"}]; other members are not looked at. kBadRequest for what is missing, unknown,
// doubled, too many or too deep; the detail names the field.
Result<std::vector<LogField>> ReadLogSchema(const Json& schema);

// The entry of a log repo's schema for a field of a pipeline repo (seed 002:596-612): map and jsonstring become object, an array its
// element type, strings get the analyzer "standard".
Json DeriveLogField(const std::string& name, const Type& type);

// Whether `field` takes values of `type` (the same table; beyond it boolean to boolean, string to ip and geo_point, and of the
// older documents array to object).
bool TakesType(const LogField& field, const Type& type);

// The member called `name`, or nullptr.
const LogField* FindLogField(const std::vector<LogField>& fields, std::string_view name);

// The names of the columns beside `f`.
inline std::string ListColumn(const std::string& name) { return name + "[]"; }
inline std::string JsonColumn(const std::string& name) { return name + "{}"; }

// Where a field's values stand among the columns of its level; -1: there is no such column.
struct StoredField {
  int single = -1;
  int list = -1;
  int json = -1;
  std::vector<StoredField> fields;  // of the map in `single`
};

// All columns of all fields, and where each field's are: what reading uses.
struct StoredLayout {
  Schema schema;
  std::vector<StoredField> fields;
};
StoredLayout LayOutLogFields(const std::vector<LogField>& fields);

// The type of single values of a kind that is neither object nor geo_point.
Type StoredScalar(LogKind kind);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_SCHEMA_H_
