// Reads the records of a file, one a line, into a RecordBatch: json (an object a line) and text (the push form, `key=value<TAB>...`).
// Unlike a push, a line that does not fit is left out and counted: a file is not a request that could be refused.
// Who calls it: engine/bucket_reader.
#ifndef PANDORA_CORE_FORMAT_LINE_READER_H_
#define PANDORA_CORE_FORMAT_LINE_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/value/record_batch.h"

namespace pandora {

enum class LineFormat { kJson, kText };

struct LineReport {
  int64_t lines = 0;     // that are not empty
  int64_t left_out = 0;  // of these
  std::string problem;   // the first line left out, and why; "" when there is none
};

// All records of `text`, made for `schema`. Members that the schema lacks are ignored in json; the rest is as in ReadPoints:
// a value of another type or a required field without value leaves the line out.
RecordBatch ReadLines(std::string_view text, const Schema& schema, LineFormat format, LineReport* report);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_LINE_READER_H_
