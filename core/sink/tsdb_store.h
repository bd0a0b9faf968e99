// Time-series databases: what exports of type tsdb and POST /v4/.../points write to. A database (kSeriesDatabase) has series (kSeries);
// the points of a series are records of the record log under its id, in the order of arrival: the time stamp, the tags (strings) and the
// fields (long, float, string, boolean). Tags and fields are added as writers bring them, and never change their kind.
//
// Not here: reading points (core/sink/tsdb_query.h), what exports do (core/sink/tsdb_export.h).
//
// Failures: kNotFound, kConflict and kBadRequest with the facts, before anything is changed; anything else is the storage's.
#ifndef PANDORA_CORE_SINK_TSDB_STORE_H_
#define PANDORA_CORE_SINK_TSDB_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sink/sink.h"

namespace pandora {

struct SeriesDatabase {
  int64_t id = 0;
  std::string name;
  Json definition;  // region, metadata: as given
  Instant created;
};

struct Series {
  int64_t id = 0;
  std::string name;
  std::vector<std::string> tags;
  std::vector<Field> fields;
  Json definition;  // retention, metadata: as given, with tags and fields
  Instant created;

  // Of its records: the time stamp first, then tags, then fields.
  Schema schema() const;
  bool HasTag(std::string_view tag) const;
  const Field* FindField(std::string_view field) const;
};

// How a time stamp that nobody wrote as text is shown: a fraction only where there is one.
inline DateForm FormOfStamp(Instant at) {
  return DateForm{.fraction_digits = static_cast<uint8_t>(at.micros % kMicrosPerSecond == 0 ? 0 : 6)};
}

class SeriesStore {
 public:
  // `home` must outlive this.
  explicit SeriesStore(const SinkHome& home) : home_(home) {}

  Result<std::optional<SeriesDatabase>> FindDatabase(std::string_view name);
  Result<SeriesDatabase> GetDatabase(std::string_view name);  // kNotFound
  Result<std::vector<SeriesDatabase>> Databases();
  Result<SeriesDatabase> CreateDatabase(std::string_view name, const Json& definition);  // kConflict
  Status SetDatabaseMember(const SeriesDatabase& database, const char* member, const Json& value);
  // With its series and their points, and its views.
  Status DeleteDatabase(const SeriesDatabase& database);

  Result<std::optional<Series>> Find(const SeriesDatabase& database, std::string_view name);
  Result<Series> Get(std::string_view database, std::string_view name);  // kNotFound
  Result<std::vector<Series>> List(const SeriesDatabase& database);
  Result<Series> Create(const SeriesDatabase& database, std::string_view name, const Json& definition);  // kConflict
  Status SetMember(Series* series, const char* member, const Json& value);
  Status Delete(const Series& series);

  // Both, made when they are not there.
  Result<Series> Ensure(std::string_view database, std::string_view name);
  // Adds the tags and fields that the series lacks. kBadRequest when one is there as the other, or a field has a kind that values of
  // the wanted one cannot become.
  Status AddColumns(Series* series, const std::vector<std::string>& tags, const std::vector<Field>& fields);

  // Appends points whose columns are those of series.schema().
  Status Append(const Series& series, RecordBatch points);
  Result<int64_t> Points(const Series& series) { return home_.log->End(series.id); }

 private:
  Status Save(Series* series);

  const SinkHome& home_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_STORE_H_
