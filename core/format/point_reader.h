// Reads the text of a push (`key=value<TAB>key=value`, one record a line; seed 001:337, spec/conflicts.md O5-O12, D1, D3, D5) straight
// into a RecordBatch. All or nothing: the first bad line refuses the whole text with the documented code and its line
// number. One pass, no allocation per record; the previous line's key order predicts the next.
#ifndef PANDORA_CORE_FORMAT_POINT_READER_H_
#define PANDORA_CORE_FORMAT_POINT_READER_H_

#include <string_view>

#include "core/base/status.h"
#include "core/value/record_batch.h"

namespace pandora {

struct PointOptions {
  bool unescape = true;           // undo \t \r \n \\ in strings; false keeps them verbatim (conflicts.md D1)
  size_t max_piece = 100 * 1024;  // bytes of one key=value; longer is E18008
  int max_json_depth = 64;        // nesting inside array, map and jsonstring values; deeper is E18110
};

// Errors, each with "line N" and, where there is one, the field and the value as given and what is accepted:
//   E18006 no record at all; E18008 piece too long; E18111 unknown key; E18104 a date that is not RFC 3339;
//   E18110 anything else: no '=', empty key, two tabs in a row, duplicate key, required field missing, value of a wrong form,
//   invalid UTF-8.
// Tolerated: empty lines, CRLF, a trailing tab, a missing final newline. A missing optional field is null. An empty value is
// an error but for string.
Result<RecordBatch> ReadPoints(std::string_view text, const Schema& schema, const PointOptions& options);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_POINT_READER_H_
