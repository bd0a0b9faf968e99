// Schemas in the API's JSON: [{"key","valtype","elemtype","required","schema"}] (seed 002:47-90), both directions.
// Reads shapes and types only; the rules on names, depth and count are core/schema/validation.h.
#ifndef PANDORA_CORE_FORMAT_SCHEMA_JSON_H_
#define PANDORA_CORE_FORMAT_SCHEMA_JSON_H_

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/schema/validation.h"
#include "core/value/type.h"

namespace pandora {

// Reads a schema array. E18105: not there or empty; E18007: no array; E18106: `key` missing or no string; E18107: `valtype`
// missing or unknown, `elemtype` missing or unknown for an array; E18105: map without `schema`; E18007: `required` no
// boolean, entry no object. null counts as absent, unknown members are ignored (spec/clients.md 2.0). Ends with
// ValidateSchema under `limits`.
Result<Schema> ReadSchema(const Json& json, const SchemaLimits& limits);

// Writes every field with key, valtype, elemtype (arrays), required, schema (maps), in this order.
Json WriteSchema(const Schema& schema);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_SCHEMA_JSON_H_
