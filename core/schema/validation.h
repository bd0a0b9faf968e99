// Rules on schemas: what a user may declare (seed 002:47-90), how one may change, and what an unfinished one means.
// Knows no JSON; the API's JSON form is read by core/format/schema_json.h.
#ifndef PANDORA_CORE_SCHEMA_VALIDATION_H_
#define PANDORA_CORE_SCHEMA_VALIDATION_H_

#include "core/base/status.h"
#include "core/value/type.h"

namespace pandora {

struct SchemaLimits {
  int max_fields = 500;   // nested included (spec/conflicts.md D5); more is E18134
  int max_map_depth = 5;  // levels of map (conflicts.md O13); more is E18107
};

// Checks names (E18106: pattern, duplicates in a level), emptiness (E18105: no fields, also of a map), element types
// (E18107: array of anything but long, float, string, boolean), depth and count. The detail names the field by its path,
// e.g. "field 'profile.salary'".
Status ValidateSchema(const Schema& schema, const SchemaLimits& limits);

// How many fields `schema` has, nested ones included.
int CountFields(const Schema& schema);

// OK when every field of `before` is in `after` with the same type: transforms may only add output fields (seed 002:432).
// Otherwise `code` with a detail that names the field and what happened to it.
Status CheckAddOnly(const Schema& before, const Schema& after, ErrorCode code);

}  // namespace pandora

#endif  // PANDORA_CORE_SCHEMA_VALIDATION_H_
