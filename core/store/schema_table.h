// The record schemas that segments were written with: each distinct one stored once, in a compact binary form, under a small
// id that segments refer to. Loaded one by one when first needed, then kept in memory.
#ifndef PANDORA_CORE_STORE_SCHEMA_TABLE_H_
#define PANDORA_CORE_STORE_SCHEMA_TABLE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/status.h"
#include "core/store/state_file.h"
#include "core/value/type.h"

namespace pandora {

// Per field: name, kind and required flag, element kind of an array, fields of a map.
std::string EncodeSchema(const Schema& schema);
// kInternal for bytes that are no encoded schema.
Result<Schema> DecodeSchema(std::string_view bytes);

class SchemaTable {
 public:
  explicit SchemaTable(StateFile* file) : file_(file) {}

  // The id of `schema`, stored now if it is new.
  Result<int64_t> IdOf(const Schema& schema);
  // The pointer lives until DropCaches or the next call.
  Result<const Schema*> Get(int64_t id);
  // After any rollback: ids given since may be gone.
  void DropCaches();

 private:
  StateFile* file_;
  std::unordered_map<std::string, int64_t> ids_;  // by encoding; looked up, never iterated
  std::unordered_map<int64_t, std::unique_ptr<const Schema>> schemas_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_SCHEMA_TABLE_H_
