// Queries of log search: parsed, given their meaning for a repo with a field of each kind, and matched against a few records.
#include "core/sink/logdb_match.h"
#include "core/sink/logdb_record.h"

namespace {

using namespace pandora;  // NOLINT

constexpr const char* kSchema = R"([{"key":"s","valtype":"string"},{"key":"k","valtype":"string","analyzer":"keyword"},
    {"key":"p","valtype":"string","analyzer":"path"},{"key":"n","valtype":"long"},{"key":"x","valtype":"float"},
    {"key":"b","valtype":"boolean"},{"key":"t","valtype":"date"},{"key":"i","valtype":"ip"},{"key":"g","valtype":"geo_point"},
    {"key":"o","valtype":"object","schema":[{"key":"a","valtype":"string"}]},{"key":"f","valtype":"object"}])";
constexpr const char* kRecords = R"([{"s":"Disk 磁盘 is_full","k":"a b","p":"/a/b","n":5,"x":1.5,"b":true,
    "t":"2017-01-12T15:30:00+08:00","i":"10.0.0.1","g":"1,2","o":{"a":"x"},"f":{"a.b":[1,{"c":"\u0041\n"}]}},
    {"s":["a","b"],"n":[-1],"o":{"z":null},"f":[{"d":false}]},{}])";

struct World {
  World() {
    repo.fields = *ReadLogSchema(*ParseJson(kSchema));
    repo.layout = LayOutLogFields(repo.fields);
    RowProblems problems;
    batch = ReadLogRecords(*ParseJson(kRecords), repo, &problems);
  }
  LogRepo repo;
  RecordBatch batch;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const World world;
  const Result<LogQuery> query = ParseLogQuery(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!query.ok()) return 0;
  const Result<LogMatcher> matcher = LogMatcher::Compile(*query, world.repo, Instant{1'484'206'200'000'000});
  if (!matcher.ok()) return 0;
  std::vector<uint8_t> rows;
  matcher->Match(world.batch, &rows);
  return 0;
}
