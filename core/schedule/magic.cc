#include "core/schedule/magic.h"

#include <optional>

namespace pandora {
namespace {

void AppendPadded(int64_t value, int width, std::string* out) {
  const std::string digits = std::to_string(value);
  for (int i = static_cast<int>(digits.size()); i < width; ++i) out->push_back('0');
  out->append(digits);
}

bool AppendVariable(std::string_view name, const CivilTime& time, std::string* out) {
  if (name == "year") {
    AppendPadded(time.year, 4, out);
  } else if (name == "mon") {
    AppendPadded(time.month, 2, out);
  } else if (name == "day") {
    AppendPadded(time.day, 2, out);
  } else if (name == "hour") {
    AppendPadded(time.hour, 2, out);
  } else if (name == "min") {
    AppendPadded(time.minute, 2, out);
  } else if (name == "sec") {
    AppendPadded(time.second, 2, out);
  } else {
    return false;
  }
  return true;
}

}  // namespace

MagicText ExpandMagic(std::string_view text, Instant instant) {
  const CivilTime time = ToBeijing(instant);
  MagicText result;
  while (!text.empty()) {
    const size_t start = text.find("$(");
    result.text.append(text.substr(0, start));
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const size_t close = text.find(')');
    if (close != std::string_view::npos && AppendVariable(text.substr(2, close - 2), time, &result.text)) {
      ++result.used;
      text.remove_prefix(close + 1);
    } else {
      result.text.append("$(");
      text.remove_prefix(2);
    }
  }
  return result;
}

std::string ExpandKeyPrefix(std::string_view prefix, Instant instant) {
  MagicText expanded = ExpandMagic(prefix, instant);
  if (expanded.used == 0) {
    expanded.text += ExpandMagic("$(year)-$(mon)-$(day)-$(hour)-$(min)-$(sec)", instant).text;
  }
  return std::move(expanded.text);
}

}  // namespace pandora
