#include "core/sink/typed_column.h"

#include <optional>

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr size_t kMaxQuoted = 60;

bool IsScalar(const Type& type) { return type.kind != Kind::kArray && type.kind != Kind::kMap; }

void AppendDateOfText(std::string_view text, size_t row, std::string_view name, Column* out, RowProblems* problems) {
  if (const std::optional<ParsedDate> date = ParseRfc3339(text)) {
    out->AppendDate(date->instant.micros, date->form.Pack());
    return;
  }
  problems->Add(row, "field " + Quote(name) + ": " + Quote(text, kMaxQuoted) +
                         " is no RFC 3339 date, such as 2017-01-12T15:30:00+08:00");
  out->AppendNull();
}

void AppendDateOfNumber(int64_t number, size_t row, std::string_view name, Column* out, RowProblems* problems) {
  if (const std::optional<Instant> instant = InstantOfNumber(number)) {
    DateForm form;
    form.fraction_digits = instant->micros % kMicrosPerSecond == 0 ? 0 : 6;
    out->AppendDate(instant->micros, form.Pack());
    return;
  }
  problems->Add(row, "field " + Quote(name) + ": " + std::to_string(number) + " is no time since 1970");
  out->AppendNull();
}

void AppendText(const Column& from, size_t row, std::string* text) {
  switch (from.type.kind) {
    case Kind::kBoolean: *text += from.booleans[row] != 0 ? "true" : "false"; return;
    case Kind::kLong: *text += std::to_string(from.longs[row]); return;
    case Kind::kFloat: AppendDouble(from.doubles[row], text); return;
    case Kind::kDate: AppendRfc3339(Instant{from.longs[row]}, DateForm::Unpack(from.date_forms[row]), text); return;
    case Kind::kString:
    case Kind::kJsonString: *text += from.Text(row); return;
    case Kind::kArray:
    case Kind::kMap: return;
  }
}

}  // namespace

bool CanConvert(const Type& from, const Type& to) {
  if (from == to) return true;
  if (to.kind == Kind::kDate) return from.kind == Kind::kLong || from.kind == Kind::kString;
  if (to.kind == Kind::kFloat) return from.kind == Kind::kLong;
  return to.kind == Kind::kString && IsScalar(from);
}

std::optional<Instant> InstantOfNumber(int64_t number) {
  constexpr int64_t kSecondsBelow = 100'000'000'000;         // the year 5138 in seconds
  constexpr int64_t kMillisBelow = 100'000'000'000'000;      // the same in milliseconds
  constexpr int64_t kMicrosBelow = 100'000'000'000'000'000;  // and in microseconds
  if (number <= -kSecondsBelow) return std::nullopt;
  if (number < kSecondsBelow) return Instant{number * kMicrosPerSecond};
  if (number < kMillisBelow) return Instant{number * 1000};
  if (number < kMicrosBelow) return Instant{number};
  return Instant{number / 1000};
}

Column ConvertColumn(Column from, const Type& to, std::string_view name, RowProblems* problems) {
  if (from.type == to) return from;
  Column out = MakeColumn(to);
  std::string text;
  for (size_t row = 0; row < from.size; ++row) {
    if (from.IsNull(row)) {
      out.AppendNull();
    } else if (to.kind == Kind::kDate && from.type.kind == Kind::kLong) {
      AppendDateOfNumber(from.longs[row], row, name, &out, problems);
    } else if (to.kind == Kind::kDate) {
      AppendDateOfText(from.Text(row), row, name, &out, problems);
    } else if (to.kind == Kind::kFloat) {
      out.AppendFloat(static_cast<double>(from.longs[row]));
    } else {
      text.clear();
      AppendText(from, row, &text);
      out.AppendText(text);
    }
  }
  return out;
}

RecordBatch DropRows(RecordBatch batch, const RowProblems& problems) {
  if (problems.empty()) return batch;
  RecordBatch kept;
  for (const Column& column : batch.columns) kept.columns.push_back(MakeColumn(column.type));
  size_t begin = 0;
  const auto keep_until = [&](size_t end) {
    if (begin < end) AppendRows(batch, begin, end, &kept);
  };
  for (const auto& [row, reason] : problems.reasons()) {
    keep_until(row);
    begin = row + 1;
  }
  keep_until(batch.rows);
  return kept;
}

Column NullColumn(const Type& type, size_t rows) {
  Column column = MakeColumn(type);
  for (size_t row = 0; row < rows; ++row) column.AppendNull();
  return column;
}

}  // namespace pandora
