// Times the core's hot loops on generated flights (docs: performance W1): point text to columns, columns to a segment and
// back, columns to text. Prints one JSON object with the least time of some rounds in milliseconds.
//
//   core_bench [rows] [rounds]
//   core_bench explain [rounds]    one POST /_sim/sql/explain of 1 KB of SQL, which an editor sends at every pause: at most 2 ms. Prints
//                                  the statement and the repos too, for explain.mjs to send them to the wasm module
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/api/simulator.h"
#include "core/base/instant.h"
#include "core/format/json.h"
#include "core/format/point_reader.h"
#include "core/format/record_writer.h"
#include "core/format/segment.h"
#include "tests/bench/measure.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

// A fixed sequence; SplitMix64.
class Random {
 public:
  uint64_t Below(uint64_t limit) {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % limit;
  }

 private:
  uint64_t state_ = 1;
};

// Lines as of the vega-datasets "flights" file: dates to the minute in no order, small numbers, airports.
std::string MakeFlights(size_t rows) {
  Random random;
  std::string text;
  const int64_t start = ParseRfc3339("2001-01-01T00:00:00+08:00")->instant.micros;
  for (size_t i = 0; i < rows; ++i) {
    text += "date=";
    AppendRfc3339(Instant{start + static_cast<int64_t>(random.Below(90 * 24 * 60)) * kMicrosPerMinute}, DateForm(),
                  &text);
    text += "\tdelay=" + std::to_string(static_cast<int>(random.Below(180)) - 30);
    text += "\tdistance=" + std::to_string(100 + random.Below(2500));
    for (const char* const key : {"\torigin=", "\tdestination="}) {
      const uint64_t airport = random.Below(230) * 7919;
      text += key;
      for (int shift = 0; shift < 3; ++shift) text += static_cast<char>('A' + (airport >> (4 * shift)) % 26);
    }
    text += '\n';
  }
  return text;
}

Schema FlightsSchema() {
  return testing_support::MakeSchema("date date, delay long, distance float, origin string, destination string");
}

// Runs `work` some times and answers the least processor time: other programs on the machine do not count.
template <typename F>
double Time(int rounds, F work) {
  double least = 1e9;
  for (int i = 0; i < rounds; ++i) least = std::min(least, TimeCpuMs(work));
  return least;
}

int Run(size_t rows, int rounds) {
  const std::string text = MakeFlights(rows);
  const Schema schema = FlightsSchema();
  RecordBatch batch;
  bool good = true;
  const double parse = Time(rounds, [&] {
    Result<RecordBatch> read = ReadPoints(text, schema, PointOptions());
    good = good && read.ok();
    if (read.ok()) batch = std::move(read).value();
  });
  std::string segment;
  const double encode = Time(rounds, [&] { segment = EncodeSegment(batch); });
  size_t decoded = 0;
  const double decode = Time(rounds, [&] {
    const Result<RecordBatch> back = DecodeSegment(segment, schema);
    good = good && back.ok();
    if (back.ok()) decoded = back->rows;
  });
  std::vector<WriterColumn> columns;
  for (const Field& field : schema.fields) columns.push_back({field.name, static_cast<int>(columns.size())});
  double write[3];
  size_t written[3];
  for (int i = 0; i < 3; ++i) {
    const auto writer = MakeRecordWriter(static_cast<RecordFormat>(i), columns, RecordWriterOptions());
    std::string out;
    write[i] = Time(rounds, [&] {
      out.clear();
      writer->Write(batch, 0, batch.rows, &out);
    });
    written[i] = out.size();
  }
  std::printf(
      "{\"parse_ms\":%.1f,\"encode_ms\":%.1f,\"decode_ms\":%.1f,\"json_ms\":%.1f,\"text_ms\":%.1f,\"csv_ms\":%.1f,"
      "\"rows\":%zu,\"bytes\":%zu,\"segment_bytes\":%zu,\"json_bytes\":%zu,\"parse_mb_s\":%.0f}\n",
      parse, encode, decode, write[0], write[1], write[2], rows, text.size(), segment.size(), written[0],
      static_cast<double>(text.size()) / 1000.0 / parse);
  return good && decoded == rows ? 0 : 1;
}

// A statement of 1 KB as people write them: a join, conditions, aggregates, casts, strings.
std::string MakeStatement() {
  std::string sql = "SELECT a.host, date_format(a.t, 'yyyy-MM-dd HH:mm') AS minute, count(*) AS total";
  for (int k = 0; sql.size() < 840; ++k) {
    const std::string number = std::to_string(k);
    sql += ",\n  sum(CASE WHEN a.status >= " + number + "00 AND b.f" + number +
           " IS NOT NULL THEN cast(a.rt AS double) * 1." + number + " ELSE 0 END) AS sum_" + number;
  }
  sql +=
      "\nFROM visits0 a JOIN visits1 b ON a.host = b.host WHERE a.host LIKE '%.example.com' AND a.status IN (200, "
      "404)\n"
      "GROUP BY a.host, date_format(a.t, 'yyyy-MM-dd HH:mm') HAVING count(*) > 10 ORDER BY total DESC LIMIT 100";
  return sql;
}

int RunExplain(int rounds) {
  SimulatorOptions options;
  options.virtual_clock = true;
  Result<std::unique_ptr<Simulator>> simulator = Simulator::Open(options, Instant{0});
  if (!simulator.ok()) return 1;
  const auto send = [&](const std::string& target, const std::string& body) {
    Request request;
    request.method = "POST";
    request.target = target;
    request.body = body;
    request.headers.Add("Authorization", "Pandora key:NTi3wH_WlGxYOnXsvgUrO4XMD6Y=");
    return (*simulator)->Handle(request).response;
  };
  std::string fields = R"({"key":"host","valtype":"string"},{"key":"status","valtype":"long"})";
  fields += R"(,{"key":"rt","valtype":"float"},{"key":"t","valtype":"date"})";
  for (int k = 0; k < 30; ++k) fields += R"(,{"key":"f)" + std::to_string(k) + R"(","valtype":"long"})";
  const std::string repo = R"({"region":"nb","schema":[)" + fields + "]}";
  constexpr int kRepos = 20;
  bool good = true;
  for (int k = 0; k < kRepos; ++k) good = good && send("/v2/repos/visits" + std::to_string(k), repo).status == 200;
  const std::string sql = MakeStatement();
  const std::string body = DumpJson(Json{{"code", sql}});
  constexpr int kRequests = 20;
  size_t answer = 0;
  const double explain = Time(rounds, [&] {
    for (int k = 0; k < kRequests; ++k) {
      const Response response = send("/_sim/sql/explain", body);
      good = good && response.status == 200 && response.body.find("\"error\":null") != std::string::npos;
      answer = response.body.size();
    }
  });
  const Json result{
      {"explain_ms", explain / kRequests}, {"answer_bytes", answer}, {"repo", repo}, {"repos", kRepos}, {"sql", sql}};
  std::printf("%s\n", DumpJson(result).c_str());
  return good ? 0 : 1;
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "explain") == 0) return pandora::RunExplain(argc > 2 ? std::atoi(argv[2]) : 20);
  const size_t rows = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
  return pandora::Run(rows, argc > 2 ? std::atoi(argv[2]) : 5);
}
