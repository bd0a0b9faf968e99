#include "core/api/tsdb_lookup.h"

namespace pandora {
namespace {

Status Recoded(const Status& status, ErrorCode missing, ErrorCode taken) {
  if (status.code() == ErrorCode::kNotFound) return Status(missing, status.detail());
  if (status.code() == ErrorCode::kConflict) return Status(taken, status.detail());
  return status;
}

}  // namespace

Status SeriesRepoStatus(const Status& status) { return Recoded(status, ErrorCode::kE7100, ErrorCode::kE6102); }
Status SeriesStatus(const Status& status) { return Recoded(status, ErrorCode::kE6303, ErrorCode::kE6302); }

Result<SeriesDatabase> NamedSeriesRepo(const RequestContext& context, const SinkHome& home) {
  Result<SeriesDatabase> database = SeriesStore(home).GetDatabase(context.path[0]);
  if (!database.ok()) return SeriesRepoStatus(database.status());
  return database;
}

Result<Series> NamedSeries(const RequestContext& context, const SinkHome& home, std::string_view name) {
  PANDORA_RETURN_IF_ERROR(NamedSeriesRepo(context, home).status());
  Result<Series> series = SeriesStore(home).Get(context.path[0], name);
  if (!series.ok()) return SeriesStatus(series.status());
  return series;
}

}  // namespace pandora
