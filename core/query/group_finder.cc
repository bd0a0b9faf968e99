#include "core/query/group_finder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pandora {
namespace {

using Form = ColumnVector::Form;

constexpr uint32_t kNotYet = UINT32_MAX;

uint64_t Mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
  return hash ^ (hash >> 29);
}

uint64_t HashBytes(std::string_view text) {
  const char* data = text.data();
  size_t size = text.size();
  uint64_t hash = size * 0x9E3779B97F4A7C15ull;
  for (; size >= 8; data += 8, size -= 8) {
    uint64_t word;
    std::memcpy(&word, data, 8);
    hash = Mix(hash, word);
  }
  uint64_t last = 0;
  if (size > 0) std::memcpy(&last, data, size);
  hash = Mix(hash, last);
  return hash ^ (hash >> 32);
}

uint64_t DoubleBits(double value) {
  if (std::isnan(value)) return 0x7FF8000000000000ull;
  uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return bits;
}

uint64_t HashValue(const Value& value) {
  switch (value.tag) {
    case Value::Tag::kNull: return 0x1234567;
    case Value::Tag::kInt: return Mix(1, static_cast<uint64_t>(value.i));
    case Value::Tag::kDouble: return Mix(2, DoubleBits(value.d));
    case Value::Tag::kText: return HashBytes(value.view());
    case Value::Tag::kDecimal:
    case Value::Tag::kInterval: return Mix(Mix(3, value.words[0]), value.words[1]);
    case Value::Tag::kList: {
      uint64_t hash = value.size;
      for (uint32_t k = 0; k < value.size; ++k) hash = Mix(hash, HashValue(value.items[k]));
      return hash;
    }
  }
  return 0;
}

bool SameGroup(const Value& a, const Value& b) {
  if (a.tag != b.tag) return false;
  switch (a.tag) {
    case Value::Tag::kNull: return true;
    case Value::Tag::kInt: return a.i == b.i;
    case Value::Tag::kDouble: return DoubleBits(a.d) == DoubleBits(b.d);
    case Value::Tag::kText: return a.view() == b.view();
    case Value::Tag::kDecimal:
    case Value::Tag::kInterval: return a.words[0] == b.words[0] && a.words[1] == b.words[1];
    case Value::Tag::kList:
      if (a.size != b.size) return false;
      for (uint32_t k = 0; k < a.size; ++k) {
        if (!SameGroup(a.items[k], b.items[k])) return false;
      }
      return true;
  }
  return false;
}

// A hash table of keys. A slot is small, so that a large table stays in the caches; the keys are kept in the order in which they come.
template <typename Key, typename Same, typename Keep>
class KeyTable {
 public:
  KeyTable(Same same, Keep keep) : slots_(256), same_(same), keep_(keep) {}

  uint32_t Find(const Key& key, uint64_t hash, uint32_t* next) {
    const uint32_t tag = static_cast<uint32_t>(hash);
    const size_t mask = slots_.size() - 1;
    for (size_t at = tag & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.entry == 0) {
        entries_.push_back({keep_(key), *next});
        slot = {tag, static_cast<uint32_t>(entries_.size())};
        if (entries_.size() * 2 > slots_.size()) Grow();
        return (*next)++;
      }
      if (slot.tag == tag && same_(entries_[slot.entry - 1].key, key)) return entries_[slot.entry - 1].number;
    }
  }

 private:
  struct Slot {
    uint32_t tag = 0;    // of the hash
    uint32_t entry = 0;  // + 1; 0: free
  };
  struct Entry {
    Key key;
    uint32_t number;
  };

  void Grow() {
    std::vector<Slot> old(slots_.size() * 4);
    old.swap(slots_);
    const size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.entry == 0) continue;
      size_t at = slot.tag & mask;
      while (slots_[at].entry != 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<Entry> entries_;
  Same same_;
  Keep keep_;
};

struct KeepText {
  Arena* arena;
  std::string_view operator()(std::string_view text) const { return arena->Copy(text); }
};
struct KeepValue {
  Arena* arena;
  Value operator()(const Value& value) const { return CopyValue(value, arena); }
};

}  // namespace

class KeyColumn::Texts {
 public:
  Texts() : table_({}, {&arena_}) {}
  uint32_t Find(std::string_view text, uint32_t* next) { return table_.Find(text, HashBytes(text), next); }

 private:
  Arena arena_;
  KeyTable<std::string_view, std::equal_to<std::string_view>, KeepText> table_;
};

class KeyColumn::Boxes {
 public:
  Boxes() : table_(SameGroup, {&arena_}) {}
  uint32_t Find(const Value& value, uint32_t* next) {
    const uint64_t hash = HashValue(value);
    return table_.Find(value, hash ^ (hash >> 32), next);
  }

 private:
  Arena arena_;
  KeyTable<Value, bool (*)(const Value&, const Value&), KeepValue> table_;
};

KeyColumn::KeyColumn() : null_(kNotYet) {}
KeyColumn::~KeyColumn() = default;
KeyColumn::KeyColumn(KeyColumn&&) noexcept = default;

uint32_t KeyColumn::NumberNull() {
  if (null_ == kNotYet) null_ = next_++;
  return null_;
}

uint32_t KeyColumn::NumberValue(const Value& value) {
  switch (value.tag) {
    case Value::Tag::kNull: return NumberNull();
    case Value::Tag::kInt: return words_.Find(static_cast<uint64_t>(value.i), &next_);
    case Value::Tag::kDouble: return words_.Find(DoubleBits(value.d), &next_);
    case Value::Tag::kText:
      if (!texts_) texts_ = std::make_unique<Texts>();
      return texts_->Find(value.view(), &next_);
    default:
      if (!boxes_) boxes_ = std::make_unique<Boxes>();
      return boxes_->Find(value, &next_);
  }
}

void KeyColumn::NumberCoded(const ColumnVector& vector, size_t rows, uint32_t* numbers) {
  const Dictionary& dictionary = *vector.dictionary;
  if (dictionary.serial != serial_) {
    serial_ = dictionary.serial;
    of_code_.clear();
  }
  if (of_code_.size() < dictionary.values.size()) of_code_.resize(dictionary.values.size(), kNotYet);
  // Local, since for all the compiler knows `numbers` may point into what the members do.
  uint32_t* const of_code = of_code_.data();
  const auto number_of = [&](uint32_t code) {
    uint32_t number = of_code[code];
    if (number == kNotYet) number = of_code[code] = NumberValue(dictionary.values[code]);
    return number;
  };
  const uint32_t* const codes = vector.codes;
  if (!vector.valid) {
    for (size_t row = 0; row < rows; ++row) numbers[row] = number_of(codes[row]);
    return;
  }
  for (size_t row = 0; row < rows; ++row) numbers[row] = vector.IsPresent(row) ? number_of(codes[row]) : NumberNull();
}

void KeyColumn::Number(const ColumnVector& vector, size_t rows, uint32_t* numbers) {
  const auto each = [&](auto number_of) {
    for (size_t row = 0; row < rows; ++row) numbers[row] = vector.IsPresent(row) ? number_of(row) : NumberNull();
  };
  switch (vector.form) {
    case Form::kInt:
      return each([&](size_t row) { return words_.Find(static_cast<uint64_t>(vector.ints[row]), &next_); });
    case Form::kDouble: return each([&](size_t row) { return words_.Find(DoubleBits(vector.doubles[row]), &next_); });
    case Form::kText:
      if (!texts_) texts_ = std::make_unique<Texts>();
      return each([&](size_t row) { return texts_->Find(vector.texts[row], &next_); });
    case Form::kCoded: return NumberCoded(vector, rows, numbers);
    case Form::kAbsent:
    case Form::kBoxed:
    case Form::kTruth: break;
  }
  for (size_t row = 0; row < rows; ++row) numbers[row] = NumberValue(vector.At(row));
}

GroupFinder::GroupFinder(size_t width)
    : columns_(width),
      pairs_(width > 0 ? width - 1 : 0),
      next_pair_(pairs_.size(), 0),
      keys_(width),
      numbers_(kChunkRows) {}

void GroupFinder::Find(const std::vector<ColumnVector>& keys, size_t rows, uint32_t* groups) {
  columns_[0].Number(keys[0], rows, groups);
  for (size_t k = 1; k < columns_.size(); ++k) {
    columns_[k].Number(keys[k], rows, numbers_.data());
    pairs_[k - 1].FindPairs(groups, numbers_.data(), rows, &next_pair_[k - 1]);
  }
  const uint32_t found = pairs_.empty() ? columns_[0].size() : next_pair_.back();
  for (size_t row = 0; size_ < found && row < rows; ++row) {
    if (groups[row] != size_) continue;
    for (size_t k = 0; k < keys_.size(); ++k) keys_[k].push_back(CopyValue(keys[k].At(row), &arena_));
    ++size_;
  }
}

}  // namespace pandora
