#include "core/sink/mongo_update.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr std::array<std::string_view, 7> kOperators{"$set", "$setOnInsert", "$unset", "$inc", "$mul", "$min", "$max"};
constexpr std::array<std::string_view, 7> kComparisons{"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in"};
constexpr size_t kMaxExample = 1000;  // conditions, and values of $in

template <typename List>
bool Holds(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string ApplyArithmetic(std::string_view op, const std::string& path, const Json& by, Json* doc) {
  const Json* present = FindMongoPath(*doc, path);
  if (!by.is_number()) {
    return std::string(op) + " of " + Quote(path) + " by " + Quote(DumpJson(by)) + ": a number is needed";
  }
  if (present != nullptr && !present->is_number()) {
    return std::string(op) + " of " + Quote(path) + ", which is " + QuoteJson(*present) + " and no number";
  }
  const bool times = op == "$mul";
  const Json zero = 0;
  const Json& old = present == nullptr ? zero : *present;
  const std::optional<int64_t> a = AsInt64(old);
  const std::optional<int64_t> b = AsInt64(by);
  Json result;
  if (a && b) {
    int64_t whole = 0;
    const bool over = times ? __builtin_mul_overflow(*a, *b, &whole) : __builtin_add_overflow(*a, *b, &whole);
    if (over) return std::string(op) + " of " + Quote(path) + ": the result has more than 64 bits";
    result = whole;
  } else {
    const double x = old.get<double>();
    const double y = by.get<double>();
    result = times ? x * y : x + y;
    if (!std::isfinite(result.get<double>()))
      return std::string(op) + " of " + Quote(path) + ": the result is infinite";
  }
  return SetMongoPath(path, std::move(result), doc) ? "" : Quote(path) + " leads through a value that is no object";
}

void UnsetPath(std::string_view path, Json* doc) {
  Json* at = doc;
  while (true) {
    const size_t dot = path.find('.');
    const auto member = at->is_object() ? at->find(std::string(path.substr(0, dot))) : at->end();
    if (!at->is_object() || member == at->end()) return;
    if (dot == std::string_view::npos) {
      at->erase(member);
      return;
    }
    at = &*member;
    path.remove_prefix(dot + 1);
  }
}

std::string ApplyOne(std::string_view op, const std::string& path, const Json& value, Json* doc) {
  if (op == "$inc" || op == "$mul") return ApplyArithmetic(op, path, value, doc);
  if (op == "$unset") {
    UnsetPath(path, doc);
    return "";
  }
  if (op == "$min" || op == "$max") {
    const Json* present = FindMongoPath(*doc, path);
    const int order = present == nullptr ? 0 : CompareMongo(value, *present);
    if (present != nullptr && (op == "$min" ? order >= 0 : order <= 0)) return "";
  }
  return SetMongoPath(path, value, doc) ? "" : Quote(path) + " leads through a value that is no object";
}

// The place of a value's type in Mongo's order of types.
int TypeRank(const Json& value) {
  if (value.is_null()) return 0;
  if (value.is_number()) return 1;
  if (value.is_string()) return 2;
  if (value.is_object()) return 3;
  return value.is_array() ? 4 : 5;
}

int CompareNumbers(const Json& a, const Json& b) {
  const std::optional<int64_t> x = AsInt64(a);
  const std::optional<int64_t> y = AsInt64(b);
  if (x && y) return *x < *y ? -1 : *x > *y;
  const double p = a.get<double>();
  const double q = b.get<double>();
  return p < q ? -1 : p > q;
}

bool MatchesComparison(const Json& value, std::string_view op, const Json& with) {
  if (op == "$in") {
    return std::any_of(with.begin(), with.end(), [&value](const Json& one) { return CompareMongo(value, one) == 0; });
  }
  const int order = CompareMongo(value, with);
  if (op == "$eq") return order == 0;
  // What is of another type is neither more nor less.
  if (TypeRank(value) != TypeRank(with)) return false;
  if (op == "$gt") return order > 0;
  if (op == "$gte") return order >= 0;
  if (op == "$lt") return order < 0;
  return order <= 0;
}

// The value itself or, of an array, any of its elements.
bool AnyMatches(const Json& value, std::string_view op, const Json& with) {
  if (op == "$ne") return !AnyMatches(value, "$eq", with);
  if (MatchesComparison(value, op, with)) return true;
  return value.is_array() && std::any_of(value.begin(), value.end(),
                                         [&](const Json& element) { return MatchesComparison(element, op, with); });
}

bool HasOperators(const Json& condition) {
  return condition.is_object() && !condition.empty() && condition.begin().key().substr(0, 1) == "$";
}

}  // namespace

bool IsMongoOperator(std::string_view name) { return Holds(kOperators, name); }

std::string ApplyMongoUpdate(const Json& update, bool inserting, Json* doc) {
  for (const auto& [op, members] : update.items()) {
    if (op == "$setOnInsert" && !inserting) continue;
    for (const auto& [path, value] : members.items()) {
      std::string problem = ApplyOne(op, path, value, doc);
      if (!problem.empty()) return problem;
    }
  }
  return "";
}

const Json* FindMongoPath(const Json& doc, std::string_view path) {
  const Json* at = &doc;
  while (true) {
    const size_t dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    if (at->is_object()) {
      const auto member = at->find(std::string(step));
      if (member == at->end()) return nullptr;
      at = &*member;
    } else {
      const std::optional<uint64_t> index = at->is_array() ? ParseUint64(step) : std::nullopt;
      if (!index || *index >= at->size()) return nullptr;
      at = &(*at)[static_cast<size_t>(*index)];
    }
    if (dot == std::string_view::npos) return at;
    path.remove_prefix(dot + 1);
  }
}

bool SetMongoPath(std::string_view path, Json value, Json* doc) {
  Json* at = doc;
  while (true) {
    if (at->is_null()) *at = Json::object();
    if (!at->is_object()) return false;
    const size_t dot = path.find('.');
    at = &(*at)[std::string(path.substr(0, dot))];
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  *at = std::move(value);
  return true;
}

std::string MongoKey(const std::vector<Json>& values) {
  std::string key;
  for (const Json& value : values) {
    if (value.is_number_float()) {
      const double number = value.get<double>();
      // Whole numbers that a double holds exactly.
      if (std::fabs(number) < 9007199254740992.0 && number == std::floor(number)) {
        AppendInt64(static_cast<int64_t>(number), &key);
        key.push_back('\n');
        continue;
      }
    }
    key.append(DumpJson(value)).push_back('\n');
  }
  return key;
}

std::string MongoKeyOf(const Json& doc, const std::vector<std::string>& paths) {
  std::vector<Json> values;
  for (const std::string& path : paths) {
    const Json* value = FindMongoPath(doc, path);
    values.push_back(value == nullptr ? Json() : *value);
  }
  return MongoKey(values);
}

bool MatchesMongo(const Json& doc, const Json& example) {
  const Json none;
  for (const auto& [path, condition] : example.items()) {
    const Json* found = FindMongoPath(doc, path);
    const Json& value = found == nullptr ? none : *found;
    if (!HasOperators(condition)) {
      if (!AnyMatches(value, "$eq", condition)) return false;
      continue;
    }
    for (const auto& [op, with] : condition.items()) {
      if (!AnyMatches(value, op, with)) return false;
    }
  }
  return true;
}

Status CheckMongoExample(const Json& example) {
  if (!example.is_object()) return Status(ErrorCode::kBadRequest, "the example is no object");
  if (example.size() > kMaxExample) return Status(ErrorCode::kBadRequest, "the example has more than 1000 members");
  for (const auto& [path, condition] : example.items()) {
    if (!HasOperators(condition)) continue;
    for (const auto& [op, with] : condition.items()) {
      if (!Holds(kComparisons, op)) {
        return Status(ErrorCode::kBadRequest,
                      Quote(op) + " at " + Quote(path) + "; $eq, $ne, $gt, $gte, $lt, $lte and $in are accepted");
      }
      if (op == "$in" && (!with.is_array() || with.size() > kMaxExample)) {
        return Status(ErrorCode::kBadRequest, "$in at " + Quote(path) + " needs an array of up to 1000 values");
      }
    }
  }
  return {};
}

int CompareMongo(const Json& a, const Json& b) {
  const int rank = TypeRank(a);
  if (const int other = TypeRank(b); rank != other) return rank < other ? -1 : 1;
  if (rank == 0) return 0;
  if (rank == 1) return CompareNumbers(a, b);
  if (rank == 5) return static_cast<int>(a.get<bool>()) - static_cast<int>(b.get<bool>());
  const std::string x = rank == 2 ? a.get<std::string>() : DumpJson(a);
  const std::string y = rank == 2 ? b.get<std::string>() : DumpJson(b);
  return x < y ? -1 : x > y;
}

}  // namespace pandora
