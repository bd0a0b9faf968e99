#include "core/store/object_store.h"

#include <algorithm>

namespace pandora {
namespace {

constexpr size_t kChunkSize = 1 << 20;
constexpr size_t kMaxKeySize = 1024;
// The key of a chunk is `id << kChunkBits | number`: one b-tree, an object's chunks side by side. Every object has a
// first chunk, an empty one too, so the newest id is always that of the last chunk.
constexpr int kChunkBits = 20;

constexpr int64_t FirstChunk(int64_t id) { return id << kChunkBits; }
constexpr int64_t LastChunk(int64_t id) { return FirstChunk(id) | ((int64_t{1} << kChunkBits) - 1); }

struct Row {
  int64_t id = 0;
  ObjectInfo info;
};

// Reads the columns bucket, key, id, size, created, expires.
Row ReadRow(const Statement& select) {
  Row row;
  row.info.bucket = select.Text(0);
  row.info.key = select.Text(1);
  row.id = select.Int(2);
  row.info.size = select.Int(3);
  row.info.created.micros = select.Int(4);
  if (!select.IsNull(5)) row.info.expires = Instant{select.Int(5)};
  return row;
}

Result<std::optional<Row>> FindRow(StateFile* file, std::string_view account, std::string_view bucket,
                                   std::string_view key) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file->db().Cached("SELECT bucket, key, id, size, created, expires FROM object "
                                             "WHERE account=?1 AND bucket=?2 AND key=?3"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindText(1, account).BindText(2, bucket).BindText(3, key).Step());
  if (!found) return std::optional<Row>();
  return std::optional<Row>(ReadRow(*select));
}

Status DeleteChunks(StateFile* file, int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove,
                           file->db().Cached("DELETE FROM object_chunk WHERE position BETWEEN ?1 AND ?2"));
  return remove->BindInt(1, FirstChunk(id)).BindInt(2, LastChunk(id)).Run();
}

Result<int64_t> NewId(StateFile* file) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select, file->db().Cached("SELECT max(position) FROM object_chunk"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
  return found && !select->IsNull(0) ? (select->Int(0) >> kChunkBits) + 1 : 1;
}

Status CheckKey(std::string_view key) {
  if (!key.empty() && key.size() <= kMaxKeySize) return {};
  return Status(ErrorCode::kBadRequest, "an object's key has 1 to 1024 bytes");
}

}  // namespace

Status ObjectWriter::WriteChunk(std::string_view chunk) {
  if (id_ == 0) {
    PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
    PANDORA_ASSIGN_OR_RETURN(id_, NewId(file_));
  }
  const int64_t position = FirstChunk(id_) + chunks_;
  if (position > LastChunk(id_)) return Status(ErrorCode::kStorageFull, "an object has at most 2^20 chunks of 1 MiB");
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert, file_->db().Cached("INSERT INTO object_chunk VALUES(?1,?2)"));
  PANDORA_RETURN_IF_ERROR(insert->BindInt(1, position).BindBlob(2, chunk).Run());
  ++chunks_;
  return {};
}

Status ObjectWriter::Append(std::string_view bytes) {
  size_ += static_cast<int64_t>(bytes.size());
  if (!rest_.empty()) {
    const size_t taken = std::min(bytes.size(), kChunkSize - rest_.size());
    rest_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (rest_.size() < kChunkSize) return {};
    PANDORA_RETURN_IF_ERROR(WriteChunk(rest_));
    rest_.clear();
  }
  for (; bytes.size() >= kChunkSize; bytes.remove_prefix(kChunkSize)) {
    PANDORA_RETURN_IF_ERROR(WriteChunk(bytes.substr(0, kChunkSize)));
  }
  rest_.append(bytes);
  return {};
}

Status ObjectWriter::Finish(std::string_view account, const ObjectInfo& info) {
  PANDORA_RETURN_IF_ERROR(CheckKey(info.key));
  if (chunks_ == 0 || !rest_.empty()) PANDORA_RETURN_IF_ERROR(WriteChunk(rest_));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Row> old, FindRow(file_, account, info.bucket, info.key));
  if (old) PANDORA_RETURN_IF_ERROR(DeleteChunks(file_, old->id));
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert,
                           file_->db().Cached("INSERT OR REPLACE INTO object(account, bucket, key, id, size, created, "
                                              "expires) VALUES(?1,?2,?3,?4,?5,?6,?7)"));
  insert->BindText(1, account).BindText(2, info.bucket).BindText(3, info.key).BindInt(4, id_);
  insert->BindInt(5, size_).BindInt(6, info.created.micros);
  if (info.expires) {
    insert->BindInt(7, info.expires->micros);
  } else {
    insert->BindNull(7);
  }
  return insert->Run();
}

Status ObjectStore::Put(std::string_view account, const ObjectInfo& info, std::string_view bytes) {
  PANDORA_RETURN_IF_ERROR(CheckKey(info.key));
  ObjectWriter writer = NewObject();
  PANDORA_RETURN_IF_ERROR(writer.Append(bytes));
  return writer.Finish(account, info);
}

Result<std::optional<ObjectInfo>> ObjectStore::Stat(std::string_view account, std::string_view bucket,
                                                    std::string_view key) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Row> row, FindRow(file_, account, bucket, key));
  if (!row) return std::optional<ObjectInfo>();
  return std::optional<ObjectInfo>(row->info);
}

Result<std::optional<std::string>> ObjectStore::Get(std::string_view account, std::string_view bucket,
                                                    std::string_view key) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Row> row, FindRow(file_, account, bucket, key));
  if (!row) return std::optional<std::string>();
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT data FROM object_chunk WHERE position BETWEEN ?1 AND ?2 ORDER BY position"));
  ScopedReset reset(select);
  select->BindInt(1, FirstChunk(row->id)).BindInt(2, LastChunk(row->id));
  std::string bytes;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) break;
    bytes.append(select->Blob(0));
  }
  if (static_cast<int64_t>(bytes.size()) != row->info.size) {
    return Status(ErrorCode::kInternal, "an object of the state file is incomplete");
  }
  return std::optional<std::string>(std::move(bytes));
}

Result<std::vector<ObjectInfo>> ObjectStore::List(std::string_view account, std::string_view bucket,
                                                  std::string_view prefix, std::string_view after, int64_t limit) {
  std::vector<ObjectInfo> objects;
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT bucket, key, id, size, created, expires FROM object "
                                              "WHERE account=?1 AND bucket=?2 AND key>=?3 ORDER BY key"));
  ScopedReset reset(select);
  select->BindText(1, account).BindText(2, bucket).BindText(3, std::max(prefix, after));
  while (static_cast<int64_t>(objects.size()) < limit) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found || select->Text(1).substr(0, prefix.size()) != prefix) break;
    if (select->Text(1) > after) objects.push_back(ReadRow(*select).info);
  }
  return objects;
}

Result<int64_t> ObjectStore::NewestId() {
  PANDORA_ASSIGN_OR_RETURN(const int64_t next, NewId(file_));
  return next - 1;
}

Result<std::optional<ObjectStore::Newer>> ObjectStore::FirstNewer(std::string_view account, std::string_view bucket,
                                                                  std::string_view prefix, int64_t after) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT bucket, key, id, size, created, expires FROM object "
                                              "WHERE account=?1 AND bucket=?2 AND key>=?3 ORDER BY key"));
  ScopedReset reset(select);
  select->BindText(1, account).BindText(2, bucket).BindText(3, prefix);
  std::optional<Newer> first;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found || select->Text(1).substr(0, prefix.size()) != prefix) return first;
    if (select->Int(2) <= after || (first && select->Int(2) > first->id)) continue;
    Row row = ReadRow(*select);
    first = Newer{row.id, std::move(row.info)};
  }
}

Result<std::vector<ObjectStore::BucketInfo>> ObjectStore::Buckets(std::string_view account) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT bucket, count(*), sum(size) FROM object WHERE account=?1 "
                                              "GROUP BY bucket ORDER BY bucket"));
  ScopedReset reset(select);
  select->BindText(1, account);
  std::vector<BucketInfo> buckets;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) return buckets;
    buckets.push_back({std::string(select->Text(0)), select->Int(1), select->Int(2)});
  }
}

Result<bool> ObjectStore::Delete(std::string_view account, std::string_view bucket, std::string_view key) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Row> row, FindRow(file_, account, bucket, key));
  if (!row) return false;
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_RETURN_IF_ERROR(DeleteChunks(file_, row->id));
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove,
                           file_->db().Cached("DELETE FROM object WHERE account=?1 AND bucket=?2 AND key=?3"));
  PANDORA_RETURN_IF_ERROR(remove->BindText(1, account).BindText(2, bucket).BindText(3, key).Run());
  return true;
}

Result<std::optional<Instant>> ObjectStore::Expire(Instant now) {
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT expires, account, bucket, key FROM object WHERE expires IS NOT NULL "
                         "ORDER BY expires, account, bucket, key LIMIT 1"));
  while (true) {
    std::string account, bucket, key;
    {
      ScopedReset reset(select);
      PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
      if (!found) return std::optional<Instant>();
      if (select->Int(0) > now.micros) return std::optional<Instant>(Instant{select->Int(0)});
      account = select->Text(1);
      bucket = select->Text(2);
      key = select->Text(3);
    }
    PANDORA_ASSIGN_OR_RETURN(const bool deleted, Delete(account, bucket, key));
    if (!deleted) return Status(ErrorCode::kInternal, "the index of expiring objects is damaged");
  }
}

}  // namespace pandora
