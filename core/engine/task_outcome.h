// What a task did, for the journal: which resource it belongs to, whether it went well, what it wrote.
#ifndef PANDORA_CORE_ENGINE_TASK_OUTCOME_H_
#define PANDORA_CORE_ENGINE_TASK_OUTCOME_H_

#include <cstdint>
#include <string>

#include "core/base/hash.h"

namespace pandora {

struct TaskOutcome {
  bool did_something = false;  // nothing to do leaves no journal entry
  std::string resource;        // "repos/r1/transforms/t1"
  int status = 200;            // 500 when it failed
  std::string note;            // "records 0..9 -> 3 records", "wrote bucket/key"
  int64_t size = 0;            // bytes written
  ContentHash hash{};          // of what was written, before compression
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_TASK_OUTCOME_H_
