#include "core/format/snappy.h"

#include <snappy.h>

namespace pandora {

void SnappyCompress(std::string_view data, std::string* out) {
  const size_t begin = out->size();
  out->resize(begin + snappy::MaxCompressedLength(data.size()));
  size_t size = 0;
  snappy::RawCompress(data.data(), data.size(), out->data() + begin, &size);
  out->resize(begin + size);
}

Result<std::string> SnappyDecompress(std::string_view data, size_t max_size) {
  size_t size = 0;
  if (!snappy::GetUncompressedLength(data.data(), data.size(), &size)) {
    return Status(ErrorCode::kE18125, "the bytes are no snappy data");
  }
  if (size > max_size)
    return {ErrorCode::kE18005, "more than " + std::to_string(max_size) + " bytes when decompressed"};
  // Checked before the memory is taken: a few bytes can claim any length.
  if (!snappy::IsValidCompressedBuffer(data.data(), data.size())) {
    return Status(ErrorCode::kE18125, "the snappy data are damaged");
  }
  std::string out(size, '\0');
  if (!snappy::RawUncompress(data.data(), data.size(), out.data())) {
    return Status(ErrorCode::kE18125, "the snappy data are damaged");
  }
  return out;
}

}  // namespace pandora
