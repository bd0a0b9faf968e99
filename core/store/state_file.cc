#include "core/store/state_file.h"

#include <sqlite3.h>

#include <algorithm>

#include "core/store/migrations.h"
#include "core/store/vfs.h"

namespace pandora {
namespace {

// Measured by tests/bench/store_bench.cc: larger pages make blobs of 0.1 to 1 MB a little faster and small commits slower.
constexpr const char* kPageSize = "PRAGMA page_size=8192";

// Bytes 18 and 19 of a database file: 2 asks for a write-ahead log, 1 opens anywhere.
constexpr size_t kWriteVersionByte = 18;
constexpr size_t kReadVersionByte = 19;
constexpr size_t kHeaderSize = 100;
constexpr std::string_view kMagic("SQLite format 3\0", 16);

Status BadBytes(const std::string& why) { return Status(ErrorCode::kBadRequest, "no usable state: " + why); }

// Checks a copy of somebody's bytes and leaves it open in `db`, at the present version.
Status OpenForeign(std::string_view bytes, Database* db) {
  if (bytes.size() < kHeaderSize || bytes.substr(0, kMagic.size()) != kMagic) return BadBytes("not a SQLite database");
  std::string copy(bytes);
  copy[kWriteVersionByte] = copy[kReadVersionByte] = 1;
  PANDORA_RETURN_IF_ERROR(db->OpenCopy(copy));
  PANDORA_ASSIGN_OR_RETURN(const StateIdentity identity, IdentifyState(db));
  if (identity.empty) return BadBytes("the database is empty");
  PANDORA_RETURN_IF_ERROR(CheckIdentity(identity));
  PANDORA_RETURN_IF_ERROR(CheckSchema(db, identity.version));
  PANDORA_ASSIGN_OR_RETURN(Statement check, db->Prepare("PRAGMA quick_check(1)"));
  PANDORA_ASSIGN_OR_RETURN(const bool found, check.Step());
  if (!found || check.Text(0) != "ok") return BadBytes("damaged: " + std::string(check.Text(0)));
  check.Reset();
  return Migrate(db, identity.version);
}

// Rows go through prepared statements, so NOT NULL and STRICT hold for them once more.
Status CopyTable(Database* from, Database* to, const std::string& table) {
  PANDORA_RETURN_IF_ERROR(to->Execute("DELETE FROM " + table));
  PANDORA_ASSIGN_OR_RETURN(Statement select, from->Prepare("SELECT * FROM " + table));
  std::string insert = "INSERT INTO " + table + " VALUES(?";
  for (int column = 1; column < select.column_count(); ++column) insert += ",?";
  PANDORA_ASSIGN_OR_RETURN(Statement write, to->Prepare(insert + ")"));
  while (true) {
    PANDORA_ASSIGN_OR_RETURN(const bool found, select.Step());
    if (!found) return Status();
    PANDORA_RETURN_IF_ERROR(write.BindRow(select).Run());
  }
}

}  // namespace

StateFile::StateFile() = default;

StateFile::~StateFile() {
  if (in_transaction_) Rollback();
}

Result<std::unique_ptr<StateFile>> StateFile::Open(const Options& options) {
  std::unique_ptr<StateFile> state(new StateFile);
  state->options_ = options;
  const Status status = state->OpenDatabase();
  if (!status.ok()) {
    if (options.files == nullptr) return status;
    return status.WithContext(options.label.empty() ? options.name : options.label);
  }
  return state;
}

Status StateFile::OpenDatabase() {
  if (options_.files == nullptr) {
    PANDORA_RETURN_IF_ERROR(db_.Open(":memory:", ""));
  } else {
    // The host knows why a file cannot be opened; SQLite would only say that it cannot.
    PANDORA_RETURN_IF_ERROR(options_.files->Open(options_.name).status());
    vfs_ = std::make_unique<Vfs>(options_.files);
    PANDORA_RETURN_IF_ERROR(db_.Open(options_.name, vfs_->name()));
  }
  const Status status = Recognise();
  if (status.ok() || options_.files == nullptr || !options_.files->PrefersWriteAheadLog()) return status;
  if (status.detail().find("unable to open") == std::string::npos) return status;
  // It is the file beside it, as in a folder where none may be made.
  const Result<std::unique_ptr<File>> beside = options_.files->Open(options_.name + "-wal");
  return beside.ok() ? status : beside.status();
}

Status StateFile::Recognise() {
  PANDORA_RETURN_IF_ERROR(db_.Execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY"));
  PANDORA_RETURN_IF_ERROR(db_.Execute(kPageSize));
  PANDORA_ASSIGN_OR_RETURN(const StateIdentity identity, IdentifyState(&db_));
  PANDORA_RETURN_IF_ERROR(CheckIdentity(identity));
  if (!identity.empty) PANDORA_RETURN_IF_ERROR(CheckSchema(&db_, identity.version));
  // A new file is not worth a rollback journal on its way to a write-ahead log: there is nothing to roll back to.
  if (identity.empty) PANDORA_RETURN_IF_ERROR(db_.Execute("PRAGMA journal_mode=MEMORY"));
  PANDORA_RETURN_IF_ERROR(SetJournalMode());
  if (identity.version == kStateVersion) return Status();
  PANDORA_RETURN_IF_ERROR(BeginWrite());
  const Status migrated = Migrate(&db_, identity.version);
  if (!migrated.ok()) {
    Rollback();
    return migrated;
  }
  return Commit();
}

Status StateFile::SetJournalMode() {
  if (options_.files == nullptr) return Status();
  if (!options_.files->PrefersWriteAheadLog()) {
    return db_.Execute("PRAGMA journal_mode=PERSIST; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000");
  }
  return db_.Execute(std::string("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-64000; "
                                 "PRAGMA synchronous=") +
                     (options_.sync_full ? "FULL" : "NORMAL"));
}

Status StateFile::BeginWrite() {
  PANDORA_RETURN_IF_ERROR(doom_);
  if (in_transaction_) {
    if (db_.in_transaction()) return Status();
    return Status(ErrorCode::kInternal, "an earlier failure of the storage has undone the open transaction");
  }
  PANDORA_ASSIGN_OR_RETURN(Statement* const begin, db_.Cached("BEGIN IMMEDIATE"));
  PANDORA_RETURN_IF_ERROR(begin->Run());
  in_transaction_ = true;
  return Status();
}

Status StateFile::Commit() {
  if (!in_transaction_) return Status();
  Status status = savepoint_depth_ == 0 ? BeginWrite() : Status(ErrorCode::kInternal, "commit inside a savepoint");
  if (status.ok()) {
    Result<Statement*> commit = db_.Cached("COMMIT");
    status = commit.ok() ? (*commit)->Run() : commit.status();
  }
  if (!status.ok()) {
    Rollback();
    return status;
  }
  in_transaction_ = false;
  return Status();
}

void StateFile::Rollback() {
  // What remains after a failed ROLLBACK is what SQLite has undone by itself.
  if (db_.in_transaction()) db_.Execute("ROLLBACK").IgnoreError();
  in_transaction_ = false;
  // What a savepoint's owner goes on to write must not end up in a new transaction by itself.
  doom_ = savepoint_depth_ == 0 ? Status() : Status(ErrorCode::kInternal, "rolled back inside a savepoint");
  for (StateObserver* observer : observers_) observer->OnRollback();
}

Status StateFile::Doom(Status why) {
  if (in_transaction_) doom_ = why;
  return why;
}

StateFile::Savepoint::Savepoint(StateFile* file) : file_(file) {
  if (file_->savepoint_depth_ == 0) {
    for (StateObserver* observer : file_->observers_) {
      if (status_.ok()) status_ = observer->BeforeSavepoint();
    }
  }
  if (status_.ok()) status_ = file_->BeginWrite();
  if (!status_.ok()) return;
  Result<Statement*> begin = file_->db_.Cached("SAVEPOINT input");
  status_ = begin.ok() ? (*begin)->Run() : begin.status();
  if (!status_.ok()) return;
  open_ = true;
  ++file_->savepoint_depth_;
  for (StateObserver* observer : file_->observers_) observer->OnSavepoint();
}

StateFile::Savepoint::~Savepoint() {
  if (!open_) return;
  --file_->savepoint_depth_;
  // Where this fails, the whole transaction is gone already, and the Commit to come will say so.
  if (file_->db_.in_transaction()) file_->db_.Execute("ROLLBACK TO input; RELEASE input").IgnoreError();
  if (file_->savepoint_depth_ == 0 && !file_->in_transaction_) file_->doom_ = Status();
  for (StateObserver* observer : file_->observers_) observer->OnRollbackToSavepoint();
}

Status StateFile::Savepoint::Release() {
  PANDORA_RETURN_IF_ERROR(status_);
  if (!open_) return Status();
  PANDORA_RETURN_IF_ERROR(file_->BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const release, file_->db_.Cached("RELEASE input"));
  PANDORA_RETURN_IF_ERROR(release->Run());
  open_ = false;
  --file_->savepoint_depth_;
  for (StateObserver* observer : file_->observers_) observer->OnRelease();
  return Status();
}

Result<std::string> StateFile::Serialize() {
  if (in_transaction_) return Status(ErrorCode::kInternal, "serialize inside a transaction");
  PANDORA_RETURN_IF_ERROR(db_.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  std::string bytes;
  if (options_.files != nullptr) {
    // After the checkpoint the file is the whole database: one copy instead of two.
    PANDORA_ASSIGN_OR_RETURN(const std::unique_ptr<File> file, options_.files->Open(options_.name));
    PANDORA_ASSIGN_OR_RETURN(const uint64_t size, file->Size());
    bytes.resize(static_cast<size_t>(size));
    PANDORA_ASSIGN_OR_RETURN(const size_t read, file->Read(0, bytes.data(), bytes.size()));
    bytes.resize(read);
  } else {
    sqlite3_int64 size = 0;
    unsigned char* const copy = sqlite3_serialize(db_.handle(), "main", &size, 0);
    if (copy == nullptr) return Status(ErrorCode::kInternal, "the state does not fit into memory twice");
    bytes.assign(reinterpret_cast<const char*>(copy), static_cast<size_t>(size));
    sqlite3_free(copy);
  }
  if (bytes.size() < kHeaderSize) return Status(ErrorCode::kInternal, "the state file is shorter than its header");
  bytes[kWriteVersionByte] = bytes[kReadVersionByte] = 1;
  return bytes;
}

Status StateFile::Replace(std::string_view bytes) {
  if (in_transaction_) return Status(ErrorCode::kInternal, "replace inside a transaction");
  Database incoming;
  const Status usable = OpenForeign(bytes, &incoming);
  if (!usable.ok()) return usable.code() == ErrorCode::kInternal ? BadBytes(usable.detail()) : usable;
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::string> tables, StateTables());
  PANDORA_RETURN_IF_ERROR(BeginWrite());
  for (const std::string& table : tables) {
    const Status copied = CopyTable(&incoming, &db_, table);
    if (copied.ok()) continue;
    Rollback();
    return copied;
  }
  PANDORA_RETURN_IF_ERROR(Commit());
  for (StateObserver* observer : observers_) observer->OnRollback();
  return Status();
}

Status StateFile::Clear() {
  if (savepoint_depth_ != 0) return Status(ErrorCode::kInternal, "clear inside a savepoint");
  PANDORA_ASSIGN_OR_RETURN(const std::vector<std::string> tables, StateTables());
  PANDORA_RETURN_IF_ERROR(BeginWrite());
  for (const std::string& table : tables) PANDORA_RETURN_IF_ERROR(db_.Execute("DELETE FROM " + table));
  for (StateObserver* observer : observers_) observer->OnRollback();
  return Status();
}

Result<std::string> StateFile::GetMeta(std::string_view key) {
  PANDORA_ASSIGN_OR_RETURN(Statement* const select, db_.Cached("SELECT value FROM meta WHERE key=?1"));
  ScopedReset reset(select);
  PANDORA_ASSIGN_OR_RETURN(const bool found, select->BindText(1, key).Step());
  return found ? std::string(select->Blob(0)) : std::string();
}

Status StateFile::SetMeta(std::string_view key, std::string_view value) {
  PANDORA_RETURN_IF_ERROR(BeginWrite());
  PANDORA_ASSIGN_OR_RETURN(Statement* const insert, db_.Cached("INSERT OR REPLACE INTO meta VALUES(?1,?2)"));
  return insert->BindText(1, key).BindBlob(2, value).Run();
}

int64_t StateFile::SizeBytes() {
  const Result<int64_t> pages = db_.QueryInt("PRAGMA page_count");
  const Result<int64_t> page_size = db_.QueryInt("PRAGMA page_size");
  return pages.ok() && page_size.ok() ? *pages * *page_size : 0;
}

void StateFile::RemoveObserver(StateObserver* observer) {
  observers_.erase(std::remove(observers_.begin(), observers_.end(), observer), observers_.end());
}

}  // namespace pandora
