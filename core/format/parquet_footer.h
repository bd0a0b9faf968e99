// What the footer and the page headers of a Parquet file say, read from bytes that may be damaged. Names and numbers as they stand
// there, checked for range but not yet understood: parquet_schema makes a tree of the nodes, parquet_column_reader reads the pages.
// Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_PARQUET_FOOTER_H_
#define PANDORA_CORE_FORMAT_PARQUET_FOOTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/format/parquet_metadata.h"

namespace pandora {

// What the values of a column, or the children of a group, mean: the logical type, or the older converted type.
enum class ParquetMeaning : uint8_t {
  kNone,  // the physical type says it all; or an annotation that changes nothing for us (signed integers, BSON, INTERVAL ...)
  kText,  // UTF8, ENUM
  kList,
  kMap,
  kDecimal,
  kDate,
  kTimeOfDay,
  kTimestamp,
  kUnsigned,
  kJson,
  kUuid,
  kHalf,  // FLOAT16
};

// One node of the schema, in the order of its depth-first walk; the first is the root.
struct ParquetFileNode {
  std::string name;
  int32_t repetition = 0;       // ParquetRepetition
  int32_t children = 0;         // 0: a column
  std::optional<int32_t> type;  // ParquetType, of a column
  int32_t length = 0;           // of kFixed
  ParquetMeaning meaning = ParquetMeaning::kNone;
  int32_t scale = 0, precision = 0;  // of kDecimal
  int32_t unit = 0;                  // of kTimestamp: 1 milliseconds, 2 microseconds, 3 nanoseconds
  bool local = false;                // of kTimestamp: the clock of no zone, not an instant
};

// Where a column of a row group lies.
struct ParquetFileChunk {
  int32_t type = -1;  // ParquetType
  int32_t codec = 0;
  int64_t values = 0;            // nulls included
  int64_t begin = 0, bytes = 0;  // of its pages in the file
};

struct ParquetFileGroup {
  int64_t rows = 0;
  std::vector<ParquetFileChunk> chunks;  // one a column
};

// Of the schema, groups included.
inline constexpr size_t kMaxParquetNodes = 20'000;

struct ParquetFooter {
  std::vector<ParquetFileNode> nodes;
  std::vector<ParquetFileGroup> groups;
  int64_t rows = 0;
};

// E18007 when `bytes`, what stands before the footer's length, is no footer, or lacks what every footer has; E18005 with a schema
// too large. Memory is in proportion to the bytes.
Result<ParquetFooter> ReadParquetFooter(std::string_view bytes);

struct ParquetPageHeader {
  ParquetPageKind kind = ParquetPageKind::kData;
  int32_t raw_size = 0, size = 0;  // of what follows, before and after compression
  int32_t values = 0;
  int32_t encoding = 0;                                      // ParquetEncoding
  int32_t definition_encoding = 0, repetition_encoding = 0;  // of kData
  int32_t definition_bytes = 0, repetition_bytes = 0;  // of kDataV2: levels stand before the values, not compressed
  bool compressed = true;                              // of kDataV2
};

// The header that `bytes` begins with; its size goes to `used`. Nothing when it is damaged, or longer than `bytes`.
std::optional<ParquetPageHeader> ReadParquetPageHeader(std::string_view bytes, size_t* used);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_FOOTER_H_
