// The SQL scratch pad under /_sim/sql: run a statement over views of its own and the account's repos, or explain it as an editor
// wants it. Changes nothing, so nothing is journaled.
#include <algorithm>

#include "core/api/route.h"
#include "core/api/sql_answer.h"
#include "core/base/text.h"
#include "core/engine/sql_pad.h"
#include "core/function/zone.h"
#include "core/sink/spec_reader.h"
#include "core/sql/highlight.h"

namespace pandora {
namespace {

// What one request may bring and what one answer may hold.
constexpr size_t kMaxSetup = 64;                // statements
constexpr size_t kMaxStatementBytes = 1 << 20;  // of all statements together
constexpr int64_t kDefaultRows = 1000;
constexpr int64_t kMaxRows = 10'000;
constexpr int64_t kMaxCellBytes = 4 << 20;
constexpr int64_t kMaxSteps = 1'000'000'000;  // seconds: nobody else is served meanwhile

Status Malformed(const std::string& why) { return Status(ErrorCode::kE18007, why); }

Status ReadSetup(const Json& body, ScratchStatement* statement) {
  const Json* setup = FindMember(body, "setup");
  if (setup == nullptr) return {};
  if (!setup->is_array())
    return Malformed("setup is " + std::string(JsonTypeName(*setup)) +
                     "; an array of CREATE TEMPORARY VIEW statements is accepted");
  if (setup->size() > kMaxSetup)
    return Malformed("setup has " + std::to_string(setup->size()) + " statements; up to " + std::to_string(kMaxSetup) +
                     " are accepted");
  for (const Json& view : *setup) {
    if (!view.is_string())
      return Malformed("setup[" + std::to_string(statement->setup.size()) + "] is " + std::string(JsonTypeName(view)) +
                       "; a string is accepted");
    statement->setup.push_back(view.get<std::string>());
  }
  return {};
}

Result<ScratchStatement> ReadStatement(const Json& body) {
  ScratchStatement statement;
  if (FindMember(body, "code") == nullptr) return Malformed("code, the statement, is missing");
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "code", ErrorCode::kE18007, &statement.code));
  PANDORA_RETURN_IF_ERROR(ReadSetup(body, &statement));
  size_t bytes = statement.code.size();
  for (const std::string& view : statement.setup) bytes += view.size();
  if (bytes > kMaxStatementBytes) {
    return Malformed("the statements have " + std::to_string(bytes) + " bytes; up to " +
                     std::to_string(kMaxStatementBytes) + " are accepted");
  }
  return statement;
}

Status ReadPath(const Json& body, ExecutorPath* path) {
  std::string text = "auto";
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "path", ErrorCode::kE18007, &text));
  if (text == "auto") *path = ExecutorPath::kAuto;
  else if (text == "sqlite") *path = ExecutorPath::kSqlite;
  else if (text == "vectorised") *path = ExecutorPath::kVectorised;
  else return Malformed("path is " + Quote(text) + "; auto, sqlite and vectorised are accepted");
  return {};
}

// The service's sessions are at +08:00 (spec/sql.md 1.1), and so is a statement that asks for nothing: nothing is answered then.
Result<std::optional<Zone>> ReadZone(const Json& body) {
  std::string name = "+08:00";
  PANDORA_RETURN_IF_ERROR(ReadOptionalText(body, "zone", ErrorCode::kE18007, &name));
  std::optional<Zone> zone = Zone::Find(name);
  if (!zone) {
    return Malformed(
        "zone is " + Quote(name, 130) +
        "; names such as Asia/Shanghai, Europe/Paris, America/New_York, UTC and offsets such as +08:00 are accepted");
  }
  if (zone->IsBeijing()) zone.reset();
  return zone;
}

Result<ScratchOptions> ReadOptions(const Json& body) {
  ScratchOptions options;
  PANDORA_RETURN_IF_ERROR(ReadPath(body, &options.path));
  options.limits.rows = kDefaultRows;
  options.limits.bytes = kMaxCellBytes;
  options.execute.max_steps = kMaxSteps;
  if (const Json* limit = FindMember(body, "limit"); limit != nullptr) {
    const std::optional<int64_t> rows = AsInt64(*limit);
    if (!rows || *rows < 1 || *rows > kMaxRows)
      return Malformed("limit is " + QuoteJson(*limit) + "; a whole number from 1 to " + std::to_string(kMaxRows) +
                       " is accepted");
    options.limits.rows = *rows;
  }
  return options;
}

std::string_view PathName(ExecutorPath path) { return path == ExecutorPath::kSqlite ? "sqlite" : "vectorised"; }

std::string_view ErrorKindName(SqlError::Kind kind) {
  switch (kind) {
    case SqlError::Kind::kParse: return "parse";
    case SqlError::Kind::kAnalysis: return "analysis";
    case SqlError::Kind::kRuntime: return "runtime";
  }
  return "runtime";
}

Json DescribeColumn(const std::string& name, const SqlType& type) {
  const std::optional<Type> field = ToFieldType(type);
  Json column{{"name", name}, {"type", TypeName(type)}};
  column["valtype"] = field ? Json(KindName(field->kind)) : Json();
  return column;
}

Json DescribeRun(const ScratchRun& run) {
  const TextResult& result = run.result;
  Json schema = Json::array();
  for (size_t k = 0; k < result.names.size(); ++k) schema.push_back(DescribeColumn(result.names[k], result.types[k]));
  Json rows = Json::array();
  for (const auto& cells : result.rows) {
    Json row = Json::array();
    for (const std::optional<std::string>& cell : cells) row.push_back(cell ? Json(*cell) : Json());
    rows.push_back(std::move(row));
  }
  Json answer;
  answer["schema"] = std::move(schema);
  answer["rows"] = std::move(rows);
  answer["path"] = PathName(run.path);
  if (result.truncated) answer["truncated"] = true;
  return answer;
}

// The answer to a statement that cannot be run: what kind of error, and where in which statement.
Json DescribeFailure(const ScratchStatement& statement, const ScratchError& failure) {
  const SqlError& error = failure.error;
  const std::string& text = failure.setup < 0 ? statement.code : statement.setup[static_cast<size_t>(failure.setup)];
  Json answer{{"error", error.Render(text)},
              {"kind", ErrorKindName(error.kind)},
              {"line", error.line},
              {"pos", error.column - 1}};
  if (failure.setup >= 0) answer["setup"] = failure.setup;
  return answer;
}

Status RunSql(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(std::vector<std::shared_ptr<Repo>> repos, context.engine.repos().List(context.account));
  return AnswerSql(context, std::move(repos), reply);
}

// Units of UTF-16, in which editors count: two for what lies beyond U+FFFF.
int64_t CountUtf16(std::string_view utf8) {
  int64_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::string_view Slice(std::string_view text, int begin, int end) {
  return text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
}

std::string_view ClassName(TokenClass token_class) {
  switch (token_class) {
    case TokenClass::kKeyword: return "keyword";
    case TokenClass::kFunction: return "function";
    case TokenClass::kName: return "identifier";
    case TokenClass::kString: return "string";
    case TokenClass::kNumber: return "number";
    case TokenClass::kOperator: return "operator";
    case TokenClass::kComment: return "comment";
    case TokenClass::kType: return "type";
    case TokenClass::kError: return "error";
  }
  return "error";
}

Json DescribeTokens(std::string_view code) {
  Json tokens = Json::array();
  int64_t start = 0;
  int done = 0;
  for (const ClassifiedToken& token : Highlight(code)) {
    start += CountUtf16(Slice(code, done, token.span.begin));
    const int64_t length = CountUtf16(Slice(code, token.span.begin, token.span.end));
    tokens.push_back(Json::array({start, length, ClassName(token.token_class)}));
    start += length;
    done = token.span.end;
  }
  return tokens;
}

// An error in `setup` has its line and position there, and no span in the code.
Json DescribeError(std::string_view code, const ScratchError& failure) {
  const SqlError& error = failure.error;
  const bool in_code = failure.setup < 0;
  Json json{{"message", error.message},
            {"code", GetErrorInfo(error.code).label},
            {"kind", ErrorKindName(error.kind)},
            {"line", error.line},
            {"pos", error.column - 1},
            {"start", in_code ? CountUtf16(Slice(code, 0, error.begin)) : 0},
            {"length", in_code ? CountUtf16(Slice(code, error.begin, error.end)) : 0}};
  json["hint"] = error.hint.empty() ? Json() : Json(error.hint);
  if (!in_code) json["setup"] = failure.setup;
  return json;
}

Status ExplainSql(RequestContext& context, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const ScratchStatement statement, ReadStatement(body));
  PANDORA_ASSIGN_OR_RETURN(const Explanation explanation, ExplainOnRepos(&context.engine, context.account, statement));
  const bool bound = !explanation.error;
  Json columns = Json::array();
  for (const OutputColumn& column : explanation.columns) columns.push_back(DescribeColumn(column.name, column.type));
  Json answer;
  answer["tokens"] = DescribeTokens(statement.code);
  answer["error"] = bound ? Json() : DescribeError(statement.code, *explanation.error);
  answer["schema"] = bound ? std::move(columns) : Json();
  answer["plan"] = bound ? Json(explanation.plan) : Json();
  answer["sqlite"] = bound ? Json(explanation.sqlite) : Json();
  answer["path"] = bound ? Json(PathName(explanation.path)) : Json();
  if (bound) answer["notes"] = explanation.note;
  reply->SetJson(answer);
  return {};
}

constexpr ShapeMember kRunBody[] = {
    {"code", "string", true, "a query, or EXPLAIN and a query", "查询语句,或 EXPLAIN 加查询语句"},
    {"setup", "array", false, "CREATE TEMPORARY VIEW statements that take effect first",
     "先执行的 CREATE TEMPORARY VIEW 语句"},
    {"path", "string", false, "auto, sqlite or vectorised: which executor runs it",
     "执行方式:auto、sqlite 或 vectorised"},
    {"zone", "string", false, "the session's time zone, a name or an offset; +08:00 when left out",
     "会话时区,名称或偏移,默认 +08:00"},
    {"limit", "integer", false, "rows to answer, 1 to 10000; 1000 when left out", "返回的行数,1 到 10000,默认 1000"},
};
constexpr ShapeMember kExplainBody[] = {
    {"code", "string", true, "the statement, finished or not", "语句,可以不完整"},
    {"setup", "array", false, "CREATE TEMPORARY VIEW statements that take effect first",
     "先执行的 CREATE TEMPORARY VIEW 语句"},
};

constexpr Route kRoutes[] = {
    {"POST", "/_sim/sql/run", "runSql", "control", RouteKind::kControl, RunSql,
     "Run an SQL statement over views of its own and the repos", "在临时视图和消息队列上执行 SQL 语句", "",
     "application/json", "/_sim/sql/run",
     R"json({"setup": ["CREATE TEMPORARY VIEW v AS VALUES ('a', 1), ('b', 2), ('a', 3) AS t(k, n)"], "code": "SELECT k, sum(n) AS total FROM v GROUP BY k ORDER BY k"})json",
     kRunBody},
    {"POST", "/_sim/sql/explain", "explainSql", "control", RouteKind::kControl, ExplainSql,
     "Show how an SQL statement is read: tokens, errors, types, plan",
     "查看 SQL 语句的解析结果:词法、错误、类型和执行计划", "", "application/json", "/_sim/sql/explain",
     R"({"code": "SELECT upper('a') AS a, 1 + 1.5 AS n"})", kExplainBody},
};

}  // namespace

Status AnswerSql(RequestContext& context, std::vector<std::shared_ptr<Repo>> tables, Reply* reply) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  PANDORA_ASSIGN_OR_RETURN(const ScratchStatement statement, ReadStatement(body));
  PANDORA_ASSIGN_OR_RETURN(ScratchOptions options, ReadOptions(body));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Zone> zone, ReadZone(body));
  options.zone = zone ? &*zone : nullptr;
  const auto run = RunOnLogs(&context.engine, std::move(tables), statement, options);
  if (const auto* done = std::get_if<ScratchRun>(&run)) {
    reply->SetJson(DescribeRun(*done));
    return {};
  }
  reply->status = 400;
  if (const auto* failure = std::get_if<ScratchError>(&run)) {
    reply->SetJson(DescribeFailure(statement, *failure));
    return {};
  }
  const Status& status = std::get<Status>(run);
  if (status.code() != ErrorCode::kBadRequest) return status;
  reply->SetJson(Json{{"error", status.detail()}, {"kind", "runtime"}, {"line", 1}, {"pos", 0}});
  return {};
}

std::span<const Route> SqlRoutes() { return kRoutes; }

}  // namespace pandora
