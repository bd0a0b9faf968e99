#include <cstring>

#include "core/base/swar.h"
#include "core/base/text.h"

namespace pandora {
namespace {

// Length of the well-formed sequence at `p`, whose first byte is not ASCII; 0 when it is malformed (Unicode 15, table 3-7).
size_t SequenceLength(const unsigned char* p, const unsigned char* end) {
  const auto continues = [](unsigned char c) { return (c & 0xc0) == 0x80; };
  const size_t left = static_cast<size_t>(end - p);
  const unsigned char lead = p[0];
  if (lead < 0xc2 || lead > 0xf4 || left < 2) return 0;
  if (lead < 0xe0) return continues(p[1]) ? 2 : 0;
  const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (p[1] < low || p[1] > high || left < 3 || !continues(p[2])) return 0;
  if (lead < 0xf0) return 3;
  return left >= 4 && continues(p[3]) ? 4 : 0;
}

}  // namespace

size_t ValidUtf8Prefix(std::string_view text) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* const end = begin + text.size();
  const unsigned char* p = begin;
  while (p < end) {
    if (*p < 0x80) {
      while (end - p >= 8 && (LoadLittle<uint64_t>(p) & swar::kHighs) == 0) p += 8;
      while (p < end && *p < 0x80) ++p;
      continue;
    }
    const size_t length = SequenceLength(p, end);
    if (length == 0) break;
    p += length;
  }
  return static_cast<size_t>(p - begin);
}

bool IsValidUtf8(std::string_view text) { return IsAscii(text) || ValidUtf8Prefix(text) == text.size(); }

bool IsAscii(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  uint64_t seen = 0;
  for (; end - p >= 64; p += 64) {  // compilers turn the inner loop into vector instructions
    uint64_t block = 0;
    for (int i = 0; i < 64; i += 8) block |= LoadLittle<uint64_t>(p + i);
    if ((block & swar::kHighs) != 0) return false;
  }
  for (; p < end; ++p) seen |= static_cast<unsigned char>(*p);
  return (seen & 0x80) == 0;
}

void AppendUtf8(uint32_t code_point, std::string* out) {
  const auto push = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xc0 | code_point >> 6);
    push(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    push(0xe0 | code_point >> 12);
    push(0x80 | ((code_point >> 6) & 0x3f));
    push(0x80 | (code_point & 0x3f));
  } else {
    push(0xf0 | code_point >> 18);
    push(0x80 | ((code_point >> 12) & 0x3f));
    push(0x80 | ((code_point >> 6) & 0x3f));
    push(0x80 | (code_point & 0x3f));
  }
}

}  // namespace pandora
