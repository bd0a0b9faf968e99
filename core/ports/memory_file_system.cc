#include <algorithm>
#include <cstring>
#include <map>
#include <string_view>

#include "core/ports/file_system.h"

namespace pandora {
namespace {

class MemoryFile : public File {
 public:
  explicit MemoryFile(std::shared_ptr<std::string> bytes) : bytes_(std::move(bytes)) {}

  Result<size_t> Read(uint64_t offset, char* data, size_t size) override {
    if (offset >= bytes_->size()) return size_t{0};
    const size_t at = static_cast<size_t>(offset);
    const size_t count = std::min(size, bytes_->size() - at);
    std::memcpy(data, bytes_->data() + at, count);
    return count;
  }

  Status Write(uint64_t offset, const char* data, size_t size) override {
    if (size == 0) return Status();
    if (offset > bytes_->max_size() - size) return Status(ErrorCode::kStorageFull, "file too large for memory");
    const size_t at = static_cast<size_t>(offset);
    if (at + size > bytes_->size()) Resize(at + size);
    std::memcpy(bytes_->data() + at, data, size);
    return Status();
  }

  Status Truncate(uint64_t size) override {
    if (size > bytes_->max_size()) return Status(ErrorCode::kStorageFull, "file too large for memory");
    Resize(static_cast<size_t>(size));
    return Status();
  }

  Status Sync() override { return Status(); }
  Result<uint64_t> Size() override { return uint64_t{bytes_->size()}; }

 private:
  // Grows by a quarter at least: files grow page by page, and each growth may copy everything.
  void Resize(size_t size) {
    if (size > bytes_->capacity()) bytes_->reserve(std::max(size, bytes_->capacity() + bytes_->capacity() / 4));
    bytes_->resize(size);
  }

  std::shared_ptr<std::string> bytes_;
};

class MemoryFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    std::shared_ptr<std::string>& bytes = files_[name];
    if (bytes == nullptr) bytes = std::make_shared<std::string>();
    return std::unique_ptr<File>(std::make_unique<MemoryFile>(bytes));
  }

  Result<bool> Exists(const std::string& name) override { return files_.count(name) != 0; }

  Status Delete(const std::string& name) override {
    files_.erase(name);
    return Status();
  }

  bool PrefersWriteAheadLog() const override { return false; }

 private:
  std::map<std::string, std::shared_ptr<std::string>> files_;
};

}  // namespace

std::unique_ptr<FileSystem> MakeMemoryFileSystem() { return std::make_unique<MemoryFileSystem>(); }

}  // namespace pandora
