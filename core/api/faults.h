// Answers that a test asks for: "the next push into r1 is answered E18124". States which a synchronous simulator passes through
// too fast to be seen (a repo in creation or deletion) and failures of the service can be tried that way.
//
// Kept in memory: faults are a tool of the running process, not part of the state.
#ifndef PANDORA_CORE_API_FAULTS_H_
#define PANDORA_CORE_API_FAULTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"

namespace pandora {

struct Fault {
  std::string method;  // "*" for any
  std::string path;    // exact, or with a trailing * as a prefix
  ErrorCode code = ErrorCode::kInternal;
  int64_t times = 1;  // left
};

class FaultTable {
 public:
  static constexpr size_t kMaxFaults = 1000;

  // From {"method", "path", "code": "E18124" or 500, "times"}; kBadRequest for anything else.
  Status Add(const Json& body);
  void Clear() { faults_.clear(); }
  bool empty() const { return faults_.empty(); }
  Json Describe() const;

  // The failure this request is to be answered with, counted down.
  std::optional<Status> Take(std::string_view method, std::string_view path);

 private:
  std::vector<Fault> faults_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_API_FAULTS_H_
