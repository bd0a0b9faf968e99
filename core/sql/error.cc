#include <algorithm>

#include "core/sql/query_plan.h"
#include "core/sql/token.h"

namespace pandora {
namespace {

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

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

std::string SqlError::Render(std::string_view sql) const {
  std::string place = std::to_string(line) + (kind == Kind::kParse ? ", pos " : " pos ") + std::to_string(column - 1);
  if (kind != Kind::kParse) return message + "; line " + place;
  std::string text = message + "(line " + place + ")\n\n== SQL ==\n";
  size_t line_end = std::min(
      sql.find('\n', static_cast<size_t>(std::min<size_t>(static_cast<size_t>(begin), sql.size()))), sql.size());
  text += sql.substr(0, line_end);
  text += '\n' + std::string(static_cast<size_t>(column - 1), '-') + "^^^";
  if (line_end < sql.size()) text += sql.substr(line_end);
  return text;
}

}  // namespace pandora
