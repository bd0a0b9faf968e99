#include "core/scenario/value.h"

#include <cmath>
#include <cstdint>

#include "core/base/hash.h"

namespace pandora::scenario {
namespace {

constexpr size_t kShownBytes = 400;

int Sign(bool less, bool greater) { return less ? -1 : (greater ? 1 : 0); }

// Exact: no integer is converted to double.
std::optional<int> CompareIntegerWithFloat(const Value& integer, double real) {
  if (std::isnan(real)) return std::nullopt;
  if (real >= 18446744073709551616.0) return -1;  // 2^64
  if (real < -9223372036854775808.0) return 1;    // -2^63
  double floor = std::floor(real);
  int below = 0;  // the integer against floor(real)
  if (floor >= 0) {
    auto whole = static_cast<uint64_t>(floor);
    bool negative = !integer.is_number_unsigned() && integer.get<int64_t>() < 0;
    uint64_t value = negative ? 0 : integer.get<uint64_t>();
    below = negative ? -1 : Sign(value<whole, value> whole);
  } else {
    auto whole = static_cast<int64_t>(floor);
    bool large = integer.is_number_unsigned() && integer.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX);
    int64_t value = large ? 0 : integer.get<int64_t>();
    below = large ? 1 : Sign(value<whole, value> whole);
  }
  if (below != 0) return below;
  return real > floor ? -1 : 0;
}

std::optional<int> CompareNumbers(const Value& a, const Value& b) {
  if (a.is_number_float() && b.is_number_float()) {
    double x = a.get<double>(), y = b.get<double>();
    if (std::isnan(x) || std::isnan(y)) return std::nullopt;
    return Sign(x<y, x> y);
  }
  if (b.is_number_float()) return CompareIntegerWithFloat(a, b.get<double>());
  if (a.is_number_float()) {
    std::optional<int> reversed = CompareIntegerWithFloat(b, a.get<double>());
    return reversed ? std::optional<int>(-*reversed) : std::nullopt;
  }
  bool a_large = a.is_number_unsigned(), b_large = b.is_number_unsigned();
  bool a_negative = !a_large && a.get<int64_t>() < 0, b_negative = !b_large && b.get<int64_t>() < 0;
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  if (a_negative) return Sign(a.get<int64_t>() < b.get<int64_t>(), a.get<int64_t>() > b.get<int64_t>());
  return Sign(a.get<uint64_t>() < b.get<uint64_t>(), a.get<uint64_t>() > b.get<uint64_t>());
}

bool EqualObjects(const Value& a, const Value& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, member] : a.items()) {
    auto other = b.find(name);
    if (other == b.end() || !EqualValues(member, *other)) return false;
  }
  return true;
}

}  // namespace

Value MakeBytes(std::string_view bytes) { return Value::binary(std::vector<std::uint8_t>(bytes.begin(), bytes.end())); }

std::string_view BytesOf(const Value& value) {
  const auto& bytes = value.get_binary();
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::optional<int> CompareValues(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return CompareNumbers(a, b);
  std::string_view x, y;
  if (a.is_string() && b.is_string()) {
    x = a.get_ref<const std::string&>();
    y = b.get_ref<const std::string&>();
  } else if (a.is_binary() && b.is_binary()) {
    x = BytesOf(a);
    y = BytesOf(b);
  } else {
    return std::nullopt;
  }
  return Sign(x<y, x> y);
}

bool EqualValues(const Value& a, const Value& b) {
  if (a.is_object() && b.is_object()) return EqualObjects(a, b);
  if (a.is_array() && b.is_array()) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
      if (!EqualValues(a[i], b[i])) return false;
    }
    return true;
  }
  if (a.is_null() && b.is_null()) return true;
  if (a.is_boolean() && b.is_boolean()) return a.get<bool>() == b.get<bool>();
  return CompareValues(a, b) == 0;
}

std::string DescribeValue(const Value& value) {
  std::string text;
  if (value.is_null()) return "null";
  if (value.is_binary()) {
    std::string_view bytes = BytesOf(value);
    std::string_view shown = bytes.substr(0, kShownBytes / 2);
    text = std::to_string(bytes.size()) + " bytes " +
           ToHex(reinterpret_cast<const uint8_t*>(shown.data()), shown.size()) +
           (shown.size() < bytes.size() ? "..." : "");
    return text;
  }
  if (value.is_boolean()) text = "boolean ";
  if (value.is_number()) text = value.is_number_float() ? "float " : "integer ";
  if (value.is_string()) text = "string ";
  if (value.is_array()) text = "list of " + std::to_string(value.size()) + " ";
  if (value.is_object()) text = "object ";
  std::string dump = DumpJson(value);
  if (dump.size() > kShownBytes) {
    size_t end = kShownBytes;
    while (end > 0 && (static_cast<unsigned char>(dump[end]) & 0xC0) == 0x80) --end;
    dump.resize(end);
    dump += "...";
  }
  return text + dump;
}

}  // namespace pandora::scenario
