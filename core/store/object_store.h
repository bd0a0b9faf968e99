// Buckets of named byte objects: what kodo exports write and users look into. Objects are stored in chunks so that a large one
// need not be in memory whole to be written.
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

// Writes one object piece by piece, in the open transaction: it holds at most one chunk. The object appears with Finish. Whoever
// gives up before that must roll back the transaction or its savepoint, for the pieces are in the file. Other objects may be
// read and written meanwhile.
class ObjectWriter {
 public:
  explicit ObjectWriter(StateFile* file) : file_(file) {}

  Status Append(std::string_view bytes);
  // Names the object, replacing one of the same key; `info.size` is not looked at. Nothing may follow.
  Status Finish(std::string_view account, const ObjectInfo& info);

  int64_t size() const { return size_; }  // bytes so far

 private:
  Status WriteChunk(std::string_view chunk);

  StateFile* file_;
  int64_t id_ = 0;  // 0 before the first chunk
  int64_t chunks_ = 0;
  int64_t size_ = 0;
  std::string rest_;  // less than a chunk
};

class ObjectStore {
 public:
  explicit ObjectStore(StateFile* file) : file_(file) {}

  // Writes the object, replacing one of the same key. Keys are 1 to 1024 bytes of UTF-8.
  Status Put(std::string_view account, const ObjectInfo& info, std::string_view bytes);
  // For an object that comes in pieces.
  ObjectWriter NewObject() { return ObjectWriter(file_); }
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
  // Objects have ids that grow in the order of their writing; 0 when there is none. The newest one's may be given again once it
  // is deleted.
  Result<int64_t> NewestId();
  struct Newer {
    int64_t id = 0;
    ObjectInfo info;
  };
  // The first object with the prefix whose id is above `after`.
  Result<std::optional<Newer>> FirstNewer(std::string_view account, std::string_view bucket, std::string_view prefix,
                                          int64_t after);
  // True when there was one.
  Result<bool> Delete(std::string_view account, std::string_view bucket, std::string_view key);
  // Deletes what expired at or before `now`; answers the next expiry there is.
  Result<std::optional<Instant>> Expire(Instant now);

 private:
  StateFile* file_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_OBJECT_STORE_H_
