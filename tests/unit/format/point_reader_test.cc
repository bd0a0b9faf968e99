#include "core/format/point_reader.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/format/record_writer.h"
#include "tests/support/batches.h"

namespace pandora {
namespace {

using std::string_literals::operator""s;
using testing_support::MakeSchema;
using testing_support::SameBatch;

// The records as one JSON object a line, nulls included.
std::string Show(const Schema& schema, const RecordBatch& batch) {
  std::string text;
  for (size_t row = 0; row < batch.rows; ++row) {
    AppendJsonRecord(schema, batch, row, true, &text);
    text += '\n';
  }
  return text;
}

std::string ReadAndShow(const char* schema_text, std::string_view text, const PointOptions& options = {}) {
  const Schema schema = MakeSchema(schema_text);
  const Result<RecordBatch> batch = ReadPoints(text, schema, options);
  return batch.ok() ? Show(schema, *batch) : batch.status().message();
}

TEST(ReadPoints, TheDocumentsExample) {
  EXPECT_EQ(
      ReadAndShow("userName string, age long, addresses [string], profile {position string, salary float}",
                  "userName=\xe5\xb0\x8f\xe5\xbc\xa0\tage=22\taddresses=[\"beijing\",\"shanghai\"]\t"
                  "profile={\"position\":\"engineer\",\"salary\":15000}\n"
                  "userName=\xe5\xb0\x8f\xe7\x8e\x8b\tage=28\taddresses=[\"hangzhou\"]\tprofile={\"salary\":12000.5}"),
      "{\"userName\":\"\xe5\xb0\x8f\xe5\xbc\xa0\",\"age\":22,\"addresses\":[\"beijing\",\"shanghai\"],"
      "\"profile\":{\"position\":\"engineer\",\"salary\":15000.0}}\n"
      "{\"userName\":\"\xe5\xb0\x8f\xe7\x8e\x8b\",\"age\":28,\"addresses\":[\"hangzhou\"],"
      "\"profile\":{\"position\":null,\"salary\":12000.5}}\n");
}

TEST(ReadPoints, ValuesOfEachKind) {
  const struct {
    const char* schema;
    std::string value;
    std::string json;
  } cases[] = {
      {"v long", "0", "0"},
      {"v long", "-0", "0"},
      {"v long", "007", "7"},
      {"v long", "12345678", "12345678"},
      {"v long", "123456789012345", "123456789012345"},
      {"v long", "1234567890123456", "1234567890123456"},
      {"v long", "9223372036854775807", "9223372036854775807"},
      {"v long", "-9223372036854775808", "-9223372036854775808"},
      {"v float", "1", "1.0"},
      {"v float", "-1.5", "-1.5"},
      {"v float", "3.140000", "3.14"},
      {"v float", "1e+06", "1000000.0"},
      {"v float", "1e-07", "0.0000001"},
      {"v float", "-0", "-0.0"},
      {"v float", "0.1", "0.1"},
      {"v float", "123456789012345678901234567890", "1.2345678901234568e+29"},
      {"v float", "0.30000000000000004", "0.30000000000000004"},
      {"v boolean", "true", "true"},
      {"v boolean", "false", "false"},
      {"v date", "2017-01-12T15:30:00+08:00", "\"2017-01-12T15:30:00+08:00\""},
      {"v date", "2017-01-12T15:30:00Z", "\"2017-01-12T15:30:00Z\""},
      {"v date", "2017-01-02T15:04:05.123456789+08:00", "\"2017-01-02T15:04:05.123456789+08:00\""},
      {"v date", "2017-01-02T15:04:05.1Z", "\"2017-01-02T15:04:05.1Z\""},
      {"v string", "", "\"\""},
      {"v string", "hello world", "\"hello world\""},
      {"v string", "a=b=c", "\"a=b=c\""},
      {"v string", "\"12.7\"", "\"\\\"12.7\\\"\""},
      {"v string", "12.7", "\"12.7\""},
      {"v string", "\x01\x7f", "\"\\u0001\x7f\""},
      {"v string", "a\0b"s, "\"a\\u0000b\""},
      {"v string", "a\rb", "\"a\\rb\""},
      {"v string", "NaN", "\"NaN\""},
      {"v jsonstring", "{\"education.level\": [1, null]}", "\"{\\\"education.level\\\": [1, null]}\""},
      {"v jsonstring", "\"a\\tb\"", "\"\\\"a\\\\tb\\\"\""},
      {"v jsonstring", "null", "\"null\""},
      {"v jsonstring", " 1 ", "\" 1 \""},
      {"v [long]", "[]", "[]"},
      {"v [long]", "[ 1 , -2 ]", "[1,-2]"},
      {"v [float]", "[1,2.5,1e3]", "[1.0,2.5,1000.0]"},
      {"v [string]", "[\"a\\tb\",\"\\u5c0f\",\"\"]", "[\"a\\tb\",\"\xe5\xb0\x8f\",\"\"]"},
      {"v [boolean]", "[true,false]", "[true,false]"},
      {"v {x long, y string}", "{}", "{\"x\":null,\"y\":null}"},
      {"v {x long, y string}", "{\"y\":\"b\",\"x\":1}", "{\"x\":1,\"y\":\"b\"}"},
      {"v {x long, y! string}", "{\"y\":\"\",\"x\":null}", "{\"x\":null,\"y\":\"\"}"},
      {"v {\x61 long}", "{\"\\u0061\":1}", "{\"a\":1}"},
      {"v {d date}", "{\"d\":\"2017-01-12T15:30:00Z\"}", "{\"d\":\"2017-01-12T15:30:00Z\"}"},
      {"v {l [long], m {n {x float}}}", "{\"l\":[1],\"m\":{\"n\":{\"x\":2}}}", "{\"l\":[1],\"m\":{\"n\":{\"x\":2.0}}}"},
      {"v {l [long], m {n {x float}}}", "{\"m\":{}}", "{\"l\":null,\"m\":{\"n\":null}}"},
      {"v {j jsonstring}", "{\"j\": {\"a\" : [1, \" \"]}}", "{\"j\":\"{\\\"a\\\":[1,\\\" \\\"]}\"}"},
      {"v {j jsonstring}", "{\"j\":\"{\\\"a\\\": 1}\"}", "{\"j\":\"{\\\"a\\\": 1}\"}"},
      {"v {j jsonstring}", "{\"j\":17}", "{\"j\":\"17\"}"},
      {"v {j jsonstring}", "{\"j\":null}", "{\"j\":null}"},
  };
  for (const auto& c : cases) {
    const std::string expected = "{\"v\":" + c.json + "}\n";
    EXPECT_EQ(ReadAndShow(c.schema, "v=" + c.value), expected) << c.schema;
    EXPECT_EQ(ReadAndShow(c.schema, "v=" + c.value + "\n"), expected) << c.schema;
    EXPECT_EQ(ReadAndShow(c.schema, "v=" + c.value + "\r\n"), expected) << c.schema;
    EXPECT_EQ(ReadAndShow(c.schema, "v=" + c.value + "\t\n"), expected) << c.schema;
    EXPECT_EQ(ReadAndShow(c.schema, "v=" + c.value + "\t\r\nv=" + c.value), expected + expected) << c.schema;
  }
}

TEST(ReadPoints, Escapes) {
  const struct {
    const char* value;
    const char* undone;  // as JSON
    const char* kept;
  } cases[] = {
      {"a\\tb", "\"a\\tb\"", "\"a\\\\tb\""},
      {"a\\rb\\n", "\"a\\rb\\n\"", "\"a\\\\rb\\\\n\""},
      {"a\\\\tb", "\"a\\\\tb\"", "\"a\\\\\\\\tb\""},
      {"\\x\\\"", "\"\\\\x\\\\\\\"\"", "\"\\\\x\\\\\\\"\""},
      {"end\\", "\"end\\\\\"", "\"end\\\\\""},
      {"longer than eight \\t bytes \\\\ on both sides", "\"longer than eight \\t bytes \\\\ on both sides\"",
       "\"longer than eight \\\\t bytes \\\\\\\\ on both sides\""},
  };
  PointOptions verbatim;
  verbatim.unescape = false;
  for (const auto& c : cases) {
    const std::string text = std::string("s=") + c.value + "\ta=1\n";
    EXPECT_EQ(ReadAndShow("s string, a long", text), std::string("{\"s\":") + c.undone + ",\"a\":1}\n");
    EXPECT_EQ(ReadAndShow("s string, a long", text, verbatim), std::string("{\"s\":") + c.kept + ",\"a\":1}\n");
  }
  EXPECT_EQ(ReadAndShow("s string", "s=end\\\ns=\\\r\n"), "{\"s\":\"end\\\\\"}\n{\"s\":\"\\\\\"}\n");
}

TEST(ReadPoints, LinesAndSeparators) {
  const std::string both = "{\"a\":1,\"s\":\"x\"}\n{\"a\":2,\"s\":null}\n";
  for (const std::string text : {"a=1\ts=x\na=2", "a=1\ts=x\na=2\n", "a=1\ts=x\t\na=2\t", "\n\na=1\ts=x\n\n\na=2\n\n",
                                 "a=1\ts=x\r\na=2\r\n", "\r\na=1\ts=x\r\n\r\na=2", "s=x\ta=1\na=2\r"}) {
    EXPECT_EQ(ReadAndShow("a long, s string", text), both) << text;
  }
}

TEST(ReadPoints, Refuses) {
  const struct {
    const char* schema;
    std::string text;
    ErrorCode code;
    std::string detail;
  } cases[] = {
      {"a long", "", ErrorCode::kE18006, "the body holds no record"},
      {"a long", "\n\r\n\n", ErrorCode::kE18006, "the body holds no record"},
      {"a long", "a=1\na=x", ErrorCode::kE18110,
       "line 2: field 'a': 'x' is not a long; a 64-bit integer such as 22 is accepted"},
      {"a long", "\n\na=1.5\n", ErrorCode::kE18110, "line 3: field 'a': '1.5' is not a long"},
      {"a long", "a=", ErrorCode::kE18110, "line 1: field 'a': '' is not a long"},
      {"a long", "a=-", ErrorCode::kE18110, "'-' is not a long"},
      {"a long", "a=+1", ErrorCode::kE18110, "'+1' is not a long"},
      {"a long", "a=1 b=x", ErrorCode::kE18110, "'1 b=x' is not a long"},
      {"a long", "a=1\r2", ErrorCode::kE18110, "'1\\r2' is not a long"},
      {"a long", "a=9223372036854775808", ErrorCode::kE18110, "is not a long"},
      {"age float", "age=22\nage=2\nage=abc", ErrorCode::kE18110,
       "line 3: field 'age': 'abc' is not a float; a number such as 1.5 is accepted"},
      {"f float", "f=NaN", ErrorCode::kE18110, "'NaN' is not a float"},
      {"f float", "f=+Inf", ErrorCode::kE18110, "'+Inf' is not a float"},
      {"f float", "f=1e999", ErrorCode::kE18110, "'1e999' is not a float"},
      {"f float", "f=1.", ErrorCode::kE18110, "'1.' is not a float"},
      {"f float", "f=1.2.3", ErrorCode::kE18110, "'1.2.3' is not a float"},
      {"f float", "f=", ErrorCode::kE18110, "'' is not a float"},
      {"b boolean", "b=True", ErrorCode::kE18110, "'True' is not a boolean; true or false is accepted"},
      {"b boolean", "b=1", ErrorCode::kE18110, "'1' is not a boolean"},
      {"t date", "t=12/01/2017", ErrorCode::kE18104, "line 1: field 't': '12/01/2017' is not a date; RFC 3339"},
      {"t date", "t=", ErrorCode::kE18104, "'' is not a date"},
      {"t date", "t=2017-02-29T00:00:00+08:00\n", ErrorCode::kE18104, "is not a date"},
      {"t date", "t=2017-02-28T00:00:00Z12345\n", ErrorCode::kE18104, "'2017-02-28T00:00:00Z12345' is not a date"},
      {"a long", "b=1", ErrorCode::kE18111, "line 1: field 'b' is not in the schema"},
      {"userName string", "username=x", ErrorCode::kE18111, "did you mean 'userName'?"},
      {"a long", "a:1", ErrorCode::kE18110, "line 1: 'a:1' has no '='"},
      {"a long", "a", ErrorCode::kE18110, "'a' has no '='"},
      {"a long", "=1", ErrorCode::kE18110, "'=1' has no key"},
      {"a long, b long", "a=1\t\tb=2", ErrorCode::kE18110, "an empty piece; fields are separated by a single TAB"},
      {"a long, b long", "\ta=1", ErrorCode::kE18110, "an empty piece"},
      {"a long, b long", "a=1\t\t\n", ErrorCode::kE18110, "an empty piece"},
      {"a long, b long", "a=1\ta=2", ErrorCode::kE18110, "field 'a' is given twice"},
      {"a! long, b long", "b=1", ErrorCode::kE18110, "line 1: field 'a' is required, but missing"},
      {"a long, b! string", "a=1\tb=\na=2", ErrorCode::kE18110, "line 2: field 'b' is required, but missing"},
      {"s string", "s=ok\ns=a\xff z\n", ErrorCode::kE18110, "line 2: 's=a\\xff z' is not valid UTF-8"},
      {"s string, t string", "s=a\tt=\xe5\xb0\n", ErrorCode::kE18110, "line 1: 't=\\xe5\\xb0' is not valid UTF-8"},
      {"j jsonstring", "j={oops", ErrorCode::kE18110, "field 'j': not valid JSON at byte 2"},
      {"j jsonstring", "j=", ErrorCode::kE18110,
       "field 'j': not valid JSON at byte 1: expected a value, but the value ends"},
      {"j jsonstring", "j=1 2", ErrorCode::kE18110, "expected the end of the text, found '2'"},
      {"l [long]", "l=1,2,3", ErrorCode::kE18110, "field 'l': '1' is not an array"},
      {"l [long]", "l=", ErrorCode::kE18110, "field 'l': not valid JSON"},
      {"l [long]", "l=null", ErrorCode::kE18110, "field 'l': 'null' is not an array"},
      {"l [long]", "l=[1;2]", ErrorCode::kE18110,
       "field 'l': not valid JSON at byte 3: expected ',' or ']', found ';2]'"},
      {"l [long]", "l=[1,\"x\"]", ErrorCode::kE18110, "field 'l': '\"x\"' is not a long"},
      {"l [long]", "l=[1.0]", ErrorCode::kE18110, "'1.0' is not a long"},
      {"l [long]", "l=[1,null]", ErrorCode::kE18110, "null inside an array is not accepted"},
      {"l [long]", "l=[[1]]", ErrorCode::kE18110, "is not a long"},
      {"l [long]", "l=[1] x", ErrorCode::kE18110, "expected the end of the text"},
      {"l [string]", "l=[beijing]", ErrorCode::kE18110, "not valid JSON"},
      {"l [string]", "l=[1]", ErrorCode::kE18110, "'1' is not a string"},
      {"l [boolean]", "l=[1]", ErrorCode::kE18110, "'1' is not a boolean"},
      {"l [float]", "l=[1e999]", ErrorCode::kE18110, "'1e999' is not a float"},
      {"m {f1 long}", "m=f1:123", ErrorCode::kE18110, "not valid JSON"},
      {"m {f1 long}", "m=[]", ErrorCode::kE18110, "field 'm': '[' is not a map"},
      {"m {f1 long}", "m=null", ErrorCode::kE18110, "'null' is not a map"},
      {"m {f1 long}", "m={\"f2\":1}", ErrorCode::kE18111, "line 1: field 'm.f2' is not in the schema"},
      {"m {f1 long}", "m={\"f1\":1,\"f1\":2}", ErrorCode::kE18110, "field 'm.f1' is given twice"},
      {"m {f1 long}", "m={\"f1\":\"1\"}", ErrorCode::kE18110, "field 'm.f1': '\"1\"' is not a long"},
      {"m {d date}", "m={\"d\":\"yesterday\"}", ErrorCode::kE18104, "field 'm.d': '\"yesterday\"' is not a date"},
      {"m {n {x! long}}", "m={\"n\":{}}", ErrorCode::kE18110, "field 'm.n.x' is required, but missing or null"},
      {"m {n {x! long}}", "m={\"n\":{\"x\":null}}", ErrorCode::kE18110, "field 'm.n.x' is required"},
      {"m {j jsonstring}", "m={\"j\":\"{oops\"}", ErrorCode::kE18110, "field 'm.j': not valid JSON"},
  };
  for (const auto& c : cases) {
    const Result<RecordBatch> batch = ReadPoints(c.text, MakeSchema(c.schema), {});
    ASSERT_FALSE(batch.ok()) << c.text;
    EXPECT_EQ(batch.status().code(), c.code) << c.text;
    EXPECT_NE(batch.status().detail().find(c.detail), std::string::npos) << c.text << "\n" << batch.status().detail();
  }
  EXPECT_FALSE(ReadPoints("a=1", Schema(), {}).ok());
}

TEST(ReadPoints, TheFirstBadLineIsTheOneReported) {
  const std::string text = "s=ok\ns\n" + std::string("s=\xff\n");
  EXPECT_NE(ReadAndShow("s string", text).find("line 2: 's' has no '='"), std::string::npos);
  std::string late;
  for (int i = 0; i < 30'000; ++i) late += "s=row " + std::to_string(i) + "\n";
  EXPECT_NE(ReadAndShow("s string", late + "s=\xe5\n" + late).find("line 30001: 's=\\xe5' is not valid UTF-8"),
            std::string::npos);
  EXPECT_NE(ReadAndShow("s string", late + "x=1\n" + late).find("line 30001: field 'x'"), std::string::npos);
}

TEST(ReadPoints, PiecesAreBounded) {
  const std::string value(100 * 1024 - 2, 'x');
  const Schema schema = MakeSchema("s string, j jsonstring, a long");
  EXPECT_TRUE(ReadPoints("s=" + value, schema, {}).ok());
  EXPECT_TRUE(ReadPoints("s=" + value + "\ta=1\n", schema, {}).ok());
  const std::string too_long[] = {"s=" + value + "x", "s=" + value + "x\n",    "j=\"" + value + "\"",
                                  "a=" + value + "x", "a=1\tz=" + value + "x", "a=1\t" + value + "xyz"};
  for (const std::string& text : too_long) {
    const Result<RecordBatch> batch = ReadPoints(text, schema, {});
    ASSERT_FALSE(batch.ok());
    EXPECT_EQ(batch.status().code(), ErrorCode::kE18008) << batch.status().detail();
  }
  PointOptions small;
  small.max_piece = 3;
  EXPECT_TRUE(ReadPoints("a=1", schema, small).ok());
  EXPECT_EQ(ReadPoints("a=12", schema, small).status().code(), ErrorCode::kE18008);
}

TEST(ReadPoints, NestingInsideJsonIsBounded) {
  const auto nested = [](int depth) { return "j=" + std::string(depth, '[') + std::string(depth, ']'); };
  const Schema schema = MakeSchema("j jsonstring, m {j jsonstring}");
  EXPECT_TRUE(ReadPoints(nested(64), schema, {}).ok());
  EXPECT_EQ(ReadPoints(nested(65), schema, {}).status().code(), ErrorCode::kE18110);
  EXPECT_EQ(ReadPoints("m={\"" + nested(65) + "}", schema, {}).status().code(), ErrorCode::kE18110);
  EXPECT_EQ(ReadPoints("j=" + std::string(100'000, '['), schema, {}).status().code(), ErrorCode::kE18110);
}

// Keys in all orders, some missing: whatever the reader predicts, it must find the right column.
TEST(ReadPoints, KeysInAnyOrder) {
  const Schema schema =
      MakeSchema("a long, bb string, a_key_of_sixteen float, a_key_longer_than_sixteen_bytes date, e boolean");
  const std::string pieces[] = {"a=1", "bb=x", "a_key_of_sixteen=2.5",
                                "a_key_longer_than_sixteen_bytes=2017-01-12T15:30:00Z", "e=true"};
  std::string text, expected;
  for (int mask = 1; mask < 32; ++mask) {
    for (int turn = 0; turn < 5; ++turn) {
      std::string line;
      for (int i = 0; i < 5; ++i) {
        const int index = (i * (1 + mask % 4) + turn) % 5;
        if ((mask >> index & 1) != 0) line += (line.empty() ? "" : "\t") + pieces[index];
      }
      text += line + "\n";
      const std::string json[] = {"1", "\"x\"", "2.5", "\"2017-01-12T15:30:00Z\"", "true"};
      for (int i = 0; i < 5; ++i) {
        expected +=
            (i == 0 ? "{\"" : ",\"") + schema.fields[i].name + "\":" + ((mask >> i & 1) != 0 ? json[i] : "null");
      }
      expected += "}\n";
    }
  }
  const Result<RecordBatch> batch = ReadPoints(text, schema, {});
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  EXPECT_EQ(Show(schema, *batch), expected);
}

TEST(ReadPoints, WideSchemasAndManyRows) {
  std::string schema_text, text;
  for (int i = 0; i < 300; ++i) schema_text += "field" + std::to_string(i) + (i % 2 == 0 ? " long, " : " string, ");
  for (int row = 0; row < 500; ++row) {
    for (int i = 0; i < 10; ++i) {
      const int field = (row * 37 + i * 53) % 300;
      text += "field" + std::to_string(field) + "=" + std::to_string(field) + "\t";
    }
    text += "\n";
  }
  const Result<RecordBatch> batch = ReadPoints(text, MakeSchema(schema_text), {});
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  ASSERT_EQ(batch->rows, 500u);
  size_t present = 0;
  for (size_t i = 0; i < 300; ++i) {
    const Column& column = batch->columns[i];
    ASSERT_EQ(column.size, 500u);
    for (size_t row = 0; row < 500; ++row) {
      if (column.IsNull(row)) continue;
      ++present;
      const std::string value = i % 2 == 0 ? std::to_string(column.longs[row]) : std::string(column.Text(row));
      ASSERT_EQ(value, std::to_string(i));
    }
  }
  EXPECT_EQ(present, 5000u);
}

// The raw arrays of the reader must leave what Column's own appenders would.
TEST(ReadPoints, LeavesCanonicalColumns) {
  const Schema schema = MakeSchema("a long, s string, d date, f float, b boolean, l [long], m {x long}");
  std::string text;
  for (int row = 0; row < 5000; ++row) {
    if (row % 2 == 0) text += "a=" + std::to_string(row) + "\t";
    if (row % 3 == 0) text += "s=text " + std::to_string(row) + "\t";
    if (row % 5 == 0) text += "d=2017-01-12T15:30:00Z\tb=true\t";
    if (row % 7 == 0) text += "l=[1,2]\t";
    text += "f=0.5\t";
    if (row % 4000 == 0) text += "m={\"x\":1}";
    text += "\n";
  }
  const Result<RecordBatch> batch = ReadPoints(text, schema, {});
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  RecordBatch copy = MakeBatch(schema);
  for (size_t row = 0; row < batch->rows; ++row) AppendRows(*batch, row, row + 1, &copy);
  EXPECT_TRUE(SameBatch(*batch, copy));
  for (size_t i = 0; i < copy.columns.size(); ++i) {
    EXPECT_EQ(batch->columns[i].valid.words(), copy.columns[i].valid.words()) << schema.fields[i].name;
  }
}

// No read may go past the text: the sanitizers watch the end of the heap block.
TEST(ReadPoints, EveryCutOfAText) {
  const Schema schema = MakeSchema("d date, n long, f float, s string, l [string], a_rather_long_key_indeed string");
  const std::string text =
      "d=2017-01-12T15:30:00+08:00\tn=123456789\tf=12.25\ts=a\\tb\xe5\xb0\x8f\tl=[\"x\"]\t"
      "a_rather_long_key_indeed=abcdefghijklmnop\r\nn=-1";
  for (size_t size = 1; size <= text.size(); ++size) {
    const std::unique_ptr<char[]> exact(new char[size]);
    std::copy_n(text.data(), size, exact.get());
    const Result<RecordBatch> batch = ReadPoints(std::string_view(exact.get(), size), schema, {});
    EXPECT_TRUE(batch.ok() || size < text.size());
  }
}

}  // namespace
}  // namespace pandora
