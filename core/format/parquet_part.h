// A field of the records wanted, read from the columns of a Parquet file that it has there. A tree of parts follows the schema wanted:
// scalars and lists of scalars go straight from the pages into columns, maps gather their fields, what is nested in any other way
// goes through JSON (parquet_json). Internal to core/format; parquet_reader holds the parts of a record.
//
// Each part reads ahead on its own, up to a number of rows or of bytes, and gives away rows when all parts have them: so a few rows with
// long texts in one column bound no other.
#ifndef PANDORA_CORE_FORMAT_PARQUET_PART_H_
#define PANDORA_CORE_FORMAT_PARQUET_PART_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/format/parquet_footer.h"
#include "core/format/parquet_schema.h"
#include "core/format/parquet_source.h"
#include "core/value/record_batch.h"

namespace pandora {

// Rows to be left out, and the reason of the first.
struct ParquetRejects {
  std::vector<size_t> rows;  // in any order, a row perhaps several times
  size_t first = SIZE_MAX;
  std::string problem;

  void Add(size_t row, std::string_view why) {
    rows.push_back(row);
    if (row >= first) return;
    first = row;
    problem = why;
  }
};

// The reason of a row whose required field is null.
inline constexpr std::string_view kParquetMissing = "is required, but missing or null";

// What all parts of a reader share; must outlive them.
struct ParquetContext {
  ParquetSource* source = nullptr;
  ParquetMemory* memory = nullptr;
  size_t part_bytes = 0;  // that a part reads ahead, about
};

class ParquetPart {
 public:
  virtual ~ParquetPart() = default;

  // Goes to a row group; what was held is forgotten.
  virtual Status Begin(const ParquetFileGroup& group) = 0;
  // Reads until `rows` rows are held, part_bytes are, or the row group ends; at least one row if there is one.
  virtual Status Fill(size_t rows) = 0;
  virtual size_t held() const = 0;
  // The first `rows` of those held (at most so many) to `out`, an empty column of the field's type. What must be left out is null.
  virtual void Take(size_t rows, Column* out, ParquetRejects* rejects) = 0;
  // Of the rows last taken: the definition levels of their first entries. Only of parts made with `levels`.
  virtual const std::vector<uint8_t>& levels() const = 0;
};

// For `field`, which the file has as `node` (null: it has not). `parent`: the names of maps around it, with points. Both must outlive
// the part.
std::unique_ptr<ParquetPart> MakeParquetPart(const Field& field, const ParquetNode* node, const std::string& parent,
                                             bool levels, const ParquetContext* context);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_PART_H_
