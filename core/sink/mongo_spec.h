// What a user writes for an export of type mongo (seed 001:698-716), read and checked; and the document template that it holds.
#ifndef PANDORA_CORE_SINK_MONGO_SPEC_H_
#define PANDORA_CORE_SINK_MONGO_SPEC_H_

#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/record_batch.h"

namespace pandora {

enum class MongoMode { kInsert, kUpdate, kUpsert };

struct MongoSpec {
  std::string host;
  std::string database;
  std::string collection;
  MongoMode mode = MongoMode::kInsert;
  std::vector<std::string> update_key;  // names in the document
  Json doc;                             // as given; null: every field as it is
  bool operators = false;               // `doc` is an update such as {"$inc": {...}}
};

// E18305 for a member that is missing or wrong (`mode` may be written `Mode`, spec/conflicts.md C41; operators of `doc` other than
// kMongoOperators); E18111 for a reference in `doc` to a field that `schema` lacks. Without a schema references are taken on trust.
Result<MongoSpec> ReadMongoSpec(const Json& spec, const Schema* schema);

// A JSON value with references to fields in it: "#x", "$#x" anywhere, and "x" alone when x is a field (spec/conflicts.md C4).
class MongoTemplate {
 public:
  // A reference to a field that `source` lacks is null.
  static MongoTemplate Compile(const Json& json, const Schema& source);
  // All fields of `source` as they are.
  static MongoTemplate AllFields(const Schema& source);

  Json Fill(const RecordBatch& batch, size_t row) const;
  void AddSources(std::vector<int>* sources) const;

 private:
  Json constant_;
  int field_ = -1;
  std::vector<std::string> names_;       // of an object's members
  std::vector<MongoTemplate> children_;  // members or elements that are not all constant
};

// A value of a record as a document holds it: dates and jsonstrings as text, maps as objects.
Json MongoValue(const Column& column, size_t row);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_MONGO_SPEC_H_
