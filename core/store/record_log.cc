#include "core/store/record_log.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/store/projection.h"
#include "core/store/schema_table.h"
#include "core/store/segment_table.h"
#include "core/store/segment_writer.h"

namespace pandora {
namespace {

// Buffers beyond this are written before the next savepoint instead of waiting for the commit.
constexpr size_t kMaxPendingBytes = 16 << 20;
// Repos that stay in memory; beyond it the cache begins anew.
constexpr size_t kMaxCachedRepos = 1 << 16;

}  // namespace

class RecordLog::Impl : private StateObserver {
 public:
  explicit Impl(StateFile* file) : file_(file), schemas_(file), segments_(file), writer_(&segments_, &schemas_) {
    file_->AddObserver(this);
  }
  ~Impl() override { file_->RemoveObserver(this); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<int64_t> Append(int64_t id, const Schema& schema, RecordBatch batch, Instant now);
  Status Flush();
  void DropCaches();
  Status Read(int64_t id, int64_t from, int64_t to, const Schema& schema, const std::vector<int>& wanted,
              bool keep_codes, const std::function<Status(Slice)>& visit);
  Status DropBefore(int64_t id, int64_t offset);
  Status DeleteRepo(int64_t id);
  Result<LogTotals> Totals(int64_t id);

 private:
  struct Repo {
    LogState log;  // totals.records counts buffered ones too
    std::vector<Run> pending;
    // Of the newest append: most are followed by one alike.
    Schema schema;
    int64_t schema_id = 0;
  };
  // What takes back one append or one deletion.
  struct Undo {
    int64_t id = 0;
    LogTotals totals;
    size_t pending = 0;
    std::unique_ptr<Repo> deleted;
  };
  using Projections = std::map<int64_t, Projection>;  // by the stored schema's id

  Result<Repo*> Load(int64_t id);
  Status FlushRepo(int64_t id, Repo* repo);
  Result<const Projection*> FindProjection(int64_t schema_id, const Schema& schema, const std::vector<int>& wanted,
                                           Projections* projections);
  Slice ReadPending(const std::vector<Run>& pending, size_t index, int64_t from, int64_t to,
                    const Projection& projection);

  Status BeforeSavepoint() override { return pending_bytes_ > kMaxPendingBytes ? Flush() : Status(); }
  void OnSavepoint() override { marks_.push_back(undo_.size()); }
  void OnRelease() override;
  void OnRollbackToSavepoint() override;
  void OnRollback() override { DropCaches(); }

  StateFile* file_;
  SchemaTable schemas_;
  SegmentTable segments_;
  SegmentWriter writer_;
  std::unordered_map<int64_t, Repo> repos_;  // never iterated where order could show
  std::set<int64_t> dirty_;                  // repos whose runs or totals are not stored
  size_t pending_bytes_ = 0;                 // about
  std::vector<Undo> undo_;                   // oldest first; kept while a savepoint is open
  std::vector<size_t> marks_;                // sizes of undo_, one per open savepoint
};

Result<RecordLog::Impl::Repo*> RecordLog::Impl::Load(int64_t id) {
  const auto known = repos_.find(id);
  if (known != repos_.end()) return &known->second;
  if (id < 0 || id >= SegmentTable::kMaxRepo) {
    return Status(ErrorCode::kStorageFull, "this state has used up its numbers for repos");
  }
  PANDORA_ASSIGN_OR_RETURN(const LogTotals totals, segments_.ReadTotals(id));
  if (repos_.size() >= kMaxCachedRepos && dirty_.empty() && undo_.empty()) repos_.clear();
  Repo& loaded = repos_[id];
  loaded.log.totals = totals;
  return &loaded;
}

Result<int64_t> RecordLog::Impl::Append(int64_t id, const Schema& schema, RecordBatch batch, Instant now) {
  PANDORA_ASSIGN_OR_RETURN(Repo* const repo, Load(id));
  LogTotals& totals = repo->log.totals;
  const int64_t rows = static_cast<int64_t>(batch.rows);
  if (rows == 0) return totals.records;
  if (rows > SegmentTable::kMaxOffset - totals.records) {
    return Status(ErrorCode::kStorageFull, "a repo holds at most 2^40 records");
  }
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  if (repo->schema_id == 0 || !(repo->schema == schema)) {
    PANDORA_ASSIGN_OR_RETURN(repo->schema_id, schemas_.IdOf(schema));
    repo->schema = schema;
  }
  if (file_->savepoint_depth() > 0) undo_.push_back({id, totals, repo->pending.size(), nullptr});
  dirty_.insert(id);
  Run run{totals.records, repo->schema_id, now, std::move(batch)};
  totals.records += rows;
  if (!IsSealed(run.batch)) {
    pending_bytes_ += ByteSize(run.batch);
    repo->pending.push_back(std::move(run));
    return run.first;
  }
  // Buffered runs before it keep their places: a segment's place is its offset, not the time of writing.
  repo->log.tail.emplace();
  const Status written = writer_.Write(id, run, &repo->log);
  if (!written.ok()) return file_->savepoint_depth() > 0 ? written : file_->Doom(written);
  return run.first;
}

Status RecordLog::Impl::FlushRepo(int64_t id, Repo* repo) {
  std::vector<Run> pending = std::move(repo->pending);
  repo->pending.clear();
  for (size_t i = 0; i < pending.size();) {
    Run run = std::move(pending[i++]);
    for (; i < pending.size() && pending[i].schema == run.schema && pending[i].first == run.end(); ++i) {
      AppendRows(pending[i].batch, 0, pending[i].batch.rows, &run.batch);
      run.appended = pending[i].appended;
    }
    // A run before a sealed segment that was written meanwhile stands alone.
    const bool at_end = run.end() == repo->log.totals.records;
    PANDORA_RETURN_IF_ERROR(at_end ? writer_.WriteAtEnd(id, run, &repo->log) : writer_.Write(id, run, &repo->log));
  }
  if (repo->log.totals.records == 0) return Status();
  return segments_.WriteTotals(id, repo->log.totals);
}

Status RecordLog::Impl::Flush() {
  // Inside a savepoint a rollback would take with it what was buffered before.
  if (dirty_.empty() || file_->savepoint_depth() != 0) return Status();
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  for (const int64_t id : dirty_) {
    PANDORA_ASSIGN_OR_RETURN(Repo* const repo, Load(id));
    const Status flushed = FlushRepo(id, repo);
    if (!flushed.ok()) return file_->Doom(flushed);
  }
  dirty_.clear();
  pending_bytes_ = 0;
  return Status();
}

void RecordLog::Impl::DropCaches() {
  repos_.clear();
  dirty_.clear();
  undo_.clear();
  std::fill(marks_.begin(), marks_.end(), size_t{0});
  pending_bytes_ = 0;
  schemas_.DropCaches();
}

void RecordLog::Impl::OnRelease() {
  marks_.pop_back();
  if (marks_.empty()) undo_.clear();
}

void RecordLog::Impl::OnRollbackToSavepoint() {
  const size_t mark = marks_.back();
  marks_.pop_back();
  if (undo_.size() == mark) return;
  for (; undo_.size() > mark; undo_.pop_back()) {
    Undo& undo = undo_.back();
    Repo& repo = repos_[undo.id];
    if (undo.deleted != nullptr) {
      repo = std::move(*undo.deleted);
      dirty_.insert(undo.id);
    } else {
      repo.log.totals = undo.totals;
      repo.pending.resize(undo.pending);
    }
    repo.log.tail.reset();
    repo.schema_id = 0;
  }
  // Schemas stored inside the savepoint are gone.
  schemas_.DropCaches();
}

Result<const Projection*> RecordLog::Impl::FindProjection(int64_t schema_id, const Schema& schema,
                                                          const std::vector<int>& wanted, Projections* projections) {
  const auto known = projections->find(schema_id);
  if (known != projections->end()) return &known->second;
  PANDORA_ASSIGN_OR_RETURN(const Schema* const stored, schemas_.Get(schema_id));
  return &projections->emplace(schema_id, Projection(*stored, schema, wanted)).first->second;
}

// The buffered runs from `index` on, as far as they follow one another with one schema, up to offset `to`.
RecordLog::Slice RecordLog::Impl::ReadPending(const std::vector<Run>& pending, size_t index, int64_t from, int64_t to,
                                              const Projection& projection) {
  Slice slice;
  slice.first = from;
  RecordBatch stored = projection.MakeStored();
  const int64_t schema = pending[index].schema;
  for (int64_t next = from; next < to && index < pending.size(); ++index) {
    const Run& run = pending[index];
    if (run.schema != schema || run.first > next) break;
    const int64_t end = std::min(run.end(), to);
    projection.AppendStored(run.batch, static_cast<size_t>(next - run.first), static_cast<size_t>(end - run.first),
                            &stored);
    slice.appended = run.appended;
    next = end;
  }
  slice.batch = projection.Finish(std::move(stored));
  return slice;
}

Status RecordLog::Impl::Read(int64_t id, int64_t from, int64_t to, const Schema& schema, const std::vector<int>& wanted,
                             bool keep_codes, const std::function<Status(Slice)>& visit) {
  Projections projections;
  for (int64_t next = std::max<int64_t>(from, 0); next < to;) {
    // Anew each time: `visit` may have changed the log.
    PANDORA_ASSIGN_OR_RETURN(const Repo* const repo, Load(id));
    const int64_t limit = std::min(to, repo->log.totals.records);
    if (next >= limit) return Status();
    const std::vector<Run>& pending = repo->pending;
    const auto run = std::find_if(pending.begin(), pending.end(), [next](const Run& r) { return r.end() > next; });
    Slice slice;
    if (run != pending.end() && run->first <= next) {
      PANDORA_ASSIGN_OR_RETURN(const Projection* const projection,
                               FindProjection(run->schema, schema, wanted, &projections));
      slice = ReadPending(pending, static_cast<size_t>(run - pending.begin()), next, limit, *projection);
    } else {
      const auto decode = [&](const SegmentInfo& info, std::string_view data) -> Status {
        PANDORA_ASSIGN_OR_RETURN(const Projection* const projection,
                                 FindProjection(info.schema, schema, wanted, &projections));
        slice.first = next;
        slice.appended = info.appended;
        const auto begin = static_cast<size_t>(next - info.first);
        const auto end = static_cast<size_t>(std::min(info.end(), limit) - info.first);
        PANDORA_ASSIGN_OR_RETURN(slice.batch, projection->Decode(data, static_cast<size_t>(info.records), begin, end,
                                                                 keep_codes ? &slice.coded : nullptr));
        return Status();
      };
      PANDORA_RETURN_IF_ERROR(segments_.Find(id, next, decode));
    }
    next += static_cast<int64_t>(slice.batch.rows);
    PANDORA_RETURN_IF_ERROR(visit(std::move(slice)));
  }
  return Status();
}

Status RecordLog::Impl::DropBefore(int64_t id, int64_t offset) {
  PANDORA_ASSIGN_OR_RETURN(Repo* const repo, Load(id));
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  const LogTotals before = repo->log.totals;
  const Result<LogTotals> deleted = segments_.DeleteBefore(id, offset);
  if (!deleted.ok()) return file_->savepoint_depth() > 0 ? deleted.status() : file_->Doom(deleted.status());
  if (deleted->segments == 0) return Status();
  if (file_->savepoint_depth() > 0) undo_.push_back({id, before, repo->pending.size(), nullptr});
  repo->log.totals.segments -= deleted->segments;
  repo->log.totals.bytes -= deleted->bytes;
  repo->log.tail.reset();
  dirty_.insert(id);
  return Status();
}

Status RecordLog::Impl::DeleteRepo(int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(Repo* const repo, Load(id));
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  if (file_->savepoint_depth() > 0) undo_.push_back({id, {}, 0, std::make_unique<Repo>(std::move(*repo))});
  repos_.erase(id);
  dirty_.erase(id);
  PANDORA_RETURN_IF_ERROR(segments_.Delete(id, 0, SegmentTable::kMaxOffset));
  return segments_.DeleteTotals(id);
}

Result<LogTotals> RecordLog::Impl::Totals(int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(const Repo* const repo, Load(id));
  return repo->log.totals;
}

RecordLog::RecordLog(StateFile* file) : impl_(std::make_unique<Impl>(file)) {}
RecordLog::~RecordLog() = default;

Result<int64_t> RecordLog::Append(int64_t repo, const Schema& schema, RecordBatch batch, Instant now) {
  return impl_->Append(repo, schema, std::move(batch), now);
}

Status RecordLog::Flush() { return impl_->Flush(); }
void RecordLog::DropCaches() { impl_->DropCaches(); }

Result<int64_t> RecordLog::End(int64_t repo) {
  PANDORA_ASSIGN_OR_RETURN(const LogTotals totals, impl_->Totals(repo));
  return totals.records;
}

Status RecordLog::Read(int64_t repo, int64_t from, int64_t to, const Schema& schema, const std::vector<int>& wanted,
                       const std::function<Status(Slice)>& visit) {
  return impl_->Read(repo, from, to, schema, wanted, false, visit);
}

Status RecordLog::ReadCoded(int64_t repo, int64_t from, int64_t to, const Schema& schema,
                            const std::vector<int>& wanted, const std::function<Status(Slice)>& visit) {
  return impl_->Read(repo, from, to, schema, wanted, true, visit);
}

Status RecordLog::DropBefore(int64_t repo, int64_t offset) { return impl_->DropBefore(repo, offset); }
Status RecordLog::DeleteRepo(int64_t repo) { return impl_->DeleteRepo(repo); }

Result<RecordLog::Stats> RecordLog::GetStats(int64_t repo) {
  PANDORA_ASSIGN_OR_RETURN(const LogTotals totals, impl_->Totals(repo));
  return Stats{totals.bytes, totals.segments, totals.records};
}

}  // namespace pandora
