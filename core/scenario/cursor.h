// Where the scenario parser stands in its text: characters, lines, and errors that name both. Knows blanks, comments
// and ends of lines, and nothing else of the Hurl format.
#ifndef PANDORA_CORE_SCENARIO_CURSOR_H_
#define PANDORA_CORE_SCENARIO_CURSOR_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace pandora::scenario {

// `text` must outlive the cursor.
class Cursor {
 public:
  Cursor(std::string name, std::string_view text);

  bool AtEnd() const { return offset_ == text_.size(); }
  // The character `ahead` places on, or NUL past the end.
  char Peek(size_t ahead = 0) const { return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0'; }
  std::string_view rest() const { return text_.substr(offset_); }
  std::string_view Slice(size_t begin, size_t end) const { return text_.substr(begin, end - begin); }
  bool LooksAt(std::string_view token) const { return rest().substr(0, token.size()) == token; }

  size_t offset() const { return offset_; }
  void MoveTo(size_t offset) { offset_ = offset; }
  void Advance(size_t count = 1) { offset_ = count < text_.size() - offset_ ? offset_ + count : text_.size(); }
  // Steps over `token` if it is next.
  bool Consume(std::string_view token);
  // The longest run of characters for which `accept` holds.
  template <typename Accept>
  std::string_view TakeWhile(Accept accept) {
    size_t begin = offset_;
    while (offset_ < text_.size() && accept(text_[offset_])) ++offset_;
    return text_.substr(begin, offset_ - begin);
  }
  std::string_view TakeWord();  // letters, digits, '_', '-' and '.'

  void SkipBlanks();  // spaces and tabs
  // True at the end of the text or before a line break (LF or CRLF).
  bool AtLineEnd() const;
  // Steps over blanks, a comment and the line break; an error naming what else is there.
  Status ExpectLineEnd();

  int line() const { return LineOf(offset_); }  // 1-based
  int LineOf(size_t offset) const;

  // kBadRequest "NAME:LINE:COLUMN: message" for the present place or for another.
  Status Error(const std::string& message) const { return ErrorAt(offset_, message); }
  Status ErrorAt(size_t offset, const std::string& message) const;

 private:
  std::string name_;
  std::string_view text_;
  size_t offset_ = 0;
  std::vector<size_t> line_starts_;
};

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_CURSOR_H_
