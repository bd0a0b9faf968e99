// The sink of exports of type report: a record becomes a row of a table (core/sink/report_store.h). Database, table and columns are made
// when they are not there, at creation of the export and again when somebody has deleted them since. A column has the type of the field
// that it was made for.
#ifndef PANDORA_CORE_SINK_REPORT_EXPORT_H_
#define PANDORA_CORE_SINK_REPORT_EXPORT_H_

#include "core/sink/sink.h"

namespace pandora {

extern const SinkType kReportSink;

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_REPORT_EXPORT_H_
