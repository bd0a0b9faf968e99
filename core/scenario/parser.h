// Text in the Hurl format -> ast.h. Strict: what is not supported is an error that names it, never skipped.
#ifndef PANDORA_CORE_SCENARIO_PARSER_H_
#define PANDORA_CORE_SCENARIO_PARSER_H_

#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/scenario/ast.h"
#include "core/scenario/cursor.h"

namespace pandora::scenario {

// kBadRequest with "NAME:line:column: ..." for text that is no scenario.
Result<HurlFile> ParseHurl(const std::string& name, std::string_view text);

// One line of [Asserts] or [Captures] from its first character up to its end; used by ParseHurl, apart for its size.
Result<Assert> ParseAssert(Cursor* cursor);
Result<Capture> ParseCapture(Cursor* cursor);

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_PARSER_H_
