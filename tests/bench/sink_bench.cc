// Times the sinks that keep records inside: how many records a second a writer takes, from batches in memory to segments in a state in
// memory. Prints one JSON object, records a second of processor time, the best of some rounds.
//
//   sink_bench [rounds]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/sink/mongo_export.h"
#include "core/sink/report_export.h"
#include "core/sink/tsdb_export.h"
#include "tests/bench/measure.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

constexpr size_t kBatchRows = 1 << 14;
constexpr size_t kBatches = 32;

Schema SourceSchema() {
  return testing_support::MakeSchema("type string, zone string, bucket string, hits long, flow float, ts date");
}

RecordBatch MakeRecords(const Schema& schema, size_t first) {
  RecordBatch batch = MakeBatch(schema);
  batch.rows = kBatchRows;
  const uint32_t form = DateForm{}.Pack();
  for (size_t row = 0; row < kBatchRows; ++row) {
    const size_t k = first + row;
    batch.columns[0].AppendText(k % 3 == 0 ? "put" : "get");
    batch.columns[1].AppendText("zone" + std::to_string(k % 5));
    batch.columns[2].AppendText("bucket" + std::to_string(k * 7 % 1000));
    batch.columns[3].AppendLong(static_cast<int64_t>(k * 31 % 4096));
    batch.columns[4].AppendFloat(static_cast<double>(k % 1000) / 8);
    batch.columns[5].AppendDate(1'484'206'200'000'000 + static_cast<int64_t>(k) * 1000, form);
  }
  return batch;
}

// Records a second.
double Measure(const SinkType& type, const char* spec_text, size_t batches) {
  const std::unique_ptr<StateFile> file = Require(StateFile::Open({}));
  Catalog catalog(file.get());
  RecordLog log(file.get());
  const SinkHome home{file.get(), &catalog, &log, nullptr, "", Instant{1'484'206'200'000'000}};
  const Schema schema = SourceSchema();
  const Json spec = Require(ParseJson(spec_text));
  std::vector<RecordBatch> input;
  for (size_t k = 0; k < batches; ++k) input.push_back(MakeRecords(schema, k * kBatchRows));
  SinkReport report;
  int64_t first = 0;
  const double spent = TimeCpuMs([&] {
    const std::unique_ptr<SinkWriter> writer = Require(type.open(spec, schema, home));
    for (RecordBatch& batch : input) {
      Require(writer->Write(std::move(batch), first, &report));
      first += static_cast<int64_t>(kBatchRows);
    }
    Require(writer->Finish());
    Require(log.Flush());
    Require(file->Commit());
  });
  if (report.written != first) Fail("not every record was written");
  return static_cast<double>(first) * 1e3 / spent;
}

void Run(int rounds) {
  const struct {
    const char* name;
    const SinkType& type;
    const char* spec;
    size_t batches;
  } cases[] = {
      {"tsdb", kTsdbSink,
       R"({"destRepoName":"d","series":"s","tags":{"type":"#type","zone":"#zone","bucket":"#bucket"},)"
       R"("fields":{"hits":"#hits","flow":"#flow"},"timestamp":"#ts"})",
       kBatches},
      {"report", kReportSink,
       R"({"dbName":"d","tableName":"t","columns":{"type":"#type","zone":"#zone","hits":"#hits","flow":"#flow"}})",
       kBatches},
      {"mongo_insert", kMongoSink,
       R"({"host":"h","dbName":"d","collName":"c","mode":"INSERT","doc":{"zone":"#zone","hits":"#hits"}})", 2},
      {"mongo_upsert", kMongoSink,
       R"({"host":"h","dbName":"d","collName":"c","mode":"UPSERT","updateKey":["bucket"],"doc":{"$inc":{"hits":"#hits"}}})",
       2},
  };
  std::string line = "{";
  for (const auto& one : cases) {
    double best = 0;
    for (int round = 0; round < rounds; ++round) best = std::max(best, Measure(one.type, one.spec, one.batches));
    char text[64];
    std::snprintf(text, sizeof text, "%s\"%s\": %.0f", line.size() > 1 ? ", " : "", one.name, best);
    line += text;
  }
  std::printf("%s}\n", line.c_str());
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  pandora::Run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 3);
  return 0;
}
