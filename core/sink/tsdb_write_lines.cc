#include <map>

#include "core/base/text.h"
#include "core/sink/tsdb_line.h"
#include "core/sink/tsdb_store.h"
#include "core/sink/typed_column.h"

namespace pandora {
namespace {

void AppendLineValue(const LineValue& value, Column* column) {
  switch (value.kind) {
    case Kind::kLong: return column->AppendLong(value.integer);
    case Kind::kFloat: return column->AppendFloat(value.number);
    case Kind::kBoolean: return column->AppendBoolean(value.integer != 0);
    default: return column->AppendText(value.text);
  }
}

// One column of the points: what each has under `name`, in the kind in which the lines give it. kBadRequest when they differ.
Result<Column> ColumnOfLines(const std::vector<const LinePoint*>& points, const std::string& name, Kind kind) {
  Column column = MakeColumn({kind, Kind::kString, {}});
  for (const LinePoint* point : points) {
    const LineValue* found = nullptr;
    for (const auto& [field, value] : point->fields) {
      if (field == name) found = &value;
    }
    if (found == nullptr) {
      column.AppendNull();
    } else if (found->kind == kind) {
      AppendLineValue(*found, &column);
    } else {
      return Status(ErrorCode::kBadRequest, "field " + Quote(name) + " is " + std::string(KindName(kind)) +
                                                " in one point and " + std::string(KindName(found->kind)) +
                                                " in another");
    }
  }
  return column;
}

Column TagOfLines(const std::vector<const LinePoint*>& points, const std::string& name) {
  Column column = MakeColumn({Kind::kString, Kind::kString, {}});
  for (const LinePoint* point : points) {
    const std::string* found = nullptr;
    for (const auto& [tag, value] : point->tags) {
      if (tag == name) found = &value;
    }
    found == nullptr ? column.AppendNull() : column.AppendText(*found);
  }
  return column;
}

}  // namespace

Status WriteLines(SeriesStore* store, Series series, const std::vector<const LinePoint*>& points) {
  std::map<std::string, Kind> kinds;
  std::map<std::string, int> tags;
  for (const LinePoint* point : points) {
    for (const auto& [name, value] : point->tags) tags.emplace(name, 0);
    for (const auto& [name, value] : point->fields) kinds.emplace(name, value.kind);
  }
  std::vector<std::string> tag_names;
  for (const auto& [name, unused] : tags) tag_names.push_back(name);
  std::vector<Field> fields;
  for (const auto& [name, kind] : kinds) fields.push_back({name, {kind, Kind::kString, {}}, false});
  PANDORA_RETURN_IF_ERROR(store->AddColumns(&series, tag_names, fields));
  RecordBatch batch;
  batch.rows = points.size();
  Column times = MakeColumn({Kind::kDate, Kind::kString, {}});
  for (const LinePoint* point : points) times.AppendDate(point->time.micros, FormOfStamp(point->time).Pack());
  batch.columns.push_back(std::move(times));
  for (const std::string& tag : series.tags) batch.columns.push_back(TagOfLines(points, tag));
  RowProblems problems;
  for (const Field& field : series.fields) {
    const auto given = kinds.find(field.name);
    const Kind kind = given == kinds.end() ? field.type.kind : given->second;
    PANDORA_ASSIGN_OR_RETURN(Column column, ColumnOfLines(points, field.name, kind));
    batch.columns.push_back(ConvertColumn(std::move(column), field.type, field.name, &problems));
  }
  return store->Append(series, std::move(batch));
}

}  // namespace pandora
