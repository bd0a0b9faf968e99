// pandora-sim: reads the command line and calls the command. Everything else is in the files of the commands.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/version.h"
#include "native/commands.h"
#include "native/flags.h"

namespace pandora {
namespace {

constexpr int kUsageError = 2;

int Complain(const Status& status, const std::string& where_help_is) {
  std::fprintf(stderr, "pandora-sim: %s\nTry: pandora-sim %s\n", status.detail().c_str(), where_help_is.c_str());
  return kUsageError;
}

int PrintVersion() {
  std::printf("pandora-sim %s\n", std::string(kVersion).c_str());
  return 0;
}

int PrintHelp(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::fputs(HelpText().c_str(), stdout);
    return 0;
  }
  const Result<const CommandSpec*> command = FindCommand(arguments.front());
  if (!command.ok()) return Complain(command.status(), "help");
  std::fputs(HelpText(**command).c_str(), stdout);
  return 0;
}

int Dispatch(const CommandSpec& command, const ParsedFlags& flags) {
  if (flags.help()) return PrintHelp({std::string(command.name)});
  if (command.name == "serve") return RunServe(flags);
  if (command.name == "test") return RunTest(flags);
  if (command.name == "demo") return RunDemo(flags);
  if (command.name == "reference") return RunReference(flags);
  if (command.name == "version") return PrintVersion();
  return PrintHelp(flags.arguments());
}

int Main(const std::vector<std::string>& words) {
  if (words.empty()) {
    std::fputs(HelpText().c_str(), stderr);
    return kUsageError;
  }
  if (words[0] == "--version") return PrintVersion();
  if (words[0] == "--help" || words[0] == "-h") return PrintHelp({});
  const Result<const CommandSpec*> command = FindCommand(words[0]);
  if (!command.ok()) return Complain(command.status(), "help");
  const Environment environment = [](const std::string& name) { return std::getenv(name.c_str()); };
  const Result<ParsedFlags> flags = ParseFlags(**command, std::span(words).subspan(1), environment);
  if (!flags.ok()) return Complain(flags.status(), words[0] + " --help");
  return Dispatch(**command, *flags);
}

}  // namespace
}  // namespace pandora

int main(int argc, char** argv) { return pandora::Main(std::vector<std::string>(argv + 1, argv + argc)); }
