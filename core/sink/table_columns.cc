#include "core/sink/table_columns.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/sink/spec_reader.h"

namespace pandora {
namespace {

constexpr size_t kMaxName = 128;
constexpr size_t kMaxColumns = 1000;

Column TakeOne(Column from, const TableColumn& to, RowProblems* problems) {
  if (CanConvert(from.type, to.type)) return ConvertColumn(std::move(from), to.type, to.name, problems);
  // The target got its kind before the repo's field got another.
  for (size_t row = 0; row < from.size; ++row) {
    if (from.IsNull(row)) continue;
    problems->Add(row, "field " + Quote(to.name) + " is " + std::string(KindName(to.type.kind)) + "; a " +
                           std::string(KindName(from.type.kind)) + " cannot be written to it");
  }
  return NullColumn(to.type, from.size);
}

}  // namespace

std::vector<int> SourcesOf(const std::vector<TableColumn>& columns, const std::vector<int>& others) {
  std::vector<int> sources;
  for (const TableColumn& column : columns) sources.push_back(column.source);
  sources.insert(sources.end(), others.begin(), others.end());
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  if (!sources.empty() && sources.front() < 0) sources.erase(sources.begin());
  return sources;
}

RecordBatch TakeColumns(RecordBatch batch, const std::vector<TableColumn>& columns, RowProblems* problems) {
  std::vector<int> uses(batch.columns.size());
  for (const TableColumn& column : columns) {
    if (column.source >= 0) ++uses[static_cast<size_t>(column.source)];
  }
  RecordBatch out;
  out.rows = batch.rows;
  for (const TableColumn& column : columns) {
    if (column.source < 0) {
      out.columns.push_back(NullColumn(column.type, batch.rows));
      continue;
    }
    const auto source = static_cast<size_t>(column.source);
    Column& from = batch.columns[source];
    out.columns.push_back(TakeOne(--uses[source] == 0 ? std::move(from) : from, column, problems));
  }
  return out;
}

void ReportProblems(const RowProblems& problems, int64_t first, bool omit, SinkReport* report) {
  for (const auto& [row, reason] : problems.reasons()) {
    if (reason.empty()) {
      ++report->omitted;
    } else {
      report->Reject(first + static_cast<int64_t>(row), reason, omit);
    }
  }
}

std::string WhyNoStoreName(std::string_view name) {
  if (name.empty()) return "is empty";
  if (name.size() > kMaxName) return "is longer than 128 bytes";
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/') {
      return "is " + Quote(name) + "; control characters and / are not accepted";
    }
  }
  return IsValidUtf8(name) ? "" : "is no valid UTF-8";
}

Status ReadColumnMap(const Json& spec, const char* member, const Schema* schema,
                     std::vector<std::pair<std::string, std::string>>* out) {
  const Json* map = FindMember(spec, member);
  if (map == nullptr) return BadSpec(member, "is missing; an object such as {\"name\": \"#field\"} is required");
  if (!map->is_object()) return BadSpec(member, "is " + std::string(JsonTypeName(*map)) + "; an object is accepted");
  if (map->size() > kMaxColumns) return BadSpec(member, "has more than " + std::to_string(kMaxColumns) + " members");
  for (const auto& [name, reference] : map->items()) {
    if (const std::string why = WhyNoStoreName(name); !why.empty()) return BadSpec(member, "has a name that " + why);
    std::string field;
    PANDORA_RETURN_IF_ERROR(ReadSpecReference(reference, std::string(member) + "." + name, schema, &field));
    out->emplace_back(name, field);
  }
  return {};
}

}  // namespace pandora
