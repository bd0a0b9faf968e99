// The files the core may touch, as the host offers them. The core opens no file by itself: the SQLite VFS in core/store
// maps onto this interface, the native host implements it on the operating system, the browser's on OPFS access handles.
//
// Names are plain relative names chosen by the core ("pandora.db", "pandora.db-journal", "pandora.db-wal"); the host decides
// where they live. All calls are synchronous and come from one thread. Every length and offset is in bytes.
#ifndef PANDORA_CORE_PORTS_FILE_SYSTEM_H_
#define PANDORA_CORE_PORTS_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/base/status.h"

namespace pandora {

// An open file; closed by its destructor. Two Files on one name see each other's writes at once.
class File {
 public:
  virtual ~File() = default;

  // Reads up to `size` bytes at `offset` into `data` and answers how many were there: fewer only at the end of the file.
  virtual Result<size_t> Read(uint64_t offset, char* data, size_t size) = 0;

  // Writes all of `data`, growing the file when needed (a gap reads as zeros). kStorageFull when there is no room.
  virtual Status Write(uint64_t offset, const char* data, size_t size) = 0;

  virtual Status Truncate(uint64_t size) = 0;

  // Returns when everything written so far survives a loss of power, as far as the host can promise it.
  virtual Status Sync() = 0;

  virtual Result<uint64_t> Size() = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Opens `name`, creating it when absent.
  virtual Result<std::unique_ptr<File>> Open(const std::string& name) = 0;

  // A file that exists but is empty may be reported as absent: a host with pre-opened handles cannot tell them apart.
  virtual Result<bool> Exists(const std::string& name) = 0;

  // Deleting an absent file is not an error.
  virtual Status Delete(const std::string& name) = 0;

  // True where an append-only log beside the database is faster than a rollback journal (native hosts).
  virtual bool PrefersWriteAheadLog() const = 0;
};

// Files in memory, for tests and for hosts whose storage is refused. Fails only for sizes beyond the address space; loses
// everything at destruction. A deleted file lives on in the Files that are open on it.
std::unique_ptr<FileSystem> MakeMemoryFileSystem();

}  // namespace pandora

#endif  // PANDORA_CORE_PORTS_FILE_SYSTEM_H_
