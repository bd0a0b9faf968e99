// Words of a statement. Keywords are not a kind of their own: in Spark nearly every keyword may be a name, so the parser
// asks for them by their text where it expects one.
#ifndef PANDORA_CORE_SQL_TOKEN_H_
#define PANDORA_CORE_SQL_TOKEN_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/sql/query_plan.h"

namespace pandora {

// Bytes [begin, end) of the statement.
struct Span {
  int begin = 0;
  int end = 0;
};

struct Token {
  enum class Kind {
    kWord,        // identifier or keyword, as written
    kQuotedWord,  // `...`, with the quotes undone
    kString,      // '...' or "...", escapes undone
    kNumber,      // as written, suffix included
    kSymbol,      // an operator or a mark of punctuation
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string text;
  Span span;
};

// All tokens, the last being kEnd. Comments and blanks are dropped. Fails on characters that begin no token and on quotes
// and comments that never end. Precondition: valid UTF-8.
std::variant<std::vector<Token>, SqlError> Tokenize(std::string_view sql);

// How an editor shows a piece of the statement.
enum class TokenClass { kKeyword, kFunction, kName, kString, kNumber, kOperator, kComment, kType, kError };
struct ClassifiedToken {
  TokenClass token_class;
  Span span;
};
// Never fails: what is no token has class kError. Comments included. kType is told apart by core/sql/highlight.h.
std::vector<ClassifiedToken> ClassifyTokens(std::string_view sql);

// An error with line and column worked out from the span.
SqlError MakeSqlError(SqlError::Kind kind, std::string message, Span span, std::string_view sql);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_TOKEN_H_
