// The one table of errors: every code the simulator can answer with, its HTTP status and its text.
//
// What it is: an enum and a constant table, one row per error. What it is not: it knows nothing of requests or JSON; the
// facts of a single failure (field, value, what would be accepted) travel in `Status::detail()`.
// Who uses it: every folder of core/ names codes; `api` turns a code into status line and body; the reference pages and
// the console's error list are generated from the rows.
//
// Sources of a row: the error tables of the documents (seed 000, 002, 004) and, for codes that only later clients know,
// spec/clients.md 3.2 as decided in spec/conflicts.md D2; E6xxx to E8xxx are those of the log and series services (clients.md 2.11), of
// which only what the simulator answers is here. Codes are never reused.
#ifndef PANDORA_CORE_BASE_ERROR_CODE_H_
#define PANDORA_CORE_BASE_ERROR_CODE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pandora {

// PANDORA_ERROR_TABLE(X): X(enumerator, code as documented or "" for uncoded, HTTP status, English, Chinese).
// Uncoded rows come first. Rows of the documents carry the documents' own Chinese text.
#define PANDORA_ERROR_TABLE(X) \
  X(kInternal, "", 500, "internal error", "服务器内部错误") \
  X(kBadToken, "", 401, "bad token", "bad token:鉴权不通过 、token已过期、机器时间未同步") \
  X(kNotFound, "", 404, "no such resource", "资源不存在") \
  X(kMethodNotAllowed, "", 405, "method not allowed", "不支持的请求方法") \
  X(kBadRequest, "", 400, "bad request", "请求不合法") \
  X(kConflict, "", 409, "conflict with the present state", "与当前状态冲突") \
  X(kStorageFull, "", 507, "storage is full", "存储空间已满") \
  X(kE18003, "E18003", 411, "content length is missing", "缺少内容长度") \
  X(kE18004, "E18004", 400, "content length is invalid", "无效的内容长度") \
  X(kE18005, "E18005", 413, "request entity is too large", "请求实体过大") \
  X(kE18006, "E18006", 400, "request entity is empty", "请求实体为空") \
  X(kE18007, "E18007", 400, "request entity is malformed", "请求实体格式非法") \
  X(kE18008, "E18008", 400, "field is too long", "字段长度超过限制") \
  X(kE18101, "E18101", 409, "repo already exists", "仓库已经存在") \
  X(kE18102, "E18102", 404, "repo does not exist", "仓库不存在") \
  X(kE18103, "E18103", 400, "invalid repo name", "无效的仓库名称") \
  X(kE18104, "E18104", 400, "invalid date format", "无效的日期格式") \
  X(kE18105, "E18105", 400, "repo schema is empty", "仓库Schema为空") \
  X(kE18106, "E18106", 400, "invalid field name", "无效的字段名称") \
  X(kE18107, "E18107", 400, "unsupported field type", "不支持的字段类型") \
  X(kE18108, "E18108", 400, "too many source repos", "源仓库数量超过限制") \
  X(kE18109, "E18109", 400, "invalid repo mode", "无效的仓库模式") \
  X(kE18110, "E18110", 400, "invalid field format", "无效的字段格式") \
  X(kE18111, "E18111", 404, "field does not exist", "字段不存在") \
  X(kE18112, "E18112", 400, "transforms or exports hang off the repo", "仓库上存在着级联的转换任务或者导出任务") \
  X(kE18113, "E18113", 409, "repo is being deleted", "仓库处于删除状态中") \
  X(kE18117, "E18117", 400, "invalid plugin name", "Plugin名称不合法") \
  X(kE18120, "E18120", 404, "group does not exist", "共享资源池不存在") \
  X(kE18122, "E18122", 404, "destination repo does not exist in logdb", "导出的仓库在logd中不存在") \
  X(kE18124, "E18124", 202, "repo is being created", "仓库处于创建中") \
  X(kE18125, "E18125", 400, "gzip body cannot be read", "读取gzip的打点请求体出错") \
  X(kE18134, "E18134", 400, "too many schema fields", "schema数量超出限制") \
  X(kE18135, "E18135", 400, "schema limit is below the number of fields there are", \
    "给定的schema数量限制少于当前已经存在的schema数量") \
  X(kE18138, "E18138", 400, "tags cannot be decoded", "tags无法解析") \
  X(kE18201, "E18201", 409, "transform already exists", "计算任务已经存在") \
  X(kE18202, "E18202", 404, "transform does not exist", "计算任务不存在") \
  X(kE18203, "E18203", 415, "unsupported transform type", "计算任务类型不支持") \
  X(kE18204, "E18204", 409, "source and destination repo are the same", "计算任务的源仓库与目的仓库相同") \
  X(kE18205, "E18205", 409, "destination repo is taken by another transform", "目的仓库已经被其他转换任务占用") \
  X(kE18206, "E18206", 400, "destination repo must be deleted by deleting its transform", \
    "目的仓库必须通过删除计算任务的方式删除") \
  X(kE18207, "E18207", 400, "invalid transform spec", "计算任务描述格式非法") \
  X(kE18208, "E18208", 400, "invalid transform interval", "计算任务interval非法") \
  X(kE18209, "E18209", 400, "invalid SQL in the transform", "计算任务中的SQL语句非法") \
  X(kE18211, "E18211", 400, "invalid plugin output field type", "计算任务中plugin输出字段类型非法") \
  X(kE18212, "E18212", 400, "region does not fit the data centre", "仓库的区域信息和数据中心不相符") \
  X(kE18213, "E18213", 400, "invalid container type", "计算任务中容器类型非法") \
  X(kE18214, "E18214", 400, "invalid container count", "计算任务中容器数量非法") \
  X(kE18215, "E18215", 409, "group is in use", "共享资源池处于使用中") \
  X(kE18216, "E18216", 404, "plugin does not exist", "Plugin不存在") \
  X(kE18217, "E18217", 409, "plugin already exists", "Plugin已存在") \
  X(kE18218, "E18218", 409, "group already exists", "共享资源池已存在") \
  X(kE18219, "E18219", 400, "plugin upload length does not match", "Plugin上传内容长度不一致") \
  X(kE18220, "E18220", 400, "plugin upload MD5 does not match", "Plugin上传内容的MD5不一致") \
  X(kE18221, "E18221", 400, "invalid group name", "共享资源池名称非法") \
  X(kE18222, "E18222", 400, "group region does not match", "共享资源池的区域信息不一致") \
  X(kE18223, "E18223", 400, "cannot push into the destination repo of a transform", "不能向计算任务的目标仓库中打点") \
  X(kE18301, "E18301", 409, "export already exists", "导出任务已经存在") \
  X(kE18302, "E18302", 404, "export does not exist", "导出任务不存在") \
  X(kE18303, "E18303", 400, "export cannot be submitted", "提交导出任务失败") \
  X(kE18304, "E18304", 400, "export cannot be deleted", "删除导出任务失败") \
  X(kE18305, "E18305", 400, "export is in error", "导出任务出现错误") \
  X(kE18323, "E18323", 400, "bucket does not exist", "bucket不存在") \
  X(kE18324, "E18324", 400, "source field reference is invalid", "源字段引用非法") \
  X(kE18330, "E18330", 400, "csv needs a delimiter", "csv格式缺少delimiter") \
  X(kE18639, "E18639", 400, "invalid workflow name", "工作流名称不合法") \
  X(kE18640, "E18640", 409, "workflow already exists", "工作流已存在") \
  X(kE18641, "E18641", 404, "workflow does not exist", "工作流不存在") \
  X(kE18642, "E18642", 400, "workflow is malformed", "工作流的格式非法") \
  X(kE18644, "E18644", 400, "workflow may not be started now", "当前工作流禁止启动") \
  X(kE18645, "E18645", 400, "workflow may not be stopped now", "当前工作流禁止停止") \
  X(kE6102, "E6102", 409, "series repo already exists", "时序数据库已存在") \
  X(kE6302, "E6302", 409, "series already exists", "序列已存在") \
  X(kE6303, "E6303", 404, "series does not exist", "序列不存在") \
  X(kE7100, "E7100", 404, "series repo does not exist", "时序数据库不存在") \
  X(kE8104, "E8104", 400, "schema or records of the log repo do not fit", "日志仓库的schema或数据不符合要求") \
  X(kE8111, "E8111", 404, "log repo does not exist", "日志仓库不存在") \
  X(kE8112, "E8112", 409, "log repo already exists", "日志仓库已存在") \
  X(kE8201, "E8201", 400, "invalid range of results", "无效的结果范围")

enum class ErrorCode : uint16_t {
  kOk = 0,
#define PANDORA_ERROR_ENUMERATOR(name, code, status, en, zh) name,
  PANDORA_ERROR_TABLE(PANDORA_ERROR_ENUMERATOR)
#undef PANDORA_ERROR_ENUMERATOR
};

// One row of the table. Views point to static storage.
struct ErrorInfo {
  ErrorCode code;
  std::string_view label;  // "E18102", or "" where the documents give no code
  int http_status;
  std::string_view english;
  std::string_view chinese;
};

// All rows in the order of the enum; kOk has none.
std::span<const ErrorInfo> AllErrors();

// The row of `code`. kOk answers a row with status 200 and empty texts.
const ErrorInfo& GetErrorInfo(ErrorCode code);

// The code with this label ("E18102"), or nothing.
std::optional<ErrorCode> FindErrorCode(std::string_view label);

}  // namespace pandora

#endif  // PANDORA_CORE_BASE_ERROR_CODE_H_
