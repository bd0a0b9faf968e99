#include "core/sink/tsdb_statement.h"

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr size_t kMaxBytes = 64 << 10;
constexpr size_t kMaxParts = 100;  // selects, conditions, groups

constexpr const char* kClauses =
    "the end; WHERE, GROUP BY, ORDER BY time, LIMIT and OFFSET are accepted after the series";

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class StatementParser {
 public:
  StatementParser(std::string_view text, Instant now) : text_(text), now_(now) {}

  Result<SeriesStatement> Parse() {
    if (text_.size() > kMaxBytes) return Status(ErrorCode::kBadRequest, "sql is longer than 64 KiB");
    PANDORA_RETURN_IF_ERROR(Expect("select"));
    out_.raw = TakeMark('*');
    if (!out_.raw) {
      out_.raw = !NextIsAggregate();
      do {
        PANDORA_RETURN_IF_ERROR(out_.raw ? ParseColumn() : ParseSelect());
      } while (TakeMark(','));
    }
    PANDORA_RETURN_IF_ERROR(Expect("from"));
    PANDORA_ASSIGN_OR_RETURN(out_.series, Name("a series"));
    SkipSpace();
    const size_t after = at_;
    if (TakeWord("where")) {
      do {
        PANDORA_RETURN_IF_ERROR(ParseCondition());
      } while (TakeWord("and"));
    }
    if (TakeWord("group")) {
      PANDORA_RETURN_IF_ERROR(Expect("by"));
      do {
        PANDORA_RETURN_IF_ERROR(ParseGroup());
      } while (TakeMark(','));
    }
    PANDORA_RETURN_IF_ERROR(ParseOrderAndLimit());
    if (!out_.raw) return End(kClauses);
    out_.whole = out_.points.select.empty() && after == at_;
    out_.points.where = std::move(out_.query);
    out_.query = {};
    return End(kClauses);
  }

 private:
  bool NextIsAggregate() {
    const size_t begin = at_;
    const std::string_view word = PeekWord();
    at_ += word.size();
    const bool called = !word.empty() && TakeMark('(');
    at_ = begin;
    return called;
  }

  // A tag or a field as it is.
  Status ParseColumn() {
    if (out_.points.select.size() == kMaxParts) return Unexpected("FROM: there are 100 columns already");
    if (NextIsAggregate()) return Unexpected("a tag or field; aggregates and plain columns do not go together");
    PANDORA_ASSIGN_OR_RETURN(std::string name, Name("a tag, a field or an aggregate such as sum(hits)"));
    std::string label = name;
    if (TakeWord("as")) {
      PANDORA_ASSIGN_OR_RETURN(label, Name("a name"));
    }
    // Every row begins with its time; clients name it all the same.
    if (name != "time") out_.points.select.emplace_back(std::move(name), std::move(label));
    return {};
  }

  Status ParseOrderAndLimit() {
    if (TakeWord("order")) {
      PANDORA_RETURN_IF_ERROR(Expect("by"));
      PANDORA_RETURN_IF_ERROR(Expect("time"));
      out_.points.newest_first = TakeWord("desc");
      if (!out_.points.newest_first) TakeWord("asc");
    }
    if (TakeWord("limit")) {
      PANDORA_ASSIGN_OR_RETURN(out_.points.limit, Number(1, kMaxRawPoints));
    }
    if (TakeWord("offset")) {
      PANDORA_ASSIGN_OR_RETURN(out_.points.offset, Number(0, INT64_MAX));
    }
    return {};
  }

  Result<int64_t> Number(int64_t low, int64_t high) {
    const std::string_view word = PeekWord();
    const std::optional<int64_t> number = ParseInt64(word);
    if (!number || *number < low || *number > high) {
      const std::string top = high == INT64_MAX ? " on" : " to " + std::to_string(high);
      return Unexpected("a whole number from " + std::to_string(low) + top);
    }
    at_ += word.size();
    return *number;
  }

  Result<SeriesStatement> End(const char* wanted) {
    TakeMark(';');
    SkipSpace();
    if (at_ < text_.size()) return Unexpected(wanted);
    return std::move(out_);
  }

  void SkipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) ++at_;
  }

  Status Unexpected(const std::string& wanted) {
    SkipSpace();
    const std::string found = at_ < text_.size() ? Quote(text_.substr(at_), 20) : "the end";
    return Status(ErrorCode::kBadRequest,
                  "sql, place " + std::to_string(at_ + 1) + ": found " + found + " instead of " + wanted);
  }

  std::string_view PeekWord() {
    SkipSpace();
    size_t end = at_;
    while (end < text_.size() && IsWordByte(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  bool TakeWord(std::string_view word) {
    const std::string_view next = PeekWord();
    if (!EqualsIgnoreCase(next, word)) return false;
    at_ += next.size();
    return true;
  }

  bool TakeMark(char mark) {
    SkipSpace();
    if (at_ >= text_.size() || text_[at_] != mark) return false;
    ++at_;
    return true;
  }

  Status Expect(std::string_view word) { return TakeWord(word) ? Status() : Unexpected(std::string(word)); }
  Status ExpectMark(char mark) { return TakeMark(mark) ? Status() : Unexpected(std::string(1, mark)); }

  // What stands between two `quote`; a backslash makes the next byte plain.
  Result<std::string> Quoted(char quote) {
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out.push_back(text_[at_++]);
    }
    PANDORA_RETURN_IF_ERROR(ExpectMark(quote));
    return out;
  }

  Result<std::string> Name(const char* what) {
    if (TakeMark('"')) return Quoted('"');
    const std::string_view word = PeekWord();
    if (word.empty()) return Unexpected(what);
    at_ += word.size();
    return std::string(word);
  }

  Status ParseSelect() {
    if (out_.query.select.size() == kMaxParts) return Unexpected("FROM: there are 100 aggregates already");
    const std::string_view word = PeekWord();
    const std::optional<SeriesAggregate> aggregate = FindAggregate(word);
    if (!aggregate) {
      return Unexpected("an aggregate of a field, such as sum(hits); " + std::string(kAggregateList) + " are accepted");
    }
    at_ += word.size();
    PANDORA_RETURN_IF_ERROR(ExpectMark('('));
    SeriesSelect select;
    select.aggregate = *aggregate;
    if (TakeMark('*')) {
      select.field = "*";
    } else {
      PANDORA_ASSIGN_OR_RETURN(select.field, Name("a field"));
    }
    PANDORA_RETURN_IF_ERROR(ExpectMark(')'));
    select.label = std::string(AggregateName(*aggregate));
    if (TakeWord("as")) {
      PANDORA_ASSIGN_OR_RETURN(select.label, Name("a name"));
    }
    out_.query.select.push_back(std::move(select));
    return {};
  }

  Status ParseCondition() {
    if (out_.query.equals.size() == kMaxParts) return Unexpected("GROUP BY: there are 100 conditions already");
    PANDORA_ASSIGN_OR_RETURN(const std::string name, Name("a tag or time"));
    const bool less = TakeMark('<');
    const bool more = !less && TakeMark('>');
    const bool equal = TakeMark('=');
    if (less || more) {
      if (name != "time" && name != "timestamp") return Unexpected("=, the only comparison of tags");
      PANDORA_ASSIGN_OR_RETURN(Instant at, Time());
      // Times are kept in microseconds; the range is [from, to).
      if (more != equal) at.micros += 1;
      std::optional<Instant>& bound = more ? out_.query.from : out_.query.to;
      if (!bound || (more ? at > *bound : at < *bound)) bound = at;
      return {};
    }
    if (!equal) return Unexpected("=, or <, <=, >, >= after time");
    PANDORA_RETURN_IF_ERROR(ExpectMark('\''));
    PANDORA_ASSIGN_OR_RETURN(std::string value, Quoted('\''));
    out_.query.equals.emplace_back(name, std::move(value));
    return {};
  }

  Result<int64_t> Duration() {
    const std::string_view word = PeekWord();
    const std::optional<int64_t> micros = ParseDuration(word);
    if (!micros || *micros == 0) return Unexpected("a duration such as 1m, 12h or 30s");
    at_ += word.size();
    return *micros;
  }

  Result<Instant> Time() {
    if (TakeMark('\'')) {
      const size_t begin = at_;
      PANDORA_ASSIGN_OR_RETURN(const std::string text, Quoted('\''));
      if (const std::optional<ParsedDate> date = ParseRfc3339(text)) return date->instant;
      at_ = begin;
      return Unexpected("an RFC 3339 date such as 2017-01-12T15:30:00+08:00");
    }
    if (TakeWord("now")) {
      PANDORA_RETURN_IF_ERROR(ExpectMark('('));
      PANDORA_RETURN_IF_ERROR(ExpectMark(')'));
      const bool minus = TakeMark('-');
      if (!minus && !TakeMark('+')) return now_;
      PANDORA_ASSIGN_OR_RETURN(const int64_t micros, Duration());
      return Instant{now_.micros + (minus ? -micros : micros)};
    }
    return NumberOfTime();
  }

  // 1484206200000000000, or with a unit: 1484206200s, ms, u.
  Result<Instant> NumberOfTime() {
    const std::string_view word = PeekWord();
    const size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    const std::optional<int64_t> number = ParseInt64(word.substr(0, digits));
    const std::string_view unit = word.substr(digits);
    int64_t micros = 0;
    const int64_t factor = unit == "s" ? kMicrosPerSecond : unit == "ms" ? 1000 : 1;
    const bool known = unit.empty() || unit == "ns" || unit == "u" || factor != 1;
    if (!number || !known || __builtin_mul_overflow(*number, factor, &micros)) {
      return Unexpected("a time: 'RFC 3339', nanoseconds, or now()");
    }
    at_ += word.size();
    return Instant{unit.empty() || unit == "ns" ? *number / 1000 : micros};
  }

  Status ParseGroup() {
    if (out_.query.group_by.size() == kMaxParts) return Unexpected("the end: there are 100 groups already");
    PANDORA_ASSIGN_OR_RETURN(std::string name, Name("a tag or time(...)"));
    if (name == "time" && TakeMark('(')) {
      if (out_.raw) return Unexpected("a tag; time(...) needs an aggregate, such as sum(hits)");
      PANDORA_ASSIGN_OR_RETURN(out_.query.every, Duration());
      return ExpectMark(')');
    }
    out_.query.group_by.push_back(std::move(name));
    return {};
  }

  std::string_view text_;
  Instant now_;
  size_t at_ = 0;
  SeriesStatement out_;
};

}  // namespace

Result<SeriesStatement> ParseSeriesStatement(std::string_view sql, Instant now) {
  return StatementParser(sql, now).Parse();
}

}  // namespace pandora
