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

void PutJsonDate(int64_t micros, uint32_t packed_form, TextSink* sink) {
  char* at = sink->Reserve(kMaxDateText + 2);
  *at = '"';
  at = WriteRfc3339(Instant{micros}, DateForm::Unpack(packed_form), at + 1);
  *at = '"';
  sink->Advance(at + 1);
}

void PutJsonMap(const Column& column, size_t row, TextSink* sink, bool with_nulls) {
  char before = '{';
  for (size_t i = 0; i < column.children.size(); ++i) {
    const Column& child = column.children[i];
    if (!with_nulls && child.IsNull(row)) continue;
    sink->Put(before);
    const std::string& name = column.type.fields[i].name;
    PutJsonString(name, name.data() + name.size(), sink);
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

void PutJsonString(std::string_view text, const char* readable_end, TextSink* sink) {
  const auto marks = [](uint64_t word) {
    return swar::EqualBytes(word, '"') | swar::EqualBytes(word, '\\') | swar::BytesBelow(word, 0x20);
  };
  const char* p = text.data();
  size_t left = text.size();
  // Room for all that is left unescaped, and a word; each escape asks anew.
  char* at = sink->Reserve(left + 16);
  *at++ = '"';
  for (;;) {
    const size_t plain = CopyUntilMark(p, left, readable_end, at, marks);
    at += plain;
    if (plain == left) break;
    at = WriteJsonEscape(p[plain], at);
    p += plain + 1;
    left -= plain + 1;
    sink->Advance(at);
    at = sink->Reserve(left + 16);
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
    case Kind::kDate: return PutJsonDate(column.longs[row], column.date_forms[row], sink);
    case Kind::kString:
    case Kind::kJsonString: return PutJsonString(column.Text(row), TextEnd(column), sink);
    case Kind::kArray: return PutJsonArray(column, row, sink);
    case Kind::kMap: return PutJsonMap(column, row, sink, with_nulls);
  }
}

}  // namespace pandora
