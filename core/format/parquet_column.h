// One column of a Parquet file, a leaf of its schema: turns rows of a batch into levels, values, pages and statistics, and at the end
// of a row group into a column chunk. Internal to core/format; parquet_writer says which rows make a page and a row group.
//
// A definition level says how many of the optional things on the way to a value are there: maps, the field, for an array its list, the
// entry, the element. Our arrays hold scalars only, so the repetition level is 1 for an element that continues a list, else 0.
#ifndef PANDORA_CORE_FORMAT_PARQUET_COLUMN_H_
#define PANDORA_CORE_FORMAT_PARQUET_COLUMN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/parquet_dictionary.h"
#include "core/format/parquet_metadata.h"
#include "core/format/parquet_range.h"
#include "core/format/parquet_writer.h"

namespace pandora {

// What the schema says of a leaf.
struct ParquetLeaf {
  int source = -1;               // column of the batch, -1 when there is none
  std::vector<size_t> children;  // from there through maps, down to a scalar or an array
  Kind kind = Kind::kString;     // of the values
  bool list = false;
  std::vector<std::string> path;  // names in the file

  uint8_t max_definition() const { return static_cast<uint8_t>(children.size() + (list ? 3 : 1)); }
};

ParquetType ParquetTypeOf(Kind kind);

class ParquetColumn {
 public:
  ParquetColumn(ParquetLeaf leaf, ParquetCodec codec);

  // The next rows come from another batch; its codes are numbered anew.
  void BeginBatch(const CodedColumns& coded);
  // Rows [begin, end), all of the open page.
  void Append(const RecordBatch& batch, const CodedColumns& coded, size_t begin, size_t end);
  // Closes the open page; nothing when it is empty.
  void EndPage();
  // Closes the row group: appends the chunk to `out`, whose end is at offset `at` of the file.
  ParquetChunk EndGroup(int64_t at, std::string* out);

 private:
  void AppendPresent(const Column& column, const CodedText* coded, size_t begin, size_t end);
  void AppendOptional(const RecordBatch& batch, const CodedText* coded, size_t begin, size_t end);
  void AppendLists(const RecordBatch& batch, size_t begin, size_t end);
  void AppendNulls(size_t count, uint8_t definition);
  void AppendDefinitions(size_t count, uint8_t definition);
  void AppendValues(const Column& column, const CodedText* coded, size_t begin, size_t end);
  void AppendTexts(const Column& column, size_t begin, size_t end);
  void AppendCoded(const CodedText& coded, size_t begin, size_t end);
  void AppendText(std::string_view text);
  void WriteLevels();
  void WritePage(ParquetEncoding encoding);
  void ChooseEncoding();

  const ParquetLeaf leaf_;
  const ParquetCodec codec_;

  // The open page. While all values are present and no list, `definitions_` stays empty.
  size_t levels_ = 0;  // entries: values and nulls
  std::vector<uint8_t> definitions_, repetitions_;
  std::string values_;             // plain; booleans as bytes of 0 and 1
  std::vector<uint32_t> indices_;  // instead of `values_` in pages by dictionary

  // The row group.
  std::string pages_;
  int64_t group_levels_ = 0, group_values_ = 0, raw_bytes_ = 0;
  bool plain_pages_ = false, dictionary_pages_ = false;
  ParquetDictionary dictionary_;
  ParquetRange range_;

  bool by_dictionary_ = false;         // the open page
  bool hopeless_ = false;              // a first page had hardly any text twice: later row groups do not try again
  std::vector<uint32_t> translation_;  // codes of the batch to codes of `dictionary_`
  std::string body_, packed_;          // kept for their capacity
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_COLUMN_H_
