#include "core/sink/rejected_records.h"

namespace pandora {

Status RejectedRecords::Add(int64_t export_id, const SinkReport& report) {
  if (report.written + report.omitted + report.rejected == 0) return {};
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const count,
      file_->db().Cached(
          "INSERT INTO export_count(export, written, omitted, rejected) VALUES(?1,?2,?3,?4) "
          "ON CONFLICT(export) DO UPDATE SET written=written+?2, omitted=omitted+?3, rejected=rejected+?4"));
  count->BindInt(1, export_id).BindInt(2, report.written).BindInt(3, report.omitted).BindInt(4, report.rejected);
  PANDORA_RETURN_IF_ERROR(count->Run());
  if (report.reasons.empty()) return {};
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert,
                           file_->db().Cached("INSERT OR REPLACE INTO export_rejected VALUES(?1,?2,?3)"));
  for (const Rejection& one : report.reasons) {
    insert->BindInt(1, export_id).BindInt(2, one.offset).BindText(3, one.reason);
    PANDORA_RETURN_IF_ERROR(insert->Run());
  }
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const trim,
      file_->db().Cached("DELETE FROM export_rejected WHERE export=?1 AND position < (SELECT position FROM "
                         "export_rejected WHERE export=?1 ORDER BY position DESC LIMIT 1 OFFSET ?2)"));
  return trim->BindInt(1, export_id).BindInt(2, kKept - 1).Run();
}

Result<ExportCounts> RejectedRecords::Counts(int64_t export_id) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT written, omitted, rejected FROM export_count WHERE export=?1"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindInt(1, export_id).Step());
  if (!found) return ExportCounts{};
  return ExportCounts{select->Int(0), select->Int(1), select->Int(2)};
}

Result<std::vector<Rejection>> RejectedRecords::List(int64_t export_id, int64_t from, int64_t limit) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT position, reason FROM export_rejected "
                                              "WHERE export=?1 AND position>=?2 ORDER BY position LIMIT ?3"));
  ScopedReset reset(select);
  select->BindInt(1, export_id).BindInt(2, from).BindInt(3, limit);
  std::vector<Rejection> list;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) return list;
    list.push_back({select->Int(0), std::string(select->Text(1))});
  }
}

Status RejectedRecords::Forget(int64_t export_id) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  for (const char* sql : {"DELETE FROM export_count WHERE export=?1", "DELETE FROM export_rejected WHERE export=?1"}) {
    PANDORA_ASSIGN_OR_RETURN(Statement* const remove, file_->db().Cached(sql));
    PANDORA_RETURN_IF_ERROR(remove->BindInt(1, export_id).Run());
  }
  return {};
}

}  // namespace pandora
