#include "core/scenario/jsonpath.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/base/text.h"

namespace pandora::scenario {

class JsonPathParser {
 public:
  explicit JsonPathParser(std::string_view text) : text_(text) {}

  Result<JsonPath> Parse() {
    if (!Consume("$")) return Error("a JSON path begins with $");
    while (at_ < text_.size()) PANDORA_RETURN_IF_ERROR(ParseStep());
    return std::move(path_);
  }

 private:
  using Step = JsonPath::Step;
  using StepKind = JsonPath::StepKind;
  using Comparison = JsonPath::Comparison;

  Status Error(const std::string& message) const {
    return Status(ErrorCode::kBadRequest,
                  "JSON path " + Quote(text_, 200) + ", character " + std::to_string(at_ + 1) + ": " + message);
  }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Consume(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void SkipBlanks() {
    while (Peek() == ' ') ++at_;
  }
  Step& AddStep(StepKind kind) {
    path_.steps_.emplace_back();
    path_.steps_.back().kind = kind;
    return path_.steps_.back();
  }

  static bool IsNameCharacter(char c) {
    auto u = static_cast<unsigned char>(c);
    return u >= 0x80 || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || c == '_' ||
           c == '-';
  }

  Result<std::string> ParseName() {
    size_t begin = at_;
    while (IsNameCharacter(Peek())) ++at_;
    if (at_ == begin) return Error("expected a name");
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> ParseQuotedName() {
    char quote = Peek();
    size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return Error("the quote is not closed");
    std::string name(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return name;
  }

  Result<int64_t> ParseInteger() {
    size_t begin = at_;
    if (Peek() == '-') ++at_;
    while (Peek() >= '0' && Peek() <= '9') ++at_;
    std::optional<int64_t> number = ParseInt64(text_.substr(begin, at_ - begin));
    if (!number) return Error("expected an integer");
    return *number;
  }

  Status ParseStep() {
    if (Consume("..")) {
      AddStep(StepKind::kDescendants);
      if (Peek() != '[') return ParseDotted();
    } else if (Consume(".")) {
      if (Peek() != '[') return ParseDotted();
    }
    if (!Consume("[")) return Error("expected . or [");
    SkipBlanks();
    PANDORA_RETURN_IF_ERROR(ParseBracket());
    SkipBlanks();
    return Consume("]") ? Status() : Error("expected ]");
  }

  Status ParseDotted() {
    if (Consume("*")) {
      AddStep(StepKind::kWildcard);
      return Status();
    }
    PANDORA_ASSIGN_OR_RETURN(AddStep(StepKind::kName).name, ParseName());
    return Status();
  }

  Status ParseBracket() {
    if (Consume("*")) {
      AddStep(StepKind::kWildcard);
      return Status();
    }
    if (Consume("?(")) return ParseFilter();
    if (Peek() == '\'' || Peek() == '"') {
      PANDORA_ASSIGN_OR_RETURN(AddStep(StepKind::kName).name, ParseQuotedName());
      return Status();
    }
    return ParseIndexes();
  }

  // 2   -1   0,2   1:3   :3   1:
  Status ParseIndexes() {
    Step step;
    step.kind = StepKind::kIndexes;
    if (Peek() != ':') {
      PANDORA_ASSIGN_OR_RETURN(int64_t first, ParseInteger());
      step.indexes.push_back(first);
    }
    SkipBlanks();
    if (Consume(":")) {
      step.kind = StepKind::kSlice;
      if (!step.indexes.empty()) step.begin = step.indexes[0];
      SkipBlanks();
      if (Peek() != ']') {
        PANDORA_ASSIGN_OR_RETURN(step.end, ParseInteger());
      }
    }
    while (step.kind == StepKind::kIndexes && Consume(",")) {
      SkipBlanks();
      PANDORA_ASSIGN_OR_RETURN(int64_t next, ParseInteger());
      step.indexes.push_back(next);
      SkipBlanks();
    }
    path_.steps_.push_back(std::move(step));
    return Status();
  }

  // After "?(" up to and with ")".
  Status ParseFilter() {
    Step step;
    step.kind = StepKind::kFilter;
    SkipBlanks();
    if (!Consume("@")) return Error("a filter begins with @");
    while (Peek() == '.' || Peek() == '[') {
      bool bracket = Peek() == '[';
      ++at_;
      if (bracket && Peek() != '\'' && Peek() != '"') return Error("expected a name in quotes");
      PANDORA_ASSIGN_OR_RETURN(std::string name, bracket ? ParseQuotedName() : ParseName());
      if (bracket && !Consume("]")) return Error("expected ]");
      step.path.push_back(std::move(name));
    }
    SkipBlanks();
    if (Peek() != ')') {
      PANDORA_ASSIGN_OR_RETURN(step.comparison, ParseComparison());
      SkipBlanks();
      PANDORA_ASSIGN_OR_RETURN(step.operand, ParseOperand());
      SkipBlanks();
    }
    if (!Consume(")")) return Error("expected ) at the end of the filter; && and || are not supported");
    path_.steps_.push_back(std::move(step));
    return Status();
  }

  Result<Comparison> ParseComparison() {
    if (Consume("==")) return Comparison::kEqual;
    if (Consume("!=")) return Comparison::kNotEqual;
    if (Consume("<=")) return Comparison::kLessOrEqual;
    if (Consume(">=")) return Comparison::kGreaterOrEqual;
    if (Consume("<")) return Comparison::kLess;
    if (Consume(">")) return Comparison::kGreater;
    return Error("expected == != < <= > >= or )");
  }

  Result<Value> ParseOperand() {
    if (Peek() == '\'' || Peek() == '"') {
      PANDORA_ASSIGN_OR_RETURN(std::string text, ParseQuotedName());
      return Value(std::move(text));
    }
    size_t begin = at_;
    while (IsNameCharacter(Peek()) || Peek() == '.' || Peek() == '+') ++at_;
    Result<Value> value = ParseJson(text_.substr(begin, at_ - begin));
    if (!value.ok()) return Error("expected text in quotes, a number, true, false or null");
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
  JsonPath path_;
};

Result<JsonPath> JsonPath::Parse(std::string_view text) { return JsonPathParser(text).Parse(); }

bool JsonPath::is_definite() const {
  return std::all_of(steps_.begin(), steps_.end(), [](const Step& step) {
    return step.kind == StepKind::kName || (step.kind == StepKind::kIndexes && step.indexes.size() == 1);
  });
}

bool JsonPath::Passes(const Step& step, const Value& element) {
  const Value* member = &element;
  for (const std::string& name : step.path) {
    if (!member->is_object()) return false;
    auto found = member->find(name);
    if (found == member->end()) return false;
    member = &*found;
  }
  if (step.comparison == Comparison::kExists) return true;
  if (step.comparison == Comparison::kEqual) return EqualValues(*member, step.operand);
  if (step.comparison == Comparison::kNotEqual) return !EqualValues(*member, step.operand);
  std::optional<int> order = CompareValues(*member, step.operand);
  if (!order) return false;
  switch (step.comparison) {
    case Comparison::kLess: return *order < 0;
    case Comparison::kLessOrEqual: return *order <= 0;
    case Comparison::kGreater: return *order > 0;
    default: return *order >= 0;
  }
}

// `value` itself and all below it, each before what it holds.
void JsonPath::AddDescendants(const Value& value, std::vector<const Value*>* found) {
  found->push_back(&value);
  if (!value.is_structured()) return;
  for (const Value& element : value) AddDescendants(element, found);
}

void JsonPath::ApplySlice(const Step& step, const Value& value, std::vector<const Value*>* found) {
  if (!value.is_array()) return;
  auto size = static_cast<int64_t>(value.size());
  auto clamp = [size](int64_t index) { return std::clamp<int64_t>(index < 0 ? index + size : index, 0, size); };
  int64_t end = clamp(step.end.value_or(size));
  for (int64_t i = clamp(step.begin.value_or(0)); i < end; ++i) found->push_back(&value[static_cast<size_t>(i)]);
}

void JsonPath::Apply(const Step& step, const Value& value, std::vector<const Value*>* found) {
  switch (step.kind) {
    case StepKind::kName: {
      if (!value.is_object()) return;
      auto member = value.find(step.name);
      if (member != value.end()) found->push_back(&*member);
      return;
    }
    case StepKind::kIndexes: {
      if (!value.is_array()) return;
      auto size = static_cast<int64_t>(value.size());
      for (int64_t index : step.indexes) {
        int64_t place = index < 0 ? index + size : index;
        if (place >= 0 && place < size) found->push_back(&value[static_cast<size_t>(place)]);
      }
      return;
    }
    case StepKind::kSlice: ApplySlice(step, value, found); return;
    case StepKind::kDescendants: AddDescendants(value, found); return;
    case StepKind::kWildcard:
    case StepKind::kFilter: {
      if (!value.is_structured()) return;
      for (const Value& element : value) {
        if (step.kind == StepKind::kWildcard || Passes(step, element)) found->push_back(&element);
      }
      return;
    }
  }
}

// Keeps the first of each: with `..` twice in a path the same value is found on many ways.
static void RemoveRepeated(std::vector<const Value*>* values) {
  if (values->size() < 2) return;
  std::unordered_set<const Value*> seen;
  values->erase(
      std::remove_if(values->begin(), values->end(), [&](const Value* value) { return !seen.insert(value).second; }),
      values->end());
}

std::optional<Value> JsonPath::Evaluate(const Value& root) const {
  std::vector<const Value*> values = {&root};
  for (const Step& step : steps_) {
    std::vector<const Value*> next;
    for (const Value* value : values) Apply(step, *value, &next);
    RemoveRepeated(&next);
    values = std::move(next);
  }
  if (is_definite()) return values.empty() ? std::nullopt : std::optional<Value>(*values[0]);
  Value list = Value::array();
  for (const Value* value : values) list.push_back(*value);
  return list;
}

}  // namespace pandora::scenario
