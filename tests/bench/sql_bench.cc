// Runs statements over the repo `bench` of a state file that push_bench has made, as a transform would: planned from its text, over
// the stored segments, to a batch in memory (docs: performance W2 and W3). Natively and, under node, in wasm; the state lies in
// memory in both, where a server would find it in the system's page cache.
//
//   sql_bench STATE.db REPEATS STATEMENT...      the repo is the table `stream`
//
// Prints one JSON array with an object per statement: ms (the median of REPEATS runs after one that is not counted), cpuMs (the mean),
// rows, and hash, which is that of the result as a segment.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/engine/engine.h"
#include "core/engine/log_source.h"
#include "core/format/segment.h"
#include "tests/bench/measure.h"

namespace pandora {
namespace {

constexpr Instant kNow{1'767'225'600LL * kMicrosPerSecond};

std::unique_ptr<Engine> OpenState(const char* path) {
  std::ifstream input(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << input.rdbuf();
  if (!input) Fail(std::string("cannot read ") + path);
  std::unique_ptr<Engine> engine = Require(Engine::Open({}, kNow));
  Require(engine->LoadState(bytes.str(), kNow));
  return engine;
}

RecordBatch RunOnce(Engine* engine, const Repo& repo, const std::string& sql) {
  std::variant<QueryPlan, SqlError> planned = PlanQuery(sql, {{"stream", {repo.name}, repo.definition.schema}});
  if (const SqlError* error = std::get_if<SqlError>(&planned)) Fail(error->Render(sql));
  RecordLog* const log = &engine->state().log;
  LogSource source(log, repo, 0, Require(log->End(repo.id)));
  ExecuteOptions options;
  options.now = kNow;
  ExecuteResult result = ExecutePlan(std::get<QueryPlan>(planned), {&source}, options);
  if (const SqlError* error = std::get_if<SqlError>(&result)) Fail(error->Render(sql));
  if (const Status* status = std::get_if<Status>(&result)) Fail(status->message());
  return std::get<RecordBatch>(std::move(result));
}

void Measure(Engine* engine, const Repo& repo, const std::string& sql, int repeats) {
  const RecordBatch result = RunOnce(engine, repo, sql);
  std::vector<double> times;
  const double cpu_start = CpuMs();
  for (int k = 0; k < repeats; ++k) {
    const double start = WallMs();
    RunOnce(engine, repo, sql);
    times.push_back(WallMs() - start);
  }
  const double cpu = (CpuMs() - cpu_start) / repeats;
  std::nth_element(times.begin(), times.begin() + repeats / 2, times.end());
  std::printf("{\"ms\":%.3f,\"cpuMs\":%.3f,\"rows\":%zu,\"hash\":\"%s\"}", times[static_cast<size_t>(repeats / 2)], cpu,
              result.rows, ToHex(Sha256(EncodeSegment(result))).substr(0, 16).c_str());
}

int Main(int count, char** arguments) {
  const std::unique_ptr<Engine> engine = OpenState(arguments[1]);
  const std::shared_ptr<Repo> repo = Require(engine->repos().Find("", "bench"));
  const int repeats = std::max(1, std::atoi(arguments[2]));
  std::printf("[");
  for (int k = 3; k < count; ++k) {
    if (k > 3) std::printf(",\n");
    Measure(engine.get(), *repo, arguments[k], repeats);
  }
  std::printf("]\n");
  return 0;
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: sql_bench STATE.db REPEATS STATEMENT...\n");
    return 2;
  }
  return pandora::Main(argc, argv);
}
