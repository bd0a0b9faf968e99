#include "core/engine/bucket_reader.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/format/gzip.h"
#include "core/format/line_reader.h"
#include "core/format/parquet_reader.h"

namespace pandora {
namespace {

constexpr size_t kMaxUnpacked = size_t{1} << 30;
// A bucket is looked at a second after it changed, and a few objects at a time: a repo whose own export writes into its bucket must not
// keep the clock from moving on.
constexpr int64_t kLookEvery = kMicrosPerSecond;
constexpr int kObjectsPerRun = 16;
constexpr std::string_view kGzipMagic = "\x1f\x8b";

// The id of the newest object that the repo has seen (core/store/object_store.h: ids grow with time).
std::string PositionKey(int64_t repo) { return "objectsRead/" + std::to_string(repo); }

}  // namespace

Result<int64_t> BucketReader::Position(int64_t repo) {
  PANDORA_ASSIGN_OR_RETURN(const std::string text, state_->file->GetMeta(PositionKey(repo)));
  return ParseInt64(text).value_or(0);
}

Status BucketReader::SetPosition(int64_t repo, int64_t object) {
  return state_->file->SetMeta(PositionKey(repo), std::to_string(object));
}

Status BucketReader::Notice() {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<int64_t>* const repos, repos_->BucketRepos());
  if (repos->empty()) return {};
  PANDORA_ASSIGN_OR_RETURN(const int64_t newest, state_->objects.NewestId());
  for (const int64_t repo : *repos) {
    PANDORA_ASSIGN_OR_RETURN(const int64_t seen, Position(repo));
    // The id of a deleted object may be given again if it was the newest.
    if (newest < seen) PANDORA_RETURN_IF_ERROR(SetPosition(repo, newest));
    if (newest > seen) {
      const Instant due{state_->now().micros + kLookEvery};
      PANDORA_RETURN_IF_ERROR(state_->timeline.ScheduleNoLater({due, TaskKind::kReadBucket, repo}));
    }
  }
  return {};
}

Status BucketReader::AppendRecords(Repo* repo, RecordBatch batch) {
  if (batch.rows == 0) return {};
  return repos_->Append(repo, std::move(batch)).status();
}

Result<BucketReader::Count> BucketReader::ReadLineFile(Repo* repo, std::string_view bytes) {
  const RepoDefinition& definition = repo->definition;
  const LineFormat format = definition.file_type == "json" ? LineFormat::kJson : LineFormat::kText;
  LineReport report;
  RecordBatch batch = ReadLines(bytes, definition.schema, format, &report);
  Count count{static_cast<int64_t>(batch.rows), report.lines, report.left_out, "lines", report.problem, {}};
  PANDORA_RETURN_IF_ERROR(AppendRecords(repo, std::move(batch)));
  return count;
}

// What has been read before a place where the file is damaged stays, as the lines before one that does not fit.
Result<BucketReader::Count> BucketReader::ReadParquetFile(Repo* repo, std::string_view bytes) {
  Count count;
  ParquetReport report;
  size_t unpacked = 0;
  ParquetBytes source(bytes);
  Result<ParquetReader> reader = ParquetReader::Open(&source);
  if (reader.ok()) reader->Select(repo->definition.schema);
  count.failure = reader.status();
  for (size_t group = 0; count.failure.ok() && group < reader->groups(); ++group) {
    count.failure = reader->BeginGroup(group);
    while (count.failure.ok()) {
      RecordBatch batch;
      const Result<bool> more = reader->Next(&batch, &report);
      count.failure = more.status();
      if (!more.ok() || !*more) break;
      unpacked += ByteSize(batch);
      if (unpacked > kMaxUnpacked) {
        count.failure = {ErrorCode::kE18005, "more than " + std::to_string(kMaxUnpacked) + " bytes when unpacked"};
        break;
      }
      count.records += static_cast<int64_t>(batch.rows);
      PANDORA_RETURN_IF_ERROR(AppendRecords(repo, std::move(batch)));
    }
  }
  count.found = report.records;
  count.left_out = report.left_out;
  count.problem = report.problem;
  return count;
}

Status BucketReader::ReadObject(Repo* repo, const ObjectInfo& object, TaskOutcome* outcome) {
  outcome->did_something = true;
  outcome->note += (outcome->note.empty() ? "" : "\n") + object.bucket + "/" + object.key;
  PANDORA_ASSIGN_OR_RETURN(std::optional<std::string> bytes,
                           state_->objects.Get(repo->account, object.bucket, object.key));
  if (!bytes) return {};
  if (std::string_view(*bytes).starts_with(kGzipMagic)) {
    Result<std::string> unpacked = GzipDecompress(*bytes, kMaxUnpacked);
    if (!unpacked.ok()) {
      outcome->status = 500;
      outcome->note += ": " + unpacked.status().message();
      return {};
    }
    *bytes = std::move(unpacked).value();
  }
  const bool parquet = repo->definition.file_type == "parquet";
  PANDORA_ASSIGN_OR_RETURN(const Count count, parquet ? ReadParquetFile(repo, *bytes) : ReadLineFile(repo, *bytes));
  outcome->note += " -> " + std::to_string(count.records) + " records";
  if (count.left_out > 0) {
    outcome->note += "; left out " + std::to_string(count.left_out) + " of " + std::to_string(count.found) + " " +
                     count.unit + ", the first of them " + count.problem;
  }
  if (!count.failure.ok()) {
    outcome->status = 500;
    outcome->note += ": " + count.failure.message();
  }
  outcome->size += static_cast<int64_t>(bytes->size());
  outcome->hash = HashContent(*bytes);
  return {};
}

Result<TaskOutcome> BucketReader::Run(int64_t id) {
  TaskOutcome outcome;
  PANDORA_ASSIGN_OR_RETURN(const std::vector<int64_t>* const known, repos_->BucketRepos());
  if (std::find(known->begin(), known->end(), id) == known->end()) return outcome;
  PANDORA_ASSIGN_OR_RETURN(const std::shared_ptr<Repo> repo, repos_->Get(id));
  PANDORA_ASSIGN_OR_RETURN(int64_t seen, Position(id));
  const RepoDefinition& definition = repo->definition;
  outcome.resource = "repos/" + repo->name;
  for (int k = 0; k < kObjectsPerRun; ++k) {
    PANDORA_ASSIGN_OR_RETURN(const std::optional<ObjectStore::Newer> next,
                             state_->objects.FirstNewer(repo->account, definition.bucket, definition.key_prefix, seen));
    if (!next) {
      PANDORA_ASSIGN_OR_RETURN(seen, state_->objects.NewestId());
      break;
    }
    PANDORA_RETURN_IF_ERROR(ReadObject(repo.get(), next->info, &outcome));
    seen = next->id;
  }
  PANDORA_RETURN_IF_ERROR(SetPosition(id, seen));
  return outcome;
}

}  // namespace pandora
