// Avro records as schemas of a source (seed 000:1061): what Spark makes of {"type":"record","fields":[...]} (spec/sql.md 3.1). Reads
// schemas only; there is no Avro data in the service's API.
//
// Who calls it: api/dag_routes, for streaming sources of POST /dag/schemaInfer.
#ifndef PANDORA_CORE_FORMAT_AVRO_SCHEMA_H_
#define PANDORA_CORE_FORMAT_AVRO_SCHEMA_H_

#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/sql_type.h"

namespace pandora {

struct AvroField {
  std::string name;
  SqlType type;
  bool required = false;  // no union with null
};

inline constexpr int kMaxAvroFields = 10'000;  // nested ones included, a type counted wherever it is referred to
inline constexpr int kMaxAvroDepth = 64;

// Reads a record. E18007: not a record, or a member of the wrong form; E18105: no fields; E18106: a field's name missing, no
// identifier or there twice; E18107: a type that is unknown, that is a union of several types or that contains itself, nesting
// beyond kMaxAvroDepth; E18134: more than kMaxAvroFields. The detail names the field by its path.
Result<std::vector<AvroField>> ReadAvroRecord(const Json& record);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_AVRO_SCHEMA_H_
