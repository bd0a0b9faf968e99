#include "wasm/browser_file_system.h"

#include <emscripten/emscripten.h>

// A slot or a count, or -1 for an error and -2 for no room. Offsets are doubles: exact up to 2^53.
// clang-format off
EM_JS(int, PandoraFileOpen, (const char* name), { return Module["files"].open(UTF8ToString(name)); });
EM_JS(int, PandoraFileRead, (int slot, char* data, int size, double at), {
  return Module["files"].read(slot, HEAPU8.subarray(data, data + size), at);
});
EM_JS(int, PandoraFileWrite, (int slot, const char* data, int size, double at), {
  return Module["files"].write(slot, HEAPU8.subarray(data, data + size), at);
});
EM_JS(int, PandoraFileTruncate, (int slot, double size), { return Module["files"].truncate(slot, size); });
EM_JS(int, PandoraFileFlush, (int slot), { return Module["files"].flush(slot); });
EM_JS(double, PandoraFileSize, (int slot), { return Module["files"].size(slot); });
// clang-format on

namespace pandora {
namespace {

constexpr int kNoRoom = -2;

Status Failed(double code, const char* what) {
  if (code == kNoRoom) return Status(ErrorCode::kStorageFull, "the browser's storage has no room left");
  return Status(ErrorCode::kInternal, std::string("the browser's storage failed to ") + what);
}

class BrowserFile final : public File {
 public:
  explicit BrowserFile(int slot) : slot_(slot) {}

  Result<size_t> Read(uint64_t offset, char* data, size_t size) override {
    const int count = PandoraFileRead(slot_, data, static_cast<int>(size), static_cast<double>(offset));
    if (count < 0) return Failed(count, "read");
    return static_cast<size_t>(count);
  }

  Status Write(uint64_t offset, const char* data, size_t size) override {
    const int count = PandoraFileWrite(slot_, data, static_cast<int>(size), static_cast<double>(offset));
    if (count < 0) return Failed(count, "write");
    // A handle that is out of room may write less than all.
    return static_cast<size_t>(count) == size ? Status() : Failed(kNoRoom, "write");
  }

  Status Truncate(uint64_t size) override {
    const int code = PandoraFileTruncate(slot_, static_cast<double>(size));
    return code < 0 ? Failed(code, "truncate") : Status();
  }

  Status Sync() override {
    const int code = PandoraFileFlush(slot_);
    return code < 0 ? Failed(code, "flush") : Status();
  }

  Result<uint64_t> Size() override {
    const double size = PandoraFileSize(slot_);
    if (size < 0) return Failed(size, "tell a size");
    return static_cast<uint64_t>(size);
  }

 private:
  int slot_;
};

class BrowserFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    if (slot < 0) return Status(ErrorCode::kInternal, "the host has no file '" + name + "'");
    return std::unique_ptr<File>(std::make_unique<BrowserFile>(slot));
  }

  Result<bool> Exists(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    if (slot < 0) return false;
    PANDORA_ASSIGN_OR_RETURN(const uint64_t size, BrowserFile(slot).Size());
    return size > 0;
  }

  Status Delete(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    return slot < 0 ? Status() : BrowserFile(slot).Truncate(0);
  }

  // A commit appends to the log without a flush: it survives the tab and the browser, and a loss of power damages nothing. The
  // rollback journal's four flushes a commit made pushes several times slower.
  bool PrefersWriteAheadLog() const override { return true; }
};

}  // namespace

std::unique_ptr<FileSystem> MakeBrowserFileSystem() { return std::make_unique<BrowserFileSystem>(); }

}  // namespace pandora
