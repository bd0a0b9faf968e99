// Number things in the order in which they first come: the hash tables under GROUP BY and the memos. Open addressing, no deletion;
// what they answer does not depend on the hash.
#ifndef PANDORA_CORE_QUERY_WORD_TABLE_H_
#define PANDORA_CORE_QUERY_WORD_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pandora {

// 64-bit words.
class WordTable {
 public:
  WordTable() : slots_(kFirstSlots) {}

  // The number of `word`; a new one gets *next, which then grows by one. `next` is the caller's, who may number other things in between.
  uint32_t Find(uint64_t word, uint32_t* next) {
    const size_t mask = slots_.size() - 1;
    for (size_t at = Hash(word) & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.number == 0) return Insert(&slot, word, next);
      if (slot.word == word) return slot.number - 1;
    }
  }

  // The number of the pair (firsts[k], seconds[k]) into firsts[k]. The loop of GROUP BY on several keys: it keeps what it needs in
  // registers, which Find with its stores in between cannot.
  void FindPairs(uint32_t* firsts, const uint32_t* seconds, size_t rows, uint32_t* next) {
    Slot* slots = slots_.data();
    size_t mask = slots_.size() - 1;
    for (size_t row = 0; row < rows; ++row) {
      const uint64_t word = (static_cast<uint64_t>(firsts[row]) << 32) | seconds[row];
      size_t at = Hash(word) & mask;
      while (slots[at].word != word && slots[at].number != 0) at = (at + 1) & mask;
      if (slots[at].number != 0) {
        firsts[row] = slots[at].number - 1;
        continue;
      }
      firsts[row] = Insert(&slots[at], word, next);
      slots = slots_.data();
      mask = slots_.size() - 1;
    }
  }

  void Clear() {
    slots_.assign(kFirstSlots, Slot());
    used_ = 0;
  }

 private:
  static constexpr size_t kFirstSlots = 256;
  struct Slot {
    uint64_t word = 0;
    uint32_t number = 0;  // + 1; 0: free
  };

  static size_t Hash(uint64_t word) {
    word *= 0x9E3779B97F4A7C15ull;
    return static_cast<size_t>(word ^ (word >> 32));
  }

  uint32_t Insert(Slot* slot, uint64_t word, uint32_t* next) {
    slot->word = word;
    slot->number = *next + 1;
    if (++used_ * 2 > slots_.size()) Grow();
    return (*next)++;
  }

  void Grow() {
    std::vector<Slot> old(slots_.size() * 4);
    old.swap(slots_);
    const size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.number == 0) continue;
      size_t at = Hash(slot.word) & mask;
      while (slots_[at].number != 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  size_t used_ = 0;
};

// The same for keys that are more than a word: knows their hashes, and asks its caller whether a key is the one it looks for.
class TagTable {
 public:
  // The number of the key with this hash for which same(number) says so; otherwise puts it in as `next` and answers that.
  template <typename Same>
  uint32_t Find(uint64_t hash, uint32_t next, const Same& same) {
    const uint32_t tag = static_cast<uint32_t>(hash ^ (hash >> 32));
    const size_t mask = slots_.size() - 1;
    for (size_t at = tag & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.number == 0) {
        slot = {tag, next + 1};
        if (++used_ * 2 > slots_.size()) Grow();
        return next;
      }
      if (slot.tag == tag && same(slot.number - 1)) return slot.number - 1;
    }
  }

 private:
  // Small, so that a large table stays in the caches.
  struct Slot {
    uint32_t tag = 0;
    uint32_t number = 0;  // + 1; 0: free
  };

  void Grow() {
    std::vector<Slot> old(slots_.size() * 4);
    old.swap(slots_);
    const size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.number == 0) continue;
      size_t at = slot.tag & mask;
      while (slots_[at].number != 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(256);
  size_t used_ = 0;
};

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_WORD_TABLE_H_
