#include "core/scenario/cursor.h"

#include <algorithm>

#include "core/base/text.h"

namespace pandora::scenario {

Cursor::Cursor(std::string name, std::string_view text) : name_(std::move(name)), text_(text) {
  line_starts_.push_back(0);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
}

bool Cursor::Consume(std::string_view token) {
  if (!LooksAt(token)) return false;
  offset_ += token.size();
  return true;
}

std::string_view Cursor::TakeWord() {
  return TakeWhile([](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}

void Cursor::SkipBlanks() {
  while (Peek() == ' ' || Peek() == '\t') ++offset_;
}

bool Cursor::AtLineEnd() const {
  if (AtEnd() || Peek() == '\n') return true;
  return Peek() == '\r' && (Peek(1) == '\n' || offset_ + 1 == text_.size());
}

Status Cursor::ExpectLineEnd() {
  SkipBlanks();
  if (Peek() == '#') TakeWhile([](char c) { return c != '\n'; });
  if (!AtLineEnd()) {
    std::string_view found = rest().substr(0, rest().find('\n'));
    return Error("expected the end of the line, found " + Quote(found, 40));
  }
  Consume("\r");
  Consume("\n");
  return Status();
}

int Cursor::LineOf(size_t offset) const {
  return static_cast<int>(std::upper_bound(line_starts_.begin(), line_starts_.end(), offset) - line_starts_.begin());
}

Status Cursor::ErrorAt(size_t offset, const std::string& message) const {
  int line = LineOf(offset);
  size_t column = offset - line_starts_[static_cast<size_t>(line) - 1] + 1;
  return Status(ErrorCode::kBadRequest,
                name_ + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + message);
}

}  // namespace pandora::scenario
