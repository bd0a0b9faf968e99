#include "core/base/format_number.h"

#include <algorithm>
#include <cstdio>

namespace pandora {
namespace {

// A host may have set a locale whose point is a comma.
std::string WithPoint(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  return text;
}

std::string Print(const char* format, int places, double value) {
  places = std::clamp(places, 0, 400);
  const int size = std::snprintf(nullptr, 0, format, places, value);
  std::string text(static_cast<size_t>(size) + 1, '\0');
  std::snprintf(text.data(), text.size(), format, places, value);
  text.pop_back();
  return WithPoint(std::move(text));
}

std::string InBase(uint64_t value, int bits) {
  std::string text;
  do {
    text += "0123456789abcdef"[value & ((1U << bits) - 1)];
    value >>= bits;
  } while (value != 0);
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace

std::string FixedNumber(double value, int places) { return Print("%.*f", places, value); }
std::string ScientificNumber(double value, int places) { return Print("%.*e", places, value); }
std::string OctalNumber(uint64_t value) { return InBase(value, 3); }
std::string HexNumber(uint64_t value) { return InBase(value, 4); }

}  // namespace pandora
