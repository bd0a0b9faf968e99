// The logdb sink: writes the records of an export into a log repo (core/sink/logdb_store.h). Columns whose type is the field's are moved as
// they are; the others are converted column by column.
//
// A log repo that does not exist is created when the export is (spec/conflicts.md C29), with types derived from the repo's, unless
// SinkHome::create_targets says no; fields that it lacks are added. One that is deleted later is missed: E18122, and the export goes on
// where it was once there is one again.
#ifndef PANDORA_CORE_SINK_LOGDB_EXPORT_H_
#define PANDORA_CORE_SINK_LOGDB_EXPORT_H_

#include "core/sink/sink.h"

namespace pandora {

extern const SinkType kLogdbSink;

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_EXPORT_H_
