#include "core/sink/logdb_highlight.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/format/json.h"
#include "core/sink/logdb_text.h"

namespace pandora {
namespace {

using Op = LogQuery::Op;
using Mark = std::pair<size_t, size_t>;  // [begin, end) in bytes

Status BadHighlight(const std::string& member, const Json& value, const std::string& accepted) {
  return Status(ErrorCode::kBadRequest,
                "highlight." + member + " is " + Quote(DumpJson(value)) + "; " + accepted + " is accepted");
}

// The first of a list of texts: what Elasticsearch takes for all but its own fast highlighter.
Status ReadTag(const Json& json, const char* member, std::string* out) {
  const Json* tags = FindMember(json, member);
  if (tags == nullptr) return {};
  const Json* tag = tags->is_array() && !tags->empty() ? &tags->front() : tags;
  if (tags->is_array() && tags->empty()) return {};
  if (!tag->is_string()) return BadHighlight(member, *tags, "a list of texts such as [\"<em>\"]");
  *out = tag->get<std::string>();
  return {};
}

Status ReadCount(const Json& json, const char* member, int64_t low, int64_t high, int64_t* out) {
  const Json* value = FindMember(json, member);
  if (value == nullptr) return {};
  const std::optional<int64_t> number = AsInt64(*value);
  // Clients send 0 for what they leave out.
  if (number && *number == 0 && low > 0) return {};
  if (!number || *number < low || *number > high) {
    return BadHighlight(member, *value, std::to_string(low) + " to " + std::to_string(high));
  }
  *out = *number;
  return {};
}

Status ReadFields(const Json& json, std::vector<std::string>* out) {
  const Json* fields = FindMember(json, "fields");
  if (fields == nullptr || fields->empty()) return {};
  if (!fields->is_object()) return BadHighlight("fields", *fields, "an object such as {\"message\": {}}");
  if (fields->size() > kMaxLogHighlightFields) {
    return Status(ErrorCode::kBadRequest, "highlight.fields has more than 100 members");
  }
  out->clear();
  for (const auto& [name, options] : fields->items()) {
    if (name.size() > kMaxLogPattern) {
      return Status(ErrorCode::kBadRequest, "highlight.fields has a name longer than 256 bytes");
    }
    out->push_back(name);
  }
  return {};
}

// Marks one record.
class Marker {
 public:
  Marker(const LogHighlight& highlight, const LogQuery& query) : highlight_(highlight) { Collect(query); }

  // `value` stands at `path`, and `field` declares it if anything does. As deep as the record, which ParseJson has bounded.
  void MarkValue(const Json& value, const std::string& path, const LogField* field) {
    if (value.is_string()) {
      MarkText(value.get_ref<const std::string&>(), path, field == nullptr ? Analyzer::kStandard : AnalyzerOf(*field));
    } else if (value.is_array()) {
      for (const Json& element : value) MarkValue(element, path, field);
    } else if (value.is_object()) {
      for (const auto& [name, member] : value.items()) {
        MarkValue(member, path + "." + name, field == nullptr ? nullptr : FindLogField(field->fields, name));
      }
    }
  }

  const Json& found() const { return found_; }

 private:
  static Analyzer AnalyzerOf(const LogField& field) {
    return field.kind == LogKind::kIp ? Analyzer::kKeyword : field.analyzer;
  }

  void Collect(const LogQuery& query) {
    if (query.op == Op::kNot) return;
    if (query.op == Op::kWord || query.op == Op::kPhrase || query.op == Op::kWild) clauses_.push_back(&query);
    for (const LogQuery& child : query.children) Collect(child);
  }

  void MarkText(const std::string& text, const std::string& path, Analyzer analyzer) {
    const bool wanted = std::any_of(highlight_.fields.begin(), highlight_.fields.end(),
                                    [&](const std::string& pattern) { return MatchesWildcard(pattern, path); });
    if (!wanted) return;
    std::vector<Mark> marks;
    for (const LogQuery* clause : clauses_) {
      const bool here = clause->field.empty() || clause->field == path || !highlight_.require_field_match;
      if (here) AddMarks(*clause, analyzer, text, &marks);
    }
    if (!marks.empty()) AddFragments(text, std::move(marks), path);
  }

  static void AddMarks(const LogQuery& clause, Analyzer analyzer, const std::string& text, std::vector<Mark>* marks) {
    if (clause.op == Op::kWild) {
      const std::string pattern = SpellAs(analyzer, clause.text);
      for (WordCursor cursor(analyzer, text); cursor.Next();) {
        if (MatchesWildcard(pattern, cursor.word())) marks->emplace_back(cursor.begin(), cursor.end());
      }
      return;
    }
    const std::vector<std::string> words = WordsOf(analyzer, clause.text);
    if (words.empty()) return;
    for (WordCursor cursor(analyzer, text); cursor.Next();) {
      if (cursor.word() != words[0]) continue;
      std::vector<Mark> row = {{cursor.begin(), cursor.end()}};
      for (WordCursor ahead = cursor; row.size() < words.size() && ahead.Next() && ahead.word() == words[row.size()];) {
        row.emplace_back(ahead.begin(), ahead.end());
      }
      if (row.size() == words.size()) marks->insert(marks->end(), row.begin(), row.end());
    }
  }

  // Cuts `text` at blanks into pieces of fragment_size characters, and writes those that hold marks.
  void AddFragments(const std::string& text, std::vector<Mark> marks, const std::string& path) {
    std::sort(marks.begin(), marks.end());
    // Words of a path begin alike: the longest holds the others.
    std::vector<Mark> apart;
    for (const Mark& mark : marks) {
      if (apart.empty() || mark.first >= apart.back().second) {
        apart.push_back(mark);
      } else {
        apart.back().second = std::max(apart.back().second, mark.second);
      }
    }
    Json& fragments = found_[path];
    const bool whole = highlight_.number_of_fragments == 0;
    size_t next = 0, count = 0;
    for (size_t begin = 0; begin < text.size() && next < apart.size();) {
      const size_t end = whole ? text.size() : PieceEnd(text, begin, apart, next);
      const size_t first = next;
      while (next < apart.size() && apart[next].first < end) ++next;
      if (next > first && (whole || count++ < static_cast<size_t>(highlight_.number_of_fragments))) {
        fragments.push_back(
            Written(text, begin, end,
                    {apart.begin() + static_cast<ptrdiff_t>(first), apart.begin() + static_cast<ptrdiff_t>(next)}));
      }
      begin = end;
    }
  }

  // Where the piece that begins at `begin` ends: behind a blank if there is one, never inside a mark or a character.
  size_t PieceEnd(const std::string& text, size_t begin, const std::vector<Mark>& marks, size_t next) const {
    size_t end = begin, blank = begin;
    for (int64_t characters = 0; end < text.size() && characters < highlight_.fragment_size; ++characters) {
      if (text[end] == ' ' || text[end] == '\n') blank = end + 1;
      ++end;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    }
    if (end < text.size() && blank > begin) end = blank;
    for (; next < marks.size() && marks[next].first < end; ++next) end = std::max(end, marks[next].second);
    return end;
  }

  std::string Written(const std::string& text, size_t begin, size_t end, const std::vector<Mark>& marks) const {
    std::string out;
    size_t at = begin;
    for (const Mark& mark : marks) {
      out.append(text, at, mark.first - at);
      out += highlight_.pre;
      out.append(text, mark.first, mark.second - mark.first);
      out += highlight_.post;
      at = mark.second;
    }
    return out.append(text, at, end - at);
  }

  const LogHighlight& highlight_;
  std::vector<const LogQuery*> clauses_;
  Json found_ = Json::object();
};

}  // namespace

Result<std::optional<LogHighlight>> ReadLogHighlight(std::string_view json) {
  if (json.empty() || json == "false" || json == "null") return std::optional<LogHighlight>();
  if (json.size() > kMaxLogHighlight) return Status(ErrorCode::kBadRequest, "highlight is longer than 16384 bytes");
  LogHighlight highlight;
  if (json == "true") return std::optional<LogHighlight>(std::move(highlight));
  PANDORA_ASSIGN_OR_RETURN(const Json given, ParseJson(json));
  if (!given.is_object()) {
    return Status(ErrorCode::kBadRequest, "highlight is " + std::string(JsonTypeName(given)) +
                                              R"(; an object such as {"fields": {"*": {}}} is accepted)");
  }
  PANDORA_RETURN_IF_ERROR(ReadTag(given, "pre_tags", &highlight.pre));
  PANDORA_RETURN_IF_ERROR(ReadTag(given, "post_tags", &highlight.post));
  PANDORA_RETURN_IF_ERROR(ReadFields(given, &highlight.fields));
  PANDORA_RETURN_IF_ERROR(ReadCount(given, "fragment_size", 1, kMaxLogFragment, &highlight.fragment_size));
  PANDORA_RETURN_IF_ERROR(ReadCount(given, "number_of_fragments", 0, kMaxLogFragments, &highlight.number_of_fragments));
  if (const Json* match = FindMember(given, "require_field_match"); match != nullptr) {
    if (!match->is_boolean()) return BadHighlight("require_field_match", *match, "true or false");
    highlight.require_field_match = match->get<bool>();
  }
  return std::optional<LogHighlight>(std::move(highlight));
}

std::string MarkRecord(const LogHighlight& highlight, const LogQuery& query, const std::vector<LogField>& fields,
                       const std::string& record) {
  const Result<Json> json = ParseJson(record);
  if (!json.ok() || !json->is_object()) return "";
  Marker marker(highlight, query);
  for (const auto& [name, value] : json->items()) marker.MarkValue(value, name, FindLogField(fields, name));
  return marker.found().empty() ? "" : DumpJson(marker.found());
}

}  // namespace pandora
