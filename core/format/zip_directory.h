// Reads the directory of a zip archive, as a jar is one: which files are in it and how large they say they are. Unpacks nothing and
// looks at no file's bytes. Who calls it: engine/plugins, which looks for a class.
//
// Nothing in the bytes is trusted: positions and lengths are checked before use, and an archive claims at most 65535 files.
#ifndef PANDORA_CORE_FORMAT_ZIP_DIRECTORY_H_
#define PANDORA_CORE_FORMAT_ZIP_DIRECTORY_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace pandora {

struct ZipEntry {
  std::string_view name;  // as written, '/' between folders; points into the archive
  uint32_t size = 0;      // bytes once unpacked, as the archive says
};

// The entries in the order of the directory. kBadRequest with the reason when the bytes are no zip archive, are damaged, or need what
// is not read here: several volumes, zip64.
Result<std::vector<ZipEntry>> ReadZipDirectory(std::string_view bytes);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_ZIP_DIRECTORY_H_
