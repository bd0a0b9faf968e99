// What one clause of a log search asks of one value: words, a pattern, a range. Made from the clause and the field's type; knows no
// columns. Internal to the logdb sink.
#ifndef PANDORA_CORE_SINK_LOGDB_VALUE_TEST_H_
#define PANDORA_CORE_SINK_LOGDB_VALUE_TEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/sink/logdb_query.h"
#include "core/sink/logdb_schema.h"
#include "core/value/record_batch.h"

namespace pandora {

class LogValueTest {
 public:
  // For single values of a declared field. kBadRequest with the position for a value that the field cannot have.
  static Result<LogValueTest> ForField(const LogQuery& clause, const LogField& field, Instant now);
  // For values inside JSON, whose type shows only when they are met: by words, as numbers, as true and false.
  static LogValueTest ForJson(const LogQuery& clause);

  // Whether the value at `row`, which is not null, passes.
  bool Passes(const Column& column, size_t row) const;
  bool PassesText(std::string_view text) const;
  bool PassesNumber(double number) const;
  bool PassesBoolean(bool value) const { return any_ || truth_ == static_cast<int>(value); }
  // Any value at all passes.
  bool any() const { return any_; }

 private:
  bool PassesWord(std::string_view word) const;
  void SetText(const LogQuery& clause, Analyzer analyzer);
  bool SetFloats(const LogQuery& clause);
  bool SetLongs(const LogQuery& clause);
  bool SetDates(const LogQuery& clause, Instant now);

  LogQuery::Op op_ = LogQuery::Op::kExists;
  bool any_ = false;
  // Texts.
  bool texts_ = false;
  Analyzer analyzer_ = Analyzer::kStandard;
  std::vector<std::string> words_;  // in a row; or the one pattern
  std::string low_text_, high_text_;
  bool has_low_ = false, has_high_ = false, includes_low_ = false, includes_high_ = false;
  // Longs and dates: inclusive, empty when low > high.
  int64_t low_ = 1, high_ = 0;
  // Floats, likewise inclusive.
  double low_float_ = 1, high_float_ = 0;
  int truth_ = -1;  // the boolean looked for
};

// The span of time that a text of a query names: [first, last] in microseconds. "2017", "2017-01", "2017-01-12", then hours, minutes
// and seconds after 'T', in Beijing time unless a zone is given; "now", "now-1h30m"; a number of seconds or milliseconds since 1970.
struct TimeSpan {
  int64_t first = 0, last = 0;
};
std::optional<TimeSpan> ParseTimeSpan(std::string_view text, Instant now);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_VALUE_TEST_H_
