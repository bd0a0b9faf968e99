// Entries and their sections. The grammar, from the top:
//
//   file:     entry*
//   entry:    METHOD url  pair*  request-section*  body?   response?
//   response: HTTP[/x] status  pair*  response-section*  body?
//
// Blank lines and comments may stand between any two of these lines.

#include "core/scenario/parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/scenario/literals.h"

namespace pandora::scenario {
namespace {

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLetter(char c) { return IsUpper(c) || (c >= 'a' && c <= 'z'); }

class Parser {
 public:
  Parser(const std::string& name, std::string_view text) : cursor_(name, text) {}

  Result<HurlFile> Parse();

 private:
  Status SkipToNext();
  void TakeComment();

  bool AtResponse() const;
  bool AtPair();
  bool AtSection() const;
  bool AtBody() const;

  Result<Entry> ParseEntry();
  Status ParseResponse(Entry* entry);
  Status ParsePairs(std::vector<Pair>* pairs);
  Result<std::string> ParseSectionName();
  Status ParseRequestSection(Entry* entry);
  Status ParseResponseSection(Entry* entry);
  Status ParseOption(Entry* entry);
  Status ParseBody(Body* body);

  Cursor cursor_;
  HurlFile file_;
  std::vector<std::string> comments_;  // those right above the present line
};

// A `# rule: a, b` comment is a tag; any other is kept as a possible title.
void Parser::TakeComment() {
  std::string_view line = cursor_.TakeWhile([](char c) { return c != '\n'; });
  line = TrimAscii(line.substr(std::min(line.find_first_not_of('#'), line.size())));
  size_t colon = std::min(line.find(':'), line.size());
  std::string_view tag = line.substr(0, colon);
  if (colon == line.size() || (tag != "rule" && tag != "rules")) {
    comments_.emplace_back(line);
    return;
  }
  for (std::string_view piece : Split(line.substr(colon + 1), ',')) {
    std::string id(TrimAscii(piece));
    bool known = std::find(file_.rules.begin(), file_.rules.end(), id) != file_.rules.end();
    if (!id.empty() && !known) file_.rules.push_back(std::move(id));
  }
}

// To the next line that is neither blank nor a comment.
Status Parser::SkipToNext() {
  comments_.clear();
  while (!cursor_.AtEnd()) {
    cursor_.SkipBlanks();
    if (cursor_.Peek() == '#') {
      TakeComment();
    } else if (cursor_.AtLineEnd()) {
      comments_.clear();
    } else {
      return Status();
    }
    PANDORA_RETURN_IF_ERROR(cursor_.ExpectLineEnd());
  }
  return Status();
}

bool Parser::AtResponse() const {
  return cursor_.LooksAt("HTTP") && (cursor_.Peek(4) == ' ' || cursor_.Peek(4) == '/' || cursor_.Peek(4) == '\t');
}

bool Parser::AtPair() {
  size_t begin = cursor_.offset();
  bool named = !cursor_.TakeWord().empty();
  cursor_.SkipBlanks();
  bool found = named && cursor_.Peek() == ':';
  cursor_.MoveTo(begin);
  return found;
}

bool Parser::AtSection() const { return cursor_.Peek() == '[' && IsUpper(cursor_.Peek(1)); }

bool Parser::AtBody() const {
  std::string_view marks = "{[\"`-0123456789";
  if (cursor_.AtEnd() || AtSection()) return false;
  if (marks.find(cursor_.Peek()) != std::string_view::npos) return true;
  for (std::string_view word : {"true", "false", "null", "base64,", "hex,", "file,"}) {
    if (cursor_.LooksAt(word)) return true;
  }
  return false;
}

Status Parser::ParsePairs(std::vector<Pair>* pairs) {
  while (!cursor_.AtEnd() && AtPair()) {
    Pair pair;
    pair.line = cursor_.line();
    pair.name = std::string(cursor_.TakeWord());
    cursor_.SkipBlanks();
    cursor_.Consume(":");
    PANDORA_ASSIGN_OR_RETURN(pair.value, ReadValueString(&cursor_));
    PANDORA_RETURN_IF_ERROR(cursor_.ExpectLineEnd());
    pairs->push_back(std::move(pair));
    PANDORA_RETURN_IF_ERROR(SkipToNext());
  }
  return Status();
}

Result<std::string> Parser::ParseSectionName() {
  size_t begin = cursor_.offset();
  cursor_.Consume("[");
  std::string name(cursor_.TakeWhile(IsLetter));
  if (!cursor_.Consume("]")) return cursor_.ErrorAt(begin, "expected the name of a section in [ ]");
  PANDORA_RETURN_IF_ERROR(cursor_.ExpectLineEnd());
  PANDORA_RETURN_IF_ERROR(SkipToNext());
  return name;
}

Status Parser::ParseOption(Entry* entry) {
  size_t begin = cursor_.offset();
  std::string option(cursor_.TakeWord());
  cursor_.SkipBlanks();
  cursor_.Consume(":");
  if (option != "variable") {
    return cursor_.ErrorAt(begin, "the option " + Quote(option) + " is not supported; supported is variable");
  }
  cursor_.SkipBlanks();
  VariableOption variable;
  variable.name = std::string(cursor_.TakeWord());
  cursor_.SkipBlanks();
  if (variable.name.empty() || !cursor_.Consume("=")) return cursor_.ErrorAt(begin, "expected `variable: name=value`");
  cursor_.SkipBlanks();
  if (cursor_.Peek() == '"') {
    variable.value.kind = Operand::Kind::kText;
    PANDORA_ASSIGN_OR_RETURN(variable.value.text, ReadQuoted(&cursor_));
  } else {
    PANDORA_ASSIGN_OR_RETURN(Template text, ReadValueString(&cursor_));
    // As in a Hurl file: what reads as a number, a boolean or null is one; all else is text.
    Result<Value> typed = text.is_constant() ? ParseJson(text.Source()) : Result<Value>(ErrorCode::kBadRequest, "");
    if (typed.ok() && !typed->is_structured() && !typed->is_string()) {
      variable.value.value = *std::move(typed);
    } else {
      variable.value.kind = Operand::Kind::kText;
      variable.value.text = std::move(text);
    }
  }
  PANDORA_RETURN_IF_ERROR(cursor_.ExpectLineEnd());
  entry->variables.push_back(std::move(variable));
  return SkipToNext();
}

Status Parser::ParseRequestSection(Entry* entry) {
  size_t begin = cursor_.offset();
  PANDORA_ASSIGN_OR_RETURN(std::string name, ParseSectionName());
  if (name == "QueryStringParams" || name == "Query") return ParsePairs(&entry->query);
  if (name == "Options") {
    while (!cursor_.AtEnd() && AtPair()) PANDORA_RETURN_IF_ERROR(ParseOption(entry));
    return Status();
  }
  std::string hint = name == "Captures" || name == "Asserts" ? "; it belongs below an `HTTP` line" : "";
  return cursor_.ErrorAt(begin, "the section [" + name + "] is not supported in a request" + hint);
}

Status Parser::ParseResponseSection(Entry* entry) {
  size_t begin = cursor_.offset();
  PANDORA_ASSIGN_OR_RETURN(std::string name, ParseSectionName());
  if (name == "Captures") {
    while (!cursor_.AtEnd() && AtPair()) {
      PANDORA_ASSIGN_OR_RETURN(Capture capture, ParseCapture(&cursor_));
      entry->captures.push_back(std::move(capture));
      PANDORA_RETURN_IF_ERROR(SkipToNext());
    }
    return Status();
  }
  if (name != "Asserts") return cursor_.ErrorAt(begin, "the section [" + name + "] is not supported in a response");
  // A query begins with a small letter; so do the bodies base64, hex, file, true, false and null, which end the
  // section.
  while (cursor_.Peek() >= 'a' && cursor_.Peek() <= 'z' && !AtBody()) {
    PANDORA_ASSIGN_OR_RETURN(Assert check, ParseAssert(&cursor_));
    entry->asserts.push_back(std::move(check));
    PANDORA_RETURN_IF_ERROR(SkipToNext());
  }
  return Status();
}

Status Parser::ParseBody(Body* body) {
  body->line = cursor_.line();
  if (cursor_.LooksAt("```")) {
    body->kind = Body::Kind::kText;
    PANDORA_ASSIGN_OR_RETURN(Multiline multiline, ReadMultiline(&cursor_));
    body->text = std::move(multiline.text);
    body->is_json = multiline.is_json;
  } else if (cursor_.Peek() == '`') {
    body->kind = Body::Kind::kText;
    PANDORA_ASSIGN_OR_RETURN(body->text, ReadOneline(&cursor_));
  } else if (LooksAtBytes(cursor_)) {
    body->kind = Body::Kind::kBytes;
    PANDORA_ASSIGN_OR_RETURN(body->bytes, ReadBytes(&cursor_));
  } else if (cursor_.LooksAt("file,")) {
    body->kind = Body::Kind::kFile;
    PANDORA_ASSIGN_OR_RETURN(body->text, ReadFileName(&cursor_));
  } else {
    body->kind = Body::Kind::kJson;
    body->is_json = true;
    PANDORA_ASSIGN_OR_RETURN(body->text, ReadJson(&cursor_));
  }
  PANDORA_RETURN_IF_ERROR(cursor_.ExpectLineEnd());
  return SkipToNext();
}

Status Parser::ParseResponse(Entry* entry) {
  entry->has_response = true;
  entry->response_line = cursor_.line();
  cursor_.Consume("HTTP");
  if (cursor_.Consume("/")) cursor_.TakeWord();
  cursor_.SkipBlanks();
  size_t begin = cursor_.offset();
  std::string status(cursor_.TakeWord());
  if (status.empty() && cursor_.Consume("*")) status = "*";
  if (status != "*") {
    std::optional<int64_t> number = ParseInt64(status);
    if (!number || *number < 100 || *number > 999) return cursor_.ErrorAt(begin, "expected a status (200) or *");
    entry->status = static_cast<int>(*number);
  }
  PANDORA_RETURN_IF_ERROR(cursor_.ExpectLineEnd());
  PANDORA_RETURN_IF_ERROR(SkipToNext());
  PANDORA_RETURN_IF_ERROR(ParsePairs(&entry->expected_headers));
  while (AtSection()) PANDORA_RETURN_IF_ERROR(ParseResponseSection(entry));
  return AtBody() ? ParseBody(&entry->expected_body) : Status();
}

Result<Entry> Parser::ParseEntry() {
  Entry entry;
  entry.line = cursor_.line();
  for (const std::string& comment : comments_) {
    if (comment.empty()) continue;
    entry.title += (entry.title.empty() ? "" : " ") + comment;
  }
  entry.method = std::string(cursor_.TakeWhile(IsUpper));
  if (entry.method.empty() || (cursor_.Peek() != ' ' && cursor_.Peek() != '\t')) {
    std::string_view line = cursor_.rest().substr(0, cursor_.rest().find('\n'));
    return cursor_.Error("expected a request line such as `GET {{base}}/v2/repos`, found " + Quote(line, 40));
  }
  PANDORA_ASSIGN_OR_RETURN(entry.url, ReadValueString(&cursor_));
  if (entry.url.empty()) return cursor_.Error("the request line has no URL");
  PANDORA_RETURN_IF_ERROR(cursor_.ExpectLineEnd());
  PANDORA_RETURN_IF_ERROR(SkipToNext());
  PANDORA_RETURN_IF_ERROR(ParsePairs(&entry.headers));
  while (AtSection()) PANDORA_RETURN_IF_ERROR(ParseRequestSection(&entry));
  if (AtBody()) PANDORA_RETURN_IF_ERROR(ParseBody(&entry.body));
  if (AtResponse()) PANDORA_RETURN_IF_ERROR(ParseResponse(&entry));
  return entry;
}

Result<HurlFile> Parser::Parse() {
  if (!IsValidUtf8(cursor_.rest())) return cursor_.Error("the text is not UTF-8");
  cursor_.Consume("\xEF\xBB\xBF");
  PANDORA_RETURN_IF_ERROR(SkipToNext());
  while (!cursor_.AtEnd()) {
    PANDORA_ASSIGN_OR_RETURN(Entry entry, ParseEntry());
    file_.entries.push_back(std::move(entry));
  }
  return std::move(file_);
}

}  // namespace

Result<HurlFile> ParseHurl(const std::string& name, std::string_view text) { return Parser(name, text).Parse(); }

}  // namespace pandora::scenario
