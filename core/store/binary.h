// Varints and length-prefixed texts: how the blobs of core/store (schemas, journal blocks) are put together. A reader never
// trusts its bytes: past the end or out of range it turns bad and answers zeros from then on, so checks can wait for the end.
#ifndef PANDORA_CORE_STORE_BINARY_H_
#define PANDORA_CORE_STORE_BINARY_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace pandora {

// Seven bits a byte, low ones first, the high bit set on all but the last.
inline void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

inline void AppendSized(std::string_view text, std::string* out) {
  AppendVarint(text.size(), out);
  out->append(text);
}

class BinaryReader {
 public:
  explicit BinaryReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  uint8_t Byte() {
    const std::string_view byte = Bytes(1);
    return byte.empty() ? 0 : static_cast<uint8_t>(byte[0]);
  }

  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return Fail();
  }

  std::string_view Bytes(uint64_t size) {
    if (size > rest_.size()) {
      Fail();
      return std::string_view();
    }
    const std::string_view bytes = rest_.substr(0, static_cast<size_t>(size));
    rest_.remove_prefix(static_cast<size_t>(size));
    return bytes;
  }

  std::string_view Sized() { return Bytes(Varint()); }

  uint64_t Fail() {
    ok_ = false;
    rest_ = std::string_view();
    return 0;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_BINARY_H_
