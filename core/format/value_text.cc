#include "core/format/value_text.h"

#include "core/base/swar.h"

namespace pandora {
namespace {

// The escape of a byte that may not stand in a JSON string by itself; at most 6 bytes.
char* WriteJsonEscape(char c, char* at) {
  static constexpr char kHexDigits[] = "0123456789abcdef";
  *at++ = '\\';
  switch (c) {
    case '"':
    case '\\': *at++ = c; return at;
    case '\b': *at++ = 'b'; return at;
    case '\f': *at++ = 'f'; return at;
    case '\n': *at++ = 'n'; return at;
    case '\r': *at++ = 'r'; return at;
    case '\t': *at++ = 't'; return at;
    default: break;
  }
  std::memcpy(at, "u00", 3);
  at[3] = kHexDigits[static_cast<unsigned char>(c) >> 4];
  at[4] = kHexDigits[c & 15];
  return at + 5;
}

void PutJsonMap(const Column& column, size_t row, TextSink* sink, bool with_nulls) {
  char before = '{';
  for (size_t i = 0; i < column.children.size(); ++i) {
    const Column& child = column.children[i];
    if (!with_nulls && child.IsNull(row)) continue;
    sink->Put(before);
    PutJsonString(column.type.fields[i].name, sink);
    sink->Put(':');
    PutJsonValue(child, row, sink, with_nulls);
    before = ',';
  }
  sink->Put(std::string_view(before == '{' ? "{}" : "}"));
}

void PutJsonArray(const Column& column, size_t row, TextSink* sink) {
  sink->Put('[');
  for (size_t i = column.offsets[row]; i < column.offsets[row + 1]; ++i) {
    if (i > column.offsets[row]) sink->Put(',');
    PutJsonValue(column.children[0], i, sink);
  }
  sink->Put(']');
}

}  // namespace

void PutJsonString(std::string_view text, TextSink* sink) {
  const char* p = text.data();
  const char* const end = p + text.size();
  // Room for all of it unescaped and a word too many; an escape asks for more.
  char* at = sink->Reserve(text.size() + 16);
  *at++ = '"';
  for (;;) {
    const uint64_t word = swar::LoadUpTo8(p, end);
    const uint64_t hits = swar::EqualBytes(word, '"') | swar::EqualBytes(word, '\\') | swar::BytesBelow(word, 0x20);
    StoreLittle(word, at);
    if (hits == 0) {
      p += 8;
      at += 8;
      continue;
    }
    const size_t plain = swar::FirstByte(hits);
    p += plain;
    at += plain;
    if (p >= end) break;
    at = WriteJsonEscape(*p++, at);
    sink->Advance(at);
    at = sink->Reserve(static_cast<size_t>(end - p) + 16);
  }
  *at++ = '"';
  sink->Advance(at);
}

void PutJsonValue(const Column& column, size_t row, TextSink* sink, bool with_nulls) {
  if (column.IsNull(row)) return sink->Put(std::string_view("null"));
  switch (column.type.kind) {
    case Kind::kBoolean: return sink->PutBoolean(column.booleans[row] != 0);
    case Kind::kLong: return sink->PutLong(column.longs[row]);
    case Kind::kFloat: return sink->PutFloat(column.doubles[row]);
    case Kind::kDate:
      sink->Put('"');
      sink->PutDate(column.longs[row], column.date_forms[row]);
      return sink->Put('"');
    case Kind::kString:
    case Kind::kJsonString: return PutJsonString(column.Text(row), sink);
    case Kind::kArray: return PutJsonArray(column, row, sink);
    case Kind::kMap: return PutJsonMap(column, row, sink, with_nulls);
  }
}

}  // namespace pandora
