// Views of a time-series database (/v4/repos/R/views): statements with a name. A view keeps no points: SELECT * FROM view runs its
// statement over the points there are (clients.md 2.11 names the paths and nothing of what a view holds).
//
// Failures: kNotFound, kConflict and kBadRequest with the facts, before anything is changed; anything else is the storage's.
#ifndef PANDORA_CORE_SINK_TSDB_VIEW_H_
#define PANDORA_CORE_SINK_TSDB_VIEW_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/sink/tsdb_store.h"

namespace pandora {

struct SeriesView {
  int64_t id = 0;
  std::string name;
  Json definition;  // sql, retention, metadata: as given
  Instant created;

  // The statement; "" when a foreign state file has none.
  std::string sql() const;
};

class SeriesViews {
 public:
  // `home` must outlive this.
  explicit SeriesViews(const SinkHome& home) : home_(home) {}

  Result<SeriesView> Get(const SeriesDatabase& database, std::string_view name);  // kNotFound
  // In order of creation.
  Result<std::vector<SeriesView>> List(const SeriesDatabase& database);
  // kConflict when a view or a series has the name; kBadRequest unless `sql` aggregates a series of the database.
  Result<SeriesView> Create(const SeriesDatabase& database, std::string_view name, const Json& definition);
  Status Delete(const SeriesView& view) { return home_.catalog->Delete(view.id); }

 private:
  const SinkHome& home_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_VIEW_H_
