#include "native/scenario_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "core/base/text.h"

namespace pandora {
namespace fs = std::filesystem;

Result<std::string> ReadTextFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return Status(ErrorCode::kNotFound, "cannot read " + Quote(path, 512) + ": " + std::strerror(errno));
  return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

Result<std::vector<std::string>> FindScenarios(const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (!fs::exists(path, error))
        return Status(ErrorCode::kNotFound, "there is no file or folder " + Quote(path, 512));
      found.push_back(path);
      continue;
    }
    std::vector<std::string> below;
    for (auto entry = fs::recursive_directory_iterator(path, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      if (entry->path().extension() == ".hurl") below.push_back(entry->path().string());
    }
    if (error)
      return Status(ErrorCode::kInternal, "cannot read the folder " + Quote(path, 512) + ": " + error.message());
    if (below.empty()) return Status(ErrorCode::kNotFound, "there is no .hurl file below " + Quote(path, 512));
    std::sort(below.begin(), below.end());
    found.insert(found.end(), below.begin(), below.end());
  }
  return found;
}

std::string FolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::map<std::string, std::string> DefaultVariables() {
  // The documents' own example of a signature: cases that use it only need some account.
  return {{"base", ""}, {"auth", "2J1e7iG13J66GA8vWBzZdF-UR_d1MF-kacOdUUS4:NTi3wH_WlGxYOnXsvgUrO4XMD6Y="}};
}

FileLoader LoaderOf(const std::string& folder) {
  return [folder](const std::string& name) -> Result<std::string> {
    const fs::path relative = fs::path(name).lexically_normal();
    if (relative.is_absolute() || relative.empty() || *relative.begin() == "..") {
      return Status(ErrorCode::kBadRequest, "the file " + Quote(name) + " is outside the scenario's folder");
    }
    return ReadTextFile((fs::path(folder) / relative).string());
  };
}

}  // namespace pandora
