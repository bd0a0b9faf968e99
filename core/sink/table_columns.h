// Puts the columns of a repo into the columns of a table inside (a series, a report table): which goes where, turned into the
// target's kind. Shared by the sinks tsdb and report; how single values are turned is core/sink/typed_column.h.
#ifndef PANDORA_CORE_SINK_TABLE_COLUMNS_H_
#define PANDORA_CORE_SINK_TABLE_COLUMNS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/sink/sink.h"
#include "core/sink/typed_column.h"

namespace pandora {

struct TableColumn {
  std::string name;
  Type type;
  int source = -1;  // index in the source schema; -1: null in every record
};

// The distinct sources of `columns` and of `others` (-1 is passed over), ascending: what a writer asks the log for.
std::vector<int> SourcesOf(const std::vector<TableColumn>& columns, const std::vector<int>& others);

// One column of `batch.rows` rows for each of `columns`, taken out of `batch`. A value that cannot become one of the target's kind is a
// problem of its row.
RecordBatch TakeColumns(RecordBatch batch, const std::vector<TableColumn>& columns, RowProblems* problems);

// Reports the rows that `problems` names, row 0 having the offset `first`. A problem without a reason counts as omitted.
void ReportProblems(const RowProblems& problems, int64_t first, bool omit, SinkReport* report);

// Names of databases, tables, series, collections: 1 to 128 bytes without control characters or '/'. Empty when `name` is one, else
// why not.
std::string WhyNoStoreName(std::string_view name);

// Reads the object `member` of a spec, {"column": "#field"}, in its order. E18305 and E18111 as ReadSpecReference; E18305 for a
// name that is no store name. Without `schema` the sources of fields that are gone are taken on trust.
Status ReadColumnMap(const Json& spec, const char* member, const Schema* schema,
                     std::vector<std::pair<std::string, std::string>>* out);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TABLE_COLUMNS_H_
