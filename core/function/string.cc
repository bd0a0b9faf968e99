// Text functions. Positions and lengths count characters (code points), as Spark's do.
#include <algorithm>

#include "core/function/kernel.h"
#include "core/function/unicode.h"

namespace pandora {
namespace {

std::string_view Trim(std::string_view text, bool left, bool right) {
  while (left && !text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (right && !text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// trim(x), or as later releases have it trim(characters, x).
template <bool kLeft, bool kRight>
void TrimText(CallContext& context, const Value* args, Value* result) {
  if (context.arg_types.size() == 1) {
    *result = Value::Text(Trim(args[0].view(), kLeft, kRight));
    return;
  }
  std::string_view set = args[0].view();
  std::string_view text = args[1].view();
  auto in_set = [set](std::string_view character) {
    for (size_t pos = 0; pos < set.size(); pos += CharSize(set[pos])) {
      if (set.substr(pos, CharSize(set[pos])) == character) return true;
    }
    return false;
  };
  while (kLeft && !text.empty() && in_set(text.substr(0, CharSize(text[0])))) text.remove_prefix(CharSize(text[0]));
  while (kRight && !text.empty()) {
    size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    if (!in_set(text.substr(begin))) break;
    text = text.substr(0, begin);
  }
  *result = Value::Text(text);
}

void Concat(CallContext& context, const Value* args, Value* result) {
  size_t size = 0;
  for (size_t k = 0; k < context.arg_types.size(); ++k) size += args[k].size;
  char* to = static_cast<char*>(context.arena->Allocate(size));
  char* end = to;
  for (size_t k = 0; k < context.arg_types.size(); ++k) end = std::copy_n(args[k].text, args[k].size, end);
  *result = Value::Text({to, size});
}

void ConcatWs(CallContext& context, const Value* args, Value* result) {
  if (args[0].is_null()) return;
  std::string text;
  bool first = true;
  auto add = [&](const Value& value) {
    if (value.is_null()) return;
    if (!first) text += args[0].view();
    first = false;
    text += value.view();
  };
  for (size_t k = 1; k < context.arg_types.size(); ++k) {
    if (args[k].tag != Value::Tag::kList) {
      add(args[k]);
      continue;
    }
    for (uint32_t i = 0; i < args[k].size; ++i) add(args[k].items[i]);
  }
  *result = CopiedText(context, text);
}

void Length(CallContext& context, const Value* args, Value* result) {
  bool binary = ArgKind(context, 0) == SqlKind::kBinary;
  *result = Value::Int(binary ? args[0].size : CountChars(args[0].view()));
}

// Spark's: 1-based, 0 counts as 1, negative from the end; what lies before the text is not made up for.
void Substring(CallContext& context, const Value* args, Value* result) {
  bool binary = ArgKind(context, 0) == SqlKind::kBinary;
  std::string_view text = args[0].view();
  int64_t length = binary ? args[0].size : CountChars(text);
  int64_t start = args[1].i > 0 ? args[1].i - 1 : args[1].i < 0 ? length + args[1].i : 0;
  int64_t count = context.arg_types.size() > 2 ? args[2].i : length;
  int64_t end = count >= length - start ? length : start + count;
  if (context.arg_types.size() == 2) end = length;
  start = std::max<int64_t>(start, 0);
  if (end <= start) {
    *result = Value::Text("");
    return;
  }
  if (binary) *result = Value::Text(text.substr(static_cast<size_t>(start), static_cast<size_t>(end - start)));
  else *result = Value::Text(SubstringChars(text, start, end - start));
}

void Lower(CallContext& context, const Value* args, Value* result) {
  *result = CopiedText(context, ToLowerUnicode(args[0].view()));
}
void Upper(CallContext& context, const Value* args, Value* result) {
  *result = CopiedText(context, ToUpperUnicode(args[0].view()));
}

// The 1-based position of the `nth` occurrence at or after character `from`, or 0.
int64_t Find(std::string_view text, std::string_view part, int64_t from, int64_t nth) {
  std::string_view before = SubstringChars(text, 0, from - 1);
  size_t pos = before.size();
  int64_t chars = CountChars(before);
  if (chars < from - 1) return 0;
  while (true) {
    size_t found = text.find(part, pos);
    if (found == std::string_view::npos) return 0;
    chars += CountChars(text.substr(pos, found - pos));
    if (--nth <= 0) return chars + 1;
    if (found >= text.size()) return 0;
    size_t step = CharSize(text[found]);
    ++chars;
    pos = found + step;
  }
}

void Instr(CallContext& context, const Value* args, Value* result) {
  int64_t from = context.arg_types.size() > 2 ? args[2].i : 1;
  int64_t nth = context.arg_types.size() > 3 ? args[3].i : 1;
  if (from <= 0 || nth <= 0) {
    context.error =
        "instr: start and nth must be positive, but are " + std::to_string(from) + " and " + std::to_string(nth);
    return;
  }
  *result = Value::Int(Find(args[0].view(), args[1].view(), from, nth));
}

void Locate(CallContext& context, const Value* args, Value* result) {
  if (context.arg_types.size() > 2 && args[2].is_null()) {
    *result = Value::Int(0);
    return;
  }
  if (args[0].is_null() || args[1].is_null()) return;
  int64_t from = context.arg_types.size() > 2 ? args[2].i : 1;
  // An empty text is found at once, wherever the search begins.
  bool empty = from >= 1 && args[0].size == 0;
  *result = Value::Int(empty ? 1 : from < 1 ? 0 : Find(args[1].view(), args[0].view(), from, 1));
}

void Replace(CallContext& context, const Value* args, Value* result) {
  std::string_view text = args[0].view();
  std::string_view from = args[1].view();
  if (from.empty()) {
    *result = args[0];
    return;
  }
  std::string_view to = context.arg_types.size() > 2 ? args[2].view() : "";
  std::string out;
  size_t pos = 0;
  for (size_t found; (found = text.find(from, pos)) != std::string_view::npos; pos = found + from.size()) {
    out += text.substr(pos, found - pos);
    out += to;
  }
  out += text.substr(pos);
  *result = CopiedText(context, out);
}

void SubstringIndex(CallContext& context, const Value* args, Value* result) {
  std::string_view text = args[0].view();
  std::string_view delimiter = args[1].view();
  int64_t count = args[2].i;
  (void)context;
  *result = Value::Text("");
  if (delimiter.empty() || count == 0) return;
  *result = args[0];
  if (count > 0) {
    size_t pos = 0;
    for (size_t found; (found = text.find(delimiter, pos)) != std::string_view::npos; pos = found + delimiter.size()) {
      if (--count == 0) {
        *result = Value::Text(text.substr(0, found));
        return;
      }
    }
    return;
  }
  size_t end = text.size();
  while (true) {
    size_t found = end == 0 ? std::string_view::npos : text.rfind(delimiter, end - 1);
    if (found == std::string_view::npos) return;
    if (++count == 0) {
      *result = Value::Text(text.substr(found + delimiter.size()));
      return;
    }
    end = found;
  }
}

constexpr int64_t kMaxText = 64 * 1024 * 1024;

template <bool kLeft>
void Pad(CallContext& context, const Value* args, Value* result) {
  std::string_view text = args[0].view();
  std::string_view pad = context.arg_types.size() > 2 ? args[2].view() : " ";
  int64_t width = args[1].i;
  int64_t length = CountChars(text);
  if (width <= length || pad.empty()) {
    *result = Value::Text(SubstringChars(text, 0, std::max<int64_t>(width, 0)));
    return;
  }
  if (width > kMaxText) {
    context.error = "the padded text would be too long: " + std::to_string(width);
    return;
  }
  int64_t missing = width - length;
  int64_t pad_length = CountChars(pad);
  std::string filler;
  for (int64_t k = 0; k < missing / pad_length; ++k) filler += pad;
  filler += SubstringChars(pad, 0, missing % pad_length);
  *result = CopiedText(context, kLeft ? filler + std::string(text) : std::string(text) + filler);
}

void Reverse(CallContext& context, const Value* args, Value* result) {
  std::string_view text = args[0].view();
  std::string out;
  for (size_t end = text.size(); end > 0;) {
    size_t begin = end - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    out += text.substr(begin, end - begin);
    end = begin;
  }
  *result = CopiedText(context, out);
}

void RepeatText(CallContext& context, std::string_view text, int64_t count, Value* result) {
  if (count > 0 && static_cast<int64_t>(text.size()) > kMaxText / count) {
    context.error = "the repeated text would be too long";
    return;
  }
  std::string out;
  for (int64_t k = 0; k < count; ++k) out += text;
  *result = CopiedText(context, out);
}

void Repeat(CallContext& context, const Value* args, Value* result) {
  RepeatText(context, args[0].view(), args[1].i, result);
}
void Space(CallContext& context, const Value* args, Value* result) { RepeatText(context, " ", args[0].i, result); }

void InitCap(CallContext& context, const Value* args, Value* result) {
  std::string lower = ToLowerUnicode(args[0].view());
  std::string out;
  bool start = true;
  for (size_t pos = 0; pos < lower.size();) {
    uint32_t code = DecodeChar(lower, &pos);
    AppendChar(start ? ToUpperChar(code) : code, &out);
    start = code == ' ';
  }
  *result = CopiedText(context, out);
}

void Translate(CallContext& context, const Value* args, Value* result) {
  std::vector<std::pair<uint32_t, int64_t>> map;
  std::string_view from = args[1].view();
  std::string_view to = args[2].view();
  size_t to_pos = 0;
  for (size_t pos = 0; pos < from.size();) {
    uint32_t code = DecodeChar(from, &pos);
    int64_t target = to_pos < to.size() ? static_cast<int64_t>(DecodeChar(to, &to_pos)) : -1;
    bool known = std::any_of(map.begin(), map.end(), [code](const auto& entry) { return entry.first == code; });
    if (!known) map.emplace_back(code, target);
  }
  std::string out;
  std::string_view text = args[0].view();
  for (size_t pos = 0; pos < text.size();) {
    uint32_t code = DecodeChar(text, &pos);
    auto found = std::find_if(map.begin(), map.end(), [code](const auto& entry) { return entry.first == code; });
    if (found == map.end()) AppendChar(code, &out);
    else if (found->second >= 0) AppendChar(static_cast<uint32_t>(found->second), &out);
  }
  *result = CopiedText(context, out);
}

// The first byte of the UTF-8 text, signed as Java's are: Spark's answer for other than ASCII.
void Ascii(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(args[0].size == 0 ? 0 : static_cast<signed char>(args[0].view()[0]));
}

void Char(CallContext& context, const Value* args, Value* result) {
  std::string out;
  if (args[0].i >= 0) AppendChar(static_cast<uint32_t>(args[0].i & 0xFF), &out);
  *result = CopiedText(context, out);
}

void FindInSet(CallContext&, const Value* args, Value* result) {
  *result = Value::Int(0);
  std::string_view word = args[0].view();
  std::string_view list = args[1].view();
  if (word.find(',') != std::string_view::npos) return;
  int64_t position = 1;
  while (true) {
    size_t comma = list.find(',');
    if (list.substr(0, comma) == word) {
      *result = Value::Int(position);
      return;
    }
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
    ++position;
  }
}

void Elt(CallContext& context, const Value* args, Value* result) {
  if (args[0].is_null()) return;
  int64_t index = args[0].i;
  if (index >= 1 && index < static_cast<int64_t>(context.arg_types.size())) *result = args[index];
}

void Levenshtein(CallContext& context, const Value* args, Value* result) {
  std::vector<uint32_t> a, b;
  for (size_t pos = 0; pos < args[0].size;) a.push_back(DecodeChar(args[0].view(), &pos));
  for (size_t pos = 0; pos < args[1].size;) b.push_back(DecodeChar(args[1].view(), &pos));
  if (a.size() > 20000 || b.size() > 20000) {
    context.error = "levenshtein: the texts are too long";
    return;
  }
  std::vector<int64_t> row(b.size() + 1);
  for (size_t k = 0; k <= b.size(); ++k) row[k] = static_cast<int64_t>(k);
  for (size_t i = 1; i <= a.size(); ++i) {
    int64_t diagonal = row[0];
    row[0] = static_cast<int64_t>(i);
    for (size_t k = 1; k <= b.size(); ++k) {
      int64_t substituted = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
      diagonal = row[k];
      row[k] = std::min({row[k] + 1, row[k - 1] + 1, substituted});
    }
  }
  *result = Value::Int(row[b.size()]);
}

void Soundex(CallContext& context, const Value* args, Value* result) {
  constexpr std::string_view kCodes = "01230120022455012623010202";
  std::string_view text = args[0].view();
  auto letter = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  if (text.empty() || letter(text[0]) < 'A' || letter(text[0]) > 'Z') {
    *result = args[0];
    return;
  }
  std::string out(1, letter(text[0]));
  char last = kCodes[static_cast<size_t>(out[0] - 'A')];
  for (size_t k = 1; k < text.size() && out.size() < 4; ++k) {
    char c = letter(text[k]);
    if (c < 'A' || c > 'Z') {
      last = '0';
      continue;
    }
    char code = kCodes[static_cast<size_t>(c - 'A')];
    if (c == 'H' || c == 'W') continue;
    if (code != '0' && code != last) out += code;
    last = code;
  }
  out.resize(4, '0');
  *result = CopiedText(context, out);
}

constexpr unsigned kOwn = kOwnNulls;

const Function kTable[] = {
    {"concat", "(string, ...) -> string;() -> string", Concat, nullptr, 0, nullptr, nullptr,
     "The texts one after another; NULL if any is NULL.", "连接字符串;任一为 NULL 则为 NULL。",
     "concat('a', 1, 'b') => a1b\nconcat('a', null) => NULL"},
    {"concat_ws", "(string, textlist, ...) -> string;(string) -> string", ConcatWs, nullptr, kOwn, nullptr, nullptr,
     "The texts with a separator in between; NULLs are skipped, arrays flattened.", "用分隔符连接,忽略 NULL,展开数组。",
     "concat_ws('-', 'a', null, 'b') => a-b\nconcat_ws(',', array('x', 'y'), 'z') => x,y,z"},
    {"length|character_length|char_length", "(text) -> int", Length, nullptr, 0, nullptr, nullptr,
     "The number of characters (of bytes for binary).", "字符数(binary 为字节数)。",
     "length('中文') => 2\nlength(12345) => 5"},
    {"substr|substring", "(text, int[, int]) -> $1", Substring, nullptr, 0, nullptr, nullptr,
     "The part from a 1-based position; a negative one counts from the end.", "截取子串;位置从 1 开始,负数从末尾数。",
     "substr('abcdef', 2, 3) => bcd\nsubstr('abc', -2) => bc\nsubstr('ABC', -5, 4) => AB\nsubstr('abc', 0, 2) => ab"},
    {"lower|lcase", "(string) -> string", Lower, nullptr, 0, nullptr, nullptr, "Lower case.", "转为小写。",
     "lower('AbC') => abc"},
    {"upper|ucase", "(string) -> string", Upper, nullptr, 0, nullptr, nullptr, "Upper case.", "转为大写。",
     "upper('abc') => ABC\nucase('ab') => AB"},
    {"trim", "(string[, string]) -> string", TrimText<true, true>, nullptr, 0, nullptr, nullptr,
     "Without blanks at both ends.", "去除两端空格。", "concat('[', trim('  a '), ']') => [a]"},
    {"ltrim", "(string[, string]) -> string", TrimText<true, false>, nullptr, 0, nullptr, nullptr,
     "Without blanks on the left.", "去除左侧空格。", "ltrim('  a') => a"},
    {"rtrim", "(string[, string]) -> string", TrimText<false, true>, nullptr, 0, nullptr, nullptr,
     "Without blanks on the right.", "去除右侧空格。", "concat(rtrim('a  '), '|') => a|"},
    {"instr", "(string, string[, int[, int]]) -> int", Instr, nullptr, 0, nullptr, nullptr,
     "The 1-based place of a text in another, 0 if absent; from a start, the nth one.",
     "子串位置,从 1 开始,无则为 0;可指定起点与第几次出现。",
     "instr('abcabc', 'c') => 3\ninstr('abcabc', 'c', 4) => 6\ninstr('abcabc', 'b', 1, 2) => 5"},
    {"locate|position", "(string, string[, int]) -> int", Locate, nullptr, kOwn, nullptr, nullptr,
     "The place of the first text in the second, from a start.", "第一个字符串在第二个中的位置。",
     "locate('b', 'abcb', 3) => 4"},
    {"replace", "(string, string[, string]) -> string", Replace, nullptr, kNewer, nullptr, nullptr,
     "Every occurrence replaced.", "替换所有出现。", "replace('abcabc', 'b', 'x') => axcaxc"},
    {"substring_index", "(string, string, int) -> string", SubstringIndex, nullptr, 0, nullptr, nullptr,
     "What stands before the nth delimiter; negative from the right.", "第 n 个分隔符之前的部分;负数从右数。",
     "substring_index('www.a.org', '.', 2) => www.a\nsubstring_index('www.a.org', '.', -1) => org"},
    {"lpad", "(string, int[, string]) -> string", Pad<true>, nullptr, 0, nullptr, nullptr,
     "Filled on the left to a length, or cut.", "左填充到指定长度。",
     "lpad('5', 3, '0') => 005\nlpad('hello', 2, '?') => he"},
    {"rpad", "(string, int[, string]) -> string", Pad<false>, nullptr, 0, nullptr, nullptr,
     "Filled on the right to a length, or cut.", "右填充到指定长度。", "rpad('5', 3, 'ab') => 5ab"},
    {"reverse", "(string) -> string", Reverse, nullptr, 0, nullptr, nullptr, "The characters in the other order.",
     "反转字符串。", "reverse('abc') => cba"},
    {"repeat", "(string, int) -> string", Repeat, nullptr, 0, nullptr, nullptr, "The text n times.", "重复 n 次。",
     "repeat('ab', 3) => ababab"},
    {"space", "(int) -> string", Space, nullptr, 0, nullptr, nullptr, "n blanks.", "n 个空格。",
     "length(space(4)) => 4"},
    {"initcap", "(string) -> string", InitCap, nullptr, 0, nullptr, nullptr, "Each word with a capital.",
     "单词首字母大写。", "initcap('sPark sql') => Spark Sql"},
    {"translate", "(string, string, string) -> string", Translate, nullptr, 0, nullptr, nullptr,
     "Characters replaced one by one; without counterpart they are dropped.", "逐字符替换,无对应则删除。",
     "translate('AaBbCc', 'abc', '12') => A1B2C"},
    {"ascii", "(string) -> int", Ascii, nullptr, 0, nullptr, nullptr, "The first byte of the text, signed.",
     "首字节的值(有符号)。", "ascii('A') => 65\nascii('é') => -61"},
    {"char|chr", "(bigint) -> string", Char, nullptr, kNewer, nullptr, nullptr, "The character of a code.",
     "编码对应的字符。", "char(65) => A"},
    {"find_in_set", "(string, string) -> int", FindInSet, nullptr, 0, nullptr, nullptr,
     "The place of a word in a list separated by commas.", "在逗号分隔列表中的位置。",
     "find_in_set('b', 'a,b,c') => 2"},
    {"elt", "(int, string, ...) -> string", Elt, nullptr, kOwn, nullptr, nullptr,
     "The nth of the texts, NULL out of range.", "返回第 n 个参数。", "elt(2, 'a', 'b') => b\nelt(3, 'a') => NULL"},
    {"levenshtein", "(string, string) -> int", Levenshtein, nullptr, 0, nullptr, nullptr, "The edit distance.",
     "编辑距离。", "levenshtein('kitten', 'sitting') => 3"},
    {"soundex", "(textonly) -> string", Soundex, nullptr, 0, nullptr, nullptr, "The Soundex code.", "Soundex 编码。",
     "soundex('Miller') => M460"},
};

}  // namespace

std::span<const Function> StringFunctions() { return kTable; }

}  // namespace pandora
