// The schema of a Parquet file as a tree, with levels and in our types. Internal to core/format; parquet_reader builds it,
// parquet_part and parquet_json read columns by it.
#ifndef PANDORA_CORE_FORMAT_PARQUET_SCHEMA_H_
#define PANDORA_CORE_FORMAT_PARQUET_SCHEMA_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/format/parquet_footer.h"
#include "core/value/type.h"

namespace pandora {

// A field of the file. What wraps the elements of a list or the entries of a map is no node of its own: `children` are the element, or
// key and value, in whatever form the file spells the wrapping (three levels, the two of older writers, a bare repeated field).
struct ParquetNode {
  enum class Shape : uint8_t { kColumn, kStruct, kList, kMap };

  std::string name;
  Shape shape = Shape::kColumn;
  bool optional = false;
  // The definition level from which on the field is there (not null). Elements of a list or map: from `entry_definition` on the
  // list has an entry, and an entry that continues it has the repetition level `entry_repetition`.
  int definition = 0;
  int entry_definition = 0, entry_repetition = 0;
  std::vector<ParquetNode> children;

  // Of kColumn.
  size_t column = 0;  // its number in the file
  int max_definition = 0, max_repetition = 0;
  ParquetType type = ParquetType::kBoolean;
  size_t length = 0;  // of kFixed
  ParquetMeaning meaning = ParquetMeaning::kNone;
  int scale = 0;
  int unit = 0;
  bool local = false;

  const ParquetNode* Find(std::string_view child) const;
  // The first column in or below it.
  const ParquetNode& FirstColumn() const;
};

// The tree below a root that is a kStruct. E18007 when the nodes are no tree, deeper than kMaxParquetDepth, or a column's type is
// none or not what its meaning allows.
inline constexpr int kMaxParquetDepth = 32;
Result<ParquetNode> BuildParquetTree(const std::vector<ParquetFileNode>& nodes);

// Our type for a field: struct map; list of scalars array; decimals without digits after the point that fit a long, and times of
// day, long, other decimals float; JSON, maps by key and all other nesting jsonstring.
Type ParquetFieldType(const ParquetNode& node);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_SCHEMA_H_
