// Any bytes as an HTTP message: the simulator answers each with a documented status, stays alive and keeps its promise that a refusal
// changes nothing but the journal.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "core/api/simulator.h"

namespace {

pandora::Simulator& TheSimulator() {
  static const std::unique_ptr<pandora::Simulator> simulator = [] {
    pandora::SimulatorOptions options;
    options.virtual_clock = true;
    auto opened = pandora::Simulator::Open(options, pandora::Instant{});
    if (!opened.ok()) std::abort();
    return std::move(opened).value();
  }();
  return *simulator;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const pandora::Result<pandora::Request> request =
      pandora::ParseRequest(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!request.ok()) return 0;
  pandora::Simulator& simulator = TheSimulator();
  const pandora::Simulator::Answer answer = simulator.Handle(*request);
  const int status = answer.response.status;
  const bool documented = status == 200 || status == 202 || status == 400 || status == 401 || status == 404 ||
                          status == 405 || status == 409 || status == 411 || status == 413 || status == 415;
  if (!documented || answer.response.headers.Find("X-Reqid") == nullptr) std::abort();
  if (status != 200 && answer.response.body.substr(0, 10) != "{\"error\":\"") std::abort();
  simulator.Tick(pandora::Instant{}, 16);
  if (!simulator.Commit().ok()) std::abort();
  return 0;
}
