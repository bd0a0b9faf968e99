// Document databases: what exports of type mongo write to. A database (kDocumentDatabase, of one host) has collections (kCollection);
// documents are rows of the table `document`: their JSON text, and a key by which updates find them. The key is made of the members that
// the newest export with an updateKey names (CollectionOf::key); exports with different ones make it anew in turn.
//
// A document's _id is 24 hexadecimal digits made of the row's number, unless it brings one: no randomness, no clock.
#ifndef PANDORA_CORE_SINK_MONGO_STORE_H_
#define PANDORA_CORE_SINK_MONGO_STORE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sink/sink.h"

namespace pandora {

struct DocumentDatabase {
  int64_t id = 0;
  std::string host;
  std::string name;
  Instant created;
};

struct DocumentCollection {
  int64_t id = 0;
  std::string name;
  std::vector<std::string> key;  // dotted paths
  Instant created;
};

struct StoredDocument {
  int64_t id = 0;
  Json content;  // without the _id that the row makes
};

class DocumentStore {
 public:
  // `home` must outlive this.
  explicit DocumentStore(const SinkHome& home) : home_(home) {}

  Result<std::vector<DocumentDatabase>> Databases();
  Result<std::vector<DocumentCollection>> List(const DocumentDatabase& database);
  // kNotFound when there is none; kBadRequest when `host` is empty and several hosts have such a database.
  Result<DocumentDatabase> GetDatabase(std::string_view host, std::string_view name);
  Result<DocumentCollection> Get(const DocumentDatabase& database, std::string_view name);  // kNotFound

  // Database and collection, made when they are not there.
  Result<DocumentCollection> Ensure(const std::string& host, const std::string& database, std::string_view name);
  // Makes `key` the collection's key; the cost grows with its documents when it has another.
  Status UseKey(const std::vector<std::string>& key, DocumentCollection* collection);

  Result<int64_t> Insert(const DocumentCollection& collection, const Json& content);
  Status Replace(const DocumentCollection& collection, int64_t id, const Json& content);
  // The oldest with this key (core/sink/mongo_update.h, MongoKey).
  Result<std::optional<StoredDocument>> FindByKey(const DocumentCollection& collection, const std::string& key);

  Result<int64_t> Count(const DocumentCollection& collection);
  // In order of insertion, beginning behind the id `after`. Stops when `visit` answers false. `visit` must not use the store.
  Status Scan(const DocumentCollection& collection, int64_t after, const std::function<bool(StoredDocument)>& visit);
  Result<std::optional<StoredDocument>> FindById(const DocumentCollection& collection, int64_t id);

  // The document as a user sees it, _id first.
  static Json Present(const StoredDocument& document);

 private:
  const SinkHome& home_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_MONGO_STORE_H_
