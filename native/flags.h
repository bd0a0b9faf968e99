// The command line: one table of commands and their flags. Parsing, checking, defaults, environment names, --help and the
// suggestions for misspelt words all come from the rows; main.cc only looks values up. Knows nothing of what they mean.
//
// A flag's value comes from the command line, else from the environment (--allow-host is PANDORA_SIM_ALLOW_HOST), else from
// the row. A flag may be written --name value or --name=value; "--" ends the flags.
#ifndef PANDORA_NATIVE_FLAGS_H_
#define PANDORA_NATIVE_FLAGS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace pandora {

enum class FlagType {
  kText,
  kNumber,  // 0 to 65535
  kChoice,  // one of the words of `value`, which '|' separates
  kSwitch,  // present or absent; true, false, 1 or 0 in the environment
  kList,    // may be given several times, or with commas in the environment
};

struct FlagSpec {
  std::string_view name;  // without the dashes
  FlagType type;
  std::string_view value;  // how help shows the value: "FILE", "real|virtual"; "" for a switch
  std::string_view default_value;
  std::string_view help;
};

struct CommandSpec {
  std::string_view name;
  std::string_view arguments;  // how help shows what is no flag: "FILES-or-DIRS..."
  int min_arguments;
  int max_arguments;  // -1: any number
  std::string_view summary;
  std::span<const FlagSpec> flags;
};

// All commands, in the order of the help.
std::span<const CommandSpec> AllCommands();

// What a command was given. Flags are named as in the table; asking for another is a bug of the caller.
class ParsedFlags {
 public:
  const std::string& Text(std::string_view name) const;
  int Number(std::string_view name) const;
  bool Switch(std::string_view name) const;
  const std::vector<std::string>& List(std::string_view name) const;
  // True when the value came from the command line or the environment.
  bool Given(std::string_view name) const;
  const std::vector<std::string>& arguments() const { return arguments_; }
  bool help() const { return help_; }

 private:
  friend class FlagParser;
  struct Value {
    std::vector<std::string> texts;
    bool given = false;
  };
  std::map<std::string, Value, std::less<>> values_;
  std::vector<std::string> arguments_;
  bool help_ = false;
};

// The value of an environment variable, or nullptr.
using Environment = std::function<const char*(const std::string& name)>;

// The command called `name`, or kBadRequest with a suggestion.
Result<const CommandSpec*> FindCommand(std::string_view name);

// `words` are the words after the command's name. kBadRequest says which word is wrong and what would be accepted.
Result<ParsedFlags> ParseFlags(const CommandSpec& command, std::span<const std::string> words,
                               const Environment& environment);

// "PANDORA_SIM_ALLOW_HOST" for "allow-host".
std::string EnvironmentName(std::string_view flag);

std::string HelpText();                            // of the program
std::string HelpText(const CommandSpec& command);  // of one command

}  // namespace pandora

#endif  // PANDORA_NATIVE_FLAGS_H_
