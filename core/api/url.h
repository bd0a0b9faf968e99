// The target of a request taken apart: decoded path segments and query parameters.
#ifndef PANDORA_CORE_API_URL_H_
#define PANDORA_CORE_API_URL_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pandora {

// Decodes %XX; in query text also '+' as a space. Nothing for a broken escape.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space);

// Path before '?', query behind it. An absolute target ("https://host/v2/repos") loses scheme and host.
struct SplitTarget {
  std::string_view path;
  std::string_view query;
};
SplitTarget SplitPathAndQuery(std::string_view target);

// "a=1&b" as decoded pairs in order; a broken escape is kept as it stands.
std::vector<std::pair<std::string, std::string>> ParseQueryString(std::string_view query);

}  // namespace pandora

#endif  // PANDORA_CORE_API_URL_H_
