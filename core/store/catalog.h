// The table of named resources: groups, repos, transforms, exports, and whatever later parts of the API define. A resource is
// a kind, an account, a parent (a transform's repo; 0 for none), a name, a definition (text the API layer owns and echoes)
// and a few numbers. The catalog understands none of the definitions.
//
// Finding by name is one index look-up whatever their number; nothing is loaded at opening.
#ifndef PANDORA_CORE_STORE_CATALOG_H_
#define PANDORA_CORE_STORE_CATALOG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

// DO NOT RENUMBER: stored.
enum class ResourceKind : int {
  kGroup = 1,
  kRepo = 2,
  kTransform = 3,
  kExport = 4,
  kPlugin = 5,
  kDatasource = 6,
  kJob = 7,
  kJobExport = 8,
  kWorkflow = 9,
  // What exports write to, each with a log or documents of its own under its id:
  kLogRepo = 10,         // logdb
  kSeriesDatabase = 11,  // tsdb: a database, the parent of its series
  kSeries = 12,
  kReportDatabase = 13,
  kReportTable = 14,
  kDocumentDatabase = 15,  // mongo: host and database, the parent of its collections
  kCollection = 16,
  kSeriesView = 17,  // tsdb: a statement with a name; its parent is the database
};

struct Resource {
  int64_t id = 0;  // never reused
  ResourceKind kind = ResourceKind::kRepo;
  std::string account;
  int64_t parent = 0;
  std::string name;
  int64_t target = 0;      // id of the resource it writes to (a transform's destination repo), 0 for none; indexed
  std::string definition;  // JSON text as the API echoes it
  Instant created;
  Instant updated;
};

class Catalog {
 public:
  explicit Catalog(StateFile* file) : file_(file) {}

  // Fills in the new id. The caller has checked that the name is free.
  Result<int64_t> Insert(const Resource& resource);
  Status Update(const Resource& resource);  // definition, target, updated
  Status Delete(int64_t id);

  Result<std::optional<Resource>> Find(ResourceKind kind, std::string_view account, int64_t parent,
                                       std::string_view name);
  Result<std::optional<Resource>> Get(int64_t id);
  // In order of creation.
  Result<std::vector<Resource>> List(ResourceKind kind, std::string_view account, int64_t parent);
  // Of every account, in order of creation.
  Result<std::vector<Resource>> ListKind(ResourceKind kind);
  Result<std::vector<Resource>> ListByTarget(ResourceKind kind, int64_t target);
  // True when any resource of `kind` has this parent.
  Result<bool> HasChild(ResourceKind kind, int64_t parent);

 private:
  StateFile* file_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_CATALOG_H_
