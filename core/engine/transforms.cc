#include "core/engine/transforms.h"

#include "core/base/text.h"
#include "core/engine/log_source.h"
#include "core/format/schema_json.h"
#include "core/format/segment.h"

namespace pandora {
namespace {

std::string PositionKey(int64_t id) { return "position/" + std::to_string(id); }

// The definition of a repo that a transform makes for its output. E18134 when that has more fields than a repo may.
Result<RepoDefinition> DestinationDefinition(const Schema& schema, int max_fields) {
  const Json body{{"region", kRegion}, {"schema", WriteSchema(schema)}};
  Result<RepoDefinition> definition = ReadRepo(body, SchemaLimits{max_fields, kMaxJsonDepth});
  if (!definition.ok()) return definition.status().WithContext("the destination repo");
  return definition;
}

// Every field of the output must be in the destination with its type.
Status CheckFits(const Schema& output, const Schema& destination, const std::string& what) {
  return CheckAddOnly(output, destination, ErrorCode::kE18207)
      .WithContext(what + " does not fit the statement's result");
}

// Whether the transform made its destination, and so takes it along when it is deleted.
bool CreatedDestination(const Json& stored) {
  const Json* created = FindMember(stored, "createdDestination");
  return created != nullptr && created->is_boolean() && created->get<bool>();
}

std::string Range(int64_t from, int64_t to) { return std::to_string(from) + ".." + std::to_string(to - 1); }

}  // namespace

Result<TransformProgram> Transforms::MakeProgram(const Transform& transform, const Repo& source) {
  const TransformDefinition& definition = transform.definition;
  if (definition.plugin.empty()) {
    return TransformProgram::Make(source.name, source.definition.schema, definition, nullptr);
  }
  PANDORA_ASSIGN_OR_RETURN(const Plugin plugin, plugins_->Find(source.account, definition.plugin));
  return TransformProgram::Make(source.name, source.definition.schema, definition, &plugin);
}

Result<int64_t> Transforms::PrepareDestination(const Repo& source, std::string_view name, const Schema& schema,
                                               bool* created) {
  *created = false;
  Result<std::shared_ptr<Repo>> existing = repos_->Find(source.account, name);
  if (existing.ok()) {
    const Repo& repo = **existing;
    if (repo.written_by != 0) {
      return Status(ErrorCode::kE18205, Quote(name, 130) + " is written by transform " + Quote(repo.derived_from, 130));
    }
    if (!repo.definition.bucket.empty()) {
      return Status(ErrorCode::kE18109, Quote(name, 130) + " is of type kodo; its records come from a bucket");
    }
    PANDORA_RETURN_IF_ERROR(CheckFits(schema, repo.definition.schema, "the existing repo " + Quote(name, 130)));
    return repo.id;
  }
  if (existing.status().code() != ErrorCode::kE18102) return existing.status();
  *created = true;
  PANDORA_ASSIGN_OR_RETURN(const RepoDefinition definition,
                           DestinationDefinition(schema, state_->settings.schema.max_fields));
  return repos_->Create(source.account, name, definition);
}

Status Transforms::Create(const Repo& source, std::string_view name, std::string_view destination,
                          const TransformDefinition& definition) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> taken,
                           state_->catalog.Find(ResourceKind::kTransform, source.account, source.id, name));
  if (taken) return Status(ErrorCode::kE18201, Quote(name, 130) + " on repo " + Quote(source.name, 130));
  if (destination == source.name) return Status(ErrorCode::kE18204, Quote(destination, 130));
  if (!definition.plugin.empty()) {
    PANDORA_RETURN_IF_ERROR(plugins_->Find(source.account, definition.plugin).status());
  }
  PANDORA_ASSIGN_OR_RETURN(const Schema output, TransformOutput(source.name, source.definition.schema, definition));
  if (definition.destrepo) PANDORA_RETURN_IF_ERROR(CheckFits(output, *definition.destrepo, "destrepo"));
  bool created = false;
  PANDORA_ASSIGN_OR_RETURN(
      const int64_t target,
      PrepareDestination(source, destination, definition.destrepo ? *definition.destrepo : output, &created));
  Resource resource;
  resource.kind = ResourceKind::kTransform;
  resource.account = source.account;
  resource.parent = source.id;
  resource.name = name;
  resource.target = target;
  Json stored = definition.echo;
  stored["createdDestination"] = created;
  resource.definition = DumpJson(stored);
  resource.created = resource.updated = state_->now();
  PANDORA_ASSIGN_OR_RETURN(const int64_t id, state_->catalog.Insert(resource));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(source.id));
  PANDORA_RETURN_IF_ERROR(SetPosition(id, definition.from_oldest ? 0 : end));
  if (definition.from_oldest && end > 0) {
    PANDORA_RETURN_IF_ERROR(repos_->ScheduleReader({TaskKind::kTransform, id, definition.interval, {}}));
  }
  repos_->Forget(source.id);
  repos_->Forget(target);
  return {};
}

Status Transforms::GrowDestination(const Transform& transform, const TransformDefinition& definition) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, repos_->Get(transform.source));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> target, repos_->Get(transform.destination));
  const TransformDefinition& before = transform.definition;
  const Schema& schema = source->definition.schema;
  if (!definition.plugin.empty()) {
    PANDORA_RETURN_IF_ERROR(plugins_->Find(source->account, definition.plugin).status());
    PANDORA_RETURN_IF_ERROR(CheckAddOnly(before.plugin_output, definition.plugin_output, ErrorCode::kE18211)
                                .WithContext("an update may only add plugin output fields"));
  }
  PANDORA_ASSIGN_OR_RETURN(const Schema output, TransformOutput(source->name, schema, definition));
  // The fields that the old definition yields; one that the source has lost since then no longer binds anyone.
  const Result<Schema> old = TransformOutput(source->name, schema, before);
  PANDORA_RETURN_IF_ERROR(CheckAddOnly(old.ok() ? *old : target->definition.schema, output, ErrorCode::kE18209)
                              .WithContext("an update may only add output fields"));
  Schema grown = target->definition.schema;
  for (const Field& field : output.fields) {
    if (grown.Find(field.name) < 0) grown.fields.push_back(field);
  }
  PANDORA_RETURN_IF_ERROR(CheckFits(output, grown, "the destination repo " + Quote(target->name, 130)));
  if (grown == target->definition.schema) return {};
  const Json body{{"schema", WriteSchema(grown)}};
  PANDORA_ASSIGN_OR_RETURN(const RepoDefinition wider, UpdateRepo(target->definition, body, state_->settings.schema));
  return repos_->Update(*target, wider);
}

Status Transforms::Update(const Transform& transform, const TransformDefinition& definition) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<Resource> resource, state_->catalog.Get(transform.id));
  if (!resource) return Status(ErrorCode::kE18202, Quote(transform.name, 130));
  PANDORA_ASSIGN_OR_RETURN(const Json before, ParseJson(resource->definition));
  const bool created = CreatedDestination(before);
  const TransformDefinition& old = transform.definition;
  if (definition.code != old.code || definition.plugin != old.plugin ||
      !(definition.plugin_output == old.plugin_output)) {
    PANDORA_RETURN_IF_ERROR(GrowDestination(transform, definition));
  }
  Json stored = definition.echo;
  stored["createdDestination"] = created;
  resource->definition = DumpJson(stored);
  resource->updated = state_->now();
  PANDORA_RETURN_IF_ERROR(state_->catalog.Update(*resource));
  // What a failure held up is tried again with the new definition.
  if (definition.interval != old.interval || transform.failure) {
    PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kTransform, transform.id));
    PANDORA_ASSIGN_OR_RETURN(const int64_t position, Position(transform.id));
    PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(transform.source));
    if (position < end)
      PANDORA_RETURN_IF_ERROR(repos_->ScheduleReader({TaskKind::kTransform, transform.id, definition.interval, {}}));
  }
  cache_.erase(transform.id);
  repos_->Forget(transform.source);
  return {};
}

Status Transforms::Delete(const Transform& transform) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> target, repos_->Get(transform.destination));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource, state_->catalog.Get(transform.id));
  if (!resource) return Status(ErrorCode::kE18202, Quote(transform.name, 130));
  PANDORA_ASSIGN_OR_RETURN(const Json stored, ParseJson(resource->definition));
  const bool created = CreatedDestination(stored);
  if (created) PANDORA_RETURN_IF_ERROR(repos_->CheckUnread(*target).WithContext("the destination repo"));
  const int64_t id = transform.id;
  const int64_t source = transform.source;
  PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kTransform, id));
  PANDORA_RETURN_IF_ERROR(state_->file->SetMeta(PositionKey(id), ""));
  PANDORA_RETURN_IF_ERROR(ForgetRunFailure(state_->file.get(), id, transform.failure));
  PANDORA_RETURN_IF_ERROR(state_->catalog.Delete(id));
  if (created) {
    PANDORA_RETURN_IF_ERROR(repos_->Remove(*target));
  }
  repos_->Forget(target->id);
  repos_->Forget(source);
  cache_.erase(id);
  return {};
}

Result<std::shared_ptr<Transform>> Transforms::Load(const Resource& resource) {
  if (const auto cached = cache_.find(resource.id); cached != cache_.end()) return cached->second;
  auto transform = std::make_shared<Transform>();
  transform->id = resource.id;
  transform->name = resource.name;
  transform->account = resource.account;
  transform->source = resource.parent;
  transform->destination = resource.target;
  transform->created = resource.created;
  transform->updated = resource.updated;
  PANDORA_ASSIGN_OR_RETURN(const Json json, ParseJson(resource.definition));
  PANDORA_ASSIGN_OR_RETURN(transform->definition, ReadTransform(json, SchemaLimits{INT32_MAX, kMaxJsonDepth}));
  PANDORA_ASSIGN_OR_RETURN(transform->failure, LoadRunFailure(state_->file.get(), resource.id));
  cache_[resource.id] = transform;
  return transform;
}

Result<std::shared_ptr<Transform>> Transforms::Find(const Repo& source, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource,
                           state_->catalog.Find(ResourceKind::kTransform, source.account, source.id, name));
  if (!resource) return Status(ErrorCode::kE18202, Quote(name, 130) + " on repo " + Quote(source.name, 130));
  return Load(*resource);
}

Result<std::vector<std::shared_ptr<Transform>>> Transforms::List(const Repo& source) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           state_->catalog.List(ResourceKind::kTransform, source.account, source.id));
  std::vector<std::shared_ptr<Transform>> transforms;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(std::shared_ptr<Transform> transform, Load(resource));
    transforms.push_back(std::move(transform));
  }
  return transforms;
}

Result<int64_t> Transforms::Position(int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(const std::string text, state_->file->GetMeta(PositionKey(id)));
  return ParseInt64(text).value_or(0);
}

Status Transforms::SetPosition(int64_t id, int64_t offset) {
  return state_->file->SetMeta(PositionKey(id), std::to_string(offset));
}

Status Transforms::SetFailure(Transform* transform, const std::string& reason) {
  return SetRunFailure(state_->file.get(), transform->id, reason, state_->now(), &transform->failure);
}

Status Transforms::CheckProgram(const Transform& transform) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, repos_->Get(transform.source));
  return MakeProgram(transform, *source).status();
}

Status Transforms::PluginChanged(const Plugin& plugin) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> users, plugins_->Users(plugin.account, plugin.name));
  for (const Resource& user : users) {
    PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Transform> transform, Load(user));
    transform->program.reset();
    PANDORA_ASSIGN_OR_RETURN(const int64_t position, Position(user.id));
    PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(transform->source));
    if (position >= end) continue;
    PANDORA_RETURN_IF_ERROR(
        repos_->ScheduleReader({TaskKind::kTransform, user.id, transform->definition.interval, {}}));
  }
  return {};
}

Result<RecordBatch> Transforms::Compute(Transform* transform, const Repo& source, int64_t from, int64_t to) {
  if (!transform->program || !(transform->program->source() == source.definition.schema)) {
    PANDORA_ASSIGN_OR_RETURN(transform->program, MakeProgram(*transform, source));
  }
  LogSource table(&state_->log, source, from, to);
  return transform->program->Run(&table, state_->now());
}

Result<TaskOutcome> Transforms::Run(int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource, state_->catalog.Get(id));
  if (!resource) return TaskOutcome{};
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Transform> transform, Load(*resource));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, repos_->Get(transform->source));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> target, repos_->Get(transform->destination));
  repos_->ReaderRan(source->id, TaskKind::kTransform, id);
  PANDORA_ASSIGN_OR_RETURN(const int64_t from, Position(id));
  PANDORA_ASSIGN_OR_RETURN(const int64_t to, state_->log.End(source->id));
  TaskOutcome outcome;
  outcome.resource = "repos/" + source->name + "/transforms/" + transform->name;
  if (from >= to) return outcome;
  outcome.did_something = true;

  Result<RecordBatch> computed = Compute(transform.get(), *source, from, to);
  if (!computed.ok()) {
    outcome.status = 500;
    outcome.note = computed.status().message();
    PANDORA_RETURN_IF_ERROR(SetFailure(transform.get(), outcome.note));
    return outcome;
  }
  PANDORA_RETURN_IF_ERROR(SetFailure(transform.get(), ""));
  RecordBatch batch =
      ProjectBatch(std::move(computed).value(), transform->program->output(), target->definition.schema);
  const size_t rows = batch.rows;
  outcome.note = "records " + Range(from, to) + " -> " + std::to_string(rows) + " records";
  if (rows > 0) {
    const std::string bytes = EncodeSegment(batch);
    outcome.size = static_cast<int64_t>(bytes.size());
    outcome.hash = HashContent(bytes);
    PANDORA_ASSIGN_OR_RETURN(const int64_t first, repos_->Append(target.get(), std::move(batch)));
    outcome.note += " at " + Range(first, first + static_cast<int64_t>(rows)) + " of " + target->name;
  }
  PANDORA_RETURN_IF_ERROR(SetPosition(id, to));
  return outcome;
}

}  // namespace pandora
