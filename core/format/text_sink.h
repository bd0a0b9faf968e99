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
#include "core/base/text.h"

namespace pandora {

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

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_TEXT_SINK_H_
