// Exports the repo `bench` of a state file that push_bench has made into one file of a bucket, as a server would: the export is
// created, its interval passes, and the file stands in the state on disk, committed (docs: performance W4).
//
//   export_bench STATE.db FORMAT REPEATS [OUT]     FORMAT: json, text, csv, parquet, or one with .gz behind it
//
// The state must be a copy: it is changed. Prints one JSON object: ms and cpuMs (the median and the mean of REPEATS exports), bytes of the
// file, and peakRssKb. With OUT the file is written there at the end.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/state_host.h"

namespace pandora {
namespace {

constexpr int64_t kInterval = 60;

class Host {
 public:
  explicit Host(const std::string& state) : state_(state) {}

  std::string Send(const char* method, const std::string& target, std::string body = "") {
    const Request request = BenchRequest(method, target, "application/json", std::move(body));
    Response response = state_.simulator().Handle(request).response;
    state_.Commit();
    RequireOk(request, response);
    return std::move(response.body);
  }

  // Lets `seconds` pass, and everything that is due then run.
  void Pass(int64_t seconds) {
    now_.micros += seconds * kMicrosPerSecond;
    while (state_.simulator().Tick(now_, 1000).more) {
    }
    state_.Commit();
  }

 private:
  Instant now_ = kBenchStart;
  StateHost state_;
};

// The members of the repo's schema as an export names them: each under its own name.
std::string Fields(const std::string& repo) {
  std::string fields;
  // Only names of the highest level: those of maps stand deeper than one bracket.
  int depth = 0;
  for (size_t i = repo.find("\"schema\":"); i < repo.size(); ++i) {
    if (repo[i] == '[') ++depth;
    if (repo[i] == ']' && --depth == 0) break;
    if (depth != 1 || repo.compare(i, 7, "\"key\":\"") != 0) continue;
    const std::string name = repo.substr(i + 7, repo.find('"', i + 7) - i - 7);
    fields += (fields.empty() ? "\"" : ",\"") + name + "\":\"#" + name + "\"";
  }
  return fields;
}

int Main(const std::string& state, std::string format, int repeats, const char* out) {
  Host host(state);
  const bool gzip = format.size() > 3 && format.compare(format.size() - 3, 3, ".gz") == 0;
  if (gzip) format.resize(format.size() - 3);
  const std::string spec =
      R"json({"type":"kodo","whence":"oldest","spec":{"bucket":"bench","keyPrefix":"file$(x)","email":"a","accessKey":)json"
      R"json("a","delimiter":",","rotateInterval":)json" +
      std::to_string(kInterval) + ",\"format\":\"" + format + "\",\"compress\":" + (gzip ? "true" : "false") +
      ",\"fields\":{" + Fields(host.Send("GET", "/v2/repos/bench")) + "}}}";
  std::vector<double> times;
  double cpu = 0;
  std::string file;
  for (int k = 0; k < repeats; ++k) {
    host.Send("POST", "/v2/repos/bench/exports/e" + std::to_string(k), spec);
    host.Pass(0);
    const double start = WallMs(), cpu_start = CpuMs();
    host.Pass(kInterval);
    times.push_back(WallMs() - start);
    cpu += CpuMs() - cpu_start;
    const std::string list = host.Send("GET", "/_sim/objects/bench");
    const size_t at = list.find("\"key\":\"");
    if (at == std::string::npos) Fail("there is no file in " + list);
    const std::string target = "/_sim/objects/bench/" + list.substr(at + 7, list.find('"', at + 7) - at - 7);
    const long peak = PeakRssKb();
    if (k + 1 == repeats) {
      file = host.Send("GET", target);
      std::nth_element(times.begin(), times.begin() + repeats / 2, times.end());
      std::printf("{\"ms\":%.1f,\"cpuMs\":%.1f,\"bytes\":%zu,\"peakRssKb\":%ld}\n",
                  times[static_cast<size_t>(repeats / 2)], cpu / repeats, file.size(), peak);
    }
    host.Send("DELETE", target);
    host.Send("DELETE", "/v2/repos/bench/exports/e" + std::to_string(k));
  }
  if (out != nullptr && !std::ofstream(out, std::ios::binary).write(file.data(), static_cast<long>(file.size()))) {
    Fail(std::string("cannot write ") + out);
  }
  return 0;
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: export_bench STATE.db FORMAT REPEATS [OUT]\n");
    return 2;
  }
  return pandora::Main(argv[1], argv[2], std::max(1, std::atoi(argv[3])), argc > 4 ? argv[4] : nullptr);
}
