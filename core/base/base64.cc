#include <array>

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr char kStandard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUrlSafe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr uint8_t kInvalid = 0xff;

constexpr std::array<uint8_t, 256> MakeReverse() {
  std::array<uint8_t, 256> reverse{};
  for (uint8_t& value : reverse) value = kInvalid;
  for (uint8_t i = 0; i < 64; ++i) {
    reverse[static_cast<uint8_t>(kStandard[i])] = i;
    reverse[static_cast<uint8_t>(kUrlSafe[i])] = i;
  }
  return reverse;
}
constexpr std::array<uint8_t, 256> kReverse = MakeReverse();

std::string Encode(std::string_view data, const char* alphabet) {
  std::string text;
  text.reserve((data.size() + 2) / 3 * 4);
  for (size_t i = 0; i < data.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) group = group << 8 | (i + j < data.size() ? static_cast<uint8_t>(data[i + j]) : 0);
    for (size_t j = 0; j < 4; ++j) text.push_back(i + j > data.size() ? '=' : alphabet[(group >> (18 - 6 * j)) & 63]);
  }
  return text;
}

}  // namespace

std::string Base64Encode(std::string_view data) { return Encode(data, kStandard); }
std::string Base64UrlEncode(std::string_view data) { return Encode(data, kUrlSafe); }

std::optional<std::string> Base64Decode(std::string_view text) {
  size_t padding = 0;
  while (padding < 2 && !text.empty() && text.back() == '=') {
    text.remove_suffix(1);
    ++padding;
  }
  if (text.size() % 4 == 1 || (padding != 0 && (text.size() + padding) % 4 != 0)) return std::nullopt;
  std::string data;
  data.reserve(text.size() / 4 * 3 + 2);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const uint8_t value = kReverse[static_cast<uint8_t>(c)];
    if (value == kInvalid) return std::nullopt;
    bits = bits << 6 | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      data.push_back(static_cast<char>((bits >> count) & 0xff));
    }
  }
  return data;
}

}  // namespace pandora
