#include "core/query/sqlite_value.h"

#include <sqlite3.h>

#include <cmath>

#include "core/base/format_number.h"

namespace pandora {
namespace {

constexpr int kMaxIntegerDigits = 18;
constexpr char kNan[] = "N";

bool IsWide(const SqlType& type) { return type.kind == SqlKind::kDecimal && type.precision > kMaxIntegerDigits; }

void AppendBig(uint64_t word, std::string* out) {
  for (int shift = 56; shift >= 0; shift -= 8) *out += static_cast<char>(word >> shift);
}

uint64_t TakeBig(std::string_view* bytes) {
  uint64_t word = 0;
  for (size_t k = 0; k < 8; ++k)
    word = (word << 8) | (k < bytes->size() ? static_cast<unsigned char>((*bytes)[k]) : 0u);
  bytes->remove_prefix(std::min<size_t>(8, bytes->size()));
  return word;
}

constexpr uint64_t kSignBit = uint64_t{1} << 63;

uint64_t OrderedDouble(double value) {
  if (std::isnan(value)) return ~uint64_t{0};
  uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return bits & kSignBit ? ~bits : bits | kSignBit;
}

double FromOrderedDouble(uint64_t word) {
  if (word == ~uint64_t{0}) return std::nan("");
  uint64_t bits = word & kSignBit ? word & ~kSignBit : ~word;
  double value;
  std::memcpy(&value, &bits, 8);
  return value;
}

void AppendEscaped(std::string_view text, std::string* out) {
  for (char c : text) {
    *out += c;
    if (c == '\0') *out += '\xFF';
  }
  *out += '\0';
  *out += '\0';
}

std::string_view TakeEscaped(std::string_view* bytes, Arena* arena) {
  std::string text;
  size_t k = 0;
  while (k + 1 < bytes->size() && !((*bytes)[k] == '\0' && (*bytes)[k + 1] == '\0')) {
    text += (*bytes)[k];
    k += (*bytes)[k] == '\0' ? 2 : 1;
  }
  bytes->remove_prefix(std::min(bytes->size(), k + 2));
  return arena->Copy(text);
}

const SqlType& ItemType(const SqlType& list, size_t index) {
  if (list.kind == SqlKind::kStruct) return (*list.fields)[std::min(index, list.fields->size() - 1)].type;
  return (*list.fields)[list.kind == SqlKind::kMap ? index % 2 : 0].type;
}

std::string Encoded(const Value& value, const SqlType& type) {
  std::string bytes;
  EncodeOrdered(value, type, &bytes);
  return bytes;
}

}  // namespace

void EncodeOrdered(const Value& value, const SqlType& type, std::string* out) {
  if (value.is_null()) {
    *out += '\0';
    return;
  }
  *out += '\1';
  switch (value.tag) {
    case Value::Tag::kNull: break;
    case Value::Tag::kInt: AppendBig(static_cast<uint64_t>(value.i) ^ kSignBit, out); break;
    case Value::Tag::kDouble: AppendBig(OrderedDouble(value.d), out); break;
    case Value::Tag::kText: AppendEscaped(value.view(), out); break;
    case Value::Tag::kDecimal:
      AppendBig(value.words[1] ^ kSignBit, out);
      AppendBig(value.words[0], out);
      break;
    case Value::Tag::kInterval:
      AppendBig(value.words[0] ^ kSignBit, out);
      AppendBig(value.words[1] ^ kSignBit, out);
      break;
    case Value::Tag::kList:
      for (uint32_t k = 0; k < value.size; ++k) {
        *out += '\1';
        EncodeOrdered(value.items[k], ItemType(type, k), out);
      }
      *out += '\0';
      break;
  }
}

Value DecodeOrdered(std::string_view* bytes, const SqlType& type, Arena* arena) {
  if (bytes->empty()) return Value();
  bool null = bytes->front() == '\0';
  bytes->remove_prefix(1);
  if (null) return Value();
  switch (type.kind) {
    case SqlKind::kFloat:
    case SqlKind::kDouble: return Value::Double(FromOrderedDouble(TakeBig(bytes)));
    case SqlKind::kString:
    case SqlKind::kBinary: return Value::Text(TakeEscaped(bytes, arena));
    case SqlKind::kDecimal: {
      uint64_t high = TakeBig(bytes) ^ kSignBit;
      uint64_t low = TakeBig(bytes);
      return Value::Decimal(static_cast<Int128>((static_cast<Uint128>(high) << 64) | low));
    }
    case SqlKind::kInterval: {
      int64_t months = static_cast<int64_t>(TakeBig(bytes) ^ kSignBit);
      return Value::Interval(months, static_cast<int64_t>(TakeBig(bytes) ^ kSignBit));
    }
    case SqlKind::kArray:
    case SqlKind::kMap:
    case SqlKind::kStruct: {
      std::vector<Value> items;
      while (!bytes->empty() && bytes->front() == '\1') {
        bytes->remove_prefix(1);
        items.push_back(DecodeOrdered(bytes, ItemType(type, items.size()), arena));
      }
      if (!bytes->empty()) bytes->remove_prefix(1);
      Value* kept = NewItems(arena, items.size());
      std::copy(items.begin(), items.end(), kept);
      return Value::List(kept, items.size());
    }
    default: return Value::Int(static_cast<int64_t>(TakeBig(bytes) ^ kSignBit));
  }
}

Value FromSqlite(sqlite3_value* from, const SqlType& type, Arena* arena) {
  switch (sqlite3_value_type(from)) {
    case SQLITE_INTEGER: {
      int64_t whole = sqlite3_value_int64(from);
      if (type.kind == SqlKind::kDecimal) return Value::Decimal(whole);
      if (type.IsFractional()) return Value::Double(static_cast<double>(whole));
      return Value::Int(whole);
    }
    case SQLITE_FLOAT: return Value::Double(sqlite3_value_double(from));
    case SQLITE_TEXT: {
      const char* text = reinterpret_cast<const char*>(sqlite3_value_text(from));
      return Value::Text(arena->Copy({text, static_cast<size_t>(sqlite3_value_bytes(from))}));
    }
    case SQLITE_BLOB: {
      const char* data = static_cast<const char*>(sqlite3_value_blob(from));
      std::string_view bytes(data, static_cast<size_t>(sqlite3_value_bytes(from)));
      if (type.IsFractional()) return Value::Double(std::nan(""));
      if (type.kind == SqlKind::kBinary || type.kind == SqlKind::kString) return Value::Text(arena->Copy(bytes));
      return DecodeOrdered(&bytes, type, arena);
    }
    default: return Value();
  }
}

void ToSqlite(sqlite3_context* context, const Value& value, const SqlType& type) {
  switch (value.tag) {
    case Value::Tag::kNull: sqlite3_result_null(context); return;
    case Value::Tag::kInt: sqlite3_result_int64(context, value.i); return;
    case Value::Tag::kDouble:
      if (std::isnan(value.d)) sqlite3_result_blob(context, kNan, 1, SQLITE_STATIC);
      else sqlite3_result_double(context, value.d);
      return;
    case Value::Tag::kText: {
      const char* data = value.size == 0 ? "" : value.text;
      if (type.kind == SqlKind::kBinary)
        sqlite3_result_blob(context, data, static_cast<int>(value.size), SQLITE_TRANSIENT);
      else sqlite3_result_text(context, data, static_cast<int>(value.size), SQLITE_TRANSIENT);
      return;
    }
    default: break;
  }
  if (value.tag == Value::Tag::kDecimal && !IsWide(type)) {
    sqlite3_result_int64(context, static_cast<int64_t>(value.decimal()));
    return;
  }
  std::string bytes = Encoded(value, type);
  sqlite3_result_blob(context, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
}

std::string SqliteLiteral(const Value& value, const SqlType& type) {
  auto blob = [](std::string_view bytes) {
    std::string text = "x'";
    for (char c : bytes) {
      const std::string digits = HexNumber(static_cast<unsigned char>(c));
      text += digits.size() < 2 ? "0" + digits : digits;
    }
    return text + "'";
  };
  switch (value.tag) {
    case Value::Tag::kNull: return "NULL";
    case Value::Tag::kInt: return value.i == INT64_MIN ? "(-9223372036854775807-1)" : std::to_string(value.i);
    case Value::Tag::kDouble:
      if (std::isnan(value.d)) return blob(kNan);
      if (std::isinf(value.d)) return value.d > 0 ? "9e999" : "-9e999";
      return ScientificNumber(value.d, 17);
    case Value::Tag::kText: {
      if (type.kind == SqlKind::kBinary) return blob(value.view());
      if (value.view().find('\0') != std::string_view::npos) return "CAST(" + blob(value.view()) + " AS TEXT)";
      std::string text = "'";
      for (char c : value.view()) text += c == '\'' ? std::string("''") : std::string(1, c);
      return text + "'";
    }
    default: break;
  }
  if (value.tag == Value::Tag::kDecimal && !IsWide(type)) return std::to_string(static_cast<int64_t>(value.decimal()));
  return blob(Encoded(value, type));
}

}  // namespace pandora
