// Small text helpers that every layer needs: names, numbers, base64, UTF-8. Locale-free, allocation only in what returns a
// string.
#ifndef PANDORA_CORE_BASE_TEXT_H_
#define PANDORA_CORE_BASE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

// True when `name` matches ^[a-zA-Z_][a-zA-Z0-9_]{0,127}$, the rule for repos, fields, transforms, exports ... (seed 002:54).
bool IsResourceName(std::string_view name);

// The longest prefix of `text` of at most `limit` bytes that ends at a UTF-8 boundary, quoted with ' and with control
// characters escaped, and "..." where it was cut: for error messages that show a value which came from outside.
std::string Quote(std::string_view text, size_t limit = 64);

// Decimal int64; the whole text must match -?[0-9]+ and fit. A leading + is refused.
std::optional<int64_t> ParseInt64(std::string_view text);
std::optional<uint64_t> ParseUint64(std::string_view text);  // [0-9]+

// A finite double written as JSON or C would (`1`, `1.5`, `1e+06`, `-.5` refused); the whole text must match.
std::optional<double> ParseDouble(std::string_view text);

// Appends the shortest text that reads back as `value`; always with a point or an exponent ("22.0"), so that a float
// stays a float in JSON. Precondition: finite.
void AppendDouble(double value, std::string* out);
void AppendInt64(int64_t value, std::string* out);

// The same into a buffer with room for kMaxNumberText bytes; answer the position behind what they wrote.
inline constexpr size_t kMaxNumberText = 32;
char* WriteDouble(double value, char* at);
char* WriteInt64(int64_t value, char* at);

// RFC 4648 with padding. Decoding accepts both alphabets and missing padding; nothing on any other byte.
std::string Base64Encode(std::string_view data);
std::string Base64UrlEncode(std::string_view data);
std::optional<std::string> Base64Decode(std::string_view text);

bool IsValidUtf8(std::string_view text);
// Length of the longest prefix that is valid UTF-8; a sequence cut off by the end of the text does not count.
size_t ValidUtf8Prefix(std::string_view text);
// Precondition: a code point up to 0x10ffff that is no surrogate.
void AppendUtf8(uint32_t code_point, std::string* out);
bool IsAscii(std::string_view text);

bool EqualsIgnoreCase(std::string_view a, std::string_view b);  // ASCII letters only
std::string ToLowerAscii(std::string_view text);
std::string_view TrimAscii(std::string_view text);                           // spaces, tabs, CR, LF
std::vector<std::string_view> Split(std::string_view text, char separator);  // "" gives one empty piece

// The candidate closest to `word` by edit distance when it is close enough to be worth suggesting, or "".
std::string_view DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_TEXT_H_
