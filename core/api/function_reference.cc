// The SQL functions, as a page and as the document that the console lists and completes from.
#include <span>

#include "core/api/reference.h"
#include "core/base/text.h"
#include "core/format/json.h"
#include "core/function/function.h"
#include "core/sql/statement.h"

namespace pandora {
namespace {

struct Family {
  std::string_view id;
  std::string_view english;
  std::string_view chinese;
  std::vector<std::span<const Function>> tables;
};

std::vector<Family> Families() {
  return {
      {"aggregate", "Aggregates", "聚合", {AggregateFunctions(), StatisticsFunctions()}},
      {"text", "Text", "字符串", {StringFunctions(), TextFormFunctions()}},
      {"regex", "Patterns", "正则与匹配", {RegexFunctions()}},
      {"date", "Date and time", "日期与时间", {DateFunctions()}},
      {"math", "Mathematics", "数学", {MathFunctions()}},
      {"condition", "Conditions", "条件", {ConditionFunctions()}},
      {"web", "JSON and URLs", "JSON 与 URL", {WebFunctions()}},
      {"digest", "Digests and encodings", "摘要与编码", {DigestFunctions()}},
      {"collection", "Arrays, maps, structs", "数组、映射、结构体", {CollectionFunctions()}},
      {"generator", "Generators", "行生成", {GeneratorFunctions()}},
      {"window", "Window functions", "窗口函数", {WindowFunctions()}},
      {"operator", "Operators", "运算符", {OperatorFunctions()}},
  };
}

// What the binder makes of `time + interval` and the like has a row, but no name that a statement could use.
bool IsInternal(const Function& row) {
  return (row.flags & kOperator) != 0 && row.name().find('_') != std::string_view::npos;
}

std::string_view KindOf(const Function& row) {
  if ((row.flags & kOperator) != 0) return "operator";
  if (row.is_aggregate()) return "aggregate";
  if ((row.flags & kWindowOnly) != 0) return "window";
  if ((row.flags & kGenerator) != 0) return "generator";
  return "scalar";
}

std::vector<std::string_view> NamesOf(const Function& row) {
  if (row.names == "|") return {row.names};
  return Split(row.names, '|');
}

// "bigint", "type of argument 1", "by the arguments".
std::string ResultText(std::string_view result) {
  if (result == "rule") return "by the arguments";
  if (result.starts_with('$')) return "type of argument " + std::string(result.substr(1));
  return std::string(result);
}

std::string ArgumentList(const Signature& signature) {
  std::string text;
  for (size_t i = 0; i < signature.args.size(); ++i) {
    if (i >= signature.required) text += "[";
    if (i > 0) text += ", ";
    text += signature.args[i];
  }
  if (signature.repeats) text += ", ...";
  return text + std::string(signature.args.size() - std::min(signature.required, signature.args.size()), ']');
}

// "substr(string, int[, int]) -> string"; of operators "any + any -> ...".
std::string SignatureText(const Function& row, const Signature& signature) {
  const std::string name(row.name());
  const std::string result = " -> " + ResultText(signature.result);
  const auto& args = signature.args;
  if ((row.flags & kOperator) == 0) return name + "(" + ArgumentList(signature) + ")" + result;
  if (name == "[]") return std::string(args[0]) + "[" + std::string(args[1]) + "]" + result;
  if (args.size() == 1) return name + " " + std::string(args[0]) + result;
  std::string text = std::string(args[0]) + " " + name + " " + std::string(args[1]);
  if (args.size() > 2) text += " and " + std::string(args[2]);
  return text + result;
}

struct Example {
  std::string_view expression;
  std::string_view result;
};

std::vector<Example> ExamplesOf(const Function& row) {
  std::vector<Example> examples;
  for (std::string_view line : Split(row.examples, '\n')) {
    const size_t arrow = line.rfind(" => ");
    if (arrow == std::string_view::npos) continue;
    examples.push_back({line.substr(0, arrow), line.substr(arrow + 4)});
  }
  return examples;
}

// Spark's type of the example's column; "" for one that does not bind or has several.
std::string ExampleType(std::string_view expression) {
  const auto bound = BindStatement("select " + std::string(expression), {}, {});
  const QueryPlan* plan = std::get_if<QueryPlan>(&bound);
  if (plan == nullptr || plan->root->root->output.size() != 1) return "";
  return TypeName(plan->root->root->output[0].type);
}

void AppendFunction(const Function& row, std::string* page) {
  const std::vector<std::string_view> names = NamesOf(row);
  *page += "\n### ";
  for (size_t i = 0; i < names.size(); ++i) *page += (i > 0 ? ", `" : "`") + std::string(names[i]) + "`";
  *page += "\n\n" + std::string(row.english);
  if ((row.flags & kNewer) != 0) *page += " Not in Spark 2.2: an extension.";
  if ((row.flags & kNotDeterministic) != 0) *page += " Differs from call to call.";
  *page += "\n" + std::string(row.chinese) + "\n\n```\n";
  for (const Signature& signature : SignaturesOf(row)) *page += SignatureText(row, signature) + "\n";
  const std::vector<Example> examples = ExamplesOf(row);
  if (!examples.empty()) *page += "\n";
  for (const Example& example : examples) {
    *page += std::string(example.expression) + "  =>  " + std::string(example.result);
    const std::string type = ExampleType(example.expression);
    *page += type.empty() ? "\n" : "  (" + type + ")\n";
  }
  *page += "```\n";
}

constexpr std::string_view kLegend =
    "# SQL functions\n\n"
    "Written by `./dev reference` from the tables in the code; do not edit. 由代码中的表生成,请勿手工修改。\n\n"
    "Names have no case. An example `expression  =>  result  (type)` stands for `select expression`; each runs as a "
    "test "
    "on both execution\npaths. The dialect itself is explained in [sql.md](../sql.md).\n\n"
    "Signatures name what each argument is cast to. A type stands for itself; `[...]` may be left out; `...` repeats "
    "the "
    "last argument. 签名写明\n参数被转换成的类型,方括号内可省略,省略号表示可重复:\n\n"
    "| class | accepts | 接受 |\n|---|---|---|\n"
    "| `any` | a value of any type | 任意类型 |\n"
    "| `same` | values that are widened together, also to string | 统一为共同类型,可转为 string |\n"
    "| `wide` | values that are widened together, never to string | 统一为共同类型,不转为 string |\n"
    "| `num`, `signed` | a number; a string becomes double | 数值;字符串转为 double |\n"
    "| `integral` | tinyint to bigint; anything else becomes bigint | 整数;其他转为 bigint |\n"
    "| `sumnum`, `avgnum` | a number that can be added up or averaged | 可求和、可求平均的数值 |\n"
    "| `text` | string, or binary as it is | string 或 binary |\n"
    "| `array`, `map`, `struct` | any of that shape | 该形状的任意类型 |\n"
    "| `element` | the element type of the first argument | 第一个参数的元素类型 |\n"
    "| `doublelist` | a double, or an array of them | double 或其数组 |\n";

Json DescribeFunction(const Function& row, std::string_view family) {
  const std::vector<std::string_view> names = NamesOf(row);
  Json entry{{"name", names[0]}};
  entry["aliases"] = Json::array();
  for (size_t i = 1; i < names.size(); ++i) entry["aliases"].push_back(names[i]);
  entry["family"] = family;
  entry["kind"] = KindOf(row);
  entry["newer"] = (row.flags & kNewer) != 0;
  entry["signatures"] = Json::array();
  for (const Signature& signature : SignaturesOf(row)) entry["signatures"].push_back(SignatureText(row, signature));
  entry["english"] = row.english;
  entry["chinese"] = row.chinese;
  entry["examples"] = Json::array();
  for (const Example& example : ExamplesOf(row))
    entry["examples"].push_back(Json{{"expression", example.expression}, {"result", example.result}});
  return entry;
}

std::string BuildDocument() {
  Json families = Json::array();
  Json functions = Json::array();
  for (const Family& family : Families()) {
    families.push_back(Json{{"id", family.id}, {"english", family.english}, {"chinese", family.chinese}});
    for (const auto& table : family.tables) {
      for (const Function& row : table) {
        if (!IsInternal(row)) functions.push_back(DescribeFunction(row, family.id));
      }
    }
  }
  return DumpJson(Json{{"families", std::move(families)}, {"functions", std::move(functions)}});
}

}  // namespace

std::string FunctionsReference() {
  std::string page(kLegend);
  for (const Family& family : Families()) {
    page += "\n## " + std::string(family.english) + " " + std::string(family.chinese) + "\n";
    for (const auto& table : family.tables) {
      for (const Function& row : table) {
        if (!IsInternal(row)) AppendFunction(row, &page);
      }
    }
  }
  return page;
}

const std::string& FunctionsDocument() {
  static const std::string* const kDocument = new std::string(BuildDocument());
  return *kDocument;
}

}  // namespace pandora
