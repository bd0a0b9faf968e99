#include "core/sink/report_spec.h"

#include "core/base/text.h"
#include "core/sink/spec_reader.h"
#include "core/sink/table_columns.h"

namespace pandora {
namespace {

Status ReadName(const Json& spec, const char* name, const char* other_name, std::string* out) {
  std::string other;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, name, false, out));
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, other_name, false, &other));
  if (!out->empty() && !other.empty() && *out != other) {
    return BadSpec(name, "is " + Quote(*out) + " but spec." + other_name + " is " + Quote(other) + "; one is enough");
  }
  if (out->empty()) *out = other;
  if (out->empty()) return BadSpec(name, "is missing; a string is required");
  const std::string why = WhyNoStoreName(*out);
  return why.empty() ? Status() : BadSpec(name, why);
}

}  // namespace

Result<ReportSpec> ReadReportSpec(const Json& spec, const Schema* schema) {
  PANDORA_RETURN_IF_ERROR(RequireSpecObject(spec));
  ReportSpec out;
  PANDORA_RETURN_IF_ERROR(ReadName(spec, "dbName", "database", &out.database));
  PANDORA_RETURN_IF_ERROR(ReadName(spec, "tableName", "table", &out.table));
  PANDORA_RETURN_IF_ERROR(ReadColumnMap(spec, "columns", schema, &out.columns));
  if (out.columns.empty()) return BadSpec("columns", "is empty; at least one column is required");
  for (const auto& [name, source] : out.columns) {
    if (!IsResourceName(name)) {
      return BadSpec("columns." + name, "is no column name; letters, digits and _ are accepted, no digit first");
    }
  }
  return out;
}

}  // namespace pandora
