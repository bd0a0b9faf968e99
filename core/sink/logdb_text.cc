#include "core/sink/logdb_text.h"

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr std::string_view kStopWords =
    " a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was "
    "will with ";

// The code point at `at`, which it moves behind it. The text is valid UTF-8.
uint32_t TakeCodePoint(std::string_view text, size_t* at) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(text[i])); };
  const uint32_t first = byte(*at);
  const size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (size == 1 || *at + size > text.size()) {
    ++*at;
    return first;
  }
  uint32_t point = first & (0x7fU >> size);
  for (size_t i = 1; i < size; ++i) point = point << 6 | (byte(*at + i) & 0x3f);
  *at += size;
  return point;
}

bool Between(uint32_t point, uint32_t low, uint32_t high) { return low <= point && point <= high; }

bool IsCjk(uint32_t c) {
  return Between(c, 0x4e00, 0x9fff) || Between(c, 0x3041, 0x30ff) || Between(c, 0x3400, 0x4dbf) ||
         Between(c, 0xf900, 0xfaff) || Between(c, 0x20000, 0x3ffff);
}

bool IsDigit(uint32_t c) { return Between(c, '0', '9') || Between(c, 0xff10, 0xff19); }

bool IsLetter(uint32_t c) {
  if (c < 0x80) return Between(c | 0x20, 'a', 'z');
  // All that is no punctuation, blank or sign: the common blocks of those.
  if (c < 0xc0) return c == 0xaa || c == 0xb5 || c == 0xba;
  if (c == 0xd7 || c == 0xf7 || Between(c, 0x2000, 0x2bff) || Between(c, 0x3000, 0x3040)) return false;
  if (Between(c, 0xff00, 0xff65)) return Between(c | 0x20, 0xff41, 0xff5a) || Between(c - 0x20, 0xff21, 0xff3a);
  return !IsDigit(c);
}

uint32_t ToLowerPoint(uint32_t c) {
  if (c < 0x80) return Between(c, 'A', 'Z') ? c + 0x20 : c;
  if (Between(c, 0xc0, 0xde) && c != 0xd7) return c + 0x20;
  if (Between(c, 0x391, 0x3a9) || Between(c, 0x410, 0x42f)) return c + 0x20;
  if (Between(c, 0x400, 0x40f)) return c + 0x50;
  if (Between(c, 0x100, 0x17e) && !Between(c, 0x130, 0x131) && c != 0x138 && !Between(c, 0x149, 0x149) && c != 0x178) {
    const bool upper_is_odd = Between(c, 0x139, 0x148) || Between(c, 0x179, 0x17e);
    return ((c & 1) != 0) == upper_is_odd ? c + 1 : c;
  }
  return c;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

}  // namespace

// The next run of word characters, lowered into lowered_.
bool WordCursor::NextRun() {
  const bool digits = analyzer_ == Analyzer::kStandard;
  lowered_.clear();
  while (at_ < text_.size()) {
    size_t next = at_;
    const uint32_t point = TakeCodePoint(text_, &next);
    const bool single = digits && IsCjk(point);
    const bool part = IsLetter(point) || (digits && (IsDigit(point) || point == '_'));
    if (single && !lowered_.empty()) break;
    if (lowered_.empty()) begin_ = at_;
    at_ = next;
    if (!part && lowered_.empty()) continue;
    if (!part) break;
    AppendUtf8(ToLowerPoint(point), &lowered_);
    end_ = at_;
    if (single) break;
  }
  word_ = lowered_;
  return !lowered_.empty();
}

// From the beginning to before each further '/'.
bool WordCursor::NextPath() {
  if (at_ >= text_.size()) return false;
  const size_t slash = text_.find('/', at_ + 1);
  at_ = slash == std::string_view::npos ? text_.size() : slash;
  word_ = text_.substr(0, at_);
  end_ = at_;
  return true;
}

bool WordCursor::Next() {
  switch (analyzer_) {
    case Analyzer::kStandard:
    case Analyzer::kSimple: return NextRun();
    case Analyzer::kStop:
      while (NextRun()) {
        if (kStopWords.find(" " + lowered_ + " ") == std::string_view::npos) return true;
      }
      return false;
    case Analyzer::kPath: return NextPath();
    case Analyzer::kWhitespace: {
      while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
      begin_ = at_;
      while (at_ < text_.size() && !IsBlank(text_[at_])) ++at_;
      end_ = at_;
      word_ = text_.substr(begin_, end_ - begin_);
      return begin_ < end_;
    }
    case Analyzer::kKeyword:
      if (done_) return false;
      done_ = true;
      word_ = text_;
      end_ = text_.size();
      return true;
  }
  return false;
}

std::vector<std::string> WordsOf(Analyzer analyzer, std::string_view text) {
  std::vector<std::string> words;
  for (WordCursor cursor(analyzer, text); cursor.Next();) words.emplace_back(cursor.word());
  return words;
}

std::string SpellAs(Analyzer analyzer, std::string_view text) {
  if (analyzer != Analyzer::kStandard && analyzer != Analyzer::kSimple && analyzer != Analyzer::kStop) {
    return std::string(text);
  }
  std::string lowered;
  for (size_t at = 0; at < text.size();) AppendUtf8(ToLowerPoint(TakeCodePoint(text, &at)), &lowered);
  return lowered;
}

bool MatchesWildcard(std::string_view pattern, std::string_view text) {
  constexpr size_t kNone = std::string_view::npos;
  size_t p = 0, t = 0;
  size_t star = kNone, retry = 0;  // behind the last '*', and how much of the text it has taken
  while (t < text.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      retry = t;
      continue;
    }
    if (p < pattern.size() && t < text.size()) {
      size_t next = t;
      TakeCodePoint(text, &next);
      if (pattern[p] == '?') {
        ++p;
        t = next;
        continue;
      }
      const size_t literal = pattern[p] == '\\' && p + 1 < pattern.size() ? p + 1 : p;
      if (pattern[literal] == text[t]) {
        p = literal + 1;
        ++t;
        continue;
      }
    }
    if (star == kNone || retry >= text.size()) return false;
    TakeCodePoint(text, &retry);
    p = star;
    t = retry;
  }
  return true;
}

}  // namespace pandora
