#include "core/engine/exports.h"

#include "core/base/text.h"
#include "core/engine/export_progress.h"
#include "core/sink/hdfs_spec.h"
#include "core/sink/rejected_records.h"

namespace pandora {
namespace {

std::string NameOf(const Repo& source, const Export& one) { return "repos/" + source.name + "/exports/" + one.name; }

}  // namespace

Status Exports::CheckSpec(const Repo& source, const ExportDefinition& definition) {
  const Schema& schema = source.definition.schema;
  const Json& spec = definition.echo.at("spec");
  if (definition.type == "kodo") return ReadKodoSpec(spec, &schema).status();
  if (definition.type == "hdfs") return ReadHdfsSpec(spec, &schema).status();
  if (definition.type == "http") return ReadHttpSpec(spec).status();
  if (const SinkType* type = FindSinkType(definition.type)) {
    return type->check(spec, schema, inside_.HomeOf(source.account));
  }
  return Status(ErrorCode::kE18303, "exports of type " + definition.type + " are not simulated by this version");
}

Status Exports::Create(const Repo& source, std::string_view name, const ExportDefinition& definition) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> taken,
                           state_->catalog.Find(ResourceKind::kExport, source.account, source.id, name));
  if (taken) return Status(ErrorCode::kE18301, Quote(name, 130) + " on repo " + Quote(source.name, 130));
  PANDORA_RETURN_IF_ERROR(CheckSpec(source, definition));
  Resource resource;
  resource.kind = ResourceKind::kExport;
  resource.account = source.account;
  resource.parent = source.id;
  resource.name = name;
  resource.definition = DumpJson(definition.echo);
  resource.created = resource.updated = state_->now();
  PANDORA_ASSIGN_OR_RETURN(const int64_t id, state_->catalog.Insert(resource));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(source.id));
  const int64_t start = definition.from_oldest ? 0 : end;
  PANDORA_RETURN_IF_ERROR(SaveExportProgress(state_->file.get(), id, ExportProgress::At(start)));
  if (start < end) PANDORA_RETURN_IF_ERROR(repos_->ScheduleReader({TaskKind::kExportNews, id, 0, {}}));
  repos_->Forget(source.id);
  return {};
}

Status Exports::Update(const Export& one, const Repo& source, const ExportDefinition& definition) {
  PANDORA_RETURN_IF_ERROR(CheckSpec(source, definition));
  PANDORA_ASSIGN_OR_RETURN(std::optional<Resource> resource, state_->catalog.Get(one.id));
  if (!resource) return Status(ErrorCode::kE18302, Quote(one.name, 130));
  resource->definition = DumpJson(definition.echo);
  resource->updated = state_->now();
  PANDORA_RETURN_IF_ERROR(state_->catalog.Update(*resource));
  // The open file goes on under the new spec: counted afresh, its time from when it began.
  PANDORA_ASSIGN_OR_RETURN(const ExportProgress progress, LoadExportProgress(state_->file.get(), one.id));
  PANDORA_RETURN_IF_ERROR(SaveExportProgress(state_->file.get(), one.id, ExportProgress::At(progress.offset)));
  PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kExportRotate, one.id));
  PANDORA_RETURN_IF_ERROR(repos_->ScheduleReader({TaskKind::kExportNews, one.id, 0, {}}));
  if (definition.type == "http") PANDORA_RETURN_IF_ERROR(http_.DueNow(one.id, true).status());
  cache_.erase(one.id);
  return {};
}

Status Exports::Delete(const Export& one) {
  const int64_t id = one.id;
  const int64_t source = one.source;
  PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kExportNews, id));
  PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kExportRotate, id));
  PANDORA_RETURN_IF_ERROR(http_.Forget(id));
  PANDORA_RETURN_IF_ERROR(ForgetExportProgress(state_->file.get(), id));
  PANDORA_RETURN_IF_ERROR(RejectedRecords(state_->file.get()).Forget(id));
  PANDORA_RETURN_IF_ERROR(ForgetRunFailure(state_->file.get(), id, one.failure));
  PANDORA_RETURN_IF_ERROR(state_->catalog.Delete(id));
  repos_->Forget(source);
  cache_.erase(id);
  return {};
}

Result<std::shared_ptr<Export>> Exports::Load(const Resource& resource) {
  if (const auto cached = cache_.find(resource.id); cached != cache_.end()) return cached->second;
  auto one = std::make_shared<Export>();
  one->id = resource.id;
  one->name = resource.name;
  one->account = resource.account;
  one->source = resource.parent;
  one->created = resource.created;
  one->updated = resource.updated;
  PANDORA_ASSIGN_OR_RETURN(const Json json, ParseJson(resource.definition));
  PANDORA_ASSIGN_OR_RETURN(one->definition, ReadExport(json));
  PANDORA_ASSIGN_OR_RETURN(one->failure, LoadRunFailure(state_->file.get(), resource.id));
  cache_[resource.id] = one;
  return one;
}

Result<std::shared_ptr<Export>> Exports::Find(const Repo& source, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource,
                           state_->catalog.Find(ResourceKind::kExport, source.account, source.id, name));
  if (!resource) return Status(ErrorCode::kE18302, Quote(name, 130) + " on repo " + Quote(source.name, 130));
  return Load(*resource);
}

Result<std::vector<std::shared_ptr<Export>>> Exports::List(const Repo& source) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources,
                           state_->catalog.List(ResourceKind::kExport, source.account, source.id));
  std::vector<std::shared_ptr<Export>> exports;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(std::shared_ptr<Export> one, Load(resource));
    exports.push_back(std::move(one));
  }
  return exports;
}

Result<std::shared_ptr<Export>> Exports::Get(int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource, state_->catalog.Get(id));
  if (!resource) return Status(ErrorCode::kE18302, "export " + std::to_string(id));
  return Load(*resource);
}

Result<std::optional<OutgoingDelivery>> Exports::NextDelivery() {
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const std::optional<int64_t> id, http_.NextDue());
    if (!id) return std::optional<OutgoingDelivery>();
    const auto start = [&]() -> Result<std::optional<OutgoingDelivery>> {
      PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, Get(*id));
      PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, repos_->Get(one->source));
      PANDORA_ASSIGN_OR_RETURN(const HttpSpec spec, ReadHttpSpec(one->definition.echo.at("spec")));
      return http_.Start(*id, *source, spec);
    };
    Result<std::optional<OutgoingDelivery>> started = start();
    // One export that is damaged does not stop the others; its reason shows where deliveries are looked at.
    if (!started.ok()) http_.HoldExport(*id, started.status().message());
    if (started.ok() && *started) return started;
  }
}

Result<TaskOutcome> Exports::ResolveDelivery(const DeliveryResult& result) {
  const std::optional<int64_t> id = http_.ExportOf(result.attempt);
  PANDORA_ASSIGN_OR_RETURN(TaskOutcome outcome, http_.Resolve(result));
  if (!outcome.did_something) return outcome;
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, Get(*id));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, repos_->Get(one->source));
  outcome.resource = NameOf(*source, *one);
  return outcome;
}

Status Exports::SetFailure(Export* one, const std::string& reason) {
  return SetRunFailure(state_->file.get(), one->id, reason, state_->now(), &one->failure);
}

Result<std::string> Exports::Failed(int64_t id, const std::string& reason) {
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, Get(id));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, repos_->Get(one->source));
  PANDORA_RETURN_IF_ERROR(SetFailure(one.get(), reason));
  return NameOf(*source, *one);
}

Status Exports::RetryFailed(std::string_view account) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources, state_->catalog.ListKind(ResourceKind::kExport));
  for (const Resource& resource : resources) {
    if (resource.account != account) continue;
    PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, Load(resource));
    if (!one->failure) continue;
    PANDORA_RETURN_IF_ERROR(repos_->ScheduleReader({TaskKind::kExportNews, one->id, 0, {}}));
  }
  return {};
}

Result<TaskOutcome> Exports::Run(TaskKind task, int64_t id) {
  if (task == TaskKind::kDeliver) {
    http_.OnDue(id);
    return TaskOutcome{};
  }
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> resource, state_->catalog.Get(id));
  if (!resource) return TaskOutcome{};
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Export> one, Load(*resource));
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> source, repos_->Get(one->source));
  repos_->ReaderRan(source->id, task, id);
  PANDORA_ASSIGN_OR_RETURN(TaskOutcome outcome, RunSink(task, *one, *source));
  PANDORA_RETURN_IF_ERROR(SetFailure(one.get(), ""));
  outcome.resource = NameOf(*source, *one);
  return outcome;
}

Result<TaskOutcome> Exports::RunSink(TaskKind task, const Export& one, const Repo& source) {
  const Json& spec = one.definition.echo.at("spec");
  if (one.definition.type == "http") {
    PANDORA_ASSIGN_OR_RETURN(const HttpSpec http, ReadHttpSpec(spec));
    return http_.OnNews(one.id, source, http);
  }
  if (const SinkType* type = FindSinkType(one.definition.type)) return inside_.OnNews(one.id, source, *type, spec);
  PANDORA_ASSIGN_OR_RETURN(const KodoSpec kodo,
                           one.definition.type == "hdfs" ? ReadHdfsSpec(spec, nullptr) : ReadKodoSpec(spec, nullptr));
  return task == TaskKind::kExportRotate ? kodo_.OnRotate(one.id, source, kodo) : kodo_.OnNews(one.id, source, kodo);
}

Result<ExportProgress> Exports::Progress(int64_t id) { return LoadExportProgress(state_->file.get(), id); }

}  // namespace pandora
