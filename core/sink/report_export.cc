#include "core/sink/report_export.h"

#include <algorithm>
#include <utility>

#include "core/sink/report_spec.h"
#include "core/sink/report_store.h"
#include "core/sink/table_columns.h"

namespace pandora {
namespace {

// The columns that `spec` fills from fields that `source` still has.
std::vector<Field> WantedColumns(const ReportSpec& spec, const Schema& source) {
  std::vector<Field> columns;
  for (const auto& [name, from] : spec.columns) {
    const int index = source.Find(from);
    if (index >= 0) columns.push_back({name, source.fields[static_cast<size_t>(index)].type, false});
  }
  return columns;
}

class ReportWriter final : public SinkWriter {
 public:
  ReportWriter(const ReportSpec& spec, const Schema& source, const SinkHome& home, ReportTable table)
      : home_(home), table_(std::move(table)) {
    for (const Field& column : table_.columns.fields) {
      int index = -1;
      for (const auto& [name, from] : spec.columns) {
        if (name == column.name) index = source.Find(from);
      }
      columns_.push_back({column.name, column.type, index});
    }
    wanted_ = SourcesOf(columns_, {});
  }

  const std::vector<int>& wanted() const override { return wanted_; }

  Status Write(RecordBatch batch, int64_t first, SinkReport* report) override {
    if (columns_.empty()) {  // every field that the spec names is gone
      report->omitted += static_cast<int64_t>(batch.rows);
      return {};
    }
    RowProblems problems;
    RecordBatch rows = TakeColumns(std::move(batch), columns_, &problems);
    ReportProblems(problems, first, false, report);
    rows = DropRows(std::move(rows), problems);
    if (rows.rows == 0) return {};
    report->written += static_cast<int64_t>(rows.rows);
    return home_.log->Append(table_.id, table_.columns, std::move(rows), home_.now).status();
  }

 private:
  SinkHome home_;
  ReportTable table_;
  std::vector<TableColumn> columns_;
  std::vector<int> wanted_;
};

Status CheckReport(const Json& spec, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(const ReportSpec read, ReadReportSpec(spec, &source));
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(ReportTable table, store.Ensure(read.database, read.table));
  const Status added = store.AddColumns(&table, WantedColumns(read, source));
  if (added.code() == ErrorCode::kBadRequest) return Status(ErrorCode::kE18305, "spec.columns: " + added.detail());
  return added;
}

Result<std::unique_ptr<SinkWriter>> OpenReport(const Json& spec, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(const ReportSpec read, ReadReportSpec(spec, nullptr));
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(ReportTable table, store.Ensure(read.database, read.table));
  std::vector<Field> columns = WantedColumns(read, source);
  // What does not fit the table any more is refused value by value.
  const auto known = [&table](const Field& column) { return table.columns.Find(column.name) >= 0; };
  columns.erase(std::remove_if(columns.begin(), columns.end(), known), columns.end());
  PANDORA_RETURN_IF_ERROR(store.AddColumns(&table, columns));
  return std::unique_ptr<SinkWriter>(std::make_unique<ReportWriter>(read, source, home, std::move(table)));
}

}  // namespace

const SinkType kReportSink{"report", CheckReport, OpenReport};

}  // namespace pandora
