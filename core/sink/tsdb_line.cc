#include "core/sink/tsdb_line.h"

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr size_t kMaxParts = 1000;  // tags and fields of a point

class LineParser {
 public:
  LineParser(std::string_view line, Instant now) : line_(line) { point_.time = now; }

  Result<LinePoint> Parse() {
    point_.series = Piece(", ");
    if (point_.series.empty()) return Bad("a series");
    while (Take(',')) {
      PANDORA_ASSIGN_OR_RETURN(std::string tag, Key());
      point_.tags.emplace_back(std::move(tag), Piece(", "));
      if (point_.tags.size() > kMaxParts) return Bad("fewer tags");
    }
    if (!Take(' ')) return Bad("a space and fields");
    SkipSpaces();
    do {
      PANDORA_ASSIGN_OR_RETURN(std::string field, Key());
      PANDORA_ASSIGN_OR_RETURN(LineValue value, Value());
      point_.fields.emplace_back(std::move(field), std::move(value));
      if (point_.fields.size() > kMaxParts) return Bad("fewer fields");
    } while (Take(','));
    SkipSpaces();
    if (at_ == line_.size()) return std::move(point_);
    const std::optional<int64_t> nanos = ParseInt64(TrimAscii(line_.substr(at_)));
    if (!nanos) return Bad("a time in nanoseconds");
    point_.time = Instant{*nanos / 1000};
    return std::move(point_);
  }

 private:
  Status Bad(const std::string& wanted) const {
    const std::string found = at_ < line_.size() ? Quote(line_.substr(at_), 30) : "the end";
    return Status(ErrorCode::kBadRequest,
                  "place " + std::to_string(at_ + 1) + ": found " + found + " instead of " + wanted);
  }

  bool Take(char mark) {
    if (at_ >= line_.size() || line_[at_] != mark) return false;
    ++at_;
    return true;
  }

  void SkipSpaces() {
    while (Take(' ')) {
    }
  }

  // Up to one of `marks` or the end.
  std::string Piece(std::string_view marks) {
    std::string out;
    while (at_ < line_.size() && marks.find(line_[at_]) == std::string_view::npos) {
      const bool escaped = line_[at_] == '\\' && at_ + 1 < line_.size() &&
                           std::string_view(", =\"\\").find(line_[at_ + 1]) != std::string_view::npos;
      if (escaped) ++at_;
      out.push_back(line_[at_++]);
    }
    return out;
  }

  Result<std::string> Key() {
    std::string key = Piece("=, ");
    if (key.empty()) return Bad("a name");
    if (!Take('=')) return Bad("=");
    return key;
  }

  Result<LineValue> Value() {
    LineValue value;
    if (Take('"')) {
      value.kind = Kind::kString;
      value.text = Piece("\"");
      if (!Take('"')) return Bad("\"");
      return value;
    }
    const size_t begin = at_;
    const std::string text = Piece(", ");
    for (const std::string_view word : {"t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE"}) {
      if (text != word) continue;
      value.kind = Kind::kBoolean;
      value.integer = word[0] == 't' || word[0] == 'T' ? 1 : 0;
      return value;
    }
    if (!text.empty() && text.back() == 'i') {
      const std::optional<int64_t> number = ParseInt64(std::string_view(text).substr(0, text.size() - 1));
      value.kind = Kind::kLong;
      value.integer = number.value_or(0);
      if (number) return value;
    } else if (const std::optional<double> number = ParseDouble(text)) {
      value.number = *number;
      return value;
    }
    at_ = begin;
    return Bad("a value such as 1.5, 10i, \"text\" or true");
  }

  std::string_view line_;
  size_t at_ = 0;
  LinePoint point_;
};

}  // namespace

Result<std::vector<LinePoint>> ParseLines(std::string_view text, Instant now) {
  std::vector<LinePoint> points;
  int64_t number = 0;
  for (std::string_view line : Split(text, '\n')) {
    ++number;
    line = TrimAscii(line);
    if (line.empty() || line.front() == '#') continue;
    Result<LinePoint> point = LineParser(line, now).Parse();
    if (!point.ok()) return point.status().WithContext("line " + std::to_string(number));
    points.push_back(std::move(point).value());
  }
  return points;
}

}  // namespace pandora
