#include "core/store/segment_table.h"

namespace pandora {
namespace {

int64_t Position(int64_t repo, int64_t offset) { return (repo << SegmentTable::kOffsetBits) | offset; }

// Reads the columns position, records, appended, schema, length(data). The numbers may be anything.
SegmentInfo ReadInfo(const Statement& row) {
  SegmentInfo info;
  info.first = row.Int(0) & (SegmentTable::kMaxOffset - 1);
  info.records = row.Int(1);
  info.appended.micros = row.Int(2);
  info.schema = row.Int(3);
  info.bytes = row.Int(4);
  return info;
}

Status CheckInfo(const SegmentInfo& info) {
  if (info.records > 0 && info.records <= SegmentTable::kMaxRecords) return Status();
  return Status(ErrorCode::kInternal, "a segment of the state file is damaged");
}

}  // namespace

Status SegmentTable::Insert(int64_t repo, const SegmentInfo& info, std::string_view data) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert, file_->db().Cached("INSERT INTO segment VALUES(?1,?2,?3,?4,?5)"));
  insert->BindInt(1, Position(repo, info.first)).BindInt(2, info.records).BindInt(3, info.appended.micros);
  return insert->BindInt(4, info.schema).BindBlob(5, data).Run();
}

Status SegmentTable::Delete(int64_t repo, int64_t from, int64_t to) {
  if (from >= to) return Status();
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove,
                           file_->db().Cached("DELETE FROM segment WHERE position BETWEEN ?1 AND ?2"));
  return remove->BindInt(1, Position(repo, from)).BindInt(2, Position(repo, to - 1)).Run();
}

Result<LogTotals> SegmentTable::DeleteBefore(int64_t repo, int64_t offset) {
  // Segments do not overlap: only the last one that begins before `offset` may reach beyond it.
  LogTotals deleted;
  int64_t cut = 0;
  {
    PANDORA_ASSIGN_OR_RETURN(
        Statement* const last,
        file_->db().Cached("SELECT position, records FROM segment WHERE position BETWEEN ?1 AND ?2 "
                           "ORDER BY position DESC LIMIT 1"));
    ScopedReset reset(last);
    last->BindInt(1, Position(repo, 0)).BindInt(2, Position(repo, offset) - 1);
    PANDORA_ASSIGN_OR_RETURN(const bool found, last->Step());
    if (!found || offset <= 0) return deleted;
    SegmentInfo info;
    info.first = last->Int(0) & (kMaxOffset - 1);
    info.records = last->Int(1);
    PANDORA_RETURN_IF_ERROR(CheckInfo(info));
    cut = info.end() <= offset ? offset : info.first;
  }
  {
    PANDORA_ASSIGN_OR_RETURN(Statement* const count,
                             file_->db().Cached("SELECT count(*), coalesce(sum(length(data)), 0) FROM segment "
                                                "WHERE position BETWEEN ?1 AND ?2"));
    ScopedReset reset(count);
    count->BindInt(1, Position(repo, 0)).BindInt(2, Position(repo, cut) - 1);
    PANDORA_ASSIGN_OR_RETURN(const bool found, count->Step());
    if (!found) return deleted;
    deleted.segments = count->Int(0);
    deleted.bytes = count->Int(1);
  }
  PANDORA_RETURN_IF_ERROR(Delete(repo, 0, cut));
  return deleted;
}

Status SegmentTable::Find(int64_t repo, int64_t offset, const Use& use) {
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT position, records, appended, schema, length(data), data FROM segment "
                         "WHERE position BETWEEN ?1 AND ?2 ORDER BY position DESC LIMIT 1"));
  ScopedReset reset(select);
  select->BindInt(1, Position(repo, 0)).BindInt(2, Position(repo, offset));
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
  const SegmentInfo info = found ? ReadInfo(*select) : SegmentInfo();
  if (found) PANDORA_RETURN_IF_ERROR(CheckInfo(info));
  if (info.end() <= offset) return Status(ErrorCode::kInternal, "a segment of the state file is missing");
  return use(info, select->Blob(5));
}

Result<std::vector<SegmentInfo>> SegmentTable::Newest(int64_t repo, int limit) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT position, records, appended, schema, length(data) FROM segment "
                                              "WHERE position BETWEEN ?1 AND ?2 ORDER BY position DESC LIMIT ?3"));
  ScopedReset reset(select);
  select->BindInt(1, Position(repo, 0)).BindInt(2, Position(repo, kMaxOffset - 1)).BindInt(3, limit);
  std::vector<SegmentInfo> segments;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) return segments;
    segments.push_back(ReadInfo(*select));
    PANDORA_RETURN_IF_ERROR(CheckInfo(segments.back()));
  }
}

Result<LogTotals> SegmentTable::ReadTotals(int64_t repo) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT records, segments, bytes FROM log WHERE repo=?1"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindInt(1, repo).Step());
  if (!found) return LogTotals();
  const LogTotals totals{select->Int(0), select->Int(1), select->Int(2)};
  constexpr int64_t kMaxBytes = int64_t{1} << 60;  // far from overflow
  if (totals.records < 0 || totals.records > kMaxOffset || totals.segments < 0 || totals.segments > kMaxOffset ||
      totals.bytes < 0 || totals.bytes > kMaxBytes) {
    return Status(ErrorCode::kInternal, "the totals of a log are damaged");
  }
  return totals;
}

Status SegmentTable::WriteTotals(int64_t repo, const LogTotals& totals) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert,
                           file_->db().Cached("INSERT OR REPLACE INTO log VALUES(?1,?2,?3,?4)"));
  insert->BindInt(1, repo).BindInt(2, totals.records).BindInt(3, totals.segments).BindInt(4, totals.bytes);
  return insert->Run();
}

Status SegmentTable::DeleteTotals(int64_t repo) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove, file_->db().Cached("DELETE FROM log WHERE repo=?1"));
  return remove->BindInt(1, repo).Run();
}

}  // namespace pandora
