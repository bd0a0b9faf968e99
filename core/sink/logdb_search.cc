#include "core/sink/logdb_search.h"

#include <algorithm>
#include <functional>

#include "core/base/text.h"
#include "core/sink/logdb_highlight.h"
#include "core/sink/logdb_match.h"
#include "core/sink/logdb_record.h"

namespace pandora {
namespace {

constexpr int64_t kWindow = RecordLog::kMaxSegmentRows;
// Hits that are read together when they lie close.
constexpr int64_t kReadTogether = RecordLog::kSealedRows;

// Offsets: the records there are, perhaps less of the newest.
struct Span {
  int64_t begin = 0, end = 0;
};

Result<Span> SpanOf(const SinkHome& home, const LogRepo& repo) {
  Span span;
  PANDORA_ASSIGN_OR_RETURN(span.begin, LogRepos(home).Begin(repo));
  PANDORA_ASSIGN_OR_RETURN(span.end, home.log->End(repo.id));
  return span;
}

using VisitRows = std::function<Status(const RecordBatch& batch, int64_t first, const std::vector<uint8_t>& rows)>;

// Calls `visit` for the records of `span`, window by window from the newest, offsets ascending inside each.
Status ScanLogs(const SinkHome& home, const LogRepo& repo, const LogMatcher& matcher, std::vector<int> wanted,
                Span span, const VisitRows& visit) {
  wanted.insert(wanted.end(), matcher.wanted().begin(), matcher.wanted().end());
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  // None would mean all; the first column tells how many rows there are.
  if (wanted.empty()) wanted.push_back(0);
  std::vector<uint8_t> rows;
  const std::function<Status(RecordLog::Slice)> match = [&](const RecordLog::Slice& slice) {
    matcher.Match(slice.batch, &rows);
    return visit(slice.batch, slice.first, rows);
  };
  for (int64_t high = span.end; high > span.begin; high -= kWindow) {
    PANDORA_RETURN_IF_ERROR(
        home.log->Read(repo.id, std::max(span.begin, high - kWindow), high, repo.layout.schema, wanted, match));
  }
  return {};
}

Result<LogQuery> ReadQuery(const LogSearch& search) {
  PANDORA_ASSIGN_OR_RETURN(LogQuery query, ParseLogQuery(search.query));
  if (!search.filter) return query;
  LogQuery both;
  both.op = LogQuery::Op::kAnd;
  both.children = {std::move(query), *search.filter};
  return both;
}

struct SortField {
  LogColumn column;
  bool descending = false;
};

struct SortKey {
  bool missing = true;
  int64_t integer = 0;
  double number = 0;
  std::string text;
};

struct Candidate {
  int64_t offset = 0;
  std::vector<SortKey> keys;
};

Result<std::vector<SortField>> ReadSort(const LogRepo& repo, std::string_view sort) {
  std::vector<SortField> fields;
  if (sort.empty()) return fields;
  for (std::string_view part : Split(sort, ',')) {
    part = TrimAscii(part);
    const size_t colon = part.find(':');
    const std::string_view order = colon == std::string_view::npos ? "asc" : part.substr(colon + 1);
    if (order != "asc" && order != "desc") {
      return Status(ErrorCode::kBadRequest,
                    "sort has the order " + Quote(order) + "; field:asc and field:desc are accepted");
    }
    PANDORA_ASSIGN_OR_RETURN(LogColumn column, FindLogColumn(repo, part.substr(0, colon)));
    fields.push_back({std::move(column), order == "desc"});
    if (fields.size() > kMaxLogSortFields) return Status(ErrorCode::kBadRequest, "sort has more than 4 fields");
  }
  return fields;
}

SortKey KeyOf(const RecordBatch& batch, const SortField& field, size_t row) {
  SortKey key;
  const Column* const column = ColumnAt(batch, field.column.column);
  if (column == nullptr || column->IsNull(row)) return key;
  key.missing = false;
  switch (column->type.kind) {
    case Kind::kLong:
    case Kind::kDate: key.integer = column->longs[row]; break;
    case Kind::kFloat: key.number = column->doubles[row]; break;
    case Kind::kBoolean: key.integer = column->booleans[row]; break;
    default: key.text = column->Text(row);
  }
  return key;
}

// The best candidates seen so far, a bounded number.
class BestHits {
 public:
  BestHits(std::vector<SortField> fields, size_t wanted) : fields_(std::move(fields)), wanted_(wanted) {}

  void Add(const RecordBatch& batch, size_t row, int64_t offset) {
    if (wanted_ == 0 || (fields_.empty() && offset < oldest_)) return;
    Candidate one;
    one.offset = offset;
    for (const SortField& field : fields_) one.keys.push_back(KeyOf(batch, field, row));
    candidates_.push_back(std::move(one));
    if (candidates_.size() >= 2 * wanted_ + 4096) Trim();
  }

  // In order, those from `from` on.
  std::vector<Candidate> Take(size_t from) {
    const size_t end = std::min(wanted_, candidates_.size());
    std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<ptrdiff_t>(end), candidates_.end(),
                      Before());
    candidates_.resize(end);
    candidates_.erase(candidates_.begin(), candidates_.begin() + static_cast<ptrdiff_t>(std::min(from, end)));
    return std::move(candidates_);
  }

 private:
  struct Order {
    const std::vector<SortField>* fields;
    bool operator()(const Candidate& a, const Candidate& b) const {
      for (size_t i = 0; i < fields->size(); ++i) {
        const SortKey &x = a.keys[i], &y = b.keys[i];
        if (x.missing != y.missing) return y.missing;
        const bool less = x.integer != y.integer ? x.integer < y.integer
                          : x.number != y.number ? x.number < y.number
                                                 : x.text < y.text;
        const bool equal = x.integer == y.integer && x.number == y.number && x.text == y.text;
        if (!equal) return less != (*fields)[i].descending;
      }
      return a.offset > b.offset;
    }
  };
  Order Before() const { return Order{&fields_}; }

  void Trim() {
    const auto cut = candidates_.begin() + static_cast<ptrdiff_t>(wanted_);
    std::nth_element(candidates_.begin(), cut - 1, candidates_.end(), Before());
    oldest_ = (cut - 1)->offset;
    candidates_.erase(cut, candidates_.end());
  }

  std::vector<SortField> fields_;
  size_t wanted_;
  std::vector<Candidate> candidates_;
  int64_t oldest_ = 0;  // without fields: of the wanted ones so far
};

// Reads the records of `hits`, those that lie close together at once.
Status ReadRecords(const SinkHome& home, const LogRepo& repo, std::vector<LogHit>* hits) {
  std::vector<LogHit*> order;
  for (LogHit& hit : *hits) order.push_back(&hit);
  std::sort(order.begin(), order.end(), [](const LogHit* a, const LogHit* b) { return a->offset < b->offset; });
  for (size_t i = 0; i < order.size();) {
    size_t end = i + 1;
    while (end < order.size() && order[end]->offset < order[i]->offset + kReadTogether) ++end;
    size_t next = i;
    PANDORA_RETURN_IF_ERROR(home.log->Read(
        repo.id, order[i]->offset, order[end - 1]->offset + 1, repo.layout.schema, {}, [&](RecordLog::Slice slice) {
          for (; next < end && order[next]->offset < slice.first + static_cast<int64_t>(slice.batch.rows); ++next) {
            const size_t row = static_cast<size_t>(order[next]->offset - slice.first);
            AppendLogRecord(repo.fields, repo.layout.fields, slice.batch.columns, row, &order[next]->record);
          }
          return Status();
        }));
    i = end;
  }
  return {};
}

// ---- counting over time

constexpr int64_t kBeijingOffset = 8 * kMicrosPerHour;

// The least round length with which `span` needs no more than kMaxLogBuckets buckets.
int64_t RoundInterval(int64_t span) {
  constexpr int64_t kSecond = kMicrosPerSecond, kMinute = kMicrosPerMinute, kHour = kMicrosPerHour,
                    kDay = kMicrosPerDay;
  constexpr int64_t kRound[] = {kSecond,     2 * kSecond, 5 * kSecond,  10 * kSecond, 30 * kSecond, kMinute,
                                2 * kMinute, 5 * kMinute, 10 * kMinute, 30 * kMinute, kHour,        2 * kHour,
                                3 * kHour,   6 * kHour,   12 * kHour,   kDay,         2 * kDay,     7 * kDay,
                                14 * kDay,   30 * kDay,   90 * kDay,    365 * kDay};
  for (const int64_t length : kRound) {
    // One more, since the span need not begin at a multiple.
    if (span / length + 2 <= kMaxLogBuckets) return length;
  }
  return 365 * kDay * (span / (365 * kDay) / (kMaxLogBuckets - 2) + 1);
}

int64_t FloorTo(int64_t micros, int64_t interval) {
  const int64_t shifted = micros + kBeijingOffset;
  const int64_t rest = ((shifted % interval) + interval) % interval;
  return micros - rest;
}

Result<std::string> TimeField(const LogRepo& repo, std::string_view asked) {
  std::string field = asked.empty() ? LogTimeField(repo) : std::string(asked);
  if (!field.empty()) return field;
  return Status(ErrorCode::kBadRequest, "log repo " + Quote(repo.name, 130) + " has no date field to count over");
}

// Calls `visit` with the instant of each match.
Status ScanTimes(const SinkHome& home, const LogRepo& repo, const LogMatcher& matcher, const LogColumn& time, Span span,
                 const std::function<void(int64_t)>& visit) {
  return ScanLogs(home, repo, matcher, {time.column[0]}, span,
                  [&](const RecordBatch& batch, int64_t, const std::vector<uint8_t>& rows) {
                    const Column* const column = ColumnAt(batch, time.column);
                    for (size_t row = 0; column != nullptr && row < batch.rows; ++row) {
                      if (rows[row] != 0 && !column->IsNull(row)) visit(column->longs[row]);
                    }
                    return Status();
                  });
}

}  // namespace

Result<LogHits> SearchLogs(const SinkHome& home, const LogRepo& repo, const LogSearch& search) {
  if (search.from < 0 || search.size < 0 || search.from > kMaxLogHits || search.size > kMaxLogHits - search.from) {
    return Status(ErrorCode::kE8201, "from + size is " + std::to_string(search.from) + " + " +
                                         std::to_string(search.size) + "; at most 10000 together are accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(const LogQuery query, ReadQuery(search));
  PANDORA_ASSIGN_OR_RETURN(const LogMatcher matcher, LogMatcher::Compile(query, repo, home.now));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<LogHighlight> highlight, ReadLogHighlight(search.highlight));
  PANDORA_ASSIGN_OR_RETURN(std::vector<SortField> fields, ReadSort(repo, search.sort));
  std::vector<int> wanted;
  for (const SortField& field : fields) wanted.push_back(field.column.column[0]);
  PANDORA_ASSIGN_OR_RETURN(Span span, SpanOf(home, repo));
  if (search.end) span.end = std::min(span.end, *search.end);
  LogHits result;
  BestHits best(std::move(fields), static_cast<size_t>(search.from + search.size));
  PANDORA_RETURN_IF_ERROR(ScanLogs(home, repo, matcher, wanted, span,
                                   [&](const RecordBatch& batch, int64_t first, const std::vector<uint8_t>& rows) {
                                     for (size_t row = 0; row < batch.rows; ++row) {
                                       if (rows[row] == 0) continue;
                                       ++result.total;
                                       best.Add(batch, row, first + static_cast<int64_t>(row));
                                     }
                                     return Status();
                                   }));
  for (const Candidate& one : best.Take(static_cast<size_t>(search.from))) result.hits.push_back({one.offset, {}, {}});
  PANDORA_RETURN_IF_ERROR(ReadRecords(home, repo, &result.hits));
  for (LogHit& hit : result.hits) {
    if (highlight) hit.highlight = MarkRecord(*highlight, query, repo.fields, hit.record);
  }
  result.notes = matcher.notes();
  return result;
}

Result<LogHistogram> CountLogs(const SinkHome& home, const LogRepo& repo, std::string_view query,
                               std::string_view field, std::optional<Instant> from, std::optional<Instant> to) {
  LogHistogram result;
  PANDORA_ASSIGN_OR_RETURN(const LogQuery tree, ParseLogQuery(query));
  PANDORA_ASSIGN_OR_RETURN(const LogMatcher matcher, LogMatcher::Compile(tree, repo, home.now));
  PANDORA_ASSIGN_OR_RETURN(result.field, TimeField(repo, field));
  PANDORA_ASSIGN_OR_RETURN(const LogColumn time, FindLogColumn(repo, result.field));
  if (time.field->kind != LogKind::kDate) {
    return Status(ErrorCode::kBadRequest, "field " + Quote(result.field, 256) + " is " +
                                              std::string(LogKindName(time.field->kind)) + "; a date is required");
  }
  result.notes = matcher.notes();
  PANDORA_ASSIGN_OR_RETURN(const Span span, SpanOf(home, repo));
  int64_t low = INT64_MAX, high = INT64_MIN;
  if (!from || !to) {
    PANDORA_RETURN_IF_ERROR(ScanTimes(home, repo, matcher, time, span, [&](int64_t micros) {
      low = std::min(low, micros);
      high = std::max(high, micros);
    }));
  }
  if (from) low = from->micros;
  if (to) high = to->micros;
  if (low > high) return result;
  result.interval = RoundInterval(high - low);
  const int64_t start = FloorTo(low, result.interval);
  result.buckets.resize(static_cast<size_t>((high - start) / result.interval) + 1);
  for (size_t i = 0; i < result.buckets.size(); ++i) {
    result.buckets[i].first = Instant{start + static_cast<int64_t>(i) * result.interval};
  }
  PANDORA_RETURN_IF_ERROR(ScanTimes(home, repo, matcher, time, span, [&](int64_t micros) {
    if (micros < low || micros > high) return;
    ++result.total;
    ++result.buckets[static_cast<size_t>((micros - start) / result.interval)].second;
  }));
  return result;
}

}  // namespace pandora
