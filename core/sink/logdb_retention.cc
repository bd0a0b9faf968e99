#include "core/sink/logdb_retention.h"

#include <string>

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr const char* kOldest = "SELECT first, at FROM log_arrival WHERE repo=?1 ORDER BY first LIMIT 1";
constexpr const char* kNewest = "SELECT first, at FROM log_arrival WHERE repo=?1 ORDER BY first DESC LIMIT 1";

}  // namespace

Result<std::optional<int64_t>> ReadRetention(const Json& definition) {
  const Json* retention = FindMember(definition, "retention");
  if (retention == nullptr) return std::optional<int64_t>();
  if (retention->is_string()) {
    const std::string text = retention->get<std::string>();
    if (text.empty() || text == "-1") return std::optional<int64_t>();
    const std::optional<int64_t> days = ParseInt64(std::string_view(text).substr(0, text.size() - 1));
    if (text.back() == 'd' && days && *days > 0 && *days <= kMaxRetentionDays) {
      return std::optional<int64_t>(*days * kMicrosPerDay);
    }
  }
  return Status(ErrorCode::kBadRequest,
                "retention is " + QuoteJson(*retention) + "; days such as \"30d\", or \"-1\" for ever, are accepted");
}

Result<std::optional<LogArrivals::Arrival>> LogArrivals::Find(const char* query) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select, home_.file->db().Cached(query));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindInt(1, id_).Step());
  if (!found) return std::optional<Arrival>();
  return std::optional<Arrival>(Arrival{select->Int(0), Instant{select->Int(1)}});
}

Status LogArrivals::Note(int64_t first, std::optional<int64_t> keep) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Arrival> newest, Find(kNewest));
  // Batches of one run, and pushes of one instant, go together.
  if (newest && newest->at == home_.now) return {};
  PANDORA_RETURN_IF_ERROR(home_.file->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert,
                           home_.file->db().Cached("INSERT OR REPLACE INTO log_arrival VALUES(?1,?2,?3)"));
  PANDORA_RETURN_IF_ERROR(insert->BindInt(1, id_).BindInt(2, first).BindInt(3, home_.now.micros).Run());
  // (Replacing: an append that failed may have left one without records.) While there are older ones the task is due for them.
  if (newest || !keep || home_.timeline == nullptr) return {};
  return home_.timeline->Schedule({Instant{home_.now.micros + *keep}, TaskKind::kExpireLogs, id_});
}

Result<int64_t> LogArrivals::FirstKept(int64_t end) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Arrival> oldest, Find(kOldest));
  return oldest ? oldest->first : end;
}

Status LogArrivals::Expire(std::optional<int64_t> keep) {
  if (!keep) return home_.timeline == nullptr ? Status() : home_.timeline->Cancel(TaskKind::kExpireLogs, id_);
  PANDORA_RETURN_IF_ERROR(home_.file->BeginWrite());
  // The clock never goes back, so arrivals lie in the order of their offsets: only those that go, and one more, are looked at.
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const remove,
      home_.file->db().Cached("DELETE FROM log_arrival WHERE repo=?1 AND first < coalesce("
                              "(SELECT first FROM log_arrival WHERE repo=?1 AND at>?2 ORDER BY first LIMIT 1), ?3)"));
  remove->BindInt(1, id_).BindInt(2, home_.now.micros - *keep).BindInt(3, INT64_MAX);
  PANDORA_RETURN_IF_ERROR(remove->Run());
  if (home_.timeline == nullptr) return {};
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Arrival> oldest, Find(kOldest));
  if (!oldest) return home_.timeline->Cancel(TaskKind::kExpireLogs, id_);
  return home_.timeline->Schedule({Instant{oldest->at.micros + *keep}, TaskKind::kExpireLogs, id_});
}

Status LogArrivals::Forget() {
  PANDORA_RETURN_IF_ERROR(home_.file->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const remove, home_.file->db().Cached("DELETE FROM log_arrival WHERE repo=?1"));
  PANDORA_RETURN_IF_ERROR(remove->BindInt(1, id_).Run());
  return home_.timeline == nullptr ? Status() : home_.timeline->Cancel(TaskKind::kExpireLogs, id_);
}

}  // namespace pandora
