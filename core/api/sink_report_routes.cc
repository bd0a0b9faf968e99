// Report databases as a user of the simulator looks into them (/_sim/sinks/report): tables, rows, SQL; and the part of the report
// service's own API that makes and deletes them (/v1, spec/clients.md 2.11).
#include "core/api/sink_view.h"
#include "core/api/sql_answer.h"
#include "core/base/text.h"
#include "core/format/schema_json.h"
#include "core/sink/report_store.h"

namespace pandora {
namespace {

Result<Json> DescribeTables(ReportStore* store, const ReportDatabase& database) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportTable> tables, store->List(database));
  Json list = Json::array();
  for (const ReportTable& table : tables) {
    PANDORA_ASSIGN_OR_RETURN(const int64_t rows, store->Rows(table));
    Json one = Json::object();
    one["name"] = table.name;
    one["columns"] = DescribeFields(table.columns);
    one["rows"] = rows;
    list.push_back(std::move(one));
  }
  return list;
}

Status ListReports(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportDatabase> databases, store.Databases());
  Json list = Json::array();
  for (const ReportDatabase& database : databases) {
    Json one = Json::object();
    one["name"] = database.name;
    PANDORA_ASSIGN_OR_RETURN(one["tables"], DescribeTables(&store, database));
    one["createTime"] = FormatBeijing(database.created);
    list.push_back(std::move(one));
  }
  Json json;
  json["databases"] = std::move(list);
  reply->SetJson(json);
  return {};
}

Status GetRows(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const ReportTable table, ReportStore(home).Get(context.path[0], context.path[1]));
  PANDORA_ASSIGN_OR_RETURN(reply->body, PageOfLog(context, table.id, table.columns));
  reply->body.insert(1, R"("columns":)" + DumpJson(DescribeFields(table.columns)) + ",");
  return {};
}

Status RunReportSql(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const ReportDatabase database, store.GetDatabase(context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportTable> tables, store.List(database));
  std::vector<std::shared_ptr<Repo>> named;
  for (const ReportTable& table : tables) {
    auto one = std::make_shared<Repo>();
    one->id = table.id;
    one->name = table.name;
    one->definition.schema = table.columns;
    named.push_back(std::move(one));
  }
  return AnswerSql(context, std::move(named), reply);
}

Status Activate(RequestContext&, Reply*) { return {}; }

Status CreateDatabase(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  return ReportStore(home).CreateDatabase(context.path[0]).status();
}

Status ListDatabases(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  PANDORA_ASSIGN_OR_RETURN(const std::vector<ReportDatabase> databases, ReportStore(home).Databases());
  Json list = Json::array();
  for (const ReportDatabase& database : databases) {
    Json one = Json::object();
    one["name"] = database.name;
    list.push_back(std::move(one));
  }
  reply->SetJson(list);
  return {};
}

Status DeleteDatabase(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const ReportDatabase database, store.GetDatabase(context.path[0]));
  return store.DeleteDatabase(database);
}

// [{"key": "a", "valtype": "long"}]: a schema by another name, which is also what its mistakes are told under.
Result<Schema> ReadColumns(const RequestContext& context) {
  PANDORA_ASSIGN_OR_RETURN(const Json body, context.Body());
  const auto columns = body.find("columns");
  if (columns == body.end() || !columns->is_array()) {
    return Status(ErrorCode::kBadRequest, "columns is missing; an array of {\"key\", \"valtype\"} is required");
  }
  Result<Schema> read = ReadSchema(*columns, context.engine.state().settings.schema);
  constexpr std::string_view kOtherName = "schema";
  if (!read.ok() && read.status().detail().starts_with(kOtherName)) {
    return Status(read.status().code(), "columns" + read.status().detail().substr(kOtherName.size()));
  }
  return read;
}

Status CreateTable(RequestContext& context, Reply*) {
  PANDORA_ASSIGN_OR_RETURN(const Schema columns, ReadColumns(context));
  const SinkHome home = SinkHomeOf(context);
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const ReportDatabase database, store.GetDatabase(context.path[0]));
  return store.Create(database, context.path[1], columns).status();
}

Status ListTables(RequestContext& context, Reply* reply) {
  const SinkHome home = SinkHomeOf(context);
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const ReportDatabase database, store.GetDatabase(context.path[0]));
  PANDORA_ASSIGN_OR_RETURN(const Json list, DescribeTables(&store, database));
  reply->SetJson(list);
  return {};
}

Status DeleteTable(RequestContext& context, Reply*) {
  const SinkHome home = SinkHomeOf(context);
  ReportStore store(home);
  PANDORA_ASSIGN_OR_RETURN(const ReportTable table, store.Get(context.path[0], context.path[1]));
  return store.Delete(table);
}

constexpr ShapeMember kSqlBody[] = {
    {"code", "string", true, "a query over the database's tables", "对该库中数据表的查询语句"},
    {"limit", "integer", false, "rows to answer, 1 to 10000; 1000 when left out", "返回的行数,1 到 10000,默认 1000"},
};
constexpr ShapeMember kTableBody[] = {
    {"columns", "schema", true, "the columns with their types", "数据表的列及其类型"},
};
constexpr std::string_view kJson = "application/json";

constexpr Route kRoutes[] = {
    {"GET",
     "/_sim/sinks/report",
     "listReportSinks",
     "control",
     RouteKind::kRead,
     ListReports,
     "List report databases with their tables",
     "查看报表数据库及其数据表",
     "",
     "",
     "/_sim/sinks/report",
     "",
     {}},
    {"GET",
     "/_sim/sinks/report/{Database}/{Table}",
     "listReportRows",
     "control",
     RouteKind::kRead,
     GetRows,
     "List a report table's rows in the order of arrival",
     "查看报表数据表中的数据",
     "",
     "",
     "/_sim/sinks/report/db1/table1?from=0&limit=100",
     "",
     {}},
    {"POST", "/_sim/sinks/report/{Database}/sql", "runReportSql", "control", RouteKind::kControl, RunReportSql,
     "Run an SQL statement over a report database's tables", "在报表数据库上执行 SQL 语句", "", kJson,
     "/_sim/sinks/report/db1/sql", R"({"code": "SELECT count(*) AS n FROM table1"})", kSqlBody},
    {"POST",
     "/v1/activate",
     "activateReport",
     "report",
     RouteKind::kControl,
     Activate,
     "Activate the report service",
     "激活报表服务",
     "",
     "",
     "/v1/activate",
     "",
     {}},
    {"POST",
     "/v1/dbs/{Database}",
     "createReportDatabase",
     "report",
     RouteKind::kChange,
     CreateDatabase,
     "Create a report database",
     "创建报表数据库",
     "",
     kJson,
     "/v1/dbs/report_db",
     "{}",
     {}},
    {"GET",
     "/v1/dbs",
     "listReportDatabases",
     "report",
     RouteKind::kRead,
     ListDatabases,
     "List report databases",
     "查看所有报表数据库",
     "",
     "",
     "/v1/dbs",
     "",
     {}},
    {"POST", "/v1/dbs/{Database}/tables/{Table}", "createReportTable", "report", RouteKind::kChange, CreateTable,
     "Create a table in a report database", "创建报表数据表", "", kJson, "/v1/dbs/report_db/tables/visits",
     R"({"columns": [{"key": "day", "valtype": "string"}, {"key": "hits", "valtype": "long"}]})", kTableBody},
    {"GET",
     "/v1/dbs/{Database}/tables",
     "listReportTables",
     "report",
     RouteKind::kRead,
     ListTables,
     "List a report database's tables",
     "查看报表数据库中的数据表",
     "",
     "",
     "/v1/dbs/report_db/tables",
     "",
     {}},
    {"DELETE",
     "/v1/dbs/{Database}/tables/{Table}",
     "deleteReportTable",
     "report",
     RouteKind::kChange,
     DeleteTable,
     "Delete a report table with its rows",
     "删除报表数据表",
     "",
     "",
     "/v1/dbs/report_db/tables/visits",
     "",
     {}},
    {"DELETE",
     "/v1/dbs/{Database}",
     "deleteReportDatabase",
     "report",
     RouteKind::kChange,
     DeleteDatabase,
     "Delete a report database with its tables",
     "删除报表数据库",
     "",
     "",
     "/v1/dbs/report_db",
     "",
     {}},
};

}  // namespace

std::span<const Route> SinkReportRoutes() { return kRoutes; }

}  // namespace pandora
