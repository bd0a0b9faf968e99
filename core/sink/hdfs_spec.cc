#include "core/sink/hdfs_spec.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr std::string_view kScheme = "hdfs://";
constexpr size_t kMaxHost = 58;  // with "hdfs:" before it a bucket's name

struct HdfsPlace {
  std::string bucket;
  std::string folder;
};

// hdfs://HOST:PORT/FOLDER, or a path on the file system of no name.
Result<HdfsPlace> ReadPlace(const std::string& path) {
  if (path.size() > kMaxHdfsPath) return BadSpec("path", "is longer than 128 characters");
  if (path.find_first_of("\\<>") != std::string::npos) {
    return BadSpec("path", "is " + Quote(path) + R"(; \, < and > are not accepted)");
  }
  std::string_view rest = path;
  std::string_view host;
  if (rest.substr(0, kScheme.size()) == kScheme) {
    rest.remove_prefix(kScheme.size());
    const size_t slash = std::min(rest.find('/'), rest.size());
    host = rest.substr(0, slash);
    rest.remove_prefix(slash);
    if (host.empty() || host.size() > kMaxHost) {
      return BadSpec(
          "path", "is " + Quote(path, 128) + "; hdfs://HOST:PORT/FOLDER with a host of 1 to 58 characters is accepted");
    }
  }
  while (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
  while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  return HdfsPlace{"hdfs:" + std::string(host), std::string(rest)};
}

}  // namespace

Result<KodoSpec> ReadHdfsSpec(const Json& spec, const Schema* schema) {
  PANDORA_RETURN_IF_ERROR(RequireSpecObject(spec));
  if (FindMember(spec, "fields") == nullptr) {
    return Status(
        ErrorCode::kE18303,
        "spec.fields is missing; hdfs is an export of jobs, and a repo's only in the form that clients send: path, "
        "fields, rotateStrategy, rotateSize, rotateInterval, format, delimiter, compress");
  }
  std::string path;
  PANDORA_RETURN_IF_ERROR(ReadSpecText(spec, "path", true, &path));
  PANDORA_ASSIGN_OR_RETURN(const HdfsPlace place, ReadPlace(path));
  Json kodo = Json::object();
  for (const char* member :
       {"fields", "rotateStrategy", "rotateSize", "rotateInterval", "format", "delimiter", "compress"}) {
    if (const Json* given = FindMember(spec, member); given != nullptr) kodo[member] = *given;
  }
  kodo["bucket"] = place.bucket;
  // A folder holds many files: each has its time, whether or not the path has some too.
  kodo["keyPrefix"] = place.folder + (place.folder.empty() ? "" : "/") + "$(year)-$(mon)-$(day)-$(hour)-$(min)-$(sec)";
  kodo["email"] = kodo["accessKey"] = "-";
  return ReadKodoSpec(kodo, schema);
}

}  // namespace pandora
