// A log repo's schema from samples of records: POST /v5/schema/derivation (spec/clients.md 2.11).
#ifndef PANDORA_CORE_SINK_LOGDB_DERIVE_H_
#define PANDORA_CORE_SINK_LOGDB_DERIVE_H_

#include "core/base/status.h"
#include "core/format/json.h"

namespace pandora {

// `samples` is one record, a JSON object, or a list of them. Answers a schema that takes them all, as ReadLogSchema reads it, fields in
// the order in which they come: whole numbers are long, others float, texts in RFC 3339 date, other texts string with the analyzer
// "standard", objects object with the members they have; a list is what its elements are. Where samples differ, long and float make
// float, anything else string; null says nothing. kBadRequest for samples that no schema takes, naming the field.
Result<Json> DeriveSchemaOfSamples(const Json& samples);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_DERIVE_H_
