#include "core/format/parquet_decoding.h"

#include <algorithm>

#include "core/base/little_endian.h"
#include "core/base/swar.h"

namespace pandora {
namespace {

// Far above what writers use (128 to 2048); bounds what a header of a few bytes can claim.
constexpr uint64_t kMaxBlock = 1 << 16;

bool TakeVarint(std::string_view* bytes, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && !bytes->empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    *value |= static_cast<uint64_t>(byte & 127) << shift;
    if (byte < 128) return true;
  }
  return false;
}

uint64_t MaskOf(int width) { return width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1; }

// One load serves each number: shift and width together are at most 39 bits.
template <typename T>
void UnpackNarrow(std::string_view bytes, size_t first, size_t count, int width, T* out) {
  const char* const end = bytes.data() + bytes.size();
  const uint64_t mask = MaskOf(width);
  size_t bit = first * static_cast<size_t>(width);
  size_t i = 0;
  for (; i < count && bytes.size() - bit / 8 >= 8; ++i, bit += static_cast<size_t>(width)) {
    out[i] = static_cast<T>(LoadLittle<uint64_t>(bytes.data() + bit / 8) >> (bit % 8) & mask);
  }
  for (; i < count; ++i, bit += static_cast<size_t>(width)) {
    out[i] = static_cast<T>(swar::LoadUpTo8(bytes.data() + bit / 8, end) >> (bit % 8) & mask);
  }
}

}  // namespace

void UnpackBits(std::string_view bytes, size_t first, size_t count, int width, uint8_t* out) {
  UnpackNarrow(bytes, first, count, width, out);
}

void UnpackBits(std::string_view bytes, size_t first, size_t count, int width, uint32_t* out) {
  UnpackNarrow(bytes, first, count, width, out);
}

void UnpackBits(std::string_view bytes, size_t first, size_t count, int width, uint64_t* out) {
  if (width <= 56) return UnpackNarrow(bytes, first, count, width, out);
  const char* const end = bytes.data() + bytes.size();
  size_t bit = first * static_cast<size_t>(width);
  for (size_t i = 0; i < count; ++i, bit += static_cast<size_t>(width)) {
    const char* const at = bytes.data() + bit / 8;
    const auto shift = static_cast<int>(bit % 8);
    uint64_t word = swar::LoadUpTo8(at, end) >> shift;
    if (shift + width > 64) word |= static_cast<uint64_t>(static_cast<uint8_t>(at[8])) << (64 - shift);
    out[i] = word & MaskOf(width);
  }
}

void HybridReader::Start(std::string_view bytes, int width) {
  *this = HybridReader();
  rest_ = bytes;
  width_ = width;
  if (width > 0) return;
  repeated_ = true;
  left_ = SIZE_MAX;
}

bool HybridReader::NextRun() {
  uint64_t header = 0;
  if (!TakeVarint(&rest_, &header)) return false;
  const uint64_t size = header >> 1;
  const auto width = static_cast<size_t>(width_);
  repeated_ = (header & 1) == 0;
  if (repeated_) {
    const size_t bytes = (width + 7) / 8;
    if (bytes > rest_.size()) return false;
    value_ = static_cast<uint32_t>(swar::LoadUpTo8(rest_.data(), rest_.data() + bytes) & MaskOf(width_));
    left_ = static_cast<size_t>(std::min<uint64_t>(size, SIZE_MAX));
    rest_.remove_prefix(bytes);
    return true;
  }
  // Some writers leave out the end of the last group of eight.
  const uint64_t groups = std::min<uint64_t>(size, rest_.size() / width + 1);
  packed_ = rest_.substr(0, static_cast<size_t>(groups) * width);
  left_ = std::min(static_cast<size_t>(groups) * 8, packed_.size() * 8 / width);
  at_ = 0;
  rest_.remove_prefix(packed_.size());
  return true;
}

template <typename T>
bool HybridReader::ReadAs(T* out, size_t count) {
  while (count > 0) {
    // A run may be empty; each takes a byte at least, so this ends.
    while (left_ == 0) {
      if (!NextRun()) return false;
    }
    const size_t now = std::min(count, left_);
    if (repeated_) {
      std::fill_n(out, now, static_cast<T>(value_));
    } else {
      UnpackBits(packed_, at_, now, width_, out);
      at_ += now;
    }
    if (width_ > 0) left_ -= now;
    out += now;
    count -= now;
  }
  return true;
}

bool HybridReader::Read(uint8_t* out, size_t count) { return ReadAs(out, count); }
bool HybridReader::Read(uint32_t* out, size_t count) { return ReadAs(out, count); }

bool HybridReader::TakeRun(uint32_t value, size_t count) {
  while (left_ == 0) {
    if (!NextRun()) return false;
  }
  if (!repeated_ || value_ != value || left_ < count) return false;
  if (width_ > 0) left_ -= count;
  return true;
}

bool DeltaReader::Start(std::string_view bytes) {
  *this = DeltaReader();
  rest_ = bytes;
  uint64_t block = 0, parts = 0, count = 0, first = 0;
  if (!TakeVarint(&rest_, &block) || !TakeVarint(&rest_, &parts) || !TakeVarint(&rest_, &count) ||
      !TakeVarint(&rest_, &first)) {
    return false;
  }
  if (block == 0 || block > kMaxBlock || parts == 0 || parts > block || block % parts != 0) return false;
  part_size_ = static_cast<size_t>(block / parts);
  parts_ = static_cast<size_t>(parts);
  if (part_size_ % 8 != 0 || count > INT32_MAX) return false;
  left_ = static_cast<size_t>(count);
  last_ = first >> 1 ^ (~(first & 1) + 1);
  first_ = left_ > 0;
  next_part_ = parts_;
  return true;
}

bool DeltaReader::NextBlock() {
  uint64_t delta = 0;
  if (!TakeVarint(&rest_, &delta) || rest_.size() < parts_) return false;
  min_delta_ = delta >> 1 ^ (~(delta & 1) + 1);
  widths_ = rest_.substr(0, parts_);
  rest_.remove_prefix(parts_);
  next_part_ = 0;
  return true;
}

bool DeltaReader::NextPart() {
  if (next_part_ == parts_ && !NextBlock()) return false;
  width_ = static_cast<uint8_t>(widths_[next_part_++]);
  const size_t bytes = part_size_ / 8 * static_cast<size_t>(width_);
  if (width_ > 64 || bytes > rest_.size()) return false;
  packed_ = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  part_left_ = part_size_;
  at_ = 0;
  return true;
}

bool DeltaReader::Read(int64_t* out, size_t count) {
  if (count > left_) return false;
  left_ -= count;
  if (count > 0 && first_) {
    *out++ = static_cast<int64_t>(last_);
    --count;
    first_ = false;
  }
  uint64_t deltas[128];
  while (count > 0) {
    if (part_left_ == 0 && !NextPart()) return false;
    const size_t now = std::min({count, part_left_, std::size(deltas)});
    UnpackBits(packed_, at_, now, width_, deltas);
    for (size_t i = 0; i < now; ++i) {
      last_ += min_delta_ + deltas[i];
      out[i] = static_cast<int64_t>(last_);
    }
    at_ += now;
    part_left_ -= now;
    out += now;
    count -= now;
  }
  return true;
}

std::optional<size_t> DeltaReader::Size(std::string_view bytes) {
  DeltaReader reader;
  if (!reader.Start(bytes)) return std::nullopt;
  for (size_t left = reader.left_ > 0 ? reader.left_ - 1 : 0; left > 0;) {
    if (!reader.NextPart()) return std::nullopt;
    left -= std::min(left, reader.part_size_);
  }
  return bytes.size() - reader.rest_.size();
}

}  // namespace pandora
