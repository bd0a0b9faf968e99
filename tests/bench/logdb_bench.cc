// Times the logdb sink (core/sink/logdb_export.h) on a million made-up records in memory: exporting them column by column, then
// searching and counting them. Prints one JSON object: thousands of records per second of the processor, the best of some rounds.
//
//   logdb_bench [rounds]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/sink/logdb_export.h"
#include "core/sink/logdb_search.h"
#include "tests/bench/measure.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

constexpr int kBatches = 20;
constexpr size_t kRows = 50'000;

Schema MakeSource() {
  return testing_support::MakeSchema(
      "message string, host string, status long, seconds float, time date, when string, more jsonstring");
}

RecordBatch MakeRecords(const Schema& schema, int64_t first) {
  RecordBatch batch = MakeBatch(schema);
  const DateForm form;
  std::string when;
  for (size_t i = 0; i < kRows; ++i) {
    const int64_t n = first + static_cast<int64_t>(i);
    const int64_t micros = 1'484'206'200'000'000 + n * 10'000;
    batch.columns[0].AppendText("GET /v2/repos/" + std::to_string(n % 977) + " took " + std::to_string(n % 31) + " ms");
    batch.columns[1].AppendText("host-" + std::to_string(n % 50));
    batch.columns[2].AppendLong(n % 13 == 0 ? 500 : 200);
    batch.columns[3].AppendFloat(static_cast<double>(n % 31) / 8);
    batch.columns[4].AppendDate(micros, form.Pack());
    when.clear();
    AppendRfc3339(Instant{micros}, form, &when);
    batch.columns[5].AppendText(when);
    batch.columns[6].AppendText(R"({"a.b":)" + std::to_string(n) + "}");
  }
  batch.rows = kRows;
  return batch;
}

class Bench {
 public:
  Bench() : file_(Require(StateFile::Open({}))), catalog_(file_.get()), log_(file_.get()) {
    Require(file_->BeginWrite());
    home_.file = file_.get();
    home_.catalog = &catalog_;
    home_.log = &log_;
  }

  // Thousands of records per second.
  double Export(const char* text) {
    const Json spec = Require(ParseJson(text));
    const Schema schema = MakeSource();
    Require(kLogdbSink.check(spec, schema, home_));
    double spent = 0;
    for (int i = 0; i < kBatches; ++i) {
      RecordBatch batch = MakeRecords(schema, static_cast<int64_t>(i * kRows));
      spent += TimeCpuMs([&] {
        const std::unique_ptr<SinkWriter> writer = Require(kLogdbSink.open(spec, schema, home_));
        SinkReport report;
        Require(writer->Write(std::move(batch), 0, &report));
        if (report.rejected != 0) Fail(report.reasons[0].reason);
      });
    }
    spent += TimeCpuMs([&] { Require(log_.Flush()); });
    return kBatches * kRows / spent;
  }

  // A log repo into which texts go as dates and jsonstrings as objects.
  void MakeDates() {
    const Json body = Require(ParseJson(R"({"schema":[{"key":"when","valtype":"date"}]})"));
    Require(LogRepos(home_).Create("converted", body));
  }

  double Search(const char* query, int64_t expected) {
    const LogRepo repo = Require(LogRepos(home_).Get("plain"));
    LogSearch search;
    search.query = query;
    const double spent = TimeCpuMs([&] {
      const LogHits hits = Require(SearchLogs(home_, repo, search));
      if (hits.total != expected) Fail(query + (": " + std::to_string(hits.total)));
    });
    return kBatches * kRows / spent;
  }

  double Count() {
    const LogRepo repo = Require(LogRepos(home_).Get("plain"));
    const double spent = TimeCpuMs([&] { Require(CountLogs(home_, repo, "", "time", {}, {})); });
    return kBatches * kRows / spent;
  }

 private:
  std::unique_ptr<StateFile> file_;
  Catalog catalog_;
  RecordLog log_;
  SinkHome home_;
};

void Run(int rounds) {
  double plain = 0, converted = 0, word = 0, range = 0, count = 0;
  for (int i = 0; i < rounds; ++i) {
    Bench bench;
    plain = std::max(plain, bench.Export(R"({"destRepoName":"plain","doc":{"message":"message","host":"host",
        "status":"status","seconds":"seconds","time":"time"}})"));
    Bench other;
    other.MakeDates();
    converted = std::max(converted, other.Export(R"({"destRepoName":"converted","doc":{"more":"more","when":"when",
        "inside":{"host":"host","status":"status"}}})"));
    word = std::max(word, bench.Search("message:976", 1'000'000 / 977));
    range = std::max(range, bench.Search("status:>=500", 76'924));
    count = std::max(count, bench.Count());
  }
  std::printf(
      "{\"export\": %.0f, \"export_converted\": %.0f, \"search_word\": %.0f, \"search_number\": %.0f, \"histogram\": "
      "%.0f}\n",
      plain, converted, word, range, count);
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  pandora::Run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 3);
  return 0;
}
