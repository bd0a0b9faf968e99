// Tables of values: each row is run as SELECT on both executors, and must have the type and the text that the table says.
#ifndef PANDORA_TESTS_UNIT_QUERY_VALUE_TABLE_H_
#define PANDORA_TESTS_UNIT_QUERY_VALUE_TABLE_H_

#include <gtest/gtest.h>

#include <span>
#include <string>

#include "tests/unit/query/run_sql.h"

namespace pandora {

struct ValueRow {
  std::string_view expression;
  std::string_view type;
  std::string_view printed;  // NULL for null
};

inline void ExpectValues(std::span<const ValueRow> rows) {
  for (const ValueRow& row : rows) {
    std::string sql = "select " + std::string(row.expression);
    auto plan = BindStatement(sql, {}, {});
    if (const SqlError* error = std::get_if<SqlError>(&plan)) {
      ADD_FAILURE() << sql << ": " << error->message;
      continue;
    }
    EXPECT_EQ(TypeName(std::get<QueryPlan>(plan).root->root->output[0].type), row.type) << sql;
    for (ExecutorPath path : {ExecutorPath::kAuto, ExecutorPath::kSqlite})
      EXPECT_EQ(RunSql(sql, path), row.printed) << sql;
  }
}

}  // namespace pandora

#endif  // PANDORA_TESTS_UNIT_QUERY_VALUE_TABLE_H_
