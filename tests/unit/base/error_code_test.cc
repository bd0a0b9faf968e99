#include "core/base/error_code.h"

#include <gtest/gtest.h>

#include <set>

namespace pandora {
namespace {

TEST(ErrorCode, EveryRowIsFoundByItsCodeAndItsLabel) {
  std::set<std::string_view> labels;
  for (const ErrorInfo& info : AllErrors()) {
    EXPECT_EQ(&GetErrorInfo(info.code), &info) << info.english;
    EXPECT_FALSE(info.english.empty());
    EXPECT_FALSE(info.chinese.empty());
    EXPECT_GE(info.http_status, 200);
    if (info.label.empty()) continue;
    EXPECT_TRUE(labels.insert(info.label).second) << info.label << " is there twice";
    EXPECT_EQ(FindErrorCode(info.label), info.code);
  }
}

TEST(ErrorCode, TheDocumentsStatuses) {
  const struct {
    const char* label;
    int status;
  } cases[] = {{"E18003", 411}, {"E18005", 413}, {"E18101", 409}, {"E18102", 404}, {"E18111", 404},
               {"E18124", 202}, {"E18203", 415}, {"E18223", 400}, {"E6102", 409},  {"E6303", 404},
               {"E7100", 404},  {"E8104", 400},  {"E8111", 404},  {"E8112", 409},  {"E8201", 400}};
  for (const auto& c : cases) {
    const std::optional<ErrorCode> code = FindErrorCode(c.label);
    ASSERT_TRUE(code.has_value()) << c.label;
    EXPECT_EQ(GetErrorInfo(*code).http_status, c.status) << c.label;
  }
}

TEST(ErrorCode, WhatIsNotInTheTable) {
  EXPECT_FALSE(FindErrorCode("").has_value());
  EXPECT_FALSE(FindErrorCode("E99999").has_value());
  EXPECT_FALSE(FindErrorCode("e18102").has_value());
  EXPECT_EQ(GetErrorInfo(ErrorCode::kOk).http_status, 200);
  EXPECT_EQ(GetErrorInfo(static_cast<ErrorCode>(60000)).http_status, 200);
}

}  // namespace
}  // namespace pandora
