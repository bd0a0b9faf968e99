#include "core/sink/tsdb_points.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr size_t kMaxMatches = 1'000'000;

// Where a point that matches lies.
struct Found {
  int64_t at = 0;      // microseconds
  int64_t offset = 0;  // in the series' log
};

std::string_view TagAt(const Column& tag, size_t row) { return tag.IsNull(row) ? std::string_view() : tag.Text(row); }

// Tags of group_by are told beside the rows, not in them.
std::vector<std::pair<std::string, std::string>> AllColumns(const Series& series, const SeriesQuery& where) {
  std::vector<std::pair<std::string, std::string>> columns;
  for (const std::string& tag : series.tags) {
    if (std::find(where.group_by.begin(), where.group_by.end(), tag) == where.group_by.end())
      columns.emplace_back(tag, tag);
  }
  for (const Field& field : series.fields) columns.emplace_back(field.name, field.name);
  std::sort(columns.begin(), columns.end());
  return columns;
}

Result<SeriesPlan> MakePlan(const Series& series, const std::vector<std::pair<std::string, std::string>>& select,
                            const SeriesQuery& where) {
  std::vector<int> columns;
  for (const auto& [name, label] : select) {
    PANDORA_ASSIGN_OR_RETURN(const int column, FindColumn(series, name));
    columns.push_back(column);
  }
  return PlanColumns(series, where, std::move(columns));
}

bool HasValue(const SeriesPlan& plan, const RecordBatch& batch, size_t row) {
  return std::any_of(plan.select.begin(), plan.select.end(),
                     [&](int column) { return !batch.columns[static_cast<size_t>(column)].IsNull(row); });
}

using Groups = std::map<std::vector<std::string>, std::vector<Found>>;

Result<Groups> FindMatches(const SinkHome& home, const Series& series, const PointQuery& query,
                           const SeriesPlan& plan) {
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, home.log->End(series.id));
  Groups groups;
  size_t matches = 0;
  const auto add = [&](RecordLog::Slice slice) -> Status {
    const RecordBatch& batch = slice.batch;
    for (size_t row = 0; row < batch.rows; ++row) {
      if (!PointMatches(query.where, plan, batch, row) || !HasValue(plan, batch, row)) continue;
      if (++matches > kMaxMatches) {
        return Status(ErrorCode::kBadRequest, "more than 1000000 points match; WHERE time >= ... makes them fewer");
      }
      std::vector<std::string> tags;
      for (const int column : plan.group_by) tags.emplace_back(TagAt(batch.columns[static_cast<size_t>(column)], row));
      groups[std::move(tags)].push_back({batch.columns[0].longs[row], slice.first + static_cast<int64_t>(row)});
    }
    return {};
  };
  PANDORA_RETURN_IF_ERROR(home.log->Read(series.id, 0, end, series.schema(), plan.wanted, add));
  return groups;
}

// The points of one group that are asked for, in order of time; those of one instant in the order of arrival.
std::vector<Found> Choose(std::vector<Found> found, const PointQuery& query, bool* partial) {
  std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
    if (a.at != b.at) return query.newest_first ? a.at > b.at : a.at < b.at;
    return a.offset < b.offset;
  });
  const auto count = static_cast<int64_t>(found.size());
  const int64_t begin = std::min(query.offset, count);
  const int64_t end = begin + std::min(query.limit, count - begin);
  *partial = end < count && query.limit == kMaxRawPoints;
  return {found.begin() + begin, found.begin() + end};
}

Json RowAt(const SeriesPlan& plan, const RecordBatch& batch, size_t row) {
  const Column& times = batch.columns[0];
  DateForm form = DateForm::Unpack(times.date_forms[row]);
  form.offset_minutes = DateForm::kOffsetZ;
  std::string time;
  AppendRfc3339(Instant{times.longs[row]}, form, &time);
  Json json = Json::array();
  json.push_back(std::move(time));
  for (const int column : plan.select) json.push_back(PointValue(batch.columns[static_cast<size_t>(column)], row));
  return json;
}

}  // namespace

Result<PointTable> SelectPoints(const SinkHome& home, const Series& series, const PointQuery& query) {
  const auto select = query.select.empty() ? AllColumns(series, query.where) : query.select;
  PANDORA_ASSIGN_OR_RETURN(const SeriesPlan plan, MakePlan(series, select, query.where));
  PANDORA_ASSIGN_OR_RETURN(Groups groups, FindMatches(home, series, query, plan));
  PointTable table;
  table.columns.emplace_back("time");
  for (const auto& [name, label] : select) table.columns.push_back(label);
  std::vector<Found> chosen;  // of all groups, one after the other
  std::vector<std::pair<size_t, size_t>> ends;
  for (auto& [tags, found] : groups) {
    PointGroup group;
    group.tags = tags;
    const std::vector<Found> kept = Choose(std::move(found), query, &group.partial);
    const int64_t room = kMaxRawPoints - static_cast<int64_t>(chosen.size());
    const size_t take = static_cast<size_t>(std::min(room, static_cast<int64_t>(kept.size())));
    group.partial = group.partial || take < kept.size();
    chosen.insert(chosen.end(), kept.begin(), kept.begin() + static_cast<int64_t>(take));
    table.groups.push_back(std::move(group));
    ends.emplace_back(chosen.size(), table.groups.size() - 1);
  }
  // Read in the order of the log, answered in the order of time.
  std::map<int64_t, size_t> place;
  for (size_t k = 0; k < chosen.size(); ++k) place[chosen[k].offset] = k;
  std::vector<Json> rows(chosen.size());
  if (!place.empty()) {
    const auto render = [&](RecordLog::Slice slice) -> Status {
      const int64_t stop = slice.first + static_cast<int64_t>(slice.batch.rows);
      for (auto at = place.lower_bound(slice.first); at != place.end() && at->first < stop; ++at) {
        rows[at->second] = RowAt(plan, slice.batch, static_cast<size_t>(at->first - slice.first));
      }
      return {};
    };
    PANDORA_RETURN_IF_ERROR(home.log->Read(series.id, place.begin()->first, place.rbegin()->first + 1, series.schema(),
                                           plan.wanted, render));
  }
  size_t begin = 0;
  for (const auto& [end, group] : ends) {
    for (; begin < end; ++begin) table.groups[group].rows.push_back(std::move(rows[begin]));
  }
  return table;
}

}  // namespace pandora
