// The file system of SQLite: maps the files of one database onto ports/FileSystem. SQLite is built without an operating
// system (SQLITE_OS_OTHER), so this is its only way to the outside. It gets no clock, no randomness and no sleep: the
// same calls write the same bytes everywhere.
//
// No locks and no shared memory: one process, one connection has the file. Write-ahead logging works nevertheless, as long as
// `PRAGMA locking_mode=EXCLUSIVE` comes before the first access.
#ifndef PANDORA_CORE_STORE_VFS_H_
#define PANDORA_CORE_STORE_VFS_H_

#include <memory>
#include <string>

#include "core/ports/file_system.h"

namespace pandora {

// Registered with SQLite under a name of its own while it lives. Outlives every Database opened on it.
class Vfs {
 public:
  explicit Vfs(FileSystem* files);
  ~Vfs();
  Vfs(const Vfs&) = delete;
  Vfs& operator=(const Vfs&) = delete;

  const std::string& name() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_VFS_H_
