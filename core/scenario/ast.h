// A parsed scenario as plain data, in the terms of the Hurl format. Written by parser.h, read by the runner.
#ifndef PANDORA_CORE_SCENARIO_AST_H_
#define PANDORA_CORE_SCENARIO_AST_H_

#include <string>
#include <vector>

#include "core/scenario/template.h"
#include "core/scenario/value.h"

namespace pandora::scenario {

// An argument of a query, filter or predicate.
struct Operand {
  enum class Kind {
    kValue,     // null, true, 5, 1.5, base64,...; hex,...;
    kText,      // "...", `...`, ```...```
    kVariable,  // {{name}}: the variable's value with its type
    kFile,      // file,NAME; the file's bytes
    kPattern,   // /.../
  };
  Kind kind = Kind::kValue;
  Value value;
  Template text;     // kText, and the name of kFile
  std::string name;  // kVariable, and the text of kPattern
};

enum class QueryKind { kStatus, kHeader, kBody, kBytes, kJsonPath, kRegex, kVariable, kSha256, kMd5 };

enum class FilterKind {
  kBase64Decode,
  kBase64Encode,
  kCount,
  kFirst,
  kGunzip,
  kJsonPath,
  kLast,
  kNth,
  kRegex,
  kReplace,
  kReplaceRegex,
  kSplit,
  kToFloat,
  kToHex,
  kToInt,
  kToString,
  kUrlDecode,
  kUrlEncode,
  kUtf8Decode,
  kUtf8Encode,
};

enum class PredicateKind {
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kStartsWith,
  kEndsWith,
  kContains,
  kIncludes,
  kMatches,
  kExists,
  kIsEmpty,
  kIsBoolean,
  kIsInteger,
  kIsFloat,
  kIsNumber,
  kIsString,
  kIsCollection,
  kIsList,
  kIsObject,
  kIsIsoDate,
};

struct Filter {
  FilterKind kind = FilterKind::kCount;
  std::vector<Operand> arguments;
};

// A query and the filters that its value goes through.
struct Query {
  QueryKind kind = QueryKind::kStatus;
  Operand argument;  // for the kinds that take one
  std::vector<Filter> filters;
};

struct Predicate {
  bool negated = false;
  PredicateKind kind = PredicateKind::kExists;
  Operand argument;
};

struct Capture {
  std::string name;
  Query query;
  int line = 0;
};

struct Assert {
  Query query;
  Predicate predicate;
  std::string source;  // as written, for messages
  int line = 0;
};

// A `Name: value` line: a header, a query parameter.
struct Pair {
  std::string name;
  Template value;
  int line = 0;
};

struct VariableOption {
  std::string name;
  Operand value;
};

struct Body {
  enum class Kind { kNone, kText, kJson, kBytes, kFile };
  Kind kind = Kind::kNone;
  Template text;         // kText, kJson, and the name of kFile
  std::string bytes;     // kBytes
  bool is_json = false;  // kJson, or text marked ```json: sent as application/json
  int line = 0;
};

struct Entry {
  std::string title;
  int line = 0;  // of the request line

  std::string method;
  Template url;
  std::vector<Pair> headers;
  std::vector<Pair> query;
  std::vector<VariableOption> variables;
  Body body;

  bool has_response = false;
  int response_line = 0;
  int status = 0;  // 0: any (`HTTP *`)
  std::vector<Pair> expected_headers;
  std::vector<Capture> captures;
  std::vector<Assert> asserts;
  Body expected_body;
};

struct HurlFile {
  std::vector<Entry> entries;
  std::vector<std::string> rules;  // ids of `# rule:` comments, in order, once each
};

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_AST_H_
