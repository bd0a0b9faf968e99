// What no HTTP client would send, or too large for a case: uploads with a wrong length, jars at the limit.
#include <gtest/gtest.h>

#include "core/api/simulator.h"

namespace pandora {
namespace {

constexpr Instant kHost{1'700'000'000LL * kMicrosPerSecond};
constexpr size_t kMaxJar = 104857600;

class PluginUpload : public ::testing::Test {
 protected:
  PluginUpload() {
    SimulatorOptions options;
    options.virtual_clock = true;
    simulator_ = std::move(Simulator::Open(options, kHost)).value();
  }

  Response Upload(const std::string& name, std::string body, const char* length) {
    Request request;
    request.method = "POST";
    request.target = "/v2/plugins/" + name;
    request.body = std::move(body);
    request.headers.Add("Authorization", "Pandora testkey:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=");
    request.headers.Add("Content-Type", "application/java-archive");
    if (length != nullptr) request.headers.Add("Content-Length", length);
    return simulator_->Handle(request).response;
  }

  std::unique_ptr<Simulator> simulator_;
};

// rule: plugin.length-mismatch, error.E18219
TEST_F(PluginUpload, ALengthThatIsNotTheBodysIsRefused) {
  const Response refused = Upload("com.qiniu.A", "10 bytes..", "20");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body.rfind(R"({"error":"E18219: )", 0), 0u) << refused.body;
  EXPECT_EQ(Upload("com.qiniu.A", "10 bytes..", "10").status, 200);
}

// rule: plugin.jar.max-size, plugin.jar.max-size-old
TEST_F(PluginUpload, AJarHasAtMost100Megabytes) {
  const Response refused = Upload("com.qiniu.A", std::string(kMaxJar + 1, 'x'), nullptr);
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.body.rfind(R"({"error":"E18005: )", 0), 0u) << refused.body;
  EXPECT_EQ(Upload("com.qiniu.A", std::string(kMaxJar, 'x'), nullptr).status, 200);
}

}  // namespace
}  // namespace pandora
