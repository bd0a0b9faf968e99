// The schema that a statement over given sources results in, as POST /dag/schemaInfer, jobs and workflows ask for it: magic variables
// replaced, the statement bound, its columns as a repo's fields. Looks at no data.
#ifndef PANDORA_CORE_ENGINE_SCHEMA_INFERENCE_H_
#define PANDORA_CORE_ENGINE_SCHEMA_INFERENCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/sql/query_plan.h"

namespace pandora {

struct InferenceSource {
  SqlTable table;
  std::vector<bool> required;  // per column of the table
};

// E18209 for what is wrong with the statement, E18105 to E18110 for a result that no repo could hold. A field is required when it
// is a required field of a source, passed through (spec/conflicts.md O39).
Result<Schema> InferSchema(const std::vector<InferenceSource>& sources, std::string_view code, Instant now);

// `code` with its magic variables replaced by text of `now` in Beijing time. Outside of quotes, what is neither number nor
// identifier becomes a string literal (spec/sql.md D4): $(now), $(date), and variables that a workflow would give a value.
std::string ExpandCode(std::string_view code, Instant now);

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_SCHEMA_INFERENCE_H_
