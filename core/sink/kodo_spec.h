// The spec of a kodo export (seed 002:655-700): what a user may write, its defaults and its refusals.
//
// Reading a spec does not alter it: the engine keeps the JSON as it was given and answers it so.
#ifndef PANDORA_CORE_SINK_KODO_SPEC_H_
#define PANDORA_CORE_SINK_KODO_SPEC_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/type.h"

namespace pandora {

enum class RotateStrategy { kSize, kInterval, kBoth };

struct KodoSpec {
  std::string bucket;
  std::string key_prefix;
  std::vector<std::pair<std::string, std::string>> fields;  // name in the file -> field of the repo, '#' removed
  RotateStrategy strategy = RotateStrategy::kInterval;
  int64_t rotate_size = 5'242'880;  // bytes before compression, 1 .. 1 GiB
  int64_t rotate_interval = 600;    // seconds, at least 1
  std::string format = "json";      // json, text, csv, parquet
  std::string delimiter;            // csv
  bool compress = false;            // gzip; parquet ignores it
  int64_t retention_days = 0;       // at most 0: for ever

  bool by_size() const { return strategy != RotateStrategy::kInterval; }
  bool by_interval() const { return strategy != RotateStrategy::kSize; }
};

// Reads `spec`. E18305 for a member that is missing, of the wrong type or out of range; E18330 for csv without delimiter;
// E18111 (404) for a reference to a field which `schema` lacks. null counts as absent. Without a schema references are taken
// on trust: a stored spec stays valid when its repo loses a field.
Result<KodoSpec> ReadKodoSpec(const Json& spec, const Schema* schema);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_KODO_SPEC_H_
