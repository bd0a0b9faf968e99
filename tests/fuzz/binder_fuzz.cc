// Binds any text against one table; what binds is run on both executors over two rows, which must agree on success.
#include <cstdlib>

#include "core/query/result.h"
#include "core/sql/statement.h"

namespace {

pandora::SqlTable MakeTable() {
  pandora::SqlTable table;
  table.name = "t";
  for (const char* name : {"a", "b", "c"}) {
    pandora::Field field;
    field.name = name;
    field.type.kind = name[0] == 'a'   ? pandora::Kind::kLong
                      : name[0] == 'b' ? pandora::Kind::kString
                                       : pandora::Kind::kFloat;
    table.schema.fields.push_back(field);
  }
  return table;
}

class TwoRows : public pandora::TableSource {
 public:
  explicit TwoRows(const pandora::Schema& schema) : batch_(pandora::MakeBatch(schema)) {
    for (int row = 0; row < 2; ++row) {
      batch_.columns[0].AppendLong(row);
      batch_.columns[1].AppendText(row == 0 ? "x" : "2017-06-01");
      batch_.columns[2].AppendFloat(row - 0.5);
      ++batch_.rows;
    }
  }
  pandora::Status Scan(const std::vector<int>&,
                       const std::function<pandora::Status(const pandora::RecordBatch&)>& visit) override {
    return visit(batch_);
  }

 private:
  pandora::RecordBatch batch_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<pandora::SqlTable> tables = {MakeTable()};
  std::string_view sql(reinterpret_cast<const char*>(data), size);
  auto bound = pandora::BindStatement(sql, tables, {});
  if (!std::holds_alternative<pandora::QueryPlan>(bound)) return 0;
  const auto& plan = std::get<pandora::QueryPlan>(bound);
  TwoRows rows(tables[0].schema);
  pandora::ExecuteOptions options;
  options.max_rows = 1000;
  bool one = std::holds_alternative<pandora::TextResult>(
      pandora::ExecuteToText(plan, {&rows}, options, pandora::ExecutorPath::kSqlite));
  if (pandora::ChoosePath(plan) != pandora::ExecutorPath::kVectorised) return 0;
  bool other = std::holds_alternative<pandora::TextResult>(
      pandora::ExecuteToText(plan, {&rows}, options, pandora::ExecutorPath::kVectorised));
  if (one != other) std::abort();
  return 0;
}
