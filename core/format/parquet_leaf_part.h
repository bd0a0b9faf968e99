// The parts of a Parquet reader that read columns themselves: a scalar, a list of scalars, and JSON for all other nesting. Internal to
// core/format; parquet_part, whose contract is theirs, makes them and holds the maps around them.
#ifndef PANDORA_CORE_FORMAT_PARQUET_LEAF_PART_H_
#define PANDORA_CORE_FORMAT_PARQUET_LEAF_PART_H_

#include <memory>
#include <string>

#include "core/format/parquet_part.h"

namespace pandora {

// For a field of `type` that the file has as `node`: the fastest part that serves. `label`: the field's name, with those around it.
std::unique_ptr<ParquetPart> MakeParquetLeafPart(const Type& type, const std::string& label, const ParquetNode& node,
                                                 bool levels, const ParquetContext* context);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_LEAF_PART_H_
