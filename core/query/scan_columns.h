// A batch as chunks: the columns that a plan reads, in the forms that the batch has them in. Booleans, texts, arrays and maps are put
// into another form chunk by chunk; everything else is a view.
#ifndef PANDORA_CORE_QUERY_SCAN_COLUMNS_H_
#define PANDORA_CORE_QUERY_SCAN_COLUMNS_H_

#include <memory>
#include <vector>

#include "core/query/column_vector.h"
#include "core/value/coded_text.h"
#include "core/value/record_batch.h"

namespace pandora {

class ScanColumns {
 public:
  // Both outlive this; `wanted` are indexes of columns. `next_serial` numbers the dictionaries.
  ScanColumns(const RecordBatch& batch, const CodedColumns& coded, const std::vector<int>& wanted,
              uint64_t* next_serial);
  ~ScanColumns();

  // Rows [begin, begin + count) of the wanted columns into `columns`, which has one entry per column of the batch. `begin` is a
  // multiple of kChunkRows, `count` at most that. Valid until the next call; lists live in `arena`.
  void Read(size_t begin, size_t count, Arena* arena, std::vector<ColumnVector>* columns);

 private:
  struct Reader;
  const RecordBatch& batch_;
  std::vector<Reader> readers_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_SCAN_COLUMNS_H_
