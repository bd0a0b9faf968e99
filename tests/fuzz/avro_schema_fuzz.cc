// Any JSON as the Avro schema of a source: read or refused with a documented code, and what is read keeps to the bounds.
#include <cstdint>
#include <cstdlib>

#include "core/format/avro_schema.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pandora;  // NOLINT
  const Result<Json> json = ParseJson(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!json.ok()) return 0;
  const Result<std::vector<AvroField>> fields = ReadAvroRecord(*json);
  if (!fields.ok()) {
    if (GetErrorInfo(fields.status().code()).http_status != 400) std::abort();
    return 0;
  }
  if (fields->empty() || fields->size() > kMaxAvroFields) std::abort();
  for (const AvroField& field : *fields) {
    if (field.name.empty()) std::abort();
  }
  return 0;
}
