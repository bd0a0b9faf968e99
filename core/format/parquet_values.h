// Values of a Parquet column as plain arrays, and what is done to them on the way from the file's types to ours. Works on spans, not
// on single values, and on the entries of a dictionary once. Internal to core/format: parquet_column_reader fills the arrays, parquet_part
// and parquet_json take from them.
#ifndef PANDORA_CORE_FORMAT_PARQUET_VALUES_H_
#define PANDORA_CORE_FORMAT_PARQUET_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/parquet_schema.h"
#include "core/value/sql_value.h"

namespace pandora {

// Which array holds the values.
enum class ParquetForm : uint8_t { kBooleans, kLongs, kDoubles, kDates, kTexts };

// Why a value cannot be had. kNull: it becomes null, as results of SQL do that a field cannot hold (NaN and infinities, dates outside
// the years 0 to 9999). The others leave the record out.
enum class ParquetFault : uint8_t { kNone, kNull, kNotUtf8, kNotLong, kNotFloat, kNotJson, kNotDate };

// In words that follow the name of a field.
std::string_view ParquetFaultText(ParquetFault fault);

// The arrays only grow, so that a span costs no allocation: how many values there are is known beside them.
struct ParquetValues {
  std::vector<uint8_t> booleans;
  std::vector<int64_t> longs;   // kLongs: values; kDates: microseconds since the epoch
  std::vector<uint32_t> forms;  // kDates: DateForm::Pack
  std::vector<double> doubles;
  std::vector<std::string_view> texts;  // into the page or `arena`
  std::vector<ParquetFault> faults;     // empty when there is none, else one a value
  Arena arena;

  void SetFault(size_t at, size_t count, ParquetFault fault);  // `count`: values there are
  ParquetFault FaultAt(size_t at) const { return faults.empty() ? ParquetFault::kNone : faults[at]; }
  size_t ByteSize() const;
};

// What values of a column are to become.
enum class ParquetTarget : uint8_t {
  kBoolean,
  kLong,
  kFloat,
  kDate,
  kString,
  kJsonString,
  kJsonText,    // for parquet_json: whatever it is by nature; decimals and large numbers as the texts of JSON numbers
  kLevelsOnly,  // values are not wanted
};

class ParquetConversion {
 public:
  // Nothing when values of `column` are never of the kind that `target` takes (conversions are those of the json reader: a long is a
  // long and a float, a text is a string, and a date if it is RFC 3339; no number is a text). kJsonText takes all.
  static std::optional<ParquetConversion> Make(const ParquetNode& column, ParquetTarget target);

  // What Apply finds: integers of 32 bits extended by their sign, or by zeros when they are unsigned; values of fixed length and
  // INT96 as kTexts of their bytes.
  ParquetForm raw() const { return raw_; }
  ParquetForm form() const { return form_; }  // what it leaves
  bool number() const { return number_; }     // of kJsonText: kTexts are numbers, not to be quoted
  bool none() const { return step_ == Step::kNone; }

  // Converts the first `count` values, all that there are.
  void Apply(size_t count, ParquetValues* values) const;

 private:
  enum class Step : uint8_t {
    kNone,
    kUnsigned,
    kUnsignedToText,
    kToDouble,
    kUnsignedToDouble,
    kFinite,
    kHalf,
    kDays,
    kTimestamp,
    kInt96,
    kTextToDate,
    kDecimal,
    kUuid,
    kUtf8,
    kJson,
  };

  ParquetForm raw_ = ParquetForm::kLongs, form_ = ParquetForm::kLongs;
  Step step_ = Step::kNone;
  bool number_ = false;
  int scale_ = 0, unit_ = 0;
  bool local_ = false;

  bool Choose(const ParquetNode& column, ParquetTarget target);
  bool ChooseLong(const ParquetNode& column, ParquetTarget target);
  bool ChooseDecimal(const ParquetNode& column, ParquetTarget target);
  bool ChooseText(const ParquetNode& column, ParquetTarget target);
  bool Set(Step step, ParquetForm form);
  void ApplyToLongs(size_t count, ParquetValues* values) const;
  void ApplyToTexts(size_t count, ParquetValues* values) const;
  void ToDates(size_t count, ParquetValues* values) const;
  void ToDecimals(size_t count, ParquetValues* values) const;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_VALUES_H_
