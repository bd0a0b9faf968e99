#include "native/in_process.h"

#include <optional>
#include <utility>

#include "native/os_file_system.h"

namespace pandora {
namespace {

// 2018-01-01T00:00:00+08:00
constexpr Instant kStart{1'514'736'000LL * kMicrosPerSecond};
constexpr int64_t kTasksPerStep = 1024;

}  // namespace

Result<std::unique_ptr<InProcess>> InProcess::Open(const std::string& data) {
  std::unique_ptr<InProcess> host(new InProcess());
  SimulatorOptions options;
  if (data != ":memory:") {
    PANDORA_ASSIGN_OR_RETURN(host->files_, OpenOsFileSystem(data, kStateName));
    options.files = host->files_.get();
  }
  options.state_file = kStateName;
  options.state_label = data;
  options.virtual_clock = true;
  options.force_clock = true;
  options.host_name = "native";
  PANDORA_ASSIGN_OR_RETURN(host->simulator_, Simulator::Open(options, kStart));
  return host;
}

Result<Response> InProcess::Send(const Request& request) {
  const Simulator::Answer answer = simulator_->Handle(request);
  if (answer.deferred == 0) {
    PANDORA_RETURN_IF_ERROR(simulator_->Commit());
    return answer.response;
  }
  std::optional<Response> final_response;
  while (!final_response) {
    simulator_->Tick(kStart, kTasksPerStep);
    PANDORA_RETURN_IF_ERROR(simulator_->Commit());
    final_response = simulator_->FinishDeferred(answer.deferred);
    if (progress_ && !final_response) progress_(simulator_->DeferredProgress(answer.deferred));
  }
  PANDORA_RETURN_IF_ERROR(simulator_->Commit());
  return *std::move(final_response);
}

}  // namespace pandora
