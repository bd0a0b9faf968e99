// Exact decimal arithmetic on 128-bit integers, as Spark's decimal(38) needs it: an unscaled integer, whose scale the type
// carries. All results are checked: what does not fit into 38 digits is nothing (SQL NULL).
#ifndef PANDORA_CORE_VALUE_DECIMAL_H_
#define PANDORA_CORE_VALUE_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pandora {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

// 10 to the power `exponent`. Precondition: 0..38.
Int128 PowerOfTen(int exponent);

bool FitsPrecision(Int128 unscaled, int precision);

// `unscaled` of scale `from` at scale `to`, rounded half up (away from zero); nothing on overflow.
std::optional<Int128> Rescale(Int128 unscaled, int from, int to);

// As Rescale, but half to even.
std::optional<Int128> RescaleHalfEven(Int128 unscaled, int from, int to);

std::optional<Int128> DecimalAdd(Int128 a, Int128 b);
std::optional<Int128> DecimalMultiply(Int128 a, Int128 b);
// a/b, both of one scale, with `scale` digits after the point, half up. Precondition: b != 0.
std::optional<Int128> DecimalDivide(Int128 a, Int128 b, int scale);

// Plain notation with exactly `scale` digits after the point.
std::string FormatDecimal(Int128 unscaled, int scale);

// What a text like "-12.50e3" says: digits and scale (which may be negative). Nothing when it is no number, or longer than
// 38 significant digits can hold.
struct ParsedDecimal {
  Int128 unscaled = 0;
  int scale = 0;
  int precision = 1;  // significant digits
};
std::optional<ParsedDecimal> ParseDecimal(std::string_view text);

double DecimalToDouble(Int128 unscaled, int scale);

}  // namespace pandora

#endif  // PANDORA_CORE_VALUE_DECIMAL_H_
