#include "core/sink/mongo_export.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/base/text.h"
#include "core/sink/mongo_spec.h"
#include "core/sink/mongo_store.h"
#include "core/sink/mongo_update.h"

namespace pandora {
namespace {

// Documents that one run keeps in memory before it writes them.
constexpr size_t kMaxHeld = 4096;

class MongoWriter final : public SinkWriter {
 public:
  MongoWriter(const MongoSpec& spec, const Schema& source, const SinkHome& home, DocumentCollection collection)
      : spec_(spec),
        home_(home),
        store_(home_),
        collection_(std::move(collection)),
        doc_(spec.doc.is_null() ? MongoTemplate::AllFields(source) : MongoTemplate::Compile(spec.doc, source)) {
    for (const std::string& name : spec_.update_key) keys_.push_back(source.Find(name));
    doc_.AddSources(&wanted_);
    for (const int field : keys_) {
      if (field >= 0) wanted_.push_back(field);
    }
    std::sort(wanted_.begin(), wanted_.end());
    wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
  }

  const std::vector<int>& wanted() const override { return wanted_; }

  Status Write(RecordBatch batch, int64_t first, SinkReport* report) override {
    for (size_t row = 0; row < batch.rows; ++row) {
      const int64_t offset = first + static_cast<int64_t>(row);
      if (spec_.mode == MongoMode::kInsert) {
        PANDORA_RETURN_IF_ERROR(Insert(batch, row, offset, report));
      } else {
        PANDORA_RETURN_IF_ERROR(Update(batch, row, offset, report));
      }
    }
    return {};
  }

  Status Finish() override {
    for (Held& held : held_) {
      if (held.id == 0) {
        PANDORA_RETURN_IF_ERROR(store_.Insert(collection_, held.content).status());
      } else if (held.changed) {
        PANDORA_RETURN_IF_ERROR(store_.Replace(collection_, held.id, held.content));
      }
    }
    held_.clear();
    by_key_.clear();
    return {};
  }

 private:
  // A document that was read, or that is to be inserted (id 0).
  struct Held {
    int64_t id = 0;
    bool changed = false;
    Json content;
  };

  // "" or why `doc` could not be changed by what the record brings.
  std::string Apply(const Json& filled, bool inserting, Json* doc) const {
    if (spec_.operators) return ApplyMongoUpdate(filled, inserting, doc);
    for (const auto& [name, value] : filled.items()) (*doc)[name] = value;
    return "";
  }

  Status Insert(const RecordBatch& batch, size_t row, int64_t offset, SinkReport* report) {
    Json doc = Json::object();
    std::string problem = Apply(doc_.Fill(batch, row), true, &doc);
    if (!problem.empty()) {
      report->Reject(offset, std::move(problem), false);
      return {};
    }
    ++report->written;
    return store_.Insert(collection_, doc).status();
  }

  // The value of an updateKey member: the field of its name, else what `doc` sets there.
  Json KeyValue(const RecordBatch& batch, size_t row, size_t k, const Json& filled) const {
    if (keys_[k] >= 0) return MongoValue(batch.columns[static_cast<size_t>(keys_[k])], row);
    for (const char* op : {"$set", "$setOnInsert"}) {
      const auto members = spec_.operators ? filled.find(op) : filled.end();
      if (members == filled.end()) continue;
      const auto set = members->find(spec_.update_key[k]);
      if (set != members->end()) return *set;
    }
    const Json* plain = spec_.operators ? nullptr : FindMongoPath(filled, spec_.update_key[k]);
    return plain == nullptr ? Json() : *plain;
  }

  Status Update(const RecordBatch& batch, size_t row, int64_t offset, SinkReport* report) {
    const Json filled = doc_.Fill(batch, row);
    std::vector<Json> values;
    for (size_t k = 0; k < keys_.size(); ++k) values.push_back(KeyValue(batch, row, k, filled));
    const std::string key = MongoKey(values);
    PANDORA_ASSIGN_OR_RETURN(Held* const present, FindHeld(key));
    if (present == nullptr && spec_.mode == MongoMode::kUpdate) {
      report->Reject(offset, "no document has " + DescribeKey(values), true);
      return {};
    }
    Json doc = Json::object();
    if (present != nullptr) {
      doc = present->content;
    } else {
      for (size_t k = 0; k < values.size(); ++k) SetMongoPath(spec_.update_key[k], values[k], &doc);
    }
    std::string problem = Apply(filled, present == nullptr, &doc);
    if (!problem.empty()) {
      report->Reject(offset, std::move(problem), false);
      return {};
    }
    ++report->written;
    const bool same_key = MongoKeyOf(doc, spec_.update_key) == key;
    if (present != nullptr) {
      present->content = std::move(doc);
      present->changed = true;
    } else {
      Hold(key, Held{0, true, std::move(doc)});
    }
    // One that has another key now is found by it from the table only.
    return same_key && held_.size() < kMaxHeld ? Status() : Finish();
  }

  void Hold(const std::string& key, Held held) {
    by_key_[key] = held_.size();
    held_.push_back(std::move(held));
  }

  // nullptr when no document has the key.
  Result<Held*> FindHeld(const std::string& key) {
    if (const auto known = by_key_.find(key); known != by_key_.end()) return &held_[known->second];
    PANDORA_ASSIGN_OR_RETURN(std::optional<StoredDocument> stored, store_.FindByKey(collection_, key));
    if (!stored) return static_cast<Held*>(nullptr);
    Hold(key, Held{stored->id, false, std::move(stored->content)});
    return &held_.back();
  }

  std::string DescribeKey(const std::vector<Json>& values) const {
    std::string text;
    for (size_t k = 0; k < values.size(); ++k) {
      text += (k == 0 ? "" : ", ") + spec_.update_key[k] + " " + Quote(DumpJson(values[k]));
    }
    return text;
  }

  MongoSpec spec_;
  SinkHome home_;
  DocumentStore store_;
  DocumentCollection collection_;
  MongoTemplate doc_;
  std::vector<int> keys_;  // source of each updateKey member, -1 for none
  std::vector<int> wanted_;
  std::vector<Held> held_;                          // in order of appearance: so they are inserted
  std::unordered_map<std::string, size_t> by_key_;  // look-ups only
};

Status CheckMongo(const Json& spec, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(const MongoSpec read, ReadMongoSpec(spec, &source));
  return DocumentStore(home).Ensure(read.host, read.database, read.collection).status();
}

Result<std::unique_ptr<SinkWriter>> OpenMongo(const Json& spec, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(const MongoSpec read, ReadMongoSpec(spec, nullptr));
  DocumentStore store(home);
  PANDORA_ASSIGN_OR_RETURN(DocumentCollection collection, store.Ensure(read.host, read.database, read.collection));
  if (read.mode != MongoMode::kInsert) PANDORA_RETURN_IF_ERROR(store.UseKey(read.update_key, &collection));
  return std::unique_ptr<SinkWriter>(std::make_unique<MongoWriter>(read, source, home, std::move(collection)));
}

}  // namespace

const SinkType kMongoSink{"mongo", CheckMongo, OpenMongo};

}  // namespace pandora
