#include "core/format/integer_codec.h"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>

namespace pandora {
namespace {

// DO NOT RENUMBER: written into segments. The first byte of a sequence is the width of a value in bytes, or kRuns.
constexpr uint8_t kRuns = 0x80;

// Divisors are numbered; microseconds are most often whole milliseconds, seconds, minutes, hours or days.
constexpr std::array<uint64_t, 6> kDivisors = {1, 1000, 1'000'000, 60'000'000, 3'600'000'000, 86'400'000'000};

constexpr size_t kMinRunLength = 8;  // runs pay when they are at least this long on the average

uint8_t WidthOf(uint64_t range) {
  if (range == 0) return 0;
  if (range <= 0xff) return 1;
  if (range <= 0xffff) return 2;
  return range <= 0xffffffff ? 4 : 8;
}

template <typename T>
struct Profile {
  T least;
  T greatest;
  size_t runs;
};

template <typename T>
Profile<T> Measure(const T* values, size_t count) {
  T least = values[0], greatest = values[0];
  size_t changes = 0;
  for (size_t i = 1; i < count; ++i) {
    least = std::min(least, values[i]);
    greatest = std::max(greatest, values[i]);
    changes += values[i] != values[i - 1] ? 1 : 0;
  }
  return {least, greatest, changes + 1};
}

template <typename T>
uint64_t Distance(T value, T least) {
  return static_cast<uint64_t>(value) - static_cast<uint64_t>(least);
}

// The first index from `begin` whose distance the divisor does not divide. The divisor is a constant for the compiler: it
// makes a multiplication of the division.
template <uint64_t kDivisor>
size_t FirstIndivisible(const int64_t* values, size_t begin, size_t count, int64_t least) {
  while (begin < count && Distance(values[begin], least) % kDivisor == 0) ++begin;
  return begin;
}

size_t FirstIndivisible(size_t number, const int64_t* values, size_t begin, size_t count, int64_t least) {
  switch (number) {
    case 1: return FirstIndivisible<kDivisors[1]>(values, begin, count, least);
    case 2: return FirstIndivisible<kDivisors[2]>(values, begin, count, least);
    case 3: return FirstIndivisible<kDivisors[3]>(values, begin, count, least);
    case 4: return FirstIndivisible<kDivisors[4]>(values, begin, count, least);
    case 5: return FirstIndivisible<kDivisors[5]>(values, begin, count, least);
    default: return count;
  }
}

// The number of the least divisor that divides all distances and makes them as narrow as any can. As each is a multiple of
// the one before, one pass over the values finds the greatest that divides them all.
size_t ChooseDivisor(const int64_t* values, size_t count, const Profile<int64_t>& profile) {
  const uint64_t range = Distance(profile.greatest, profile.least);
  if (WidthOf(range) <= 2) return 0;
  size_t number = kDivisors.size() - 1;
  for (size_t at = 0; at < count && number > 0;) {
    at = FirstIndivisible(number, values, at, count, profile.least);
    if (at < count) --number;
  }
  const uint8_t width = WidthOf(range / kDivisors[number]);
  while (number > 0 && WidthOf(range / kDivisors[number - 1]) == width) --number;
  return number;
}

size_t ChooseDivisor(const uint32_t*, size_t, const Profile<uint32_t>&) { return 0; }

template <uint64_t kDivisor>
void DivideAll(uint64_t* distances, size_t count) {
  for (size_t i = 0; i < count; ++i) distances[i] /= kDivisor;
}

void DivideAll(size_t number, uint64_t* distances, size_t count) {
  switch (number) {
    case 1: return DivideAll<kDivisors[1]>(distances, count);
    case 2: return DivideAll<kDivisors[2]>(distances, count);
    case 3: return DivideAll<kDivisors[3]>(distances, count);
    case 4: return DivideAll<kDivisors[4]>(distances, count);
    case 5: return DivideAll<kDivisors[5]>(distances, count);
    default: return;
  }
}

// Stores the distances as W, block by block so that the divided ones stay in the cache.
template <typename W, typename T>
void StoreAll(const T* values, size_t count, T least, size_t divisor, std::string* out) {
  static constexpr size_t kBlock = 512;
  uint64_t distances[kBlock];
  const size_t at = out->size();
  out->resize(at + count * sizeof(W));
  char* target = out->data() + at;
  for (size_t begin = 0; begin < count; begin += kBlock) {
    const size_t size = std::min(kBlock, count - begin);
    for (size_t i = 0; i < size; ++i) distances[i] = Distance(values[begin + i], least);
    DivideAll(divisor, distances, size);
    for (size_t i = 0; i < size; ++i) StoreLittle(static_cast<W>(distances[i]), target + i * sizeof(W));
    target += size * sizeof(W);
  }
}

template <typename T>
void EncodePlain(const T* values, size_t count, const Profile<T>& profile, std::string* out) {
  const uint64_t range = Distance(profile.greatest, profile.least);
  const size_t divisor = ChooseDivisor(values, count, profile);
  const uint8_t width = WidthOf(range / kDivisors[divisor]);
  AppendLittle<uint8_t>(width, out);
  AppendLittle<uint8_t>(static_cast<uint8_t>(divisor), out);
  AppendLittle<int64_t>(static_cast<int64_t>(profile.least), out);
  switch (width) {
    case 1: return StoreAll<uint8_t>(values, count, profile.least, divisor, out);
    case 2: return StoreAll<uint16_t>(values, count, profile.least, divisor, out);
    case 4: return StoreAll<uint32_t>(values, count, profile.least, divisor, out);
    case 8: return StoreAll<uint64_t>(values, count, profile.least, divisor, out);
    default: return;
  }
}

template <typename T>
void EncodeRuns(const T* values, size_t count, size_t runs, std::string* out) {
  std::vector<T> run_values;
  std::vector<uint32_t> run_lengths;
  run_values.reserve(runs);
  run_lengths.reserve(runs);
  for (size_t begin = 0; begin < count;) {
    size_t end = begin + 1;
    while (end < count && values[end] == values[begin]) ++end;
    run_values.push_back(values[begin]);
    run_lengths.push_back(static_cast<uint32_t>(end - begin));
    begin = end;
  }
  AppendLittle<uint8_t>(kRuns, out);
  AppendLittle<uint32_t>(static_cast<uint32_t>(runs), out);
  EncodePlain(run_values.data(), runs, Measure(run_values.data(), runs), out);
  EncodePlain(run_lengths.data(), runs, Measure(run_lengths.data(), runs), out);
}

template <typename T>
void Encode(const T* values, size_t count, std::string* out) {
  if (count == 0) return;
  const Profile<T> profile = Measure(values, count);
  if (profile.runs > 1 && profile.runs <= count / kMinRunLength) return EncodeRuns(values, count, profile.runs, out);
  EncodePlain(values, count, profile, out);
}

// Adds in 64 bits without overflow. Most 32-bit values are codes of one or two bytes without a divisor: for those the limit is
// looked for among the bytes, sixteen at a time, and what remains is a loop that only widens.
template <typename W, typename T>
bool LoadAll(std::string_view bytes, size_t count, uint64_t base, uint64_t divisor, uint64_t most, T* values) {
  const char* const data = bytes.data();
  if constexpr (sizeof(W) < sizeof(T)) {
    if (divisor == 1) {
      W greatest = 0;
      if constexpr (sizeof(T) == 4) {
        for (size_t i = 0; i < count; ++i) greatest = std::max(greatest, LoadLittle<W>(data + i * sizeof(W)));
        if (base > most || greatest > most - base) return false;
      }
      const T first = static_cast<T>(base);
      for (size_t i = 0; i < count; ++i) {
        // Unsigned, for a damaged base may make it wrap around.
        values[i] = static_cast<T>(static_cast<std::make_unsigned_t<T>>(first) + LoadLittle<W>(data + i * sizeof(W)));
      }
      return true;
    }
  }
  bool good = true;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t value = base + divisor * LoadLittle<W>(data + i * sizeof(W));
    values[i] = static_cast<T>(value);
    if constexpr (sizeof(T) == 4) good = good && value <= most;
  }
  return good;
}

template <typename T>
bool DecodePlain(ByteReader* bytes, size_t count, uint64_t most, T* values) {
  const auto width = bytes->Take<uint8_t>();
  const auto number = bytes->Take<uint8_t>();
  const auto base = static_cast<uint64_t>(bytes->Take<int64_t>());
  if (!bytes->ok() || number >= kDivisors.size()) return false;
  if (width == 0) {
    if (sizeof(T) == 4 && base > most) return false;
    std::fill(values, values + count, static_cast<T>(base));
    return true;
  }
  const std::string_view data = bytes->TakeBytes(uint64_t{width} * count);
  if (!bytes->ok()) return false;
  const uint64_t divisor = kDivisors[number];
  switch (width) {
    case 1: return LoadAll<uint8_t>(data, count, base, divisor, most, values);
    case 2: return LoadAll<uint16_t>(data, count, base, divisor, most, values);
    case 4: return LoadAll<uint32_t>(data, count, base, divisor, most, values);
    case 8: return LoadAll<uint64_t>(data, count, base, divisor, most, values);
    default: return false;
  }
}

template <typename T>
bool DecodeRuns(ByteReader* bytes, size_t count, uint64_t most, T* values) {
  const auto runs = bytes->Take<uint32_t>();
  if (!bytes->ok() || runs > count) return false;
  std::vector<T> run_values(runs);
  std::vector<uint32_t> run_lengths(runs);
  if (!DecodePlain(bytes, runs, most, run_values.data())) return false;
  if (!DecodePlain(bytes, runs, std::numeric_limits<uint32_t>::max(), run_lengths.data())) return false;
  size_t at = 0;
  for (size_t i = 0; i < runs; ++i) {
    if (run_lengths[i] > count - at) return false;
    std::fill_n(values + at, run_lengths[i], run_values[i]);
    at += run_lengths[i];
  }
  return at == count;
}

template <typename T>
bool Decode(ByteReader* bytes, size_t count, uint64_t most, T* values) {
  if (count == 0) return true;
  ByteReader ahead = *bytes;
  if (ahead.Take<uint8_t>() != kRuns) return DecodePlain(bytes, count, most, values);
  *bytes = ahead;
  return DecodeRuns(bytes, count, most, values);
}

}  // namespace

void EncodeIntegers(const int64_t* values, size_t count, std::string* out) { Encode(values, count, out); }
void EncodeIntegers(const uint32_t* values, size_t count, std::string* out) { Encode(values, count, out); }

bool DecodeIntegers(ByteReader* bytes, size_t count, int64_t* values) {
  return Decode(bytes, count, std::numeric_limits<uint64_t>::max(), values);
}
bool DecodeIntegers(ByteReader* bytes, size_t count, uint32_t* values, uint32_t most) {
  return Decode(bytes, count, most, values);
}

}  // namespace pandora
