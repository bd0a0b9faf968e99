#include "core/format/parquet_plain.h"

#include <algorithm>

#include "core/base/little_endian.h"

namespace pandora {
namespace {

// What one Read may put into the arena, but for its first value.
constexpr size_t kMaxArena = 1 << 20;
constexpr size_t kLengths = 256;

template <typename T>
void Grow(size_t count, std::vector<T>* values) {
  if (values->size() < count) values->resize(count);
}

size_t WidthOf(const ParquetNode& column) {
  switch (column.type) {
    case ParquetType::kInt32:
    case ParquetType::kFloat: return 4;
    case ParquetType::kInt64:
    case ParquetType::kDouble: return 8;
    case ParquetType::kInt96:
    case ParquetType::kFixed: return column.length;
    default: return 0;
  }
}

}  // namespace

bool PlainReader::Begin(const ParquetNode& column, ParquetEncoding encoding, std::string_view bytes) {
  type_ = column.type;
  encoding_ = encoding;
  unsigned_ = column.meaning == ParquetMeaning::kUnsigned;
  width_ = WidthOf(column);
  rest_ = bytes;
  at_ = 0;
  switch (encoding) {
    case ParquetEncoding::kPlain: return true;
    case ParquetEncoding::kRle: {
      if (type_ != ParquetType::kBoolean) return false;
      // The length before the runs is not needed, as nothing follows them.
      runs_.Start(rest_.size() < 4 ? std::string_view() : rest_.substr(4), 1);
      return true;
    }
    case ParquetEncoding::kDeltaBinaryPacked:
      // Damaged headers, here and below, leave no number to be read.
      if (!numbers_.Start(bytes)) numbers_ = DeltaReader();
      return type_ == ParquetType::kInt32 || type_ == ParquetType::kInt64;
    case ParquetEncoding::kDeltaLengthByteArray:
    case ParquetEncoding::kDeltaByteArray: {
      const bool prefixes = encoding == ParquetEncoding::kDeltaByteArray;
      if (!BeginDeltaTexts(prefixes)) numbers_ = prefixes_ = DeltaReader();
      return type_ == ParquetType::kByteArray || (prefixes && type_ == ParquetType::kFixed);
    }
    case ParquetEncoding::kByteStreamSplit:
      count_ = width_ == 0 ? 0 : bytes.size() / width_;
      return width_ > 0 && type_ != ParquetType::kInt96;
    default: return false;
  }
}

// Lengths stand before all bytes: their end has to be found first.
bool PlainReader::BeginDeltaTexts(bool prefixes) {
  last_.clear();
  if (prefixes) {
    const std::optional<size_t> size = DeltaReader::Size(rest_);
    if (!size || !prefixes_.Start(rest_)) return false;
    rest_.remove_prefix(*size);
  }
  const std::optional<size_t> size = DeltaReader::Size(rest_);
  if (!size || !numbers_.Start(rest_)) return false;
  rest_.remove_prefix(*size);
  return true;
}

size_t PlainReader::Read(size_t wanted, ParquetValues* values) {
  values->faults.clear();
  values->arena.Reset();
  bool good = false;
  switch (encoding_) {
    case ParquetEncoding::kDeltaBinaryPacked: good = ReadDelta(wanted, values); break;
    case ParquetEncoding::kDeltaLengthByteArray: good = ReadDeltaLengths(wanted, values); break;
    case ParquetEncoding::kDeltaByteArray: return ReadDeltaTexts(wanted, values);
    case ParquetEncoding::kByteStreamSplit: good = ReadSplit(wanted, values); break;
    default: good = type_ == ParquetType::kBoolean ? ReadBooleans(wanted, values) : ReadPlain(wanted, values); break;
  }
  return good ? wanted : 0;
}

bool PlainReader::ReadBooleans(size_t wanted, ParquetValues* values) {
  Grow(wanted, &values->booleans);
  if (encoding_ == ParquetEncoding::kRle) return runs_.Read(values->booleans.data(), wanted);
  if (rest_.size() * 8 - at_ < wanted) return false;
  UnpackBits(rest_, at_, wanted, 1, values->booleans.data());
  at_ += wanted;
  return true;
}

bool PlainReader::ReadPlain(size_t wanted, ParquetValues* values) {
  if (type_ == ParquetType::kByteArray) return ReadTexts(wanted, values);
  if (rest_.size() / width_ < wanted) return false;
  const char* at = rest_.data();
  rest_.remove_prefix(wanted * width_);
  switch (type_) {
    case ParquetType::kInt32:
      Grow(wanted, &values->longs);
      for (size_t i = 0; i < wanted; ++i, at += 4) {
        values->longs[i] = unsigned_ ? int64_t{LoadLittle<uint32_t>(at)} : int64_t{LoadLittle<int32_t>(at)};
      }
      return true;
    case ParquetType::kInt64:
      Grow(wanted, &values->longs);
      std::memcpy(values->longs.data(), at, wanted * 8);
      return true;
    case ParquetType::kFloat:
      Grow(wanted, &values->doubles);
      for (size_t i = 0; i < wanted; ++i, at += 4) values->doubles[i] = static_cast<double>(LoadLittle<float>(at));
      return true;
    case ParquetType::kDouble:
      Grow(wanted, &values->doubles);
      std::memcpy(values->doubles.data(), at, wanted * 8);
      return true;
    default:
      Grow(wanted, &values->texts);
      for (size_t i = 0; i < wanted; ++i, at += width_) values->texts[i] = {at, width_};
      return true;
  }
}

bool PlainReader::ReadTexts(size_t wanted, ParquetValues* values) {
  Grow(wanted, &values->texts);
  for (size_t i = 0; i < wanted; ++i) {
    if (rest_.size() < 4) return false;
    const size_t size = LoadLittle<uint32_t>(rest_.data());
    if (size > rest_.size() - 4) return false;
    values->texts[i] = {rest_.data() + 4, size};
    rest_.remove_prefix(4 + size);
  }
  return true;
}

bool PlainReader::ReadDelta(size_t wanted, ParquetValues* values) {
  Grow(wanted, &values->longs);
  if (!numbers_.Read(values->longs.data(), wanted)) return false;
  if (type_ == ParquetType::kInt64) return true;
  for (size_t i = 0; i < wanted; ++i) {
    const auto low = static_cast<uint32_t>(values->longs[i]);
    values->longs[i] = unsigned_ ? int64_t{low} : int64_t{static_cast<int32_t>(low)};
  }
  return true;
}

// Byte k of all values stands before byte k + 1 of any.
bool PlainReader::ReadSplit(size_t wanted, ParquetValues* values) {
  if (count_ - at_ < wanted) return false;
  char* const joined = static_cast<char*>(values->arena.Allocate(wanted * width_));
  for (size_t k = 0; k < width_; ++k) {
    const char* const from = rest_.data() + k * count_ + at_;
    for (size_t i = 0; i < wanted; ++i) joined[i * width_ + k] = from[i];
  }
  at_ += wanted;
  const std::string_view all = rest_;
  rest_ = {joined, wanted * width_};
  const bool good = ReadPlain(wanted, values);
  rest_ = all;
  return good;
}

bool PlainReader::ReadDeltaLengths(size_t wanted, ParquetValues* values) {
  Grow(wanted, &values->texts);
  int64_t lengths[kLengths];
  for (size_t done = 0; done < wanted;) {
    const size_t now = std::min(wanted - done, kLengths);
    if (!numbers_.Read(lengths, now)) return false;
    for (size_t i = 0; i < now; ++i) {
      if (lengths[i] < 0 || static_cast<uint64_t>(lengths[i]) > rest_.size()) return false;
      const auto size = static_cast<size_t>(lengths[i]);
      values->texts[done + i] = rest_.substr(0, size);
      rest_.remove_prefix(size);
    }
    done += now;
  }
  return true;
}

// A few bytes may stand for long texts, each of which repeats the one before: hence the bound on what is made at once.
size_t PlainReader::ReadDeltaTexts(size_t wanted, ParquetValues* values) {
  Grow(wanted, &values->texts);
  size_t done = 0;
  for (size_t bytes = 0; done < wanted && (done == 0 || bytes < kMaxArena); ++done) {
    int64_t shared = 0, own = 0;
    if (!prefixes_.Read(&shared, 1) || !numbers_.Read(&own, 1)) return 0;
    if (shared < 0 || static_cast<uint64_t>(shared) > last_.size()) return 0;
    if (own < 0 || static_cast<uint64_t>(own) > rest_.size()) return 0;
    last_.resize(static_cast<size_t>(shared));
    last_ += rest_.substr(0, static_cast<size_t>(own));
    rest_.remove_prefix(static_cast<size_t>(own));
    if (type_ == ParquetType::kFixed && last_.size() != width_) return 0;
    values->texts[done] = values->arena.Copy(last_);
    bytes += last_.size();
  }
  return done;
}

}  // namespace pandora
