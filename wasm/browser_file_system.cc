#include "wasm/browser_file_system.h"

#include <emscripten/emscripten.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

bool IsLog(std::string_view name) {
  constexpr std::string_view kLogSuffix = "-wal";
  return name.size() > kLogSuffix.size() && name.substr(name.size() - kLogSuffix.size()) == kLogSuffix;
}

// The host's files behind the queue; and, as long as the state is new, files in memory in their place.
class Storage {
 public:
  // Called when a file is opened. Files are held in memory from the first one on when that is empty: it is the database, and
  // without it the others mean nothing.
  Status Opened(int slot, const std::string& name) {
    if (files_.empty()) {
      PANDORA_ASSIGN_OR_RETURN(const uint64_t size, HostSize(slot));
      if (size == 0) held_ = MakeMemoryFileSystem();
    }
    for (const auto& [known, unused] : files_) {
      if (known == slot) return Status();
    }
    files_.emplace_back(slot, name);
    return Status();
  }

  void OpeningDone() { opening_ = false; }

  // The files in memory, or nullptr once the host has them.
  FileSystem* held() { return held_.get(); }

  // To be called before anything is changed.
  Status BeforeChange() {
    if (held_ == nullptr || opening_) return Status();
    for (const auto& [slot, name] : files_) PANDORA_RETURN_IF_ERROR(HandOverHeld(slot, name));
    held_.reset();
    return Status();
  }

  Result<uint64_t> HostSize(int slot) {
    PANDORA_RETURN_IF_ERROR(queue_.HandOver());
    const double size = PandoraFileSize(slot);
    if (size < 0) return Failed(size, "tell a size");
    return static_cast<uint64_t>(size);
  }

  WriteQueue& queue() { return queue_; }

 private:
  Status HandOverHeld(int slot, const std::string& name) {
    PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<File> file, held_->Open(name));
    PANDORA_ASSIGN_OR_RETURN(const uint64_t size, file->Size());
    std::string bytes(static_cast<size_t>(size), '\0');
    PANDORA_ASSIGN_OR_RETURN(const size_t read, file->Read(0, bytes.data(), bytes.size()));
    PANDORA_RETURN_IF_ERROR(queue_.Truncate(slot, 0));
    if (read == 0) return Status();
    PANDORA_RETURN_IF_ERROR(queue_.Write(slot, 0, bytes.data(), read));
    // SQLite takes a log for worthless when its database is empty: so the database comes first.
    return queue_.Sync(slot, IsLog(name));
  }

  WriteQueue queue_;
  std::vector<std::pair<int, std::string>> files_;  // slot and name, in the order of opening: the database is the first
  std::unique_ptr<FileSystem> held_;
  bool opening_ = true;
};

class BrowserFile final : public File {
 public:
  BrowserFile(int slot, std::string name, Storage* storage) : slot_(slot), name_(std::move(name)), storage_(storage) {}

  Result<size_t> Read(uint64_t offset, char* data, size_t size) override {
    if (FileSystem* const held = storage_->held()) {
      PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<File> file, held->Open(name_));
      return file->Read(offset, data, size);
    }
    PANDORA_RETURN_IF_ERROR(storage_->queue().HandOver());
    const int count = PandoraFileRead(slot_, data, static_cast<int>(size), static_cast<double>(offset));
    if (count < 0) return Failed(count, "read");
    return static_cast<size_t>(count);
  }

  Status Write(uint64_t offset, const char* data, size_t size) override {
    PANDORA_RETURN_IF_ERROR(storage_->BeforeChange());
    if (FileSystem* const held = storage_->held()) {
      PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<File> file, held->Open(name_));
      return file->Write(offset, data, size);
    }
    return storage_->queue().Write(slot_, offset, data, size);
  }

  Status Truncate(uint64_t size) override {
    PANDORA_RETURN_IF_ERROR(storage_->BeforeChange());
    if (FileSystem* const held = storage_->held()) {
      PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<File> file, held->Open(name_));
      return file->Truncate(size);
    }
    return storage_->queue().Truncate(slot_, size);
  }

  Status Sync() override {
    return storage_->held() != nullptr ? Status() : storage_->queue().Sync(slot_, IsLog(name_));
  }

  Result<uint64_t> Size() override {
    if (FileSystem* const held = storage_->held()) {
      PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<File> file, held->Open(name_));
      return file->Size();
    }
    return storage_->HostSize(slot_);
  }

 private:
  int slot_;
  std::string name_;
  Storage* storage_;
};

class BrowserFileSystemImpl final : public BrowserFileSystem {
 public:
  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    if (slot < 0) return Status(ErrorCode::kInternal, "the host has no file '" + name + "'");
    PANDORA_RETURN_IF_ERROR(storage_.Opened(slot, name));
    return std::unique_ptr<File>(std::make_unique<BrowserFile>(slot, name, &storage_));
  }

  Result<bool> Exists(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    if (slot < 0) return false;
    PANDORA_ASSIGN_OR_RETURN(const uint64_t size, BrowserFile(slot, name, &storage_).Size());
    return size > 0;
  }

  Status Delete(const std::string& name) override {
    const int slot = PandoraFileOpen(name.c_str());
    return slot < 0 ? Status() : BrowserFile(slot, name, &storage_).Truncate(0);
  }

  // An append-only log makes of a commit one write and no flush; the rollback journal's four flushes a commit made pushes
  // several times slower.
  bool PrefersWriteAheadLog() const override { return true; }

  void OpeningDone() override { storage_.OpeningDone(); }

 private:
  Storage storage_;
};

}  // namespace

std::unique_ptr<BrowserFileSystem> MakeBrowserFileSystem() { return std::make_unique<BrowserFileSystemImpl>(); }

}  // namespace pandora
