#include <cmath>

#include "core/format/integer_codec.h"
#include "core/format/segment.h"
#include "core/format/segment_layout.h"
#include "core/format/text_dictionary.h"

namespace pandora {
namespace {

void EncodeColumn(const Column& column, std::string* out);

// The rows that are not null: nulls are not stored.
class PresentRows {
 public:
  explicit PresentRows(const Column& column) : column_(column) {
    if (column.valid.empty()) return;
    for (size_t row = 0; row < column.size; ++row) {
      if (!column.IsNull(row)) rows_.push_back(static_cast<uint32_t>(row));
    }
  }

  size_t count() const { return column_.valid.empty() ? column_.size : rows_.size(); }

  // The values of those rows: `values` itself when no row is null, else a copy in `scratch`.
  template <typename T>
  const T* Gather(const std::vector<T>& values, std::vector<T>* scratch) const {
    if (column_.valid.empty()) return values.data();
    scratch->reserve(rows_.size());
    for (const uint32_t row : rows_) scratch->push_back(values[row]);
    return scratch->data();
  }

  // Their offsets, one more than rows: leaving out nulls leaves no gaps, since their ranges are empty.
  const uint32_t* GatherOffsets(std::vector<uint32_t>* scratch) const {
    Gather(column_.offsets, scratch);
    if (!column_.valid.empty()) scratch->push_back(column_.offsets[column_.size]);
    return column_.valid.empty() ? column_.offsets.data() : scratch->data();
  }

 private:
  const Column& column_;
  std::vector<uint32_t> rows_;
};

std::vector<uint32_t> Lengths(const uint32_t* offsets, size_t count) {
  std::vector<uint32_t> lengths(count);
  for (size_t i = 0; i < count; ++i) lengths[i] = offsets[i + 1] - offsets[i];
  return lengths;
}

// Bits of bytes that are 0 or 1, the first one lowest.
void EncodeBits(const uint8_t* values, size_t count, std::string* out) {
  const size_t at = out->size();
  out->resize(at + (count + 7) / 8);
  for (size_t i = 0; i < count; ++i) {
    char& byte = (*out)[at + i / 8];
    byte = static_cast<char>(byte | (values[i] != 0 ? 1 : 0) << (i % 8));
  }
}

// Writes `value` as `*scaled` / 10^k when that is exact, to the last bit.
bool ToDecimal(double value, double power, int64_t* scaled) {
  static constexpr double kExact = 9007199254740992.0;  // 2^53
  const double shifted = value * power;
  if (!(shifted > -kExact && shifted < kExact)) return false;
  *scaled = static_cast<int64_t>(shifted + (shifted < 0 ? -0.5 : 0.5));
  const double back = static_cast<double>(*scaled) / power;
  return back == value && std::signbit(back) == std::signbit(value);
}

// The first power of ten under which the first values are integers; kDecimalPowers.size() when there is none.
size_t ChoosePower(const double* values, size_t count) {
  static constexpr size_t kSample = 256;
  size_t power = 0;
  for (size_t i = 0; i < count && i < kSample && power < kDecimalPowers.size();) {
    int64_t scaled;
    if (ToDecimal(values[i], kDecimalPowers[power], &scaled)) {
      ++i;
    } else {
      ++power;
      i = 0;
    }
  }
  return power;
}

// False, with nothing appended, when it does not make the values smaller.
bool EncodeDecimals(const double* values, size_t count, std::string* out) {
  const size_t power = ChoosePower(values, count);
  if (power == kDecimalPowers.size()) return false;
  std::vector<int64_t> scaled(count);
  for (size_t i = 0; i < count; ++i) {
    if (!ToDecimal(values[i], kDecimalPowers[power], &scaled[i])) return false;
  }
  const size_t at = out->size();
  AppendLittle(static_cast<uint8_t>(FloatCoding::kDecimal), out);
  AppendLittle(static_cast<uint8_t>(power), out);
  EncodeIntegers(scaled.data(), count, out);
  if (out->size() - at < count * sizeof(double)) return true;
  out->resize(at);
  return false;
}

void EncodeFloats(const double* values, size_t count, std::string* out) {
  if (EncodeDecimals(values, count, out)) return;
  AppendLittle(static_cast<uint8_t>(FloatCoding::kPlain), out);
  out->append(reinterpret_cast<const char*>(values), count * sizeof(double));
}

// False, with nothing appended, when plain text is smaller.
bool EncodeDictionary(std::string_view bytes, const uint32_t* offsets, size_t count, size_t plain_size,
                      std::string* out) {
  TextDictionary dictionary;
  if (!BuildTextDictionary(bytes, offsets, count, &dictionary)) return false;
  const size_t code_width = dictionary.entries.size() <= 256 ? 1 : 2;
  if (dictionary.entry_bytes + dictionary.entries.size() * 4 + count * code_width >= plain_size) return false;
  AppendLittle(static_cast<uint8_t>(TextCoding::kDictionary), out);
  AppendLittle(static_cast<uint32_t>(dictionary.entries.size()), out);
  std::vector<uint32_t> lengths;
  for (const std::string_view entry : dictionary.entries) lengths.push_back(static_cast<uint32_t>(entry.size()));
  EncodeIntegers(lengths.data(), lengths.size(), out);
  for (const std::string_view entry : dictionary.entries) out->append(entry);
  EncodeIntegers(dictionary.codes.data(), count, out);
  return true;
}

void EncodeTexts(std::string_view bytes, const uint32_t* offsets, size_t count, std::string* out) {
  std::string lengths;
  EncodeIntegers(Lengths(offsets, count).data(), count, &lengths);
  if (EncodeDictionary(bytes, offsets, count, lengths.size() + bytes.size(), out)) return;
  AppendLittle(static_cast<uint8_t>(TextCoding::kPlain), out);
  out->append(lengths).append(bytes);
}

void EncodeDates(const Column& column, const PresentRows& present, std::string* out) {
  std::vector<int64_t> scratch;
  EncodeIntegers(present.Gather(column.longs, &scratch), present.count(), out);
  std::vector<uint32_t> form_scratch;
  EncodeIntegers(present.Gather(column.date_forms, &form_scratch), present.count(), out);
}

void EncodeList(const Column& column, const PresentRows& present, std::string* out) {
  std::vector<uint32_t> scratch;
  const std::vector<uint32_t> lengths = Lengths(present.GatherOffsets(&scratch), present.count());
  EncodeIntegers(lengths.data(), lengths.size(), out);
  AppendLittle(static_cast<uint32_t>(column.children[0].size), out);
  EncodeColumn(column.children[0], out);
}

void EncodeValues(const Column& column, std::string* out) {
  const PresentRows present(column);
  switch (column.type.kind) {
    case Kind::kBoolean: {
      std::vector<uint8_t> scratch;
      return EncodeBits(present.Gather(column.booleans, &scratch), present.count(), out);
    }
    case Kind::kLong: {
      std::vector<int64_t> scratch;
      return EncodeIntegers(present.Gather(column.longs, &scratch), present.count(), out);
    }
    case Kind::kFloat: {
      std::vector<double> scratch;
      return EncodeFloats(present.Gather(column.doubles, &scratch), present.count(), out);
    }
    case Kind::kDate: return EncodeDates(column, present, out);
    case Kind::kString:
    case Kind::kJsonString: {
      std::vector<uint32_t> scratch;
      return EncodeTexts(column.bytes, present.GatherOffsets(&scratch), present.count(), out);
    }
    case Kind::kArray: return EncodeList(column, present, out);
    case Kind::kMap:
      for (const Column& child : column.children) EncodeColumn(child, out);
      return;
  }
}

void EncodeColumn(const Column& column, std::string* out) {
  AppendLittle(static_cast<uint8_t>(column.type.kind), out);
  const bool has_nulls = !column.valid.empty();
  AppendLittle(static_cast<uint8_t>(has_nulls ? Nulls::kBitmap : Nulls::kNone), out);
  if (has_nulls) {
    out->append(reinterpret_cast<const char*>(column.valid.words().data()), (column.size + 7) / 8);
  }
  EncodeValues(column, out);
}

}  // namespace

std::string EncodeSegment(const RecordBatch& batch) {
  std::string out;
  out.reserve(64 + ByteSize(batch) / 2);
  AppendLittle(kSegmentMagic, &out);
  AppendLittle(static_cast<uint32_t>(batch.rows), &out);
  AppendLittle(static_cast<uint32_t>(batch.columns.size()), &out);
  const size_t directory = out.size();
  out.resize(directory + batch.columns.size() * sizeof(uint64_t));
  for (size_t i = 0; i < batch.columns.size(); ++i) {
    const size_t begin = out.size();
    EncodeColumn(batch.columns[i], &out);
    StoreLittle<uint64_t>(out.size() - begin, out.data() + directory + i * sizeof(uint64_t));
  }
  return out;
}

}  // namespace pandora
