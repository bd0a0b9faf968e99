#include "core/store/schema_table.h"

#include <utility>

#include "core/store/binary.h"

namespace pandora {
namespace {

constexpr uint8_t kRequiredBit = 0x80;
constexpr int kMaxDepth = 64;
// More than a simulation ever uses at a time; beyond it the caches begin anew.
constexpr size_t kMaxCached = 1 << 14;

void AppendFields(const std::vector<Field>& fields, std::string* out) {
  AppendVarint(fields.size(), out);
  for (const Field& field : fields) {
    AppendSized(field.name, out);
    const uint8_t kind = static_cast<uint8_t>(field.type.kind);
    out->push_back(static_cast<char>(field.required ? kind | kRequiredBit : kind));
    if (field.type.kind == Kind::kArray) out->push_back(static_cast<char>(field.type.element));
    if (field.type.kind == Kind::kMap) AppendFields(field.type.fields, out);
  }
}

Kind ReadKind(uint8_t code, Kind last, BinaryReader* reader) {
  if (code >= static_cast<uint8_t>(Kind::kBoolean) && code <= static_cast<uint8_t>(last))
    return static_cast<Kind>(code);
  reader->Fail();
  return Kind::kString;
}

std::vector<Field> ReadFields(int depth, BinaryReader* reader) {
  std::vector<Field> fields;
  const uint64_t count = reader->Varint();
  if (depth > kMaxDepth || count > reader->rest().size()) reader->Fail();
  for (uint64_t i = 0; i < count && reader->ok(); ++i) {
    Field field;
    field.name = reader->Sized();
    const uint8_t code = reader->Byte();
    field.required = (code & kRequiredBit) != 0;
    field.type.kind = ReadKind(code & ~kRequiredBit, Kind::kMap, reader);
    if (field.type.kind == Kind::kArray) field.type.element = ReadKind(reader->Byte(), Kind::kJsonString, reader);
    if (field.type.kind == Kind::kMap) field.type.fields = ReadFields(depth + 1, reader);
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace

std::string EncodeSchema(const Schema& schema) {
  std::string bytes;
  AppendFields(schema.fields, &bytes);
  return bytes;
}

Result<Schema> DecodeSchema(std::string_view bytes) {
  BinaryReader reader(bytes);
  Schema schema;
  schema.fields = ReadFields(0, &reader);
  if (!reader.ok() || !reader.at_end())
    return Status(ErrorCode::kInternal, "a record schema of the state file is damaged");
  return schema;
}

Result<int64_t> SchemaTable::IdOf(const Schema& schema) {
  const std::string encoding = EncodeSchema(schema);
  const auto known = ids_.find(encoding);
  if (known != ids_.end()) return known->second;
  int64_t id = 0;
  {
    PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                             file_->db().Cached("SELECT id FROM record_schema WHERE encoding=?1"));
    ScopedReset reset(select);
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindBlob(1, encoding).Step());
    if (found) id = select->Int(0);
  }
  if (id == 0) {
    PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
    PANDORA_ASSIGN_OR_RETURN(Statement* const insert,
                             file_->db().Cached("INSERT INTO record_schema(encoding) VALUES(?1)"));
    PANDORA_RETURN_IF_ERROR(insert->BindBlob(1, encoding).Run());
    id = file_->db().last_insert_rowid();
  }
  if (ids_.size() >= kMaxCached) ids_.clear();
  ids_.emplace(encoding, id);
  return id;
}

Result<const Schema*> SchemaTable::Get(int64_t id) {
  const auto known = schemas_.find(id);
  if (known != schemas_.end()) return known->second.get();
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT encoding FROM record_schema WHERE id=?1"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindInt(1, id).Step());
  if (!found) return Status(ErrorCode::kInternal, "a record schema of the state file is missing");
  PANDORA_ASSIGN_OR_RETURN(Schema schema, DecodeSchema(select->Blob(0)));
  if (schemas_.size() >= kMaxCached) schemas_.clear();
  return schemas_.emplace(id, std::make_unique<const Schema>(std::move(schema))).first->second.get();
}

void SchemaTable::DropCaches() {
  ids_.clear();
  schemas_.clear();
}

}  // namespace pandora
