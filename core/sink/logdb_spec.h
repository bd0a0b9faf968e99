// The spec of a logdb export (seed 002:569-632): what a user may write, its defaults and its refusals, and what it asks of the log
// repo. Reading a spec does not alter it: the engine keeps the JSON as it was given and answers it so.
#ifndef PANDORA_CORE_SINK_LOGDB_SPEC_H_
#define PANDORA_CORE_SINK_LOGDB_SPEC_H_

#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/sink/logdb_schema.h"
#include "core/value/type.h"

namespace pandora {

// One member of `doc`: a field of the log repo, and the repo's field that goes there or, for a nested map, what goes inside.
struct LogdbMember {
  std::string name;
  std::string source;  // "" for a nested map
  std::vector<LogdbMember> inside;
};

struct LogdbSpec {
  std::string destination;
  bool omit_invalid = false;
  bool omit_empty = false;
  std::vector<LogdbMember> doc;  // every field under its own name when the spec has none
};

// E18305 for a member that is missing or wrong, E18103 for a destRepoName that is no name, E18111 for a reference to a field that
// `source` lacks. With `trust` such references stay: a stored spec is valid when its repo loses a field. Other members (clients
// send locateIPConfig) are not looked at.
Result<LogdbSpec> ReadLogdbSpec(const Json& spec, const Schema& source, bool trust);

// The schema entries (core/sink/logdb_schema.h) of fields that take what `doc` sends.
Json DeriveLogSchema(const std::vector<LogdbMember>& doc, const Schema& source);

// E18305 where a field of `doc` cannot go to the field of that name in `fields`, naming both types and what would be accepted. Fields
// that are not there yet are no failure.
Status CheckLogTypes(const std::vector<LogdbMember>& doc, const Schema& source, const std::vector<LogField>& fields);

// Which kinds of log fields take values of `type`, for messages: "long or date".
std::string AcceptedKinds(const Type& type);

// "array[long]", "map", "float".
std::string TypeText(const Type& type);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_SPEC_H_
