// Finding and reading scenario files and what they refer to.
#ifndef PANDORA_NATIVE_SCENARIO_FILES_H_
#define PANDORA_NATIVE_SCENARIO_FILES_H_

#include <map>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/scenario/scenario.h"

namespace pandora {

Result<std::string> ReadTextFile(const std::string& path);

// The files among `paths` as they are, and all *.hurl files in and below the folders, sorted. kNotFound for a path that does not
// exist and for a folder without scenarios: a mistyped path must not pass for a green run.
Result<std::vector<std::string>> FindScenarios(const std::vector<std::string>& paths);

// "a/b" for "a/b/c.hurl", "." for "c.hurl".
std::string FolderOf(const std::string& path);

// What scenarios may use without defining it: `base`, the address their URLs begin with (empty in process), and `auth`, to be
// put after "Authorization: Pandora ".
std::map<std::string, std::string> DefaultVariables();

// Reads the files that `file,NAME;` bodies name, below `folder` only.
FileLoader LoaderOf(const std::string& folder);

}  // namespace pandora

#endif  // PANDORA_NATIVE_SCENARIO_FILES_H_
