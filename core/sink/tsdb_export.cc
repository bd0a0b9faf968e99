#include "core/sink/tsdb_export.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/sink/spec_reader.h"
#include "core/sink/table_columns.h"
#include "core/sink/tsdb_spec.h"
#include "core/sink/tsdb_store.h"

namespace pandora {
namespace {

const Type kDateType{Kind::kDate, Kind::kString, {}};

// What `spec` brings that `source` still has.
void WantedColumns(const TsdbSpec& spec, const Schema& source, std::vector<std::string>* tags,
                   std::vector<Field>* fields) {
  for (const auto& [name, from] : spec.tags) tags->push_back(name);
  for (const auto& [name, from] : spec.fields) {
    const int index = source.Find(from);
    if (index < 0) continue;
    const std::optional<Kind> kind = SeriesKind(source.fields[static_cast<size_t>(index)].type);
    if (kind) fields->push_back({name, {*kind, Kind::kString, {}}, false});
  }
}

int SourceOf(const std::vector<std::pair<std::string, std::string>>& map, const std::string& name,
             const Schema& source) {
  for (const auto& [target, from] : map) {
    if (target == name) return source.Find(from);
  }
  return -1;
}

class TsdbWriter final : public SinkWriter {
 public:
  TsdbWriter(const TsdbSpec& spec, const Schema& source, const SinkHome& home, Series series)
      : spec_(spec), home_(home), series_(std::move(series)) {
    for (const std::string& tag : series_.tags) {
      columns_.push_back({tag, {Kind::kString, Kind::kString, {}}, SourceOf(spec.tags, tag, source)});
    }
    for (const Field& field : series_.fields) {
      columns_.push_back({field.name, field.type, SourceOf(spec.fields, field.name, source)});
    }
    timestamp_ = spec.timestamp.empty() ? -1 : source.Find(spec.timestamp);
    wanted_ = SourcesOf(columns_, {timestamp_});
  }

  const std::vector<int>& wanted() const override { return wanted_; }

  Status Write(RecordBatch batch, int64_t first, SinkReport* report) override {
    RowProblems problems;
    RecordBatch points;
    points.rows = batch.rows;
    points.columns.push_back(Timestamps(batch, &problems));
    RecordBatch values = TakeColumns(std::move(batch), columns_, &problems);
    for (Column& column : values.columns) points.columns.push_back(std::move(column));
    if (spec_.omit_empty) LeaveOutEmpty(points, &problems);
    ReportProblems(problems, first, spec_.omit_invalid, report);
    points = DropRows(std::move(points), problems);
    report->written += static_cast<int64_t>(points.rows);
    return SeriesStore(home_).Append(series_, std::move(points));
  }

 private:
  // One a row; now where the record has none.
  Column Timestamps(const RecordBatch& batch, RowProblems* problems) const {
    const uint32_t form = FormOfStamp(home_.now).Pack();
    Column given = NullColumn(kDateType, 0);
    if (timestamp_ >= 0) {
      Column from = batch.columns[static_cast<size_t>(timestamp_)];
      if (CanConvert(from.type, kDateType))
        given = ConvertColumn(std::move(from), kDateType, spec_.timestamp, problems);
    }
    if (given.size == batch.rows && given.valid.empty()) return given;
    Column out = MakeColumn(kDateType);
    for (size_t row = 0; row < batch.rows; ++row) {
      if (row < given.size && !given.IsNull(row)) {
        out.AppendDate(given.longs[row], given.date_forms[row]);
      } else {
        out.AppendDate(home_.now.micros, form);
      }
    }
    return out;
  }

  // A record all of whose tags and fields are null (seed 002:534) is dropped without a reason.
  static void LeaveOutEmpty(const RecordBatch& points, RowProblems* problems) {
    for (size_t row = 0; row < points.rows; ++row) {
      bool empty = true;
      for (size_t k = 1; k < points.columns.size() && empty; ++k) empty = points.columns[k].IsNull(row);
      if (empty) problems->Add(row, "");
    }
  }

  TsdbSpec spec_;
  SinkHome home_;
  Series series_;
  std::vector<TableColumn> columns_;
  int timestamp_ = -1;
  std::vector<int> wanted_;
};

Status CheckTsdb(const Json& spec, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(const TsdbSpec read, ReadTsdbSpec(spec, &source));
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(Series series, store.Ensure(read.database, read.series));
  std::vector<std::string> tags;
  std::vector<Field> fields;
  WantedColumns(read, source, &tags, &fields);
  const Status added = store.AddColumns(&series, tags, fields);
  if (added.code() == ErrorCode::kBadRequest) return Status(ErrorCode::kE18305, "spec: " + added.detail());
  return added;
}

Result<std::unique_ptr<SinkWriter>> OpenTsdb(const Json& spec, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(const TsdbSpec read, ReadTsdbSpec(spec, nullptr));
  SeriesStore store(home);
  PANDORA_ASSIGN_OR_RETURN(Series series, store.Ensure(read.database, read.series));
  std::vector<std::string> tags;
  std::vector<Field> fields;
  WantedColumns(read, source, &tags, &fields);
  // What does not fit the series any more is refused value by value.
  const auto misfit = [&series](const Field& field) {
    const Field* known = series.FindField(field.name);
    return series.HasTag(field.name) || (known != nullptr && !CanConvert(field.type, known->type));
  };
  fields.erase(std::remove_if(fields.begin(), fields.end(), misfit), fields.end());
  const auto is_field = [&series](const std::string& tag) { return series.FindField(tag) != nullptr; };
  tags.erase(std::remove_if(tags.begin(), tags.end(), is_field), tags.end());
  PANDORA_RETURN_IF_ERROR(store.AddColumns(&series, tags, fields));
  return std::unique_ptr<SinkWriter>(std::make_unique<TsdbWriter>(read, source, home, std::move(series)));
}

}  // namespace

const SinkType kTsdbSink{"tsdb", CheckTsdb, OpenTsdb};

}  // namespace pandora
