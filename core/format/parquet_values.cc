#include "core/format/parquet_values.h"

#include <cmath>

#include "core/base/instant.h"
#include "core/base/little_endian.h"
#include "core/base/text.h"
#include "core/format/json.h"
#include "core/format/json_column.h"
#include "core/value/calendar.h"
#include "core/value/decimal.h"

namespace pandora {
namespace {

// The years 0 to 9999, UTC; from the last eight hours on, the year of Beijing's clock is 10000.
constexpr int64_t kFirstMicros = -62167219200 * kSecondMicros;
constexpr int64_t kLastMicros = 253402300800 * kSecondMicros - 1;
constexpr int64_t kLastOfBeijing = kLastMicros - kSessionOffsetMicros;
constexpr int64_t kMinDay = -800'000, kMaxDay = 3'000'000;
constexpr int64_t kJulianEpoch = 2'440'588;  // the Julian day of 1970-01-01

// The service's own spelling: +08:00, and as many digits as the fraction needs.
uint32_t FormOf(int64_t micros, int64_t nanos) {
  static const uint32_t whole = DateForm().Pack();
  int64_t fraction = FloorMod(micros, kSecondMicros) * 1000 + nanos;
  if (fraction == 0 && micros <= kLastOfBeijing) return whole;
  DateForm form;
  form.nanos = static_cast<uint16_t>(nanos);
  if (micros > kLastOfBeijing) form.offset_minutes = DateForm::kOffsetZ;
  for (int64_t unit = 1000 * kSecondMicros; fraction % unit != 0; unit /= 10) ++form.fraction_digits;
  return form.Pack();
}

// Big-endian two's complement. Nothing when it has more than 16 bytes.
std::optional<Int128> BigEndian(std::string_view bytes) {
  if (bytes.size() > sizeof(Int128)) return std::nullopt;
  Uint128 value = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~Uint128{0} : Uint128{0};
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return static_cast<Int128>(value);
}

double HalfToDouble(uint16_t half) {
  const int exponent = half >> 10 & 31;
  const int fraction = half & 1023;
  double value = 0;
  if (exponent == 31) {
    value = fraction == 0 ? HUGE_VAL : std::nan("");
  } else {
    value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  }
  return (half & 0x8000) != 0 ? -value : value;
}

std::string UuidText(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[static_cast<uint8_t>(bytes[i]) >> 4];
    text += kDigits[static_cast<uint8_t>(bytes[i]) & 15];
  }
  return text;
}

template <typename T>
void Grow(size_t count, std::vector<T>* values) {
  if (values->size() < count) values->resize(count);
}

ParquetForm RawForm(ParquetType type) {
  switch (type) {
    case ParquetType::kBoolean: return ParquetForm::kBooleans;
    case ParquetType::kInt32:
    case ParquetType::kInt64: return ParquetForm::kLongs;
    case ParquetType::kFloat:
    case ParquetType::kDouble: return ParquetForm::kDoubles;
    default: return ParquetForm::kTexts;
  }
}

}  // namespace

std::string_view ParquetFaultText(ParquetFault fault) {
  switch (fault) {
    case ParquetFault::kNotUtf8: return "a text is no valid UTF-8";
    case ParquetFault::kNotLong: return "a number is no 64-bit integer";
    case ParquetFault::kNotFloat: return "a decimal has more than 38 digits";
    case ParquetFault::kNotJson: return "a text is no jsonstring; any valid JSON text is accepted";
    case ParquetFault::kNotDate: return "a text is no date; RFC 3339 such as 2017-01-12T15:30:00+08:00 is accepted";
    default: return "";
  }
}

void ParquetValues::SetFault(size_t at, size_t count, ParquetFault fault) {
  if (faults.empty()) faults.resize(count);
  faults[at] = fault;
}

size_t ParquetValues::ByteSize() const {
  return booleans.capacity() + longs.capacity() * sizeof(int64_t) + forms.capacity() * sizeof(uint32_t) +
         doubles.capacity() * sizeof(double) + texts.capacity() * sizeof(std::string_view) + faults.capacity() +
         arena.bytes();
}

std::optional<ParquetConversion> ParquetConversion::Make(const ParquetNode& column, ParquetTarget target) {
  ParquetConversion conversion;
  conversion.raw_ = conversion.form_ = RawForm(column.type);
  conversion.scale_ = column.scale;
  conversion.unit_ = column.unit;
  conversion.local_ = column.local;
  if (target != ParquetTarget::kLevelsOnly && !conversion.Choose(column, target)) return std::nullopt;
  return conversion;
}

bool ParquetConversion::Set(Step step, ParquetForm form) {
  step_ = step;
  form_ = form;
  return true;
}

bool ParquetConversion::Choose(const ParquetNode& column, ParquetTarget target) {
  const bool json = target == ParquetTarget::kJsonText;
  if (column.type == ParquetType::kInt96)
    return Set(Step::kInt96, ParquetForm::kDates) && (target == ParquetTarget::kDate || json);
  switch (column.meaning) {
    case ParquetMeaning::kDecimal: return ChooseDecimal(column, target);
    case ParquetMeaning::kDate:
      return Set(Step::kDays, ParquetForm::kDates) && (target == ParquetTarget::kDate || json);
    case ParquetMeaning::kTimestamp:
      return Set(Step::kTimestamp, ParquetForm::kDates) && (target == ParquetTarget::kDate || json);
    case ParquetMeaning::kHalf:
      return Set(Step::kHalf, ParquetForm::kDoubles) && (target == ParquetTarget::kFloat || json);
    default: break;
  }
  switch (raw_) {
    case ParquetForm::kBooleans: return target == ParquetTarget::kBoolean || json;
    case ParquetForm::kLongs: return ChooseLong(column, target);
    case ParquetForm::kDoubles: return Set(Step::kFinite, raw_) && (target == ParquetTarget::kFloat || json);
    default: return ChooseText(column, target);
  }
}

bool ParquetConversion::ChooseLong(const ParquetNode& column, ParquetTarget target) {
  // Unsigned integers of 32 bits and fewer are longs like any other.
  const bool large = column.meaning == ParquetMeaning::kUnsigned && column.type == ParquetType::kInt64;
  switch (target) {
    case ParquetTarget::kLong: return Set(large ? Step::kUnsigned : Step::kNone, ParquetForm::kLongs);
    case ParquetTarget::kFloat: return Set(large ? Step::kUnsignedToDouble : Step::kToDouble, ParquetForm::kDoubles);
    case ParquetTarget::kJsonText:
      number_ = large;
      return Set(large ? Step::kUnsignedToText : Step::kNone, large ? ParquetForm::kTexts : ParquetForm::kLongs);
    default: return false;
  }
}

bool ParquetConversion::ChooseDecimal(const ParquetNode& column, ParquetTarget target) {
  switch (target) {
    case ParquetTarget::kFloat: return Set(Step::kDecimal, ParquetForm::kDoubles);
    case ParquetTarget::kJsonText: number_ = true; return Set(Step::kDecimal, ParquetForm::kTexts);
    case ParquetTarget::kLong: return Set(Step::kDecimal, ParquetForm::kLongs) && column.scale == 0;
    default: return false;
  }
}

bool ParquetConversion::ChooseText(const ParquetNode& column, ParquetTarget target) {
  const bool uuid = column.meaning == ParquetMeaning::kUuid;
  switch (target) {
    case ParquetTarget::kString:
    case ParquetTarget::kJsonText: return Set(uuid ? Step::kUuid : Step::kUtf8, ParquetForm::kTexts);
    case ParquetTarget::kJsonString: return Set(Step::kJson, ParquetForm::kTexts) && !uuid;
    case ParquetTarget::kDate: return Set(Step::kTextToDate, ParquetForm::kDates) && !uuid;
    default: return false;
  }
}

void ParquetConversion::Apply(size_t count, ParquetValues* values) const {
  switch (step_) {
    case Step::kNone: return;
    case Step::kDays:
    case Step::kTimestamp:
    case Step::kInt96:
    case Step::kTextToDate: return ToDates(count, values);
    case Step::kDecimal: return ToDecimals(count, values);
    case Step::kFinite:
      for (size_t i = 0; i < count; ++i) {
        if (!std::isfinite(values->doubles[i])) values->SetFault(i, count, ParquetFault::kNull);
      }
      return;
    default: return raw_ == ParquetForm::kLongs ? ApplyToLongs(count, values) : ApplyToTexts(count, values);
  }
}

void ParquetConversion::ApplyToLongs(size_t count, ParquetValues* values) const {
  const std::vector<int64_t>& longs = values->longs;
  if (form_ == ParquetForm::kDoubles) Grow(count, &values->doubles);
  if (form_ == ParquetForm::kTexts) Grow(count, &values->texts);
  for (size_t i = 0; i < count; ++i) {
    switch (step_) {
      case Step::kUnsigned:
        if (longs[i] < 0) values->SetFault(i, count, ParquetFault::kNotLong);
        break;
      case Step::kToDouble: values->doubles[i] = static_cast<double>(longs[i]); break;
      case Step::kUnsignedToDouble: values->doubles[i] = static_cast<double>(static_cast<uint64_t>(longs[i])); break;
      default: values->texts[i] = values->arena.Copy(std::to_string(static_cast<uint64_t>(longs[i]))); break;
    }
  }
}

void ParquetConversion::ApplyToTexts(size_t count, ParquetValues* values) const {
  if (form_ == ParquetForm::kDoubles) Grow(count, &values->doubles);
  const FieldPath path{nullptr, ""};
  for (size_t i = 0; i < count; ++i) {
    std::string_view& text = values->texts[i];
    switch (step_) {
      case Step::kHalf:
        values->doubles[i] = HalfToDouble(LoadLittle<uint16_t>(text.data()));
        if (!std::isfinite(values->doubles[i])) values->SetFault(i, count, ParquetFault::kNull);
        break;
      case Step::kUuid: text = values->arena.Copy(UuidText(text)); break;
      default:
        if (!IsValidUtf8(text)) {
          values->SetFault(i, count, ParquetFault::kNotUtf8);
        } else if (step_ == Step::kJson && !CheckJsonText(text, kMaxJsonDepth, path).ok()) {
          values->SetFault(i, count, ParquetFault::kNotJson);
        }
    }
  }
}

void ParquetConversion::ToDates(size_t count, ParquetValues* values) const {
  Grow(count, &values->longs);
  Grow(count, &values->forms);
  const int64_t shift = local_ ? kSessionOffsetMicros : 0;
  const int64_t per_micro = unit_ == 3 ? 1000 : 1, micros_per = unit_ == 1 ? 1000 : 1;
  for (size_t i = 0; i < count; ++i) {
    int64_t& micros = values->longs[i];
    int64_t nanos = 0;
    if (step_ == Step::kTextToDate) {
      const std::optional<ParsedDate> date = ParseRfc3339(values->texts[i]);
      if (!date) values->SetFault(i, count, ParquetFault::kNotDate);
      micros = date ? date->instant.micros : 0;
      values->forms[i] = date ? date->form.Pack() : 0;
      continue;
    }
    bool known = true;
    if (step_ == Step::kDays) {
      known = micros >= kMinDay && micros <= kMaxDay;
      if (known) micros = DayStart(micros);
    } else if (step_ == Step::kInt96) {
      const int64_t in_day = LoadLittle<int64_t>(values->texts[i].data());
      const int64_t day = LoadLittle<uint32_t>(values->texts[i].data() + 8) - kJulianEpoch;
      known = day >= kMinDay && day <= kMaxDay;
      micros = (known ? day * kDayMicros : 0) + FloorDiv(in_day, 1000);
      nanos = FloorMod(in_day, 1000);
    } else if (per_micro > 1) {
      nanos = FloorMod(micros, per_micro);
      micros = FloorDiv(micros, per_micro) - shift;
    } else {
      known = micros >= kFirstMicros / micros_per && micros <= kLastMicros / micros_per;
      if (known) micros = micros * micros_per - shift;
    }
    known = known && micros >= kFirstMicros && micros <= kLastMicros;
    if (!known) values->SetFault(i, count, ParquetFault::kNull);
    values->forms[i] = known ? FormOf(micros, nanos) : 0;
  }
}

void ParquetConversion::ToDecimals(size_t count, ParquetValues* values) const {
  if (form_ == ParquetForm::kDoubles) Grow(count, &values->doubles);
  if (form_ == ParquetForm::kLongs) Grow(count, &values->longs);
  if (form_ == ParquetForm::kTexts) Grow(count, &values->texts);
  for (size_t i = 0; i < count; ++i) {
    const std::optional<Int128> number =
        raw_ == ParquetForm::kLongs ? Int128{values->longs[i]} : BigEndian(values->texts[i]);
    const Int128 unscaled = number.value_or(0);
    const bool is_long = unscaled >= INT64_MIN && unscaled <= INT64_MAX;
    if (!number || !FitsPrecision(unscaled, 38)) values->SetFault(i, count, ParquetFault::kNotFloat);
    switch (form_) {
      case ParquetForm::kDoubles: values->doubles[i] = DecimalToDouble(unscaled, scale_); break;
      case ParquetForm::kLongs:
        values->longs[i] = is_long ? static_cast<int64_t>(unscaled) : 0;
        if (!is_long) values->SetFault(i, count, ParquetFault::kNotLong);
        break;
      default: values->texts[i] = values->arena.Copy(FormatDecimal(unscaled, scale_)); break;
    }
  }
}

}  // namespace pandora
