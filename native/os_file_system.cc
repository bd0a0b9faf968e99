#include "native/os_file_system.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/text.h"

namespace pandora {
namespace {

Status SystemError(const std::string& what, const std::string& path) {
  const int error = errno;
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  const ErrorCode code = full ? ErrorCode::kStorageFull : error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInternal;
  return Status(code, "cannot " + what + " " + Quote(path, 512) + ": " + std::strerror(error));
}

// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

Result<Descriptor> OpenPath(const std::string& path, int flags) {
  int fd;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return SystemError("open", path);
  return Descriptor(fd);
}

class OsFile : public File {
 public:
  OsFile(Descriptor descriptor, std::string path) : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Result<size_t> Read(uint64_t offset, char* data, size_t size) override {
    size_t done = 0;
    while (done < size) {
      const ssize_t n = ::pread(fd(), data + done, size - done, static_cast<off_t>(offset + done));
      if (n == 0) break;
      if (n > 0) done += static_cast<size_t>(n);
      if (n < 0 && errno != EINTR) return SystemError("read", path_);
    }
    return done;
  }

  Status Write(uint64_t offset, const char* data, size_t size) override {
    size_t done = 0;
    while (done < size) {
      const ssize_t n = ::pwrite(fd(), data + done, size - done, static_cast<off_t>(offset + done));
      if (n > 0) done += static_cast<size_t>(n);
      if (n < 0 && errno != EINTR) return SystemError("write", path_);
    }
    return Status();
  }

  Status Truncate(uint64_t size) override {
    int result;
    do {
      result = ::ftruncate(fd(), static_cast<off_t>(size));
    } while (result < 0 && errno == EINTR);
    return result < 0 ? SystemError("truncate", path_) : Status();
  }

  Status Sync() override { return ::fdatasync(fd()) < 0 ? SystemError("sync", path_) : Status(); }

  Result<uint64_t> Size() override {
    struct stat info;
    if (::fstat(fd(), &info) < 0) return SystemError("read the size of", path_);
    return static_cast<uint64_t>(info.st_size);
  }

 private:
  int fd() const { return descriptor_.get(); }

  Descriptor descriptor_;
  const std::string path_;
};

class OsFileSystem : public FileSystem {
 public:
  OsFileSystem(std::string path, std::string state_name) : path_(std::move(path)), state_name_(std::move(state_name)) {}

  // The lock is on a descriptor of its own: flock sees each open() as a stranger, also within one process.
  Status Lock() {
    if (lock_.open()) return Status();
    PANDORA_ASSIGN_OR_RETURN(Descriptor lock, OpenPath(path_, O_RDWR | O_CREAT));
    struct stat info;
    if (::fstat(lock.get(), &info) < 0) return SystemError("open", path_);
    if (!S_ISREG(info.st_mode)) return Status(ErrorCode::kBadRequest, Quote(path_, 512) + " is not a regular file");
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) < 0) {
      if (errno != EWOULDBLOCK) return SystemError("lock", path_);
      return Status(ErrorCode::kConflict,
                    "the state file " + Quote(path_, 512) +
                        " is in use by another pandora-sim; stop that one, or give --data another file");
    }
    lock_ = std::move(lock);
    return Status();
  }

  Result<std::unique_ptr<File>> Open(const std::string& name) override {
    PANDORA_ASSIGN_OR_RETURN(const std::string path, PathOf(name));
    if (name == state_name_) PANDORA_RETURN_IF_ERROR(Lock());
    const bool existed = ::access(path.c_str(), F_OK) == 0;
    PANDORA_ASSIGN_OR_RETURN(Descriptor descriptor, OpenPath(path, O_RDWR | O_CREAT));
    if (!existed) PANDORA_RETURN_IF_ERROR(SyncFolder());
    return std::unique_ptr<File>(new OsFile(std::move(descriptor), path));
  }

  Result<bool> Exists(const std::string& name) override {
    PANDORA_ASSIGN_OR_RETURN(const std::string path, PathOf(name));
    struct stat info;
    if (::stat(path.c_str(), &info) == 0) return true;
    if (errno == ENOENT) return false;
    return SystemError("look up", path);
  }

  Status Delete(const std::string& name) override {
    PANDORA_ASSIGN_OR_RETURN(const std::string path, PathOf(name));
    if (::unlink(path.c_str()) < 0) return errno == ENOENT ? Status() : SystemError("delete", path);
    // The lock went with the file; opening the name again takes it on the new one.
    if (name == state_name_) lock_ = Descriptor();
    return SyncFolder();
  }

  bool PrefersWriteAheadLog() const override { return true; }

 private:
  Result<std::string> PathOf(const std::string& name) const {
    if (name.empty() || name.find('/') != std::string::npos) {
      return Status(ErrorCode::kBadRequest, "not a plain file name: " + Quote(name));
    }
    if (name.starts_with(state_name_)) return path_ + name.substr(state_name_.size());
    return Folder() + name;
  }

  std::string Folder() const {
    const size_t slash = path_.rfind('/');
    return slash == std::string::npos ? "./" : path_.substr(0, slash + 1);
  }

  // Without this a file made or deleted just now may be as before after a loss of power.
  Status SyncFolder() const {
    PANDORA_ASSIGN_OR_RETURN(const Descriptor folder, OpenPath(Folder(), O_RDONLY | O_DIRECTORY));
    // Some file systems cannot sync a folder and say EINVAL: there is nothing to be done then.
    if (::fsync(folder.get()) < 0 && errno != EINVAL) return SystemError("sync", Folder());
    return Status();
  }

  const std::string path_;
  const std::string state_name_;
  Descriptor lock_;
};

}  // namespace

Result<std::unique_ptr<FileSystem>> OpenOsFileSystem(const std::string& path, const std::string& state_name) {
  auto files = std::make_unique<OsFileSystem>(path, state_name);
  PANDORA_RETURN_IF_ERROR(files->Lock());
  return std::unique_ptr<FileSystem>(std::move(files));
}

}  // namespace pandora
