// Times the core's hot loops on generated flights (docs: performance W1): point text to columns, columns to a segment and
// back, columns to text. Prints one JSON object with the least time of some rounds in milliseconds.
//
//   core_bench [rows] [rounds]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "core/base/instant.h"
#include "core/format/point_reader.h"
#include "core/format/record_writer.h"
#include "core/format/segment.h"

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
  Schema schema;
  const auto add = [&schema](const char* name, Kind kind) {
    Field field;
    field.name = name;
    field.type.kind = kind;
    schema.fields.push_back(field);
  };
  add("date", Kind::kDate);
  add("delay", Kind::kLong);
  add("distance", Kind::kFloat);
  add("origin", Kind::kString);
  add("destination", Kind::kString);
  return schema;
}

// Runs `work` some times and answers the least processor time: other programs on the machine do not count.
template <typename F>
double Time(int rounds, F work) {
  double least = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const std::clock_t begin = std::clock();
    work();
    least = std::min(least, static_cast<double>(std::clock() - begin) * 1000 / CLOCKS_PER_SEC);
  }
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

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) {
  const size_t rows = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
  return pandora::Run(rows, argc > 2 ? std::atoi(argv[2]) : 5);
}
