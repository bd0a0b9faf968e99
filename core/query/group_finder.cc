#include "core/query/group_finder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pandora {
namespace {

using Form = ColumnVector::Form;

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
  return Mix(hash, last);
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

}  // namespace

uint32_t KeyColumn::NumberNull() {
  if (null_ == kNone) {
    null_ = size();
    values_.emplace_back();
  }
  return null_;
}

uint32_t KeyColumn::NumberWord(uint64_t word, const Value& value) {
  uint32_t next = size();
  const uint32_t number = words_.Find(word, &next);
  if (number == size()) values_.push_back(value);
  return number;
}

uint32_t KeyColumn::NumberBytes(uint64_t hash, const Value& value) {
  const uint32_t number = tags_.Find(hash, size(), [&](uint32_t known) { return SameGroup(values_[known], value); });
  if (number == size()) values_.push_back(CopyValue(value, &arena_));
  return number;
}

uint32_t KeyColumn::NumberValue(const Value& value) {
  switch (value.tag) {
    case Value::Tag::kNull: return NumberNull();
    case Value::Tag::kInt: return NumberWord(static_cast<uint64_t>(value.i), value);
    case Value::Tag::kDouble: return NumberWord(DoubleBits(value.d), value);
    default: return NumberBytes(HashValue(value), value);
  }
}

uint32_t KeyColumn::AppendUnseen(const Value& value) {
  if (value.is_null()) return NumberNull();
  values_.push_back(CopyValue(value, &arena_));
  return size() - 1;
}

// Puts the values that were appended unseen into the tables, under the numbers they have.
void KeyColumn::Settle() {
  unseen_ = false;
  for (uint32_t number = 0; number < size(); ++number) {
    const Value& value = values_[number];
    uint32_t next = number;
    if (value.is_null()) continue;
    if (value.tag == Value::Tag::kInt) words_.Find(static_cast<uint64_t>(value.i), &next);
    else if (value.tag == Value::Tag::kDouble) words_.Find(DoubleBits(value.d), &next);
    else tags_.Find(HashValue(value), next, [](uint32_t) { return false; });
  }
}

// Of a code that has none yet. A function of its own, and so small is what remains for every row that compilers put it into the
// loop: in wasm they did not, and the calls took a fifth of GROUP BY's time.
uint32_t KeyColumn::NumberNewCode(const Dictionary& dictionary, uint32_t code) {
  const Value& value = dictionary.values[code];
  return of_code_[code] = unseen_ ? AppendUnseen(value) : NumberValue(value);
}

void KeyColumn::NumberCoded(const ColumnVector& vector, size_t rows, uint32_t* numbers) {
  const Dictionary& dictionary = *vector.dictionary;
  if (dictionary.serial != serial_) {
    if (unseen_) Settle();
    unseen_ = dictionary.distinct && size() == (null_ == kNone ? 0 : 1);
    serial_ = dictionary.serial;
    of_code_.clear();
  }
  if (of_code_.size() < dictionary.values.size()) of_code_.resize(dictionary.values.size(), kNone);
  // Local, since for all the compiler knows `numbers` may point into what the members do.
  uint32_t* const of_code = of_code_.data();
  const auto number_of = [&](uint32_t code) {
    const uint32_t number = of_code[code];
    return number != kNone ? number : NumberNewCode(dictionary, code);
  };
  const uint32_t* const codes = vector.codes;
  if (!vector.valid) {
    for (size_t row = 0; row < rows; ++row) numbers[row] = number_of(codes[row]);
    return;
  }
  for (size_t row = 0; row < rows; ++row) numbers[row] = vector.IsPresent(row) ? number_of(codes[row]) : NumberNull();
}

void KeyColumn::Number(const ColumnVector& vector, size_t rows, uint32_t* numbers) {
  if (vector.form == Form::kCoded) return NumberCoded(vector, rows, numbers);
  if (unseen_) Settle();
  const auto each = [&](auto number_of) {
    for (size_t row = 0; row < rows; ++row) numbers[row] = vector.IsPresent(row) ? number_of(row) : NumberNull();
  };
  switch (vector.form) {
    case Form::kInt:
      return each([&](size_t row) { return NumberWord(static_cast<uint64_t>(vector.ints[row]), vector.At(row)); });
    case Form::kDouble:
      return each([&](size_t row) { return NumberWord(DoubleBits(vector.doubles[row]), vector.At(row)); });
    case Form::kText:
      return each(
          [&](size_t row) { return NumberBytes(HashBytes(vector.texts[row]), Value::Text(vector.texts[row])); });
    default:
      for (size_t row = 0; row < rows; ++row) numbers[row] = NumberValue(vector.At(row));
  }
}

GroupFinder::GroupFinder(size_t width)
    : columns_(width),
      numbers_(width, std::vector<uint32_t>(kChunkRows)),
      pairs_(width > 0 ? width - 1 : 0),
      next_pair_(pairs_.size(), 0),
      keys_(width) {}

void GroupFinder::Find(const std::vector<ColumnVector>& keys, size_t rows, uint32_t* groups) {
  if (columns_.size() == 1) {
    columns_[0].Number(keys[0], rows, groups);
    size_ = columns_[0].values().size();
    return;
  }
  for (size_t k = 0; k < columns_.size(); ++k) columns_[k].Number(keys[k], rows, numbers_[k].data());
  std::copy(numbers_[0].begin(), numbers_[0].begin() + static_cast<ptrdiff_t>(rows), groups);
  for (size_t k = 0; k < pairs_.size(); ++k) pairs_[k].FindPairs(groups, numbers_[k + 1].data(), rows, &next_pair_[k]);
  if (next_pair_.back() > size_) KeepKeys(keys, rows, groups);
}

void GroupFinder::KeepKeys(const std::vector<ColumnVector>& keys, size_t rows, const uint32_t* groups) {
  for (size_t row = 0; row < rows; ++row) {
    if (groups[row] != size_) continue;
    ++size_;
    for (size_t k = 0; k < keys.size(); ++k) {
      // A time has the form of this row, and that may be another than that of the column's first such time.
      const Value& value = columns_[k].values()[numbers_[k][row]];
      keys_[k].push_back(value.tag == Value::Tag::kInt ? keys[k].At(row) : value);
    }
  }
}

std::vector<std::vector<Value>> GroupFinder::TakeKeys() {
  if (columns_.size() == 1) keys_[0] = columns_[0].TakeValues();
  return std::move(keys_);
}

}  // namespace pandora
