#include "core/function/unicode.h"

#include "core/function/kernel.h"

namespace pandora {
namespace {

// Ranges of capitals and the distance to their small letters. step 2: capital and small letter alternate (distance 1).
struct CaseRange {
  uint32_t first, last;
  int32_t distance;
  int step;
};

constexpr CaseRange kRanges[] = {
    {0x41, 0x5A, 32, 1},      {0xC0, 0xD6, 32, 1},     {0xD8, 0xDE, 32, 1},     {0x100, 0x12E, 1, 2},
    {0x132, 0x136, 1, 2},     {0x139, 0x147, 1, 2},    {0x14A, 0x176, 1, 2},    {0x178, 0x178, -121, 1},
    {0x179, 0x17D, 1, 2},     {0x18B, 0x18B, 1, 1},    {0x1CD, 0x1DB, 1, 2},    {0x1DE, 0x1EE, 1, 2},
    {0x1F8, 0x21E, 1, 2},     {0x222, 0x232, 1, 2},    {0x370, 0x372, 1, 2},    {0x386, 0x386, 38, 1},
    {0x388, 0x38A, 37, 1},    {0x38C, 0x38C, 64, 1},   {0x38E, 0x38F, 63, 1},   {0x391, 0x3A1, 32, 1},
    {0x3A3, 0x3AB, 32, 1},    {0x3D8, 0x3EE, 1, 2},    {0x400, 0x40F, 80, 1},   {0x410, 0x42F, 32, 1},
    {0x460, 0x480, 1, 2},     {0x48A, 0x4BE, 1, 2},    {0x4C0, 0x4C0, 15, 1},   {0x4C1, 0x4CD, 1, 2},
    {0x4D0, 0x52E, 1, 2},     {0x531, 0x556, 48, 1},   {0x1E00, 0x1E94, 1, 2},  {0x1EA0, 0x1EFE, 1, 2},
    {0x2160, 0x216F, 16, 1},  {0x24B6, 0x24CF, 26, 1}, {0x2C00, 0x2C2E, 48, 1}, {0xFF21, 0xFF3A, 32, 1},
    {0x10400, 0x10427, 40, 1}};

bool IsAsciiText(std::string_view text) {
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

template <typename Map>
std::string MapText(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) map(DecodeChar(text, &pos), &out);
  return out;
}

}  // namespace

uint32_t ToLowerChar(uint32_t code) {
  for (const CaseRange& range : kRanges) {
    if (code < range.first || code > range.last) continue;
    if ((code - range.first) % static_cast<uint32_t>(range.step) != 0) continue;
    return static_cast<uint32_t>(static_cast<int32_t>(code) + range.distance);
  }
  return code;
}

uint32_t ToUpperChar(uint32_t code) {
  if (code == 0xB5) return 0x39C;
  if (code == 0x131) return 0x49;
  if (code == 0x3C2) return 0x3A3;
  for (const CaseRange& range : kRanges) {
    uint32_t capital = static_cast<uint32_t>(static_cast<int32_t>(code) - range.distance);
    if (capital < range.first || capital > range.last) continue;
    if ((capital - range.first) % static_cast<uint32_t>(range.step) != 0) continue;
    return capital;
  }
  return code;
}

std::string ToLowerUnicode(std::string_view text) {
  if (IsAsciiText(text)) {
    std::string out(text);
    for (char& c : out) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
  }
  return MapText(text, [](uint32_t code, std::string* out) { AppendChar(ToLowerChar(code), out); });
}

std::string ToUpperUnicode(std::string_view text) {
  if (IsAsciiText(text)) {
    std::string out(text);
    for (char& c : out) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    return out;
  }
  return MapText(text, [](uint32_t code, std::string* out) {
    if (code == 0xDF) *out += "SS";
    else AppendChar(ToUpperChar(code), out);
  });
}

}  // namespace pandora
