// Small helpers that kernels share. Internal to core/function.
#ifndef PANDORA_CORE_FUNCTION_KERNEL_H_
#define PANDORA_CORE_FUNCTION_KERNEL_H_

#include <string_view>

#include "core/function/function.h"

namespace pandora {

// A text result with bytes of its own.
inline Value CopiedText(CallContext& context, std::string_view text) { return Value::Text(context.arena->Copy(text)); }

inline SqlKind ArgKind(const CallContext& context, size_t index) { return context.arg_types[index].kind; }

// Two's complement arithmetic, as Java's.
inline int64_t WrapAdd(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
inline int64_t WrapSubtract(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
inline int64_t WrapMultiply(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
inline int64_t WrapTo(SqlKind kind, int64_t value) {
  switch (kind) {
    case SqlKind::kTinyint: return static_cast<int8_t>(value);
    case SqlKind::kSmallint: return static_cast<int16_t>(value);
    case SqlKind::kInt: return static_cast<int32_t>(value);
    default: return value;
  }
}

// The decimal of `scale` as a value of `type`, NULL when it does not fit.
inline Value DecimalResultValue(std::optional<Int128> unscaled, int scale, const SqlType& type) {
  if (unscaled && scale != type.scale) unscaled = Rescale(*unscaled, scale, type.scale);
  if (!unscaled || !FitsPrecision(*unscaled, type.precision)) return Value();
  return Value::Decimal(*unscaled);
}

// UTF-8: the length of the character that begins with `lead`, at least 1; the number of characters.
inline size_t CharSize(char lead) {
  unsigned char c = static_cast<unsigned char>(lead);
  return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}
inline int64_t CountChars(std::string_view text) {
  int64_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}
// Characters [from, from + count) of `text`.
std::string_view SubstringChars(std::string_view text, int64_t from, int64_t count);

// One code point at `pos`, advancing it; and back.
uint32_t DecodeChar(std::string_view text, size_t* pos);
void AppendChar(uint32_t code, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_KERNEL_H_
