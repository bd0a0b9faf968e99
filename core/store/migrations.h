// The tables of a state file, as the ordered list of steps that lead from an empty file to the present version. A step is
// never edited once released: a change of the tables is a new step at the end.
#ifndef PANDORA_CORE_STORE_MIGRATIONS_H_
#define PANDORA_CORE_STORE_MIGRATIONS_H_

#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/store/database.h"

namespace pandora {

inline constexpr int kApplicationId = 0x50414E44;  // "PAND"

// What the header of an open file says it is.
struct StateIdentity {
  int64_t application_id = 0;
  int64_t version = 0;
  bool empty = false;  // no table at all: a file that may become a state
};
Result<StateIdentity> IdentifyState(Database* db);

// kBadRequest, for a person, unless the file is empty or a state of a version that this program knows.
Status CheckIdentity(const StateIdentity& identity);

// Applies the steps that `db` lacks and stamps it with id and version, inside the open transaction if there is one.
Status Migrate(Database* db, int64_t from_version);

// kBadRequest unless the schema of `db` is exactly what the first `version` steps make: no other table, index, view or
// trigger, no other column.
Status CheckSchema(Database* db, int64_t version);

// The tables of the present version, in the order in which they were created.
Result<std::vector<std::string>> StateTables();

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_MIGRATIONS_H_
