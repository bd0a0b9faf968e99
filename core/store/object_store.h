// Buckets of named byte objects: what kodo exports write and users look into. Objects are stored in chunks so that a large one
// need not be in memory whole to be read.
#ifndef PANDORA_CORE_STORE_OBJECT_STORE_H_
#define PANDORA_CORE_STORE_OBJECT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

struct ObjectInfo {
  std::string bucket;
  std::string key;
  int64_t size = 0;
  Instant created;
  std::optional<Instant> expires;
};

class ObjectStore {
 public:
  explicit ObjectStore(StateFile* file) : file_(file) {}

  // Writes the object, replacing one of the same key. Keys are 1 to 1024 bytes of UTF-8.
  Status Put(std::string_view account, const ObjectInfo& info, std::string_view bytes);
  Result<std::optional<ObjectInfo>> Stat(std::string_view account, std::string_view bucket, std::string_view key);
  Result<std::optional<std::string>> Get(std::string_view account, std::string_view bucket, std::string_view key);
  // In byte order of the keys, those that begin with `prefix` and come after `after`; at most `limit`.
  Result<std::vector<ObjectInfo>> List(std::string_view account, std::string_view bucket, std::string_view prefix,
                                       std::string_view after, int64_t limit);
  struct BucketInfo {
    std::string name;
    int64_t objects = 0, bytes = 0;
  };
  Result<std::vector<BucketInfo>> Buckets(std::string_view account);
  // True when there was one.
  Result<bool> Delete(std::string_view account, std::string_view bucket, std::string_view key);
  // Deletes what expired at or before `now`; answers the next expiry there is.
  Result<std::optional<Instant>> Expire(Instant now);

 private:
  StateFile* file_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_OBJECT_STORE_H_
