// Puts JSON values straight into columns: the array, map and jsonstring values of a push, and what other readers of JSON
// records need. Builds no tree and allocates nothing but the columns' own growth.
//
// Rules (spec/conflicts.md O5-O12; seed 001:345): long takes integers, float any number, string JSON strings, boolean true
// and false, date a string in RFC 3339 (else E18104). A jsonstring is any value, stored as its compact text, or a string that
// holds JSON, stored as that. null, or a member that is missing, is null; for a required field it is E18110. Unknown members
// are E18111. Arrays hold no nulls. Anything else is E18110.
#ifndef PANDORA_CORE_FORMAT_JSON_COLUMN_H_
#define PANDORA_CORE_FORMAT_JSON_COLUMN_H_

#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/format/json_cursor.h"
#include "core/value/record_batch.h"

namespace pandora {

// The field that a value belongs to, and those around it; spelled with dots only when a message needs it.
struct FieldPath {
  const FieldPath* parent;
  std::string_view name;

  std::string ToString() const;  // "profile.salary"
};

// Appends the value that `cursor` has begun (`kind` is what Begin answered) as one row to `column`, and reads it to its end.
// A JSON null is a null. `max_depth` bounds the nesting inside jsonstring values. On failure the details name the field
// and the value, and the column is left in the middle of the row. `cursor` must walk over valid UTF-8.
Status AppendJsonToColumn(JsonCursor* cursor, JsonKind kind, int max_depth, const FieldPath& path, Column* column);

// The same for `text`, which must be one JSON value and no null, into an array or a map.
Status AppendJsonText(std::string_view text, int max_depth, const FieldPath& path, Column* column);

// OK when `text` is one JSON value; E18110 with its trouble otherwise.
Status CheckJsonText(std::string_view text, int max_depth, const FieldPath& path);

// The failures of a value, in the words that all readers share: "field 'age': 'abc' is not a float; a number such as 1.5 is
// accepted". The code is E18104 for dates, E18110 for all other kinds.
Status BadValue(const FieldPath& path, Kind kind, std::string_view value);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_JSON_COLUMN_H_
