#include <utility>

#include "core/base/instant.h"
#include "core/base/text.h"
#include "core/function/pattern.h"
#include "core/scenario/evaluate.h"

namespace pandora::scenario {
namespace {

Result<bool> Incomparable(std::string_view what, const Value& found, const Value& expected) {
  return Status(ErrorCode::kBadRequest,
                std::string(what) + " cannot be asked of " + DescribeValue(found) + " with " + DescribeValue(expected));
}

Result<bool> CheckOrder(PredicateKind kind, const Value& found, const Value& expected) {
  std::optional<int> order = CompareValues(found, expected);
  if (!order) return Incomparable("an order", found, expected);
  switch (kind) {
    case PredicateKind::kGreater: return *order > 0;
    case PredicateKind::kGreaterOrEqual: return *order >= 0;
    case PredicateKind::kLess: return *order < 0;
    default: return *order <= 0;
  }
}

bool HoldsElement(const Value& list, const Value& element) {
  for (const Value& candidate : list) {
    if (EqualValues(candidate, element)) return true;
  }
  return false;
}

// Prefix, suffix and substring: text in text, bytes in bytes; `contains` also an element of a list.
Result<bool> CheckPart(PredicateKind kind, const Value& found, const Value& expected) {
  std::string_view whole, part;
  if (found.is_string() && expected.is_string()) {
    whole = found.get_ref<const std::string&>();
    part = expected.get_ref<const std::string&>();
  } else if (found.is_binary() && expected.is_binary()) {
    whole = BytesOf(found);
    part = BytesOf(expected);
  } else if (found.is_array() && kind == PredicateKind::kContains) {
    return HoldsElement(found, expected);
  } else {
    return Incomparable("a part", found, expected);
  }
  if (kind == PredicateKind::kContains) return whole.find(part) != std::string_view::npos;
  if (kind == PredicateKind::kStartsWith) return whole.substr(0, part.size()) == part;
  return whole.size() >= part.size() && whole.substr(whole.size() - part.size()) == part;
}

Result<bool> CheckMatch(const Value& found, const Value& expected) {
  if (!found.is_string() || !expected.is_string()) return Incomparable("a match", found, expected);
  PANDORA_ASSIGN_OR_RETURN(Pattern pattern, Pattern::Compile(expected.get_ref<const std::string&>()));
  return pattern.PartialMatch(found.get_ref<const std::string&>());
}

Result<bool> CheckEmpty(const Value& found) {
  if (found.is_string()) return found.get_ref<const std::string&>().empty();
  if (found.is_binary()) return BytesOf(found).empty();
  if (found.is_structured()) return found.empty();
  return Status(ErrorCode::kBadRequest, "isEmpty cannot be asked of " + DescribeValue(found));
}

bool IsKind(PredicateKind kind, const Value& found) {
  switch (kind) {
    case PredicateKind::kIsBoolean: return found.is_boolean();
    case PredicateKind::kIsInteger: return found.is_number_integer();
    case PredicateKind::kIsFloat: return found.is_number_float();
    case PredicateKind::kIsNumber: return found.is_number();
    case PredicateKind::kIsString: return found.is_string();
    case PredicateKind::kIsCollection: return found.is_structured();
    case PredicateKind::kIsList: return found.is_array();
    case PredicateKind::kIsObject: return found.is_object();
    case PredicateKind::kIsIsoDate: return found.is_string() && ParseRfc3339(found.get_ref<const std::string&>());
    default: return true;
  }
}

bool TakesArgument(PredicateKind kind) { return kind < PredicateKind::kExists; }

Result<bool> Check(PredicateKind kind, const Value& found, const Value& expected) {
  switch (kind) {
    case PredicateKind::kEqual: return EqualValues(found, expected);
    case PredicateKind::kNotEqual: return !EqualValues(found, expected);
    case PredicateKind::kGreater:
    case PredicateKind::kGreaterOrEqual:
    case PredicateKind::kLess:
    case PredicateKind::kLessOrEqual: return CheckOrder(kind, found, expected);
    case PredicateKind::kStartsWith:
    case PredicateKind::kEndsWith:
    case PredicateKind::kContains: return CheckPart(kind, found, expected);
    case PredicateKind::kIncludes:
      if (!found.is_array()) return Incomparable("includes", found, expected);
      return HoldsElement(found, expected);
    case PredicateKind::kMatches: return CheckMatch(found, expected);
    case PredicateKind::kIsEmpty: return CheckEmpty(found);
    default: return IsKind(kind, found);
  }
}

std::string_view Wanted(PredicateKind kind) {
  switch (kind) {
    case PredicateKind::kEqual: return "equal to ";
    case PredicateKind::kNotEqual: return "other than ";
    case PredicateKind::kGreater: return "more than ";
    case PredicateKind::kGreaterOrEqual: return "at least ";
    case PredicateKind::kLess: return "less than ";
    case PredicateKind::kLessOrEqual: return "at most ";
    case PredicateKind::kStartsWith: return "something that starts with ";
    case PredicateKind::kEndsWith: return "something that ends with ";
    case PredicateKind::kContains:
    case PredicateKind::kIncludes: return "something that contains ";
    case PredicateKind::kMatches: return "a match of ";
    case PredicateKind::kExists: return "a value";
    case PredicateKind::kIsEmpty: return "something empty";
    case PredicateKind::kIsBoolean: return "a boolean";
    case PredicateKind::kIsInteger: return "an integer";
    case PredicateKind::kIsFloat: return "a float";
    case PredicateKind::kIsNumber: return "a number";
    case PredicateKind::kIsString: return "a string";
    case PredicateKind::kIsCollection: return "a list or an object";
    case PredicateKind::kIsList: return "a list";
    case PredicateKind::kIsObject: return "an object";
    case PredicateKind::kIsIsoDate: return "a date of RFC 3339";
  }
  return "";
}

}  // namespace

Status CheckPredicate(const Predicate& predicate, const std::optional<Value>& found, const Context& context) {
  Value expected;
  std::string wanted = (predicate.negated ? "expected not " : "expected ") + std::string(Wanted(predicate.kind));
  if (TakesArgument(predicate.kind)) {
    PANDORA_ASSIGN_OR_RETURN(expected, EvaluateOperand(predicate.argument, context));
    wanted += DescribeValue(expected);
  }
  if (!found) {
    bool holds = predicate.negated && predicate.kind == PredicateKind::kExists;
    return holds ? Status() : Status(ErrorCode::kBadRequest, wanted + ", found nothing");
  }
  PANDORA_ASSIGN_OR_RETURN(bool holds, Check(predicate.kind, *found, expected));
  if (holds != predicate.negated) return Status();
  return Status(ErrorCode::kBadRequest, wanted + ", found " + DescribeValue(*found));
}

}  // namespace pandora::scenario
