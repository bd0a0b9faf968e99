// What a user defines: groups, repos, transforms and exports, read from the JSON of a request or of the state file and kept
// both as typed values and as the JSON to answer with (members known to the documents, in the order and with the values
// given; spec/conflicts.md D6). One reader serves both, so a stored definition is checked like a new one.
//
// What it is not: it knows no other resource. Whether a group exists or a field is there is the engine's matter.
#ifndef PANDORA_CORE_ENGINE_DEFINITION_H_
#define PANDORA_CORE_ENGINE_DEFINITION_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/schema/validation.h"
#include "core/value/type.h"

namespace pandora {

// The only region there is (seed 002:57).
inline constexpr std::string_view kRegion = "nb";

// E18007 when `region` is missing or no string, E18212 for any region but kRegion.
Status CheckRegion(const Json& body);

// Reads the string member `name` into `out`; leaves it alone when absent or null. `code` when it is no string.
Status ReadOptionalText(const Json& body, const char* name, ErrorCode code, std::string* out);

// The members of `object` named in `names`, in the object's own order.
Json KeepMembers(const Json& object, std::initializer_list<std::string_view> names);

struct GroupDefinition {
  Json echo;  // region, container, allocateOnStart
  bool allocate_on_start = false;
};
// E18007 for missing or ill-typed members, E18212 region, E18213 and E18214 container (M16C4, M32C8; 1 to 128).
Result<GroupDefinition> ReadGroup(const Json& body);
// The update body holds only `container` (seed 001:70); answers the definition with it replaced.
Result<GroupDefinition> UpdateGroup(const GroupDefinition& before, const Json& body);

struct RepoDefinition {
  Json
      echo;  // region, schema, options, group, workflow, ruleNames, description, and the legacy type, bucket, keyPrefix, fileType
  Schema schema;               // with the fields of withIP and withTimestamp
  std::string group;           // "" for none
  std::string with_ip;         // field that takes the sender's address, "" for none
  std::string with_timestamp;  // field that takes the time of the push, "" for none
  std::string bucket;          // of the legacy type kodo, whose records are read from objects; "" for a message queue
  std::string key_prefix;
  std::string file_type;  // json, text or parquet
  bool unescape = true;   // false only when the options say so (conflicts.md D1)
};
// E18007 members, E18212 region, E18105-E18107 and E18134 schema, E18106 withIP and withTimestamp, E18109 legacy type.
// `listed`: the schema may have the fields of withIP and withTimestamp already, as in a stored definition.
Result<RepoDefinition> ReadRepo(const Json& body, const SchemaLimits& limits, bool listed = false);
// Full replacement of the schema, in which the fields that options have added may be listed: clients send what they were answered,
// with their new fields behind it (clients.md 4.5). options, description and ruleNames are taken when given (clients.md 2.2).
Result<RepoDefinition> UpdateRepo(const RepoDefinition& before, const Json& body, const SchemaLimits& limits);

struct TransformDefinition {
  Json echo;  // plugin, mode, code, interval, container, whence, destrepo
  std::string code;
  int64_t interval = 0;      // microseconds
  bool from_oldest = false;  // whence; the default is newest (seed 002:307)
  std::optional<Schema> destrepo;
  std::string plugin;    // "" for none
  Schema plugin_output;  // the fields that it yields, every one optional
};
// E18207 shape, E18203 mode, E18208 interval, E18213/E18214 container, E18106/E18211 plugin output.
Result<TransformDefinition> ReadTransform(const Json& body, const SchemaLimits& limits);
// Merges plugin, code, interval and container into `before`; nothing to update is E18207 (seed 002:432).
Result<TransformDefinition> UpdateTransform(const TransformDefinition& before, const Json& body,
                                            const SchemaLimits& limits);

struct ExportDefinition {
  Json echo;         // type, whence, spec
  std::string type;  // canonical lower case
  bool from_oldest = true;
};
// E18303 for shape, type and whence; the spec itself is read by its sink.
Result<ExportDefinition> ReadExport(const Json& body);
// Only `spec` may change; another type or whence is E18303 (seed 002:757).
Result<ExportDefinition> UpdateExport(const ExportDefinition& before, const Json& body);

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_DEFINITION_H_
