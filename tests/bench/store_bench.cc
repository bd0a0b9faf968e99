// Times core/store on files of the operating system (docs: performance W1, W6): large pushes, groups of small pushes, reading.
// Prints one JSON object. Times are of the processor, the least of some rounds: a shared machine disturbs them little. What waiting
// for the disk adds is in large.wall_ms.
//
//   store_bench FOLDER [rounds]
//
// FOLDER must be there; the state file in it is made anew each round. Records are those of `flights`, made up.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/format/segment.h"
#include "core/store/journal.h"
#include "core/store/record_log.h"
#include "core/store/state_file.h"
#include "native/os_file_system.h"
#include "tests/bench/measure.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

constexpr int kLargePushes = 38;
constexpr size_t kLargeRows = 1'000'000 / kLargePushes;
constexpr int kGroups = 1000;
constexpr int kGroupSize = 32;
constexpr size_t kSmallRows = 10;

// The least value seen under each name, in order of the names.
class Times {
 public:
  void Add(const std::string& name, double value) {
    const auto known = least_.find(name);
    if (known == least_.end()) {
      least_[name] = value;
    } else {
      known->second = std::min(known->second, value);
    }
  }
  // Runs `work` and notes how long it took, in milliseconds divided by `parts`.
  template <typename Work>
  void Time(const std::string& name, double parts, Work work) {
    Add(name, TimeCpuMs(work) / parts);
  }
  void Print() const {
    std::string line = "{";
    for (const auto& [name, value] : least_) {
      char text[64];
      std::snprintf(text, sizeof text, "%.3f", value);
      line += (line.size() > 1 ? ", \"" : "\"") + name + "\": " + text;
    }
    std::printf("%s}\n", line.c_str());
  }

 private:
  std::map<std::string, double> least_;
};

Schema FlightsSchema() {
  return testing_support::MakeSchema("date date, delay long, distance long, origin string, destination string");
}

RecordBatch MakeFlights(size_t rows) {
  static uint64_t state = 1;
  const auto below = [](uint64_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int64_t>((state >> 33) % limit);
  };
  RecordBatch batch = MakeBatch(FlightsSchema());
  batch.rows = rows;
  for (size_t row = 0; row < rows; ++row) {
    batch.columns[0].AppendDate(978'278'400'000'000 + below(129'600) * kMicrosPerMinute, DateForm().Pack());
    batch.columns[1].AppendLong(below(180) - 30);
    batch.columns[2].AppendLong(100 + below(2500));
    for (size_t column = 3; column < 5; ++column) {
      const int64_t airport = below(230) * 7919;
      std::string code;
      for (int shift = 0; shift < 3; ++shift) code += static_cast<char>('A' + (airport >> (4 * shift)) % 26);
      batch.columns[column].AppendText(code);
    }
  }
  return batch;
}

// A new state on a new file.
struct Store {
  explicit Store(const std::string& folder) {
    const std::string path = folder + "/store_bench.db";
    for (const char* suffix : {"", "-wal", "-journal"}) std::remove((path + suffix).c_str());
    files = Require(OpenOsFileSystem(path, "pandora.db"));
    StateFile::Options options;
    options.files = files.get();
    state = Require(StateFile::Open(options));
    log = std::make_unique<RecordLog>(state.get());
    journal = std::make_unique<Journal>(state.get());
  }
  void Commit() {
    Require(log->Flush());
    Require(journal->Flush());
    Require(state->Commit());
  }
  void Close() {
    log.reset();
    journal.reset();
    state.reset();
  }
  size_t Scan(const std::vector<int>& wanted) {
    size_t rows = 0;
    Require(log->Read(1, 0, INT64_MAX, FlightsSchema(), wanted, [&rows](RecordLog::Slice slice) {
      rows += slice.batch.rows;
      return Status();
    }));
    return rows;
  }

  std::unique_ptr<FileSystem> files;
  std::unique_ptr<StateFile> state;
  std::unique_ptr<RecordLog> log;
  std::unique_ptr<Journal> journal;
};

void LargePushes(const std::string& folder, Times* times) {
  const RecordBatch batch = MakeFlights(kLargeRows);
  size_t bytes = 0;
  times->Time("large.encode_only_ms", 1, [&] {
    for (int push = 0; push < kLargePushes; ++push) bytes += EncodeSegment(batch).size();
  });
  Store store(folder);
  double append = 0, commit = 0;
  std::vector<RecordBatch> pushes(kLargePushes, batch);
  const double wall = WallMs();
  for (int push = 0; push < kLargePushes; ++push) {
    const double start = CpuMs();
    Require(store.log->Append(1, FlightsSchema(), std::move(pushes[push]), Instant{push}).status());
    const double middle = CpuMs();
    store.Commit();
    append += middle - start;
    commit += CpuMs() - middle;
  }
  times->Add("large.append_ms", append);
  times->Add("large.commit_ms", commit);
  const double close = TimeCpuMs([&] { store.Close(); });
  times->Add("large.close_ms", close);
  times->Add("large.all_ms", append + commit + close);
  times->Add("large.wall_ms", WallMs() - wall);
  times->Add("large.megabytes", static_cast<double>(bytes) / 1e6);
}

JournalEntry PushEntry() {
  JournalEntry entry;
  entry.at = Instant{1'484'206'200'000'000};
  entry.kind = "request";
  entry.method = "POST";
  entry.target = "/v2/repos/flights/data";
  entry.status = 200;
  entry.note = "records 1000000..1000009";
  entry.body_size = 760;
  return entry;
}

void Scans(const std::string& folder, Times* times) {
  const RecordBatch batch = MakeFlights(kLargeRows);
  Store store(folder);
  for (int push = 0; push < kLargePushes; ++push) {
    Require(store.log->Append(1, FlightsSchema(), batch, Instant{push}).status());
    store.Commit();
  }
  times->Time("large.scan_all_ms", 1, [&] { store.Scan({}); });
  times->Time("large.scan_one_column_ms", 1, [&] { store.Scan({2}); });
}

// As a server under load does it: each request in a savepoint, one commit for a group of them.
void SmallPushes(const std::string& folder, bool with_journal, Times* times) {
  const std::string prefix = with_journal ? "small_journaled." : "small.";
  const RecordBatch batch = MakeFlights(kSmallRows);
  const Schema schema = FlightsSchema();
  const JournalEntry entry = PushEntry();
  Store store(folder);
  double append = 0, journal = 0, flush = 0, commit = 0;
  for (int group = 0; group < kGroups; ++group) {
    std::vector<RecordBatch> batches(kGroupSize, batch);
    const double start = CpuMs();
    for (RecordBatch& push : batches) {
      StateFile::Savepoint savepoint(store.state.get());
      Require(store.log->Append(1, schema, std::move(push), Instant{group}).status());
      Require(savepoint.Release());
    }
    const double appended = CpuMs();
    for (int push = 0; with_journal && push < kGroupSize; ++push) Require(store.journal->Append(entry));
    const double journaled = CpuMs();
    Require(store.log->Flush());
    Require(store.journal->Flush());
    const double flushed = CpuMs();
    Require(store.state->Commit());
    append += appended - start;
    journal += journaled - appended;
    flush += flushed - journaled;
    commit += CpuMs() - flushed;
  }
  constexpr double kPushes = kGroups * kGroupSize / 1e3;  // of milliseconds, to microseconds each
  times->Add(prefix + "append_us", append / kPushes);
  if (with_journal) times->Add(prefix + "journal_us", journal / kPushes);
  times->Add(prefix + "flush_us", flush / kPushes);
  times->Add(prefix + "commit_us", commit / kPushes);
  times->Add(prefix + "all_us", (append + journal + flush + commit) / kPushes);
  times->Add(prefix + "segments", static_cast<double>(Require(store.log->GetStats(1)).segments));
  if (!with_journal) times->Time("small.scan_all_ms", 1, [&] { store.Scan({}); });
}

void SinglePushes(const std::string& folder, Times* times) {
  const RecordBatch batch = MakeFlights(kSmallRows);
  Store store(folder);
  times->Time("single.push_and_commit_us", kGroups / 1e3, [&] {
    for (int push = 0; push < kGroups; ++push) {
      Require(store.log->Append(1, FlightsSchema(), batch, Instant{push}).status());
      store.Commit();
    }
  });
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  if (argc < 2) pandora::Fail("usage: store_bench FOLDER [rounds]");
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  pandora::Times times;
  for (int round = 0; round < rounds; ++round) {
    pandora::LargePushes(argv[1], &times);
    pandora::Scans(argv[1], &times);
    pandora::SmallPushes(argv[1], false, &times);
    pandora::SmallPushes(argv[1], true, &times);
    pandora::SinglePushes(argv[1], &times);
  }
  times.Print();
}
