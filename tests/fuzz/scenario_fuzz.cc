// Any text as a scenario, run against answers that echo what was asked: must neither crash nor hang.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/scenario/scenario.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto echo = [](const pandora::Request& request) -> pandora::Result<pandora::Response> {
    pandora::Response response;
    response.headers = request.headers;
    response.body = request.body;
    return response;
  };
  auto files = [](const std::string& name) -> pandora::Result<std::string> { return name; };
  pandora::RunScenario("fuzz", text, {{"base", ""}, {"auth", "AK:SIGN"}}, echo, files);
  return 0;
}
