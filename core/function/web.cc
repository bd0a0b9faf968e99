// JSON, URLs and key-value texts.
#include <algorithm>

#include "core/base/text.h"
#include "core/function/java_pattern.h"
#include "core/function/json_path.h"
#include "core/function/json_struct.h"
#include "core/function/kernel.h"

namespace pandora {
namespace {

class PathState : public CallState {
 public:
  explicit PathState(std::string_view text) : source(text), path(JsonPath::Compile(text)) {}
  std::string source;
  std::optional<JsonPath> path;
};

std::unique_ptr<CallState> PreparePath(std::span<const SqlType>, std::span<const Value* const> constants,
                                       std::string*) {
  if (!constants[1] || constants[1]->is_null()) return nullptr;
  return std::make_unique<PathState>(constants[1]->view());
}

void GetJsonObject(CallContext& context, const Value* args, Value* result) {
  const PathState* state = static_cast<const PathState*>(context.state);
  if (!state) {
    auto* kept = static_cast<PathState*>(context.scratch->get());
    if (!kept || kept->source != args[1].view()) *context.scratch = std::make_unique<PathState>(args[1].view());
    state = static_cast<PathState*>(context.scratch->get());
  }
  if (!state->path) return;
  std::optional<std::string> found = state->path->Find(args[0].view());
  if (found) *result = CopiedText(context, *found);
}

// A URL cut at its marks, after java.net.URI.
struct Url {
  std::optional<std::string_view> protocol, authority, host, user, path, query, ref;
};

bool IsUrlChar(char c) {
  unsigned char u = static_cast<unsigned char>(c);
  return u >= 0x80 || (u > 0x20 && u < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos);
}

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::optional<Url> SplitUrl(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), IsUrlChar)) return std::nullopt;
  for (size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || !IsHexDigit(text[at + 1]) || !IsHexDigit(text[at + 2])) return std::nullopt;
  }
  Url url;
  size_t hash = text.find('#');
  if (hash != std::string_view::npos) {
    url.ref = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  size_t colon = text.find_first_of(":/?");
  if (colon != std::string_view::npos && text[colon] == ':' && colon > 0) {
    url.protocol = text.substr(0, colon);
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;
    if (text[0] != '/') return url;  // opaque, as mailto:
  }
  size_t question = text.find('?');
  if (question != std::string_view::npos) {
    url.query = text.substr(question + 1);
    text = text.substr(0, question);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    size_t slash = std::min(text.find('/'), text.size());
    std::string_view authority = text.substr(0, slash);
    text.remove_prefix(slash);
    if (!authority.empty()) {
      url.authority = authority;
      size_t at = authority.rfind('@');
      std::string_view host = at == std::string_view::npos ? authority : authority.substr(at + 1);
      size_t port = host.find(']') == std::string_view::npos ? host.find(':') : host.find(':', host.find(']'));
      host = host.substr(0, port);
      // Java knows no host where the name is not one (underscores, letters beyond ASCII).
      bool valid = !host.empty() && std::none_of(host.begin(), host.end(), [](char c) {
        return c == '_' || static_cast<unsigned char>(c) >= 0x80;
      });
      if (valid) url.host = host;
      if (valid && at != std::string_view::npos) url.user = authority.substr(0, at);
    }
  }
  url.path = text;
  return url;
}

std::optional<std::string> UrlPart(const Url& url, std::string_view part) {
  auto own = [](const std::optional<std::string_view>& text) -> std::optional<std::string> {
    if (!text) return std::nullopt;
    return std::string(*text);
  };
  if (part == "HOST") return own(url.host);
  if (part == "PATH") return own(url.path);
  if (part == "QUERY") return own(url.query);
  if (part == "REF") return own(url.ref);
  if (part == "PROTOCOL") return own(url.protocol);
  if (part == "AUTHORITY") return own(url.authority);
  if (part == "USERINFO") return own(url.user);
  if (part == "FILE" && url.path) return std::string(*url.path) + (url.query ? "?" + std::string(*url.query) : "");
  return std::nullopt;
}

void ParseUrl(CallContext& context, const Value* args, Value* result) {
  std::optional<Url> url = SplitUrl(args[0].view());
  if (!url) return;
  std::string_view part = args[1].view();
  if (context.arg_types.size() == 2) {
    std::optional<std::string> found = UrlPart(*url, part);
    if (found) *result = CopiedText(context, *found);
    return;
  }
  if (part != "QUERY" || !url->query) return;
  Result<Pattern> pattern = CompileJavaPattern("(&|^)" + std::string(args[2].view()) + "=([^&]*)");
  if (!pattern.ok()) {
    context.error = pattern.status().detail();
    return;
  }
  std::optional<Pattern::Groups> match = pattern->Find(*url->query);
  if (match && match->back()) *result = CopiedText(context, *match->back());
}

// keyvalue(text[, between pairs[, between key and value]], key): Pandora's own.
void KeyValue(CallContext& context, const Value* args, Value* result) {
  size_t count = context.arg_types.size();
  std::string_view text = args[0].view();
  std::string_view pairs = count > 2 ? args[1].view() : ";";
  std::string_view inner = count > 3 ? args[2].view() : ":";
  std::string_view key = args[count - 1].view();
  if (pairs.empty() || inner.empty()) return;
  while (true) {
    size_t end = text.find(pairs);
    std::string_view pair = text.substr(0, end);
    size_t split = pair.find(inner);
    if (split != std::string_view::npos && pair.substr(0, split) == key) {
      *result = Value::Text(pair.substr(split + inner.size()));
      return;
    }
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + pairs.size());
  }
}

void StrToMap(CallContext& context, const Value* args, Value* result) {
  size_t count = context.arg_types.size();
  Result<Pattern> pairs = CompileJavaPattern(count > 1 ? args[1].view() : ",");
  Result<Pattern> inner = CompileJavaPattern(count > 2 ? args[2].view() : ":");
  if (!pairs.ok() || !inner.ok()) {
    context.error = (pairs.ok() ? inner : pairs).status().detail();
    return;
  }
  std::vector<Value> entries;
  std::string_view text = args[0].view();
  size_t begin = 0;
  while (begin <= text.size()) {
    std::optional<Pattern::Groups> match = pairs->Find(text, begin);
    bool usable = match && !(*match)[0]->empty();
    size_t end = usable ? static_cast<size_t>((*match)[0]->data() - text.data()) : text.size();
    std::string_view pair = text.substr(begin, end - begin);
    std::optional<Pattern::Groups> split = inner->Find(pair);
    size_t at = split && !(*split)[0]->empty() ? static_cast<size_t>((*split)[0]->data() - pair.data())
                                               : std::string_view::npos;
    entries.push_back(Value::Text(pair.substr(0, at)));
    entries.push_back(at == std::string_view::npos ? Value() : Value::Text(pair.substr(at + (*split)[0]->size())));
    if (!usable) break;
    begin = end + (*match)[0]->size();
  }
  Value* items = NewItems(context.arena, entries.size());
  std::copy(entries.begin(), entries.end(), items);
  *result = Value::List(items, entries.size());
}

std::optional<SqlType> StringMap(std::span<const SqlType>, std::span<const Value* const>, std::string*) {
  return SqlType::Map(SqlKind::kString, SqlKind::kString);
}

const Function kTable[] = {
    {"get_json_object", "(textonly, textonly) -> string", GetJsonObject, nullptr, 0, nullptr, PreparePath,
     "The value at a path of a JSON text.", "按路径取 JSON 中的值。",
     "get_json_object('{\"a\":{\"b\":[1,2]}}', '$.a.b[1]') => 2\nget_json_object('{\"a\":\"x\"}', '$.a') => "
     "x\nget_json_object('oops', '$.a') => NULL"},
    {"to_json", "(any[, any]) -> rule", ToJson, nullptr, 0, ToJsonType, PrepareToJson,
     "A struct, a map or an array of them as JSON text; NULL fields are left out. Options: timestampFormat, "
     "dateFormat.",
     "结构体转为 JSON 文本。", "to_json(named_struct('a', 1, 'b', 'x')) => {\"a\":1,\"b\":\"x\"}"},
    {"from_json", "(string, any[, any]) -> rule", FromJson, nullptr, 0, FromJsonType, PrepareFromJson,
     "JSON text as a struct (or an array) of the types that a schema names; NULL where it does not fit. Options: "
     "timestampFormat, dateFormat.",
     "按 schema 将 JSON 文本解析为结构体。",
     "from_json('{\"a\":1,\"b\":0.8}', 'a INT, b DOUBLE') => {\"a\":1,\"b\":0.8}\nfrom_json('oops', 'a INT') => NULL"},
    {"parse_url", "(textonly, textonly[, textonly]) -> string", ParseUrl, nullptr, 0, nullptr, nullptr,
     "A part of a URL: HOST, PATH, QUERY (or one key of it), REF, PROTOCOL, FILE, AUTHORITY, USERINFO.",
     "取 URL 的一部分。",
     "parse_url('http://u@a.com/p?q=1#r', 'HOST') => a.com\nparse_url('http://a.com/p?x=1&y=2', 'QUERY', 'y') => 2"},
    {"keyvalue", "(string, string[, string[, string]]) -> string", KeyValue, nullptr, 0, nullptr, nullptr,
     "The value of a key in a text such as 'a:1;b:2'; separators may be given before the key.",
     "从键值文本中取某键的值。", "keyvalue('a:1;b:2', 'b') => 2\nkeyvalue('a=1&b=2', '&', '=', 'b') => 2"},
    {"str_to_map", "(textonly[, textonly[, textonly]]) -> rule", StrToMap, nullptr, 0, StringMap, nullptr,
     "A map from a text such as 'a:1,b:2'.", "将键值文本转为映射。",
     "str_to_map('a:1,b:2') => {\"a\":\"1\",\"b\":\"2\"}"},
};

}  // namespace

std::span<const Function> WebFunctions() { return kTable; }

}  // namespace pandora
