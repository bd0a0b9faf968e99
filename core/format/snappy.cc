#include "core/format/snappy.h"

#include <snappy.h>

namespace pandora {
namespace {

// A copy of 64 bytes, the most that an element makes, is written in 3.
constexpr size_t kMaxRatio = 64;

}  // namespace

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

Status SnappyDecompressTo(std::string_view data, size_t size, std::string* out) {
  size_t told = 0;
  // As above, no memory for what cannot be; this is cheaper than the check of all data.
  if (!snappy::GetUncompressedLength(data.data(), data.size(), &told) || told != size ||
      size / kMaxRatio > data.size()) {
    return Status(ErrorCode::kE18125, "the snappy data do not have the size that is told");
  }
  out->resize(size);
  if (!snappy::RawUncompress(data.data(), data.size(), out->data())) {
    return Status(ErrorCode::kE18125, "the snappy data are damaged");
  }
  return {};
}

}  // namespace pandora
