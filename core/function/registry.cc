#include <map>

#include "core/base/text.h"
#include "core/function/function.h"

namespace pandora {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Signature ParseSignature(std::string_view text) {
  Signature result;
  size_t open = text.find('(');
  size_t close = text.rfind(')', text.find("->"));
  result.result = Trim(text.substr(text.find("->") + 2));
  std::string_view list = text.substr(open + 1, close - open - 1);
  size_t optional_from = list.find('[');
  size_t begin = 0;
  for (size_t i = 0; i <= list.size(); ++i) {
    bool end = i == list.size() || list[i] == ',' || list[i] == '[' || list[i] == ']';
    if (!end) continue;
    std::string_view word = Trim(list.substr(begin, i - begin));
    bool optional = optional_from != std::string_view::npos && begin >= optional_from;
    begin = i + 1;
    if (word.empty()) continue;
    if (word == "...") {
      result.repeats = true;
      continue;
    }
    result.args.push_back(word);
    if (!optional) ++result.required;
  }
  return result;
}

struct Registry {
  std::vector<const Function*> all;
  std::map<std::string, const Function*, std::less<>> by_name;
  std::map<const Function*, std::vector<Signature>> signatures;

  Registry() {
    for (auto family :
         {OperatorFunctions(), ConditionFunctions(), StringFunctions(), TextFormFunctions(), RegexFunctions(),
          WebFunctions(), DigestFunctions(), MathFunctions(), DateFunctions(), CollectionFunctions(),
          AggregateFunctions(), StatisticsFunctions(), WindowFunctions(), GeneratorFunctions()}) {
      for (const Function& row : family) Add(row);
    }
  }

  void Add(const Function& row) {
    all.push_back(&row);
    signatures[&row] = ParseSignatures(row.signature);
    // A name that is "|" itself is the operator.
    if (row.names == "|") {
      by_name.emplace("|", &row);
      return;
    }
    for (std::string_view name : Split(row.names, '|')) by_name.emplace(std::string(name), &row);
  }
};

const Registry& GetRegistry() {
  static const Registry registry;
  return registry;
}

}  // namespace

std::vector<Signature> ParseSignatures(std::string_view text) {
  std::vector<Signature> result;
  for (std::string_view part : Split(text, ';')) result.push_back(ParseSignature(part));
  return result;
}

const std::vector<const Function*>& AllFunctions() { return GetRegistry().all; }

const Function* FindFunction(std::string_view name) {
  auto found = GetRegistry().by_name.find(ToLowerAscii(name));
  return found == GetRegistry().by_name.end() ? nullptr : found->second;
}

const std::vector<Signature>& SignaturesOf(const Function& function) {
  return GetRegistry().signatures.find(&function)->second;
}

}  // namespace pandora
