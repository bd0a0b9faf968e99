// Between stored columns and the values of a running query.
#ifndef PANDORA_CORE_QUERY_BATCH_VALUES_H_
#define PANDORA_CORE_QUERY_BATCH_VALUES_H_

#include "core/query/column_vector.h"
#include "core/value/record_batch.h"
#include "core/value/sql_type.h"
#include "core/value/sql_value.h"

namespace pandora {

// Rows [begin, begin + count) of `column` as values. Texts view the column's bytes; lists live in `arena`. A date keeps the
// form it came in (see Value::size).
void ReadColumn(const Column& column, size_t begin, size_t count, Arena* arena, Value* out);

// Appends one value of SQL type `from` to a column of the field type that ToFieldType gave for it. What no field can hold
// becomes null: NaN and infinities, dates outside the years 0 to 9999. Invalid UTF-8 is replaced.
void AppendValue(const Value& value, const SqlType& from, Column* column);

// The same for the first `rows` rows of a vector.
void AppendVector(const ColumnVector& vector, size_t rows, const SqlType& from, Column* column);

}  // namespace pandora

#endif  // PANDORA_CORE_QUERY_BATCH_VALUES_H_
