// Records of log search as JSON: the records that /v5 takes into the columns of a log repo, and stored ones as they are answered.
// Also what a jsonstring becomes when it is exported to an object.
#ifndef PANDORA_CORE_SINK_LOGDB_RECORD_H_
#define PANDORA_CORE_SINK_LOGDB_RECORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/sink/logdb_store.h"
#include "core/sink/typed_column.h"

namespace pandora {

// The elements of `records` as rows of the repo's layout. One that is no object, names a field that is not declared, or holds a value
// its field cannot have is a problem of its row, with the field and what would be accepted; the row is there all the same.
RecordBatch ReadLogRecords(const Json& records, const LogRepo& repo, RowProblems* problems);

// Appends row `row` of `columns`, which `layout` describes, as one JSON object; members without a value are left out.
void AppendLogRecord(const std::vector<LogField>& fields, const std::vector<StoredField>& layout,
                     const std::vector<Column>& columns, size_t row, std::string* out);

// Appends `json` compactly, with '_' for each '.' in the names of members (seed 002:614). False when it is no JSON object or list
// of objects; `out` is then as it was.
bool AppendObjectText(std::string_view json, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_RECORD_H_
