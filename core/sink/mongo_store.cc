#include "core/sink/mongo_store.h"

#include "core/base/text.h"
#include "core/sink/mongo_update.h"
#include "core/sink/sink_resource.h"

namespace pandora {
namespace {

// "HOST/NAME": a name has no slash.
Result<DocumentDatabase> LoadDatabase(const Resource& resource) {
  const size_t slash = resource.name.rfind('/');
  DocumentDatabase database;
  database.id = resource.id;
  database.host = resource.name.substr(0, slash);
  database.name = slash == std::string::npos ? resource.name : resource.name.substr(slash + 1);
  database.created = resource.created;
  return database;
}

Result<DocumentCollection> LoadCollection(const Resource& resource) {
  DocumentCollection collection;
  collection.id = resource.id;
  collection.name = resource.name;
  collection.created = resource.created;
  PANDORA_ASSIGN_OR_RETURN(const Json definition, ParseJson(resource.definition));
  const auto key = definition.is_object() ? definition.find("key") : definition.end();
  if (!definition.is_object() || key == definition.end()) return collection;
  for (const Json& path : *key) {
    if (path.is_string()) collection.key.push_back(path.get<std::string>());
  }
  return collection;
}

Result<StoredDocument> ReadRow(const Statement& select) {
  StoredDocument document;
  document.id = select.Int(0);
  PANDORA_ASSIGN_OR_RETURN(document.content, ParseJson(select.Text(1)));
  return document;
}

}  // namespace

Result<std::vector<DocumentDatabase>> DocumentStore::Databases() {
  return ListSinkResources(home_, ResourceKind::kDocumentDatabase, 0, LoadDatabase);
}

Result<std::vector<DocumentCollection>> DocumentStore::List(const DocumentDatabase& database) {
  return ListSinkResources(home_, ResourceKind::kCollection, database.id, LoadCollection);
}

Result<DocumentDatabase> DocumentStore::GetDatabase(std::string_view host, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<DocumentDatabase> databases, Databases());
  const DocumentDatabase* found = nullptr;
  for (const DocumentDatabase& database : databases) {
    if (database.name != name || (!host.empty() && database.host != host)) continue;
    if (found != nullptr) {
      return Status(ErrorCode::kBadRequest, "several hosts have a database " + Quote(name, 130) + ", such as " +
                                                Quote(found->host, 130) + " and " + Quote(database.host, 130) +
                                                ": say which with the query parameter host");
    }
    found = &database;
  }
  if (found == nullptr) return Status(ErrorCode::kNotFound, "document database " + Quote(name, 130));
  return *found;
}

Result<DocumentCollection> DocumentStore::Get(const DocumentDatabase& database, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<DocumentCollection> found,
                           FindSinkResource(home_, ResourceKind::kCollection, database.id, name, LoadCollection));
  if (!found) {
    return Status(ErrorCode::kNotFound, "collection " + Quote(name, 130) + " in database " + Quote(database.name, 130));
  }
  return *std::move(found);
}

Result<DocumentCollection> DocumentStore::Ensure(const std::string& host, const std::string& database,
                                                 std::string_view name) {
  const std::string full = host + "/" + database;
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> parent,
                           home_.catalog->Find(ResourceKind::kDocumentDatabase, home_.account, 0, full));
  int64_t parent_id = parent ? parent->id : 0;
  if (!parent) {
    PANDORA_ASSIGN_OR_RETURN(const Resource made, CreateSinkResource(home_, ResourceKind::kDocumentDatabase, 0, full));
    parent_id = made.id;
  }
  PANDORA_ASSIGN_OR_RETURN(std::optional<DocumentCollection> found,
                           FindSinkResource(home_, ResourceKind::kCollection, parent_id, name, LoadCollection));
  if (found) return *std::move(found);
  PANDORA_ASSIGN_OR_RETURN(const Resource made, CreateSinkResource(home_, ResourceKind::kCollection, parent_id, name));
  return LoadCollection(made);
}

Status DocumentStore::UseKey(const std::vector<std::string>& key, DocumentCollection* collection) {
  if (collection->key == key) return {};
  collection->key = key;
  Json definition = Json::object();
  definition["key"] = key;
  PANDORA_RETURN_IF_ERROR(ChangeSinkDefinition(home_, collection->id, DumpJson(definition)));
  // Page by page: a statement that changes the table must not run inside one that walks over it.
  int64_t after = 0;
  std::vector<StoredDocument> page;
  do {
    page.clear();
    PANDORA_RETURN_IF_ERROR(Scan(*collection, after, [&page](StoredDocument document) {
      page.push_back(std::move(document));
      return page.size() < 1000;
    }));
    for (const StoredDocument& document : page) {
      PANDORA_RETURN_IF_ERROR(Replace(*collection, document.id, document.content));
      after = document.id;
    }
  } while (!page.empty());
  return {};
}

Result<int64_t> DocumentStore::Insert(const DocumentCollection& collection, const Json& content) {
  PANDORA_RETURN_IF_ERROR(home_.file->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert,
                           home_.file->db().Cached("INSERT INTO document(collection, key, content) VALUES(?1,?2,?3)"));
  const std::string key = MongoKeyOf(content, collection.key);
  const std::string text = DumpJson(content);
  PANDORA_RETURN_IF_ERROR(insert->BindInt(1, collection.id).BindBlob(2, key).BindText(3, text).Run());
  return home_.file->db().last_insert_rowid();
}

Status DocumentStore::Replace(const DocumentCollection& collection, int64_t id, const Json& content) {
  PANDORA_RETURN_IF_ERROR(home_.file->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const update,
                           home_.file->db().Cached("UPDATE document SET key=?2, content=?3 WHERE id=?1"));
  const std::string key = MongoKeyOf(content, collection.key);
  const std::string text = DumpJson(content);
  return update->BindInt(1, id).BindBlob(2, key).BindText(3, text).Run();
}

Result<std::optional<StoredDocument>> DocumentStore::FindByKey(const DocumentCollection& collection,
                                                               const std::string& key) {
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      home_.file->db().Cached("SELECT id, content FROM document WHERE collection=?1 AND key=?2 ORDER BY id LIMIT 1"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindInt(1, collection.id).BindBlob(2, key).Step());
  if (!found) return std::optional<StoredDocument>();
  PANDORA_ASSIGN_OR_RETURN(StoredDocument document, ReadRow(*select));
  return std::optional<StoredDocument>(std::move(document));
}

Result<int64_t> DocumentStore::Count(const DocumentCollection& collection) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const count,
                           home_.file->db().Cached("SELECT count(*) FROM document WHERE collection=?1"));
  ScopedReset reset(count);
  PANDORA_RETURN_IF_ERROR(count->BindInt(1, collection.id).Step().status());
  return count->Int(0);
}

Status DocumentStore::Scan(const DocumentCollection& collection, int64_t after,
                           const std::function<bool(StoredDocument)>& visit) {
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      home_.file->db().Cached("SELECT id, content FROM document WHERE collection=?1 AND id>?2 ORDER BY id"));
  ScopedReset reset(select);
  select->BindInt(1, collection.id).BindInt(2, after);
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) return {};
    PANDORA_ASSIGN_OR_RETURN(StoredDocument document, ReadRow(*select));
    if (!visit(std::move(document))) return {};
  }
}

Result<std::optional<StoredDocument>> DocumentStore::FindById(const DocumentCollection& collection, int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           home_.file->db().Cached("SELECT id, content FROM document WHERE id=?1 AND collection=?2"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindInt(1, id).BindInt(2, collection.id).Step());
  if (!found) return std::optional<StoredDocument>();
  PANDORA_ASSIGN_OR_RETURN(StoredDocument document, ReadRow(*select));
  return std::optional<StoredDocument>(std::move(document));
}

Json DocumentStore::Present(const StoredDocument& document) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id(24, '0');
  uint64_t number = static_cast<uint64_t>(document.id);
  for (size_t k = id.size(); number != 0; number >>= 4) id[--k] = kDigits[number & 15];
  Json json = Json::object();
  json["_id"] = id;
  for (const auto& [name, value] : document.content.items()) json[name] = value;
  return json;
}

}  // namespace pandora
