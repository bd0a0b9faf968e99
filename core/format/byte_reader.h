// Takes little-endian values from the front of bytes that may be damaged: every read is checked, and after the first that
// does not fit all others fail too. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_BYTE_READER_H_
#define PANDORA_CORE_FORMAT_BYTE_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/little_endian.h"

namespace pandora {

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  // Zero when there are too few bytes left.
  template <typename T>
  T Take() {
    const std::string_view taken = TakeBytes(sizeof(T));
    return ok_ ? LoadLittle<T>(taken.data()) : T{};
  }

  // Empty when there are too few bytes left. `count` is 64 bits wide because it often comes from the bytes themselves.
  std::string_view TakeBytes(uint64_t count) {
    if (!ok_ || count > bytes_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, static_cast<size_t>(count));
    bytes_.remove_prefix(static_cast<size_t>(count));
    return taken;
  }

  bool ok() const { return ok_; }
  size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

// The other direction; nothing can fail.
template <typename T>
void AppendLittle(T value, std::string* out) {
  char bytes[sizeof(T)];
  StoreLittle(value, bytes);
  out->append(bytes, sizeof(T));
}

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_BYTE_READER_H_
