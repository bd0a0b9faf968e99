// Log repos: what exports of type logdb write to and /v5 serves. A log repo is a catalog resource (kLogRepo, unique name in its
// account) whose definition is the JSON that the user or an export gave, and whose records are segments of the record log under its
// id: columnar, in the order of arrival, their offsets dense from 0.
//
// Records older than the repo's retention are gone (core/sink/logdb_retention.h): what there is begins at Begin.
//
// Records are written in the columns that core/sink/logdb_schema.h describes, each writer those it has; reading sees them all
// through LogRepo::layout. How records are made is core/sink/logdb_export.h (exports) and core/sink/logdb_record.h (JSON); how they are
// found core/sink/logdb_search.h.
//
// Failures: kNotFound, kConflict and kBadRequest with the facts, before anything is changed; their codes (E8111 ...) are those of
// the caller. Anything else is the storage's.
#ifndef PANDORA_CORE_SINK_LOGDB_STORE_H_
#define PANDORA_CORE_SINK_LOGDB_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sink/logdb_schema.h"
#include "core/sink/sink.h"

namespace pandora {

struct LogRepo {
  int64_t id = 0;
  std::string name;
  Json definition;  // region, retention, schema, fullText, description ...: as given, and answered so; and config
  std::vector<LogField> fields;
  StoredLayout layout;
  Instant created;
  Instant updated;
};

// The date field that the repo's records are counted over unless another is asked for: the config's timeFieldName, the dateIndexField,
// or the first date field there is; "" when there is none.
std::string LogTimeField(const LogRepo& repo);

class LogRepos {
 public:
  // `home` must outlive this.
  explicit LogRepos(const SinkHome& home) : home_(home) {}

  Result<std::optional<LogRepo>> Find(std::string_view name);
  // kNotFound when there is none.
  Result<LogRepo> Get(std::string_view name);
  // In order of creation.
  Result<std::vector<LogRepo>> List();
  // The one with this resource id, of whatever account; nothing when there is none.
  static Result<std::optional<LogRepo>> GetById(const SinkHome& home, int64_t id);

  // `body` holds schema and, each optional, region, retention ("30d", "-1"), fullText, description and what else a client
  // sends (spec/clients.md 2.11). kConflict when the name is taken, kBadRequest for a bad name or member.
  Result<LogRepo> Create(std::string_view name, const Json& body);
  // Members that `body` has replace those there are. Fields may be added; one that is missing or changes its type is kBadRequest.
  Status Update(LogRepo* repo, const Json& body);
  // Sets the config's timeFieldName. kBadRequest unless it is a date field of the repo, or "".
  Status SetTimeField(LogRepo* repo, const std::string& name);
  // Adds the entries of `schema` that the repo does not have yet, members of objects too; what is there stays. Says whether any was new.
  Result<bool> AddFields(LogRepo* repo, const Json& schema);
  // With its records.
  Status Delete(const LogRepo& repo);

  // Appends records whose columns are those of `schema`, a part of the repo's.
  Status Append(const LogRepo& repo, const Schema& schema, RecordBatch batch);
  // The offset of the oldest record there is; the end when there is none.
  Result<int64_t> Begin(const LogRepo& repo);
  // `records` are those there are; the bytes are those of whole segments, so they may be of some that are gone.
  Result<RecordLog::Stats> Stats(const LogRepo& repo);
  // Lets go of the records that are too old at the home's time; answers how many went.
  Result<int64_t> Expire(const LogRepo& repo);

 private:
  Status Save(LogRepo* repo);
  static Result<LogRepo> Load(const Resource& resource);

  const SinkHome& home_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_STORE_H_
