// What the native bench programs that run a whole simulator share: one on a state file of the operating system, as the server has it. It
// measures nothing and says nothing of what it is sent: each program has its own requests and clocks.
#ifndef PANDORA_TESTS_BENCH_STATE_HOST_H_
#define PANDORA_TESTS_BENCH_STATE_HOST_H_

#include <memory>
#include <string>
#include <utility>

#include "core/api/simulator.h"
#include "native/os_file_system.h"
#include "tests/bench/measure.h"

namespace pandora {

// The simulator's time when it is opened: 2026-01-01T00:00:00Z.
inline constexpr Instant kBenchStart{1'767'225'600LL * kMicrosPerSecond};

// Ends the program when anything fails. To close the state, end the object's life.
class StateHost {
 public:
  // Opens the state in the file `path`, which is made when it is not there.
  explicit StateHost(const std::string& path, bool virtual_clock = false) {
    constexpr const char* kName = "pandora.db";
    files_ = Require(OpenOsFileSystem(path, kName));
    SimulatorOptions options;
    options.files = files_.get();
    options.state_file = kName;
    options.host_name = "native";
    options.virtual_clock = virtual_clock;
    simulator_ = Require(Simulator::Open(options, kBenchStart));
    Commit();
  }

  Simulator& simulator() { return *simulator_; }
  void Commit() { Require(simulator_->Commit()); }

 private:
  std::unique_ptr<FileSystem> files_;  // outlives what is open on it
  std::unique_ptr<Simulator> simulator_;
};

// A request as the bench's one account sends it.
inline Request BenchRequest(const char* method, const std::string& target, const char* type, std::string body) {
  Request request;
  request.method = method;
  request.target = target;
  request.headers.Add("Authorization", "Pandora bench:c2lnbmF0dXJl");
  request.headers.Add("Content-Type", type);
  request.body = std::move(body);
  return request;
}

// Ends the program unless the answer is 200.
inline void RequireOk(const Request& request, const Response& response) {
  if (response.status == 200) return;
  Fail(request.target + " was answered " + std::to_string(response.status) + ": " + response.body.substr(0, 500));
}

}  // namespace pandora

#endif  // PANDORA_TESTS_BENCH_STATE_HOST_H_
