#include "core/function/kernel.h"

#include <algorithm>

namespace pandora {

std::string_view SubstringChars(std::string_view text, int64_t from, int64_t count) {
  size_t pos = 0;
  for (int64_t k = 0; k < from && pos < text.size(); ++k) pos = std::min(text.size(), pos + CharSize(text[pos]));
  size_t begin = pos;
  for (int64_t k = 0; k < count && pos < text.size(); ++k) pos = std::min(text.size(), pos + CharSize(text[pos]));
  return text.substr(begin, pos - begin);
}

uint32_t DecodeChar(std::string_view text, size_t* pos) {
  unsigned char lead = static_cast<unsigned char>(text[*pos]);
  size_t size = CharSize(text[*pos]);
  if (size == 1 || *pos + size > text.size()) {
    ++*pos;
    return lead;
  }
  uint32_t code = lead & (0xFFu >> (size + 1));
  for (size_t k = 1; k < size; ++k) code = (code << 6) | (static_cast<unsigned char>(text[*pos + k]) & 0x3F);
  *pos += size;
  return code;
}

void AppendChar(uint32_t code, std::string* out) {
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += static_cast<char>(0xC0 | (code >> 6));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    *out += static_cast<char>(0xE0 | (code >> 12));
    *out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *out += static_cast<char>(0xF0 | (code >> 18));
    *out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    *out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace pandora
