#include "core/sink/http_outbox.h"

#include <algorithm>
#include <utility>

namespace pandora {
namespace {

#define PANDORA_DELIVERY_COLUMNS "id, export, first, last, state, attempts, due, created, status, reason, response"

// Above every offset (core/store/record_log.h). A state file may come from anywhere: its numbers are brought into bounds.
constexpr int64_t kMaxNumber = int64_t{1} << 40;

Delivery ReadRow(const Statement& row) {
  Delivery one;
  one.id = row.Int(0);
  one.export_id = row.Int(1);
  one.first = std::clamp<int64_t>(row.Int(2), 0, kMaxNumber);
  one.last = std::clamp<int64_t>(row.Int(3), one.first, kMaxNumber);
  one.state = row.Int(4) == 0 ? DeliveryState::kWaiting : DeliveryState::kDelivered;
  one.attempts = std::clamp<int64_t>(row.Int(5), 0, kMaxNumber);
  one.due = Instant{row.Int(6)};
  one.created = Instant{row.Int(7)};
  one.status = static_cast<int>(row.Int(8));
  one.reason = row.Text(9);
  one.response = row.Text(10);
  return one;
}

Result<std::vector<Delivery>> ReadRows(Statement* select) {
  ScopedReset reset(select);
  std::vector<Delivery> list;
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) return list;
    list.push_back(ReadRow(*select));
  }
}

}  // namespace

Status HttpOutbox::Add(int64_t export_id, int64_t first, int64_t last, Instant now) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const insert,
      file_->db().Cached("INSERT INTO delivery(export, first, last, state, attempts, due, created, status, reason, "
                         "response) VALUES(?1,?2,?3,0,0,?4,?4,0,'','')"));
  return insert->BindInt(1, export_id).BindInt(2, first).BindInt(3, last).BindInt(4, now.micros).Run();
}

Status HttpOutbox::Save(const Delivery& one) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const update,
                           file_->db().Cached("UPDATE delivery SET first=?2, last=?3, state=?4, attempts=?5, due=?6, "
                                              "status=?7, reason=?8, response=?9 WHERE id=?1"));
  update->BindInt(1, one.id).BindInt(2, one.first).BindInt(3, one.last).BindInt(4, static_cast<int>(one.state));
  update->BindInt(5, one.attempts).BindInt(6, one.due.micros).BindInt(7, one.status);
  update->BindText(8, one.reason).BindText(9, one.response);
  PANDORA_RETURN_IF_ERROR(update->Run());
  if (one.state != DeliveryState::kDelivered) return {};
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const trim,
      file_->db().Cached("DELETE FROM delivery WHERE export=?1 AND state=1 AND id < (SELECT id FROM delivery "
                         "WHERE export=?1 AND state=1 ORDER BY id DESC LIMIT 1 OFFSET ?2)"));
  return trim->BindInt(1, one.export_id).BindInt(2, kKept - 1).Run();
}

Result<std::optional<Delivery>> HttpOutbox::First(Statement* select) {
  PANDORA_ASSIGN_OR_RETURN(std::vector<Delivery> rows, ReadRows(select));
  return rows.empty() ? std::nullopt : std::optional<Delivery>(std::move(rows.front()));
}

Result<std::optional<Delivery>> HttpOutbox::Get(int64_t export_id, int64_t id) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select, file_->db().Cached("SELECT " PANDORA_DELIVERY_COLUMNS
                                                                       " FROM delivery WHERE export=?1 AND id=?2"));
  return First(&select->BindInt(1, export_id).BindInt(2, id));
}

Result<std::optional<Delivery>> HttpOutbox::Head(int64_t export_id) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT " PANDORA_DELIVERY_COLUMNS
                                              " FROM delivery WHERE export=?1 AND state=0 ORDER BY id LIMIT 1"));
  return First(&select->BindInt(1, export_id));
}

Result<std::optional<Delivery>> HttpOutbox::Tail(int64_t export_id) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT " PANDORA_DELIVERY_COLUMNS
                                              " FROM delivery WHERE export=?1 AND state=0 ORDER BY id DESC LIMIT 1"));
  return First(&select->BindInt(1, export_id));
}

Result<std::vector<Delivery>> HttpOutbox::List(int64_t export_id, std::optional<DeliveryState> state, int64_t from,
                                               int64_t limit) {
  // A range of states, so that one statement does with one state and with all.
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT " PANDORA_DELIVERY_COLUMNS
                                              " FROM delivery WHERE export=?1 AND state BETWEEN ?2 AND ?3 AND id>=?4 "
                                              "ORDER BY id LIMIT ?5"));
  select->BindInt(1, export_id).BindInt(2, state ? static_cast<int>(*state) : 0);
  select->BindInt(3, state ? static_cast<int>(*state) : 1).BindInt(4, from).BindInt(5, limit);
  return ReadRows(select);
}

Result<std::vector<Delivery>> HttpOutbox::Heads() {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select,
                           file_->db().Cached("SELECT " PANDORA_DELIVERY_COLUMNS
                                              " FROM delivery WHERE id IN (SELECT min(id) FROM delivery WHERE state=0 "
                                              "GROUP BY export) ORDER BY export"));
  return ReadRows(select);
}

Result<HttpOutbox::Waiting> HttpOutbox::CountWaiting(int64_t export_id) {
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached(
          "SELECT count(*), coalesce(sum(last - first + 1), 0) FROM delivery WHERE export=?1 AND state=0"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindInt(1, export_id).Step());
  if (!found) return Waiting{};
  return Waiting{select->Int(0), select->Int(1)};
}

Status HttpOutbox::Forget(int64_t export_id) {
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove, file_->db().Cached("DELETE FROM delivery WHERE export=?1"));
  return remove->BindInt(1, export_id).Run();
}

}  // namespace pandora
