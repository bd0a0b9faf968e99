// What a transform does to records: its plugin (by the binding that stands for it), then its SQL over what that yields, each bound to
// the schema of the one before. Made once, run over many ranges. Knows neither logs nor offsets.
// Who calls it: engine/transforms.
#ifndef PANDORA_CORE_ENGINE_TRANSFORM_PROGRAM_H_
#define PANDORA_CORE_ENGINE_TRANSFORM_PROGRAM_H_

#include <optional>
#include <string>
#include <vector>

#include "core/engine/definition.h"
#include "core/engine/plugins.h"
#include "core/query/execute.h"
#include "core/sql/query_plan.h"

namespace pandora {

// The fields that a transform of the repo called `source` yields. Needs no binding: a plugin yields what the transform declares.
// A column without an alias has the name that destrepo gives its place, or else _c and its place. E18209 for its SQL.
Result<Schema> TransformOutput(const std::string& source, const Schema& schema, const TransformDefinition& definition);

class TransformProgram {
 public:
  // `plugin` is the one that the definition names, nullptr when it names none. E18209 for SQL, that of a binding too; E18216
  // when the plugin has no binding; E18111 when the binding does not yield what the transform declares.
  static Result<TransformProgram> Make(const std::string& source, const Schema& schema,
                                       const TransformDefinition& definition, const Plugin* plugin);

  // The result has output() as its schema. E18209 for what fails at run time.
  Result<RecordBatch> Run(TableSource* source, Instant now) const;

  const Schema& source() const { return stages_.front().tables[0].schema; }
  const Schema& output() const { return stages_.back().output; }

 private:
  std::vector<QueryPlan> stages_;  // at least one
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_TRANSFORM_PROGRAM_H_
