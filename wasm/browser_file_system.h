// The files of the state in a JavaScript host: calls go to the object `files` of the Emscripten module, which the worker sets to
// synchronous OPFS access handles and node tests to a map in memory (web/src/engine/worker/module.ts tells its methods). Names that
// the host did not pre-open are refused. One thread; the object must outlive the FileSystem.
//
// A new state is made in memory first: see BrowserFileSystem::OpeningDone.
#ifndef PANDORA_WASM_BROWSER_FILE_SYSTEM_H_
#define PANDORA_WASM_BROWSER_FILE_SYSTEM_H_

#include <memory>

#include "core/ports/file_system.h"

namespace pandora {

class BrowserFileSystem : public FileSystem {
 public:
  // What is written to new files stays in memory until this has been called and something more is to be written: then it goes
  // to the host, before the new bytes. An empty state is thus never stored, and a first visit does not wait for storage. When
  // the host has no room, the write that wanted to follow fails, and the next one tries again.
  virtual void OpeningDone() = 0;
};

std::unique_ptr<BrowserFileSystem> MakeBrowserFileSystem();

}  // namespace pandora

#endif  // PANDORA_WASM_BROWSER_FILE_SYSTEM_H_
