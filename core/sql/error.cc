#include <algorithm>

#include "core/sql/query_plan.h"
#include "core/sql/token.h"

namespace pandora {
namespace {

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// The statement, with a line under the one where the error is that points at its column.
void AppendBlock(const SqlError& error, std::string_view sql, std::string* text) {
  const size_t begin = std::min(static_cast<size_t>(error.begin), sql.size());
  const size_t line_end = std::min(sql.find('\n', begin), sql.size());
  text->append("\n\n== SQL ==\n").append(sql.substr(0, line_end)).append("\n");
  text->append(static_cast<size_t>(error.column - 1), '-').append("^^^");
  text->append(sql.substr(line_end));
}

}  // namespace

SqlError MakeSqlError(SqlError::Kind kind, std::string message, Span span, std::string_view sql) {
  SqlError error;
  error.kind = kind;
  error.message = std::move(message);
  error.begin = std::clamp(span.begin, 0, static_cast<int>(sql.size()));
  error.end = std::clamp(span.end, error.begin, static_cast<int>(sql.size()));
  for (char c : sql.substr(0, static_cast<size_t>(error.begin))) {
    if (c == '\n') {
      ++error.line;
      error.column = 1;
    } else if (StartsCharacter(c)) {
      ++error.column;
    }
  }
  return error;
}

std::string SqlError::Text() const {
  if (hint.empty()) return message;
  if (message.empty() || message.back() != '.') return message + "; " + hint;
  std::string sentence = hint;
  if (sentence[0] >= 'a' && sentence[0] <= 'z') sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  return message + " " + sentence;
}

std::string SqlError::Render(std::string_view sql) const {
  // What is wrong with the statement as a whole, or with what it computes, has no place to point at.
  if (kind != Kind::kParse && end <= begin) return Text();
  const std::string place =
      std::to_string(line) + (kind == Kind::kParse ? ", pos " : " pos ") + std::to_string(column - 1);
  std::string text = Text() + (kind == Kind::kParse ? "(line " + place + ")" : "; line " + place);
  AppendBlock(*this, sql, &text);
  return text;
}

}  // namespace pandora
