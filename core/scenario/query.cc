#include <utility>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/function/pattern.h"
#include "core/scenario/evaluate.h"
#include "core/scenario/jsonpath.h"

namespace pandora::scenario {
namespace {

using Found = std::optional<Value>;

Result<std::string> TextArgument(const Operand& operand, const Context& context) {
  PANDORA_ASSIGN_OR_RETURN(Value value, EvaluateOperand(operand, context));
  if (!value.is_string()) return Status(ErrorCode::kBadRequest, "expected text, found " + DescribeValue(value));
  return value.get<std::string>();
}

// No such header: nothing; one: its value; several: the list.
Found FindHeader(const Response& response, const std::string& name) {
  Value values = Value::array();
  for (const auto& [field, value] : response.headers.fields()) {
    if (EqualsIgnoreCase(field, name)) values.push_back(value);
  }
  if (values.empty()) return std::nullopt;
  return values.size() == 1 ? Found(values[0]) : Found(std::move(values));
}

Result<Found> QueryJson(const std::string& path_text, const std::string& body) {
  PANDORA_ASSIGN_OR_RETURN(JsonPath path, JsonPath::Parse(path_text));
  Result<Value> json = ParseJson(body);
  if (!json.ok()) return Status(ErrorCode::kBadRequest, "the body is no JSON: " + Quote(body, 200));
  return path.Evaluate(*json);
}

Result<Found> QueryPattern(const std::string& pattern_text, const std::string& body) {
  PANDORA_ASSIGN_OR_RETURN(Pattern pattern, Pattern::Compile(pattern_text));
  if (pattern.group_count() == 0) return Status(ErrorCode::kBadRequest, "the pattern needs a group ( )");
  std::optional<Pattern::Groups> groups = pattern.Find(body);
  if (!groups || !(*groups)[1]) return Found();
  return Found(std::string(*(*groups)[1]));
}

Result<Found> QueryBody(const std::string& body) {
  if (!IsValidUtf8(body)) return Status(ErrorCode::kBadRequest, "the body is not UTF-8; ask for `bytes` instead");
  return Found(body);
}

template <typename Digest>
Found DigestValue(const Digest& digest) {
  return MakeBytes(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

Result<Found> QueryResponse(const Query& query, const Context& context) {
  const Response& response = context.response;
  std::string argument;
  bool takes_argument = query.kind == QueryKind::kHeader || query.kind == QueryKind::kJsonPath ||
                        query.kind == QueryKind::kRegex || query.kind == QueryKind::kVariable;
  if (takes_argument) {
    PANDORA_ASSIGN_OR_RETURN(argument, TextArgument(query.argument, context));
  }
  switch (query.kind) {
    case QueryKind::kStatus: return Found(response.status);
    case QueryKind::kHeader: return FindHeader(response, argument);
    case QueryKind::kBody: return QueryBody(response.body);
    case QueryKind::kBytes: return Found(MakeBytes(response.body));
    case QueryKind::kJsonPath: return QueryJson(argument, response.body);
    case QueryKind::kRegex: return QueryPattern(argument, response.body);
    case QueryKind::kSha256: return DigestValue(Sha256(response.body));
    case QueryKind::kMd5: return DigestValue(Md5(response.body));
    case QueryKind::kVariable: {
      auto variable = context.variables.find(argument);
      return variable == context.variables.end() ? Found() : Found(variable->second);
    }
  }
  return Found();
}

}  // namespace

Result<Value> EvaluateOperand(const Operand& operand, const Context& context) {
  switch (operand.kind) {
    case Operand::Kind::kValue: return operand.value;
    case Operand::Kind::kVariable: return LookUp(context.variables, operand.name);
    case Operand::Kind::kPattern: return Value(operand.name);
    case Operand::Kind::kText: {
      PANDORA_ASSIGN_OR_RETURN(std::string text, operand.text.Render(context.variables));
      return Value(std::move(text));
    }
    case Operand::Kind::kFile: {
      PANDORA_ASSIGN_OR_RETURN(std::string name, operand.text.Render(context.variables));
      PANDORA_ASSIGN_OR_RETURN(std::string bytes, context.files(name));
      return MakeBytes(bytes);
    }
  }
  return Value();
}

Result<std::optional<Value>> EvaluateQuery(const Query& query, const Context& context) {
  PANDORA_ASSIGN_OR_RETURN(Found found, QueryResponse(query, context));
  for (const Filter& filter : query.filters) {
    if (!found) return Status(ErrorCode::kBadRequest, "the query yields nothing to apply a filter to");
    PANDORA_ASSIGN_OR_RETURN(found, ApplyFilter(filter, *found, context));
  }
  return found;
}

}  // namespace pandora::scenario
