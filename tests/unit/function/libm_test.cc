// The last digit of SQL's mathematics: the same bits on every target. The numbers here were computed natively; the same program runs
// in wasm, so a target that computes otherwise fails.
#include "core/function/libm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace pandora {
namespace {

uint64_t Bits(double value) {
  // All NaNs alike: wasm leaves their bits open.
  if (std::isnan(value)) return 0x7FF8000000000000ull;
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double FromBits(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// Edges, small and everyday numbers, and any bits at all.
std::vector<double> Arguments() {
  const double inf = std::numeric_limits<double>::infinity();
  std::vector<double> values = {0.0,
                                -0.0,
                                1.0,
                                -1.0,
                                0.5,
                                -0.5,
                                2.0,
                                10.0,
                                1000.0,
                                5e-324,
                                2.2250738585072014e-308,
                                1e308,
                                inf,
                                -inf,
                                std::nan(""),
                                0.1,
                                709.78,
                                -745.1,
                                3.141592653589793,
                                1e22};
  uint64_t state = 20170601;
  for (int k = 0; k < 4000; ++k) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    const double unit = static_cast<double>(state >> 11) * 0x1p-53;
    values.push_back(k % 4 == 0   ? unit
                     : k % 4 == 1 ? (unit - 0.5) * 2000
                     : k % 4 == 2 ? (unit - 0.5) * 4
                                  : FromBits(state));
  }
  return values;
}

uint64_t Mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
  return hash ^ (hash >> 29);
}

struct UnaryCase {
  const char* name;
  double (*function)(double);
  uint64_t hash;
};

struct BinaryCase {
  const char* name;
  double (*function)(double, double);
  uint64_t hash;
};

constexpr UnaryCase kUnary[] = {
    {"exp", libm::Exp, 0x36463d490ccb55e8},     {"expm1", libm::Expm1, 0x1451794abb1eea93},
    {"log", libm::Log, 0xac5f999cf32b5c5},      {"log10", libm::Log10, 0x93997d27820ec3d1},
    {"log1p", libm::Log1p, 0x29b36f103379032b}, {"sin", libm::Sin, 0x5817608931036e8d},
    {"cos", libm::Cos, 0x6e8d5acabc6fa45c},     {"tan", libm::Tan, 0xaac056978db0cdc9},
    {"asin", libm::Asin, 0xfe25ae1ce9b1766a},   {"acos", libm::Acos, 0x5a726d53556b5244},
    {"atan", libm::Atan, 0xd651346cca918e5c},   {"sinh", libm::Sinh, 0xb47f7c257ee0ac0d},
    {"cosh", libm::Cosh, 0x2ee48d9c9792c621},   {"tanh", libm::Tanh, 0xdebff724d2071c94},
    {"cbrt", libm::Cbrt, 0x49be70b980e2d075},
};

constexpr BinaryCase kBinary[] = {
    {"pow", libm::Pow, 0xc0dc83579ebadac1},
    {"atan2", libm::Atan2, 0xa66b7b3058bcc42c},
    {"hypot", libm::Hypot, 0x6b73d4e519ebb497},
};

TEST(Libm, FunctionsOfOneNumber) {
  const std::vector<double> arguments = Arguments();
  for (const UnaryCase& c : kUnary) {
    uint64_t hash = 0;
    for (double x : arguments) hash = Mix(hash, Bits(c.function(x)));
    EXPECT_EQ(hash, c.hash) << c.name << ": 0x" << std::hex << hash;
  }
}

TEST(Libm, FunctionsOfTwoNumbers) {
  const std::vector<double> arguments = Arguments();
  for (const BinaryCase& c : kBinary) {
    uint64_t hash = 0;
    for (size_t k = 0; k < arguments.size(); ++k)
      hash = Mix(hash, Bits(c.function(arguments[k], arguments[(k * 7 + 3) % arguments.size()])));
    EXPECT_EQ(hash, c.hash) << c.name << ": 0x" << std::hex << hash;
  }
}

// A hash does not say that the numbers are right: each of these is the double nearest to the true value.
TEST(Libm, NearestDoubles) {
  const struct {
    const char* name;
    double value, expected;
  } cases[] = {
      {"exp(1)", libm::Exp(1), 2.718281828459045},
      {"expm1(1e-10)", libm::Expm1(1e-10), 1.00000000005e-10},
      {"log(10)", libm::Log(10), 2.302585092994046},
      {"log10(2)", libm::Log10(2), 0.3010299956639812},
      {"log10(1000)", libm::Log10(1000), 3.0},
      {"log1p(0.5)", libm::Log1p(0.5), 0.4054651081081644},
      {"sin(1)", libm::Sin(1), 0.8414709848078965},
      {"sin(1e22)", libm::Sin(1e22), -0.8522008497671888},
      {"cos(1)", libm::Cos(1), 0.5403023058681398},
      {"tan(1)", libm::Tan(1), 1.5574077246549023},
      {"asin(0.5)", libm::Asin(0.5), 0.5235987755982989},
      {"acos(0.5)", libm::Acos(0.5), 1.0471975511965979},
      {"atan(1)", libm::Atan(1), 0.7853981633974483},
      {"atan2(-1, -1)", libm::Atan2(-1, -1), -2.356194490192345},
      {"sinh(1)", libm::Sinh(1), 1.1752011936438014},
      {"cosh(1)", libm::Cosh(1), 1.5430806348152437},
      {"tanh(1)", libm::Tanh(1), 0.7615941559557649},
      {"cbrt(2)", libm::Cbrt(2), 1.2599210498948732},
      {"hypot(1, 1)", libm::Hypot(1, 1), 1.4142135623730951},
      {"pow(2, 0.5)", libm::Pow(2, 0.5), 1.4142135623730951},
      {"pow(10, -5)", libm::Pow(10, -5), 1e-5},
  };
  for (const auto& c : cases) EXPECT_EQ(Bits(c.value), Bits(c.expected)) << c.name;
}

}  // namespace
}  // namespace pandora
