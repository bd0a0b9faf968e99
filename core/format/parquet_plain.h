// Values of a page without dictionary, in any encoding, into the arrays of ParquetValues. The bytes may be damaged. Internal to
// core/format: parquet_column_reader finds the pages.
#ifndef PANDORA_CORE_FORMAT_PARQUET_PLAIN_H_
#define PANDORA_CORE_FORMAT_PARQUET_PLAIN_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "core/format/parquet_decoding.h"
#include "core/format/parquet_schema.h"
#include "core/format/parquet_values.h"

namespace pandora {

class PlainReader {
 public:
  // False when values of the column are not written so. `bytes` must stay while values are read; the texts read point into them or into
  // the arena of the values.
  bool Begin(const ParquetNode& column, ParquetEncoding encoding, std::string_view bytes);

  // Replaces the values by the next `wanted`; or by fewer, at least one, when they take much memory. 0 when there are too few bytes,
  // or they are damaged.
  size_t Read(size_t wanted, ParquetValues* values);

 private:
  bool ReadPlain(size_t wanted, ParquetValues* values);
  bool ReadDelta(size_t wanted, ParquetValues* values);
  bool ReadSplit(size_t wanted, ParquetValues* values);
  bool ReadBooleans(size_t wanted, ParquetValues* values);
  bool ReadTexts(size_t wanted, ParquetValues* values);
  bool ReadDeltaLengths(size_t wanted, ParquetValues* values);
  size_t ReadDeltaTexts(size_t wanted, ParquetValues* values);
  bool BeginDeltaTexts(bool prefixes);

  ParquetType type_ = ParquetType::kBoolean;
  ParquetEncoding encoding_ = ParquetEncoding::kPlain;
  bool unsigned_ = false;      // 32 bits to be extended by zeros
  size_t width_ = 0;           // bytes of a value of fixed width, 0 of other types
  std::string_view rest_;      // not yet read; of a split page all
  size_t at_ = 0, count_ = 0;  // of a split page: values read, and all
  HybridReader runs_;          // of booleans
  DeltaReader numbers_;   // of kDeltaBinaryPacked; of texts their lengths, without what they share with the text before
  DeltaReader prefixes_;  // of kDeltaByteArray: what they share
  std::string last_;      // of kDeltaByteArray: the text before
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_PLAIN_H_
