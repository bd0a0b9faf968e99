#include "core/format/point_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/base/instant.h"
#include "core/base/swar.h"
#include "core/base/text.h"
#include "core/format/json_column.h"
#include "core/format/number_scan.h"
#include "core/format/point_column.h"

namespace pandora {
namespace {

constexpr ptrdiff_t kUtf8Window = 64 * 1024;  // checked just before it is read, while it is on its way into the cache
constexpr size_t kRowStep = 2048;
constexpr size_t kSamples = 16, kSampleSize = 4096;

// About how many lines `text` has; exact for short ones.
size_t EstimateRows(std::string_view text) {
  const auto lines_in = [](std::string_view part) {
    return static_cast<size_t>(std::count(part.begin(), part.end(), '\n'));
  };
  if (text.size() <= kSamples * kSampleSize) return lines_in(text) + 1;
  size_t lines = 0;
  for (size_t i = 0; i < kSamples; ++i) lines += lines_in(text.substr(text.size() / kSamples * i, kSampleSize));
  const size_t estimate = text.size() / (kSamples * kSampleSize) * lines;
  return estimate + estimate / 16 + kRowStep;
}

class PointReader {
 public:
  PointReader(std::string_view text, const Schema& schema, const PointOptions& options)
      : schema_(schema),
        options_(options),
        at_(text.data()),
        end_(text.data() + text.size()),
        checked_(at_),
        estimate_(EstimateRows(text)),
        columns_(schema.fields.size()),
        index_(&columns_) {}

  Result<RecordBatch> Read() {
    if (columns_.empty()) return {ErrorCode::kE18105, "no field to read a record into"};
    Bind();
    while (at_ < end_ && SkipEmptyLines()) {
      while (at_ >= checked_) {
        if (!CheckUtf8()) return error_;
      }
      if (row_ == capacity_) GrowRows();
      if (!ReadRecord()) return error_;
      ++row_;
    }
    if (row_ == 0) return {ErrorCode::kE18006, "the body holds no record"};
    for (PointColumn& column : columns_) column.Finish(row_);
    batch_.rows = row_;
    return std::move(batch_);
  }

 private:
  void Bind() {
    batch_ = MakeBatch(schema_);
    for (size_t i = 0; i < columns_.size(); ++i) {
      columns_[i].Bind(schema_.fields[i], estimate_, static_cast<size_t>(end_ - at_), &batch_.columns[i]);
      columns_[i].next = &columns_[i + 1 < columns_.size() ? i + 1 : 0];
    }
    first_ = columns_.data();
  }

  // In small steps: growing clears what it adds, which is nearly free for what is then written at once.
  void GrowRows() {
    if (row_ == kRowStep && estimate_ > row_) {
      for (PointColumn& column : columns_) column.Extrapolate(row_, estimate_);
    }
    const size_t left = estimate_ > row_ ? estimate_ - row_ : 0;
    capacity_ = row_ + std::clamp<size_t>(left, 64, kRowStep);
    for (PointColumn& column : columns_) column.Grow(capacity_);
  }

  // The character at `p`; a text ends as if by a newline.
  char Peek(const char* p) const { return p < end_ ? *p : '\n'; }
  bool AtLineEnd(const char* p) const { return Peek(p) == '\n' || (*p == '\r' && Peek(p + 1) == '\n'); }
  bool AtPieceEnd(const char* p) const { return Peek(p) == '\t' || AtLineEnd(p); }

  bool SkipEmptyLines() {
    while (at_ < end_ && AtLineEnd(at_)) SkipLineEnd();
    return at_ < end_;
  }

  // Precondition: AtLineEnd(at_).
  void SkipLineEnd() {
    if (at_ < end_ && *at_ == '\r') ++at_;
    if (at_ < end_) ++at_;
    ++line_;
  }

  bool CheckUtf8();
  bool ReadRecord();
  bool FinishRecord(size_t seen);
  PointColumn* FindColumn(PointColumn* tried);
  const char* ReadValue(PointColumn* column, const char* p);
  const char* ReadDate(PointColumn* column, const char* p);
  const char* ReadString(PointColumn* column, const char* p);
  const char* ReadSlowly(PointColumn* column, const char* p);
  Status StoreText(PointColumn* column, std::string_view value);

  // The piece or the value that starts at `p`, up to its TAB or the end of its line.
  std::string_view RestOfPiece(const char* p) const {
    const char* q = p;
    for (;;) {
      const uint64_t hits = swar::BytesBelow(swar::LoadUpTo8(q, end_), 0x0b);
      if (hits == 0) {
        q += 8;
        continue;
      }
      q += swar::FirstByte(hits);
      if (q >= end_ || *q == '\t' || *q == '\n') break;
      ++q;
    }
    q = std::min(q, end_);
    if (q > p && q[-1] == '\r' && AtLineEnd(q)) --q;
    return std::string_view(p, static_cast<size_t>(q - p));
  }

  bool Fail(const Status& status) {
    error_ = status.WithContext("line " + std::to_string(line_));
    return false;
  }
  bool Fail(ErrorCode code, const std::string& detail) { return Fail(Status(code, detail)); }
  bool FailTooLong(std::string_view piece) {
    return Fail(ErrorCode::kE18008, Quote(piece, 32) + " has " + std::to_string(piece.size()) + " bytes; at most " +
                                        std::to_string(options_.max_piece) + " are accepted in one key=value");
  }

  const Schema& schema_;
  const PointOptions& options_;
  const char* at_;
  const char* const end_;
  const char* checked_;          // up to here the text is known to be UTF-8; the start of a line
  const char* piece_ = nullptr;  // the key=value that is being read
  size_t row_ = 0;
  size_t line_ = 1;
  size_t capacity_ = 0;
  size_t estimate_;
  RecordBatch batch_;
  std::vector<PointColumn> columns_;
  PointKeyIndex index_;
  PointColumn* first_ = nullptr;  // what the last line began with
  Status error_;
};

// Moves checked_ over whole lines. When one is damaged it stops before that line, so that faults of earlier lines are
// reported first, and refuses it when it is the line to be read now.
bool PointReader::CheckUtf8() {
  const char* stop = end_;
  if (end_ - checked_ > kUtf8Window) {
    const char* const window = checked_ + kUtf8Window;
    const void* const newline = std::memchr(window, '\n', static_cast<size_t>(end_ - window));
    if (newline != nullptr) stop = static_cast<const char*>(newline) + 1;
  }
  const std::string_view lines(checked_, static_cast<size_t>(stop - checked_));
  if (IsAscii(lines)) {
    checked_ = stop;
    return true;
  }
  const size_t valid = ValidUtf8Prefix(lines);
  if (valid == lines.size()) {
    checked_ = stop;
    return true;
  }
  const size_t newline = lines.substr(0, valid).rfind('\n');
  const char* const damaged = newline == std::string_view::npos ? checked_ : checked_ + newline + 1;
  if (damaged > at_) {
    checked_ = damaged;
    return true;
  }
  const char* piece = lines.data() + valid;
  while (piece > at_ && piece[-1] != '\t') --piece;
  return Fail(ErrorCode::kE18110, Quote(RestOfPiece(piece)) + " is not valid UTF-8");
}

bool PointReader::ReadRecord() {
  PointColumn** prediction = &first_;
  size_t seen = 0;
  for (;;) {
    piece_ = at_;
    PointColumn* column = *prediction;
    if (column->MatchesKey(at_, end_)) {
      at_ += column->key_size;
    } else {
      column = FindColumn(column);
      if (column == nullptr) return false;
      *prediction = column;
    }
    if (column->stamp == row_ + 1) {
      return Fail(ErrorCode::kE18110, "field " + Quote(column->field->name) + " is given twice");
    }
    column->stamp = row_ + 1;
    at_ = ReadValue(column, at_);
    if (at_ == nullptr) return false;
    const size_t size = static_cast<size_t>(at_ - piece_);
    if (size > options_.max_piece) return FailTooLong(std::string_view(piece_, size));
    ++seen;
    prediction = &column->next;
    if (Peek(at_) != '\t') break;
    ++at_;
    if (AtLineEnd(at_)) break;
  }
  if (seen < columns_.size() && !FinishRecord(seen)) return false;
  SkipLineEnd();
  return true;
}

// The fields that the record lacks.
bool PointReader::FinishRecord(size_t seen) {
  for (PointColumn& column : columns_) {
    if (column.stamp == row_ + 1) continue;
    if (column.field->required) {
      return Fail(ErrorCode::kE18110, "field " + Quote(column.field->name) + " is required, but missing");
    }
    column.SetNull(row_);
    if (++seen == columns_.size()) break;
  }
  return true;
}

// The column of the piece at at_, whose key is not `tried`'s; moves behind its '='.
PointColumn* PointReader::FindColumn(PointColumn* tried) {
  PointColumn* const after = tried->next;  // right when one optional field is missing
  if (after->MatchesKey(at_, end_)) {
    at_ += after->key_size;
    return after;
  }
  const std::string_view piece = RestOfPiece(at_);
  if (piece.empty()) {
    Fail(ErrorCode::kE18110, "an empty piece; fields are separated by a single TAB");
    return nullptr;
  }
  if (piece.size() > options_.max_piece) {
    FailTooLong(piece);
    return nullptr;
  }
  const size_t equals = piece.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    Fail(ErrorCode::kE18110, Quote(piece) + (equals == 0 ? " has no key" : " has no '='") +
                                 "; key=value pairs separated by TAB are accepted");
    return nullptr;
  }
  const std::string_view key = piece.substr(0, equals);
  PointColumn* const column = index_.Find(key);
  if (column != nullptr) {
    at_ += column->key_size;
    return column;
  }
  std::vector<std::string_view> names;
  for (const Field& field : schema_.fields) names.push_back(field.name);
  const std::string_view near = DidYouMean(key, names);
  Fail(ErrorCode::kE18111,
       "field " + Quote(key) + " is not in the schema" + (near.empty() ? "" : "; did you mean " + Quote(near) + "?"));
  return nullptr;
}

// Stores the value that starts at `p`; answers the end of its piece, or null when it was refused.
const char* PointReader::ReadValue(PointColumn* column, const char* p) {
  const char* q = nullptr;
  switch (column->kind) {
    case Kind::kLong: q = ScanLong(p, end_, &column->longs[row_]); break;
    case Kind::kFloat: q = ScanFloat(p, end_, &column->doubles[row_]); break;
    case Kind::kDate: q = ReadDate(column, p); break;
    case Kind::kString: return ReadString(column, p);
    default: break;
  }
  if (q != nullptr && AtPieceEnd(q)) return q;
  return ReadSlowly(column, p);
}

// The two usual lengths: "2017-01-12T15:30:00+08:00" and "2017-01-12T07:30:00Z".
const char* PointReader::ReadDate(PointColumn* column, const char* p) {
  if (end_ - p < 26) return nullptr;
  const auto ends_piece = [](char c) { return c == '\t' || c == '\n'; };
  const size_t size = ends_piece(p[25]) ? 25 : 20;
  if (!ends_piece(p[size])) return nullptr;
  const std::optional<ParsedDate> date = ParseRfc3339(std::string_view(p, size));
  if (!date) return nullptr;
  column->longs[row_] = date->instant.micros;
  column->date_forms[row_] = date->form.Pack();
  return p + size;
}

// Copies while it searches for the end of the piece, eight bytes at a time.
const char* PointReader::ReadString(PointColumn* column, const char* p) {
  static constexpr size_t kMargin = 16;
  const uint64_t backslash_marks = options_.unescape ? swar::kHighs : 0;
  char* out = column->ReserveText(256);
  for (;;) {
    if (column->arena_end - out < static_cast<ptrdiff_t>(kMargin)) {
      column->arena_at = out;
      out = column->ReserveText(4096);
    }
    const uint64_t word = swar::LoadUpTo8(p, end_);
    const uint64_t hits = swar::BytesBelow(word, 0x0e) | (swar::EqualBytes(word, '\\') & backslash_marks);
    StoreLittle(word, out);
    if (hits == 0) {
      p += 8;
      out += 8;
      continue;
    }
    const size_t plain = swar::FirstByte(hits);
    p += plain;
    out += plain;
    if (AtPieceEnd(p)) break;
    const char c = *p++;
    const char next = c == '\\' ? Peek(p) : '\0';
    const char undone = next == 't' ? '\t' : next == 'r' ? '\r' : next == 'n' ? '\n' : next == '\\' ? '\\' : '\0';
    *out++ = undone != '\0' ? undone : c;
    p += undone != '\0' ? 1 : 0;
  }
  column->CloseText(row_, out);
  return p;
}

// Whatever the fast paths leave: unusual spellings, the other kinds, and all faults.
const char* PointReader::ReadSlowly(PointColumn* column, const char* p) {
  const std::string_view value = RestOfPiece(p);
  const char* const end = value.data() + value.size();
  if (static_cast<size_t>(end - piece_) > options_.max_piece) {
    FailTooLong(std::string_view(piece_, static_cast<size_t>(end - piece_)));
    return nullptr;
  }
  const FieldPath path{nullptr, column->field->name};
  Status status;
  switch (column->kind) {
    case Kind::kLong:
      if (const std::optional<int64_t> number = ParseInt64(value)) {
        column->longs[row_] = *number;
        return end;
      }
      break;
    case Kind::kFloat:
      if (const std::optional<double> number = ParseDouble(value)) {
        column->doubles[row_] = *number;
        return end;
      }
      break;
    case Kind::kDate:
      if (const std::optional<ParsedDate> date = ParseRfc3339(value)) {
        column->longs[row_] = date->instant.micros;
        column->date_forms[row_] = date->form.Pack();
        return end;
      }
      break;
    case Kind::kBoolean:
      if (value == "true" || value == "false") {
        column->booleans[row_] = value == "true" ? 1 : 0;
        return end;
      }
      break;
    case Kind::kString:
    case Kind::kJsonString:
      status = StoreText(column, value);
      if (status.ok()) return end;
      Fail(status);
      return nullptr;
    case Kind::kArray:
    case Kind::kMap:
      status = AppendJsonText(value, options_.max_json_depth, path, column->column);
      if (status.ok()) return end;
      Fail(status);
      return nullptr;
  }
  Fail(BadValue(path, column->kind, value));
  return nullptr;
}

Status PointReader::StoreText(PointColumn* column, std::string_view value) {
  PANDORA_RETURN_IF_ERROR(CheckJsonText(value, options_.max_json_depth, FieldPath{nullptr, column->field->name}));
  char* const out = column->ReserveText(value.size());
  std::memcpy(out, value.data(), value.size());
  column->CloseText(row_, out + value.size());
  return Status();
}

}  // namespace

Result<RecordBatch> ReadPoints(std::string_view text, const Schema& schema, const PointOptions& options) {
  if (text.size() > std::numeric_limits<uint32_t>::max()) {
    return {ErrorCode::kE18005, "a push of more than 4 GiB"};
  }
  return PointReader(text, schema, options).Read();
}

}  // namespace pandora
