#include "native/flags.h"

#include <gtest/gtest.h>

#include <map>

namespace pandora {
namespace {

const CommandSpec& Command(const std::string& name) { return **FindCommand(name); }

Result<ParsedFlags> Parse(const std::string& command, const std::vector<std::string>& words,
                          const std::map<std::string, std::string>& environment = {}) {
  return ParseFlags(Command(command), words, [&](const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

TEST(Flags, TakesDefaultsFromTheTable) {
  const auto flags = Parse("serve", {});
  ASSERT_TRUE(flags.ok());
  EXPECT_EQ(flags->Number("port"), 8711);
  EXPECT_EQ(flags->Text("data"), ":memory:");
  EXPECT_FALSE(flags->Given("clock"));
  EXPECT_TRUE(flags->List("cors").empty());
}

TEST(Flags, PrefersTheCommandLineToTheEnvironment) {
  const std::map<std::string, std::string> environment = {
      {"PANDORA_SIM_PORT", "1"}, {"PANDORA_SIM_CLOCK", "virtual"}, {"PANDORA_SIM_ALLOW_HOST", "a, b"}};
  const auto flags = Parse("serve", {"--port=2", "--cors", "x", "--cors", "y"}, environment);
  ASSERT_TRUE(flags.ok());
  EXPECT_EQ(flags->Number("port"), 2);
  EXPECT_EQ(flags->Text("clock"), "virtual");
  EXPECT_TRUE(flags->Given("clock"));
  EXPECT_EQ(flags->List("allow-host"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(flags->List("cors"), (std::vector<std::string>{"x", "y"}));
}

TEST(Flags, SwitchNeedsNoValue) {
  EXPECT_FALSE(Parse("test", {"a.hurl"})->Switch("json"));
  EXPECT_TRUE(Parse("test", {"--json", "a.hurl"})->Switch("json"));
  EXPECT_TRUE(Parse("test", {"a.hurl"}, {{"PANDORA_SIM_JSON", "1"}})->Switch("json"));
  EXPECT_EQ(Parse("test", {"--json", "--", "--a"})->arguments(), std::vector<std::string>{"--a"});
}

TEST(Flags, SaysWhatIsWrong) {
  const struct {
    std::vector<std::string> words;
    std::map<std::string, std::string> environment;
    std::string complaint;
  } cases[] = {
      {{"--pot", "1"}, {}, "unknown flag '--pot' of serve; did you mean --port?"},
      {{"--port"}, {}, "--port needs a value: N"},
      {{"--port", "70000"}, {}, "--port: '70000' is not a number from 0 to 65535"},
      {{"--clock", "vitrual"}, {}, "--clock: 'vitrual' is none of real|virtual"},
      {{"--port", "1", "--port", "2"}, {}, "--port is given twice"},
      {{"stray"}, {}, "serve: too many arguments at 'stray'"},
      {{}, {{"PANDORA_SIM_SYNC", "no"}}, "PANDORA_SIM_SYNC: 'no' is none of normal|full"},
  };
  for (const auto& c : cases) {
    const auto flags = Parse("serve", c.words, c.environment);
    ASSERT_FALSE(flags.ok()) << c.complaint;
    EXPECT_EQ(flags.status().detail(), c.complaint);
  }
  EXPECT_EQ(Parse("test", {}).status().detail(), "test needs FILES-or-DIRS...");
  EXPECT_EQ(FindCommand("srve").status().detail(), "unknown command 'srve'; did you mean serve?");
}

TEST(Flags, HelpNamesEveryFlagAndItsVariable) {
  for (const CommandSpec& command : AllCommands()) {
    EXPECT_NE(HelpText().find(command.summary), std::string::npos);
    const std::string help = HelpText(command);
    for (const FlagSpec& flag : command.flags) {
      EXPECT_NE(help.find("--" + std::string(flag.name)), std::string::npos);
      EXPECT_NE(help.find(EnvironmentName(flag.name)), std::string::npos);
    }
  }
  EXPECT_TRUE(Parse("demo", {"--help"})->help());
}

}  // namespace
}  // namespace pandora
