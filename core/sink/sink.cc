#include "core/sink/sink.h"

#include "core/sink/logdb_export.h"
#include "core/sink/mongo_export.h"
#include "core/sink/report_export.h"
#include "core/sink/tsdb_export.h"

namespace pandora {
namespace {

// One row per inside sink; each is declared in its own header.
constexpr const SinkType* kSinkTypes[] = {
    &kLogdbSink,
    &kTsdbSink,
    &kMongoSink,
    &kReportSink,
};

}  // namespace

void SinkReport::Reject(int64_t offset, std::string reason, bool omit) {
  (omit ? omitted : rejected) += 1;
  if (reasons.size() < kMaxReasons) reasons.push_back({offset, std::move(reason)});
}

const SinkType* FindSinkType(std::string_view name) {
  for (const SinkType* type : kSinkTypes) {
    if (type->name == name) return type;
  }
  return nullptr;
}

}  // namespace pandora
