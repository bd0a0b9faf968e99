// Schemas written as text: the second argument of from_json.
#include "core/base/text.h"
#include "core/function/json_path.h"
#include "core/function/json_struct.h"

namespace pandora {
namespace {

constexpr int kMaxDepth = 64;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsWordChar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// The form of DDL. Every method answers false after a failure.
class SchemaParser {
 public:
  explicit SchemaParser(std::string_view text) : text_(text) {}

  bool ParseFields(SqlType* type, char close) {
    std::vector<SqlField> fields;
    do {
      SqlField field;
      if (!Name(&field.name)) return false;
      Take(':');
      if (!ParseType(&field.type)) return false;
      fields.push_back(std::move(field));
      if (!SkipComment()) return false;
    } while (Take(','));
    *type = SqlType::Struct(std::move(fields));
    return close == '\0' ? AtEnd() : Take(close);
  }

  bool ParseType(SqlType* type) {
    if (++depth_ > kMaxDepth) return Fail("the schema is nested too deeply");
    bool done = ParseTypeHere(type);
    --depth_;
    return done;
  }

  bool AtEnd() {
    SkipBlanks();
    return pos_ == text_.size() || Fail("extraneous input " + Quote(text_.substr(pos_, 20)));
  }
  const std::string& error() const { return error_; }

 private:
  bool ParseTypeHere(SqlType* type) {
    std::string word;
    if (!Name(&word)) return false;
    word = ToLowerAscii(word);
    if (word == "struct") return Take('<') ? ParseFields(type, '>') : Fail("mismatched input, expecting '<'");
    if (word == "array" || word == "map") {
      SqlType first, second;
      if (!Take('<') || !ParseType(&first)) return Fail("mismatched input, expecting '<'");
      if (word == "map" && (!Take(',') || !ParseType(&second))) return Fail("mismatched input, expecting ','");
      *type = word == "array" ? SqlType::Array(first) : SqlType::Map(first, second);
      return Take('>') || Fail("mismatched input, expecting '>'");
    }
    std::optional<SqlType> found = FindSimpleType(word);
    if (!found) return Fail("DataType " + word + " is not supported.");
    *type = *found;
    return found->kind != SqlKind::kDecimal || Decimal(type);
  }

  bool Decimal(SqlType* type) {
    if (!Take('(')) {
      *type = SqlType::Decimal(10, 0);
      return true;
    }
    std::string precision, scale = "0";
    if (!Name(&precision) || (Take(',') && !Name(&scale)) || !Take(')')) return Fail("mismatched input, expecting ')'");
    std::optional<int64_t> p = ParseInt64(precision);
    std::optional<int64_t> s = ParseInt64(scale);
    if (!p || !s || *p < 1 || *p > 38 || *s < 0 || *s > *p)
      return Fail("DecimalType can only support precision up to 38");
    *type = SqlType::Decimal(static_cast<int>(*p), static_cast<int>(*s));
    return true;
  }

  bool SkipComment() {
    SkipBlanks();
    size_t before = pos_;
    std::string word;
    if (pos_ >= text_.size() || !IsWordChar(text_[pos_])) return true;
    if (!Name(&word) || !EqualsIgnoreCase(word, "comment")) {
      pos_ = before;
      return Fail("mismatched input " + Quote(text_.substr(pos_, 20)));
    }
    SkipBlanks();
    char quote = pos_ < text_.size() ? text_[pos_] : '\0';
    size_t end = quote == '\'' || quote == '"' ? text_.find(quote, pos_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) return Fail("mismatched input, expecting STRING");
    pos_ = end + 1;
    return true;
  }

  bool Name(std::string* out) {
    SkipBlanks();
    size_t begin = pos_;
    if (pos_ < text_.size() && text_[pos_] == '`') {
      size_t end = text_.find('`', pos_ + 1);
      if (end == std::string_view::npos) return Fail("an identifier that never ends");
      *out = text_.substr(begin + 1, end - begin - 1);
      pos_ = end + 1;
      return true;
    }
    while (pos_ < text_.size() && IsWordChar(text_[pos_])) ++pos_;
    *out = text_.substr(begin, pos_ - begin);
    return pos_ > begin || Fail("mismatched input " + Quote(text_.substr(pos_, 1)) + " expecting an identifier");
  }

  bool Take(char c) {
    SkipBlanks();
    if (pos_ >= text_.size() || text_[pos_] != c) return false;
    ++pos_;
    return true;
  }
  void SkipBlanks() {
    while (pos_ < text_.size() && IsBlank(text_[pos_])) ++pos_;
  }
  bool Fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    return false;
  }

  std::string_view text_;
  size_t pos_ = 0;
  int depth_ = 0;
  std::string error_;
};

// Spark's JSON form: "integer", {"type":"struct","fields":[{"name":"a","type":...}]}, {"type":"array","elementType":...},
// {"type":"map","keyType":...,"valueType":...}.
std::optional<SqlType> FromJsonForm(std::string_view json, int depth) {
  if (depth > kMaxDepth || json.empty()) return std::nullopt;
  if (json[0] == '"') {
    std::string name = ToLowerAscii(UnquoteJson(json));
    if (name == "integer") name = "int";
    std::string ignored;
    return ParseSchemaText(name, &ignored);
  }
  std::string_view kind, fields, element, key, value;
  VisitJson(json, [&](std::string_view name, std::string_view member) {
    if (name == "\"type\"") kind = member;
    if (name == "\"fields\"") fields = member;
    if (name == "\"elementType\"") element = member;
    if (name == "\"keyType\"") key = member;
    if (name == "\"valueType\"") value = member;
  });
  if (kind == "\"array\"") {
    std::optional<SqlType> type = FromJsonForm(element, depth + 1);
    return type ? std::optional(SqlType::Array(*type)) : std::nullopt;
  }
  if (kind == "\"map\"") {
    std::optional<SqlType> from = FromJsonForm(key, depth + 1);
    std::optional<SqlType> to = FromJsonForm(value, depth + 1);
    return from && to ? std::optional(SqlType::Map(*from, *to)) : std::nullopt;
  }
  if (kind != "\"struct\"") return std::nullopt;
  std::vector<SqlField> list;
  bool good = VisitJson(fields, [&](std::string_view, std::string_view member) {
    SqlField field;
    std::optional<SqlType> type;
    VisitJson(member, [&](std::string_view name, std::string_view text) {
      if (name == "\"name\"" && text[0] == '"') field.name = UnquoteJson(text);
      if (name == "\"type\"") type = FromJsonForm(text, depth + 1);
    });
    field.type = type.value_or(SqlType());
    list.push_back(std::move(field));
  });
  for (const SqlField& field : list) good = good && !field.name.empty() && field.type.kind != SqlKind::kNull;
  return good ? std::optional(SqlType::Struct(std::move(list))) : std::nullopt;
}

}  // namespace

std::optional<SqlType> ParseSchemaText(std::string_view text, std::string* error) {
  text = TrimAscii(text);
  if (!text.empty() && (text[0] == '{' || text[0] == '"')) {
    std::optional<std::string_view> json = LeadingJson(text);
    std::optional<SqlType> type = json ? FromJsonForm(*json, 0) : std::nullopt;
    if (!type) *error = "Failed to convert the JSON string " + Quote(text.substr(0, 100)) + " to a data type.";
    return type;
  }
  SqlType type;
  SchemaParser whole(text);
  if (whole.ParseType(&type) && whole.AtEnd()) return type;
  SchemaParser fields(text);
  if (fields.ParseFields(&type, '\0')) return type;
  *error = fields.error().empty() ? "not a schema: " + Quote(text.substr(0, 100)) : fields.error();
  return std::nullopt;
}

}  // namespace pandora
