// The spec of a streaming export to hdfs, which only clients know (spec/clients.md 2.5, docs/decisions/0011): path, user, fields,
// rotateStrategy, rotateSize, rotateInterval, format, delimiter, compress. Files are cut and written as those of kodo are, so the answer is
// a KodoSpec: the bucket "hdfs:HOST:PORT" stands for the file system, and the files of hdfs://HOST:PORT/a/b are a/b/TIME in it.
//
// What it is not: the export that jobs have. Their spec has fileCount and no fields; here it is refused (002:465 names no hdfs).
#ifndef PANDORA_CORE_SINK_HDFS_SPEC_H_
#define PANDORA_CORE_SINK_HDFS_SPEC_H_

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/sink/kodo_spec.h"
#include "core/value/type.h"

namespace pandora {

inline constexpr size_t kMaxHdfsPath = 128;  // characters of a path (seed 000:640)

// E18303 for a spec without `fields`; otherwise as ReadKodoSpec, of which it takes rotation, formats and references.
Result<KodoSpec> ReadHdfsSpec(const Json& spec, const Schema* schema);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_HDFS_SPEC_H_
