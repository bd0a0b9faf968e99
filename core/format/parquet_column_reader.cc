#include "core/format/parquet_column_reader.h"

#include <algorithm>

#include "core/base/little_endian.h"
#include "core/base/text.h"
#include "core/format/gzip.h"
#include "core/format/parquet_encoding.h"
#include "core/format/snappy.h"

namespace pandora {
namespace {

// What an entry of a dictionary takes at most beside its bytes: a view, a number with its form, a decimal or UUID as text.
constexpr uint64_t kEntryBytes = 64;

// A page's header mostly has fewer than 100 bytes; with long statistics many more.
constexpr size_t kHeaderSizes[] = {512, 1 << 14, 1 << 20};

constexpr int32_t kUncompressed = 0, kSnappy = 1, kGzip = 2;
constexpr std::string_view kCodecs[] = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"};

std::string CodecName(int32_t codec) {
  const auto index = static_cast<size_t>(codec);
  return codec >= 0 && index < std::size(kCodecs) ? std::string(kCodecs[index]) : "number " + std::to_string(codec);
}

bool IsDictionary(int32_t encoding) {
  return encoding == static_cast<int32_t>(ParquetEncoding::kPlainDictionary) ||
         encoding == static_cast<int32_t>(ParquetEncoding::kRleDictionary);
}

template <typename T>
void Gather(const std::vector<T>& entries, const uint32_t* codes, size_t count, std::vector<T>* out) {
  if (out->size() < count) out->resize(count);
  for (size_t i = 0; i < count; ++i) (*out)[i] = entries[codes[i]];
}

}  // namespace

ParquetColumnReader::ParquetColumnReader(const ParquetNode& column, const ParquetConversion& conversion,
                                         ParquetSource* source, ParquetMemory* memory)
    : column_(column), conversion_(conversion), source_(source), memory_(memory) {}

Status ParquetColumnReader::Damaged(const std::string& what) const {
  return {ErrorCode::kE18007, "column " + Quote(column_.name) + " of the Parquet file: " + what};
}

Status ParquetColumnReader::Begin(const ParquetFileChunk& chunk) {
  entry_at_ = entry_count_ = undecoded_ = value_at_ = value_count_ = page_entries_ = 0;
  has_dictionary_ = false;
  dictionary_ = ParquetValues();
  PANDORA_RETURN_IF_ERROR(memory_->Change(0, &held_dictionary_));
  const uint64_t size = source_->size();
  const auto begin = static_cast<uint64_t>(chunk.begin), bytes = static_cast<uint64_t>(chunk.bytes);
  if (begin > size || bytes > size - begin) return Damaged("it lies beyond the end of the file");
  if (chunk.type != static_cast<int32_t>(column_.type)) return Damaged("its type is not that of the schema");
  if (chunk.codec != kUncompressed && chunk.codec != kSnappy && chunk.codec != kGzip) {
    return Damaged("it is compressed with " + CodecName(chunk.codec) + "; UNCOMPRESSED, SNAPPY and GZIP are read");
  }
  codec_ = chunk.codec;
  at_ = begin;
  end_ = begin + bytes;
  entries_left_ = chunk.values;
  return {};
}

Result<size_t> ParquetColumnReader::Entries() {
  if (entry_at_ == entry_count_) PANDORA_RETURN_IF_ERROR(LoadEntries());
  return entry_count_ - entry_at_;
}

Status ParquetColumnReader::LoadEntries() {
  entry_at_ = entry_count_ = 0;
  while (page_entries_ == 0) {
    if (entries_left_ == 0) return {};
    PANDORA_RETURN_IF_ERROR(NextPage());
  }
  const size_t count = std::min(kSpan, page_entries_);
  if (column_.max_repetition > 0) {
    if (!repetition_reader_.Read(repetitions_, count)) return Damaged("a page has too few repetition levels");
    if (*std::max_element(repetitions_, repetitions_ + count) > column_.max_repetition) {
      return Damaged("a repetition level is too high");
    }
  }
  const auto highest = static_cast<uint8_t>(column_.max_definition);
  all_present_ = highest == 0 || definition_reader_.TakeRun(highest, count);
  undecoded_ = count;
  if (!all_present_) {
    if (!definition_reader_.Read(definitions_, count)) return Damaged("a page has too few definition levels");
    if (*std::max_element(definitions_, definitions_ + count) > highest)
      return Damaged("a definition level is too high");
    undecoded_ = static_cast<size_t>(std::count(definitions_, definitions_ + count, highest));
    all_present_ = undecoded_ == count;
  }
  page_entries_ -= count;
  entry_count_ = count;
  return {};
}

Result<size_t> ParquetColumnReader::Values() {
  if (value_at_ == value_count_) {
    value_at_ = value_count_ = 0;
    PANDORA_ASSIGN_OR_RETURN(value_count_, DecodeValues(undecoded_));
    undecoded_ -= value_count_;
  }
  return value_count_ - value_at_;
}

Result<size_t> ParquetColumnReader::DecodeValues(size_t wanted) {
  if (by_dictionary_) {
    PANDORA_RETURN_IF_ERROR(GatherValues(wanted));
    return wanted;
  }
  const size_t count = plain_.Read(wanted, &values_);
  if (count == 0) return Damaged("a page has too few values, or they are damaged");
  conversion_.Apply(count, &values_);
  return count;
}

Status ParquetColumnReader::GatherValues(size_t count) {
  uint32_t codes[kSpan];
  if (!index_reader_.Read(codes, count)) return Damaged("a page has too few dictionary indices");
  if (*std::max_element(codes, codes + count) >= dictionary_size_) {
    return Damaged("a dictionary index is beyond the " + std::to_string(dictionary_size_) + " entries");
  }
  switch (conversion_.form()) {
    case ParquetForm::kBooleans: Gather(dictionary_.booleans, codes, count, &values_.booleans); break;
    case ParquetForm::kDates: Gather(dictionary_.forms, codes, count, &values_.forms); [[fallthrough]];
    case ParquetForm::kLongs: Gather(dictionary_.longs, codes, count, &values_.longs); break;
    case ParquetForm::kDoubles: Gather(dictionary_.doubles, codes, count, &values_.doubles); break;
    case ParquetForm::kTexts: Gather(dictionary_.texts, codes, count, &values_.texts); break;
  }
  values_.faults.clear();
  if (!dictionary_.faults.empty()) Gather(dictionary_.faults, codes, count, &values_.faults);
  return {};
}

Status ParquetColumnReader::NextHeader(ParquetPageHeader* header) {
  const uint64_t left = end_ - at_;
  for (const size_t most : kHeaderSizes) {
    const auto window = static_cast<size_t>(std::min<uint64_t>(left, most));
    PANDORA_ASSIGN_OR_RETURN(const std::string_view bytes, source_->Read(at_, window, &scratch_));
    size_t used = 0;
    const std::optional<ParquetPageHeader> found = ReadParquetPageHeader(bytes, &used);
    if (!found) {
      if (window == left) break;
      continue;
    }
    *header = *found;
    at_ += used;
    if (static_cast<uint64_t>(header->size) > end_ - at_) return Damaged("a page goes beyond the column's end");
    if (header->raw_size > kMaxPageBytes || header->size > kMaxPageBytes) {
      return {ErrorCode::kE18005, "column " + Quote(column_.name) + " of the Parquet file: a page has more than " +
                                      std::to_string(kMaxPageBytes) + " bytes"};
    }
    return {};
  }
  return Damaged(left == 0 ? "it ends before all of its values"
                           : "a page's header is damaged, at byte " + std::to_string(at_));
}

Status ParquetColumnReader::NextPage() {
  ParquetPageHeader header;
  PANDORA_RETURN_IF_ERROR(NextHeader(&header));
  const uint64_t begin = at_;
  at_ += static_cast<uint64_t>(header.size);
  const bool dictionary = header.kind == ParquetPageKind::kDictionary;
  if (header.kind == ParquetPageKind::kIndex || (!dictionary && header.values == 0)) return {};
  if (dictionary && has_dictionary_) return Damaged("it has two dictionaries");
  std::string* const scratch = dictionary ? &dictionary_scratch_ : &scratch_;
  PANDORA_ASSIGN_OR_RETURN(const std::string_view packed,
                           source_->Read(begin, static_cast<size_t>(header.size), scratch));
  return dictionary ? BeginDictionary(header, packed) : BeginData(header, packed);
}

Result<std::string_view> ParquetColumnReader::Unpack(std::string_view packed, int32_t raw_size, std::string* out) {
  const auto size = static_cast<size_t>(raw_size);
  if (codec_ == kUncompressed) {
    if (packed.size() != size) return Damaged("a page has another size than its header says");
    return packed;
  }
  if (codec_ == kSnappy) {
    if (const Status status = SnappyDecompressTo(packed, size, out); !status.ok()) return Damaged(status.detail());
    return std::string_view(*out);
  }
  Result<std::string> raw = GzipDecompress(packed, size);
  if (!raw.ok() || raw->size() != size) return Damaged("the gzip data of a page are damaged");
  *out = std::move(raw).value();
  return std::string_view(*out);
}

Status ParquetColumnReader::BeginDictionary(const ParquetPageHeader& header, std::string_view packed) {
  if (column_.type == ParquetType::kBoolean) return Damaged("a column of booleans has a dictionary");
  const auto count = static_cast<size_t>(header.values);
  const size_t least = column_.type == ParquetType::kByteArray || column_.length == 0 ? 4 : column_.length;
  if (count > static_cast<size_t>(header.raw_size) / least)
    return Damaged("the dictionary is shorter than its header says");
  PANDORA_RETURN_IF_ERROR(
      memory_->Change(packed.size() + static_cast<size_t>(header.raw_size) + count * kEntryBytes, &held_dictionary_));
  PANDORA_ASSIGN_OR_RETURN(const std::string_view bytes, Unpack(packed, header.raw_size, &dictionary_page_));
  PlainReader reader;
  reader.Begin(column_, ParquetEncoding::kPlain, bytes);
  if (count > 0 && reader.Read(count, &dictionary_) != count) return Damaged("the dictionary is damaged");
  conversion_.Apply(count, &dictionary_);
  dictionary_size_ = count;
  has_dictionary_ = true;
  return {};
}

Status ParquetColumnReader::BeginLevels(int max, int32_t encoding, std::string_view* body, HybridReader* levels) {
  if (max == 0) return {};
  if (encoding != static_cast<int32_t>(ParquetEncoding::kRle)) {
    return Damaged("its levels have the encoding " + std::to_string(encoding) + "; 3 (RLE) is read");
  }
  if (body->size() < 4) return Damaged("a page ends within its levels");
  const size_t size = LoadLittle<uint32_t>(body->data());
  if (size > body->size() - 4) return Damaged("a page ends within its levels");
  levels->Start(body->substr(4, size), ParquetBitWidth(static_cast<uint32_t>(max)));
  body->remove_prefix(4 + size);
  return {};
}

Status ParquetColumnReader::BeginData(const ParquetPageHeader& header, std::string_view packed) {
  if (header.values > entries_left_) return Damaged("its pages have more values than the column");
  PANDORA_RETURN_IF_ERROR(memory_->Change(packed.size() + static_cast<size_t>(header.raw_size), &held_page_));
  std::string_view values;
  if (header.kind == ParquetPageKind::kData) {
    PANDORA_ASSIGN_OR_RETURN(values, Unpack(packed, header.raw_size, &page_));
    PANDORA_RETURN_IF_ERROR(
        BeginLevels(column_.max_repetition, header.repetition_encoding, &values, &repetition_reader_));
    PANDORA_RETURN_IF_ERROR(
        BeginLevels(column_.max_definition, header.definition_encoding, &values, &definition_reader_));
  } else {
    const auto repetition_bytes = static_cast<size_t>(header.repetition_bytes);
    const auto definition_bytes = static_cast<size_t>(header.definition_bytes);
    const auto levels = repetition_bytes + definition_bytes;
    if (levels > packed.size() || levels > static_cast<size_t>(header.raw_size)) {
      return Damaged("a page ends within its levels");
    }
    const auto width = [](int max) { return ParquetBitWidth(static_cast<uint32_t>(max)); };
    repetition_reader_.Start(packed.substr(0, repetition_bytes), width(column_.max_repetition));
    definition_reader_.Start(packed.substr(repetition_bytes, definition_bytes), width(column_.max_definition));
    values = packed.substr(levels);
    // A page without values may have nothing to decompress.
    if (header.compressed && !values.empty()) {
      PANDORA_ASSIGN_OR_RETURN(values, Unpack(values, header.raw_size - static_cast<int32_t>(levels), &page_));
    }
  }
  page_entries_ = static_cast<size_t>(header.values);
  entries_left_ -= header.values;
  return BeginValues(header, values);
}

Status ParquetColumnReader::BeginValues(const ParquetPageHeader& header, std::string_view bytes) {
  by_dictionary_ = IsDictionary(header.encoding);
  if (!by_dictionary_) {
    if (plain_.Begin(column_, static_cast<ParquetEncoding>(header.encoding), bytes)) return {};
    return Damaged("a page has the encoding " + std::to_string(header.encoding) +
                   ", which values of its type do not have");
  }
  if (!has_dictionary_) return Damaged("a page needs a dictionary, and there is none");
  // A page of nulls may lack the width.
  const int width = bytes.empty() ? 0 : static_cast<uint8_t>(bytes[0]);
  if (width > 32) return Damaged("its dictionary indices have " + std::to_string(width) + " bits");
  index_reader_.Start(bytes.empty() ? bytes : bytes.substr(1), width);
  return {};
}

}  // namespace pandora
