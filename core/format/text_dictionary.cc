#include "core/format/text_dictionary.h"

#include "core/base/swar.h"
#include "core/format/segment_layout.h"

namespace pandora {
namespace {

constexpr size_t kFirstSlots = 1024;
constexpr size_t kTrial = 4096;  // after so many texts at most half of them may be different
constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;

// Texts of up to eight bytes are their own key; of longer ones the key is a hash, and the bytes decide.
struct Slot {
  uint64_t key;
  uint32_t size;
  uint32_t code_plus_one;  // 0 where free
};

uint64_t KeyOf(std::string_view text, const char* arena_end) {
  const uint64_t head = swar::LoadUpTo8(text.data(), arena_end);
  if (text.size() < 8) return head & ((uint64_t{1} << (8 * text.size())) - 1);
  uint64_t key = head;
  for (size_t i = 8; i + 8 <= text.size(); i += 8) {
    key = (key ^ (key >> 29)) * kMultiplier + LoadLittle<uint64_t>(text.data() + i);
  }
  if (text.size() > 8) key = (key ^ (key >> 29)) * kMultiplier + LoadLittle<uint64_t>(text.data() + text.size() - 8);
  return key;
}

class Builder {
 public:
  Builder(const char* arena_end, TextDictionary* dictionary)
      : arena_end_(arena_end), dictionary_(dictionary), slots_(kFirstSlots) {}

  uint32_t CodeOf(std::string_view text) {
    const uint64_t key = KeyOf(text, arena_end_);
    for (size_t at = Start(key);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.code_plus_one == 0) return Add(text, key, at);
      if (slot.key != key || slot.size != text.size()) continue;
      if (slot.size <= 8 || dictionary_->entries[slot.code_plus_one - 1] == text) return slot.code_plus_one - 1;
    }
  }

 private:
  size_t Start(uint64_t key) const {
    return static_cast<size_t>((key ^ (key >> 31)) * kMultiplier >> 32) & (slots_.size() - 1);
  }

  uint32_t Add(std::string_view text, uint64_t key, size_t at) {
    const auto code = static_cast<uint32_t>(dictionary_->entries.size());
    dictionary_->entries.push_back(text);
    dictionary_->entry_bytes += text.size();
    slots_[at] = {key, static_cast<uint32_t>(text.size()), code + 1};
    if (dictionary_->entries.size() * 2 > slots_.size()) Grow();
    return code;
  }

  void Grow() {
    std::vector<Slot> old(slots_.size() * 4);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.code_plus_one == 0) continue;
      size_t at = Start(slot.key);
      while (slots_[at].code_plus_one != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  const char* arena_end_;
  TextDictionary* dictionary_;
  std::vector<Slot> slots_;
};

}  // namespace

bool BuildTextDictionary(std::string_view bytes, const uint32_t* offsets, size_t count, TextDictionary* dictionary) {
  Builder builder(bytes.data() + bytes.size(), dictionary);
  dictionary->codes.resize(count);
  for (size_t i = 0; i < count; ++i) {
    const std::string_view text(bytes.data() + offsets[i], offsets[i + 1] - offsets[i]);
    dictionary->codes[i] = builder.CodeOf(text);
    if (i + 1 == kTrial && dictionary->entries.size() > kTrial / 2) return false;
    if (dictionary->entries.size() > kMaxDictionary) return false;
  }
  return true;
}

}  // namespace pandora
