// Numbers and values written into texts: format_string, format_number.
#include <algorithm>
#include <cmath>

#include "core/base/format_number.h"
#include "core/function/cast.h"
#include "core/function/kernel.h"
#include "core/function/libm.h"
#include "core/function/unicode.h"

namespace pandora {
namespace {

std::string WithCommas(std::string digits) {
  size_t end = digits.find('.');
  if (end == std::string::npos) end = digits.size();
  size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t k = end; k > first + 3;) {
    k -= 3;
    digits.insert(k, ",");
  }
  return digits;
}

// A number as a decimal of `places` digits, half to even on its exact value.
std::string FixedText(const Value& value, const SqlType& type, int places) {
  if (value.tag == Value::Tag::kDouble) return FixedNumber(value.d, places);
  Int128 unscaled = value.tag == Value::Tag::kDecimal ? value.decimal() : value.i;
  int scale = value.tag == Value::Tag::kDecimal ? type.scale : 0;
  if (scale > places) {
    std::string text = FormatDecimal(RescaleHalfEven(unscaled, scale, places).value_or(0), places);
    return unscaled < 0 && text[0] != '-' ? "-" + text : text;
  }
  std::string text = FormatDecimal(unscaled, scale);
  if (places > 0 && scale <= 0) text += '.';
  return text.append(static_cast<size_t>(places - std::max(scale, 0)), '0');
}

void FormatNumber(CallContext& context, const Value* args, Value* result) {
  if (args[1].i < 0 || args[1].i > 340) return;
  if (args[0].tag == Value::Tag::kDouble && !std::isfinite(args[0].d)) {
    // What Java 8's DecimalFormat writes.
    const char* special = std::isnan(args[0].d) ? "\xEF\xBF\xBD" : args[0].d > 0 ? "\xE2\x88\x9E" : "-\xE2\x88\x9E";
    *result = CopiedText(context, special);
    return;
  }
  *result = CopiedText(context, WithCommas(FixedText(args[0], context.arg_types[0], static_cast<int>(args[1].i))));
}

struct Directive {
  size_t index = 0;  // 1-based when given as n$
  std::string flags;
  int width = 0;
  int precision = -1;
  char conversion = 0;

  bool Has(char flag) const { return flags.find(flag) != std::string::npos; }
};

// Reads what follows a '%'.
bool ReadDirective(std::string_view text, size_t* pos, Directive* directive) {
  auto number = [&](int* out) {
    size_t begin = *pos;
    int value = 0;
    while (*pos < text.size() && text[*pos] >= '0' && text[*pos] <= '9' && value < 100000)
      value = value * 10 + (text[(*pos)++] - '0');
    *out = value;
    return *pos > begin;
  };
  size_t start = *pos;
  int index = 0;
  if (number(&index) && *pos < text.size() && text[*pos] == '$') {
    directive->index = static_cast<size_t>(index);
    ++*pos;
  } else {
    *pos = start;
  }
  while (*pos < text.size() && std::string_view("-#+ 0,(").find(text[*pos]) != std::string_view::npos)
    directive->flags += text[(*pos)++];
  number(&directive->width);
  if (*pos < text.size() && text[*pos] == '.') {
    ++*pos;
    if (!number(&directive->precision)) return false;
  }
  if (*pos >= text.size()) return false;
  directive->conversion = text[(*pos)++];
  return true;
}

std::string Signed(const Directive& d, bool negative, std::string digits) {
  if (d.Has(',')) digits = WithCommas(digits);
  std::string sign = negative ? (d.Has('(') ? "(" : "-") : d.Has('+') ? "+" : d.Has(' ') ? " " : "";
  std::string tail = negative && d.Has('(') ? ")" : "";
  if (d.Has('0')) {
    size_t used = sign.size() + digits.size() + tail.size();
    if (used < static_cast<size_t>(d.width)) digits.insert(0, static_cast<size_t>(d.width) - used, '0');
  }
  return sign + digits + tail;
}

std::string FormatReal(const Directive& d, double value) {
  bool negative = std::signbit(value) && !std::isnan(value);
  double magnitude = std::fabs(value);
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return negative ? "-Infinity" : "Infinity";
  int precision = d.precision < 0 ? 6 : std::min(d.precision, 300);
  std::string digits;
  if (d.conversion == 'e' || d.conversion == 'E') {
    digits = ScientificNumber(magnitude, precision);
  } else if (d.conversion == 'g' || d.conversion == 'G') {
    precision = std::max(precision, 1);
    bool fixed = magnitude == 0 || (magnitude >= 1e-4 && magnitude < libm::Pow(10, precision));
    int whole = magnitude == 0 ? 1 : static_cast<int>(std::floor(libm::Log10(magnitude))) + 1;
    digits =
        fixed ? FixedNumber(magnitude, std::max(precision - whole, 0)) : ScientificNumber(magnitude, precision - 1);
  } else {
    // Java rounds half up on the shortest digits.
    std::optional<ParsedDecimal> parsed = ParseDecimal(JavaDouble(magnitude));
    std::optional<Int128> fixed =
        parsed && precision <= 30 ? Rescale(parsed->unscaled, parsed->scale, precision) : std::nullopt;
    digits = fixed ? FormatDecimal(*fixed, precision) : FixedNumber(magnitude, precision);
  }
  return Signed(d, negative, digits);
}

bool FormatArgument(CallContext& context, const Directive& d, const Value& value, const SqlType& type,
                    std::string* piece) {
  auto refuse = [&](std::string_view why) {
    context.error = "format_string: " + std::string(why) + ": %" + std::string(1, d.conversion) +
                    " with a value of type " + TypeName(type);
    return false;
  };
  char c = d.conversion;
  if (c == 'b' || c == 'B') {
    *piece = value.is_null() ? "false" : type.kind == SqlKind::kBoolean && value.i == 0 ? "false" : "true";
  } else if (value.is_null()) {
    *piece = "null";
  } else if (c == 's' || c == 'S') {
    AppendPrinted(value, type, false, piece);
  } else if (c == 'd' || c == 'x' || c == 'X' || c == 'o') {
    if (!type.IsIntegral()) return refuse("the conversion needs a whole number");
    bool decimal = c == 'd';
    uint64_t bits = static_cast<uint64_t>(value.i);
    if (!decimal && type.kind != SqlKind::kBigint)
      bits &= type.kind == SqlKind::kInt ? 0xFFFFFFFFu : type.kind == SqlKind::kSmallint ? 0xFFFFu : 0xFFu;
    bool negative = decimal && value.i < 0;
    std::string digits = decimal    ? std::to_string(negative ? 0 - bits : bits)
                         : c == 'o' ? OctalNumber(bits)
                                    : HexNumber(bits);
    if (d.Has('#') && !decimal) digits.insert(0, c == 'o' ? "0" : "0x");
    *piece = Signed(d, negative, digits);
  } else if (std::string_view("feEgG").find(c) != std::string_view::npos) {
    if (!type.IsFractional() && type.kind != SqlKind::kDecimal) return refuse("the conversion needs a floating number");
    *piece = FormatReal(d, type.kind == SqlKind::kDecimal ? DecimalToDouble(value.decimal(), type.scale) : value.d);
  } else if (c == 'c' || c == 'C') {
    if (!type.IsIntegral()) return refuse("the conversion needs a character's number");
    AppendChar(static_cast<uint32_t>(value.i), piece);
  } else {
    return refuse("unknown conversion");
  }
  bool text = c == 's' || c == 'S' || c == 'b' || c == 'B';
  if (text && d.precision >= 0) *piece = std::string(SubstringChars(*piece, 0, d.precision));
  if (c >= 'A' && c <= 'Z') *piece = ToUpperUnicode(*piece);
  return true;
}

void FormatString(CallContext& context, const Value* args, Value* result) {
  if (args[0].is_null()) return;
  std::string_view format = args[0].view();
  std::string out;
  size_t next = 1;
  for (size_t pos = 0; pos < format.size();) {
    if (format[pos] != '%') {
      out += format[pos++];
      continue;
    }
    Directive d;
    if (!ReadDirective(format, &++pos, &d)) {
      context.error = "format_string: an incomplete directive in the format";
      return;
    }
    std::string piece;
    if (d.conversion == '%') {
      piece = "%";
    } else if (d.conversion == 'n') {
      piece = "\n";
    } else {
      size_t index = d.index > 0 ? d.index : next++;
      if (index >= context.arg_types.size()) {
        context.error = "format_string: the format asks for argument " + std::to_string(index) + ", but there are " +
                        std::to_string(context.arg_types.size() - 1);
        return;
      }
      if (!FormatArgument(context, d, args[index], context.arg_types[index], &piece)) return;
    }
    int64_t missing = d.width - CountChars(piece);
    if (missing > 0 && !d.Has('-')) out.append(static_cast<size_t>(missing), ' ');
    out += piece;
    if (missing > 0 && d.Has('-')) out.append(static_cast<size_t>(missing), ' ');
  }
  *result = CopiedText(context, out);
}

const Function kTable[] = {
    {"format_string|printf", "(string, any, ...) -> string;(string) -> string", FormatString, nullptr, kOwnNulls,
     nullptr, nullptr, "Values written into a text, as Java's Formatter does.", "按 Java Formatter 格式化。",
     "format_string('%s=%05d', 'a', 42) => a=00042\nprintf('%.2f%%', 12.345D) => 12.35%\nformat_string('%,d|%-5s|', "
     "1234567, 'x') => 1,234,567|x    |"},
    {"format_number", "(numonly, intonly) -> string", FormatNumber, nullptr, 0, nullptr, nullptr,
     "A number with commas and d digits after the point.", "带千分位与 d 位小数的数字。",
     "format_number(12332.123456D, 4) => 12,332.1235\nformat_number(2.5D, 0) => 2\nformat_number(1, -1) => NULL"},
};

}  // namespace

std::span<const Function> TextFormFunctions() { return kTable; }

}  // namespace pandora
