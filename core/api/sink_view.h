// What the routes that look into the stores inside have in common.
#ifndef PANDORA_CORE_API_SINK_VIEW_H_
#define PANDORA_CORE_API_SINK_VIEW_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/api/route.h"
#include "core/sink/sink.h"

namespace pandora {

// The stores of the request's account at the present time.
SinkHome SinkHomeOf(const RequestContext& context);

// A query parameter as an RFC 3339 date or a number (core/sink/typed_column.h, InstantOfNumber); nothing when absent or empty.
// kBadRequest for anything else.
Result<std::optional<Instant>> QueryInstant(const RequestContext& context, std::string_view name);

// {"columns": [{"key", "valtype"}]} entries.
Json DescribeFields(const Schema& schema);

// {"records": [{"offset", "record"}], "next", "end"} of the log `id`, from the query parameters from and limit.
Result<std::string> PageOfLog(const RequestContext& context, int64_t id, const Schema& schema);

}  // namespace pandora

#endif  // PANDORA_CORE_API_SINK_VIEW_H_
