#include "core/base/text.h"

#include <algorithm>

namespace pandora {
namespace {

constexpr size_t kMaxNameLength = 128;
constexpr char kHexDigits[] = "0123456789abcdef";

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

void AppendEscaped(unsigned char byte, std::string* out) {
  switch (byte) {
    case '\t': *out += "\\t"; return;
    case '\n': *out += "\\n"; return;
    case '\r': *out += "\\r"; return;
    default:
      *out += "\\x";
      out->push_back(kHexDigits[byte >> 4]);
      out->push_back(kHexDigits[byte & 15]);
  }
}

// How many characters to insert, delete, replace or swap with their neighbour, without regard to case; `limit` + 1 when it is more.
size_t EditDistance(std::string_view a, std::string_view b, size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  const auto same = [&](size_t i, size_t j) { return ToLower(a[i]) == ToLower(b[j]); };
  std::vector<size_t> before;  // the row above `above`
  std::vector<size_t> above;
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above = row;
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j - 1] + (same(i - 1, j - 1) ? 0 : 1), above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return std::min(row[b.size()], limit + 1);
}

}  // namespace

bool IsResourceName(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameLength || IsDigit(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return IsLetter(c) || IsDigit(c) || c == '_'; });
}

std::string Quote(std::string_view text, size_t limit) {
  std::string_view shown = text.substr(0, limit);
  if (shown.size() < text.size()) {
    // At most three bytes of a sequence can be cut off from its end.
    size_t cut = shown.size();
    while (cut > 0 && shown.size() - cut < 3 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
    if ((static_cast<unsigned char>(text[cut]) & 0xc0) != 0x80) shown = shown.substr(0, cut);
  }
  std::string quoted = "'";
  for (size_t i = 0; i < shown.size();) {
    const size_t valid = ValidUtf8Prefix(shown.substr(i));
    for (const char c : shown.substr(i, valid)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte == 0x7f) {
        AppendEscaped(byte, &quoted);
      } else {
        quoted.push_back(c);
      }
    }
    i += valid;
    if (i < shown.size()) AppendEscaped(static_cast<unsigned char>(shown[i++]), &quoted);
  }
  quoted += shown.size() < text.size() ? "'..." : "'";
  return quoted;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return ToLower(x) == ToLower(y); });
}

std::string ToLowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ToLower(c);
  return lower;
}

std::string_view TrimAscii(std::string_view text) {
  static constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (size_t begin = 0;;) {
    const size_t end = text.find(separator, begin);
    pieces.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return pieces;
    begin = end + 1;
  }
}

std::string_view DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates) {
  static constexpr size_t kMaxWord = 128;  // bounds the work that a name from outside can cause
  if (word.size() > kMaxWord) return {};
  const size_t limit = std::max<size_t>(1, word.size() / 3);
  std::string_view best;
  size_t best_distance = limit + 1;
  for (const std::string_view candidate : candidates) {
    const size_t distance = EditDistance(word, candidate, limit);
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace pandora
