// Appends to a std::string through a raw pointer: the record writers put some ten small pieces per record, and
// std::string::append for each would cost more than the formatting. Internal to core/format.
//
// The string is longer than what was written until Finish() cuts it; it must not be used in between.
#ifndef PANDORA_CORE_FORMAT_TEXT_SINK_H_
#define PANDORA_CORE_FORMAT_TEXT_SINK_H_

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "core/base/instant.h"
#include "core/base/swar.h"
#include "core/base/text.h"

namespace pandora {

// A text that is written again and again, padded so that it can be copied in whole blocks.
class RepeatedText {
 public:
  static constexpr size_t kBlock = 16;

  explicit RepeatedText(std::string_view text) : size_(text.size()), padded_(text) {
    padded_.resize((size_ + kBlock - 1) / kBlock * kBlock);
  }

  // Writes up to kBlock bytes more than the text has; answers the position behind the text.
  char* WriteTo(char* at) const {
    for (size_t i = 0; i < padded_.size(); i += kBlock) std::memcpy(at + i, padded_.data() + i, kBlock);
    return at + size_;
  }
  size_t room() const { return padded_.size(); }

 private:
  size_t size_;
  std::string padded_;
};

class TextSink {
 public:
  explicit TextSink(std::string* out) : out_(out) { Point(out->size()); }
  TextSink(const TextSink&) = delete;
  TextSink& operator=(const TextSink&) = delete;

  void Finish() { out_->resize(size()); }

  // Bytes in the string so far, what stood there before included.
  size_t size() const { return static_cast<size_t>(at_ - out_->data()); }
  char* data() { return out_->data(); }

  // At least `count` bytes may be written at the answer; Advance says how far they were.
  char* Reserve(size_t count) {
    if (static_cast<size_t>(limit_ - at_) < count) Grow(count);
    return at_;
  }
  void Advance(char* to) { at_ = to; }

  void Put(char c) {
    *Reserve(1) = c;
    ++at_;
  }
  void Put(std::string_view text) {
    std::memcpy(Reserve(text.size()), text.data(), text.size());
    at_ += text.size();
  }
  void Put(const RepeatedText& text) { at_ = text.WriteTo(Reserve(text.room())); }
  void PutLong(int64_t value) { at_ = WriteInt64(value, Reserve(kMaxNumberText)); }
  void PutFloat(double value) { at_ = WriteDouble(value, Reserve(kMaxNumberText)); }
  void PutBoolean(bool value) { Put(std::string_view(value ? "true" : "false")); }
  void PutDate(int64_t micros, uint32_t packed_form) {
    at_ = WriteRfc3339(Instant{micros}, DateForm::Unpack(packed_form), Reserve(kMaxDateText));
  }

 private:
  void Point(size_t size) {
    at_ = out_->data() + size;
    limit_ = out_->data() + out_->size();
  }

  // In steps that fit the cache: resize() fills with zeros, and a page just filled is cheap to write again.
  void Grow(size_t count) {
    const size_t used = size();
    const size_t step = std::clamp<size_t>(used, 256, 64 * 1024);
    out_->resize(used + std::max(count, step));
    Point(used);
  }

  std::string* out_;
  char* at_;
  char* limit_;
};

// Copies from `p` to `at` up to the first of `size` bytes that `marks` (a function of eight bytes, as swar's) marks, and
// answers how many were copied. Reads whole words up to `readable_end`, which may lie behind the bytes to copy, and writes up
// to 7 bytes too many.
template <typename Marks>
size_t CopyUntilMark(const char* p, size_t size, const char* readable_end, char* at, Marks marks) {
  for (size_t done = 0;; done += 8) {
    const uint64_t word = swar::LoadUpTo8(p + done, readable_end);
    StoreLittle(word, at + done);
    const uint64_t hits = marks(word);
    const size_t stop = done + (hits == 0 ? 8 : swar::FirstByte(hits));
    if (stop >= size) return size;
    if (hits != 0) return stop;
  }
}

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_TEXT_SINK_H_
