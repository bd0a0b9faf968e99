// A simulator that is called directly, for the commands that need no server: each request is handled, committed, and, when
// it is a clock advance, run to its end before the answer is given.
#ifndef PANDORA_NATIVE_IN_PROCESS_H_
#define PANDORA_NATIVE_IN_PROCESS_H_

#include <functional>
#include <memory>
#include <string>

#include "core/api/http.h"
#include "core/api/simulator.h"
#include "core/base/status.h"
#include "core/ports/file_system.h"

namespace pandora {

// What the core calls the state file.
inline constexpr const char* kStateName = "pandora.db";

class InProcess {
 public:
  // `data` is a path or ":memory:". The clock is virtual and, in a new state, stands at a fixed instant, so that every run
  // gives the same answers.
  static Result<std::unique_ptr<InProcess>> Open(const std::string& data);

  // Fails only when the simulator's commit does.
  Result<Response> Send(const Request& request);

  // Called now and then during a long advance with how far it has come, 0 to 1.
  void OnProgress(std::function<void(double)> progress) { progress_ = std::move(progress); }

 private:
  InProcess() = default;

  std::unique_ptr<FileSystem> files_;
  std::unique_ptr<Simulator> simulator_;
  std::function<void(double)> progress_;
};

}  // namespace pandora

#endif  // PANDORA_NATIVE_IN_PROCESS_H_
