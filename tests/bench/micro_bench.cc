// Micro-batches: pushes some records and lets a transform with a GROUP BY run over them, again and again, in a simulator whose state is
// on disk (docs: performance W2). What a server does for them is in the times: requests from bytes, the commit, the due task, its
// result stored, the commit after it.
//
//   micro_bench RECORDS ROUNDS
//
// Prints one JSON object: the medians pushMs (one push, to durable) and transformMs (from the due time to durable).
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/state_host.h"

namespace pandora {
namespace {

double Median(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + static_cast<ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

class Host {
 public:
  explicit Host(const std::string& state) : state_(state, true) {}

  // Handled, finished and durable; the time that took.
  double Send(const char* method, const std::string& target, const char* type, const std::string& body) {
    const Request request = BenchRequest(method, target, type, body);
    Simulator& simulator = state_.simulator();
    const double start = WallMs();
    Simulator::Answer answer = simulator.Handle(request);
    while (answer.deferred != 0) {
      simulator.Tick(kBenchStart, 1000);
      std::optional<Response> response = simulator.FinishDeferred(answer.deferred);
      if (!response) continue;
      answer.response = *std::move(response);
      break;
    }
    state_.Commit();
    const double ms = WallMs() - start;
    RequireOk(request, answer.response);
    last_ = answer.response.body;
    return ms;
  }
  const std::string& last() const { return last_; }

 private:
  StateHost state_;
  std::string last_;
};

std::string MakeBody(int records) {
  std::string body;
  for (int k = 0; k < records; ++k) {
    body += "date=2026-01-01T00:" + std::to_string(10 + k % 50) + ":00Z\tdelay=" + std::to_string(k * 7919 % 300 - 60) +
            "\tdistance=" + std::to_string(k * 104729 % 4000) + "\torigin=A" + std::to_string(k % 83) +
            "\tdestination=B" + std::to_string(k % 97) + "\n";
  }
  return body;
}

int Main(int records, int rounds) {
  const std::filesystem::path state = std::filesystem::temp_directory_path() / "pandora-micro-bench.db";
  const auto clean = [&] {
    for (const char* suffix : {"", "-wal", "-journal", "-shm"}) std::filesystem::remove(state.string() + suffix);
  };
  clean();
  std::vector<double> pushes, transforms;
  {
    Host host(state.string());
    const char* const json = "application/json";
    host.Send("POST", "/v2/repos/flights", json,
              R"({"region":"nb","schema":[{"key":"date","valtype":"date"},{"key":"delay","valtype":"long"},)"
              R"({"key":"distance","valtype":"long"},{"key":"origin","valtype":"string"},)"
              R"({"key":"destination","valtype":"string"}]})");
    host.Send(
        "POST", "/v2/repos/flights/transforms/byorigin/to/byorigin", json,
        R"({"mode":"sql","interval":"1m","code":"select origin, count(*) n, avg(delay) d from stream group by origin"})");
    const std::string body = MakeBody(records);
    for (int round = 0; round < rounds; ++round) {
      pushes.push_back(host.Send("POST", "/v2/repos/flights/data", "text/plain", body));
      transforms.push_back(host.Send("POST", "/_sim/clock", json, R"({"advance":"1m"})"));
    }
    host.Send("GET", "/_sim/repos/byorigin/records?from=0&limit=1", json, "");
    const std::string end = "\"end\":" + std::to_string(83 * rounds);
    if (host.last().find(end) == std::string::npos) Fail("the transform did not run each time: " + host.last());
  }
  clean();
  std::printf("{\"pushMs\":%.3f,\"transformMs\":%.3f}\n", Median(pushes), Median(transforms));
  return 0;
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: micro_bench RECORDS ROUNDS\n");
    return 2;
  }
  return pandora::Main(std::max(83, std::atoi(argv[1])), std::max(1, std::atoi(argv[2])));
}
