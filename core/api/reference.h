// The reference, made from the tables in the code so that it cannot disagree with them: the pages under docs/reference, and the list
// of SQL functions for the console. What it is not: a guide (docs/sql.md), or the OpenAPI document (openapi.h).
//
// Who calls it: `pandora-sim reference`, which writes the pages; the test that compares them with what is committed; the route
// GET /_sim/sql/functions. Pages are the same bytes on every host: no clock, no locale.
#ifndef PANDORA_CORE_API_REFERENCE_H_
#define PANDORA_CORE_API_REFERENCE_H_

#include <string>
#include <string_view>
#include <vector>

namespace pandora {

struct ReferencePage {
  std::string_view file_name;  // "routes.md"
  std::string text;            // Markdown, UTF-8, ends with one line end
};

// All pages, in the order in which they are listed.
std::vector<ReferencePage> ReferencePages();

// The parts of ReferencePages.
std::string RoutesReference();
std::string ErrorsReference();
std::string FunctionsReference();

// {"functions": [{"name", "aliases", "family", "kind", "newer", "signatures", "english", "chinese", "examples":
// [{"expression", "result"}]}]}: every function and operator that a statement can use. `kind` is scalar, aggregate, window,
// generator or operator; `newer` marks what Spark 2.2 does not have.
const std::string& FunctionsDocument();

}  // namespace pandora

#endif  // PANDORA_CORE_API_REFERENCE_H_
