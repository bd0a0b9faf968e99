#include "core/engine/plugin_binding.h"

#include <algorithm>
#include <span>

#include "core/base/text.h"
#include "core/engine/definition.h"
#include "core/sql/query_plan.h"

namespace pandora {
namespace {

constexpr size_t kMaxSeparator = 16;
constexpr size_t kMaxColumns = 500;

// A field of an access log: the group of the pattern that holds it.
struct LogField {
  std::string_view name;
  int group;
};

struct LogFormat {
  std::string_view builtin;
  std::string_view pattern;
  std::span<const LogField> fields;
};

// In all of them group 4 is the time, and `timestamp` is that in milliseconds since 1970: plugins yield times as longs.
constexpr int kTimeGroup = 4;
constexpr std::string_view kTimestamp = "timestamp";

#define PANDORA_LOG_HEAD \
  R"re(^(\S+) (\S+) (\S+) \[([^\]]+)\] "(([^" ]+)(?: ([^" ]+))?(?: ([^" ]+))?[^"]*)" (\d{3}) (\d+|-))re"

constexpr LogField kNginxFields[] = {
    {"remote_addr", 1},      {"remote_user", 3},   {"time_local", 4},       {"request", 5},
    {"method", 6},           {"uri", 7},           {"protocol", 8},         {"status", 9},
    {"body_bytes_sent", 10}, {"http_referer", 11}, {"http_user_agent", 12}, {"http_x_forwarded_for", 13},
};
constexpr LogField kApacheFields[] = {
    {"host", 1}, {"ident", 2},    {"user", 3},   {"time", 4},   {"request", 5},  {"method", 6},
    {"path", 7}, {"protocol", 8}, {"status", 9}, {"bytes", 10}, {"referer", 11}, {"user_agent", 12},
};
constexpr size_t kCommonFields = 10;

constexpr LogFormat kLogFormats[] = {
    {"nginx-access", PANDORA_LOG_HEAD R"re( "([^"]*)" "([^"]*)"(?: "([^"]*)")?)re", kNginxFields},
    {"apache-common", PANDORA_LOG_HEAD, std::span(kApacheFields).first(kCommonFields)},
    {"apache-combined", PANDORA_LOG_HEAD R"re( "([^"]*)" "([^"]*)")re", kApacheFields},
};
#undef PANDORA_LOG_HEAD

constexpr std::string_view kBuiltins = "nginx-access, apache-common, apache-combined, key-value, json and csv";

const LogFormat* FindLogFormat(std::string_view builtin) {
  for (const LogFormat& format : kLogFormats) {
    if (format.builtin == builtin) return &format;
  }
  return nullptr;
}

Status Bad(const std::string& why) { return Status(ErrorCode::kBadRequest, why); }

std::string SqlText(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return quoted + "'";
}

// Letters, digits and '_' only, so nothing in it needs escaping.
std::string SqlName(std::string_view name) { return "`" + std::string(name) + "`"; }

std::string Typed(const std::string& expression, const Field& field) {
  const char* type = field.type.kind == Kind::kLong ? "BIGINT" : field.type.kind == Kind::kFloat ? "DOUBLE" : "STRING";
  return "CAST(" + expression + " AS " + type + ") AS " + SqlName(field.name);
}

Result<std::string> TextField(const PluginBinding& binding, const Schema& source) {
  for (const Field& field : source.fields) {
    if (field.type.kind == Kind::kString && (binding.field.empty() || binding.field == field.name)) return field.name;
  }
  return Status(ErrorCode::kE18111, binding.field.empty() ? "the source repo has no string field for the plugin to read"
                                                          : "the source repo has no string field " +
                                                                Quote(binding.field) + " for the plugin to read");
}

Result<std::string> LogExpression(const LogFormat& format, const std::string& text, const Field& field) {
  const auto group = [&](int number) {
    return "regexp_extract(" + text + ", " + SqlText(format.pattern) + ", " + std::to_string(number) + ")";
  };
  if (field.name == kTimestamp) {
    return "unix_timestamp(" + group(kTimeGroup) + ", 'dd/MMM/yyyy:HH:mm:ss Z') * 1000";
  }
  std::string names;
  for (const LogField& one : format.fields) {
    if (one.name == field.name) return group(one.group);
    names.append(one.name).append(", ");
  }
  return Status(ErrorCode::kE18111, "the transform declares the plugin's output " + Quote(field.name) + "; " +
                                        std::string(format.builtin) + " yields " + names + "timestamp");
}

// The cell of a csv line: behind so many others, in quotes (doubled within) or without.
Result<std::string> CsvExpression(const PluginBinding& binding, const Schema& output, const std::string& text,
                                  const Field& field) {
  size_t column = 0;
  if (binding.columns.empty()) {
    column = static_cast<size_t>(output.Find(field.name));
  } else {
    const auto found = std::find(binding.columns.begin(), binding.columns.end(), field.name);
    if (found == binding.columns.end()) {
      return Status(ErrorCode::kE18111,
                    "the transform declares the plugin's output " + Quote(field.name) + ", which is none of `columns`");
    }
    column = static_cast<size_t>(found - binding.columns.begin());
  }
  const std::string separator = binding.delimiter == "\t" ? "\\t" : "\\" + binding.delimiter;
  const std::string bare = "[^" + separator + "]*";
  const std::string pattern = R"re(^(?:(?:"(?:[^"]|"")*"|)re" + bare + ")" + separator + "){" + std::to_string(column) +
                              R"re(}(?:"((?:[^"]|"")*)"|()re" + bare + "))(?:" + separator + R"re(|\r?$))re";
  const auto group = [&](const char* number) {
    return "regexp_extract(" + text + ", " + SqlText(pattern) + ", " + number + ")";
  };
  // One of the two groups is always empty.
  return "CASE WHEN " + text + " RLIKE " + SqlText(pattern) + " THEN concat(regexp_replace(" + group("1") +
         R"(, '""', '"'), )" + group("2") + ") END";
}

// `text` as a part of a pattern that means itself.
std::string Literally(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!word && static_cast<unsigned char>(c) < 0x80) pattern.push_back('\\');
    pattern.push_back(c);
  }
  return pattern;
}

// A value in double quotes may hold separators, and a backslash makes the character behind it plain.
std::string PairExpression(const PluginBinding& binding, const std::string& text, const Field& field) {
  const std::string pattern = "(?:^|" + Literally(binding.pair_separator) + ")" + Literally(field.name) +
                              Literally(binding.key_separator) + R"re("((?:[^"\\]|\\.)*)")re";
  return "CASE WHEN " + text + " RLIKE " + SqlText(pattern) + " THEN regexp_replace(regexp_extract(" + text + ", " +
         SqlText(pattern) + ", 1), " + SqlText(R"re(\\(.))re") + ", '$1') ELSE keyvalue(" + text + ", " +
         SqlText(binding.pair_separator) + ", " + SqlText(binding.key_separator) + ", " + SqlText(field.name) + ") END";
}

Result<std::string> Expression(const PluginBinding& binding, const Schema& output, const std::string& text,
                               const Field& field) {
  if (const LogFormat* format = FindLogFormat(binding.builtin)) return LogExpression(*format, text, field);
  if (binding.builtin == "csv") return CsvExpression(binding, output, text, field);
  if (binding.builtin == "json") return "get_json_object(" + text + ", " + SqlText("$." + field.name) + ")";
  return PairExpression(binding, text, field);
}

Status ReadSeparator(const Json& body, const char* name, std::string* out) {
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, name, ErrorCode::kBadRequest, out));
  if (!out->empty() && out->size() <= kMaxSeparator) return {};
  return Bad(std::string(name) + " is " + Quote(*out) + "; 1 to 16 bytes are accepted");
}

Status ReadColumns(const Json& body, PluginBinding* binding) {
  const Json* columns = FindMember(body, "columns");
  if (columns == nullptr) return {};
  if (!columns->is_array() || columns->size() > kMaxColumns) return Bad("columns is no array of at most 500 names");
  for (const Json& name : *columns) {
    if (!name.is_string()) return Bad("columns has " + std::string(JsonTypeName(name)) + "; names are accepted");
    binding->columns.push_back(name.get<std::string>());
  }
  return {};
}

Status ReadBuiltin(const Json& body, PluginBinding* binding) {
  if (FindLogFormat(binding->builtin) == nullptr && binding->builtin != "key-value" && binding->builtin != "json" &&
      binding->builtin != "csv") {
    return Bad("builtin is " + Quote(binding->builtin) + "; " + std::string(kBuiltins) + " are accepted");
  }
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "field", ErrorCode::kBadRequest, &binding->field));
  PANDORA_RETURN_IF_ERROR(ReadSeparator(body, "delimiter", &binding->delimiter));
  const unsigned char delimiter = static_cast<unsigned char>(binding->delimiter[0]);
  const bool letter = (delimiter | 32) >= 'a' && (delimiter | 32) <= 'z';
  if (binding->delimiter.size() != 1 || letter || delimiter == '"' || delimiter >= 0x80 ||
      (delimiter >= '0' && delimiter <= '9')) {
    return Bad("delimiter is " + Quote(binding->delimiter) + "; one ASCII character that is no letter, digit or quote");
  }
  PANDORA_RETURN_IF_ERROR(ReadSeparator(body, "pairSeparator", &binding->pair_separator));
  PANDORA_RETURN_IF_ERROR(ReadSeparator(body, "keySeparator", &binding->key_separator));
  return ReadColumns(body, binding);
}

}  // namespace

Result<PluginBinding> ReadPluginBinding(const Json& body) {
  PluginBinding binding;
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "code", ErrorCode::kBadRequest, &binding.code));
  // The other name that comes to mind for it.
  if (binding.code.empty())
    PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "sql", ErrorCode::kBadRequest, &binding.code));
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "builtin", ErrorCode::kBadRequest, &binding.builtin));
  if (binding.code.empty() == binding.builtin.empty()) {
    return Bad(
        R"(either code (a SELECT over the table stream) or builtin is required, such as {"code": "SELECT f1 FROM )"
        R"(stream"} or {"builtin": "nginx-access"}; builtins are )" +
        std::string(kBuiltins));
  }
  if (binding.builtin.empty()) {
    // Without a schema only the grammar can be checked.
    const auto planned = PlanQuery(binding.code, {{"stream", {}, {}}});
    const SqlError* error = std::get_if<SqlError>(&planned);
    if (error != nullptr && error->kind == SqlError::Kind::kParse) {
      return Status(ErrorCode::kE18209, error->Render(binding.code));
    }
    binding.echo = Json{{"code", binding.code}};
    return binding;
  }
  PANDORA_RETURN_IF_ERROR(ReadBuiltin(body, &binding));
  binding.echo = KeepMembers(body, {"builtin", "field", "delimiter", "columns", "pairSeparator", "keySeparator"});
  return binding;
}

Result<std::string> BindingStatement(const PluginBinding& binding, const Schema& source, const Schema& output) {
  if (!binding.code.empty()) return binding.code;
  PANDORA_ASSIGN_OR_RETURN(const std::string field, TextField(binding, source));
  const std::string text = SqlName(field);
  std::string list;
  for (const Field& one : output.fields) {
    PANDORA_ASSIGN_OR_RETURN(const std::string expression, Expression(binding, output, text, one));
    list.append(list.empty() ? "SELECT " : ", ").append(Typed(expression, one));
  }
  std::string statement = list + " FROM stream WHERE " + text + " IS NOT NULL";
  // A line of another form is no record; a parser of the service would log and skip it.
  if (const LogFormat* format = FindLogFormat(binding.builtin)) {
    statement += " AND " + text + " RLIKE " + SqlText(format->pattern);
  }
  return statement;
}

}  // namespace pandora
