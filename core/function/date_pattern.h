// Java's SimpleDateFormat (Locale.US, not lenient, session zone +08:00) as far as SQL's date functions use it (spec/sql.md 2.6).
#ifndef PANDORA_CORE_FUNCTION_DATE_PATTERN_H_
#define PANDORA_CORE_FUNCTION_DATE_PATTERN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

class DatePattern {
 public:
  // Nothing when the pattern has a letter that Java refuses, or a quote that never ends.
  static std::optional<DatePattern> Compile(std::string_view pattern);

  void Format(int64_t micros, std::string* out) const;
  // Microseconds since the epoch. Text after the match is ignored, as Java's parse does.
  std::optional<int64_t> Parse(std::string_view text) const;

 private:
  struct Piece {
    char letter = 0;  // 0: literal text
    int count = 0;
    std::string text;
  };
  struct Fields;
  bool ParsePiece(size_t index, std::string_view text, size_t* pos, Fields* fields) const;
  static std::optional<int64_t> ApplyWeek(const Fields& fields, int64_t year, int64_t day);

  std::vector<Piece> pieces_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FUNCTION_DATE_PATTERN_H_
