#include "core/store/vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace pandora {
namespace {

// What SQLite allocates for an open file (szOsFile bytes); `base` comes first because SQLite sees only that.
struct VfsFile {
  sqlite3_file base;
  std::unique_ptr<File> file;

  // Writes that adjoin wait for one another and reach the host as one: SQLite writes page by page, and each page with its
  // frame header (WAL) or its number and checksum (rollback journal) by calls of their own. Measured natively: an export of
  // 93 MB takes 0.7 of the time, for the system works on larger pieces too.
  //
  // What waits is settled, or a failure to do so told, before SQLite relies on it: at a sync, at the commit frame of a
  // write-ahead log (which may commit without a sync), and when it is read. Nothing waits at offset 0: clearing a journal's
  // header is the commit itself, and must have failed when we say so. Without room, what waits goes on waiting, and is in
  // nobody's way.
  static constexpr size_t kMaxJoined = 256 << 10;
  std::string pending;
  uint64_t pending_offset = 0;

  bool is_log = false;          // a write-ahead log
  bool commit_follows = false;  // the page of a commit frame is what comes next

  Status Settle() {
    if (pending.empty()) return Status();
    Status status = file->Write(pending_offset, pending.data(), pending.size());
    if (status.ok()) pending.clear();
    return status;
  }
  uint64_t pending_end() const { return pending_offset + pending.size(); }
  bool Touches(uint64_t start, size_t size) const { return start < pending_end() && start + size > pending_offset; }

  // Whether the write of `bytes` belongs to the commit frame of a write-ahead log. A frame is a header of 24 bytes, in which
  // bytes 4 to 7 are the size of the database after a commit, or 0, and then its page. The header counts by itself: SQLite
  // writes it anew, without the page, when an earlier frame of the chain has changed.
  bool IsCommit(std::string_view bytes) {
    static constexpr size_t kFrameHeader = 24;
    if (std::exchange(commit_follows, false)) return true;
    commit_follows = is_log && bytes.size() == kFrameHeader && bytes.substr(4, 4) != std::string_view("\0\0\0\0", 4);
    return commit_follows;
  }
};

VfsFile* Cast(sqlite3_file* file) { return reinterpret_cast<VfsFile*>(file); }
FileSystem* FilesOf(sqlite3_vfs* vfs) { return static_cast<FileSystem*>(vfs->pAppData); }

int CodeOf(const Status& status, int otherwise) {
  if (status.ok()) return SQLITE_OK;
  return status.code() == ErrorCode::kStorageFull ? SQLITE_FULL : otherwise;
}

int Close(sqlite3_file* file) {
  const Status settled = Cast(file)->Settle();
  Cast(file)->~VfsFile();
  return CodeOf(settled, SQLITE_IOERR_CLOSE);
}

int Read(sqlite3_file* file, void* data, int amount, sqlite3_int64 offset) {
  VfsFile* const source = Cast(file);
  const uint64_t start = static_cast<uint64_t>(offset);
  const size_t size = static_cast<size_t>(amount);
  if (source->Touches(start, size)) {
    const Status settled = source->Settle();
    if (!settled.ok()) return CodeOf(settled, SQLITE_IOERR_READ);
  }
  const Result<size_t> read = source->file->Read(start, static_cast<char*>(data), size);
  if (!read.ok()) return SQLITE_IOERR_READ;
  if (*read == size) return SQLITE_OK;
  std::memset(static_cast<char*>(data) + *read, 0, size - *read);
  return SQLITE_IOERR_SHORT_READ;
}

int Write(sqlite3_file* file, const void* data, int amount, sqlite3_int64 offset) {
  VfsFile* const target = Cast(file);
  const uint64_t start = static_cast<uint64_t>(offset);
  const std::string_view bytes(static_cast<const char*>(data), static_cast<size_t>(amount));
  const bool is_commit = target->IsCommit(bytes);
  if (!target->pending.empty() && start != target->pending_end()) {
    const Status settled = target->Settle();
    // A rollback on a full disk writes old pages where there is room for them, and cuts off what waits.
    if (!settled.ok() && target->Touches(start, bytes.size())) return CodeOf(settled, SQLITE_IOERR_WRITE);
  }
  const bool elsewhere = !target->pending.empty() && start != target->pending_end();
  if (start == 0 || elsewhere) {
    return CodeOf(target->file->Write(start, bytes.data(), bytes.size()), SQLITE_IOERR_WRITE);
  }
  if (target->pending.empty()) target->pending_offset = start;
  const size_t accepted = target->pending.size();
  target->pending.append(bytes);
  if (!is_commit && target->pending.size() < VfsFile::kMaxJoined) return SQLITE_OK;
  const Status settled = target->Settle();
  if (!settled.ok()) target->pending.resize(accepted);
  return CodeOf(settled, SQLITE_IOERR_WRITE);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  VfsFile* const target = Cast(file);
  const uint64_t end = static_cast<uint64_t>(size);
  if (end < target->pending_end()) {
    target->pending.resize(end <= target->pending_offset ? 0 : static_cast<size_t>(end - target->pending_offset));
  }
  return CodeOf(target->file->Truncate(end), SQLITE_IOERR_TRUNCATE);
}

int Sync(sqlite3_file* file, int) {
  const Status settled = Cast(file)->Settle();
  if (!settled.ok()) return CodeOf(settled, SQLITE_IOERR_FSYNC);
  return CodeOf(Cast(file)->file->Sync(), SQLITE_IOERR_FSYNC);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  VfsFile* const source = Cast(file);
  const Result<uint64_t> result = source->file->Size();
  if (!result.ok()) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(source->pending.empty() ? *result : std::max(*result, source->pending_end()));
  return SQLITE_OK;
}

int Lock(sqlite3_file*, int) { return SQLITE_OK; }

int CheckReservedLock(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}

int FileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int SectorSize(sqlite3_file*) { return 4096; }
int DeviceCharacteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN;
}

const sqlite3_io_methods kMethods = {1,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Lock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     DeviceCharacteristics,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  // Without a name SQLite asks for a temporary file; with SQLITE_TEMP_STORE=3 it keeps those in memory.
  if (name == nullptr || vfs->pAppData == nullptr) return SQLITE_CANTOPEN;
  Result<std::unique_ptr<File>> opened = FilesOf(vfs)->Open(name);
  if (!opened.ok()) return CodeOf(opened.status(), SQLITE_CANTOPEN);
  VfsFile* const target = new (file) VfsFile{};
  target->file = *std::move(opened);
  target->is_log = (flags & SQLITE_OPEN_WAL) != 0;
  target->base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

// Emptied durably first: a rollback journal that a loss of power brought back would undo what came after its deletion.
Status DeleteDurably(FileSystem* files, const char* name) {
  PANDORA_ASSIGN_OR_RETURN(const bool exists, files->Exists(name));
  if (!exists) return Status();
  {
    PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<File> file, files->Open(name));
    PANDORA_RETURN_IF_ERROR(file->Truncate(0));
    PANDORA_RETURN_IF_ERROR(file->Sync());
  }
  return files->Delete(name);
}

int Delete(sqlite3_vfs* vfs, const char* name, int) {
  return CodeOf(DeleteDurably(FilesOf(vfs), name), SQLITE_IOERR_DELETE);
}

int Access(sqlite3_vfs* vfs, const char* name, int, int* answer) {
  const Result<bool> exists = FilesOf(vfs)->Exists(name);
  if (!exists.ok()) return SQLITE_IOERR_ACCESS;
  *answer = *exists ? 1 : 0;
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
  const size_t length = std::strlen(name);
  if (length >= static_cast<size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, name, length + 1);
  return SQLITE_OK;
}

// SQLite seeds its generator here, once. It takes nonces of journals from it, which the checksums of a WAL and its ever
// growing first salt make safe to repeat.
int Randomness(sqlite3_vfs*, int size, char* out) {
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(37 * i + 11);
  return size;
}

int Sleep(sqlite3_vfs*, int) { return 0; }

int CurrentTime(sqlite3_vfs*, double* julian_day) {
  *julian_day = 2440587.5;  // 1970-01-01: the core has no clock
  return SQLITE_OK;
}

int GetLastError(sqlite3_vfs*, int, char*) { return 0; }

sqlite3_vfs MakeVfs(const char* name, FileSystem* files) {
  sqlite3_vfs vfs{};
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(VfsFile);
  vfs.mxPathname = 512;
  vfs.zName = name;
  vfs.pAppData = files;
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  vfs.xAccess = Access;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = Randomness;
  vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime;
  vfs.xGetLastError = GetLastError;
  return vfs;
}

}  // namespace

struct Vfs::Impl {
  std::string name;
  sqlite3_vfs vfs;
};

Vfs::Vfs(FileSystem* files) : impl_(std::make_unique<Impl>()) {
  static int64_t made = 0;
  impl_->name = "pandora-" + std::to_string(++made);
  impl_->vfs = MakeVfs(impl_->name.c_str(), files);
  sqlite3_vfs_register(&impl_->vfs, 0);
}

Vfs::~Vfs() { sqlite3_vfs_unregister(&impl_->vfs); }

const std::string& Vfs::name() const { return impl_->name; }

}  // namespace pandora

// SQLite calls these when it starts and stops. It needs a default VFS, which here opens nothing: in-memory databases only.
extern "C" int sqlite3_os_init(void) {
  static sqlite3_vfs none = pandora::MakeVfs("pandora-none", nullptr);
  return sqlite3_vfs_register(&none, 1);
}

extern "C" int sqlite3_os_end(void) { return SQLITE_OK; }
