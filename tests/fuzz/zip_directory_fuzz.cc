// Any bytes as a jar: the directory is read or refused, and every name lies inside the bytes.
#include <cstdint>
#include <cstdlib>

#include "core/format/zip_directory.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const pandora::Result<std::vector<pandora::ZipEntry>> entries = pandora::ReadZipDirectory(bytes);
  if (!entries.ok()) return entries.status().code() == pandora::ErrorCode::kBadRequest ? 0 : (std::abort(), 0);
  for (const pandora::ZipEntry& entry : *entries) {
    const bool inside = entry.name.empty() || (entry.name.data() >= bytes.data() &&
                                               entry.name.data() + entry.name.size() <= bytes.data() + bytes.size());
    if (!inside) std::abort();
  }
  return 0;
}
