#include "core/value/sql_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "core/value/calendar.h"

namespace pandora {
namespace {

constexpr size_t kBlockSize = 32 * 1024;

int Sign(int64_t a, int64_t b) { return a < b ? -1 : (a > b ? 1 : 0); }

int CompareDoubles(double a, double b) {
  bool a_nan = std::isnan(a);
  bool b_nan = std::isnan(b);
  if (a_nan || b_nan) return static_cast<int>(a_nan) - static_cast<int>(b_nan);
  return a < b ? -1 : (a > b ? 1 : 0);
}

int CompareTexts(std::string_view a, std::string_view b) {
  size_t common = std::min(a.size(), b.size());
  int order = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
  if (order != 0) return order < 0 ? -1 : 1;
  return Sign(static_cast<int64_t>(a.size()), static_cast<int64_t>(b.size()));
}

// Java's layout for the shortest digits `digits` of a number whose first digit stands for 10^exponent.
void AppendJavaDigits(std::string_view digits, int exponent, std::string* out) {
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) {
      *out += "0.";
      out->append(static_cast<size_t>(-exponent - 1), '0');
      *out += digits;
      return;
    }
    size_t whole = static_cast<size_t>(exponent) + 1;
    for (size_t i = 0; i < std::max(whole, digits.size()); ++i) {
      if (i == whole) *out += '.';
      *out += i < digits.size() ? digits[i] : '0';
    }
    if (digits.size() <= whole) *out += ".0";
    return;
  }
  *out += digits[0];
  *out += '.';
  if (digits.size() > 1) *out += digits.substr(1);
  else *out += '0';
  *out += 'E';
  *out += std::to_string(exponent);
}

// Java 8 writes whole numbers below 2^63 with as many digits as their lowest bit is worth, which may be more than the shortest
// text has. `precision` is the number of bits in the type's significand. Answers the exponent of the first digit.
int AppendWholeDigits(int64_t whole, int precision, std::string* digits) {
  int spare = std::bit_width(static_cast<uint64_t>(whole)) - precision - 2;
  int dropped = spare > 1 ? static_cast<int>(spare * 0.30102999566398120) : 0;
  int64_t unit = 1;
  for (int k = 0; k < dropped; ++k) unit *= 10;
  int64_t kept = whole / unit;
  if (unit > 1 && whole % unit >= unit / 2) ++kept;
  *digits = std::to_string(kept);
  return static_cast<int>(digits->size()) - 1 + dropped;
}

template <typename T>
std::string JavaNumber(T value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  std::string out;
  if (std::signbit(value)) out += '-';
  if (value == 0) return out + "0.0";
  std::string digits;
  int exponent = 0;
  if (std::fabs(value) < T{0x1p63} && std::trunc(value) == value) {
    exponent = AppendWholeDigits(static_cast<int64_t>(std::fabs(value)), std::numeric_limits<T>::digits, &digits);
  } else {
    auto decimal = fmt::detail::dragonbox::to_decimal(std::fabs(value));
    digits = std::to_string(decimal.significand);
    exponent = decimal.exponent + static_cast<int>(digits.size()) - 1;
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  AppendJavaDigits(digits, exponent, &out);
  return out;
}

void AppendList(const Value& value, const SqlType& type, std::string* out) {
  *out += type.kind == SqlKind::kArray ? '[' : '{';
  if (type.kind == SqlKind::kArray) {
    for (uint32_t k = 0; k < value.size; ++k) {
      if (k > 0) *out += ',';
      AppendPrinted(value.items[k], type.element(), true, out);
    }
  } else if (type.kind == SqlKind::kStruct) {
    for (uint32_t k = 0; k < value.size; ++k) {
      if (k > 0) *out += ',';
      *out += '"' + (*type.fields)[k].name + "\":";
      AppendPrinted(value.items[k], (*type.fields)[k].type, true, out);
    }
  } else {
    std::vector<std::string> entries;
    for (uint32_t k = 0; k + 1 < value.size; k += 2) {
      std::string entry;
      AppendPrinted(value.items[k], type.key(), true, &entry);
      entry += ':';
      AppendPrinted(value.items[k + 1], type.mapped(), true, &entry);
      entries.push_back(std::move(entry));
    }
    std::sort(entries.begin(), entries.end());
    for (size_t k = 0; k < entries.size(); ++k) *out += (k > 0 ? "," : "") + entries[k];
  }
  *out += type.kind == SqlKind::kArray ? ']' : '}';
}

void AppendInterval(const Value& value, std::string* out) {
  *out += "interval";
  auto part = [out](int64_t count, const char* unit) {
    if (count != 0) *out += " " + std::to_string(count) + " " + unit;
  };
  part(value.months() / 12, "years");
  part(value.months() % 12, "months");
  int64_t rest = value.micros();
  constexpr int64_t kDay = 86'400'000'000;
  part(rest / (7 * kDay), "weeks");
  rest %= 7 * kDay;
  part(rest / kDay, "days");
  rest %= kDay;
  part(rest / 3'600'000'000, "hours");
  rest %= 3'600'000'000;
  part(rest / 60'000'000, "minutes");
  rest %= 60'000'000;
  part(rest / 1'000'000, "seconds");
  rest %= 1'000'000;
  part(rest / 1000, "milliseconds");
  part(rest % 1000, "microseconds");
}

}  // namespace

void* Arena::Allocate(size_t size) {
  size = (size + 7) & ~size_t{7};
  if (size > left_) {
    size_t block = std::max(size, kBlockSize << std::min<size_t>(blocks_.size(), 8));
    blocks_.push_back({std::make_unique<char[]>(block), block});
    next_ = blocks_.back().data.get();
    left_ = block;
    total_ += block;
  }
  char* result = next_;
  next_ += size;
  left_ -= size;
  return result;
}

std::string_view Arena::Copy(std::string_view text) {
  if (text.empty()) return {};
  char* to = static_cast<char*>(Allocate(text.size()));
  std::memcpy(to, text.data(), text.size());
  return {to, text.size()};
}

void Arena::Reset() {
  if (blocks_.empty()) return;
  auto largest =
      std::max_element(blocks_.begin(), blocks_.end(), [](const Block& a, const Block& b) { return a.size < b.size; });
  std::swap(*largest, blocks_.front());
  blocks_.resize(1);
  next_ = blocks_.front().data.get();
  left_ = total_ = blocks_.front().size;
}

Value* NewItems(Arena* arena, size_t count) {
  Value* items = static_cast<Value*>(arena->Allocate(std::max<size_t>(count, 1) * sizeof(Value)));
  for (size_t k = 0; k < count; ++k) new (items + k) Value();
  return items;
}

Value CopyValue(const Value& value, Arena* arena) {
  if (value.tag == Value::Tag::kText) return Value::Text(arena->Copy(value.view()));
  if (value.tag != Value::Tag::kList) return value;
  Value* items = NewItems(arena, value.size);
  for (uint32_t k = 0; k < value.size; ++k) items[k] = CopyValue(value.items[k], arena);
  return Value::List(items, value.size);
}

int CompareValues(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return static_cast<int>(b.is_null()) - static_cast<int>(a.is_null());
  switch (a.tag) {
    case Value::Tag::kInt: return Sign(a.i, b.i);
    case Value::Tag::kDouble: return CompareDoubles(a.d, b.d);
    case Value::Tag::kText: return CompareTexts(a.view(), b.view());
    case Value::Tag::kDecimal: return a.decimal() < b.decimal() ? -1 : (a.decimal() > b.decimal() ? 1 : 0);
    case Value::Tag::kInterval:
      return a.months() != b.months() ? Sign(a.months(), b.months()) : Sign(a.micros(), b.micros());
    case Value::Tag::kList: {
      for (uint32_t k = 0; k < std::min(a.size, b.size); ++k) {
        if (int order = CompareValues(a.items[k], b.items[k])) return order;
      }
      return Sign(a.size, b.size);
    }
    case Value::Tag::kNull: break;
  }
  return 0;
}

void AppendGroupKey(const Value& value, std::string* out) {
  out->push_back(static_cast<char>(value.tag));
  auto raw = [out](const void* data, size_t size) { out->append(static_cast<const char*>(data), size); };
  switch (value.tag) {
    case Value::Tag::kNull: break;
    case Value::Tag::kInt: raw(&value.i, 8); break;
    case Value::Tag::kDouble: {
      double d = std::isnan(value.d) ? std::nan("") : value.d;  // one NaN for all
      raw(&d, 8);
      break;
    }
    case Value::Tag::kText:
      raw(&value.size, 4);
      raw(value.text, value.size);
      break;
    case Value::Tag::kDecimal:
    case Value::Tag::kInterval: raw(value.words, 16); break;
    case Value::Tag::kList:
      raw(&value.size, 4);
      for (uint32_t k = 0; k < value.size; ++k) AppendGroupKey(value.items[k], out);
      break;
  }
}

void AppendPrinted(const Value& value, const SqlType& type, bool nested, std::string* out) {
  if (value.is_null()) {
    *out += "null";
    return;
  }
  switch (type.kind) {
    case SqlKind::kBoolean: *out += value.i != 0 ? "true" : "false"; return;
    case SqlKind::kFloat: *out += JavaFloat(static_cast<float>(value.d)); return;
    case SqlKind::kDouble: *out += JavaDouble(value.d); return;
    case SqlKind::kDecimal: *out += FormatDecimal(value.decimal(), type.scale); return;
    case SqlKind::kString:
      if (nested) *out += '"';
      *out += value.view();
      if (nested) *out += '"';
      return;
    case SqlKind::kBinary: *out += value.view(); return;
    case SqlKind::kDate: AppendDateText(value.i, out); return;
    case SqlKind::kTimestamp: AppendTimestampText(value.i, nested, out); return;
    case SqlKind::kInterval: AppendInterval(value, out); return;
    case SqlKind::kArray:
    case SqlKind::kMap:
    case SqlKind::kStruct: AppendList(value, type, out); return;
    default: *out += std::to_string(value.i); return;
  }
}

std::string JavaDouble(double value) { return JavaNumber(value); }
std::string JavaFloat(float value) { return JavaNumber(value); }

}  // namespace pandora
