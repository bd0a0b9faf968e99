#include "core/base/status.h"

#include <gtest/gtest.h>

namespace pandora {
namespace {

TEST(Status, OkHasNothingToSay) {
  const Status ok;
  EXPECT_TRUE(ok.ok());
  EXPECT_EQ(ok.code(), ErrorCode::kOk);
  EXPECT_EQ(ok.detail(), "");
  EXPECT_EQ(ok.message(), "");
  EXPECT_TRUE(ok.WithContext("line 3").ok());
}

TEST(Status, MessageJoinsCodeTextAndDetail) {
  EXPECT_EQ(Status(ErrorCode::kE18102, "'nosuch'").message(), "E18102: repo does not exist: 'nosuch'");
  EXPECT_EQ(Status(ErrorCode::kBadToken, "").message(), "bad token");
  EXPECT_EQ(Status(ErrorCode::kE18110, "x").WithContext("line 3").detail(), "line 3: x");
  EXPECT_EQ(Status(ErrorCode::kE18110, "").WithContext("line 3").detail(), "line 3");
}

Result<int> Half(int value) {
  if (value % 2 != 0) return {ErrorCode::kBadRequest, "odd"};
  return value / 2;
}

Result<int> Quarter(int value) {
  PANDORA_ASSIGN_OR_RETURN(const int half, Half(value));
  PANDORA_ASSIGN_OR_RETURN(int quarter, Half(half));
  return quarter;
}

Status CheckQuarter(int value) {
  PANDORA_RETURN_IF_ERROR(Quarter(value).status());
  return Status();
}

TEST(Result, CarriesAValueOrAStatusThroughTheMacros) {
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_FALSE(Quarter(6).ok());
  EXPECT_EQ(Quarter(6).status().detail(), "odd");
  EXPECT_TRUE(CheckQuarter(4).ok());
  EXPECT_EQ(CheckQuarter(3).code(), ErrorCode::kBadRequest);
}

}  // namespace
}  // namespace pandora
