// Report databases: what exports of type report write to. A database (kReportDatabase) has tables (kReportTable) with typed columns; the
// rows of a table are records of the record log under its id, in the order of arrival, so that SQL reads a table as it reads a repo.
//
// Failures: kNotFound, kConflict and kBadRequest with the facts, before anything is changed; anything else is the storage's.
#ifndef PANDORA_CORE_SINK_REPORT_STORE_H_
#define PANDORA_CORE_SINK_REPORT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sink/sink.h"

namespace pandora {

struct ReportDatabase {
  int64_t id = 0;
  std::string name;
  Instant created;
};

struct ReportTable {
  int64_t id = 0;
  std::string name;
  Schema columns;
  Instant created;
};

class ReportStore {
 public:
  // `home` must outlive this.
  explicit ReportStore(const SinkHome& home) : home_(home) {}

  Result<std::optional<ReportDatabase>> FindDatabase(std::string_view name);
  Result<ReportDatabase> GetDatabase(std::string_view name);  // kNotFound
  Result<std::vector<ReportDatabase>> Databases();
  Result<ReportDatabase> CreateDatabase(std::string_view name);  // kConflict
  // With its tables and their rows.
  Status DeleteDatabase(const ReportDatabase& database);

  Result<std::optional<ReportTable>> Find(const ReportDatabase& database, std::string_view name);
  Result<ReportTable> Get(std::string_view database, std::string_view name);  // kNotFound
  Result<std::vector<ReportTable>> List(const ReportDatabase& database);
  Result<ReportTable> Create(const ReportDatabase& database, std::string_view name,
                             const Schema& columns);  // kConflict
  Status Delete(const ReportTable& table);

  // Both, made when they are not there.
  Result<ReportTable> Ensure(std::string_view database, std::string_view name);
  // Adds the columns that the table lacks. kBadRequest when one has a type that values of the wanted one cannot become.
  Status AddColumns(ReportTable* table, const std::vector<Field>& columns);

  Result<int64_t> Rows(const ReportTable& table) { return home_.log->End(table.id); }

 private:
  const SinkHome& home_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_REPORT_STORE_H_
