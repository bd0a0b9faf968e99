#include "core/format/parquet_column.h"

#include <algorithm>
#include <utility>

#include "core/base/little_endian.h"
#include "core/format/gzip.h"
#include "core/format/parquet_encoding.h"
#include "core/format/snappy.h"

namespace pandora {
namespace {

constexpr uint32_t kUnknownCode = 0xffffffff;
constexpr size_t kMaxDictionaryBytes = 1 << 20;

bool IsText(Kind kind) { return kind == Kind::kString || kind == Kind::kJsonString; }

void Compress(ParquetCodec codec, std::string_view raw, std::string* out) {
  switch (codec) {
    case ParquetCodec::kNone: out->append(raw); return;
    case ParquetCodec::kSnappy: SnappyCompress(raw, out); return;
    case ParquetCodec::kGzip: out->append(GzipCompress(raw)); return;
  }
}

// The column that a path of maps leads to.
const Column& Leaf(const RecordBatch& batch, const ParquetLeaf& leaf) {
  const Column* column = &batch.columns[static_cast<size_t>(leaf.source)];
  for (const size_t child : leaf.children) column = &column->children[child];
  return *column;
}

// How many columns on the way down to the leaf are there in `row`: all of them, when none has nulls.
uint8_t Depth(const RecordBatch& batch, const ParquetLeaf& leaf, size_t row) {
  const Column* column = &batch.columns[static_cast<size_t>(leaf.source)];
  if (column->IsNull(row)) return 0;
  uint8_t depth = 1;
  for (const size_t child : leaf.children) {
    column = &column->children[child];
    if (column->IsNull(row)) return depth;
    ++depth;
  }
  return depth;
}

bool HasNulls(const RecordBatch& batch, const ParquetLeaf& leaf) {
  const Column* column = &batch.columns[static_cast<size_t>(leaf.source)];
  bool nulls = !column->valid.empty();
  for (const size_t child : leaf.children) {
    column = &column->children[child];
    nulls = nulls || !column->valid.empty();
  }
  return nulls;
}

}  // namespace

ParquetType ParquetTypeOf(Kind kind) {
  switch (kind) {
    case Kind::kBoolean: return ParquetType::kBoolean;
    case Kind::kLong:
    case Kind::kDate: return ParquetType::kInt64;
    case Kind::kFloat: return ParquetType::kDouble;
    default: return ParquetType::kByteArray;
  }
}

ParquetColumn::ParquetColumn(ParquetLeaf leaf, ParquetCodec codec)
    : leaf_(std::move(leaf)), codec_(codec), by_dictionary_(IsText(leaf_.kind)) {}

void ParquetColumn::BeginBatch(const CodedColumns& coded) {
  const auto source = static_cast<size_t>(leaf_.source);
  if (leaf_.source < 0 || source >= coded.size()) return;
  translation_.assign(coded[source].entries(), kUnknownCode);
}

void ParquetColumn::Append(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end) {
  if (leaf_.source < 0) return AppendNulls(end - begin, 0);
  if (leaf_.list) return AppendLists(batch, begin, end);
  // Only columns on the highest level are left as codes.
  const auto source = static_cast<size_t>(leaf_.source);
  const CodedText* codes = nullptr;
  if (leaf_.children.empty() && source < coded.size() && !coded[source].empty()) codes = &coded[source];
  if (HasNulls(batch, leaf_)) return AppendOptional(batch, codes, begin, end);
  AppendPresent(Leaf(batch, leaf_), codes, begin, end);
}

void ParquetColumn::AppendDefinitions(size_t count, uint8_t definition) {
  if (definitions_.empty() && definition == leaf_.max_definition() && !leaf_.list) {
    levels_ += count;
    return;
  }
  definitions_.resize(levels_, leaf_.max_definition());
  levels_ += count;
  definitions_.resize(levels_, definition);
}

void ParquetColumn::AppendNulls(size_t count, uint8_t definition) {
  AppendDefinitions(count, definition);
  if (leaf_.list) repetitions_.resize(levels_, 0);
}

void ParquetColumn::AppendPresent(const Column& column, const CodedText* coded, size_t begin, size_t end) {
  AppendDefinitions(end - begin, leaf_.max_definition());
  AppendValues(column, coded, begin, end);
}

void ParquetColumn::AppendOptional(const RecordBatch& batch, const CodedText* coded, size_t begin, size_t end) {
  const Column& column = Leaf(batch, leaf_);
  for (size_t row = begin; row < end;) {
    const uint8_t depth = Depth(batch, leaf_, row);
    size_t next = row + 1;
    while (next < end && Depth(batch, leaf_, next) == depth) ++next;
    AppendDefinitions(next - row, depth);
    if (depth == leaf_.max_definition()) AppendValues(column, coded, row, next);
    row = next;
  }
}

void ParquetColumn::AppendLists(const RecordBatch& batch, size_t begin, size_t end) {
  const Column& lists = Leaf(batch, leaf_);
  const Column& elements = lists.children[0];
  const auto present = static_cast<uint8_t>(leaf_.children.size() + 1);  // the list is there
  for (size_t row = begin; row < end; ++row) {
    const uint8_t depth = Depth(batch, leaf_, row);
    const size_t first = lists.offsets[row], last = lists.offsets[row + 1];
    if (depth < present || first == last) {
      AppendNulls(1, depth);
      continue;
    }
    for (size_t i = first; i < last;) {
      const bool null = elements.IsNull(i);
      size_t next = i + 1;
      while (next < last && elements.IsNull(next) == null) ++next;
      AppendDefinitions(next - i, static_cast<uint8_t>(null ? present + 1 : present + 2));
      repetitions_.resize(levels_, 1);
      if (!null) AppendValues(elements, nullptr, i, next);
      i = next;
    }
    repetitions_[levels_ - (last - first)] = 0;
  }
}

void ParquetColumn::AppendValues(const Column& column, const CodedText* coded, size_t begin, size_t end) {
  const size_t count = end - begin;
  group_values_ += static_cast<int64_t>(count);
  switch (leaf_.kind) {
    case Kind::kLong:
    case Kind::kDate:
      values_.append(reinterpret_cast<const char*>(column.longs.data() + begin), count * sizeof(int64_t));
      return range_.NoteLongs(column.longs.data() + begin, count);
    case Kind::kFloat:
      values_.append(reinterpret_cast<const char*>(column.doubles.data() + begin), count * sizeof(double));
      return range_.NoteDoubles(column.doubles.data() + begin, count);
    case Kind::kBoolean:
      values_.append(reinterpret_cast<const char*>(column.booleans.data() + begin), count);
      return range_.NoteBooleans(column.booleans.data() + begin, count);
    default: return coded != nullptr ? AppendCoded(*coded, begin, end) : AppendTexts(column, begin, end);
  }
}

void ParquetColumn::AppendCoded(const CodedText& coded, size_t begin, size_t end) {
  if (!by_dictionary_) {
    for (size_t row = begin; row < end; ++row) AppendText(coded.Entry(coded.codes[row]));
    return;
  }
  const size_t first = indices_.size();
  indices_.resize(first + end - begin);
  for (size_t row = begin; row < end; ++row) {
    uint32_t& code = translation_[coded.codes[row]];
    if (code == kUnknownCode) code = dictionary_.CodeOf(coded.Entry(coded.codes[row]));
    indices_[first + row - begin] = code;
  }
}

void ParquetColumn::AppendTexts(const Column& column, size_t begin, size_t end) {
  if (!by_dictionary_) {
    for (size_t row = begin; row < end; ++row) AppendText(column.Text(row));
    return;
  }
  for (size_t row = begin; row < end; ++row) indices_.push_back(dictionary_.CodeOf(column.Text(row)));
}

void ParquetColumn::AppendText(std::string_view text) {
  range_.NoteText(text);
  const size_t at = values_.size();
  values_.resize(at + sizeof(uint32_t) + text.size());
  StoreLittle(static_cast<uint32_t>(text.size()), values_.data() + at);
  std::memcpy(values_.data() + at + sizeof(uint32_t), text.data(), text.size());
}

// Each kind of level stands before the values with its length in four bytes.
void ParquetColumn::WriteLevels() {
  const auto write = [this](const std::vector<uint8_t>& levels, uint8_t max) {
    const size_t at = body_.size();
    body_.append(sizeof(uint32_t), '\0');
    if (levels.empty()) {
      AppendHybridRun(max, levels_, ParquetBitWidth(max), &body_);
    } else {
      AppendHybrid(levels.data(), levels.size(), ParquetBitWidth(max), &body_);
    }
    StoreLittle(static_cast<uint32_t>(body_.size() - at - sizeof(uint32_t)), body_.data() + at);
  };
  if (leaf_.list) write(repetitions_, 1);
  write(definitions_, leaf_.max_definition());
}

void ParquetColumn::WritePage(ParquetEncoding encoding) {
  packed_.clear();
  Compress(codec_, body_, &packed_);
  const size_t begin = pages_.size();
  AppendDataPageHeader(static_cast<int32_t>(body_.size()), static_cast<int32_t>(packed_.size()),
                       static_cast<int32_t>(levels_), encoding, &pages_);
  raw_bytes_ += static_cast<int64_t>(pages_.size() - begin + body_.size());
  pages_ += packed_;
}

void ParquetColumn::EndPage() {
  if (levels_ == 0) return;
  body_.clear();
  WriteLevels();
  if (by_dictionary_) {
    const int width = ParquetBitWidth(dictionary_.size() == 0 ? 0 : static_cast<uint32_t>(dictionary_.size() - 1));
    body_.push_back(static_cast<char>(width));
    AppendHybrid(indices_.data(), indices_.size(), width, &body_);
    WritePage(ParquetEncoding::kRleDictionary);
    dictionary_pages_ = true;
  } else {
    if (leaf_.kind == Kind::kBoolean) {
      AppendPackedBooleans(reinterpret_cast<const uint8_t*>(values_.data()), values_.size(), &body_);
    } else {
      body_ += values_;
    }
    WritePage(ParquetEncoding::kPlain);
    plain_pages_ = true;
  }
  group_levels_ += static_cast<int64_t>(levels_);
  levels_ = 0;
  definitions_.clear();
  repetitions_.clear();
  values_.clear();
  indices_.clear();
  ChooseEncoding();
}

// A dictionary of which hardly any entry is used twice only costs; one that is large slows down readers.
void ParquetColumn::ChooseEncoding() {
  if (!by_dictionary_) return;
  const auto entries = static_cast<int64_t>(dictionary_.size());
  const bool rarely_twice = entries * 2 > group_values_;
  if (!rarely_twice && dictionary_.plain().size() <= kMaxDictionaryBytes) return;
  by_dictionary_ = false;
  hopeless_ = hopeless_ || (rarely_twice && group_values_ >= static_cast<int64_t>(ParquetWriter::kPageRows) / 2);
}

ParquetChunk ParquetColumn::EndGroup(int64_t at, std::string* out) {
  EndPage();
  ParquetChunk chunk;
  chunk.type = ParquetTypeOf(leaf_.kind);
  chunk.path = leaf_.path;
  chunk.codec = static_cast<int32_t>(codec_);
  chunk.values = group_levels_;
  const size_t begin = out->size();
  if (dictionary_pages_) {
    packed_.clear();
    Compress(codec_, dictionary_.plain(), &packed_);
    AppendDictionaryPageHeader(static_cast<int32_t>(dictionary_.plain().size()), static_cast<int32_t>(packed_.size()),
                               static_cast<int32_t>(dictionary_.size()), out);
    raw_bytes_ += static_cast<int64_t>(out->size() - begin + dictionary_.plain().size());
    *out += packed_;
    chunk.dictionary_at = at;
    chunk.encodings.push_back(ParquetEncoding::kRleDictionary);
  }
  if (dictionary_pages_ || plain_pages_) chunk.encodings.push_back(ParquetEncoding::kPlain);
  chunk.encodings.push_back(ParquetEncoding::kRle);
  chunk.data_at = at + static_cast<int64_t>(out->size() - begin);
  *out += pages_;
  chunk.raw_bytes = raw_bytes_;
  chunk.bytes = static_cast<int64_t>(out->size() - begin);
  for (size_t i = 0; i < dictionary_.size(); ++i) range_.NoteText(dictionary_.Entry(i));
  chunk.statistics = range_.Take(chunk.type, group_levels_ - group_values_);
  pages_.clear();
  dictionary_.Clear();
  std::fill(translation_.begin(), translation_.end(), kUnknownCode);
  group_levels_ = group_values_ = raw_bytes_ = 0;
  plain_pages_ = dictionary_pages_ = false;
  by_dictionary_ = IsText(leaf_.kind) && !hopeless_;
  return chunk;
}

}  // namespace pandora
