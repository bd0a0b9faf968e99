// The core's files on the operating system: one state file, and its journal or write-ahead log beside it. The core's name
// of the state ("pandora.db") maps to the path that --data gave, and "pandora.db-wal" to that path with "-wal" after it;
// any other name lies in the same folder.
//
// While it lives it holds an exclusive lock (flock) on the state file, so that two servers cannot serve one state; the
// operating system drops the lock when the process dies, however it dies. One thread.
#ifndef PANDORA_NATIVE_OS_FILE_SYSTEM_H_
#define PANDORA_NATIVE_OS_FILE_SYSTEM_H_

#include <memory>
#include <string>

#include "core/base/status.h"
#include "core/ports/file_system.h"

namespace pandora {

// Creates the file (not its folder) when absent. kConflict when another process holds it; kNotFound, kBadRequest and the
// like with the path and the system's reason when it cannot be opened.
Result<std::unique_ptr<FileSystem>> OpenOsFileSystem(const std::string& path, const std::string& state_name);

}  // namespace pandora

#endif  // PANDORA_NATIVE_OS_FILE_SYSTEM_H_
