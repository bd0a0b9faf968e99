#include "core/store/journal.h"

#include <algorithm>
#include <utility>

#include "core/store/binary.h"

namespace pandora {
namespace {

// A buffer beyond this is written before the next savepoint instead of waiting for the commit.
constexpr size_t kMaxPendingBytes = 1 << 20;

std::string_view View(const Sha256Digest& digest) {
  return std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size());
}
std::string_view View(const ContentHash& hash) {
  return std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
}

template <typename Digest>
void CopyDigest(std::string_view bytes, Digest* digest) {
  if (bytes.size() == digest->size()) std::copy(bytes.begin(), bytes.end(), digest->begin());
}

uint64_t ZigZag(int64_t value) { return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63); }
int64_t UnZigZag(uint64_t value) { return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1)); }

// The canonical encoding: what the chain is made of. DO NOT CHANGE: checksums are compared across versions.
void AppendCanonical(const JournalEntry& entry, std::string* out) {
  AppendVarint(static_cast<uint64_t>(entry.seq), out);
  AppendVarint(ZigZag(entry.at.micros), out);
  AppendSized(entry.kind, out);
  AppendSized(entry.method, out);
  AppendSized(entry.target, out);
  AppendVarint(ZigZag(entry.status), out);
  AppendSized(entry.note, out);
  AppendVarint(ZigZag(entry.body_size), out);
  out->append(View(entry.body_hash));
  out->append(View(entry.response_hash));
}

// A stored entry is the canonical encoding and the kept body.
JournalEntry ReadEntry(BinaryReader* reader) {
  JournalEntry entry;
  entry.seq = static_cast<int64_t>(reader->Varint());
  entry.at.micros = UnZigZag(reader->Varint());
  entry.kind = reader->Sized();
  entry.method = reader->Sized();
  entry.target = reader->Sized();
  entry.status = static_cast<int>(UnZigZag(reader->Varint()));
  entry.note = reader->Sized();
  entry.body_size = UnZigZag(reader->Varint());
  CopyDigest(reader->Bytes(entry.body_hash.size()), &entry.body_hash);
  CopyDigest(reader->Bytes(entry.response_hash.size()), &entry.response_hash);
  entry.body = reader->Sized();
  return entry;
}

// Appends the entries of `block` with seq in [from, end) to `entries`.
Status ReadBlock(std::string_view block, int64_t from, int64_t end, std::vector<JournalEntry>* entries) {
  BinaryReader reader(block);
  while (!reader.at_end()) {
    JournalEntry entry = ReadEntry(&reader);
    if (!reader.ok()) return Status(ErrorCode::kInternal, "a block of the journal is damaged");
    if (entry.seq >= from && entry.seq < end) entries->push_back(std::move(entry));
  }
  return reader.ok() ? Status() : Status(ErrorCode::kInternal, "a block of the journal is damaged");
}

}  // namespace

Journal::Journal(StateFile* file) : file_(file) { file_->AddObserver(this); }
Journal::~Journal() { file_->RemoveObserver(this); }

Status Journal::Load() {
  if (loaded_) return Status();
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT first, entries, checksum FROM journal ORDER BY first DESC LIMIT 1"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
  State state;
  if (found) {
    const int64_t first = select->Int(0);
    const int64_t entries = select->Int(1);
    if (first < 1 || entries < 1 || first > INT64_MAX - entries || select->Blob(2).size() != state.checksum.size()) {
      return Status(ErrorCode::kInternal, "the end of the journal is damaged");
    }
    state.length = first + entries - 1;
    CopyDigest(select->Blob(2), &state.checksum);
  }
  state_ = state;
  // Savepoints opened before the first use saw this same state.
  std::fill(marks_.begin(), marks_.end(), state);
  loaded_ = true;
  return Status();
}

Status Journal::Append(JournalEntry entry) {
  PANDORA_RETURN_IF_ERROR(Load());
  if (entry.body.size() > kKeptBody) entry.body.clear();
  entry.seq = state_.length + 1;
  scratch_.assign(View(state_.checksum));
  AppendCanonical(entry, &scratch_);
  state_.checksum = Sha256(scratch_);
  state_.length = entry.seq;
  pending_.append(scratch_, state_.checksum.size(), std::string::npos);
  AppendSized(entry.body, &pending_);
  ++state_.pending;
  state_.pending_bytes = pending_.size();
  return Status();
}

Status Journal::Flush() {
  // Inside a savepoint a rollback would take with it what was buffered before.
  if (pending_.empty() || file_->savepoint_depth() != 0) return Status();
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert, file_->db().Cached("INSERT INTO journal VALUES(?1,?2,?3,?4)"));
  insert->BindInt(1, state_.length - state_.pending + 1).BindInt(2, state_.pending);
  const Status inserted = insert->BindBlob(3, View(state_.checksum)).BindBlob(4, pending_).Run();
  if (!inserted.ok()) return file_->Doom(inserted);
  pending_.clear();
  state_.pending = 0;
  state_.pending_bytes = 0;
  return Status();
}

void Journal::DropCaches() {
  loaded_ = false;
  state_ = State();
  std::fill(marks_.begin(), marks_.end(), state_);
  pending_.clear();
}

Status Journal::BeforeSavepoint() { return pending_.size() > kMaxPendingBytes ? Flush() : Status(); }

void Journal::OnRollbackToSavepoint() {
  state_ = marks_.back();
  marks_.pop_back();
  pending_.resize(state_.pending_bytes);
}

Result<int64_t> Journal::Length() {
  PANDORA_RETURN_IF_ERROR(Load());
  return state_.length;
}

Result<Sha256Digest> Journal::Checksum() {
  PANDORA_RETURN_IF_ERROR(Load());
  return state_.checksum;
}

Result<std::vector<JournalEntry>> Journal::Read(int64_t from, int64_t limit) {
  PANDORA_RETURN_IF_ERROR(Load());
  std::vector<JournalEntry> entries;
  from = std::max<int64_t>(from, 1);
  if (limit <= 0 || from > state_.length) return entries;
  const int64_t end = from + std::min(limit, state_.length - from + 1);
  // The block that holds `from` may begin before it.
  PANDORA_ASSIGN_OR_RETURN(
      Statement* const select,
      file_->db().Cached("SELECT data FROM journal WHERE first < ?2 AND first >= "
                         "(SELECT coalesce(max(first), 0) FROM journal WHERE first <= ?1) ORDER BY first"));
  ScopedReset reset(select);
  select->BindInt(1, from).BindInt(2, end);
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select->Step());
    if (!found) break;
    PANDORA_RETURN_IF_ERROR(ReadBlock(select->Blob(0), from, end, &entries));
  }
  PANDORA_RETURN_IF_ERROR(ReadBlock(pending_, from, end, &entries));
  return entries;
}

}  // namespace pandora
