#include "core/api/sink_view.h"

#include <algorithm>

#include "core/api/lookup.h"
#include "core/base/text.h"
#include "core/engine/sink_export.h"
#include "core/format/record_writer.h"
#include "core/sink/typed_column.h"

namespace pandora {
namespace {

constexpr int64_t kMaxPage = 10'000;
constexpr size_t kMaxPageBytes = 16 << 20;

}  // namespace

SinkHome SinkHomeOf(const RequestContext& context) {
  return SinkExport(&context.engine.state()).HomeOf(context.account);
}

Result<std::optional<Instant>> QueryInstant(const RequestContext& context, std::string_view name) {
  const std::string* text = context.Query(name);
  if (text == nullptr || text->empty()) return std::optional<Instant>();
  if (const std::optional<ParsedDate> date = ParseRfc3339(*text)) return std::optional<Instant>(date->instant);
  if (const std::optional<int64_t> number = ParseInt64(*text)) {
    if (const std::optional<Instant> instant = InstantOfNumber(*number)) return instant;
  }
  return Status(ErrorCode::kBadRequest, "query parameter " + std::string(name) + " is " + Quote(*text) +
                                            "; a time such as 2017-01-12T15:30:00+08:00 is accepted (%2B08:00 in a "
                                            "query), or seconds or milliseconds since 1970");
}

Json DescribeFields(const Schema& schema) {
  Json list = Json::array();
  for (const Field& field : schema.fields) {
    Json one = Json::object();
    one["key"] = field.name;
    one["valtype"] = std::string(KindName(field.type.kind));
    list.push_back(std::move(one));
  }
  return list;
}

Result<std::string> PageOfLog(const RequestContext& context, int64_t id, const Schema& schema) {
  RecordLog& log = context.engine.state().log;
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, log.End(id));
  PANDORA_ASSIGN_OR_RETURN(int64_t from, QueryNumber(context, "from", 0, INT64_MIN, INT64_MAX));
  PANDORA_ASSIGN_OR_RETURN(const int64_t limit, QueryNumber(context, "limit", 100, 0, kMaxPage));
  // A negative offset counts from the end, as for repos.
  if (from < 0) from = std::max<int64_t>(0, from < -end ? 0 : end + from);
  const int64_t to = std::min(end, from > end - limit ? end : from + limit);
  int64_t next = std::min(from, end);
  std::string body = R"({"records":[)";
  PANDORA_RETURN_IF_ERROR(log.Read(id, next, to, schema, {}, [&](RecordLog::Slice slice) {
    for (size_t row = 0; row < slice.batch.rows && body.size() < kMaxPageBytes; ++row) {
      body += body.back() == '[' ? R"({"offset":)" : R"(,{"offset":)";
      AppendInt64(next++, &body);
      body += R"(,"record":)";
      AppendJsonRecord(schema, slice.batch, row, true, &body);
      body += '}';
    }
    return Status();
  }));
  body += R"(],"next":)";
  AppendInt64(next, &body);
  body += R"(,"end":)";
  AppendInt64(end, &body);
  return body + "}";
}

}  // namespace pandora
