// Walks over JSON text (RFC 8259) without building anything: the reader under ParseJson, and under the readers that put
// JSON values straight into columns. It checks the grammar as it goes; whoever drives it decides what a value becomes.
//
//   JsonCursor cursor(text);
//   JsonKind kind = cursor.Begin();                 // scalars are read whole; of '[' and '{' only the bracket
//   for (bool first = true; cursor.NextElement(first); first = false) { ... cursor.Begin() ... }     // after '['
//   for (bool first = true; cursor.NextMember(first); first = false) { name = cursor.text(); ... }   // after '{'
//   if (!cursor.End()) ... cursor.error(), cursor.offset() ...
//
// Every function may be called after a failure and then fails too. Precondition of all: the text is valid UTF-8.
#ifndef PANDORA_CORE_FORMAT_JSON_CURSOR_H_
#define PANDORA_CORE_FORMAT_JSON_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pandora {

enum class JsonKind : uint8_t { kError, kNull, kBoolean, kNumber, kString, kArray, kObject };

// "null", "a boolean", "a number" ...: for messages that say what was found.
std::string_view JsonKindName(JsonKind kind);

class JsonCursor {
 public:
  static constexpr int kMaxSkipDepth = 1024;

  explicit JsonCursor(std::string_view text)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()), value_at_(at_) {}

  // Skips white space and begins a value.
  JsonKind Begin();

  // After '[' or '{', or after an element or member was read whole: steps over ',' to the next one, or over the closing
  // bracket and answers false. NextMember also reads the name, which is text() then, and ':'.
  bool NextElement(bool first);
  bool NextMember(bool first);

  // Reads the rest of a value that Begin() called `begun`. Arrays and objects nest at most `max_depth` deep, itself
  // included; kMaxSkipDepth is the most.
  bool Skip(JsonKind begun, int max_depth);

  // Only white space is left.
  bool End();

  // Of the last scalar or name: what stands between a string's quotes, escapes not undone; a number's digits; "true".
  std::string_view text() const { return text_; }
  // The last string or name holds escapes.
  bool escaped() const { return escaped_; }
  // The last number has neither fraction nor exponent.
  bool integer() const { return integer_; }

  // Where the last value begun starts, and where reading has come to.
  const char* value_position() const { return value_at_; }
  const char* position() const { return at_; }

  bool failed() const { return error_ != nullptr; }
  // What was expected where reading stopped, e.g. "',' or ']'"; null when nothing failed.
  const char* error() const { return error_; }
  size_t offset() const { return static_cast<size_t>(at_ - begin_); }
  std::string_view rest() const { return std::string_view(at_, static_cast<size_t>(end_ - at_)); }

 private:
  void SkipSpace();
  bool ReadString();
  bool ReadEscape();
  bool ReadHex4(uint32_t* value);
  bool ReadNumber();
  bool ReadWord(std::string_view word);
  bool ReadDigits();
  bool Fail(const char* expected);

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* value_at_;
  const char* error_ = nullptr;
  std::string_view text_;
  bool escaped_ = false;
  bool integer_ = false;
};

// Appends the text of a string that JsonCursor has read, escapes undone.
void AppendJsonUnescaped(std::string_view raw, std::string* out);

// Appends one JSON value without the white space between its tokens. Precondition: valid JSON.
void AppendJsonCompact(std::string_view json, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_JSON_CURSOR_H_
