// The sink of exports of type tsdb: a record becomes a point of a series (core/sink/tsdb_store.h). Database and series are made when they
// are not there, at creation of the export and again when somebody has deleted them since.
//
// A record whose time stamp is no date is left out, counted and its reason kept; so is one with a value that the series' field cannot
// take. Without a time stamp a point gets the time of export (seed 002:538-540).
#ifndef PANDORA_CORE_SINK_TSDB_EXPORT_H_
#define PANDORA_CORE_SINK_TSDB_EXPORT_H_

#include "core/sink/sink.h"

namespace pandora {

extern const SinkType kTsdbSink;

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_TSDB_EXPORT_H_
