// Readers of the members of an export's spec, with the refusals that all sinks share: E18305, naming the member and what would be
// accepted. A member that is null counts as absent (clients send null and zeros for what they leave out).
#ifndef PANDORA_CORE_SINK_SPEC_READER_H_
#define PANDORA_CORE_SINK_SPEC_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/value/type.h"

namespace pandora {

// "spec.MEMBER WHY" with E18305.
Status BadSpec(std::string_view member, const std::string& why);

// A value from outside as messages show it: its JSON form, cut and marked with "..." when it is long.
std::string QuoteJson(const Json& value);

// E18305 unless `spec` is an object.
Status RequireSpecObject(const Json& spec);

// Each leaves `out` alone when the member is absent and not required. A required text may not be empty.
Status ReadSpecText(const Json& spec, const char* name, bool required, std::string* out);
Status ReadSpecInteger(const Json& spec, const char* name, int64_t* out);
Status ReadSpecBool(const Json& spec, const char* name, bool* out);

// "#f1" or "f1" (spec/conflicts.md C4) without the mark.
std::string_view FieldOfReference(std::string_view reference);

// The field that `reference` names: E18305 when it is no text, E18111 with a suggestion when `schema` lacks it. Without a schema
// it is taken on trust: a stored spec stays valid when its repo loses a field. `member` names the place in messages.
Status ReadSpecReference(const Json& reference, const std::string& member, const Schema* schema, std::string* field);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_SPEC_READER_H_
