#include "core/sink/logdb_elastic.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

using Op = LogQuery::Op;

constexpr std::string_view kQueries =
    "match_all, query_string, match, match_phrase, term, terms, range, exists, wildcard and bool are accepted";

Status Bad(const std::string& path, const std::string& why) { return Status(ErrorCode::kBadRequest, path + " " + why); }

// A scalar as a query's text spells it.
Result<std::string> ScalarText(const Json& value, const std::string& path) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return DumpJson(value);
  return Bad(path, "is " + std::string(JsonTypeName(value)) + "; a text, a number or a boolean is accepted");
}

LogQuery Leaf(Op op, const std::string& field, std::string text) {
  LogQuery leaf;
  leaf.op = op;
  leaf.field = field;
  leaf.text = std::move(text);
  return leaf;
}

LogQuery Both(Op op, std::vector<LogQuery> parts) {
  if (parts.size() == 1) return std::move(parts[0]);
  LogQuery query;
  query.op = parts.empty() ? Op::kAll : op;
  query.children = std::move(parts);
  return query;
}

class QueryReader {
 public:
  Result<LogQuery> Read(const Json& query, const std::string& path, int depth) {
    if (depth > kMaxLogQueryDepth) return Bad(path, "nests deeper than 32 levels");
    if (++nodes_ > kMaxLogQueryNodes) return Bad(path, "is one of more than 1024 clauses");
    if (!query.is_object() || query.size() != 1)
      return Bad(path, "is no object with one member; " + std::string(kQueries));
    const std::string& kind = query.begin().key();
    const Json& body = query.begin().value();
    const std::string here = path + "." + kind;
    if (kind == "match_all") return LogQuery();
    if (!body.is_object()) return Bad(here, "is " + std::string(JsonTypeName(body)) + "; an object is accepted");
    if (kind == "bool") return ReadBool(body, here, depth);
    if (kind == "query_string") return ReadQueryString(body, here);
    if (kind == "exists") {
      const Json* field = FindMember(body, "field");
      if (field == nullptr || !field->is_string()) return Bad(here, "has no field");
      return Leaf(Op::kExists, field->get<std::string>(), "");
    }
    if (body.size() != 1) return Bad(here, "names " + std::to_string(body.size()) + " fields; one is accepted");
    return ReadFieldQuery(kind, body.begin().key(), body.begin().value(), here);
  }

 private:
  Result<LogQuery> ReadFieldQuery(const std::string& kind, const std::string& field, const Json& body,
                                  const std::string& path) {
    const std::string here = path + "." + field;
    if (kind == "range") return ReadRange(field, body, here);
    if (kind == "terms") return ReadTerms(field, body, here);
    const bool match = kind == "match" || kind == "match_phrase";
    if (!match && kind != "term" && kind != "wildcard") return Bad(path, "is not simulated; " + std::string(kQueries));
    const Json* value = body.is_object() ? FindMember(body, match ? "query" : "value") : &body;
    if (value == nullptr) return Bad(here, std::string("has no ") + (match ? "query" : "value"));
    PANDORA_ASSIGN_OR_RETURN(std::string text, ScalarText(*value, here));
    if (kind == "match") {
      const Json* all = FindMember(body, "operator");
      return ReadMatch(field, text, all != nullptr && (*all == "and" || *all == "AND"));
    }
    if (kind == "wildcard" && text.size() > kMaxLogPattern) return Bad(here, "is longer than 256 bytes");
    return Leaf(kind == "wildcard" ? Op::kWild : Op::kPhrase, field, std::move(text));
  }

  Result<LogQuery> ReadQueryString(const Json& body, const std::string& path) {
    const Json* text = FindMember(body, "query");
    if (text == nullptr || !text->is_string()) return Bad(path, "has no query");
    return ParseLogQuery(text->get<std::string>());
  }

  // Any of the words, or all of them.
  Result<LogQuery> ReadMatch(const std::string& field, const std::string& text, bool all) {
    std::vector<LogQuery> words;
    for (const std::string_view word : Split(text, ' ')) {
      if (word.empty()) continue;
      if (++nodes_ > kMaxLogQueryNodes) return Bad("query", "has more than 1024 clauses");
      words.push_back(Leaf(Op::kPhrase, field, std::string(word)));
    }
    if (words.empty()) words.push_back(Leaf(Op::kPhrase, field, ""));
    return Both(all ? Op::kAnd : Op::kOr, std::move(words));
  }

  Result<LogQuery> ReadTerms(const std::string& field, const Json& values, const std::string& path) {
    if (!values.is_array()) return Bad(path, "is " + std::string(JsonTypeName(values)) + "; a list is accepted");
    std::vector<LogQuery> terms;
    for (const Json& value : values) {
      if (++nodes_ > kMaxLogQueryNodes) return Bad(path, "is one of more than 1024 clauses");
      PANDORA_ASSIGN_OR_RETURN(std::string text, ScalarText(value, path));
      terms.push_back(Leaf(Op::kPhrase, field, std::move(text)));
    }
    if (terms.empty()) return Nothing();
    return Both(Op::kOr, std::move(terms));
  }

  static LogQuery Nothing() {
    LogQuery none;
    none.op = Op::kNot;
    none.children.emplace_back();
    return none;
  }

  Result<LogQuery> ReadRange(const std::string& field, const Json& body, const std::string& path) {
    LogQuery range = Leaf(Op::kRange, field, "");
    if (!body.is_object()) return Bad(path, "is " + std::string(JsonTypeName(body)) + "; an object is accepted");
    for (const auto& [name, value] : body.items()) {
      const bool low = name == "gte" || name == "gt" || name == "from";
      if (!low && name != "lte" && name != "lt" && name != "to") {
        if (name == "format" || name == "boost" || name == "time_zone") continue;
        return Bad(path, "has " + Quote(name, 64) + "; gte, gt, lte and lt are accepted");
      }
      if (value.is_null()) continue;
      PANDORA_ASSIGN_OR_RETURN((low ? range.text : range.high), ScalarText(value, path + "." + name));
      (low ? range.has_low : range.has_high) = true;
      (low ? range.includes_low : range.includes_high) = name != "gt" && name != "lt";
    }
    if (!range.has_low && !range.has_high) return Leaf(Op::kExists, field, "");
    return range;
  }

  // Each of `member`, one query or a list of them.
  Status ReadClauses(const Json& body, const char* member, const std::string& path, int depth,
                     std::vector<LogQuery>* out) {
    const Json* given = FindMember(body, member);
    if (given == nullptr) return {};
    const std::string here = path + "." + member;
    if (!given->is_array()) {
      PANDORA_ASSIGN_OR_RETURN(LogQuery one, Read(*given, here, depth + 1));
      out->push_back(std::move(one));
      return {};
    }
    for (const Json& entry : *given) {
      PANDORA_ASSIGN_OR_RETURN(LogQuery one, Read(entry, here, depth + 1));
      out->push_back(std::move(one));
    }
    return {};
  }

  Result<LogQuery> ReadBool(const Json& body, const std::string& path, int depth) {
    for (const auto& [name, value] : body.items()) {
      constexpr std::string_view kKnown[] = {"must", "filter", "must_not", "should", "minimum_should_match", "boost"};
      bool known = false;
      for (const std::string_view one : kKnown) known = known || one == name;
      if (!known) return Bad(path, "has " + Quote(name, 64) + "; must, filter, must_not and should are accepted");
    }
    std::vector<LogQuery> all, none, any;
    PANDORA_RETURN_IF_ERROR(ReadClauses(body, "must", path, depth, &all));
    PANDORA_RETURN_IF_ERROR(ReadClauses(body, "filter", path, depth, &all));
    PANDORA_RETURN_IF_ERROR(ReadClauses(body, "must_not", path, depth, &none));
    PANDORA_RETURN_IF_ERROR(ReadClauses(body, "should", path, depth, &any));
    const Json* minimum = FindMember(body, "minimum_should_match");
    const int64_t least = minimum == nullptr ? (all.empty() ? 1 : 0) : AsInt64(*minimum).value_or(-1);
    if (least < 0 || least > 1) {
      return Bad(path + ".minimum_should_match", "is " + QuoteJson(*minimum) + "; 0 and 1 are accepted");
    }
    // Without a must, one of should has to match; beside one it would only order by score, and hits have none.
    if (!any.empty() && least == 1) all.push_back(Both(Op::kOr, std::move(any)));
    for (LogQuery& one : none) {
      LogQuery negated;
      negated.op = Op::kNot;
      negated.children.push_back(std::move(one));
      all.push_back(std::move(negated));
    }
    return Both(Op::kAnd, std::move(all));
  }

  int nodes_ = 0;
};

Status AddSort(const Json& entry, std::string* sort) {
  const bool named = entry.is_object() && entry.size() == 1;
  if (!entry.is_string() && !named) return Bad("sort", "is no field; \"time\" and {\"time\": \"desc\"} are accepted");
  const std::string field = named ? entry.begin().key() : entry.get<std::string>();
  if (field == "_score" || field == "_doc") return {};
  std::string order = "asc";
  if (named) {
    const Json& given = entry.begin().value();
    const Json* member = given.is_object() ? FindMember(given, "order") : &given;
    if (member != nullptr && member->is_string()) order = member->get<std::string>();
  }
  *sort += (sort->empty() ? "" : ",") + field + ":" + order;
  return {};
}

Status ReadNumber(const Json& body, const char* member, int64_t* out) {
  const Json* value = FindMember(body, member);
  if (value == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*value);
  if (!number || *number < 0) {
    return Status(ErrorCode::kE8201,
                  std::string(member) + " is " + QuoteJson(*value) + "; a whole number from 0 on is accepted");
  }
  *out = *number;
  return {};
}

}  // namespace

Result<LogSearch> ReadElasticSearch(const Json& body) {
  if (!body.is_object()) return Bad("the search", "is " + std::string(JsonTypeName(body)) + "; an object is required");
  for (const char* member : {"aggs", "aggregations", "post_filter", "suggest", "rescore"}) {
    const Json* given = FindMember(body, member);
    if (given != nullptr && !given->empty()) return Bad(member, "is not simulated; count with /v5/repos/R/histogram");
  }
  LogSearch search;
  if (const Json* query = FindMember(body, "query"); query != nullptr) {
    PANDORA_ASSIGN_OR_RETURN(search.filter, QueryReader().Read(*query, "query", 1));
  }
  if (const Json* sort = FindMember(body, "sort"); sort != nullptr) {
    if (!sort->is_array()) PANDORA_RETURN_IF_ERROR(AddSort(*sort, &search.sort));
    for (size_t i = 0; sort->is_array() && i < sort->size(); ++i) {
      PANDORA_RETURN_IF_ERROR(AddSort((*sort)[i], &search.sort));
    }
  }
  PANDORA_RETURN_IF_ERROR(ReadNumber(body, "from", &search.from));
  PANDORA_RETURN_IF_ERROR(ReadNumber(body, "size", &search.size));
  if (const Json* highlight = FindMember(body, "highlight"); highlight != nullptr)
    search.highlight = DumpJson(*highlight);
  return search;
}

}  // namespace pandora
