#include <gtest/gtest.h>

#include <map>
#include <string>

#include "core/format/gzip.h"
#include "core/scenario/report_json.h"
#include "core/scenario/scenario.h"
#include "tests/unit/scenario/fake_transport.h"

namespace pandora {
namespace {

ScenarioReport RunCase(FakeTransport* fake, const std::string& text,
                       const std::map<std::string, std::string>& variables = {}) {
  return RunScenario("t.hurl", text, variables, fake->AsTransport(), NoFiles);
}

std::string FirstFailure(const ScenarioReport& report) { return report.ok() ? "" : report.failures[0].message; }

TEST(ScenarioRunner, SendsWhatIsWritten) {
  FakeTransport fake;
  ScenarioReport report =
      RunCase(&fake, R"(POST {{base}}/v2/repos/{{name}}
Authorization: Pandora {{auth}}
[Query]
q: a b&c
{"x": "{{text}}", "n": {{n}}}
HTTP 200
)",
              {{"base", ""}, {"name", "r1"}, {"auth", "AK:S="}, {"text", "say \"hi\"\n"}, {"n", "5"}});
  EXPECT_TRUE(report.ok()) << FirstFailure(report);
  ASSERT_EQ(fake.requests.size(), 1u);
  const Request& request = fake.requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/v2/repos/r1?q=a%20b%26c");
  EXPECT_EQ(request.body, R"({"x": "say \"hi\"\n", "n": 5})");
  EXPECT_EQ(*request.headers.Find("authorization"), "Pandora AK:S=");
  EXPECT_EQ(*request.headers.Find("content-type"), "application/json");
}

TEST(ScenarioRunner, AddsNothingToATextBody) {
  FakeTransport fake;
  RunCase(&fake, "POST /d\nContent-Type: text/plain\n`a=1`\n\nPOST /e\n`b`\n");
  ASSERT_EQ(fake.requests.size(), 2u);
  EXPECT_EQ(fake.requests[0].headers.fields().size(), 1u);
  EXPECT_TRUE(fake.requests[1].headers.fields().empty());
  EXPECT_EQ(fake.requests[1].body, "b");
}

TEST(ScenarioRunner, LoadsFiles) {
  FakeTransport fake(200, "abc");
  auto files = [](const std::string& name) -> Result<std::string> {
    if (name == "x.bin") return std::string("abc");
    return Status(ErrorCode::kNotFound, name);
  };
  ScenarioReport report = RunScenario("t", "PUT /o\nfile,x.bin;\nHTTP 200\n[Asserts]\nbytes == file,x.bin;\n", {},
                                      fake.AsTransport(), files);
  EXPECT_TRUE(report.ok()) << FirstFailure(report);
  EXPECT_EQ(fake.requests[0].body, "abc");
  EXPECT_FALSE(RunScenario("t", "PUT /o\nfile,y.bin;\n", {}, fake.AsTransport(), files).ok());
}

TEST(ScenarioRunner, CapturesKeepTheirType) {
  FakeTransport fake(200, R"({"n": 9007199254740993, "s": "x", "list": [1, 2], "z": null})");
  ScenarioReport report = RunCase(&fake, R"(GET /a
HTTP 200
[Captures]
n: jsonpath "$.n"
s: jsonpath "$.s"
list: jsonpath "$.list"
second: jsonpath "$.list" nth 1
GET /{{s}}/{{n}}/{{second}}
HTTP 200
[Asserts]
jsonpath "$.n" == {{n}}
variable "n" isInteger
variable "list" == {{list}}
variable "none" not exists
)");
  EXPECT_TRUE(report.ok()) << FirstFailure(report);
  EXPECT_EQ(fake.requests[1].target, "/x/9007199254740993/2");
  EXPECT_EQ(report.asserts, 6);
  EXPECT_EQ(report.entries_run, 2);
}

TEST(ScenarioRunner, AssertsThatHold) {
  FakeTransport fake(200, R"({"n": 5, "f": 22.0, "s": "héllo", "b": true, "z": null, "e": "", "l": ["a", 1], "o": {},)"
                          R"( "d": "2017-01-12T15:30:00+08:00", "q": "a%20b", "h": "aGVsbG8="})");
  const char* const asserts[] = {
      "status == 200",
      "status < 300",
      "header \"content-type\" == \"application/json\"",
      "header \"X\" not exists",
      "jsonpath \"$.n\" == 5",
      "jsonpath \"$.n\" == 5.0",
      "jsonpath \"$.n\" != 6",
      "jsonpath \"$.n\" > 4",
      "jsonpath \"$.n\" <= 5",
      "jsonpath \"$.n\" >= 5",
      "jsonpath \"$.n\" isInteger",
      "jsonpath \"$.n\" isNumber",
      "jsonpath \"$.f\" isFloat",
      "jsonpath \"$.f\" not isInteger",
      "jsonpath \"$.f\" toInt == 22",
      "jsonpath \"$.n\" toFloat isFloat",
      "jsonpath \"$.n\" toString == \"5\"",
      "jsonpath \"$.s\" == \"héllo\"",
      "jsonpath \"$.s\" startsWith \"h\"",
      "jsonpath \"$.s\" endsWith `llo`",
      "jsonpath \"$.s\" contains \"éll\"",
      "jsonpath \"$.s\" matches /^h.llo$/",
      "jsonpath \"$.s\" matches \"l+\"",
      "jsonpath \"$.s\" not matches /x/",
      "jsonpath \"$.s\" isString",
      "jsonpath \"$.s\" utf8Encode count == 6",
      "jsonpath \"$.s\" regex /h(.)l/ == \"é\"",
      "jsonpath \"$.s\" replace \"l\" \"L\" == \"héLLo\"",
      "jsonpath \"$.s\" replaceRegex /l+/ \"_\" == \"hé_o\"",
      "jsonpath \"$.s\" split \"l\" count == 3",
      "jsonpath \"$.s\" split \"l\" last == \"o\"",
      "jsonpath \"$.b\" == true",
      "jsonpath \"$.b\" isBoolean",
      "jsonpath \"$.z\" == null",
      "jsonpath \"$.z\" exists",
      "jsonpath \"$.nope\" not exists",
      "jsonpath \"$.e\" isEmpty",
      "jsonpath \"$.o\" isEmpty",
      "jsonpath \"$.o\" isObject",
      "jsonpath \"$.l\" count == 2",
      "jsonpath \"$.l\" includes 1",
      "jsonpath \"$.l\" contains \"a\"",
      "jsonpath \"$.l\" not includes 2",
      "jsonpath \"$.l\" isCollection",
      "jsonpath \"$.l\" isList",
      "jsonpath \"$.l\" first == \"a\"",
      "jsonpath \"$.l\" nth -1 == 1",
      "jsonpath \"$.l\" nth 2 not exists",
      "jsonpath \"$.d\" isIsoDate",
      "jsonpath \"$.s\" not isIsoDate",
      "jsonpath \"$.q\" urlDecode == \"a b\"",
      "jsonpath \"$.s\" urlEncode == \"h%C3%A9llo\"",
      "jsonpath \"$.h\" base64Decode == hex,68656c6c6f;",
      "jsonpath \"$.h\" base64Decode utf8Decode == \"hello\"",
      "jsonpath \"$.h\" base64Decode toHex == \"68656c6c6f\"",
      "jsonpath \"$.e\" base64Encode == \"\"",
      "body contains \"\\\"n\\\": 5\"",
      "bytes startsWith hex,7b22;",
      "bytes contains base64,Ig==;",
      "regex /\"n\": (\\d)/ == \"5\"",
      "jsonpath \"$\" jsonpath \"$.l[0]\" == \"a\"",
      "body jsonpath \"$.n\" == 5",
      "jsonpath \"$.l[*]\" count == 2",
      "jsonpath \"$..none\" isEmpty",
      "jsonpath \"$.s\" > \"a\"",
  };
  for (const char* line : asserts) {
    ScenarioReport report = RunCase(&fake, "GET /a\nHTTP 200\n[Asserts]\n" + std::string(line) + "\n");
    EXPECT_TRUE(report.ok()) << line << ": " << FirstFailure(report);
    EXPECT_EQ(report.asserts, 2) << line;
  }
}

TEST(ScenarioRunner, AssertsThatFail) {
  FakeTransport fake(200, R"({"n": 9007199254740993, "s": "x", "l": []})");
  struct {
    const char* line;
    const char* message;
  } cases[] = {
      {"status == 201", "status == 201: expected equal to integer 201, found integer 200"},
      {"jsonpath \"$.n\" == 9007199254740992", "found integer 9007199254740993"},
      {"jsonpath \"$.n\" == \"9007199254740993\"", "expected equal to string"},
      {"jsonpath \"$.s\" not == \"x\"", "expected not equal to string \"x\", found string \"x\""},
      {"jsonpath \"$.zzz\" == 1", "found nothing"},
      {"jsonpath \"$.zzz\" != 1", "found nothing"},
      {"jsonpath \"$.zzz\" exists", "expected a value, found nothing"},
      {"jsonpath \"$.zzz\" count == 0", "the query yields nothing to apply a filter to"},
      {"jsonpath \"$.s\" > 5", "an order cannot be asked of string \"x\" with integer 5"},
      {"jsonpath \"$.s\" not > 5", "an order cannot be asked"},
      {"jsonpath \"$.s\" count == 1", "filter count needs a list"},
      {"jsonpath \"$.n\" isEmpty", "isEmpty cannot be asked"},
      {"jsonpath \"$.n\" contains \"1\"", "a part cannot be asked"},
      {"jsonpath \"$.s\" toInt == 1", "filter toInt needs an integer in text"},
      {"jsonpath \"$.s\" gunzip == \"\"", "gzip"},
      {"jsonpath \"$.s\" == {{nope}}", "variable {{nope}} is not set"},
      {"regex /x/ == \"x\"", "the pattern needs a group"},
      {"header \"X\" == \"y\"", "found nothing"},
      {"header \"Content-Type\" == \"y\"", "found string \"application/json\""},
  };
  for (const auto& c : cases) {
    ScenarioReport report = RunCase(&fake, "GET /a\nHTTP 200\n[Asserts]\n" + std::string(c.line) + "\n");
    ASSERT_EQ(report.failures.size(), 1u) << c.line;
    EXPECT_EQ(report.failures[0].line, 4);
    EXPECT_EQ(report.failures[0].entry, 1);
    EXPECT_NE(report.failures[0].message.find(c.message), std::string::npos) << report.failures[0].message;
  }
}

TEST(ScenarioRunner, AFailedStatusIsToldAlone) {
  FakeTransport fake(404, R"({"error":"E18102: repo does not exist"})");
  ScenarioReport report =
      RunCase(&fake, "GET /a\nHTTP 200\n[Captures]\nx: jsonpath \"$.x\"\n[Asserts]\njsonpath \"$.x\" == 1\n\nGET /b\n");
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.failures[0].line, 2);
  EXPECT_NE(report.failures[0].message.find("expected status 200, found 404"), std::string::npos);
  EXPECT_NE(report.failures[0].message.find("E18102"), std::string::npos);
  EXPECT_EQ(fake.requests.size(), 1u) << "a failing entry ends the scenario";
}

TEST(ScenarioRunner, FailuresAreToldWithTheirPlaceOnce) {
  FakeTransport fake(404, "{}");
  ScenarioReport report = RunCase(&fake, "GET /a\nHTTP 200\n");
  report.name = "a.hurl";
  EXPECT_EQ(report.Describe(report.failures[0]).rfind("a.hurl:2: entry 1: expected status 200", 0), 0u);
  const ScenarioReport broken = RunScenario("b.hurl", "GET /a\nHTTP 20\n", {}, nullptr, nullptr);
  EXPECT_EQ(broken.Describe(broken.failures[0]).rfind("b.hurl:2:6: expected a status", 0), 0u)
      << broken.Describe(broken.failures[0]);
  EXPECT_EQ(broken.Describe({0, 0, "cannot be read"}), "b.hurl: cannot be read");
}

TEST(ScenarioRunner, ComparesBodies) {
  struct {
    const char* found;
    const char* expected;
    bool equal;
  } cases[] = {
      {R"({"a":1,"b":[2,3]})", "{\"b\": [2, 3],\n \"a\": 1}", true},
      {R"({"a":1})", R"({"a":2})", false},
      {R"({"a":1,"b":2})", R"({"a":1})", false},
      {"no json", R"({"a":1})", false},
      {"{}", "{}", true},
      {"abc", "`abc`", true},
      {"abc\n", "`abc`", false},
      {"a\nb\n", "```\na\nb\n```", true},
      {"a\tb", "`a\\tb`", true},
      {"\xff\x01", "hex,ff01;", true},
      {"\xff\x01", "hex,ff02;", false},
      {"\xff", "`x`", false},
  };
  for (const auto& c : cases) {
    FakeTransport fake(200, c.found);
    ScenarioReport report = RunCase(&fake, "GET /a\nHTTP 200\n" + std::string(c.expected) + "\n");
    EXPECT_EQ(report.ok(), c.equal) << c.found << " " << c.expected << " " << FirstFailure(report);
  }
}

TEST(ScenarioRunner, ExpectedHeaders) {
  FakeTransport fake;
  EXPECT_TRUE(RunCase(&fake, "GET /a\nHTTP 200\ncontent-type: application/json\n").ok());
  EXPECT_FALSE(RunCase(&fake, "GET /a\nHTTP 200\nContent-Type: text/plain\n").ok());
  EXPECT_FALSE(RunCase(&fake, "GET /a\nHTTP 200\nX-Reqid: 1\n").ok());
}

TEST(ScenarioRunner, Gunzip) {
  FakeTransport fake(200, GzipCompress("{\"a\":1}\n{\"a\":2}\n"));
  ScenarioReport report = RunCase(
      &fake, "GET /a\nHTTP 200\n[Asserts]\nbytes gunzip utf8Decode split \"\\n\" nth 1 jsonpath \"$.a\" == 2\n");
  EXPECT_TRUE(report.ok()) << FirstFailure(report);
}

TEST(ScenarioRunner, VariablesOfOptionsStay) {
  FakeTransport fake;
  ScenarioReport report =
      RunCase(&fake, "GET /{{x}}\n[Options]\nvariable: x=a\nvariable: y=\"{{x}}b\"\n\nGET /{{y}}\n");
  EXPECT_TRUE(report.ok()) << FirstFailure(report);
  EXPECT_EQ(fake.requests[1].target, "/ab");
}

TEST(ScenarioRunner, RequestsThatCannotBeMade) {
  FakeTransport fake;
  const char* const cases[] = {"GET /{{nope}}\n", "GET repos\n", "GET /a b\n", "POST /a\nX: {{nope}}\n",
                               "POST /a\n`{{nope}}`\n"};
  for (const char* text : cases) {
    ScenarioReport report = RunCase(&fake, text);
    ASSERT_FALSE(report.ok()) << text;
    EXPECT_EQ(report.failures[0].line, 1);
  }
  EXPECT_TRUE(fake.requests.empty());
}

TEST(ScenarioRunner, NoAnswerIsAFailure) {
  ScenarioReport report = RunScenario(
      "t", "GET /a\n", {}, [](const Request&) -> Result<Response> { return Status(ErrorCode::kInternal, "refused"); },
      NoFiles);
  EXPECT_NE(FirstFailure(report).find("refused"), std::string::npos);
}

TEST(ScenarioRunner, AParseErrorIsAFailureOfEntryZero) {
  FakeTransport fake;
  ScenarioReport report = RunCase(&fake, "get\n");
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.failures[0].entry, 0);
  EXPECT_NE(report.failures[0].message.find("t.hurl:1:1:"), std::string::npos);
}

TEST(ScenarioRunner, StepsAndTitles) {
  FakeTransport fake;
  auto scenario = Scenario::Parse("t", "# First\nGET /a\n\n# Second\nGET /b\n");
  ASSERT_TRUE(scenario.ok());
  EXPECT_EQ((*scenario)->entry_count(), 2);
  EXPECT_EQ((*scenario)->EntryTitle(1), "Second");
  EXPECT_EQ((*scenario)->EntryTitle(2), "");
  EXPECT_TRUE((*scenario)->Step(fake.AsTransport(), NoFiles));
  EXPECT_EQ((*scenario)->report().entries_run, 1);
  EXPECT_TRUE((*scenario)->Step(fake.AsTransport(), NoFiles));
  EXPECT_FALSE((*scenario)->Step(fake.AsTransport(), NoFiles));
}

TEST(ScenarioReportJson, HasTheDocumentedShape) {
  FakeTransport fake(500, "oops");
  EXPECT_EQ(RunScenarioToJson("a/b.hurl", "# rule: x, y\nGET /{{p}}\nHTTP 200\n", R"({"p":"q"})", fake.AsTransport(),
                              NoFiles),
            R"({"name":"a/b.hurl","ok":false,"entries":1,"asserts":1,"rules":["x","y"],"failures":)"
            R"([{"entry":1,"line":3,"message":"expected status 200, found 500 with body 'oops'"}]})");
  EXPECT_NE(RunScenarioToJson("a", "", "[]", fake.AsTransport(), NoFiles).find("\"ok\":false"), std::string::npos);
  EXPECT_NE(RunScenarioToJson("a", "", R"({"a":1})", fake.AsTransport(), NoFiles).find("no text"), std::string::npos);
}

}  // namespace
}  // namespace pandora
