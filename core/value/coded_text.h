// Columns of text that are left as numbers of a dictionary, as segments store them: who groups or filters by such a column need not
// look at every text. Not a part of RecordBatch, so only those who ask for it meet it (core/format/segment.h, core/store/record_log.h);
// core/query reads it. Plain data.
#ifndef PANDORA_CORE_VALUE_CODED_TEXT_H_
#define PANDORA_CORE_VALUE_CODED_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

struct CodedText {
  std::vector<uint32_t> codes;    // one per row, each less than entries(); of a null any
  std::vector<uint32_t> offsets;  // entries() + 1 positions in `bytes`; empty: the column is not coded
  std::string bytes;

  bool empty() const { return offsets.empty(); }
  size_t entries() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::string_view Entry(size_t code) const {
    return std::string_view(bytes).substr(offsets[code], offsets[code + 1] - offsets[code]);
  }
};

// Beside a RecordBatch: where entry i is not empty it stands for the batch's column i, which then has only its type, its size and its
// nulls. Shorter than the batch, or empty, when the columns beyond are all plain. Entries of one dictionary may repeat.
using CodedColumns = std::vector<CodedText>;

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_CODED_TEXT_H_
