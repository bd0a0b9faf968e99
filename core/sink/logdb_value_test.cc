#include "core/sink/logdb_value_test.h"

#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/sink/logdb_text.h"
#include "core/sink/typed_column.h"

namespace pandora {
namespace {

using Op = LogQuery::Op;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The least long at or above `text`, or the greatest at or below it; nothing for no number, or when there is none.
std::optional<int64_t> LongBound(const std::string& text, bool low, bool inclusive) {
  const int64_t step = low ? 1 : -1;
  if (const std::optional<int64_t> exact = ParseInt64(text)) {
    if (inclusive) return exact;
    if (*exact == (low ? INT64_MAX : INT64_MIN)) return std::nullopt;
    return *exact + step;
  }
  const std::optional<double> number = ParseDouble(text);
  if (!number) return std::nullopt;
  const double whole = low ? std::ceil(*number) : std::floor(*number);
  if (whole < -9.2e18 || whole > 9.2e18) return std::nullopt;
  return static_cast<int64_t>(whole) + (whole == *number && !inclusive ? step : 0);
}

std::optional<int64_t> MicrosOf(const std::string& text) {
  const std::optional<ParsedDate> date = ParseRfc3339(text);
  if (!date) return std::nullopt;
  return date->instant.micros;
}

// A date that is cut short behind the year, the month, the day, the hour, the minute or the second.
std::optional<TimeSpan> ParseCutDate(std::string text) {
  constexpr std::string_view kRest = "0000-01-01T00:00:00+08:00";
  const size_t size = text.size();
  if (size != 4 && size != 7 && size != 10 && size != 13 && size != 16 && size != 19) return std::nullopt;
  const std::optional<int64_t> first = MicrosOf(text + std::string(kRest.substr(size)));
  if (!first) return std::nullopt;
  int64_t length = size == 10   ? kMicrosPerDay
                   : size == 13 ? kMicrosPerHour
                   : size == 16 ? kMicrosPerMinute
                                : kMicrosPerSecond;
  if (size <= 7) {
    // From the first of a month or year: no month has more than 31 days and no year more than 366.
    const int64_t beyond = *first + (size == 4 ? 366 : 31) * kMicrosPerDay;
    const CivilTime end = ToBeijing(Instant{beyond});
    const int64_t days = size == 4 ? (end.month == 1 ? end.day - 1 : 0) : end.day - 1;
    length = beyond - days * kMicrosPerDay - *first;
  }
  return TimeSpan{*first, *first + length - 1};
}

}  // namespace

std::optional<TimeSpan> ParseTimeSpan(std::string_view text, Instant now) {
  if (text.substr(0, 3) == "now") {
    if (text.size() == 3) return TimeSpan{now.micros, now.micros};
    const std::optional<int64_t> distance = ParseDuration(text.substr(4));
    if (!distance || (text[3] != '-' && text[3] != '+')) return std::nullopt;
    const int64_t at = now.micros + (text[3] == '-' ? -*distance : *distance);
    return TimeSpan{at, at};
  }
  if (const std::optional<ParsedDate> date = ParseRfc3339(text)) {
    const int64_t length = date->form.fraction_digits == 0 ? kMicrosPerSecond : 1;
    return TimeSpan{date->instant.micros, date->instant.micros + length - 1};
  }
  if (const std::optional<int64_t> number = ParseInt64(text); number && text.size() > 4) {
    const std::optional<Instant> instant = InstantOfNumber(*number);
    if (!instant) return std::nullopt;
    const int64_t length = instant->micros % kMicrosPerSecond == 0 ? kMicrosPerSecond : 1000;
    return TimeSpan{instant->micros, instant->micros + length - 1};
  }
  return ParseCutDate(std::string(text));
}

void LogValueTest::SetText(const LogQuery& clause, Analyzer analyzer) {
  texts_ = true;
  analyzer_ = analyzer;
  if (op_ == Op::kRange) {
    low_text_ = SpellAs(analyzer, clause.text);
    high_text_ = SpellAs(analyzer, clause.high);
    has_low_ = clause.has_low;
    has_high_ = clause.has_high;
    includes_low_ = clause.includes_low;
    includes_high_ = clause.includes_high;
  } else if (op_ == Op::kWild) {
    words_ = {SpellAs(analyzer, clause.text)};
  } else {
    words_ = WordsOf(analyzer, clause.text);
  }
}

// Each answers false when a bound is not of the kind.
bool LogValueTest::SetFloats(const LogQuery& clause) {
  low_float_ = -kInfinity;
  high_float_ = kInfinity;
  if (op_ != Op::kRange || clause.has_low) {
    const std::optional<double> low = ParseDouble(clause.text);
    if (!low) return false;
    low_float_ = op_ != Op::kRange || clause.includes_low ? *low : std::nextafter(*low, kInfinity);
    if (op_ != Op::kRange) high_float_ = *low;
  }
  if (clause.has_high) {
    const std::optional<double> high = ParseDouble(clause.high);
    if (!high) return false;
    high_float_ = clause.includes_high ? *high : std::nextafter(*high, -kInfinity);
  }
  return true;
}

bool LogValueTest::SetLongs(const LogQuery& clause) {
  if (!SetFloats(clause)) return false;
  const bool range = op_ == Op::kRange;
  std::optional<int64_t> low = INT64_MIN, high = INT64_MAX;
  if (!range || clause.has_low) low = LongBound(clause.text, true, !range || clause.includes_low);
  if (!range || clause.has_high)
    high = LongBound(range ? clause.high : clause.text, false, !range || clause.includes_high);
  // A bound beyond all longs: nothing passes, or the other bound alone decides.
  if (!low && low_float_ < 0) low = INT64_MIN;
  if (!high && high_float_ > 0) high = INT64_MAX;
  if (low && high) {
    low_ = *low;
    high_ = *high;
  }
  return true;
}

bool LogValueTest::SetDates(const LogQuery& clause, Instant now) {
  low_ = INT64_MIN;
  high_ = INT64_MAX;
  if (op_ != Op::kRange || clause.has_low) {
    const std::optional<TimeSpan> span = ParseTimeSpan(clause.text, now);
    if (!span) return false;
    low_ = op_ != Op::kRange || clause.includes_low ? span->first : span->last + 1;
    if (op_ != Op::kRange) high_ = span->last;
  }
  if (clause.has_high) {
    const std::optional<TimeSpan> span = ParseTimeSpan(clause.high, now);
    if (!span) return false;
    high_ = clause.includes_high ? span->last : span->first - 1;
  }
  return true;
}

Result<LogValueTest> LogValueTest::ForField(const LogQuery& clause, const LogField& field, Instant now) {
  LogValueTest test;
  test.op_ = clause.op;
  test.any_ = clause.op == Op::kExists;
  if (test.any_) return test;
  if (field.kind == LogKind::kString || field.kind == LogKind::kIp) {
    test.SetText(clause, field.kind == LogKind::kIp ? Analyzer::kKeyword : field.analyzer);
    return test;
  }
  bool fits = clause.op != Op::kWild;
  std::string_view example = "";
  switch (field.kind) {
    case LogKind::kLong:
      fits = fits && test.SetLongs(clause);
      example = "a number such as 5";
      break;
    case LogKind::kFloat:
      fits = fits && test.SetFloats(clause);
      example = "a number such as 1.5";
      break;
    case LogKind::kDate:
      fits = fits && test.SetDates(clause, now);
      example = "a date such as 2017-01-12, \"2017-01-12T15:30:00+08:00\" or now-1h";
      break;
    case LogKind::kBoolean:
      test.truth_ = clause.text == "true" ? 1 : 0;
      fits = fits && clause.op != Op::kRange && (clause.text == "true" || clause.text == "false");
      example = "true or false";
      break;
    default: return test;
  }
  if (fits) return test;
  const std::string value = clause.op == Op::kRange ? "the range" : Quote(clause.text);
  return BadLogQuery(clause.position, value + " does not fit field " + Quote(clause.field, 256) + ", which is " +
                                          std::string(LogKindName(field.kind)) + "; " + std::string(example) +
                                          " is accepted");
}

LogValueTest LogValueTest::ForJson(const LogQuery& clause) {
  LogValueTest test;
  test.op_ = clause.op;
  test.any_ = clause.op == Op::kExists;
  if (test.any_) return test;
  test.SetText(clause, Analyzer::kStandard);
  if (clause.op == Op::kWild || !test.SetFloats(clause)) {
    test.low_float_ = 1;
    test.high_float_ = 0;
  }
  if (clause.op == Op::kWord || clause.op == Op::kPhrase) {
    test.truth_ = clause.text == "true" ? 1 : clause.text == "false" ? 0 : -1;
  }
  return test;
}

bool LogValueTest::PassesWord(std::string_view word) const {
  if (op_ == Op::kWild) return MatchesWildcard(words_[0], word);
  if (has_low_ && (includes_low_ ? word < low_text_ : word <= low_text_)) return false;
  return !has_high_ || (includes_high_ ? word <= high_text_ : word < high_text_);
}

bool LogValueTest::PassesText(std::string_view text) const {
  if (any_) return true;
  if (!texts_) return false;
  const bool phrase = op_ == Op::kWord || op_ == Op::kPhrase;
  if (phrase && words_.empty()) return false;
  for (WordCursor cursor(analyzer_, text); cursor.Next();) {
    if (!phrase) {
      if (PassesWord(cursor.word())) return true;
      continue;
    }
    if (cursor.word() != words_[0]) continue;
    if (words_.size() == 1) return true;
    size_t found = 1;
    for (WordCursor ahead = cursor; found < words_.size() && ahead.Next() && ahead.word() == words_[found];) ++found;
    if (found == words_.size()) return true;
  }
  return false;
}

bool LogValueTest::PassesNumber(double number) const { return any_ || (low_float_ <= number && number <= high_float_); }

bool LogValueTest::Passes(const Column& column, size_t row) const {
  if (any_) return true;
  switch (column.type.kind) {
    case Kind::kLong:
    case Kind::kDate: return low_ <= column.longs[row] && column.longs[row] <= high_;
    case Kind::kFloat: return PassesNumber(column.doubles[row]);
    case Kind::kBoolean: return PassesBoolean(column.booleans[row] != 0);
    case Kind::kString:
    case Kind::kJsonString: return PassesText(column.Text(row));
    case Kind::kArray:
      for (size_t i = column.offsets[row]; i < column.offsets[row + 1]; ++i) {
        if (Passes(column.children[0], i)) return true;
      }
      return false;
    case Kind::kMap: return false;
  }
  return false;
}

}  // namespace pandora
