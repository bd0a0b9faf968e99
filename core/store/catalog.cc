#include "core/store/catalog.h"

namespace pandora {
namespace {

Resource ReadResource(const Statement& row) {
  Resource resource;
  resource.id = row.Int(0);
  resource.kind = static_cast<ResourceKind>(row.Int(1));
  resource.account = row.Text(2);
  resource.parent = row.Int(3);
  resource.name = row.Text(4);
  resource.target = row.Int(5);
  resource.definition = row.Text(6);
  resource.created.micros = row.Int(7);
  resource.updated.micros = row.Int(8);
  return resource;
}

Result<std::optional<Resource>> ReadOne(Statement* select) {
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
  if (!found) return std::optional<Resource>();
  return std::optional<Resource>(ReadResource(*select));
}

Result<std::vector<Resource>> ReadAll(Statement* select) {
  std::vector<Resource> resources;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) return resources;
    resources.push_back(ReadResource(*select));
  }
}

}  // namespace

Result<int64_t> Catalog::Insert(const Resource& resource) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert,
                           file_->db().Cached("INSERT INTO resource(kind, account, parent, name, target, definition, "
                                              "created, updated) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"));
  insert->BindInt(1, static_cast<int>(resource.kind)).BindText(2, resource.account).BindInt(3, resource.parent);
  insert->BindText(4, resource.name).BindInt(5, resource.target).BindText(6, resource.definition);
  PANDORA_RETURN_IF_ERROR(insert->BindInt(7, resource.created.micros).BindInt(8, resource.updated.micros).Run());
  return file_->db().last_insert_rowid();
}

Status Catalog::Update(const Resource& resource) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const update,
                           file_->db().Cached("UPDATE resource SET definition=?2, target=?3, updated=?4 WHERE id=?1"));
  update->BindInt(1, resource.id).BindText(2, resource.definition).BindInt(3, resource.target);
  PANDORA_RETURN_IF_ERROR(update->BindInt(4, resource.updated.micros).Run());
  if (file_->db().changes() == 1) return Status();
  return Status(ErrorCode::kInternal, "no resource has the id " + std::to_string(resource.id));
}

Status Catalog::Delete(int64_t id) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove, file_->db().Cached("DELETE FROM resource WHERE id=?1"));
  return remove->BindInt(1, id).Run();
}

Result<std::optional<Resource>> Catalog::Find(ResourceKind kind, std::string_view account, int64_t parent,
                                              std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT * FROM resource WHERE parent=?1 AND kind=?2 AND account=?3 AND name=?4"));
  ScopedReset reset(select);
  select->BindInt(1, parent).BindInt(2, static_cast<int>(kind)).BindText(3, account).BindText(4, name);
  return ReadOne(select);
}

Result<std::optional<Resource>> Catalog::Get(int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select, file_->db().Cached("SELECT * FROM resource WHERE id=?1"));
  ScopedReset reset(select);
  return ReadOne(&select->BindInt(1, id));
}

Result<std::vector<Resource>> Catalog::List(ResourceKind kind, std::string_view account, int64_t parent) {
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT * FROM resource WHERE parent=?1 AND kind=?2 AND account=?3 ORDER BY id"));
  ScopedReset reset(select);
  return ReadAll(&select->BindInt(1, parent).BindInt(2, static_cast<int>(kind)).BindText(3, account));
}

Result<std::vector<Resource>> Catalog::ListByTarget(ResourceKind kind, int64_t target) {
  // "target <> 0" is what lets SQLite use the partial index.
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT * FROM resource WHERE target=?1 AND target<>0 AND kind=?2 ORDER BY id"));
  ScopedReset reset(select);
  return ReadAll(&select->BindInt(1, target).BindInt(2, static_cast<int>(kind)));
}

Result<std::vector<Resource>> Catalog::ListKind(ResourceKind kind) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT * FROM resource WHERE kind=?1 ORDER BY id"));
  ScopedReset reset(select);
  return ReadAll(&select->BindInt(1, static_cast<int>(kind)));
}

Result<bool> Catalog::HasChild(ResourceKind kind, int64_t parent) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT 1 FROM resource WHERE parent=?1 AND kind=?2 LIMIT 1"));
  ScopedReset reset(select);
  return select->BindInt(1, parent).BindInt(2, static_cast<int>(kind)).Step();
}

}  // namespace pandora
