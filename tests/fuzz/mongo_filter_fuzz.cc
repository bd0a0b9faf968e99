// Documents, examples to find them by, and updates: a JSON list [document, example, update]. A document is always like itself, comparing
// is an order, and an update that is refused says why.
#include <cstdint>
#include <cstdlib>

#include "core/sink/mongo_update.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pandora;  // NOLINT
  const Result<Json> json = ParseJson(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!json.ok() || !json->is_array() || json->size() != 3) return 0;
  const Json &document = (*json)[0], &example = (*json)[1], &update = (*json)[2];
  if (!document.is_object()) return 0;
  if (CompareMongo(document, document) != 0) std::abort();
  const int forth = CompareMongo(document, example), back = CompareMongo(example, document);
  if ((forth < 0) != (back > 0) || (forth == 0) != (back == 0)) std::abort();
  if (CheckMongoExample(example).ok() && example.is_object()) MatchesMongo(document, example);
  if (MongoKey({document}) != MongoKey({Json(document)})) std::abort();
  if (update.is_object()) {
    Json changed = document;
    ApplyMongoUpdate(update, true, &changed);
    DumpJson(changed);
  }
  return 0;
}
