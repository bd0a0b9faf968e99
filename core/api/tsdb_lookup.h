// Finds what requests of the time-series service name (tsdb_routes.cc, tsdb_data_routes.cc), with that service's codes.
#ifndef PANDORA_CORE_API_TSDB_LOOKUP_H_
#define PANDORA_CORE_API_TSDB_LOOKUP_H_

#include <string_view>

#include "core/api/sink_view.h"
#include "core/sink/tsdb_store.h"

namespace pandora {

// kNotFound and kConflict as E7100 and E6102, or E6303 and E6302; anything else stays as it is.
Status SeriesRepoStatus(const Status& status);
Status SeriesStatus(const Status& status);

// The database of the first path parameter; E7100 when there is none.
Result<SeriesDatabase> NamedSeriesRepo(const RequestContext& context, const SinkHome& home);

// The series `name` of that database; E6303 when there is none.
Result<Series> NamedSeries(const RequestContext& context, const SinkHome& home, std::string_view name);

}  // namespace pandora

#endif  // PANDORA_CORE_API_TSDB_LOOKUP_H_
