#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/text.h"
#include "core/format/integer_codec.h"
#include "core/format/segment.h"
#include "core/format/segment_layout.h"

namespace pandora {
namespace {

bool DecodeColumn(ByteReader* bytes, size_t rows, size_t max_rows, Column* column);

// Reads the bitmap of nulls and answers how many rows hold a value.
bool DecodeNulls(ByteReader* bytes, size_t rows, Bitmap* valid, size_t* present) {
  *present = rows;
  const auto nulls = bytes->Take<uint8_t>();
  if (!bytes->ok() || nulls > static_cast<uint8_t>(Nulls::kBitmap)) return false;
  if (nulls == static_cast<uint8_t>(Nulls::kNone)) return true;
  const std::string_view bits = bytes->TakeBytes((rows + 7) / 8);
  if (!bytes->ok() || rows == 0) return false;
  std::vector<uint64_t>& words = valid->words();
  words.assign((rows + 63) / 64, ~uint64_t{0});
  std::memcpy(words.data(), bits.data(), bits.size());
  if (rows % 64 != 0) words.back() |= ~uint64_t{0} << (rows % 64);
  size_t ones = 0;
  for (const uint64_t word : words) ones += static_cast<size_t>(std::popcount(word));
  *present = ones - (words.size() * 64 - rows);
  return true;
}

// Moves the values at the front of `values` to the rows that are not null, zeros to the others. From the end, so that no
// value is overwritten before it has moved.
template <typename T>
void Scatter(const Bitmap& valid, size_t present, std::vector<T>* values) {
  if (valid.empty()) return;
  for (size_t row = values->size(); row-- > 0;) {
    (*values)[row] = valid.Get(row) ? (*values)[--present] : T{};
  }
}

template <typename T>
bool DecodeInto(ByteReader* bytes, size_t rows, size_t present, const Bitmap& valid, std::vector<T>* values) {
  values->resize(rows);
  if (!DecodeIntegers(bytes, present, values->data())) return false;
  Scatter(valid, present, values);
  return true;
}

bool DecodeBooleans(ByteReader* bytes, size_t rows, size_t present, Column* column) {
  const std::string_view bits = bytes->TakeBytes((present + 7) / 8);
  if (!bytes->ok()) return false;
  column->booleans.resize(rows);
  for (size_t i = 0; i < present; ++i) {
    column->booleans[i] = (static_cast<uint8_t>(bits[i / 8]) >> (i % 8)) & 1;
  }
  Scatter(column->valid, present, &column->booleans);
  return true;
}

bool DecodeFloats(ByteReader* bytes, size_t rows, size_t present, Column* column) {
  std::vector<double>& values = column->doubles;
  const auto coding = bytes->Take<uint8_t>();
  if (!bytes->ok()) return false;
  if (coding == static_cast<uint8_t>(FloatCoding::kPlain)) {
    const std::string_view data = bytes->TakeBytes(uint64_t{present} * sizeof(double));
    if (!bytes->ok()) return false;
    values.resize(rows);
    if (present > 0) std::memcpy(values.data(), data.data(), data.size());
  } else {
    const auto power = bytes->Take<uint8_t>();
    if (coding != static_cast<uint8_t>(FloatCoding::kDecimal) || power >= kDecimalPowers.size()) return false;
    std::vector<int64_t> scaled(present);
    if (!bytes->ok() || !DecodeIntegers(bytes, present, scaled.data())) return false;
    values.resize(rows);
    for (size_t i = 0; i < present; ++i) values[i] = static_cast<double>(scaled[i]) / kDecimalPowers[power];
  }
  Scatter(column->valid, present, &values);
  return true;
}

bool DecodeLengths(ByteReader* bytes, size_t rows, size_t present, const Bitmap& valid, std::vector<uint32_t>* lengths,
                   uint64_t* total) {
  if (!DecodeInto(bytes, rows, present, valid, lengths)) return false;
  *total = 0;
  for (const uint32_t length : *lengths) *total += length;
  return *total <= std::numeric_limits<uint32_t>::max();
}

// Valid UTF-8 as a whole, and cut only between characters.
bool IsCutUtf8(std::string_view bytes, const std::vector<uint32_t>& offsets) {
  if (IsAscii(bytes)) return true;
  if (!IsValidUtf8(bytes)) return false;
  for (const uint32_t offset : offsets) {
    if (offset < bytes.size() && (static_cast<unsigned char>(bytes[offset]) & 0xc0) == 0x80) return false;
  }
  return true;
}

void PrefixSums(const std::vector<uint32_t>& lengths, std::vector<uint32_t>* offsets) {
  offsets->resize(lengths.size() + 1);
  uint32_t total = 0;
  for (size_t i = 0; i < lengths.size(); ++i) {
    (*offsets)[i] = total;
    total += lengths[i];
  }
  offsets->back() = total;
}

// `lengths` and `bytes` of texts, as they stand in the segment.
bool DecodeTextList(ByteReader* bytes, size_t rows, size_t present, const Bitmap& valid, std::vector<uint32_t>* offsets,
                    std::string_view* texts) {
  std::vector<uint32_t> lengths;
  uint64_t total = 0;
  if (!DecodeLengths(bytes, rows, present, valid, &lengths, &total)) return false;
  *texts = bytes->TakeBytes(total);
  if (!bytes->ok()) return false;
  PrefixSums(lengths, offsets);
  return IsCutUtf8(*texts, *offsets);
}

// Writes each row's entry behind the one before. Short entries are copied as a block of fixed size, which is a few
// instructions; what it writes too much the next row overwrites, and `slack` bytes at the end take the last.
void ExpandCodes(const std::vector<uint32_t>& codes, const std::vector<uint32_t>& entry_offsets, std::string_view texts,
                 const Bitmap& valid, Column* column) {
  static constexpr size_t kBlock = 16;
  std::string padded(texts);
  padded.append(kBlock, '\0');
  char* out = column->bytes.data();
  char* const begin = out;
  for (size_t row = 0; row < codes.size(); ++row) {
    column->offsets[row] = static_cast<uint32_t>(out - begin);
    if (!valid.Get(row)) continue;
    const uint32_t entry = entry_offsets[codes[row]];
    const size_t size = entry_offsets[codes[row] + 1] - entry;
    if (size <= kBlock) {
      std::memcpy(out, padded.data() + entry, kBlock);
    } else {
      std::memcpy(out, padded.data() + entry, size);
    }
    out += size;
  }
  column->offsets[codes.size()] = static_cast<uint32_t>(out - begin);
  column->bytes.resize(static_cast<size_t>(out - begin));
}

// The entries of a dictionary and a code for each row, checked. A null's code is 0, even without entries.
bool DecodeCodes(ByteReader* bytes, size_t rows, size_t present, const Bitmap& valid,
                 std::vector<uint32_t>* entry_offsets, std::string_view* texts, std::vector<uint32_t>* codes) {
  const auto count = bytes->Take<uint32_t>();
  if (!bytes->ok() || count > kMaxDictionary || (count == 0 && present > 0)) return false;
  if (!DecodeTextList(bytes, count, count, Bitmap(), entry_offsets, texts)) return false;
  codes->resize(rows);
  if (!DecodeIntegers(bytes, present, codes->data(), std::max<uint32_t>(count, 1) - 1)) return false;
  Scatter(valid, present, codes);
  return true;
}

bool DecodeDictionary(ByteReader* bytes, size_t rows, size_t present, Column* column) {
  static constexpr size_t kSlack = 16;
  std::vector<uint32_t> entry_offsets;
  std::string_view texts;
  std::vector<uint32_t> codes;
  if (!DecodeCodes(bytes, rows, present, column->valid, &entry_offsets, &texts, &codes)) return false;
  uint64_t total = 0;
  for (size_t row = 0; row < rows; ++row) {
    if (column->valid.Get(row)) total += entry_offsets[codes[row] + 1] - entry_offsets[codes[row]];
  }
  if (total > std::numeric_limits<uint32_t>::max() - kSlack) return false;
  column->offsets.resize(rows + 1);
  column->bytes.resize(static_cast<size_t>(total) + kSlack);
  ExpandCodes(codes, entry_offsets, texts, column->valid, column);
  return true;
}

bool DecodeTexts(ByteReader* bytes, size_t rows, size_t present, Column* column) {
  const auto coding = bytes->Take<uint8_t>();
  if (!bytes->ok()) return false;
  if (coding == static_cast<uint8_t>(TextCoding::kDictionary)) return DecodeDictionary(bytes, rows, present, column);
  if (coding != static_cast<uint8_t>(TextCoding::kPlain)) return false;
  std::string_view texts;
  if (!DecodeTextList(bytes, rows, present, column->valid, &column->offsets, &texts)) return false;
  column->bytes = texts;
  return true;
}

bool DecodeList(ByteReader* bytes, size_t rows, size_t present, size_t max_rows, Column* column) {
  std::vector<uint32_t> lengths;
  uint64_t total = 0;
  if (!DecodeLengths(bytes, rows, present, column->valid, &lengths, &total)) return false;
  if (bytes->Take<uint32_t>() != total || !bytes->ok() || total > max_rows) return false;
  PrefixSums(lengths, &column->offsets);
  return DecodeColumn(bytes, static_cast<size_t>(total), max_rows, &column->children[0]);
}

bool DecodeValues(ByteReader* bytes, size_t rows, size_t present, size_t max_rows, Column* column) {
  switch (column->type.kind) {
    case Kind::kBoolean: return DecodeBooleans(bytes, rows, present, column);
    case Kind::kLong: return DecodeInto(bytes, rows, present, column->valid, &column->longs);
    case Kind::kFloat: return DecodeFloats(bytes, rows, present, column);
    case Kind::kDate:
      return DecodeInto(bytes, rows, present, column->valid, &column->longs) &&
             DecodeInto(bytes, rows, present, column->valid, &column->date_forms);
    case Kind::kString:
    case Kind::kJsonString: return DecodeTexts(bytes, rows, present, column);
    case Kind::kArray: return DecodeList(bytes, rows, present, max_rows, column);
    case Kind::kMap:
      for (Column& child : column->children) {
        if (!DecodeColumn(bytes, rows, max_rows, &child)) return false;
      }
      return true;
  }
  return false;
}

bool DecodeHead(ByteReader* bytes, size_t rows, size_t* present, Column* column) {
  if (bytes->Take<uint8_t>() != static_cast<uint8_t>(column->type.kind)) return false;
  if (!DecodeNulls(bytes, rows, &column->valid, present)) return false;
  column->size = rows;
  return true;
}

bool DecodeColumn(ByteReader* bytes, size_t rows, size_t max_rows, Column* column) {
  size_t present = 0;
  if (!DecodeHead(bytes, rows, &present, column)) return false;
  return DecodeValues(bytes, rows, present, max_rows, column);
}

// As DecodeColumn, but text stored by dictionary goes into `coded`.
bool DecodeMaybeCoded(ByteReader* bytes, size_t rows, size_t max_rows, Column* column, CodedText* coded) {
  const Kind kind = column->type.kind;
  if (kind != Kind::kString && kind != Kind::kJsonString) return DecodeColumn(bytes, rows, max_rows, column);
  size_t present = 0;
  if (!DecodeHead(bytes, rows, &present, column)) return false;
  ByteReader ahead = *bytes;
  if (ahead.Take<uint8_t>() != static_cast<uint8_t>(TextCoding::kDictionary)) {
    return DecodeTexts(bytes, rows, present, column);
  }
  *bytes = ahead;
  std::string_view texts;
  if (!DecodeCodes(bytes, rows, present, column->valid, &coded->offsets, &texts, &coded->codes)) return false;
  coded->bytes = texts;
  column->offsets.clear();
  return true;
}

Status Damaged(const std::string& what) { return Status(ErrorCode::kInternal, "damaged segment: " + what); }

}  // namespace

Result<RecordBatch> DecodeSegment(std::string_view bytes, const Schema& schema, const std::vector<int>& wanted,
                                  size_t max_rows, CodedColumns* coded) {
  max_rows = std::min(max_rows, kMaxSegmentRows);
  ByteReader reader(bytes);
  if (reader.Take<uint32_t>() != kSegmentMagic) return Damaged("it does not start as one");
  const auto rows = reader.Take<uint32_t>();
  const auto columns = reader.Take<uint32_t>();
  if (!reader.ok() || rows > max_rows) return Damaged("the number of rows");
  if (columns != schema.fields.size()) {
    return Damaged(std::to_string(columns) + " columns for " + std::to_string(schema.fields.size()) + " fields");
  }
  ByteReader directory(reader.TakeBytes(uint64_t{columns} * sizeof(uint64_t)));
  RecordBatch batch = MakeBatch(schema);
  batch.rows = rows;
  if (coded != nullptr) coded->assign(columns, CodedText());
  const auto decode = [&](ByteReader* block, size_t i) {
    Column* column = &batch.columns[i];
    return coded == nullptr ? DecodeColumn(block, rows, max_rows, column)
                            : DecodeMaybeCoded(block, rows, max_rows, column, &(*coded)[i]);
  };
  for (size_t i = 0; i < columns; ++i) {
    const std::string_view block = reader.TakeBytes(directory.Take<uint64_t>());
    const bool skip = !wanted.empty() && std::find(wanted.begin(), wanted.end(), static_cast<int>(i)) == wanted.end();
    ByteReader block_reader(block);
    const bool good = reader.ok() && directory.ok() && (skip || (decode(&block_reader, i) && block_reader.left() == 0));
    if (!good) return Damaged("column " + Quote(schema.fields[i].name));
  }
  if (reader.left() != 0) return Damaged("bytes after the last column");
  return batch;
}

}  // namespace pandora
