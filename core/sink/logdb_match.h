// Gives a query (core/sink/logdb_query.h) its meaning for one log repo, and finds the rows of a batch that it matches.
//
// Strings match by the words of their analyzer; a word of the query that falls into several must find them in a row. Numbers, dates
// and booleans compare as such; a date may be cut short (2017-01 is all of January), stands in Beijing time without a zone, and may be
// now, now-1h or a number of seconds or milliseconds. A field that the repo does not have matches nothing and is noted. A list
// matches when one of its elements does. Members of objects that nobody declared are found in their JSON.
#ifndef PANDORA_CORE_SINK_LOGDB_MATCH_H_
#define PANDORA_CORE_SINK_LOGDB_MATCH_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/sink/logdb_query.h"
#include "core/sink/logdb_store.h"
#include "core/sink/logdb_value_test.h"
#include "core/value/record_batch.h"

namespace pandora {

class LogMatcher {
 public:
  // kBadRequest with the position for a value that its field cannot have.
  static Result<LogMatcher> Compile(const LogQuery& query, const LogRepo& repo, Instant now);

  // Sets `rows` to one byte a row of `batch`: 1 for those that match. The batch is as LogRepo::layout sees it.
  void Match(const RecordBatch& batch, std::vector<uint8_t>* rows) const { MatchNode(root_, batch, rows); }

  // The columns it needs, perhaps with repetitions.
  const std::vector<int>& wanted() const { return wanted_; }
  // Remarks for people, such as fields that are not there.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  // One column to look at, and what to look for.
  struct Test {
    std::vector<int> column;          // indexes from the batch inwards
    std::vector<std::string> inside;  // of a column of JSON: names that lead inwards
    bool anywhere = false;            // of a column of JSON: any value in it
    LogValueTest value;
  };
  struct Node {
    LogQuery::Op op = LogQuery::Op::kAll;
    std::vector<Node> children;
    std::vector<Test> tests;  // any of them
  };

  Status CompileNode(const LogQuery& query, const LogRepo& repo, Instant now, Node* node);
  Status CompileNamed(const LogQuery& query, const LogRepo& repo, Instant now, Node* node);
  Status CompileBare(const LogQuery& query, const std::vector<LogField>& fields, const std::vector<StoredField>& stored,
                     std::vector<int>* path, Instant now, Node* node);
  Status AddField(const LogQuery& query, const LogField& field, const StoredField& stored, std::vector<int>* path,
                  Instant now, Node* node);
  void AddTest(const std::vector<int>& path, int last, Test test, Node* node);
  static void MatchNode(const Node& node, const RecordBatch& batch, std::vector<uint8_t>* rows);
  static void MatchTest(const Test& test, const RecordBatch& batch, std::vector<uint8_t>* rows);

  Node root_;
  std::vector<int> wanted_;
  std::vector<std::string> notes_;
};

// The column of single values of the field at `path` ("a.b"), as indexes from the batch inwards, and the field itself. kBadRequest
// with a suggestion when there is no such field, or it has no single values to sort or count by.
struct LogColumn {
  std::vector<int> column;
  const LogField* field = nullptr;  // in the repo
};
Result<LogColumn> FindLogColumn(const LogRepo& repo, std::string_view path);

// Follows the indexes; nullptr when the column was not read.
const Column* ColumnAt(const RecordBatch& batch, const std::vector<int>& path);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_MATCH_H_
