// What a user writes for an export of type report (seed 002:725-751), read and checked. Both names of the database and of the table are
// accepted (spec/conflicts.md C22): dbName or database, tableName or table.
#ifndef PANDORA_CORE_SINK_REPORT_SPEC_H_
#define PANDORA_CORE_SINK_REPORT_SPEC_H_

#include <string>
#include <utility>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/type.h"

namespace pandora {

struct ReportSpec {
  std::string database;
  std::string table;
  std::vector<std::pair<std::string, std::string>> columns;  // name in the table, source field
};

// E18305 for a member that is missing or wrong, or two names of one thing with different values; E18111 for a reference to a field that
// `schema` lacks. Without a schema (a stored spec) references are taken on trust.
Result<ReportSpec> ReadReportSpec(const Json& spec, const Schema* schema);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_REPORT_SPEC_H_
