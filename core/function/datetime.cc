// Dates and times, in the session's zone.
#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/function/cast.h"
#include "core/function/date_pattern.h"
#include "core/function/kernel.h"
#include "core/function/zone.h"
#include "core/value/calendar.h"
#include "core/value/session_zone.h"

namespace pandora {
namespace {

constexpr std::string_view kDefaultPattern = "yyyy-MM-dd HH:mm:ss";

class PatternState : public CallState {
 public:
  explicit PatternState(std::string_view source) : text(source), pattern(DatePattern::Compile(source)) {}
  std::string text;
  std::optional<DatePattern> pattern;
};

// The pattern prepared from a constant, or the last one that this call site saw.
const PatternState& PatternOf(CallContext& context, std::string_view text) {
  if (context.state) return *static_cast<const PatternState*>(context.state);
  auto* kept = static_cast<PatternState*>(context.scratch->get());
  if (!kept || kept->text != text) {
    *context.scratch = std::make_unique<PatternState>(text);
    kept = static_cast<PatternState*>(context.scratch->get());
  }
  return *kept;
}

template <size_t kIndex>
std::unique_ptr<CallState> PreparePattern(std::span<const SqlType> args, std::span<const Value* const> constants,
                                          std::string*) {
  if (args.size() <= kIndex) return std::make_unique<PatternState>(kDefaultPattern);
  if (!constants[kIndex] || constants[kIndex]->is_null()) return nullptr;
  return std::make_unique<PatternState>(constants[kIndex]->view());
}

// `strict`: a pattern that Java refuses fails the statement, else it gives NULL.
void FormatWith(CallContext& context, int64_t micros, std::string_view pattern, bool strict, Value* result) {
  const PatternState& state = PatternOf(context, pattern);
  if (!state.pattern) {
    if (strict)
      context.error = "date_format: " + Quote(state.text) + " is no pattern of dates: 'yyyy-MM-dd HH:mm' is one";
    return;
  }
  std::string out;
  state.pattern->Format(micros, &out);
  *result = CopiedText(context, out);
}

void FromUnixtime(CallContext& context, const Value* args, Value* result) {
  std::string_view pattern = context.arg_types.size() > 1 ? args[1].view() : kDefaultPattern;
  int64_t micros = 0;
  if (__builtin_mul_overflow(args[0].i, kSecondMicros, &micros)) return;
  FormatWith(context, micros, pattern, false, result);
}

void DateFormat(CallContext& context, const Value* args, Value* result) {
  FormatWith(context, args[0].i, args[1].view(), true, result);
}

// The instant that an argument of type string, date or timestamp stands for.
std::optional<int64_t> ReadInstant(CallContext& context, const Value* args) {
  switch (ArgKind(context, 0)) {
    case SqlKind::kTimestamp: return args[0].i;
    case SqlKind::kDate: return DayStart(args[0].i);
    default: break;
  }
  const PatternState& state = PatternOf(context, context.arg_types.size() > 1 ? args[1].view() : kDefaultPattern);
  return state.pattern ? state.pattern->Parse(args[0].view()) : std::nullopt;
}

void UnixTimestamp(CallContext& context, const Value* args, Value* result) {
  if (context.arg_types.empty()) {
    *result = Value::Int(FloorDiv(context.now.micros, kSecondMicros));
    return;
  }
  std::optional<int64_t> micros = ReadInstant(context, args);
  if (micros) *result = Value::Int(*micros / kSecondMicros);  // toward zero, as Java divides
}

void ToDate(CallContext& context, const Value* args, Value* result) {
  if (context.arg_types.size() == 1) {
    *result = CastValue(args[0], context.arg_types[0], SqlKind::kDate, context.arena);
    return;
  }
  std::optional<int64_t> micros = ReadInstant(context, args);
  if (micros) *result = Value::Int(LocalDay(*micros / kSecondMicros * kSecondMicros));
}

void ToTimestamp(CallContext& context, const Value* args, Value* result) {
  if (context.arg_types.size() == 1) {
    *result =
        CastValue(args[0], context.arg_types[0], SqlKind::kTimestamp, context.arena, LocalDay(context.now.micros));
    return;
  }
  std::optional<int64_t> micros = ReadInstant(context, args);
  if (micros) *result = Value::Int(*micros / kSecondMicros * kSecondMicros);
}

void Now(CallContext& context, const Value*, Value* result) { *result = Value::Int(context.now.micros); }
void Today(CallContext& context, const Value*, Value* result) { *result = Value::Int(LocalDay(context.now.micros)); }

void Year(CallContext&, const Value* args, Value* result) { *result = Value::Int(ToCivil(args[0].i).year); }
void Month(CallContext&, const Value* args, Value* result) { *result = Value::Int(ToCivil(args[0].i).month); }
void Day(CallContext&, const Value* args, Value* result) { *result = Value::Int(ToCivil(args[0].i).day); }
void Quarter(CallContext&, const Value* args, Value* result) {
  *result = Value::Int((ToCivil(args[0].i).month - 1) / 3 + 1);
}
void DayOfYear(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(args[0].i - FromCivil(ToCivil(args[0].i).year, 1, 1) + 1);
}
void WeekOfYear(CallContext&, const Value* args, Value* result) { *result = Value::Int(IsoWeek(args[0].i)); }
void DayOfWeek(CallContext&, const Value* args, Value* result) {
  *result = Value::Int((WeekdayFromMonday(args[0].i) + 1) % 7 + 1);
}
void Weekday(CallContext&, const Value* args, Value* result) { *result = Value::Int(WeekdayFromMonday(args[0].i)); }

void Hour(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(LocalTimeOfDay(args[0].i) / (3600 * kSecondMicros));
}
void Minute(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(LocalTimeOfDay(args[0].i) / (60 * kSecondMicros) % 60);
}
void Second(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(LocalTimeOfDay(args[0].i) / kSecondMicros % 60);
}

void DateDiff(CallContext&, const Value* args, Value* result) { *result = Value::Int(args[0].i - args[1].i); }
void DateAdd(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(static_cast<int32_t>(args[0].i + args[1].i));
}
void DateSub(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(static_cast<int32_t>(args[0].i - args[1].i));
}
void AddMonthsTo(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(AddMonths(args[0].i, args[1].i, true));
}

void LastDay(CallContext&, const Value* args, Value* result) {
  CivilDate date = ToCivil(args[0].i);
  *result = Value::Int(args[0].i - date.day + DaysInMonth(date.year, date.month));
}

void NextDay(CallContext&, const Value* args, Value* result) {
  constexpr std::string_view kNames[] = {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};
  std::string_view word = args[1].view();
  for (int k = 0; k < 7; ++k) {
    bool match = EqualsIgnoreCase(word, kNames[k]) || EqualsIgnoreCase(word, kNames[k].substr(0, 3)) ||
                 EqualsIgnoreCase(word, kNames[k].substr(0, 2));
    if (!match) continue;
    int64_t ahead = (k - WeekdayFromMonday(args[0].i) + 7) % 7;
    *result = Value::Int(args[0].i + (ahead == 0 ? 7 : ahead));
    return;
  }
}

void MonthsBetween(CallContext&, const Value* args, Value* result) {
  int64_t day_a = LocalDay(args[0].i);
  int64_t day_b = LocalDay(args[1].i);
  CivilDate a = ToCivil(day_a);
  CivilDate b = ToCivil(day_b);
  double months = static_cast<double>((a.year - b.year) * 12 + a.month - b.month);
  bool ends = a.day == DaysInMonth(a.year, a.month) && b.day == DaysInMonth(b.year, b.month);
  if (a.day == b.day || ends) {
    *result = Value::Double(months);
    return;
  }
  const int64_t millis_a = LocalTimeOfDay(args[0].i) / 1000;
  const int64_t millis_b = LocalTimeOfDay(args[1].i) / 1000;
  double days = static_cast<double>(a.day - b.day) + static_cast<double>(millis_a - millis_b) / 86'400'000.0;
  *result = Value::Double(std::round((months + days / 31.0) * 1e8) / 1e8);
}

// The start of the unit that holds a local day, or nothing for a name that is none.
std::optional<int64_t> TruncateDay(int64_t day, std::string_view unit, bool all_units) {
  CivilDate date = ToCivil(day);
  auto is = [unit](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [unit](std::string_view name) { return EqualsIgnoreCase(unit, name); });
  };
  if (is({"YEAR", "YYYY", "YY"})) return FromCivil(date.year, 1, 1);
  if (is({"MONTH", "MON", "MM"})) return FromCivil(date.year, date.month, 1);
  if (!all_units) return std::nullopt;
  if (is({"QUARTER"})) return FromCivil(date.year, (date.month - 1) / 3 * 3 + 1, 1);
  if (is({"WEEK"})) return day - WeekdayFromMonday(day);
  if (is({"DAY", "DD"})) return day;
  return std::nullopt;
}

void Truncate(CallContext&, const Value* args, Value* result) {
  std::optional<int64_t> day = TruncateDay(args[0].i, args[1].view(), false);
  if (day) *result = Value::Int(*day);
}

void DateTrunc(CallContext&, const Value* args, Value* result) {
  std::string_view unit = args[0].view();
  constexpr std::pair<std::string_view, int64_t> kClock[] = {
      {"HOUR", 3600 * kSecondMicros}, {"MINUTE", 60 * kSecondMicros}, {"SECOND", kSecondMicros}};
  int64_t day = LocalDay(args[1].i);
  for (const auto& [name, length] : kClock) {
    if (!EqualsIgnoreCase(unit, name)) continue;
    // The clock changes by whole hours, if at all, so that what lies behind the unit can be taken off the instant.
    *result = Value::Int(args[1].i - LocalTimeOfDay(args[1].i) % length);
    return;
  }
  std::optional<int64_t> start = TruncateDay(day, unit, true);
  if (start) *result = Value::Int(DayStart(*start));
}

class ZoneState : public CallState {
 public:
  explicit ZoneState(std::string_view text) : name(text), zone(Zone::Find(text)) {}
  std::string name;
  std::optional<Zone> zone;
};

// The zone's clock is read, or written, as if it were the session's.
template <bool kFromUtc>
void ShiftZone(CallContext& context, const Value* args, Value* result) {
  auto* kept = static_cast<ZoneState*>(context.scratch->get());
  if (!kept || kept->name != args[1].view()) {
    *context.scratch = std::make_unique<ZoneState>(args[1].view());
    kept = static_cast<ZoneState*>(context.scratch->get());
  }
  if (!kept->zone) {
    context.error = "unknown time zone " + Quote(args[1].view()) +
                    ": accepted are names such as 'Asia/Shanghai', 'Europe/Paris', 'UTC' and offsets such as '+08:00'";
    return;
  }
  const int64_t clock = SessionClock(args[0].i);
  *result = Value::Int(FromSessionClock(kFromUtc ? clock + kept->zone->OffsetAt(clock) : kept->zone->FromLocal(clock)));
}

constexpr int64_t kMaxOverlap = 1000;

class WindowState : public CallState {
 public:
  int64_t length = 0;
  int64_t slide = 0;
  int64_t start = 0;
};

// "10 minutes", "1 hour 30 minutes", with or without "interval" in front.
std::optional<int64_t> ParseWindowLength(std::string_view text) {
  constexpr std::pair<std::string_view, int64_t> kUnits[] = {{"week", 7 * kDayMicros},
                                                             {"day", kDayMicros},
                                                             {"hour", 3600 * kSecondMicros},
                                                             {"minute", 60 * kSecondMicros},
                                                             {"second", kSecondMicros},
                                                             {"millisecond", 1000},
                                                             {"microsecond", 1}};
  std::vector<std::string_view> words;
  for (std::string_view word : Split(TrimAscii(text), ' ')) {
    if (!word.empty() && !EqualsIgnoreCase(word, "interval")) words.push_back(word);
  }
  if (words.empty() || words.size() % 2 != 0) return std::nullopt;
  int64_t total = 0;
  for (size_t k = 0; k < words.size(); k += 2) {
    std::optional<int64_t> count = ParseInt64(words[k]);
    std::string unit = ToLowerAscii(words[k + 1]);
    if (unit.size() > 1 && unit.back() == 's') unit.pop_back();
    int64_t length = 0;
    for (const auto& [name, micros] : kUnits) {
      if (unit == name) length = micros;
    }
    if (!count || length == 0 || *count > 100000000) return std::nullopt;
    total += *count * length;
  }
  return total;
}

std::unique_ptr<CallState> PrepareWindow(std::span<const SqlType> args, std::span<const Value* const> constants,
                                         std::string* error) {
  auto state = std::make_unique<WindowState>();
  int64_t lengths[3] = {0, 0, 0};
  for (size_t k = 1; k < args.size(); ++k) {
    std::optional<int64_t> length =
        constants[k] && !constants[k]->is_null() ? ParseWindowLength(constants[k]->view()) : std::nullopt;
    if (!length) {
      *error = "window: the durations must be constant texts such as '10 minutes' (months and years are not allowed)";
      return nullptr;
    }
    lengths[k - 1] = *length;
  }
  state->length = lengths[0];
  state->slide = args.size() > 2 ? lengths[1] : lengths[0];
  state->start = lengths[2];
  if (state->length <= 0) *error = "window: the duration must be greater than 0";
  else if (state->slide <= 0) *error = "window: the slide must be greater than 0";
  else if (state->slide > state->length) *error = "window: the slide must be less than or equal to the duration";
  else if (state->start >= state->slide) *error = "window: the start time must be less than the slide";
  else if (state->length / state->slide > kMaxOverlap)
    *error = "window: a time may lie in at most " + std::to_string(kMaxOverlap) + " windows";
  return state;
}

std::optional<SqlType> WindowType(std::span<const SqlType>, std::span<const Value* const>, std::string*) {
  return SqlType::Struct({{"start", SqlKind::kTimestamp}, {"end", SqlKind::kTimestamp}});
}

// A list of rows with one column: the windows that hold the time, the latest first as in Spark.
void SlidingWindows(CallContext& context, const Value* args, Value* result) {
  const auto* state = static_cast<const WindowState*>(context.state);
  if (args[0].is_null()) return;
  int64_t last = args[0].i - FloorMod(args[0].i - state->start, state->slide);
  size_t count = 0;
  while (last - static_cast<int64_t>(count) * state->slide + state->length > args[0].i) ++count;
  Value* rows = NewItems(context.arena, count);
  for (size_t k = 0; k < count; ++k) {
    int64_t begin = last - static_cast<int64_t>(k) * state->slide;
    Value* window = NewItems(context.arena, 2);
    window[0] = Value::Int(begin);
    window[1] = Value::Int(begin + state->length);
    Value* row = NewItems(context.arena, 1);
    row[0] = Value::List(window, 2);
    rows[k] = Value::List(row, 1);
  }
  *result = Value::List(rows, count);
}

std::optional<SqlType> SlidingType(std::span<const SqlType> args, std::span<const Value* const> constants,
                                   std::string* error) {
  return SqlType::Struct({{"window", *WindowType(args, constants, error)}});
}

void TimeWindow(CallContext& context, const Value* args, Value* result) {
  const auto* state = static_cast<const WindowState*>(context.state);
  Value* items = NewItems(context.arena, 2);
  int64_t begin = args[0].i - FloorMod(args[0].i - state->start, state->length);
  items[0] = Value::Int(begin);
  items[1] = Value::Int(begin + state->length);
  *result = Value::List(items, 2);
}

const Function kTable[] = {
    {"from_unixtime", "(bigint[, string]) -> string", FromUnixtime, nullptr, 0, nullptr, PreparePattern<1>,
     "Seconds since 1970 as text, by a Java date pattern.", "将 Unix 秒格式化为文本。",
     "from_unixtime(1496291767) => 2017-06-01 12:36:07\nfrom_unixtime(0, 'yyyy/MM/dd') => 1970/01/01"},
    {"unix_timestamp|to_unix_timestamp", "() -> bigint;(timetext[, textonly]) -> bigint", UnixTimestamp, nullptr,
     kUsesNow, nullptr, PreparePattern<1>, "Seconds since 1970 of a time or text; without arguments of now.",
     "时间对应的 Unix 秒;无参数为当前时间。",
     "unix_timestamp('2017-01-02 15:00:00', 'yyyy-MM-dd') => 1483286400\nunix_timestamp('x') => NULL"},
    {"date_format", "(timestamp, string) -> string", DateFormat, nullptr, 0, nullptr, PreparePattern<1>,
     "A time as text, by a Java date pattern.", "按 Java 日期格式输出。",
     "date_format('2017-06-01 12:36:07', 'yyyy-MM-dd HH:mm') => 2017-06-01 12:36"},
    {"to_date", "(timetext[, textonly]) -> date", ToDate, nullptr, 0, nullptr, PreparePattern<1>,
     "The date of a time or text.", "转为日期。",
     "to_date('2017-06-01 12:00:00') => 2017-06-01\nto_date('01/06/2017', 'dd/MM/yyyy') => 2017-06-01"},
    {"to_timestamp", "(timetext[, textonly]) -> timestamp", ToTimestamp, nullptr, 0, nullptr, PreparePattern<1>,
     "The time that a text says.", "转为时间戳。", "to_timestamp('2017-06-01') => 2017-06-01 00:00:00"},
    {"current_timestamp|now", "() -> timestamp", Now, nullptr, kUsesNow, nullptr, nullptr,
     "The time at which the run began.", "本次运行的时间。", "now() = current_timestamp() => true"},
    {"current_date", "() -> date", Today, nullptr, kUsesNow, nullptr, nullptr, "The date on which the run began.",
     "本次运行的日期。", "current_date() = to_date(now()) => true"},
    {"year", "(date) -> int", Year, nullptr, 0, nullptr, nullptr, "The year.", "年。", "year('2017-06-01') => 2017"},
    {"month", "(date) -> int", Month, nullptr, 0, nullptr, nullptr, "The month.", "月。", "month('2017-06-01') => 6"},
    {"day|dayofmonth", "(date) -> int", Day, nullptr, 0, nullptr, nullptr, "The day of the month.", "日。",
     "day('2017-06-30') => 30"},
    {"quarter", "(date) -> int", Quarter, nullptr, 0, nullptr, nullptr, "The quarter, 1 to 4.", "季度。",
     "quarter('2017-06-01') => 2"},
    {"dayofyear", "(date) -> int", DayOfYear, nullptr, 0, nullptr, nullptr, "The day of the year.", "一年中的第几天。",
     "dayofyear('2017-02-01') => 32"},
    {"weekofyear", "(date) -> int", WeekOfYear, nullptr, 0, nullptr, nullptr, "The week of the year after ISO 8601.",
     "ISO 周数。", "weekofyear('2014-12-29') => 1\nweekofyear('2016-01-01') => 53"},
    {"dayofweek", "(date) -> int", DayOfWeek, nullptr, kNewer, nullptr, nullptr, "1 Sunday to 7 Saturday.",
     "星期几,1 为周日。", "dayofweek('2017-06-01') => 5"},
    {"weekday", "(date) -> int", Weekday, nullptr, kNewer, nullptr, nullptr, "0 Monday to 6 Sunday.",
     "星期几,0 为周一。", "weekday('2017-06-01') => 3"},
    {"hour", "(timestamp) -> int", Hour, nullptr, 0, nullptr, nullptr, "The hour.", "时。",
     "hour('2017-06-01 12:36:07') => 12"},
    {"minute", "(timestamp) -> int", Minute, nullptr, 0, nullptr, nullptr, "The minute.", "分。",
     "minute('2017-06-01 12:36:07') => 36"},
    {"second", "(timestamp) -> int", Second, nullptr, 0, nullptr, nullptr, "The second.", "秒。",
     "second('2017-06-01 12:36:07') => 7"},
    {"datediff", "(date, date) -> int", DateDiff, nullptr, 0, nullptr, nullptr,
     "Days from the second date to the first.", "日期相差的天数。", "datediff('2017-03-01', '2017-02-01') => 28"},
    {"date_add", "(date, int) -> date", DateAdd, nullptr, 0, nullptr, nullptr, "The date some days later.",
     "若干天后的日期。", "date_add('2017-02-28', 1) => 2017-03-01"},
    {"date_sub", "(date, int) -> date", DateSub, nullptr, 0, nullptr, nullptr, "The date some days before.",
     "若干天前的日期。", "date_sub('2017-03-01', 1) => 2017-02-28"},
    {"add_months", "(date, int) -> date", AddMonthsTo, nullptr, 0, nullptr, nullptr,
     "The date some months later; a last day stays one.", "若干月后的日期;月末仍为月末。",
     "add_months('2015-02-28', 1) => 2015-03-31"},
    {"months_between", "(timestamp, timestamp) -> double", MonthsBetween, nullptr, 0, nullptr, nullptr,
     "Months between two times.", "相差的月数。", "months_between('2017-03-31', '2017-02-28') => 1.0"},
    {"last_day", "(date) -> date", LastDay, nullptr, 0, nullptr, nullptr, "The last day of the month.",
     "当月最后一天。", "last_day('2016-02-03') => 2016-02-29"},
    {"next_day", "(date, string) -> date", NextDay, nullptr, 0, nullptr, nullptr, "The next such day of the week.",
     "下一个星期几。", "next_day('2017-06-01', 'MO') => 2017-06-05"},
    {"trunc", "(date, string) -> date", Truncate, nullptr, 0, nullptr, nullptr, "The first day of the year or month.",
     "截断到年或月。", "trunc('2017-06-15', 'MM') => 2017-06-01\ntrunc('2017-06-15', 'DD') => NULL"},
    {"date_trunc", "(string, timestamp) -> timestamp", DateTrunc, nullptr, kNewer, nullptr, nullptr,
     "The time cut to a unit.", "时间截断到指定单位。",
     "date_trunc('hour', '2017-06-01 12:36:07') => 2017-06-01 12:00:00"},
    {"from_utc_timestamp", "(timestamp, string) -> timestamp", ShiftZone<true>, nullptr, 0, nullptr, nullptr,
     "A UTC clock time as one of a zone.", "UTC 时间转为某时区时间。",
     "from_utc_timestamp('2017-06-01 00:00:00', 'Asia/Tokyo') => 2017-06-01 09:00:00"},
    {"to_utc_timestamp", "(timestamp, string) -> timestamp", ShiftZone<false>, nullptr, 0, nullptr, nullptr,
     "A zone's clock time as UTC.", "某时区时间转为 UTC。",
     "to_utc_timestamp('2017-06-01 09:00:00', 'Asia/Tokyo') => 2017-06-01 00:00:00"},
    {"window", "(timestamp, string[, string[, string]]) -> rule", TimeWindow, nullptr, 0, WindowType, PrepareWindow,
     "The window of fixed length that a time falls into: a struct of start and end.",
     "时间所在的固定长度窗口(start 与 end)。",
     "window('2017-06-01 12:36:07', '10 minutes').start => 2017-06-01 12:30:00"},
    {"sliding_window", "(timestamp, string, string[, string]) -> rule", SlidingWindows, nullptr,
     kOperator | kGenerator | kOwnNulls, SlidingType, PrepareWindow, "The overlapping windows that a time falls into.",
     "时间所在的滑动窗口。", ""},
};

}  // namespace

std::span<const Function> DateFunctions() { return kTable; }

}  // namespace pandora
