// Literals, types and window specifications.
#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/function/cast.h"
#include "core/sql/parser.h"
#include "core/value/calendar.h"

namespace pandora {
namespace {

// A literal's own bytes: the value views the node's text.
void SetText(AstExpr* literal, std::string text) {
  literal->text = std::move(text);
  literal->value = Value::Text(literal->text);
}

struct IntervalUnit {
  std::string_view name;
  int64_t months;
  int64_t micros;
};
constexpr IntervalUnit kUnits[] = {{"YEAR", 12, 0},
                                   {"MONTH", 1, 0},
                                   {"WEEK", 0, 7 * kDayMicros},
                                   {"DAY", 0, kDayMicros},
                                   {"HOUR", 0, 3600 * kSecondMicros},
                                   {"MINUTE", 0, 60 * kSecondMicros},
                                   {"SECOND", 0, kSecondMicros},
                                   {"MILLISECOND", 0, 1000},
                                   {"MICROSECOND", 0, 1}};

const IntervalUnit* FindUnit(std::string_view word) {
  std::string lower = ToLowerAscii(word);
  if (lower.size() > 1 && lower.back() == 's') lower.pop_back();
  for (const IntervalUnit& unit : kUnits) {
    if (EqualsIgnoreCase(unit.name, lower)) return &unit;
  }
  return nullptr;
}

// The microseconds after the point of a text of digits. Spark adds them to the whole seconds also when these are negative.
int64_t FractionMicros(std::string_view text) {
  int64_t micros = 0;
  int64_t unit = kSecondMicros / 10;
  for (char c : text.substr(text.find('.') + 1)) {
    micros += (c - '0') * unit;
    unit /= 10;
  }
  return micros;
}

// "1-2" (YEAR TO MONTH) or "1 02:03:04.5" (DAY TO SECOND), each with an optional sign.
std::optional<Value> ParseCompoundInterval(std::string_view text, bool years) {
  text = TrimAscii(text);
  bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  int64_t sign = negative ? -1 : 1;
  if (years) {
    std::vector<std::string_view> parts = Split(text, '-');
    if (parts.size() != 2) return std::nullopt;
    std::optional<int64_t> y = ParseInt64(parts[0]);
    std::optional<int64_t> m = ParseInt64(parts[1]);
    if (!y || !m || *m > 11 || *y > 100000) return std::nullopt;
    return Value::Interval(sign * (*y * 12 + *m), 0);
  }
  size_t blank = text.find(' ');
  std::optional<int64_t> days = ParseInt64(text.substr(0, blank));
  if (!days || blank == std::string_view::npos || *days > 100000000) return std::nullopt;
  std::vector<std::string_view> parts = Split(text.substr(blank + 1), ':');
  if (parts.size() != 3) return std::nullopt;
  std::optional<int64_t> hours = ParseInt64(parts[0]);
  std::optional<int64_t> minutes = ParseInt64(parts[1]);
  std::optional<int64_t> seconds = TextToIntegral(parts[2], SqlKind::kBigint);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59 || *seconds < 0)
    return std::nullopt;
  const int64_t fraction = parts[2].find('.') == std::string_view::npos ? 0 : FractionMicros(parts[2]);
  const int64_t whole = ((*hours * 60 + *minutes) * 60 + *seconds) * kSecondMicros;
  return Value::Interval(0, sign * (*days * kDayMicros + whole + fraction));
}

}  // namespace

AstExprPtr Parser::ParseStringLiteral() {
  AstExprPtr literal = MakeExpr(AstExpr::Kind::kLiteral, Peek().span.begin);
  literal->type = SqlKind::kString;
  std::string text;
  while (Peek().kind == Token::Kind::kString) text += Take().text;
  SetText(literal.get(), std::move(text));
  return Seal(std::move(literal));
}

AstExprPtr Parser::ParseNumber(bool negative) {
  const Token& token = Take();
  AstExprPtr literal = MakeExpr(AstExpr::Kind::kLiteral, token.span.begin);
  std::string text = (negative ? "-" : "") + token.text;
  std::string suffix;
  if (EqualsIgnoreCase(text.substr(text.size() - std::min<size_t>(2, text.size())), "bd")) {
    suffix = "bd";
    text.resize(text.size() - 2);
  } else if (!text.empty() && std::string_view("LlSsYyDd").find(text.back()) != std::string_view::npos) {
    suffix = ToLowerAscii(text.substr(text.size() - 1));
    text.pop_back();
  }
  if (suffix == "d") {
    literal->type = SqlKind::kDouble;
    literal->value = Value::Double(TextToDouble(text).value_or(0));
    if (std::isinf(literal->value.d)) {
      FailAt(token.span,
             "Numeric literal " + text +
                 " does not fit in range [-1.7976931348623157E308, 1.7976931348623157E308] for type double");
      return nullptr;
    }
    return Seal(std::move(literal));
  }
  bool fractional = text.find_first_of(".eE") != std::string::npos || suffix == "bd";
  SqlKind kind = suffix == "l"   ? SqlKind::kBigint
                 : suffix == "s" ? SqlKind::kSmallint
                 : suffix == "y" ? SqlKind::kTinyint
                                 : SqlKind::kInt;
  std::optional<int64_t> integral = fractional ? std::nullopt : TextToIntegral(text, kind);
  if (!integral && !fractional && suffix.empty()) integral = TextToIntegral(text, kind = SqlKind::kBigint);
  if (integral) {
    literal->type = kind;
    literal->value = Value::Int(*integral);
    return Seal(std::move(literal));
  }
  if (!suffix.empty() && suffix != "bd") {
    FailAt(token.span, "Numeric literal " + text + " does not fit in range for type " + TypeName(SqlType(kind)));
    return nullptr;
  }
  std::optional<ParsedDecimal> decimal = ParseDecimal(text);
  bool exponent = text.find_first_of("eE") != std::string::npos && suffix.empty();
  if (exponent && (!decimal || decimal->scale < -38 || decimal->scale > 38)) {
    // No decimal of ours: the nearest double is the most faithful answer.
    literal->type = SqlKind::kDouble;
    literal->value = Value::Double(TextToDouble(text).value_or(0));
    return Seal(std::move(literal));
  }
  if (!decimal || std::max(decimal->precision, decimal->scale) > 38 || decimal->scale < -38) {
    FailAt(token.span, "DecimalType can only support precision up to 38");
    return nullptr;
  }
  literal->type = SqlType::Decimal(std::max(decimal->precision, decimal->scale), decimal->scale);
  literal->value = Value::Decimal(decimal->unscaled);
  return Seal(std::move(literal));
}

AstExprPtr Parser::ParseTypedLiteral() {
  AstExprPtr literal = MakeExpr(AstExpr::Kind::kLiteral, Peek().span.begin);
  std::string word = ToLowerAscii(Take().text);
  const Token& token = Take();
  if (word == "x") {
    literal->type = SqlKind::kBinary;
    std::string digits = (token.text.size() % 2 == 1 ? "0" : "") + token.text;
    std::string bytes;
    for (size_t i = 0; i < digits.size(); i += 2) {
      int byte = 0;
      for (char c : {digits[i], digits[i + 1]}) {
        size_t digit = std::string_view("0123456789abcdef").find(ToLowerAscii(std::string_view(&c, 1)));
        if (digit == std::string_view::npos) {
          FailAt(From(literal->span.begin), "contains illegal character for hexBinary: " + token.text);
          return nullptr;
        }
        byte = byte * 16 + static_cast<int>(digit);
      }
      bytes += static_cast<char>(byte);
    }
    SetText(literal.get(), std::move(bytes));
    return Seal(std::move(literal));
  }
  bool date = word == "date";
  // Stricter than CAST: a whole date, and a time to the second (java.sql.Date and Timestamp read these).
  std::vector<std::string_view> days = Split(TrimAscii(token.text).substr(0, TrimAscii(token.text).find(' ')), '-');
  bool whole = days.size() == 3 && token.text.find('T') == std::string::npos;
  if (date) whole = whole && token.text.find(' ') == std::string::npos;
  else whole = whole && std::count(token.text.begin(), token.text.end(), ':') == 2;
  literal->type = date ? SqlKind::kDate : SqlKind::kTimestamp;
  std::optional<int64_t> value = date ? TextToDate(token.text) : TextToTimestamp(token.text, 0);
  if (!value || !whole) {
    FailAt(From(literal->span.begin),
           "Cannot parse the " + std::string(date ? "DATE" : "TIMESTAMP") + " value: " + token.text);
    return nullptr;
  }
  literal->value = Value::Int(*value);
  return Seal(std::move(literal));
}

AstExprPtr Parser::ParseInterval() {
  AstExprPtr literal = MakeExpr(AstExpr::Kind::kLiteral, Take().span.begin);
  literal->type = SqlKind::kInterval;
  int64_t months = 0;
  int64_t micros = 0;
  bool any = false;
  while (true) {
    bool sign = IsSymbol("-") || IsSymbol("+");
    const Token& number = Peek(sign ? 1 : 0);
    bool starts = number.kind == Token::Kind::kNumber || number.kind == Token::Kind::kString;
    if (!starts || !FindUnit(Peek(sign ? 2 : 1).text)) break;
    bool negative = sign && Take().text == "-";
    std::string text(TrimAscii(Take().text));
    const IntervalUnit* unit = FindUnit(Take().text);
    any = true;
    if (IsWord("TO")) {
      Take();
      std::string to = ToLowerAscii(ExpectName());
      const bool years = unit->name == "YEAR" && to == "month";
      if (!years && !(unit->name == "DAY" && to == "second"))
        return FailAt(From(literal->span.begin), "Intervals FROM " + ToLowerAscii(unit->name) + " TO " + to +
                                                     " are not supported: YEAR TO MONTH and DAY TO SECOND are."),
               nullptr;
      std::optional<Value> compound = ParseCompoundInterval(text, years);
      if (!compound) return FailAt(From(literal->span.begin), "Error parsing interval string: " + text), nullptr;
      months += compound->months();
      micros += compound->micros();
      continue;
    }
    // Only seconds may have a fraction.
    std::optional<int64_t> whole = TextToIntegral(text, SqlKind::kBigint);
    bool fraction = text.find('.') != std::string::npos;
    if (!whole || (fraction && unit->name != "SECOND") || *whole > 1000000000000LL || *whole < -1000000000000LL) {
      return FailAt(From(literal->span.begin), "Error parsing interval string: " + text), nullptr;
    }
    int64_t factor = negative ? -1 : 1;
    int64_t scaled = 0;
    if (__builtin_mul_overflow(*whole, unit->micros, &scaled)) scaled = 0;
    months += factor * *whole * unit->months;
    const int64_t part = fraction ? FractionMicros(text) : 0;
    micros += factor * (text[0] == '-' ? scaled - part : scaled + part);
  }
  if (!any) {
    FailAt(From(literal->span.begin), "at least one time unit should be given for interval literal");
    return nullptr;
  }
  literal->value = Value::Interval(months, micros);
  return Seal(std::move(literal));
}

bool Parser::ParseType(SqlType* type) {
  Nesting nesting(this);
  if (nesting.too_deep()) return false;
  Span span = Peek().span;
  std::string name = ToLowerAscii(ExpectName("a type"));
  if (failed()) return false;
  if (name == "array" || name == "map") {
    SqlType first, second;
    if (!ExpectSymbol("<") || !ParseType(&first)) return false;
    if (name == "map" && (!ExpectSymbol(",") || !ParseType(&second))) return false;
    *type = name == "array" ? SqlType::Array(first) : SqlType::Map(first, second);
    return ExpectSymbol(">");
  }
  if (name == "struct") return ParseStructType(type);
  if (!ParseSimpleType(name, type)) return failed() ? false : FailAt(span, "DataType " + name + " is not supported.");
  return true;
}

bool Parser::ParseSimpleType(std::string name, SqlType* type) {
  std::vector<int64_t> parameters;
  std::optional<SqlType> found = FindSimpleType(name);
  if (!found) return false;
  if (TakeSymbol("(")) {
    do {
      std::optional<int64_t> value = Peek().kind == Token::Kind::kNumber ? ParseInt64(Peek().text) : std::nullopt;
      if (!value) return Fail("a number");
      parameters.push_back(*value);
      Take();
    } while (TakeSymbol(","));
    if (!ExpectSymbol(")")) return false;
  }
  *type = *found;
  if (found->kind != SqlKind::kDecimal) return parameters.empty() || name == "char" || name == "varchar";
  if (parameters.size() > 2) return false;
  int64_t precision = parameters.empty() ? 10 : parameters[0];
  int64_t scale = parameters.size() > 1 ? parameters[1] : 0;
  if (precision > 38) return FailAt(Peek().span, "DecimalType can only support precision up to 38");
  if (scale > precision || precision < 1)
    return FailAt(Peek().span, "Decimal scale (" + std::to_string(scale) + ") cannot be greater than precision (" +
                                   std::to_string(precision) + ").");
  *type = SqlType::Decimal(static_cast<int>(precision), static_cast<int>(scale));
  return true;
}

bool Parser::ParseStructType(SqlType* type) {
  std::vector<SqlField> fields;
  // "<>" is one symbol.
  if (TakeSymbol("<>")) {
    *type = SqlType::Struct({});
    return true;
  }
  if (!ExpectSymbol("<")) return false;
  do {
    SqlField field;
    field.name = ExpectName();
    TakeSymbol(":");
    if (failed() || !ParseType(&field.type)) return false;
    fields.push_back(std::move(field));
  } while (TakeSymbol(","));
  *type = SqlType::Struct(std::move(fields));
  return ExpectSymbol(">");
}

std::unique_ptr<AstWindow> Parser::ParseOver() {
  auto window = std::make_unique<AstWindow>();
  int begin = Peek().span.begin;
  if (!IsSymbol("(")) {
    window->name = TakeName();
    window->span = From(begin);
    return window;
  }
  if (!ParseWindowSpec(window.get())) return nullptr;
  window->span = From(begin);
  return window;
}

bool Parser::ParseWindowSpec(AstWindow* window) {
  Nesting nesting(this);
  if (nesting.too_deep() || !ExpectSymbol("(")) return false;
  if (IsName() && IsSymbol(")", 1)) {
    window->name = TakeName();
    return ExpectSymbol(")");
  }
  if (TakeWords({"CLUSTER", "BY"})) {
    if (!ParseExpressionList(&window->partition)) return false;
  } else {
    if ((TakeWords({"PARTITION", "BY"}) || TakeWords({"DISTRIBUTE", "BY"})) && !ParseExpressionList(&window->partition))
      return false;
    if ((TakeWords({"ORDER", "BY"}) || TakeWords({"SORT", "BY"})) && !ParseSortItems(&window->order)) return false;
  }
  if (IsOneOf({"ROWS", "RANGE"}) && !ParseFrame(window)) return false;
  return ExpectSymbol(")");
}

bool Parser::ParseFrame(AstWindow* window) {
  window->has_frame = true;
  window->rows = EqualsIgnoreCase(Take().text, "ROWS");
  if (!TakeWord("BETWEEN")) return ParseFrameBound(&window->from);
  return ParseFrameBound(&window->from) && ExpectWord("AND") && ParseFrameBound(&window->to);
}

bool Parser::ParseFrameBound(AstFrameBound* bound) {
  using Bound = AstFrameBound::Kind;
  if (TakeWords({"CURRENT", "ROW"})) {
    bound->kind = Bound::kCurrentRow;
    return true;
  }
  bool unbounded = TakeWord("UNBOUNDED");
  if (!unbounded) {
    bound->offset = ParseExpression();
    if (!bound->offset) return false;
  }
  if (TakeWord("PRECEDING")) {
    bound->kind = unbounded ? Bound::kUnboundedPreceding : Bound::kPreceding;
    return true;
  }
  if (!ExpectWord("FOLLOWING")) return false;
  bound->kind = unbounded ? Bound::kUnboundedFollowing : Bound::kFollowing;
  return true;
}

}  // namespace pandora
