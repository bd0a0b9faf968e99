// The sink of exports of type mongo: a record is inserted as a document, or updates one (core/sink/mongo_store.h).
//
// INSERT: a new document each, `doc` filled in. UPDATE: the oldest document whose updateKey members are the record's; a record that
// finds none is left out and its reason kept. UPSERT: inserts one with these members when there is none. A `doc` without operators sets its
// members and leaves the others, the key's among them, as they are: a replacement would lose the key by which the next record finds the
// document. A record whose update cannot be made ($inc of a text) is refused with the reason.
#ifndef PANDORA_CORE_SINK_MONGO_EXPORT_H_
#define PANDORA_CORE_SINK_MONGO_EXPORT_H_

#include "core/sink/sink.h"

namespace pandora {

extern const SinkType kMongoSink;

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_MONGO_EXPORT_H_
