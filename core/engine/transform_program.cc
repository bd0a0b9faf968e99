#include "core/engine/transform_program.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/query/batch_source.h"

namespace pandora {
namespace {

Result<QueryPlan> Plan(const std::string& code, const std::string& alias, const Schema& schema) {
  SqlTable table;
  table.name = "stream";
  if (!alias.empty()) table.aliases.push_back(alias);
  table.schema = schema;
  std::variant<QueryPlan, SqlError> planned = PlanQuery(code, {table});
  if (const SqlError* error = std::get_if<SqlError>(&planned)) return Status(error->code, error->Render(code));
  return std::get<QueryPlan>(std::move(planned));
}

const Field* FindField(const Schema& schema, const std::string& name) {
  if (const int index = schema.Find(name); index >= 0) return &schema.fields[static_cast<size_t>(index)];
  for (const Field& field : schema.fields) {
    if (EqualsIgnoreCase(field.name, name)) return &field;
  }
  return nullptr;
}

// Turns what a binding yields into what the transform declares: its fields, in its order, of its types.
Result<std::string> CastStatement(const Schema& yields, const Schema& declared) {
  std::string list;
  for (const Field& field : declared.fields) {
    const Field* found = FindField(yields, field.name);
    if (found == nullptr) {
      std::string names;
      for (const Field& one : yields.fields) names += (names.empty() ? "" : ", ") + one.name;
      return Status(ErrorCode::kE18111, "the transform declares the plugin's output " + Quote(field.name, 130) +
                                            "; its binding yields " + names);
    }
    const char* type = field.type.kind == Kind::kLong    ? "BIGINT"
                       : field.type.kind == Kind::kFloat ? "DOUBLE"
                                                         : "STRING";
    list += (list.empty() ? "SELECT CAST(`" : ", CAST(`") + found->name + "` AS " + type + ") AS `" + field.name + "`";
  }
  return list + " FROM stream";
}

// A column without an alias is called _c0, _c1 ... by its place.
bool HasMadeUpName(const Field& field, size_t place) { return field.name == "_c" + std::to_string(place); }

// A column without a name of its own takes the one that destrepo has in its place, when the type fits: the documents'
// "select count(*)" into a field `cnt` (seed 002:260).
void NameByDestination(const std::optional<Schema>& destrepo, Schema* output) {
  if (!destrepo) return;
  for (size_t k = 0; k < output->fields.size() && k < destrepo->fields.size(); ++k) {
    Field& field = output->fields[k];
    const Field& declared = destrepo->fields[k];
    if (!HasMadeUpName(field, k) || destrepo->Find(field.name) >= 0) continue;
    if (field.type == declared.type && output->Find(declared.name) < 0) field.name = declared.name;
  }
}

bool SameFields(const Schema& a, const Schema& b) {
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const Field& x, const Field& y) { return x.name == y.name && x.type == y.type; });
}

}  // namespace

Result<Schema> TransformOutput(const std::string& source, const Schema& schema, const TransformDefinition& definition) {
  if (definition.code.empty()) return definition.plugin_output;
  const Schema& input = definition.plugin.empty() ? schema : definition.plugin_output;
  PANDORA_ASSIGN_OR_RETURN(QueryPlan plan, Plan(definition.code, source, input));
  NameByDestination(definition.destrepo, &plan.output);
  return std::move(plan.output);
}

Result<TransformProgram> TransformProgram::Make(const std::string& source, const Schema& schema,
                                                const TransformDefinition& definition, const Plugin* plugin) {
  TransformProgram program;
  const Schema* input = &schema;
  if (plugin != nullptr) {
    if (!plugin->binding) return PluginCannotRun(*plugin);
    const std::string context = "the binding of plugin " + Quote(plugin->name, 130);
    const Schema& declared = definition.plugin_output;
    const Result<std::string> statement = BindingStatement(*plugin->binding, schema, declared);
    if (!statement.ok()) return statement.status().WithContext(context);
    Result<QueryPlan> rows = Plan(*statement, source, schema);
    if (!rows.ok()) return rows.status().WithContext(context);
    program.stages_.push_back(std::move(rows).value());
    if (!SameFields(program.stages_[0].output, declared)) {
      PANDORA_ASSIGN_OR_RETURN(const std::string cast, CastStatement(program.stages_[0].output, declared));
      Result<QueryPlan> typed = Plan(cast, "", program.stages_[0].output);
      if (!typed.ok()) return typed.status().WithContext(context);
      program.stages_.push_back(std::move(typed).value());
    }
    input = &declared;
  }
  if (!definition.code.empty()) {
    PANDORA_ASSIGN_OR_RETURN(QueryPlan plan, Plan(definition.code, source, *input));
    NameByDestination(definition.destrepo, &plan.output);
    program.stages_.push_back(std::move(plan));
  }
  return program;
}

Result<RecordBatch> TransformProgram::Run(TableSource* source, Instant now) const {
  ExecuteOptions options;
  options.now = now;
  RecordBatch batch;
  for (size_t k = 0; k < stages_.size(); ++k) {
    BatchSource before(&batch);
    ExecuteResult result = ExecutePlan(stages_[k], {k == 0 ? source : &before}, options);
    if (const SqlError* error = std::get_if<SqlError>(&result)) {
      return Status(ErrorCode::kE18209, error->Render(stages_[k].sql));
    }
    if (const Status* failed = std::get_if<Status>(&result)) return *failed;
    batch = std::get<RecordBatch>(std::move(result));
  }
  return batch;
}

}  // namespace pandora
