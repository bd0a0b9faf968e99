// Bindings: what is refused, and that whatever a user writes in them stays text in the statement made of it.
#include "core/engine/plugin_binding.h"

#include <gtest/gtest.h>

#include "core/engine/plugins.h"
#include "core/sql/query_plan.h"

namespace pandora {
namespace {

Schema Lines() {
  Schema schema;
  schema.fields.push_back({"n", {Kind::kLong, Kind::kString, {}}, false});
  schema.fields.push_back({"line", {Kind::kString, Kind::kString, {}}, false});
  return schema;
}

Schema Output(const std::string& name, Kind kind) {
  Schema schema;
  schema.fields.push_back({name, {kind, Kind::kString, {}}, false});
  return schema;
}

Result<PluginBinding> Read(const char* text) { return ReadPluginBinding(Json::parse(text)); }

std::string Refusal(const char* text) {
  const auto binding = Read(text);
  return binding.ok() ? "" : binding.status().message();
}

TEST(PluginBinding, SaysWhatIsWrongAndWhatIsAccepted) {
  EXPECT_NE(Refusal("{}").find("nginx-access"), std::string::npos);
  EXPECT_NE(Refusal(R"({"code": "select 1", "builtin": "json"})").find("either code"), std::string::npos);
  EXPECT_EQ(Refusal(R"({"sql": "selec"})").rfind("E18209: ", 0), 0u);
  EXPECT_NE(Refusal(R"({"builtin": "iis"})").find("apache-combined"), std::string::npos);
  EXPECT_EQ(Refusal(R"({"code": "selec"})").rfind("E18209: ", 0), 0u);
  EXPECT_NE(Refusal(R"({"builtin": "csv", "delimiter": "ab"})").find("delimiter"), std::string::npos);
  EXPECT_NE(Refusal(R"({"builtin": "csv", "delimiter": ""})").find("delimiter"), std::string::npos);
  EXPECT_NE(Refusal(R"({"builtin": "csv", "columns": [1]})").find("columns"), std::string::npos);
  EXPECT_NE(Refusal(R"({"builtin": "key-value", "pairSeparator": ""})").find("pairSeparator"), std::string::npos);
}

TEST(PluginBinding, EveryBuiltinMakesAStatementOfTheDeclaredTypes) {
  const char* const bindings[] = {R"({"builtin": "json"})",
                                  R"({"builtin": "csv", "delimiter": "\t"})",
                                  R"({"builtin": "csv", "delimiter": "\\"})",
                                  R"({"builtin": "csv", "delimiter": "]"})",
                                  R"({"builtin": "csv", "delimiter": "^"})",
                                  R"({"builtin": "key-value", "pairSeparator": "'", "keySeparator": "\\"})"};
  for (const char* text : bindings) {
    const auto binding = Read(text);
    ASSERT_TRUE(binding.ok()) << binding.status().message();
    const auto statement = BindingStatement(*binding, Lines(), Output("f", Kind::kFloat));
    ASSERT_TRUE(statement.ok()) << statement.status().message();
    const auto plan = PlanQuery(*statement, {{"stream", {}, Lines()}});
    ASSERT_TRUE(std::holds_alternative<QueryPlan>(plan)) << *statement;
    EXPECT_TRUE(std::get<QueryPlan>(plan).output == Output("f", Kind::kFloat)) << *statement;
  }
}

TEST(PluginBinding, ABuiltinNeedsAStringFieldAndKnowsItsOwn) {
  const auto named = Read(R"({"builtin": "json", "field": "n"})");
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(BindingStatement(*named, Lines(), Output("f", Kind::kString)).status().code(), ErrorCode::kE18111);
  const auto log = Read(R"({"builtin": "apache-common"})");
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(BindingStatement(*log, Lines(), Output("referer", Kind::kString)).status().code(), ErrorCode::kE18111);
  EXPECT_TRUE(BindingStatement(*log, Lines(), Output("timestamp", Kind::kLong)).ok());
}

TEST(Plugins, NamesAreThoseOfClasses) {
  for (const char* name : {"Ab", "com.qiniu.NginxLogParser", "a_", "A9", "a..b"})
    EXPECT_TRUE(Plugins::IsName(name)) << name;
  for (const char* name : {"", "A", "_A", "9A", ".A", "A.", "a-b", "a\\b", "a b"})
    EXPECT_FALSE(Plugins::IsName(name)) << name;
  EXPECT_TRUE(Plugins::IsName(std::string(129, 'a')));
  EXPECT_FALSE(Plugins::IsName(std::string(130, 'a')));
  EXPECT_EQ(Plugins::ClassFile("com.qiniu.X"), "com/qiniu/X.class");
}

}  // namespace
}  // namespace pandora
