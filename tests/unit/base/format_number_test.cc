#include "core/base/format_number.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace pandora {
namespace {

TEST(FormatNumber, WritesAFixedNumberOfDigits) {
  EXPECT_EQ(FixedNumber(0.5, 0), "0");
  EXPECT_EQ(FixedNumber(1.5, 0), "2");
  EXPECT_EQ(FixedNumber(-0.0, 1), "-0.0");
  EXPECT_EQ(FixedNumber(1e22, 1), "10000000000000000000000.0");
  EXPECT_EQ(FixedNumber(0.1, 20), "0.10000000000000000555");
  EXPECT_EQ(FixedNumber(std::numeric_limits<double>::max(), 300).size(), 610u);
}

TEST(FormatNumber, WritesExponents) {
  EXPECT_EQ(ScientificNumber(0.0, 2), "0.00e+00");
  EXPECT_EQ(ScientificNumber(12345.678, 3), "1.235e+04");
  EXPECT_EQ(ScientificNumber(-1e-300, 0), "-1e-300");
}

TEST(FormatNumber, WritesOtherBases) {
  EXPECT_EQ(HexNumber(0), "0");
  EXPECT_EQ(HexNumber(255), "ff");
  EXPECT_EQ(OctalNumber(8), "10");
  EXPECT_EQ(HexNumber(UINT64_MAX), "ffffffffffffffff");
  EXPECT_EQ(OctalNumber(UINT64_MAX), "1777777777777777777777");
}

}  // namespace
}  // namespace pandora
