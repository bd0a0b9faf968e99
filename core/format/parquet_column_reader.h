// One column of a Parquet file, read row group by row group: pages, levels and converted values, a span of entries at a time. Bytes may
// be damaged, and tell any lie about sizes and counts. Internal to core/format: parquet_part and parquet_json make columns of it.
//
// An entry is a value or what stands for none: a null, an empty list. How to read: ask for Entries, look at their levels, take
// some; take as many values as of those entries have the highest definition level before asking for entries again.
#ifndef PANDORA_CORE_FORMAT_PARQUET_COLUMN_READER_H_
#define PANDORA_CORE_FORMAT_PARQUET_COLUMN_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/format/parquet_decoding.h"
#include "core/format/parquet_footer.h"
#include "core/format/parquet_plain.h"
#include "core/format/parquet_source.h"
#include "core/format/parquet_values.h"

namespace pandora {

class ParquetColumnReader {
 public:
  static constexpr size_t kSpan = 1024;  // entries at a time, at most
  static constexpr int32_t kMaxPageBytes = 1 << 28;

  // `column`, `source` and `memory` must outlive it.
  ParquetColumnReader(const ParquetNode& column, const ParquetConversion& conversion, ParquetSource* source,
                      ParquetMemory* memory);
  ParquetColumnReader(const ParquetColumnReader&) = delete;
  ParquetColumnReader& operator=(const ParquetColumnReader&) = delete;

  // Goes to the column's part of a row group. E18007 when it cannot lie in the file.
  Status Begin(const ParquetFileChunk& chunk);

  // How many entries are at hand: none only at the end of the row group. All failures are E18007 (damaged, or a codec or encoding
  // that is not read) or E18005 (too large), with the column's name.
  Result<size_t> Entries();
  // Of the entries at hand; null: all have the highest definition level, all have the repetition level 0.
  const uint8_t* definitions() const { return all_present_ ? nullptr : definitions_ + entry_at_; }
  const uint8_t* repetitions() const { return column_.max_repetition == 0 ? nullptr : repetitions_ + entry_at_; }
  void TakeEntries(size_t count) { entry_at_ += count; }

  // How many values are at hand, at least one. Precondition: of the entries at hand, one whose value was not taken is present.
  Result<size_t> Values();
  // Value i of those at hand is at position value_at() + i.
  const ParquetValues& values() const { return values_; }
  size_t value_at() const { return value_at_; }
  void TakeValues(size_t count) { value_at_ += count; }

  const ParquetNode& column() const { return column_; }
  const ParquetConversion& conversion() const { return conversion_; }

  Status Damaged(const std::string& what) const;

 private:
  Status LoadEntries();
  Status NextPage();
  Status NextHeader(ParquetPageHeader* header);
  Status BeginDictionary(const ParquetPageHeader& header, std::string_view packed);
  Status BeginData(const ParquetPageHeader& header, std::string_view packed);
  Status BeginLevels(int max, int32_t encoding, std::string_view* body, HybridReader* levels);
  Status BeginValues(const ParquetPageHeader& header, std::string_view bytes);
  Result<std::string_view> Unpack(std::string_view packed, int32_t raw_size, std::string* out);
  Result<size_t> DecodeValues(size_t wanted);
  Status GatherValues(size_t count);

  const ParquetNode& column_;
  const ParquetConversion conversion_;
  ParquetSource* const source_;
  ParquetMemory* const memory_;

  // The row group.
  int32_t codec_ = 0;
  uint64_t at_ = 0, end_ = 0;  // of the pages that are left, in the file
  int64_t entries_left_ = 0;   // in pages not yet begun
  ParquetValues dictionary_;
  size_t dictionary_size_ = 0;
  bool has_dictionary_ = false;
  std::string dictionary_page_, dictionary_scratch_;

  // The page.
  std::string page_, scratch_;
  uint64_t held_page_ = 0, held_dictionary_ = 0;  // counted by memory_
  size_t page_entries_ = 0;                       // not yet loaded
  HybridReader definition_reader_, repetition_reader_, index_reader_;
  bool by_dictionary_ = false;
  PlainReader plain_;  // of all other encodings

  // The entries and the values at hand.
  size_t entry_at_ = 0, entry_count_ = 0;
  bool all_present_ = false;
  uint8_t definitions_[kSpan], repetitions_[kSpan];
  size_t undecoded_ = 0;  // values of entries at hand
  size_t value_at_ = 0, value_count_ = 0;
  ParquetValues values_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_COLUMN_READER_H_
