// Exports: what hangs off a repo and hands its records to a sink. Keeps the definition and the position; what happens with the
// records is the sink's matter: core/engine/kodo_export.h for files in buckets, http_export.h for addresses outside, sink_export.h
// for the stores inside.
#ifndef PANDORA_CORE_ENGINE_EXPORTS_H_
#define PANDORA_CORE_ENGINE_EXPORTS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/engine/definition.h"
#include "core/engine/export_progress.h"
#include "core/engine/http_export.h"
#include "core/engine/kodo_export.h"
#include "core/engine/repos.h"
#include "core/engine/run_failure.h"
#include "core/engine/sink_export.h"
#include "core/engine/state.h"
#include "core/engine/task_outcome.h"

namespace pandora {

struct Export {
  int64_t id = 0;
  std::string name;
  std::string account;
  int64_t source = 0;  // repo id
  ExportDefinition definition;
  Instant created;
  Instant updated;
  RunFailure failure;
};

class Exports {
 public:
  Exports(EngineState* state, Repos* repos)
      : state_(state), repos_(repos), kodo_(state), http_(state), inside_(state) {}

  // E18301 when the name is taken; what the sink says of the spec.
  Status Create(const Repo& source, std::string_view name, const ExportDefinition& definition);
  Status Update(const Export& one, const Repo& source, const ExportDefinition& definition);
  Status Delete(const Export& one);

  // E18302 when there is none.
  Result<std::shared_ptr<Export>> Find(const Repo& source, std::string_view name);
  Result<std::vector<std::shared_ptr<Export>>> List(const Repo& source);

  // The source has news, the open file's time is up, or a delivery is due.
  Result<TaskOutcome> Run(TaskKind task, int64_t id);

  // A run of it failed and was undone: keeps the reason, to be told. Answers its name for the journal, "repos/R/exports/E".
  Result<std::string> Failed(int64_t id, const std::string& reason);
  // What holds up failed exports of `account` may be mended (a log repo was created ...): they are tried again at once.
  Status RetryFailed(std::string_view account);

  // The next delivery that the host shall make, of any export; nothing when none is due. Changes nothing that is stored.
  Result<std::optional<OutgoingDelivery>> NextDelivery();
  // What came of it. One that is not known (its state was replaced) does nothing.
  Result<TaskOutcome> ResolveDelivery(const DeliveryResult& result);
  HttpExport& http() { return http_; }

  Result<ExportProgress> Progress(int64_t id);

  void DropCaches() {
    cache_.clear();
    http_.DropCaches();
  }

 private:
  Result<std::shared_ptr<Export>> Load(const Resource& resource);
  Result<std::shared_ptr<Export>> Get(int64_t id);
  Status SetFailure(Export* one, const std::string& reason);
  Status CheckSpec(const Repo& source, const ExportDefinition& definition);
  Result<TaskOutcome> RunSink(TaskKind task, const Export& one, const Repo& source);

  EngineState* state_;
  Repos* repos_;
  KodoExport kodo_;
  HttpExport http_;
  SinkExport inside_;
  std::unordered_map<int64_t, std::shared_ptr<Export>> cache_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_ENGINE_EXPORTS_H_
