// Helpers of the query tests: run a statement and print what it yields, one line per row, cells separated by '|'.
#ifndef PANDORA_TESTS_UNIT_QUERY_RUN_SQL_H_
#define PANDORA_TESTS_UNIT_QUERY_RUN_SQL_H_

#include <algorithm>
#include <string>
#include <vector>

#include "core/query/batch_source.h"
#include "core/query/result.h"
#include "core/sql/statement.h"

namespace pandora {

inline constexpr Instant kTestNow{1496291767000000};

inline std::string PrintRows(const TextResultOr& result, bool sorted) {
  if (const SqlError* error = std::get_if<SqlError>(&result))
    return "error: " + error->message + " @" + std::to_string(error->column - 1);
  if (const Status* status = std::get_if<Status>(&result)) return "status: " + status->message();
  std::vector<std::string> lines;
  for (const auto& row : std::get<TextResult>(result).rows) {
    std::string line;
    for (size_t k = 0; k < row.size(); ++k) line += (k > 0 ? "|" : "") + row[k].value_or("NULL");
    lines.push_back(line);
  }
  if (sorted) std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

inline std::string RunSql(std::string_view sql, ExecutorPath path, const std::vector<SqlTable>& tables = {},
                          const std::vector<TableSource*>& sources = {}, bool sorted = false) {
  auto plan = BindStatement(sql, tables, {});
  if (const SqlError* error = std::get_if<SqlError>(&plan)) return "refused: " + error->message;
  ExecuteOptions options;
  options.now = kTestNow;
  return PrintRows(ExecuteToText(std::get<QueryPlan>(plan), sources, options, path), sorted);
}

}  // namespace pandora

#endif  // PANDORA_TESTS_UNIT_QUERY_RUN_SQL_H_
