// The files of the state in a JavaScript host: calls go to the object `files` of the Emscripten module, which the worker sets to
// synchronous OPFS access handles and node tests to a map in memory (web/src/engine/worker/module.ts tells its methods). Names that
// the host did not pre-open are refused. One thread; the object must outlive the FileSystem.
#ifndef PANDORA_WASM_BROWSER_FILE_SYSTEM_H_
#define PANDORA_WASM_BROWSER_FILE_SYSTEM_H_

#include <memory>

#include "core/ports/file_system.h"

namespace pandora {

std::unique_ptr<FileSystem> MakeBrowserFileSystem();

}  // namespace pandora

#endif  // PANDORA_WASM_BROWSER_FILE_SYSTEM_H_
