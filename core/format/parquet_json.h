// Any field of a Parquet file, however nested, as JSON text, one record at a time: objects for structs and maps, arrays for lists. Slow
// but general: what has no column of ours of the same shape goes this way, and then through the reader of JSON. Internal to
// core/format; parquet_part calls it.
#ifndef PANDORA_CORE_FORMAT_PARQUET_JSON_H_
#define PANDORA_CORE_FORMAT_PARQUET_JSON_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/format/parquet_column_reader.h"

namespace pandora {

class ParquetJson {
 public:
  static constexpr size_t kMaxRecordBytes = size_t{1} << 26;

  // Of a field on the highest level or below structs. `wanted`, when it is a map: members of objects, at every depth, that it does not
  // name are left out. All must outlive it.
  ParquetJson(const ParquetNode& node, const Type& wanted, ParquetSource* source, ParquetMemory* memory);

  Status Begin(const ParquetFileGroup& group);

  // Replaces `out` by the next record's value; "null" for none. False at the end of the row group. `depth`: the definition level of
  // the record's first entry. A value that cannot be had leaves a text in problem(), and the record is to be left out.
  Result<bool> Next(std::string* out, uint8_t* depth);
  const std::string& problem() const { return problem_; }

 private:
  // The next entry of a column.
  struct Cursor {
    std::unique_ptr<ParquetColumnReader> reader;
    bool ready = false, ended = false;
    int definition = 0, repetition = 0;
  };

  void AddColumns(const ParquetNode& node, ParquetSource* source, ParquetMemory* memory);
  Cursor& At(const ParquetNode& column) { return cursors_[column.column - first_column_]; }
  Status Load(Cursor* cursor);
  Status Pass(const ParquetNode& node);
  Status AppendNode(const ParquetNode& node, const Type* wanted, std::string* out);
  Status AppendStruct(const ParquetNode& node, const Type* wanted, std::string* out);
  Status AppendEntries(const ParquetNode& node, const Type* wanted, std::string* out);
  Status AppendMember(const ParquetNode& map, const Type* wanted, size_t begin, std::string* out);
  Status AppendValue(const ParquetNode& column, std::string* out);
  void AppendScalar(const ParquetColumnReader& reader, std::string* out);

  const ParquetNode& node_;
  const Type& wanted_;
  size_t first_column_ = 0;
  std::vector<Cursor> cursors_;
  std::string problem_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_JSON_H_
