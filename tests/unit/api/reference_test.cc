// The committed reference is what the code says.
#include "core/api/reference.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/format/json.h"
#include "core/function/function.h"

namespace pandora {
namespace {

// Tests run in the repository's root.
std::string ReadPage(std::string_view name) {
  std::ifstream file("docs/reference/" + std::string(name), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Reference, CommittedPagesAreUpToDate) {
  for (const ReferencePage& page : ReferencePages()) {
    // Not EXPECT_EQ, which would print both pages.
    EXPECT_TRUE(ReadPage(page.file_name) == page.text)
        << "docs/reference/" << page.file_name
        << " differs from the tables in the code: run ./dev reference and commit";
  }
}

TEST(Reference, EveryFunctionWithANameIsListed) {
  const Result<Json> document = ParseJson(FunctionsDocument());
  ASSERT_TRUE(document.ok());
  std::vector<std::string> listed;
  for (const Json& row : (*document)["functions"]) listed.push_back(row["name"].get<std::string>());
  for (const Function* row : AllFunctions()) {
    const bool internal = (row->flags & kOperator) != 0 && row->name().find('_') != std::string_view::npos;
    EXPECT_EQ(std::count(listed.begin(), listed.end(), row->name()), internal ? 0 : 1) << row->names;
  }
}

TEST(Reference, SignaturesAreForPeople) {
  const std::string page = FunctionsReference();
  for (std::string_view line : {"count(any, ...) -> bigint", "substr(text, int[, int]) -> type of argument 1",
                                "any between any and any -> boolean", "any[any] -> by the arguments", "~ any -> "}) {
    EXPECT_NE(page.find(line), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace pandora
