#include "core/scenario/parser.h"

#include <gtest/gtest.h>

#include <string>

namespace pandora::scenario {
namespace {

HurlFile Parse(const std::string& text) {
  Result<HurlFile> file = ParseHurl("t.hurl", text);
  EXPECT_TRUE(file.ok()) << file.status().detail() << "\n" << text;
  return file.ok() ? *file : HurlFile{};
}

TEST(HurlParser, ReadsAnEntry) {
  HurlFile file = Parse(R"(# rule: repo.create.basic, repo.create.schema
# Creates a repo.
# In one step.
POST {{base}}/v2/repos/r1   # the name
Authorization: Pandora {{auth}}
X-Empty:
[Query]
a: b c
[Options]
variable: n=5
variable: s="x y"
{
  "name": "{{s}}", "n": {{n}}
}

# rules: protocol.json
HTTP/1.1 200
Content-Type: application/json
[Captures]
x: jsonpath "$.a" nth 0
[Asserts]
status == 200   # fine
jsonpath "$.b" not exists
{"ok": true}
)");
  ASSERT_EQ(file.entries.size(), 1u);
  const Entry& entry = file.entries[0];
  EXPECT_EQ(entry.title, "Creates a repo. In one step.");
  EXPECT_EQ(entry.line, 4);
  EXPECT_EQ(entry.method, "POST");
  EXPECT_EQ(entry.url.Source(), "{{base}}/v2/repos/r1");
  ASSERT_EQ(entry.headers.size(), 2u);
  EXPECT_EQ(entry.headers[0].value.Source(), "Pandora {{auth}}");
  EXPECT_TRUE(entry.headers[1].value.empty());
  ASSERT_EQ(entry.query.size(), 1u);
  EXPECT_EQ(entry.query[0].value.Source(), "b c");
  ASSERT_EQ(entry.variables.size(), 2u);
  EXPECT_EQ(entry.variables[0].value.value, Value(5));
  EXPECT_EQ(entry.variables[1].value.text.Source(), "x y");
  EXPECT_EQ(entry.body.kind, Body::Kind::kJson);
  EXPECT_EQ(entry.body.text.Source(), "{\n  \"name\": \"{{s}}\", \"n\": {{n}}\n}");
  EXPECT_EQ(entry.status, 200);
  EXPECT_EQ(entry.expected_headers.size(), 1u);
  EXPECT_EQ(entry.captures.size(), 1u);
  ASSERT_EQ(entry.asserts.size(), 2u);
  EXPECT_EQ(entry.asserts[0].source, "status == 200");
  EXPECT_EQ(entry.asserts[1].line, 23);
  EXPECT_TRUE(entry.asserts[1].predicate.negated);
  EXPECT_EQ(entry.expected_body.kind, Body::Kind::kJson);
  EXPECT_EQ(file.rules, (std::vector<std::string>{"repo.create.basic", "repo.create.schema", "protocol.json"}));
}

TEST(HurlParser, ReadsBodies) {
  struct {
    const char* body;
    Body::Kind kind;
    const char* text;
    bool is_json;
  } cases[] = {
      {"`a=1\\tb=\\u{4e2d}`", Body::Kind::kText, "a=1\tb=中", false},
      {"```\na\\tb\nc\n```", Body::Kind::kText, "a\\tb\nc\n", false},
      {"```escape\na\\tb\n```", Body::Kind::kText, "a\tb\n", false},
      {"```json\n{\"a\":1}\n```", Body::Kind::kText, "{\"a\":1}\n", true},
      {"```json,novariable\n{{a}}\n```", Body::Kind::kText, "{{a}}\n", true},
      {"```raw\n{{a}}```", Body::Kind::kText, "{{a}}", false},
      {"```\r\na\r\n```\r", Body::Kind::kText, "a\r\n", false},
      {"base64,aGVs bG8=;", Body::Kind::kBytes, "hello", false},
      {"hex,00 ff;", Body::Kind::kBytes, "00ff", false},
      {"file,data/x.bin; # c", Body::Kind::kFile, "data/x.bin", false},
      {"[1, \"]\", {\"a\": \"\\\"\"}]", Body::Kind::kJson, "[1, \"]\", {\"a\": \"\\\"\"}]", true},
      {"{\"a\":{\"b\":{}}}", Body::Kind::kJson, "{\"a\":{\"b\":{}}}", true},
      {"true # c", Body::Kind::kJson, "true", true},
      {"-1.5e3", Body::Kind::kJson, "-1.5e3", true},
      {"\"text {{x}}\"", Body::Kind::kJson, "\"text {{x}}\"", true},
  };
  for (const auto& c : cases) {
    HurlFile file = Parse("POST /x\n" + std::string(c.body) + "\nHTTP 200\nGET /y\n");
    ASSERT_EQ(file.entries.size(), 2u) << c.body;
    const Body& body = file.entries[0].body;
    EXPECT_EQ(body.kind, c.kind) << c.body;
    EXPECT_EQ(body.is_json, c.is_json) << c.body;
    if (c.kind == Body::Kind::kBytes) {
      EXPECT_EQ(body.bytes, c.text[0] == 'h' ? std::string("hello") : std::string("\x00\xff", 2)) << c.body;
    } else {
      EXPECT_EQ(body.text.Source(), c.text) << c.body;
    }
  }
}

TEST(HurlParser, AnyStatusAndNoResponse) {
  HurlFile file = Parse("GET /a\nHTTP *\nGET /b\n\nGET /c\nHTTP 404\n");
  ASSERT_EQ(file.entries.size(), 3u);
  EXPECT_TRUE(file.entries[0].has_response);
  EXPECT_EQ(file.entries[0].status, 0);
  EXPECT_FALSE(file.entries[1].has_response);
  EXPECT_EQ(file.entries[2].status, 404);
}

TEST(HurlParser, TitlesEndAtABlankLine) {
  HurlFile file = Parse("# Not this.\n\n# This.\n# rule: a\nGET /a\n");
  EXPECT_EQ(file.entries[0].title, "This.");
  EXPECT_EQ(file.rules, std::vector<std::string>{"a"});
}

TEST(HurlParser, EmptyTextHasNoEntries) {
  EXPECT_TRUE(Parse("").entries.empty());
  EXPECT_TRUE(Parse("\n# only a comment").entries.empty());
  EXPECT_TRUE(Parse("\xEF\xBB\xBF\r\n").entries.empty());
}

TEST(HurlParser, ReadsOperands) {
  struct {
    const char* text;
    Operand::Kind kind;
    const char* value;
  } cases[] = {
      {"9223372036854775807", Operand::Kind::kValue, "9223372036854775807"},
      {"-1", Operand::Kind::kValue, "-1"},
      {"1.50", Operand::Kind::kValue, "1.5"},
      {"1e3", Operand::Kind::kValue, "1000.0"},
      {"true", Operand::Kind::kValue, "true"},
      {"null", Operand::Kind::kValue, "null"},
  };
  for (const auto& c : cases) {
    HurlFile file = Parse("GET /\nHTTP 200\n[Asserts]\nbody == " + std::string(c.text) + "\n");
    const Operand& operand = file.entries[0].asserts[0].predicate.argument;
    EXPECT_EQ(operand.kind, c.kind) << c.text;
    EXPECT_EQ(DumpJson(operand.value), c.value) << c.text;
  }
}

TEST(HurlParser, RefusesWithPlaceAndReason) {
  struct {
    const char* text;
    const char* message;
  } cases[] = {
      {"get /a", "t.hurl:1:1: expected a request line"},
      {"GET", "expected a request line"},
      {"GET \n", "t.hurl:1:5: the request line has no URL"},
      {"GET /a\n[Cookies]\na: b", "t.hurl:2:1: the section [Cookies] is not supported in a request"},
      {"GET /a\n[FormParams]\na: b", "[FormParams] is not supported"},
      {"GET /a\n[Asserts]\nstatus == 200", "belongs below an `HTTP` line"},
      {"GET /a\n[Options]\nretry: 5", "the option 'retry' is not supported"},
      {"GET /a\n[Options]\nvariable: x", "expected `variable: name=value`"},
      {"GET /a\n{\"a\": }", "t.hurl:2:1: not valid JSON"},
      {"GET /a\n{\"a\": 1", "JSON is not closed"},
      {"GET /a\n```\nabc", "``` is not closed"},
      {"GET /a\n```python\nabc\n```", "after ``` may stand"},
      {"GET /a\n`abc\n`", "text is not closed on its line"},
      {"GET /a\n`a\\q`", "unknown escape"},
      {"GET /a\n`\\u{d800}`", "no such character"},
      {"GET /a\nhex,0;", "not pairs of hex digits"},
      {"GET /a\nbase64,@;", "not base64"},
      {"GET /a\nfile,x", "expected ;"},
      {"GET /{{a", "expected {{name}}"},
      {"GET /{{newUuid}}", "newUuid is not supported"},
      {"GET /a\nHTTP abc", "expected a status"},
      {"GET /a\nHTTP 99", "expected a status"},
      {"GET /a\nHTTP 200\n[Cookies]\n", "not supported in a response"},
      {"GET /a\nHTTP 200\n[Asserts]\nxpath \"a\" == 1", "t.hurl:4:1: the query 'xpath' is not supported"},
      {"GET /a\nHTTP 200\n[Asserts]\nduration < 5", "the query 'duration' is not supported"},
      {"GET /a\nHTTP 200\n[Asserts]\nstatus is 5", "the filter or predicate 'is' is not supported"},
      {"GET /a\nHTTP 200\n[Asserts]\nbody isEmtpy", "did you mean isEmpty?"},
      {"GET /a\nHTTP 200\n[Asserts]\nstatus ==", "an argument is missing"},
      {"GET /a\nHTTP 200\n[Asserts]\nstatus == abc", "expected a value"},
      {"GET /a\nHTTP 200\n[Asserts]\nstatus == 99999999999999999999", "does not fit in 64 bits"},
      {"GET /a\nHTTP 200\n[Asserts]\nstatus == 200 300", "expected the end of the line, found '300'"},
      {"GET /a\nHTTP 200\n[Asserts]\njsonpath \"a\" exists", "a JSON path begins with $"},
      {"GET /a\nHTTP 200\n[Asserts]\njsonpath 5 exists", "expected a JSON path in quotes"},
      {"GET /a\nHTTP 200\n[Asserts]\nbody matches /(/", "pattern '('"},
      {"GET /a\nHTTP 200\n[Asserts]\nbody matches 5", "expected a pattern"},
      {"GET /a\nHTTP 200\n[Asserts]\nbody nth \"x\" exists", "nth takes an integer"},
      {"GET /a\nHTTP 200\n[Captures]\nx status\n", "expected"},
      {"GET /a\n\xff", "the text is not UTF-8"},
  };
  for (const auto& c : cases) {
    Result<HurlFile> file = ParseHurl("t.hurl", c.text);
    ASSERT_FALSE(file.ok()) << c.text;
    EXPECT_EQ(file.status().code(), ErrorCode::kBadRequest);
    EXPECT_NE(file.status().detail().find(c.message), std::string::npos) << file.status().detail() << "\n" << c.text;
  }
}

}  // namespace
}  // namespace pandora::scenario
