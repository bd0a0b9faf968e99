#include "core/engine/http_export.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/engine/export_progress.h"
#include "core/format/record_writer.h"
#include "core/sink/rejected_records.h"

namespace pandora {
namespace {

constexpr size_t kMaxReason = 300;

int64_t DelayAfter(int64_t attempts) {
  // 2^9 seconds is beyond the longest delay.
  const int64_t doublings = std::clamp<int64_t>(attempts - 1, 0, 9);
  return std::min(HttpExport::kMaxDelay, HttpExport::kFirstDelay << doublings);
}

std::string RecordRange(int64_t first, int64_t end) {
  return "records " + std::to_string(first) + ".." + std::to_string(end - 1);
}

std::unique_ptr<RecordWriter> WriterFor(const Schema& schema, const HttpSpec& spec) {
  std::vector<WriterColumn> columns;
  for (size_t i = 0; i < schema.fields.size(); ++i) columns.push_back({schema.fields[i].name, static_cast<int>(i)});
  return MakeRecordWriter(spec.json ? RecordFormat::kJson : RecordFormat::kText, std::move(columns), {});
}

}  // namespace

Result<TaskOutcome> HttpExport::OnNews(int64_t export_id, const Repo& source, const HttpSpec& spec) {
  PANDORA_ASSIGN_OR_RETURN(const ExportProgress progress, LoadExportProgress(state_->file.get(), export_id));
  PANDORA_ASSIGN_OR_RETURN(const int64_t end, state_->log.End(source.id));
  TaskOutcome outcome;
  int64_t from = progress.offset;
  if (from >= end) return outcome;
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Delivery> head, outbox_.Head(export_id));
  PANDORA_ASSIGN_OR_RETURN(std::optional<Delivery> tail, outbox_.Tail(export_id));
  // While somebody does not answer, many small pushes become few large deliveries. The head may be on its way already and
  // stays as it is.
  if (tail && tail->id != head->id && tail->last + 1 == from && tail->records() < kMaxRecords) {
    tail->last = std::min(end, tail->first + kMaxRecords) - 1;
    PANDORA_RETURN_IF_ERROR(outbox_.Save(*tail));
    from = tail->last + 1;
  }
  for (; from < end; from += kMaxRecords) {
    PANDORA_RETURN_IF_ERROR(outbox_.Add(export_id, from, std::min(end, from + kMaxRecords) - 1, state_->now()));
  }
  if (!head) PANDORA_RETURN_IF_ERROR(state_->timeline.Schedule({state_->now(), TaskKind::kDeliver, export_id}));
  PANDORA_RETURN_IF_ERROR(SaveExportProgress(state_->file.get(), export_id, ExportProgress::At(end)));
  outcome.did_something = true;
  outcome.note = RecordRange(progress.offset, end) + " wait for " + spec.Url();
  return outcome;
}

void HttpExport::AddDue(int64_t export_id) {
  if (std::find(due_.begin(), due_.end(), export_id) == due_.end()) due_.push_back(export_id);
}

void HttpExport::OnDue(int64_t export_id) {
  held_.erase(export_id);
  if (due_known_) AddDue(export_id);
}

Result<bool> HttpExport::DueNow(int64_t export_id, bool afresh) {
  held_.erase(export_id);
  PANDORA_ASSIGN_OR_RETURN(std::optional<Delivery> head, outbox_.Head(export_id));
  if (!head) return false;
  head->due = state_->now();
  if (afresh) head->attempts = 0;
  PANDORA_RETURN_IF_ERROR(outbox_.Save(*head));
  PANDORA_RETURN_IF_ERROR(state_->timeline.Schedule({head->due, TaskKind::kDeliver, export_id}));
  return true;
}

Status HttpExport::Forget(int64_t export_id) {
  held_.erase(export_id);
  PANDORA_RETURN_IF_ERROR(state_->timeline.Cancel(TaskKind::kDeliver, export_id));
  return outbox_.Forget(export_id);
}

// What is due and not with the host. Deliveries that are due later have a task on the timeline.
Status HttpExport::FindDue() {
  if (due_known_) return {};
  due_.clear();
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Delivery> heads, outbox_.Heads());
  for (const Delivery& head : heads) {
    if (head.due <= state_->now() && held_.count(head.export_id) == 0) AddDue(head.export_id);
  }
  due_known_ = true;
  return {};
}

Result<std::optional<int64_t>> HttpExport::NextDue() {
  PANDORA_RETURN_IF_ERROR(FindDue());
  while (!due_.empty()) {
    const int64_t export_id = due_.front();
    due_.erase(due_.begin());
    // What comes of the attempt under way schedules the next.
    if (!Busy(export_id)) return std::optional<int64_t>(export_id);
  }
  return std::optional<int64_t>();
}

Result<std::optional<OutgoingDelivery>> HttpExport::Start(int64_t export_id, const Repo& source, const HttpSpec& spec) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Delivery> head, outbox_.Head(export_id));
  if (!head || head->due > state_->now()) return std::optional<OutgoingDelivery>();
  OutgoingDelivery outgoing;
  Flight flight{export_id, head->id, 0};
  PANDORA_ASSIGN_OR_RETURN(outgoing.body, BodyOf(*head, source, spec, &flight.end));
  outgoing.attempt = ++last_attempt_;
  outgoing.account = source.account;
  outgoing.url = spec.Url();
  // seed 000:685-686, spec/conflicts.md C42
  outgoing.content_type = spec.json ? "application/json" : "text/plain";
  flights_[outgoing.attempt] = flight;
  return std::optional<OutgoingDelivery>(std::move(outgoing));
}

Result<std::string> HttpExport::BodyOf(const Delivery& delivery, const Repo& source, const HttpSpec& spec,
                                       int64_t* end) {
  const Schema& schema = source.definition.schema;
  const std::unique_ptr<RecordWriter> writer = WriterFor(schema, spec);
  PANDORA_ASSIGN_OR_RETURN(const int64_t log_end, state_->log.End(source.id));
  const int64_t last = std::min(delivery.last, log_end - 1);
  std::string body;
  *end = delivery.first;
  bool full = false;
  const auto write = [&](const RecordLog::Slice& slice) {
    for (size_t row = 0; row < slice.batch.rows && !full; ++row) {
      const size_t before = body.size();
      writer->Write(slice.batch, row, row + 1, &body);
      full = body.size() > kMaxBytes && before > 0;
      if (full) body.resize(before);
      if (!full) ++*end;
    }
    return Status();
  };
  // In pieces, since a range cannot be left half-way.
  constexpr int64_t kPiece = 1024;
  for (int64_t from = delivery.first; from <= last && !full; from += kPiece) {
    PANDORA_RETURN_IF_ERROR(state_->log.Read(source.id, from, std::min(from + kPiece, last + 1), schema, {}, write));
  }
  // Also what the log does not have (in a state file from elsewhere) is done with: it must not be asked for again and again.
  if (!full) *end = delivery.last + 1;
  // Records are joined by LF: none after the last (spec/conflicts.md D4).
  if (!body.empty() && body.back() == '\n') body.pop_back();
  return body;
}

std::optional<int64_t> HttpExport::ExportOf(int64_t attempt) const {
  const auto flight = flights_.find(attempt);
  return flight == flights_.end() ? std::nullopt : std::optional<int64_t>(flight->second.export_id);
}

Status HttpExport::Succeed(const Flight& flight, Delivery* one, TaskOutcome* outcome) {
  const int64_t end = std::clamp(flight.end, one->first, one->last + 1);
  outcome->note += RecordRange(one->first, end) + " delivered";
  SinkReport report;
  report.written = end - one->first;
  PANDORA_RETURN_IF_ERROR(RejectedRecords(state_->file.get()).Add(one->export_id, report));
  one->due = state_->now();
  one->reason.clear();
  if (end > one->last) {
    one->state = DeliveryState::kDelivered;
  } else {
    // The body was full before the range was at its end: what is left goes next.
    one->first = end;
    one->attempts = 0;
  }
  PANDORA_RETURN_IF_ERROR(outbox_.Save(*one));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Delivery> next, outbox_.Head(one->export_id));
  if (!next) return {};
  return state_->timeline.Schedule({state_->now(), TaskKind::kDeliver, one->export_id});
}

Status HttpExport::Fail(const DeliveryResult& result, Delivery* one, TaskOutcome* outcome) {
  const int64_t delay = DelayAfter(one->attempts);
  one->due = Instant{state_->now().micros + delay};
  if (result.status != 0) {
    one->reason = "answered " + std::to_string(result.status) + "; only 200 is success";
  } else {
    one->reason = result.error.empty() ? "no answer" : Quote(result.error, kMaxReason);
    // Quoted for its escapes; the marks around it say nothing here.
    if (one->reason.starts_with('\'') && one->reason.ends_with('\'')) {
      one->reason = one->reason.substr(1, one->reason.size() - 2);
    }
  }
  outcome->note += RecordRange(one->first, one->last + 1) + ": " + one->reason + "; again in " +
                   std::to_string(delay / kMicrosPerSecond) + " s";
  PANDORA_RETURN_IF_ERROR(outbox_.Save(*one));
  return state_->timeline.Schedule({one->due, TaskKind::kDeliver, one->export_id});
}

Result<TaskOutcome> HttpExport::Resolve(const DeliveryResult& result) {
  TaskOutcome outcome;
  const auto found = flights_.find(result.attempt);
  if (found == flights_.end()) return outcome;
  const Flight flight = found->second;
  flights_.erase(found);
  PANDORA_ASSIGN_OR_RETURN(std::optional<Delivery> one, outbox_.Get(flight.export_id, flight.delivery));
  if (!one || one->state == DeliveryState::kDelivered) return outcome;  // the export was deleted meanwhile
  outcome.did_something = true;
  outcome.status = result.status;
  one->attempts += 1;
  outcome.note = "delivery " + std::to_string(one->id) + ", attempt " + std::to_string(one->attempts) + ": ";
  one->status = result.status;
  one->response = result.response.substr(0, kMaxResponse);
  outcome.size = static_cast<int64_t>(one->response.size());
  outcome.hash = HashContent(one->response);
  PANDORA_RETURN_IF_ERROR(result.status == 200 ? Succeed(flight, &*one, &outcome) : Fail(result, &*one, &outcome));
  return outcome;
}

void HttpExport::Hold(int64_t attempt, std::string reason) {
  const auto found = flights_.find(attempt);
  if (found == flights_.end()) return;
  HoldExport(found->second.export_id, std::move(reason));
  flights_.erase(found);
}

void HttpExport::Release() {
  held_.clear();
  due_known_ = false;
}

bool HttpExport::InFlight(int64_t delivery) const {
  return std::any_of(flights_.begin(), flights_.end(),
                     [delivery](const auto& entry) { return entry.second.delivery == delivery; });
}

std::string_view HttpExport::HeldBecause(int64_t export_id) const {
  const auto held = held_.find(export_id);
  return held == held_.end() ? std::string_view() : held->second;
}

void HttpExport::ForgetFlights() {
  flights_.clear();
  held_.clear();
  due_known_ = false;
}

bool HttpExport::Busy(int64_t export_id) const {
  return std::any_of(flights_.begin(), flights_.end(),
                     [export_id](const auto& entry) { return entry.second.export_id == export_id; });
}

}  // namespace pandora
