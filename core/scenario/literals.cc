#include "core/scenario/literals.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace pandora::scenario {
namespace {

void AppendUtf8(uint32_t code, std::string* out) {
  auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// After "\u".
Status ReadUnicodeEscape(Cursor* cursor, std::string* out) {
  size_t begin = cursor->offset() - 2;
  if (!cursor->Consume("{")) return cursor->ErrorAt(begin, "expected \\u{hex digits}");
  std::string_view digits = cursor->TakeWhile([](char c) { return HexDigit(c) >= 0; });
  if (!cursor->Consume("}") || digits.empty() || digits.size() > 6) {
    return cursor->ErrorAt(begin, "expected \\u{1 to 6 hex digits}");
  }
  uint32_t code = 0;
  for (char digit : digits) code = code * 16 + static_cast<uint32_t>(HexDigit(digit));
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return cursor->ErrorAt(begin, "no such character");
  AppendUtf8(code, out);
  return Status();
}

// At a backslash.
Status ReadEscape(Cursor* cursor, std::string* out) {
  char c = cursor->Peek(1);
  switch (c) {
    case 'n': out->push_back('\n'); break;
    case 'r': out->push_back('\r'); break;
    case 't': out->push_back('\t'); break;
    case 'b': out->push_back('\b'); break;
    case 'f': out->push_back('\f'); break;
    case '"':
    case '\\':
    case '`':
    case '#':
    case '/': out->push_back(c); break;
    case 'u': cursor->Advance(2); return ReadUnicodeEscape(cursor, out);
    default: return cursor->Error("unknown escape; known are \\n \\r \\t \\b \\f \\\\ \\\" \\` \\# \\/ \\u{hex}");
  }
  cursor->Advance(2);
  return Status();
}

// Reads one unit of a template text (an escape, a variable or a character) into `text`.
Status ReadUnit(Cursor* cursor, bool escapes, bool variables, Template* text) {
  if (escapes && cursor->Peek() == '\\') {
    std::string character;
    PANDORA_RETURN_IF_ERROR(ReadEscape(cursor, &character));
    text->AddText(character);
    return Status();
  }
  if (variables && cursor->LooksAt("{{")) {
    PANDORA_ASSIGN_OR_RETURN(std::string name, ReadVariable(cursor));
    text->AddVariable(std::move(name));
    return Status();
  }
  text->AddText(cursor->rest().substr(0, 1));
  cursor->Advance();
  return Status();
}

Result<Template> ReadDelimited(Cursor* cursor, char quote) {
  size_t begin = cursor->offset();
  cursor->Advance();
  Template text;
  while (cursor->Peek() != quote) {
    if (cursor->AtEnd() || cursor->Peek() == '\n') return cursor->ErrorAt(begin, "text is not closed on its line");
    PANDORA_RETURN_IF_ERROR(ReadUnit(cursor, true, true, &text));
  }
  cursor->Advance();
  return text;
}

// One unit inside a JSON string, after its opening quote.
Status ReadJsonStringUnit(Cursor* cursor, Template* json) {
  if (cursor->LooksAt("{{")) {
    PANDORA_ASSIGN_OR_RETURN(std::string name, ReadVariable(cursor));
    json->AddJsonStringVariable(std::move(name));
    return Status();
  }
  size_t length = cursor->Peek() == '\\' ? 2 : 1;
  json->AddText(cursor->rest().substr(0, length));
  cursor->Advance(length);
  return Status();
}

// The text of a JSON value by its brackets and quotes; what lies between is checked afterwards.
Status ScanJson(Cursor* cursor, Template* json) {
  size_t begin = cursor->offset();
  if (std::string_view("{[\"").find(cursor->Peek()) == std::string_view::npos) {
    json->AddText(cursor->TakeWord());  // a number, true, false or null
    return Status();
  }
  int depth = 0;
  do {
    char c = cursor->Peek();
    if (cursor->AtEnd()) return cursor->ErrorAt(begin, "JSON is not closed");
    if (cursor->LooksAt("{{")) {
      PANDORA_ASSIGN_OR_RETURN(std::string name, ReadVariable(cursor));
      json->AddVariable(std::move(name));
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    json->AddText(cursor->rest().substr(0, 1));
    cursor->Advance();
    if (c != '"') continue;
    while (cursor->Peek() != '"') {
      if (cursor->AtEnd()) return cursor->ErrorAt(begin, "JSON is not closed");
      PANDORA_RETURN_IF_ERROR(ReadJsonStringUnit(cursor, json));
    }
    json->AddText("\"");
    cursor->Advance();
  } while (depth > 0);
  return Status();
}

std::optional<std::string> DecodeHex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < digits.size(); i += 2) {
    int high = HexDigit(digits[i]), low = HexDigit(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

Result<Value> ReadNumber(Cursor* cursor) {
  size_t begin = cursor->offset();
  std::string_view token =
      cursor->TakeWhile([](char c) { return IsDigit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'; });
  Result<Value> number = ParseJson(token);
  if (!number.ok() || !number->is_number()) return cursor->ErrorAt(begin, Quote(token) + " is no number");
  bool written_as_integer = token.find_first_of(".eE") == std::string_view::npos;
  if (written_as_integer && number->is_number_float()) {
    return cursor->ErrorAt(begin, Quote(token) + " does not fit in 64 bits");
  }
  return number;
}

// `/`, then a pattern up to the next `/`; \/ stands for a slash.
Result<std::string> ReadPattern(Cursor* cursor) {
  size_t begin = cursor->offset();
  cursor->Advance();
  std::string pattern;
  while (cursor->Peek() != '/') {
    if (cursor->AtEnd() || cursor->Peek() == '\n') return cursor->ErrorAt(begin, "pattern is not closed on its line");
    if (cursor->Consume("\\/")) {
      pattern.push_back('/');
      continue;
    }
    size_t length = cursor->Peek() == '\\' && cursor->Peek(1) != '\n' ? 2 : 1;
    pattern.append(cursor->rest().substr(0, length));
    cursor->Advance(length);
  }
  cursor->Advance();
  return pattern;
}

Result<Operand> ReadWordOperand(Cursor* cursor) {
  size_t begin = cursor->offset();
  std::string_view word = cursor->TakeWord();
  Operand operand;
  if (word == "null") return operand;
  if (word == "true" || word == "false") {
    operand.value = word == "true";
    return operand;
  }
  std::string_view line = cursor->Slice(begin, cursor->offset() + cursor->rest().find_first_of(" \t\r\n"));
  return cursor->ErrorAt(begin,
                         "expected a value (text in quotes, a number, true, false, null, {{name}}, base64,...;, "
                         "hex,...;, file,...; or /pattern/), found " +
                             Quote(word.empty() ? line : word));
}

}  // namespace

Result<Template> ReadValueString(Cursor* cursor) {
  cursor->SkipBlanks();
  Template text;
  while (!cursor->AtLineEnd() && cursor->Peek() != '#') {
    if (cursor->Peek() == ' ' || cursor->Peek() == '\t') {
      // Blanks belong to the text only if something follows them.
      std::string_view blanks = cursor->TakeWhile([](char c) { return c == ' ' || c == '\t'; });
      if (!cursor->AtLineEnd() && cursor->Peek() != '#') text.AddText(blanks);
      continue;
    }
    PANDORA_RETURN_IF_ERROR(ReadUnit(cursor, true, true, &text));
  }
  return text;
}

Result<Template> ReadQuoted(Cursor* cursor) { return ReadDelimited(cursor, '"'); }

Result<Template> ReadOneline(Cursor* cursor) { return ReadDelimited(cursor, '`'); }

Result<Multiline> ReadMultiline(Cursor* cursor) {
  size_t begin = cursor->offset();
  cursor->Consume("```");
  Multiline result;
  bool escapes = false, variables = true;
  while (!cursor->AtLineEnd()) {
    size_t at = cursor->offset();
    std::string_view word = cursor->TakeWord();
    if (word == "json") result.is_json = true;
    else if (word == "escape") escapes = true;
    else if (word == "novariable" || word == "raw") variables = false;
    else return cursor->ErrorAt(at, "after ``` may stand json, raw, escape, novariable, or the end of the line");
    cursor->SkipBlanks();
    cursor->Consume(",");
    cursor->SkipBlanks();
  }
  cursor->Consume("\r");
  cursor->Consume("\n");
  while (!cursor->Consume("```")) {
    if (cursor->AtEnd()) return cursor->ErrorAt(begin, "``` is not closed");
    PANDORA_RETURN_IF_ERROR(ReadUnit(cursor, escapes, variables, &result.text));
  }
  return result;
}

Result<Template> ReadJson(Cursor* cursor) {
  size_t begin = cursor->offset();
  Template json;
  PANDORA_RETURN_IF_ERROR(ScanJson(cursor, &json));
  Result<Value> checked = ParseJson(json.WithStandIns("0"));
  if (!checked.ok()) return cursor->ErrorAt(begin, "not valid JSON: " + checked.status().detail());
  return json;
}

bool LooksAtBytes(const Cursor& cursor) { return cursor.LooksAt("base64,") || cursor.LooksAt("hex,"); }

Result<std::string> ReadBytes(Cursor* cursor) {
  size_t begin = cursor->offset();
  bool hex = cursor->LooksAt("hex,");
  cursor->Advance(hex ? 4 : 7);
  std::string digits;
  while (cursor->Peek() != ';') {
    if (cursor->AtEnd()) return cursor->ErrorAt(begin, "expected ; at the end of the bytes");
    char c = cursor->Peek();
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') digits.push_back(c);
    cursor->Advance();
  }
  cursor->Advance();
  std::optional<std::string> bytes = hex ? DecodeHex(digits) : Base64Decode(digits);
  if (!bytes) return cursor->ErrorAt(begin, hex ? "not pairs of hex digits" : "not base64");
  return *std::move(bytes);
}

Result<Template> ReadFileName(Cursor* cursor) {
  size_t begin = cursor->offset();
  cursor->Consume("file,");
  cursor->SkipBlanks();
  Template name;
  while (cursor->Peek() != ';') {
    if (cursor->AtLineEnd()) return cursor->ErrorAt(begin, "expected ; at the end of the file's name");
    PANDORA_RETURN_IF_ERROR(ReadUnit(cursor, true, true, &name));
  }
  cursor->Advance();
  if (name.empty()) return cursor->ErrorAt(begin, "the file's name is missing");
  return name;
}

Result<std::string> ReadVariable(Cursor* cursor) {
  size_t begin = cursor->offset();
  cursor->Consume("{{");
  cursor->SkipBlanks();
  std::string name(cursor->TakeWord());
  cursor->SkipBlanks();
  if (name.empty() || !cursor->Consume("}}")) {
    return cursor->ErrorAt(begin, "expected {{name}}; write \\u{7b} where a brace is meant");
  }
  if (name == "newUuid" || name == "newDate" || name == "getEnv") {
    return cursor->ErrorAt(begin, "the function " + name + " is not supported");
  }
  return name;
}

Result<Operand> ReadOperand(Cursor* cursor) {
  Operand operand;
  char c = cursor->Peek();
  if (cursor->LooksAt("{{")) {
    operand.kind = Operand::Kind::kVariable;
    PANDORA_ASSIGN_OR_RETURN(operand.name, ReadVariable(cursor));
  } else if (cursor->LooksAt("```")) {
    operand.kind = Operand::Kind::kText;
    PANDORA_ASSIGN_OR_RETURN(Multiline multiline, ReadMultiline(cursor));
    operand.text = std::move(multiline.text);
  } else if (c == '"' || c == '`') {
    operand.kind = Operand::Kind::kText;
    PANDORA_ASSIGN_OR_RETURN(operand.text, ReadDelimited(cursor, c));
  } else if (LooksAtBytes(*cursor)) {
    PANDORA_ASSIGN_OR_RETURN(std::string bytes, ReadBytes(cursor));
    operand.value = MakeBytes(bytes);
  } else if (cursor->LooksAt("file,")) {
    operand.kind = Operand::Kind::kFile;
    PANDORA_ASSIGN_OR_RETURN(operand.text, ReadFileName(cursor));
  } else if (c == '/') {
    operand.kind = Operand::Kind::kPattern;
    PANDORA_ASSIGN_OR_RETURN(operand.name, ReadPattern(cursor));
  } else if (c == '-' || IsDigit(c)) {
    PANDORA_ASSIGN_OR_RETURN(operand.value, ReadNumber(cursor));
  } else {
    return ReadWordOperand(cursor);
  }
  return operand;
}

}  // namespace pandora::scenario
