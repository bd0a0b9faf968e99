// Where the bytes of a Parquet file come from: memory, or something that is read piece by piece. Who opens a ParquetReader gives one.
#ifndef PANDORA_CORE_FORMAT_PARQUET_SOURCE_H_
#define PANDORA_CORE_FORMAT_PARQUET_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/status.h"

namespace pandora {

class ParquetSource {
 public:
  virtual ~ParquetSource() = default;
  // Bytes of the whole; must not change.
  virtual uint64_t size() const = 0;
  // Bytes [offset, offset + count), which the caller has checked to be inside: a view of memory that stays, or of `scratch`, which the
  // source may overwrite. A failure to read becomes the reader's own.
  virtual Result<std::string_view> Read(uint64_t offset, size_t count, std::string* scratch) = 0;
};

// A file in memory, which must stay there. Nothing is copied.
class ParquetBytes final : public ParquetSource {
 public:
  explicit ParquetBytes(std::string_view bytes) : bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }
  Result<std::string_view> Read(uint64_t offset, size_t count, std::string* scratch) override {
    (void)scratch;
    return bytes_.substr(static_cast<size_t>(offset), count);
  }

 private:
  std::string_view bytes_;
};

// What the pages and dictionaries of one reader hold together, so that many columns that each ask for a little less than too much are
// refused as well.
class ParquetMemory {
 public:
  explicit ParquetMemory(uint64_t limit) : limit_(limit) {}

  // Replaces `*counted` bytes by `now`. E18005 when the sum would exceed the limit; then nothing has changed.
  Status Change(uint64_t now, uint64_t* counted) {
    if (now > limit_ || held_ - *counted > limit_ - now) {
      return {ErrorCode::kE18005,
              "the pages that must be held at once take more than " + std::to_string(limit_) + " bytes of memory"};
    }
    held_ = held_ - *counted + now;
    *counted = now;
    return {};
  }

 private:
  uint64_t limit_;
  uint64_t held_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_SOURCE_H_
