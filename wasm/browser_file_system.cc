#include "wasm/browser_file_system.h"

#include <emscripten/emscripten.h>

#include <string>
#include <string_view>

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

// The way of all bytes to the host. A call into the browser's storage costs from ten microseconds to some milliseconds, and
// SQLite writes a page of its log in two pieces: so neighbouring writes are joined and handed over as one, before anything else
// happens to any file. The order of the host's files is thus SQLite's order.
//
// A flush waits for the disk. For the log it is put off until the next call that changes another file (a checkpoint): what is
// answered has been handed over, and survives the tab and the browser; a loss of power may take the last commits, never the order.
class WriteQueue {
 public:
  Status Write(int slot, uint64_t offset, const char* data, size_t size) {
    PANDORA_RETURN_IF_ERROR(FlushLogBefore(slot));
    const bool joins = slot == slot_ && offset == offset_ + bytes_.size();
    if (!joins || bytes_.size() + size > kMostJoined) PANDORA_RETURN_IF_ERROR(HandOver());
    if (size > kMostJoined) return WriteNow(slot, offset, data, size);
    if (bytes_.empty()) {
      slot_ = slot;
      offset_ = offset;
    }
    bytes_.append(data, size);
    return Status();
  }

  // What waits goes to the host. When the host refuses, it is dropped: the caller tells SQLite, which undoes the transaction.
  Status HandOver() {
    if (bytes_.empty()) return Status();
    const Status status = WriteNow(slot_, offset_, bytes_.data(), bytes_.size());
    bytes_.clear();
    return status;
  }

  Status Truncate(int slot, uint64_t size) {
    PANDORA_RETURN_IF_ERROR(FlushLogBefore(slot));
    PANDORA_RETURN_IF_ERROR(HandOver());
    const int code = PandoraFileTruncate(slot, static_cast<double>(size));
    return code < 0 ? Failed(code, "truncate") : Status();
  }

  Status Sync(int slot, bool is_log) {
    PANDORA_RETURN_IF_ERROR(HandOver());
    if (!is_log) return FlushNow(slot);
    log_to_flush_ = slot;
    return Status();
  }

 private:
  static constexpr size_t kMostJoined = 1024 * 1024;
  static constexpr int kNone = -1;

  static Status WriteNow(int slot, uint64_t offset, const char* data, size_t size) {
    const int count = PandoraFileWrite(slot, data, static_cast<int>(size), static_cast<double>(offset));
    if (count < 0) return Failed(count, "write");
    // A handle that is out of room may write less than all.
    return static_cast<size_t>(count) == size ? Status() : Failed(kNoRoom, "write");
  }

  static Status FlushNow(int slot) {
    const int code = PandoraFileFlush(slot);
    return code < 0 ? Failed(code, "flush") : Status();
  }

  Status FlushLogBefore(int slot) {
    if (log_to_flush_ == kNone || log_to_flush_ == slot) return Status();
    PANDORA_RETURN_IF_ERROR(HandOver());
    PANDORA_RETURN_IF_ERROR(FlushNow(log_to_flush_));
    log_to_flush_ = kNone;
    return Status();
  }

  int slot_ = kNone;  // bytes_ are to be written to this slot, at offset_
  uint64_t offset_ = 0;
  std::string bytes_;
  int log_to_flush_ = kNone;
};

class BrowserFile final : public File {
 public:
  BrowserFile(int slot, bool is_log, WriteQueue* queue) : slot_(slot), is_log_(is_log), queue_(queue) {}

  Result<size_t> Read(uint64_t offset, char* data, size_t size) override {
    PANDORA_RETURN_IF_ERROR(queue_->HandOver());
    const int count = PandoraFileRead(slot_, data, static_cast<int>(size), static_cast<double>(offset));
    if (count < 0) return Failed(count, "read");
    return static_cast<size_t>(count);
  }

  Status Write(uint64_t offset, const char* data, size_t size) override {
    return queue_->Write(slot_, offset, data, size);
  }

  Status Truncate(uint64_t size) override { return queue_->Truncate(slot_, size); }

  Status Sync() override { return queue_->Sync(slot_, is_log_); }

  Result<uint64_t> Size() override {
    PANDORA_RETURN_IF_ERROR(queue_->HandOver());
    const double size = PandoraFileSize(slot_);
    if (size < 0) return Failed(size, "tell a size");
    return static_cast<uint64_t>(size);
  }

 private:
  int slot_;
  bool is_log_;
  WriteQueue* queue_;
};

bool IsLog(std::string_view name) {
  constexpr std::string_view kLogSuffix = "-wal";
  return name.size() > kLogSuffix.size() && name.substr(name.size() - kLogSuffix.size()) == kLogSuffix;
}

class BrowserFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    if (slot < 0) return Status(ErrorCode::kInternal, "the host has no file '" + name + "'");
    return std::unique_ptr<File>(std::make_unique<BrowserFile>(slot, IsLog(name), &queue_));
  }

  Result<bool> Exists(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    if (slot < 0) return false;
    PANDORA_ASSIGN_OR_RETURN(const uint64_t size, BrowserFile(slot, false, &queue_).Size());
    return size > 0;
  }

  Status Delete(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    return slot < 0 ? Status() : queue_.Truncate(slot, 0);
  }

  // An append-only log makes of a commit one write and no flush; the rollback journal's four flushes a commit made pushes
  // several times slower.
  bool PrefersWriteAheadLog() const override { return true; }

 private:
  WriteQueue queue_;
};

}  // namespace

std::unique_ptr<FileSystem> MakeBrowserFileSystem() { return std::make_unique<BrowserFileSystem>(); }

}  // namespace pandora
