// Percent-encoding of URLs (RFC 3986).
#ifndef PANDORA_CORE_SCENARIO_PERCENT_H_
#define PANDORA_CORE_SCENARIO_PERCENT_H_

#include <optional>
#include <string>
#include <string_view>

namespace pandora::scenario {

// All but letters, digits and -._~ as %XX.
std::string PercentEncode(std::string_view text);

// Nothing when a % is not followed by two hex digits. A + stays a +.
std::optional<std::string> PercentDecode(std::string_view text);

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_PERCENT_H_
