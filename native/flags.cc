#include "native/flags.h"

#include <algorithm>
#include <cassert>

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr FlagSpec kServeFlags[] = {
    {"port", FlagType::kNumber, "N", "8711", "port to listen on; 0 takes any free one"},
    {"host", FlagType::kText, "ADDRESS", "127.0.0.1",
     "address to listen on; 0.0.0.0 opens the simulator to the network"},
    {"data", FlagType::kText, "FILE", ":memory:", "state file, created when absent; :memory: keeps nothing"},
    {"clock", FlagType::kChoice, "real|virtual", "real", "clock of a new state; for an old one only when given"},
    {"sync", FlagType::kChoice, "normal|full", "normal",
     "what an answered write survives: normal the end of the process, full also a loss of power"},
    {"web", FlagType::kText, "DIR", "", "folder with the console, served at /"},
    {"cors", FlagType::kList, "ORIGIN", "", "web origin whose pages may call this server; * for all (repeatable)"},
    {"allow-host", FlagType::kList, "NAME", "",
     "further name by which clients may call this server; * for all (repeatable)"},
    {"deliveries", FlagType::kChoice, "on|off", "on",
     "whether http exports post to their addresses; off keeps them waiting"},
    {"auth", FlagType::kChoice, "lenient|strict", "lenient",
     "lenient takes any well-formed token; strict checks signatures with --keys"},
    {"keys", FlagType::kList, "AK:SK", "", "access key and secret key for --auth strict (repeatable)"},
    {"log", FlagType::kChoice, "quiet|info|debug", "info", "what to log on stderr; debug has a line for each request"},
};

constexpr FlagSpec kTestFlags[] = {
    {"target", FlagType::kText, "URL", "",
     "send the requests to this server instead of running the simulator in process"},
    {"variable", FlagType::kList, "NAME=VALUE", "", "set a variable of the scenarios (repeatable)"},
    {"json", FlagType::kSwitch, "", "", "print one JSON object per file instead of text"},
};

constexpr FlagSpec kDemoFlags[] = {
    {"data", FlagType::kText, "FILE",
     ":memory:", "state file to build the demo in, to be opened by serve --data later"},
    {"files", FlagType::kText, "DIR", "",
     "folder with the demo's scenario and data (default: found beside the program)"},
};

constexpr CommandSpec kCommands[] = {
    {"serve", "", 0, 0, "serve the API, and the console, over HTTP", kServeFlags},
    {"test", "FILES-or-DIRS...", 1, -1, "run .hurl scenarios and say which of them pass", kTestFlags},
    {"demo", "flights", 1, 1, "run a guided demo and print what it made", kDemoFlags},
    {"reference", "DIR", 1, 1, "write the reference of requests, errors and SQL functions as Markdown", {}},
    {"version", "", 0, 0, "print the version", {}},
    {"help", "[COMMAND]", 0, 1, "explain the program or one command", {}},
};

const FlagSpec* FindFlag(const CommandSpec& command, std::string_view name) {
  for (const FlagSpec& flag : command.flags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

Status Wrong(std::string detail) { return Status(ErrorCode::kBadRequest, std::move(detail)); }

// "", or the first of what is wrong with `value`.
std::string Complaint(const FlagSpec& flag, const std::string& value) {
  switch (flag.type) {
    case FlagType::kText:
    case FlagType::kList: return "";
    case FlagType::kNumber: {
      const std::optional<int64_t> number = ParseInt64(value);
      return number && *number >= 0 && *number <= 65535 ? "" : Quote(value) + " is not a number from 0 to 65535";
    }
    case FlagType::kChoice: {
      const std::vector<std::string_view> words = Split(flag.value, '|');
      if (std::find(words.begin(), words.end(), value) != words.end()) return "";
      return Quote(value) + " is none of " + std::string(flag.value);
    }
    case FlagType::kSwitch:
      if (value == "true" || value == "1" || value == "false" || value == "0") return "";
      return Quote(value) + " is neither true nor false";
  }
  return "";
}

void AppendPadded(std::string_view text, size_t width, std::string* out) {
  out->append(text);
  out->append(text.size() < width ? width - text.size() : 1, ' ');
}

}  // namespace

class FlagParser {
 public:
  FlagParser(const CommandSpec& command, const Environment& environment)
      : command_(command), environment_(environment) {}

  Result<ParsedFlags> Parse(std::span<const std::string> words) {
    PANDORA_RETURN_IF_ERROR(ReadWords(words));
    for (const FlagSpec& flag : command_.flags) PANDORA_RETURN_IF_ERROR(FillIn(flag));
    if (!result_.help_) PANDORA_RETURN_IF_ERROR(CheckArguments());
    return std::move(result_);
  }

 private:
  Status ReadWords(std::span<const std::string> words) {
    bool flags_ended = false;
    for (size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (flags_ended || !word.starts_with("-") || word == "-") {
        result_.arguments_.push_back(word);
      } else if (word == "--") {
        flags_ended = true;
      } else if (word == "--help" || word == "-h") {
        result_.help_ = true;
      } else {
        const std::string* next = i + 1 < words.size() ? &words[i + 1] : nullptr;
        PANDORA_ASSIGN_OR_RETURN(const bool took_next, ReadFlag(word, next));
        if (took_next) ++i;
      }
    }
    return Status();
  }

  // Answers whether the flag took the next word as its value.
  Result<bool> ReadFlag(const std::string& word, const std::string* next) {
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const FlagSpec* flag = name.starts_with("--") ? FindFlag(command_, name.substr(2)) : nullptr;
    if (flag == nullptr) return UnknownFlag(name);
    if (flag->type == FlagType::kSwitch && equals == std::string::npos) return Store(*flag, "true", false);
    if (equals != std::string::npos) return Store(*flag, word.substr(equals + 1), false);
    if (next == nullptr) return Wrong(name + " needs a value: " + std::string(flag->value));
    return Store(*flag, *next, true);
  }

  Result<bool> Store(const FlagSpec& flag, const std::string& value, bool took_next) {
    const std::string complaint = Complaint(flag, value);
    if (!complaint.empty()) return Wrong("--" + std::string(flag.name) + ": " + complaint);
    ParsedFlags::Value& stored = result_.values_[std::string(flag.name)];
    if (stored.given && flag.type != FlagType::kList) return Wrong("--" + std::string(flag.name) + " is given twice");
    stored.given = true;
    stored.texts.push_back(value);
    return took_next;
  }

  Status FillIn(const FlagSpec& flag) {
    ParsedFlags::Value& stored = result_.values_[std::string(flag.name)];
    if (stored.given) return Status();
    const std::string variable = EnvironmentName(flag.name);
    const char* value = environment_(variable);
    if (value == nullptr || *value == '\0') {
      if (flag.type != FlagType::kList) stored.texts = {std::string(flag.default_value)};
      return Status();
    }
    stored.given = true;
    if (flag.type == FlagType::kList) {
      for (const std::string_view piece : Split(value, ',')) stored.texts.emplace_back(TrimAscii(piece));
      return Status();
    }
    const std::string complaint = Complaint(flag, value);
    if (!complaint.empty()) return Wrong(variable + ": " + complaint);
    stored.texts = {value};
    return Status();
  }

  Status CheckArguments() const {
    const int count = static_cast<int>(result_.arguments_.size());
    const std::string name(command_.name);
    if (count < command_.min_arguments) return Wrong(name + " needs " + std::string(command_.arguments));
    if (command_.max_arguments >= 0 && count > command_.max_arguments) {
      return Wrong(name + ": too many arguments at " +
                   Quote(result_.arguments_[static_cast<size_t>(command_.max_arguments)]));
    }
    return Status();
  }

  Status UnknownFlag(const std::string& name) const {
    std::vector<std::string_view> names;
    for (const FlagSpec& flag : command_.flags) names.push_back(flag.name);
    const std::string_view bare = std::string_view(name).substr(std::min(name.find_first_not_of('-'), name.size()));
    const std::string_view guess = DidYouMean(bare, names);
    std::string text = "unknown flag " + Quote(name) + " of " + std::string(command_.name);
    if (!guess.empty()) text += "; did you mean --" + std::string(guess) + "?";
    return Wrong(std::move(text));
  }

  const CommandSpec& command_;
  const Environment& environment_;
  ParsedFlags result_;
};

const std::vector<std::string>& ParsedFlags::List(std::string_view name) const {
  const auto found = values_.find(name);
  assert(found != values_.end());
  return found->second.texts;
}

const std::string& ParsedFlags::Text(std::string_view name) const { return List(name).front(); }

int ParsedFlags::Number(std::string_view name) const { return static_cast<int>(ParseInt64(Text(name)).value_or(0)); }

bool ParsedFlags::Switch(std::string_view name) const { return Text(name) == "true" || Text(name) == "1"; }

bool ParsedFlags::Given(std::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && found->second.given;
}

std::span<const CommandSpec> AllCommands() { return kCommands; }

Result<const CommandSpec*> FindCommand(std::string_view name) {
  std::vector<std::string_view> names;
  for (const CommandSpec& command : kCommands) {
    if (command.name == name) return &command;
    names.push_back(command.name);
  }
  const std::string_view guess = DidYouMean(name, names);
  std::string text = "unknown command " + Quote(name);
  if (!guess.empty()) text += "; did you mean " + std::string(guess) + "?";
  return Wrong(std::move(text));
}

Result<ParsedFlags> ParseFlags(const CommandSpec& command, std::span<const std::string> words,
                               const Environment& environment) {
  return FlagParser(command, environment).Parse(words);
}

std::string EnvironmentName(std::string_view flag) {
  std::string name = "PANDORA_SIM_";
  for (const char c : flag) name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::string HelpText() {
  std::string text =
      "Pandora Sim: the Pandora pipeline service in one program.\n\nUsage: pandora-sim COMMAND [FLAGS]\n\n";
  for (const CommandSpec& command : kCommands) {
    text += "  ";
    AppendPadded(std::string(command.name) + " " + std::string(command.arguments), 26, &text);
    text += std::string(command.summary) + "\n";
  }
  return text + "\npandora-sim COMMAND --help lists the flags of a command.\n";
}

std::string HelpText(const CommandSpec& command) {
  std::string text = "Usage: pandora-sim " + std::string(command.name);
  if (!command.flags.empty()) text += " [FLAGS]";
  if (!command.arguments.empty()) text += " " + std::string(command.arguments);
  text += "\n\n" + std::string(command.summary) + "\n";
  if (!command.flags.empty()) text += "\nFlags (and the variables of the environment that stand for them):\n";
  for (const FlagSpec& flag : command.flags) {
    text += "  ";
    AppendPadded("--" + std::string(flag.name) + " " + std::string(flag.value), 26, &text);
    text += std::string(flag.help);
    if (!flag.default_value.empty()) text += " [" + std::string(flag.default_value) + "]";
    text += " (" + EnvironmentName(flag.name) + ")\n";
  }
  return text;
}

}  // namespace pandora
