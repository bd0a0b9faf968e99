#include "core/sink/logdb_export.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/sink/logdb_column.h"
#include "core/sink/logdb_spec.h"
#include "core/sink/logdb_store.h"

namespace pandora {
namespace {

Status NoSuchLogRepo(const std::string& name) {
  return Status(ErrorCode::kE18122, "log repo " + Quote(name, 130) + "; create it with POST /v5/repos/" + name);
}

// The fields that `doc` needs and the repo lacks. What logdb says of a schema is told as a fault of the spec.
Status AddMissingFields(LogRepos* repos, const LogdbSpec& spec, const Schema& source, LogRepo* repo) {
  const Result<bool> added = repos->AddFields(repo, DeriveLogSchema(spec.doc, source));
  if (added.ok() || added.status().code() != ErrorCode::kBadRequest) return added.ok() ? Status() : added.status();
  return Status(ErrorCode::kE18305, "spec.doc does not fit the log repo: " + added.status().detail());
}

Status CheckLogdb(const Json& json, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(const LogdbSpec spec, ReadLogdbSpec(json, source, false));
  LogRepos repos(home);
  PANDORA_ASSIGN_OR_RETURN(std::optional<LogRepo> repo, repos.Find(spec.destination));
  if (repo) {
    PANDORA_RETURN_IF_ERROR(CheckLogTypes(spec.doc, source, repo->fields));
    return AddMissingFields(&repos, spec, source, &*repo);
  }
  if (!home.create_targets) return NoSuchLogRepo(spec.destination);
  Json body = Json::object();
  body["region"] = "nb";
  body["retention"] = "30d";
  body["schema"] = DeriveLogSchema(spec.doc, source);
  return repos.Create(spec.destination, body).status();
}

// One column to write: from a column of the source, or a map around others.
struct Slot {
  const LogField* field = nullptr;
  int source = -1;    // -1: a map of `inside`
  bool last = false;  // no later slot wants the same column: it may be moved
  bool fits = true;   // else the types no longer go together: nothing but null can be written
  Field stored;
  std::string path;
  std::vector<Slot> inside;
};

class LogdbWriter final : public SinkWriter {
 public:
  LogdbWriter(const SinkHome& home, LogdbSpec spec, const Schema& source, LogRepo repo)
      : home_(home), repos_(home_), spec_(std::move(spec)), source_(source), repo_(std::move(repo)) {
    Plan(spec_.doc, repo_.fields, "", &slots_);
    std::vector<bool> seen(source_.fields.size(), false);
    MarkLast(&slots_, &seen);
    for (const Slot& slot : slots_) {
      if (slot.fits) schema_.fields.push_back(slot.stored);
    }
    std::sort(wanted_.begin(), wanted_.end());
    wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
    // None would mean all.
    if (wanted_.empty() && !source_.fields.empty()) wanted_.push_back(0);
  }

  const std::vector<int>& wanted() const override { return wanted_; }
  Status Write(RecordBatch batch, int64_t first, SinkReport* report) override;

 private:
  void Plan(const std::vector<LogdbMember>& doc, const std::vector<LogField>& fields, const std::string& path,
            std::vector<Slot>* slots);
  void MarkLast(std::vector<Slot>* slots, std::vector<bool>* seen);
  Column Build(const Slot& slot, RecordBatch* batch, RowProblems* problems) const;
  void FindMisfits(const std::vector<Slot>& slots, const RecordBatch& batch, RowProblems* problems) const;
  void FindEmpty(const RecordBatch& batch, RowProblems* empty) const;

  SinkHome home_;
  LogRepos repos_;
  LogdbSpec spec_;
  const Schema& source_;
  LogRepo repo_;
  Schema schema_;
  std::vector<Slot> slots_;
  std::vector<int> wanted_;
};

void LogdbWriter::Plan(const std::vector<LogdbMember>& doc, const std::vector<LogField>& fields,
                       const std::string& path, std::vector<Slot>* slots) {
  for (const LogdbMember& member : doc) {
    Slot slot;
    slot.field = FindLogField(fields, member.name);
    slot.path = path + member.name;
    if (slot.field == nullptr) continue;
    if (member.source.empty()) {
      if (slot.field->kind != LogKind::kObject) continue;
      Plan(member.inside, slot.field->fields, slot.path + ".", &slot.inside);
      slot.stored.name = member.name;
      slot.stored.type.kind = Kind::kMap;
      for (const Slot& inner : slot.inside) {
        if (inner.fits) slot.stored.type.fields.push_back(inner.stored);
      }
    } else {
      slot.source = source_.Find(member.source);
      if (slot.source < 0) continue;
      wanted_.push_back(slot.source);
      const Type& type = source_.fields[static_cast<size_t>(slot.source)].type;
      slot.fits = CheckLogTypes({{slot.field->name, member.source, {}}}, source_, {*slot.field}).ok();
      if (slot.fits) slot.stored = StoredColumn(type, *slot.field);
    }
    slots->push_back(std::move(slot));
  }
}

// From the end: the first met is the last to read its column.
void LogdbWriter::MarkLast(std::vector<Slot>* slots, std::vector<bool>* seen) {
  for (auto slot = slots->rbegin(); slot != slots->rend(); ++slot) {
    MarkLast(&slot->inside, seen);
    if (slot->source < 0 || !slot->fits) continue;
    const auto met = (*seen)[static_cast<size_t>(slot->source)];
    slot->last = !met;
    (*seen)[static_cast<size_t>(slot->source)] = true;
  }
}

Column LogdbWriter::Build(const Slot& slot, RecordBatch* batch, RowProblems* problems) const {
  if (slot.source >= 0) {
    Column& column = batch->columns[static_cast<size_t>(slot.source)];
    return ToStoredColumn(slot.last ? std::move(column) : Column(column), *slot.field, slot.path, problems);
  }
  Column map;
  map.type = slot.stored.type;
  map.size = batch->rows;
  for (const Slot& inner : slot.inside) {
    if (inner.fits) map.children.push_back(Build(inner, batch, problems));
  }
  // An object without a single value is none.
  for (size_t row = 0; row < map.size; ++row) {
    bool any = false;
    for (const Column& child : map.children) any = any || !child.IsNull(row);
    if (!any) map.valid.SetNull(row, map.size);
  }
  return map;
}

// The repo's field was given another type after the export was made.
void LogdbWriter::FindMisfits(const std::vector<Slot>& slots, const RecordBatch& batch, RowProblems* problems) const {
  for (const Slot& slot : slots) {
    FindMisfits(slot.inside, batch, problems);
    if (slot.fits) continue;
    const Column& column = batch.columns[static_cast<size_t>(slot.source)];
    for (size_t row = 0; row < batch.rows; ++row) {
      if (column.IsNull(row)) continue;
      problems->Add(row, "field " + Quote(slot.path, 256) + ": " + TypeText(column.type) + " does not go into " +
                             std::string(LogKindName(slot.field->kind)) + "; " + AcceptedKinds(column.type) + " would");
    }
  }
}

// Records whose exported fields are all null (seed 002:589).
void LogdbWriter::FindEmpty(const RecordBatch& batch, RowProblems* empty) const {
  for (const int index : wanted_) {
    if (batch.columns[static_cast<size_t>(index)].valid.empty()) return;
  }
  for (size_t row = 0; row < batch.rows; ++row) {
    const bool any = std::any_of(wanted_.begin(), wanted_.end(),
                                 [&](int index) { return !batch.columns[static_cast<size_t>(index)].IsNull(row); });
    if (!any) empty->Add(row, {});
  }
}

Status LogdbWriter::Write(RecordBatch batch, int64_t first, SinkReport* report) {
  RowProblems dropped;
  if (spec_.omit_empty) FindEmpty(batch, &dropped);
  const int64_t empty = static_cast<int64_t>(dropped.reasons().size());
  RowProblems problems;
  FindMisfits(slots_, batch, &problems);
  RecordBatch out;
  out.rows = batch.rows;
  for (const Slot& slot : slots_) {
    if (slot.fits) out.columns.push_back(Build(slot, &batch, &problems));
  }
  for (const auto& [row, reason] : problems.reasons()) {
    dropped.Add(row, {});
    report->Reject(first + static_cast<int64_t>(row), reason, spec_.omit_invalid);
  }
  report->omitted += empty;
  out = DropRows(std::move(out), dropped);
  report->written += static_cast<int64_t>(out.rows);
  return repos_.Append(repo_, schema_, std::move(out));
}

Result<std::unique_ptr<SinkWriter>> OpenLogdb(const Json& json, const Schema& source, const SinkHome& home) {
  PANDORA_ASSIGN_OR_RETURN(LogdbSpec spec, ReadLogdbSpec(json, source, true));
  LogRepos repos(home);
  PANDORA_ASSIGN_OR_RETURN(std::optional<LogRepo> repo, repos.Find(spec.destination));
  if (!repo) return NoSuchLogRepo(spec.destination);
  // The repo may have got fields since the export was made.
  PANDORA_RETURN_IF_ERROR(AddMissingFields(&repos, spec, source, &*repo));
  return std::unique_ptr<SinkWriter>(std::make_unique<LogdbWriter>(home, std::move(spec), source, *std::move(repo)));
}

}  // namespace

const SinkType kLogdbSink = {"logdb", CheckLogdb, OpenLogdb};

}  // namespace pandora
