#include "core/sink/tsdb_query.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/base/text.h"
#include "core/format/record_writer.h"

namespace pandora {
namespace {

constexpr std::array<std::string_view, 7> kNames{"count", "sum", "mean", "min", "max", "first", "last"};
constexpr int64_t kBeijing = 8 * kMicrosPerHour;
constexpr size_t kMaxSelects = 100;
constexpr size_t kMaxValues = 1'000'000;  // of all groups
constexpr size_t kMaxPageBytes = 16 << 20;

bool IsNumber(Kind kind) { return kind == Kind::kLong || kind == Kind::kFloat; }

// One aggregate of one group.
struct Accumulator {
  int64_t count = 0;
  int64_t longs = 0;  // sum or extreme
  double doubles = 0;
  bool overflow = false;  // the sum of longs goes on in `doubles`
  int64_t at = 0;         // of kFirst, kLast: the time of `value`
  Json value;
};

Status UnknownColumn(const Series& series, std::string_view what, std::string_view name) {
  std::vector<std::string_view> known;
  if (what != "field") known.assign(series.tags.begin(), series.tags.end());
  if (what != "tag") {
    for (const Field& field : series.fields) known.push_back(field.name);
  }
  const std::string_view near = DidYouMean(name, known);
  return Status(ErrorCode::kBadRequest, "series " + Quote(series.name, 130) + " has no " + std::string(what) + " " +
                                            Quote(name) + (near.empty() ? "" : "; did you mean " + Quote(near) + "?"));
}

Result<int> SelectColumn(const Series& series, const Schema& schema, const SeriesSelect& select) {
  if (select.field == "*" && select.aggregate == SeriesAggregate::kCount) return -1;
  const Field* field = series.FindField(select.field);
  if (field == nullptr) return UnknownColumn(series, "field", select.field);
  const bool numeric = select.aggregate != SeriesAggregate::kCount && select.aggregate != SeriesAggregate::kFirst &&
                       select.aggregate != SeriesAggregate::kLast;
  if (numeric && !IsNumber(field->type.kind)) {
    return Status(ErrorCode::kBadRequest, "field " + Quote(select.field) + " is " +
                                              std::string(KindName(field->type.kind)) + "; " +
                                              std::string(AggregateName(select.aggregate)) + " needs a number");
  }
  return schema.Find(select.field);
}

// `use` says what tags are for: a series is "grouped by" or "filtered by" its tags.
Result<int> TagColumn(const Series& series, const std::string& name, const char* use) {
  if (series.HasTag(name)) return series.schema().Find(name);
  if (series.FindField(name) == nullptr) return UnknownColumn(series, "tag", name);
  std::string tags;
  for (const std::string& tag : series.tags) tags += (tags.empty() ? "" : ", ") + tag;
  return Status(ErrorCode::kBadRequest, Quote(name) + " is a field of series " + Quote(series.name, 130) +
                                            "; a series is " + use + " its tags: " + (tags.empty() ? "(none)" : tags));
}

Result<SeriesPlan> PlanQuery(const Series& series, const Schema& schema, const SeriesQuery& query) {
  std::vector<int> select;
  for (const SeriesSelect& one : query.select) {
    PANDORA_ASSIGN_OR_RETURN(const int column, SelectColumn(series, schema, one));
    select.push_back(column);
  }
  return PlanColumns(series, query, std::move(select));
}

void AddLong(int64_t value, Accumulator* sum) {
  if (!sum->overflow && __builtin_add_overflow(sum->longs, value, &sum->longs)) {
    sum->overflow = true;
  }
  sum->doubles += static_cast<double>(value);
}

template <typename T>
void KeepExtreme(T value, bool less, bool none, T* kept) {
  if (none || (less ? value < *kept : value > *kept)) *kept = value;
}

void Accumulate(SeriesAggregate aggregate, const Column& column, size_t row, int64_t at, Accumulator* to) {
  const bool is_long = column.type.kind == Kind::kLong;
  const bool none = to->count++ == 0;
  switch (aggregate) {
    case SeriesAggregate::kCount: return;
    case SeriesAggregate::kSum:
    case SeriesAggregate::kMean:
      if (is_long) return AddLong(column.longs[row], to);
      to->doubles += column.doubles[row];
      return;
    case SeriesAggregate::kMin:
    case SeriesAggregate::kMax: {
      const bool less = aggregate == SeriesAggregate::kMin;
      if (is_long) return KeepExtreme(column.longs[row], less, none, &to->longs);
      return KeepExtreme(column.doubles[row], less, none, &to->doubles);
    }
    case SeriesAggregate::kFirst:
    case SeriesAggregate::kLast:
      // Of points of one instant the one that came first, or last.
      if (!none && (aggregate == SeriesAggregate::kFirst ? at >= to->at : at < to->at)) return;
      to->at = at;
      to->value = PointValue(column, row);
      return;
  }
}

Json ValueOf(SeriesAggregate aggregate, bool is_long, const Accumulator& of) {
  if (aggregate == SeriesAggregate::kCount) return of.count;
  if (of.count == 0) return {};
  switch (aggregate) {
    case SeriesAggregate::kMean: return of.doubles / static_cast<double>(of.count);
    case SeriesAggregate::kFirst:
    case SeriesAggregate::kLast: return of.value;
    default: return is_long && !of.overflow ? Json(of.longs) : Json(of.doubles);
  }
}

// The groups of one query as they come up.
class Grouping {
 public:
  Grouping(const SeriesQuery& query, const SeriesPlan& plan) : query_(query), plan_(plan) {}

  Status Add(const RecordBatch& batch) {
    for (size_t row = 0; row < batch.rows; ++row) {
      if (!PointMatches(query_, plan_, batch, row)) continue;
      const int64_t at = batch.columns[0].longs[row];
      PANDORA_ASSIGN_OR_RETURN(const size_t group, GroupOf(batch, row, at));
      Accumulator* const out = &accumulators_[group * plan_.select.size()];
      for (size_t k = 0; k < plan_.select.size(); ++k) {
        if (plan_.select[k] < 0) {
          ++out[k].count;
          continue;
        }
        const Column& column = batch.columns[static_cast<size_t>(plan_.select[k])];
        if (!column.IsNull(row)) Accumulate(query_.select[k].aggregate, column, row, at, &out[k]);
      }
    }
    return {};
  }

  std::vector<SeriesGroup> Finish(const Schema& schema) {
    for (size_t group = 0; group < groups_.size(); ++group) {
      for (size_t k = 0; k < plan_.select.size(); ++k) {
        const int column = plan_.select[k];
        const bool is_long = column >= 0 && schema.fields[static_cast<size_t>(column)].type.kind == Kind::kLong;
        groups_[group].values.push_back(
            ValueOf(query_.select[k].aggregate, is_long, accumulators_[group * plan_.select.size() + k]));
      }
    }
    std::sort(groups_.begin(), groups_.end(), [](const SeriesGroup& a, const SeriesGroup& b) {
      return a.tags != b.tags ? a.tags < b.tags : a.time < b.time;
    });
    return std::move(groups_);
  }

 private:
  Result<size_t> GroupOf(const RecordBatch& batch, size_t row, int64_t at) {
    int64_t begin = 0;
    if (query_.every > 0) {
      const int64_t rest = (at + kBeijing) % query_.every;
      begin = at - (rest < 0 ? rest + query_.every : rest);
    }
    key_.assign(reinterpret_cast<const char*>(&begin), sizeof begin);
    for (const int column : plan_.group_by) {
      const Column& tag = batch.columns[static_cast<size_t>(column)];
      const std::string_view text = tag.IsNull(row) ? std::string_view() : tag.Text(row);
      const size_t size = text.size();
      key_.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
    }
    const auto known = by_key_.find(key_);
    if (known != by_key_.end()) return known->second;
    if (groups_.size() == kMaxSeriesGroups || accumulators_.size() >= kMaxValues) {
      return Status(ErrorCode::kBadRequest, "the answer would have more than " + std::to_string(groups_.size()) +
                                                " groups: choose a shorter range, longer steps or fewer tags");
    }
    SeriesGroup group;
    group.time = Instant{begin};
    for (const int column : plan_.group_by) {
      const Column& tag = batch.columns[static_cast<size_t>(column)];
      group.tags.emplace_back(tag.IsNull(row) ? std::string_view() : tag.Text(row));
    }
    groups_.push_back(std::move(group));
    accumulators_.resize(groups_.size() * plan_.select.size());
    by_key_.emplace(key_, groups_.size() - 1);
    return groups_.size() - 1;
  }

  const SeriesQuery& query_;
  const SeriesPlan& plan_;
  std::string key_;
  std::unordered_map<std::string, size_t> by_key_;  // look-ups only
  std::vector<SeriesGroup> groups_;
  std::vector<Accumulator> accumulators_;  // plan_.select.size() for each group
};

}  // namespace

Result<SeriesPlan> PlanColumns(const Series& series, const SeriesQuery& query, std::vector<int> select) {
  SeriesPlan plan;
  plan.select = std::move(select);
  plan.wanted.push_back(0);
  for (const int column : plan.select) {
    if (column >= 0) plan.wanted.push_back(column);
  }
  for (const std::string& tag : query.group_by) {
    PANDORA_ASSIGN_OR_RETURN(const int column, TagColumn(series, tag, "grouped by"));
    plan.group_by.push_back(column);
    plan.wanted.push_back(column);
  }
  for (const auto& [tag, value] : query.equals) {
    PANDORA_ASSIGN_OR_RETURN(const int column, TagColumn(series, tag, "filtered by"));
    plan.equals.emplace_back(column, value);
    plan.wanted.push_back(column);
  }
  std::sort(plan.wanted.begin(), plan.wanted.end());
  plan.wanted.erase(std::unique(plan.wanted.begin(), plan.wanted.end()), plan.wanted.end());
  return plan;
}

Result<int> FindColumn(const Series& series, const std::string& name) {
  if (!series.HasTag(name) && series.FindField(name) == nullptr) return UnknownColumn(series, "tag or field", name);
  return series.schema().Find(name);
}

bool PointMatches(const SeriesQuery& query, const SeriesPlan& plan, const RecordBatch& batch, size_t row) {
  const Instant at{batch.columns[0].longs[row]};
  if ((query.from && at < *query.from) || (query.to && at >= *query.to)) return false;
  for (const auto& [column, value] : plan.equals) {
    // As everywhere here, a point without the tag is one whose tag is "".
    const Column& tag = batch.columns[static_cast<size_t>(column)];
    if ((tag.IsNull(row) ? std::string_view() : tag.Text(row)) != value) return false;
  }
  return true;
}

Json PointValue(const Column& column, size_t row) {
  if (column.IsNull(row)) return {};
  switch (column.type.kind) {
    case Kind::kLong: return column.longs[row];
    case Kind::kFloat: return column.doubles[row];
    case Kind::kBoolean: return column.booleans[row] != 0;
    default: return std::string(column.Text(row));
  }
}

std::string_view AggregateName(SeriesAggregate aggregate) { return kNames[static_cast<size_t>(aggregate)]; }

std::optional<SeriesAggregate> FindAggregate(std::string_view name) {
  for (size_t k = 0; k < kNames.size(); ++k) {
    if (EqualsIgnoreCase(name, kNames[k])) return static_cast<SeriesAggregate>(k);
  }
  return std::nullopt;
}

Result<std::vector<SeriesGroup>> RunSeriesQuery(const SinkHome& home, const Series& series, const SeriesQuery& query) {
  const Schema schema = series.schema();
  PANDORA_ASSIGN_OR_RETURN(const SeriesPlan plan, PlanQuery(series, schema, query));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, home.log->End(series.id));
  Grouping grouping(query, plan);
  PANDORA_RETURN_IF_ERROR(home.log->Read(series.id, 0, end, schema, plan.wanted,
                                         [&](RecordLog::Slice slice) { return grouping.Add(slice.batch); }));
  return grouping.Finish(schema);
}

Result<std::vector<SeriesSelect>> ParseSeriesSelect(std::string_view text) {
  std::vector<SeriesSelect> selects;
  for (const std::string_view piece : Split(text, ',')) {
    const std::string_view one = TrimAscii(piece);
    const size_t open = one.find('(');
    const std::optional<SeriesAggregate> aggregate = FindAggregate(TrimAscii(one.substr(0, open)));
    if (open == std::string_view::npos || one.back() != ')' || !aggregate) {
      return Status(ErrorCode::kBadRequest, Quote(one) + " is no aggregate of a field, such as sum(hits); " +
                                                std::string(kAggregateList) + " are accepted");
    }
    if (selects.size() == kMaxSelects) return Status(ErrorCode::kBadRequest, "more than 100 aggregates");
    SeriesSelect select;
    select.aggregate = *aggregate;
    select.field = std::string(TrimAscii(one.substr(open + 1, one.size() - open - 2)));
    select.label = std::string(AggregateName(*aggregate)) + "(" + select.field + ")";
    selects.push_back(std::move(select));
  }
  return selects;
}

Result<std::string> ListPoints(const SinkHome& home, const Series& series, const SeriesQuery& range, int64_t limit) {
  const Schema schema = series.schema();
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, home.log->End(series.id));
  std::string out = "[";
  int64_t left = limit;
  PANDORA_RETURN_IF_ERROR(home.log->Read(series.id, 0, end, schema, {}, [&](RecordLog::Slice slice) {
    for (size_t row = 0; row < slice.batch.rows && left > 0 && out.size() < kMaxPageBytes; ++row) {
      const Instant at{slice.batch.columns[0].longs[row]};
      if ((range.from && at < *range.from) || (range.to && at >= *range.to)) continue;
      if (out.size() > 1) out.push_back(',');
      AppendJsonRecord(schema, slice.batch, row, true, &out);
      --left;
    }
    return Status();
  }));
  out.push_back(']');
  return out;
}

Result<SeriesRange> FindRange(const SinkHome& home, const Series& series) {
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, home.log->End(series.id));
  SeriesRange range;
  PANDORA_RETURN_IF_ERROR(home.log->Read(series.id, 0, end, series.schema(), {0}, [&](RecordLog::Slice slice) {
    for (const int64_t micros : slice.batch.columns[0].longs) {
      const Instant at{micros};
      if (!range.first || at < *range.first) range.first = at;
      if (!range.last || at > *range.last) range.last = at;
    }
    return Status();
  }));
  return range;
}

}  // namespace pandora
