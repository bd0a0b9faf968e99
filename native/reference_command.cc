#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/api/reference.h"
#include "native/commands.h"

namespace pandora {

int RunReference(const ParsedFlags& flags) {
  namespace fs = std::filesystem;
  const fs::path folder = flags.arguments().front();
  std::error_code failed;
  fs::create_directories(folder, failed);
  for (const ReferencePage& page : ReferencePages()) {
    const fs::path path = folder / page.file_name;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << page.text;
    file.close();
    if (!file) {
      std::fprintf(stderr, "pandora-sim reference: cannot write %s\n", path.c_str());
      return 1;
    }
    std::printf("%s\n", path.c_str());
  }
  return 0;
}

}  // namespace pandora
