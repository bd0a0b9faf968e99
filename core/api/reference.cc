// The pages on routes and errors; functions are in function_reference.cc.
#include "core/api/reference.h"

#include <algorithm>

#include "core/api/route.h"
#include "core/base/error_code.h"
#include "core/base/text.h"

namespace pandora {
namespace {

constexpr std::string_view kGenerated =
    "Written by `./dev reference` from the tables in the code; do not edit. 由代码中的表生成,请勿手工修改。\n";

struct TagTitle {
  std::string_view tag;
  std::string_view title;
};
constexpr TagTitle kTagTitles[] = {
    {"repo", "Repos 消息队列"},           {"data", "Data 数据"},
    {"transform", "Transforms 计算任务"}, {"export", "Exports 导出任务"},
    {"group", "Groups 资源池"},           {"plugin", "Plugins 插件"},
    {"dag", "Schema inference 字段推导"}, {"sql", "SQL"},
    {"plugin", "Plugins 自定义计算"},     {"logdb", "Log search 日志检索"},
    {"tsdb", "Time series 时序数据库"},   {"report", "Reports 报表"},
    {"control", "Control 控制"},
};

std::string TitleOfTag(std::string_view tag) {
  for (const TagTitle& row : kTagTitles) {
    if (row.tag == tag) return std::string(row.title);
  }
  std::string title(tag);
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

// The text of a table's cell: bars would end it.
std::string Cell(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

void AppendMembers(const Route& route, std::string* page) {
  if (route.request.empty()) return;
  *page += "\n| member | type | required | meaning | 含义 |\n|---|---|---|---|---|\n";
  for (const ShapeMember& member : route.request) {
    *page += "| `" + std::string(member.name) + "` | " + Cell(member.type) + " | " + (member.required ? "yes" : "") +
             " | " + Cell(member.english) + " | " + Cell(member.chinese) + " |\n";
  }
}

void AppendExample(const Route& route, std::string* page) {
  const std::string_view path = route.example_path.empty() ? route.pattern : route.example_path;
  *page += "\n```\n" + std::string(route.method) + " " + std::string(path) + "\n";
  if (!route.content_type.empty()) *page += "Content-Type: " + std::string(route.content_type) + "\n";
  if (!route.example_body.empty()) *page += "\n" + std::string(route.example_body) + "\n";
  *page += "```\n";
}

void AppendRoute(const Route& route, std::string* page) {
  *page += "\n### " + std::string(route.method) + " `" + std::string(route.pattern) + "`\n\n";
  *page += std::string(route.english) + ". " + std::string(route.chinese) + "。\n";
  *page += "Operation `" + std::string(route.id) + "`";
  if (!route.docs.empty()) *page += "; documents " + std::string(route.docs);
  *page += ".\n";
  AppendMembers(route, page);
  AppendExample(route, page);
}

}  // namespace

std::string RoutesReference() {
  std::string page = "# Requests\n\n" + std::string(kGenerated);
  page +=
      "\nEvery request that the simulator answers. Those under `/v2` are the documented API and need an "
      "`Authorization` "
      "header; those under\n`/_sim` look inside and control the simulator. `documents 002:29` names the place in the "
      "API documents. Errors: [errors.md](errors.md).\n";
  std::vector<std::string_view> tags;
  for (const Route& route : AllRoutes()) {
    if (std::find(tags.begin(), tags.end(), route.tag) == tags.end()) tags.push_back(route.tag);
  }
  for (std::string_view tag : tags) {
    page += "\n## " + TitleOfTag(tag) + "\n";
    for (const Route& route : AllRoutes()) {
      if (route.tag == tag) AppendRoute(route, &page);
    }
  }
  return page;
}

std::string ErrorsReference() {
  std::string page = "# Errors\n\n" + std::string(kGenerated);
  page +=
      "\nA refusal answers with the status and a body `{\"error\": \"E18102: repo does not exist: ...\"}`: the code, "
      "what "
      "it means, and the facts\nof this one failure. Rows without a code are those for which the documents give "
      "none.\n\n"
      "| code | status | meaning | 含义 |\n|---|---|---|---|\n";
  for (const ErrorInfo& info : AllErrors()) {
    if (info.http_status == 0) continue;
    page += "| " + std::string(info.label) + " | " + std::to_string(info.http_status) + " | " + Cell(info.english) +
            " | " + Cell(info.chinese) + " |\n";
  }
  return page;
}

std::vector<ReferencePage> ReferencePages() {
  return {{"routes.md", RoutesReference()}, {"errors.md", ErrorsReference()}, {"functions.md", FunctionsReference()}};
}

}  // namespace pandora
