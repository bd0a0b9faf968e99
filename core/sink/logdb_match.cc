#include "core/sink/logdb_match.h"

#include "core/base/text.h"
#include "core/format/json_cursor.h"

namespace pandora {
namespace {

using Op = LogQuery::Op;

// Looks for a value that passes in JSON text, without building it.
class JsonSearch {
 public:
  JsonSearch(std::string_view text, const std::vector<std::string>& inside, bool anywhere, const LogValueTest& value)
      : cursor_(text), inside_(inside), anywhere_(anywhere), value_(value) {}

  bool Found() { return Look(cursor_.Begin(), 0, kMaxJsonDepth); }

 private:
  // Reads the value that was begun; `depth` names were followed so far. Lists are looked through, as if each element stood alone.
  bool Look(JsonKind kind, size_t depth, int levels) {
    const bool here = anywhere_ || depth == inside_.size();
    if (here && value_.any() && kind != JsonKind::kNull && kind != JsonKind::kError) return true;
    switch (kind) {
      case JsonKind::kError:
      case JsonKind::kNull: return false;
      case JsonKind::kBoolean: return here && value_.PassesBoolean(cursor_.text() == "true");
      case JsonKind::kNumber: {
        const std::optional<double> number = here ? ParseDouble(cursor_.text()) : std::nullopt;
        return number && value_.PassesNumber(*number);
      }
      case JsonKind::kString: return here && value_.PassesText(Unescaped());
      case JsonKind::kArray:
        for (bool first = true; levels > 0 && cursor_.NextElement(first); first = false) {
          if (Look(cursor_.Begin(), depth, levels - 1)) return true;
        }
        return false;
      case JsonKind::kObject:
        for (bool first = true; levels > 0 && cursor_.NextMember(first); first = false) {
          if (anywhere_ || (depth < inside_.size() && Unescaped() == inside_[depth])) {
            if (Look(cursor_.Begin(), depth + 1, levels - 1)) return true;
          } else {
            cursor_.Skip(cursor_.Begin(), levels);
          }
        }
        return false;
    }
    return false;
  }

  std::string_view Unescaped() {
    if (!cursor_.escaped()) return cursor_.text();
    unescaped_.clear();
    AppendJsonUnescaped(cursor_.text(), &unescaped_);
    return unescaped_;
  }

  JsonCursor cursor_;
  const std::vector<std::string>& inside_;
  const bool anywhere_;
  const LogValueTest& value_;
  std::string unescaped_;
};

std::string NoSuchField(const LogRepo& repo, const std::string& path, std::string_view name,
                        const std::vector<LogField>& fields) {
  std::vector<std::string_view> names;
  for (const LogField& field : fields) names.push_back(field.name);
  const std::string_view near = DidYouMean(name, names);
  return "log repo " + Quote(repo.name, 130) + " has no field " + Quote(path, 256) +
         (near.empty() ? "" : "; did you mean " + Quote(near, 130) + "?");
}

}  // namespace

const Column* ColumnAt(const RecordBatch& batch, const std::vector<int>& path) {
  const Column* column = &batch.columns[static_cast<size_t>(path[0])];
  for (size_t i = 1; i < path.size() && column->size == batch.rows; ++i) {
    column = &column->children[static_cast<size_t>(path[i])];
  }
  return column->size == batch.rows ? column : nullptr;
}

Result<LogColumn> FindLogColumn(const LogRepo& repo, std::string_view path) {
  const std::vector<LogField>* fields = &repo.fields;
  const std::vector<StoredField>* stored = &repo.layout.fields;
  LogColumn found;
  for (const std::string_view name : Split(path, '.')) {
    found.field = FindLogField(*fields, name);
    if (found.field == nullptr) {
      return Status(ErrorCode::kBadRequest, NoSuchField(repo, std::string(path), name, *fields));
    }
    const StoredField& place = (*stored)[static_cast<size_t>(found.field - fields->data())];
    found.column.push_back(place.single);
    if (place.single < 0) break;
    fields = &found.field->fields;
    stored = &place.fields;
  }
  if (found.field->kind == LogKind::kObject || found.field->kind == LogKind::kGeoPoint) {
    return Status(ErrorCode::kBadRequest, "field " + Quote(path, 256) + " is " +
                                              std::string(LogKindName(found.field->kind)) +
                                              ", which has no order; a field of single values is accepted");
  }
  return found;
}

Result<LogMatcher> LogMatcher::Compile(const LogQuery& query, const LogRepo& repo, Instant now) {
  LogMatcher matcher;
  PANDORA_RETURN_IF_ERROR(matcher.CompileNode(query, repo, now, &matcher.root_));
  return matcher;
}

Status LogMatcher::CompileNode(const LogQuery& query, const LogRepo& repo, Instant now, Node* node) {
  node->op = query.op;
  for (const LogQuery& child : query.children) {
    node->children.emplace_back();
    PANDORA_RETURN_IF_ERROR(CompileNode(child, repo, now, &node->children.back()));
  }
  if (query.op < Op::kExists) return {};
  std::vector<int> path;
  if (!query.field.empty()) return CompileNamed(query, repo, now, node);
  return CompileBare(query, repo.fields, repo.layout.fields, &path, now, node);
}

void LogMatcher::AddTest(const std::vector<int>& path, int last, Test test, Node* node) {
  if (last < 0) return;
  test.column = path;
  test.column.push_back(last);
  wanted_.push_back(test.column[0]);
  node->tests.push_back(std::move(test));
}

// The tests of a field whose whole path was followed.
Status LogMatcher::AddField(const LogQuery& query, const LogField& field, const StoredField& stored,
                            std::vector<int>* path, Instant now, Node* node) {
  Test json;
  json.value = LogValueTest::ForJson(query);
  json.anywhere = query.op != Op::kExists && field.kind == LogKind::kGeoPoint;
  AddTest(*path, stored.json, std::move(json), node);
  if (field.kind == LogKind::kObject && query.op != Op::kExists) return {};
  PANDORA_ASSIGN_OR_RETURN(LogValueTest value, LogValueTest::ForField(query, field, now));
  Test test;
  test.value = std::move(value);
  AddTest(*path, stored.single, test, node);
  AddTest(*path, stored.list, std::move(test), node);
  return {};
}

Status LogMatcher::CompileNamed(const LogQuery& query, const LogRepo& repo, Instant now, Node* node) {
  const std::vector<std::string_view> names = Split(query.field, '.');
  const std::vector<LogField>* fields = &repo.fields;
  const std::vector<StoredField>* stored = &repo.layout.fields;
  std::vector<int> path;
  for (size_t i = 0; i < names.size(); ++i) {
    const LogField* field = FindLogField(*fields, names[i]);
    if (field == nullptr) {
      // An object's members need not be declared; outside of one this is a slip.
      if (i == 0) notes_.push_back(NoSuchField(repo, query.field, names[i], *fields));
      return {};
    }
    const StoredField& place = (*stored)[static_cast<size_t>(field - fields->data())];
    if (i + 1 == names.size()) return AddField(query, *field, place, &path, now, node);
    if (field->kind != LogKind::kObject) {
      notes_.push_back("field " + Quote(names[i], 130) + " is " + std::string(LogKindName(field->kind)) +
                       ", which has no members");
      return {};
    }
    Test json;
    json.value = LogValueTest::ForJson(query);
    for (size_t j = i + 1; j < names.size(); ++j) json.inside.emplace_back(names[j]);
    AddTest(path, place.json, std::move(json), node);
    if (place.single < 0) return {};
    path.push_back(place.single);
    fields = &field->fields;
    stored = &place.fields;
  }
  return {};
}

// Every string field, and whatever stands in JSON.
Status LogMatcher::CompileBare(const LogQuery& query, const std::vector<LogField>& fields,
                               const std::vector<StoredField>& stored, std::vector<int>* path, Instant now,
                               Node* node) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].kind == LogKind::kString || fields[i].kind == LogKind::kIp) {
      PANDORA_RETURN_IF_ERROR(AddField(query, fields[i], stored[i], path, now, node));
    } else if (fields[i].kind == LogKind::kObject) {
      Test json;
      json.value = LogValueTest::ForJson(query);
      json.anywhere = true;
      AddTest(*path, stored[i].json, std::move(json), node);
      if (stored[i].single < 0) continue;
      path->push_back(stored[i].single);
      PANDORA_RETURN_IF_ERROR(CompileBare(query, fields[i].fields, stored[i].fields, path, now, node));
      path->pop_back();
    }
  }
  return {};
}

void LogMatcher::MatchTest(const Test& test, const RecordBatch& batch, std::vector<uint8_t>* rows) {
  const Column* const column = ColumnAt(batch, test.column);
  if (column == nullptr) return;
  const bool json = column->type.kind == Kind::kJsonString;
  for (size_t row = 0; row < batch.rows; ++row) {
    if ((*rows)[row] != 0 || column->IsNull(row)) continue;
    const bool passes = json ? JsonSearch(column->Text(row), test.inside, test.anywhere, test.value).Found()
                             : test.value.Passes(*column, row);
    if (passes) (*rows)[row] = 1;
  }
}

void LogMatcher::MatchNode(const Node& node, const RecordBatch& batch, std::vector<uint8_t>* rows) {
  rows->assign(batch.rows, node.op == Op::kAll || node.op == Op::kAnd ? 1 : 0);
  for (const Test& test : node.tests) MatchTest(test, batch, rows);
  std::vector<uint8_t> inner;
  for (const Node& child : node.children) {
    MatchNode(child, batch, &inner);
    for (size_t row = 0; row < batch.rows; ++row) {
      switch (node.op) {
        case Op::kAnd: (*rows)[row] &= inner[row]; break;
        case Op::kNot: (*rows)[row] = inner[row] == 0 ? 1 : 0; break;
        default: (*rows)[row] |= inner[row];
      }
    }
  }
}

}  // namespace pandora
