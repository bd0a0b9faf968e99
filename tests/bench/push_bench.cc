// Pushes a file of point text into a simulator whose state is a file on disk, as a client would that sends bodies of up to
// 2 MiB one after the other, and reports where the time went (docs: performance W1). Each body is committed before the next is
// sent: from then on a kill -9 loses nothing of it. The time ends when the state is closed, its write-ahead log folded in.
//
//   push_bench DATA.txt SCHEMA.json STATE.db
//
// Prints one JSON object: ms, cpuMs, rows, bytes, stateBytes, peakRssKb, and the phases in milliseconds.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "tests/bench/state_host.h"

namespace pandora {
namespace {

constexpr const char* kJson = "application/json";
constexpr size_t kMaxBody = 2 * 1024 * 1024;

// Adds the time of its life to a phase.
class Timed {
 public:
  explicit Timed(double* phase) : phase_(phase), start_(WallMs()) {}
  ~Timed() { *phase_ += WallMs() - start_; }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  double* const phase_;
  const double start_;
};

struct Phases {
  double read = 0, open = 0, handle = 0, commit = 0, close = 0;
};

// The next body: whole lines, at most kMaxBody bytes. Reads a block and leaves what follows its last line for the next time.
class BodyReader {
 public:
  explicit BodyReader(const char* path) : descriptor_(::open(path, O_RDONLY)) {
    if (descriptor_ < 0) Fail(std::string("cannot open ") + path);
  }
  ~BodyReader() { ::close(descriptor_); }

  bool Next(std::string* body) {
    body->resize(kMaxBody);
    const ssize_t count = ::pread(descriptor_, body->data(), kMaxBody, offset_);
    if (count < 0) Fail("cannot read the data");
    body->resize(static_cast<size_t>(count));
    if (count == 0) return false;
    const size_t end = body->rfind('\n');
    if (end == std::string::npos) Fail("a line is longer than a body may be");
    body->resize(end + 1);
    offset_ += static_cast<off_t>(body->size());
    return true;
  }

  off_t offset() const { return offset_; }

 private:
  const int descriptor_;
  off_t offset_ = 0;
};

class Host {
 public:
  Host(const std::string& state, Phases* phases) : phases_(phases) {
    Timed timed(&phases_->open);
    state_.emplace(state);
  }

  Response Send(const Request& request) {
    Response response;
    {
      Timed timed(&phases_->handle);
      response = state_->simulator().Handle(request).response;
    }
    RequireOk(request, response);
    Timed timed(&phases_->commit);
    state_->Commit();
    return response;
  }

  void Close() {
    Timed timed(&phases_->close);
    state_.reset();
  }

 private:
  Phases* const phases_;
  std::optional<StateHost> state_;
};

std::string ReadAll(const char* path) {
  std::ifstream input(path);
  std::ostringstream text;
  text << input.rdbuf();
  if (!input) Fail(std::string("cannot read ") + path);
  return text.str();
}

// One past the newest offset, as the simulator tells it.
int64_t CountRecords(Host* host) {
  const std::string body = host->Send(BenchRequest("GET", "/_sim/repos/bench/records?from=0&limit=1", kJson, "")).body;
  const size_t at = body.find("\"end\":");
  if (at == std::string::npos) Fail("there is no end in " + body);
  return std::strtoll(body.c_str() + at + 6, nullptr, 10);
}

int Main(const char* data, const char* schema, const char* state) {
  for (const char* suffix : {"", "-wal", "-journal", "-shm"}) std::filesystem::remove(std::string(state) + suffix);
  const double start = WallMs(), cpu_start = CpuMs();
  Phases phases;
  Host host(state, &phases);
  host.Send(BenchRequest("POST", "/v2/repos/bench", kJson, R"({"region":"nb","schema":)" + ReadAll(schema) + "}"));
  BodyReader reader(data);
  Request push = BenchRequest("POST", "/v2/repos/bench/data", "text/plain", "");
  const auto next = [&] {
    Timed timed(&phases.read);
    return reader.Next(&push.body);
  };
  while (next()) host.Send(push);
  const Phases before_check = phases;
  const double check_start = WallMs(), check_cpu_start = CpuMs();
  const int64_t rows = CountRecords(&host);
  phases = before_check;
  const double check = WallMs() - check_start, check_cpu = CpuMs() - check_cpu_start;
  host.Close();
  std::printf(
      "{\"ms\":%.1f,\"cpuMs\":%.1f,\"rows\":%lld,\"bytes\":%lld,\"stateBytes\":%lld,\"peakRssKb\":%ld,"
      "\"phases\":{\"read\":%.1f,\"open\":%.1f,\"handle\":%.1f,\"commit\":%.1f,\"close\":%.1f}}\n",
      WallMs() - start - check, CpuMs() - cpu_start - check_cpu, static_cast<long long>(rows),
      static_cast<long long>(reader.offset()), static_cast<long long>(std::filesystem::file_size(state)), PeakRssKb(),
      phases.read, phases.open, phases.handle, phases.commit, phases.close);
  return 0;
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: push_bench DATA.txt SCHEMA.json STATE.db\n");
    return 2;
  }
  return pandora::Main(argv[1], argv[2], argv[3]);
}
