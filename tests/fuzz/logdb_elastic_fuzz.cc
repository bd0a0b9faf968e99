// Any JSON as a search in Elasticsearch's language, and as a highlight: what is read finds its way through a record, and marks lie in it.
#include <cstdlib>

#include "core/sink/logdb_elastic.h"
#include "core/sink/logdb_highlight.h"
#include "core/sink/logdb_match.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pandora;  // NOLINT
  static const std::vector<LogField> fields = *ReadLogSchema(*ParseJson(
      R"([{"key":"s","valtype":"string"},{"key":"k","valtype":"string","analyzer":"keyword"},
          {"key":"p","valtype":"string","analyzer":"path"},{"key":"o","valtype":"object"}])"));
  static const std::string record =
      R"({"s":["Disk 磁盘 is_full and full of words, ÄÖ too","b"],"k":"a b","p":"/a/b/c","o":{"a":{"b":"full disk"}}})";
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<Json> json = ParseJson(text);
  if (!json.ok()) return 0;
  const Result<LogSearch> search = ReadElasticSearch(*json);
  if (!search.ok()) return 0;
  LogRepo repo;
  repo.fields = fields;
  repo.layout = LayOutLogFields(fields);
  const LogQuery query = search->filter.value_or(LogQuery());
  LogMatcher::Compile(query, repo, Instant{1'484'206'200'000'000}).status().IgnoreError();
  const Result<std::optional<LogHighlight>> highlight = ReadLogHighlight(search->highlight);
  if (!highlight.ok()) return 0;
  const std::string marked = MarkRecord(highlight->value_or(LogHighlight()), query, fields, record);
  if (!marked.empty() && !ParseJson(marked).ok()) std::abort();
  return 0;
}
