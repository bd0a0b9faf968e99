// Columns of a repo as columns of a log repo: the conversions of seed 002:596-614. Internal to the logdb sink.
#ifndef PANDORA_CORE_SINK_LOGDB_COLUMN_H_
#define PANDORA_CORE_SINK_LOGDB_COLUMN_H_

#include <string>

#include "core/sink/logdb_schema.h"
#include "core/sink/typed_column.h"
#include "core/value/record_batch.h"

namespace pandora {

// The column in which values of `type` are kept by `field`. Precondition: TakesType.
Field StoredColumn(const Type& type, const LogField& field);

// `from` as that column. Values that cannot be turned are problems of their rows; `path` names the field in reasons. Consumes `from`.
Column ToStoredColumn(Column from, const LogField& field, const std::string& path, RowProblems* problems);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_COLUMN_H_
