// The headers and the footer of Parquet files, as Thrift's compact protocol spells them: the tables of numbers, and the writing half
// (parquet_footer is the reading one). Plain numbers and names in, bytes out: what they mean for a column is parquet_column's
// business. Internal to core/format.
//
// The values of the enumerations and the field numbers are those of the format's parquet.thrift.
#ifndef PANDORA_CORE_FORMAT_PARQUET_METADATA_H_
#define PANDORA_CORE_FORMAT_PARQUET_METADATA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/parquet_thrift.h"

namespace pandora {

// What a column is stored as. We write four of them.
enum class ParquetType : int8_t {
  kBoolean = 0,
  kInt32 = 1,
  kInt64 = 2,
  kInt96 = 3,  // a timestamp: nanoseconds of the day, Julian day
  kFloat = 4,
  kDouble = 5,
  kByteArray = 6,
  kFixed = 7,  // FIXED_LEN_BYTE_ARRAY
};

// We write kPlain, kRle and kRleDictionary.
enum class ParquetEncoding : int8_t {
  kPlain = 0,
  kPlainDictionary = 2,
  kRle = 3,
  kBitPacked = 4,
  kDeltaBinaryPacked = 5,
  kDeltaLengthByteArray = 6,
  kDeltaByteArray = 7,
  kRleDictionary = 8,
  kByteStreamSplit = 9,
};

enum class ParquetPageKind : int8_t { kData = 0, kIndex = 1, kDictionary = 2, kDataV2 = 3 };

enum class ParquetAnnotation : int8_t { kNone, kString, kTimestampMicros, kList };
enum class ParquetRepetition : int8_t { kRequired = 0, kOptional = 1, kRepeated = 2 };

// One element of the schema's tree, in the order of its depth-first walk; the root is not among them.
struct ParquetSchemaNode {
  std::string name;
  ParquetRepetition repetition = ParquetRepetition::kOptional;
  int children = 0;                          // 0: a column, which has a type
  ParquetType type = ParquetType::kBoolean;  // of a column
  ParquetAnnotation annotation = ParquetAnnotation::kNone;
};

// Of one column in one row group. `min` and `max` are plain values; absent when there is no value or when they are long.
struct ParquetStatistics {
  int64_t nulls = 0;
  std::optional<std::string> min, max;
};

// Where a column of one row group lies and what is in it.
struct ParquetChunk {
  ParquetType type = ParquetType::kBoolean;
  std::vector<std::string> path;
  std::vector<ParquetEncoding> encodings;
  int32_t codec = 0;
  int64_t values = 0;                    // nulls included
  int64_t raw_bytes = 0, bytes = 0;      // of all pages with their headers: before and after compression
  std::optional<int64_t> dictionary_at;  // offset in the file
  int64_t data_at = 0;
  ParquetStatistics statistics;
};

struct ParquetRowGroup {
  int64_t rows = 0;
  std::vector<ParquetChunk> chunks;
};

// Sizes in bytes, without the header itself.
void AppendDataPageHeader(int32_t raw_size, int32_t size, int32_t values, ParquetEncoding encoding, std::string* out);
void AppendDictionaryPageHeader(int32_t raw_size, int32_t size, int32_t values, std::string* out);

// The footer with its length and the closing "PAR1". `top` is the number of fields on the highest level.
void AppendParquetFooter(int top, const std::vector<ParquetSchemaNode>& schema,
                         const std::vector<ParquetRowGroup>& groups, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_METADATA_H_
