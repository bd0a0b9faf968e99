// java.util.regex on top of RE2: translates what is written differently and names what RE2 cannot do (spec/sql.md 2.7).
#ifndef PANDORA_CORE_FUNCTION_JAVA_PATTERN_H_
#define PANDORA_CORE_FUNCTION_JAVA_PATTERN_H_

#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/function/pattern.h"

namespace pandora {

// The RE2 text for a Java pattern, or kBadRequest naming the construct that is not supported and where it stands.
Result<std::string> TranslateJavaPattern(std::string_view java);

Result<Pattern> CompileJavaPattern(std::string_view java);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_JAVA_PATTERN_H_
