#include "core/format/parquet_dictionary.h"

#include "core/base/little_endian.h"
#include "core/base/swar.h"

namespace pandora {
namespace {

constexpr size_t kFirstSlots = 256;
constexpr size_t kLength = sizeof(uint32_t);
constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;

uint64_t Mix(uint64_t key) { return (key ^ (key >> 29)) * kMultiplier; }

uint64_t KeyOf(std::string_view text) {
  const char* const end = text.data() + text.size();
  uint64_t key = text.size();
  const char* p = text.data();
  for (; end - p > 8; p += 8) key = Mix(key) + LoadLittle<uint64_t>(p);
  return Mix(Mix(key) + swar::LoadUpTo8(p, end));
}

}  // namespace

std::string_view ParquetDictionary::Entry(size_t code) const {
  const size_t begin = (code == 0 ? 0 : ends_[code - 1]) + kLength;
  return std::string_view(plain_).substr(begin, ends_[code] - begin);
}

uint32_t ParquetDictionary::CodeOf(std::string_view text) {
  if (slots_.empty()) slots_.resize(kFirstSlots);
  const uint64_t key = KeyOf(text);
  for (size_t at = key >> 20 & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.code_plus_one == 0) return Add(text, key, at);
    if (slot.key == key && Entry(slot.code_plus_one - 1) == text) return slot.code_plus_one - 1;
  }
}

uint32_t ParquetDictionary::Add(std::string_view text, uint64_t key, size_t at) {
  const auto code = static_cast<uint32_t>(ends_.size());
  char length[kLength];
  StoreLittle(static_cast<uint32_t>(text.size()), length);
  plain_.append(length, kLength).append(text);
  ends_.push_back(static_cast<uint32_t>(plain_.size()));
  slots_[at] = {key, code + 1};
  if (ends_.size() * 2 > slots_.size()) Grow();
  return code;
}

void ParquetDictionary::Grow() {
  std::vector<Slot> old(slots_.size() * 4);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.code_plus_one == 0) continue;
    size_t at = slot.key >> 20 & (slots_.size() - 1);
    while (slots_[at].code_plus_one != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

void ParquetDictionary::Clear() {
  slots_.clear();
  ends_.clear();
  plain_.clear();
}

}  // namespace pandora
