// The one file that holds everything (design.md 4): opens it over the host's file system, creates or migrates the tables,
// and groups changes into transactions. Format version in `PRAGMA user_version`, application id 0x50414E44 ("PAND").
//
// Transactions: the first write after a Commit begins one; Commit ends it. Inside, Savepoint makes one request atomic.
// Owns the Database; catalog, record log, object store, journal and timeline are views on it. A view that keeps something in
// memory is a StateObserver: it follows savepoints and rollbacks by itself, its users need not tell it.
#ifndef PANDORA_CORE_STORE_STATE_FILE_H_
#define PANDORA_CORE_STORE_STATE_FILE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/ports/file_system.h"
#include "core/store/database.h"

namespace pandora {

inline constexpr int kStateVersion = 3;

class Vfs;

// A view's memory beside the tables: buffers and caches that must be as transactional as the tables are.
class StateObserver {
 public:
  virtual ~StateObserver() = default;
  // Before a savepoint that stands in no other: the last moment at which a buffer may be written to the tables and still
  // outlive a rollback of that savepoint.
  virtual Status BeforeSavepoint() { return Status(); }
  // Savepoints nest: each OnSavepoint is followed by one OnRelease or OnRollbackToSavepoint of its own.
  virtual void OnSavepoint() {}
  virtual void OnRelease() {}
  virtual void OnRollbackToSavepoint() {}
  // Everything since the last Commit is gone, or the contents were replaced: forget all.
  virtual void OnRollback() = 0;
};

class StateFile {
 public:
  struct Options {
    FileSystem* files = nullptr;  // nullptr: in memory
    std::string name = "pandora.db";
    std::string label;  // what people call it in failures; "" is `name`
    bool sync_full = false;
  };

  // Opens or creates the state. kBadRequest for a file that is none of ours or is newer than this program; kInternal for a
  // damaged one. A file that is refused is left as it was.
  static Result<std::unique_ptr<StateFile>> Open(const Options& options);
  ~StateFile();
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;

  Database& db() { return db_; }

  // Begins a transaction unless one is open. Every writer calls it first. Fails when storage trouble has undone the open one:
  // nothing more can be written until Commit (which will fail) or Rollback.
  Status BeginWrite();
  bool in_transaction() const { return in_transaction_; }
  int savepoint_depth() const { return savepoint_depth_; }
  // Makes all changes durable. A no-op without an open transaction. On failure everything since the last Commit is gone.
  // Precondition: no open savepoint, and the views with buffers were flushed.
  Status Commit();
  void Rollback();
  // Says that the open transaction must not be committed, since a view has failed half-way: BeginWrite and Commit fail with
  // `why` until the next Rollback. Answers `why`.
  Status Doom(Status why);

  // One request's changes: rolled back unless `Release` is called. Nests in the open transaction.
  class Savepoint {
   public:
    explicit Savepoint(StateFile* file);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    Status status() const { return status_; }
    Status Release();

   private:
    StateFile* file_;
    Status status_;
    bool open_ = false;
  };

  // The whole state as the bytes of a SQLite database file which any SQLite opens (rollback-journal header).
  // Precondition: no open transaction.
  Result<std::string> Serialize();

  // Checks that `bytes` are a sound state of this or an older version, then replaces the contents, durably. On failure
  // nothing changes: kBadRequest says what is wrong with the bytes. They may come from anywhere.
  // Precondition: no open transaction.
  Status Replace(std::string_view bytes);

  // Empties every table, in the open transaction. Afterwards everything is as in a new state: ids begin at 1 again.
  // Precondition: no open savepoint.
  Status Clear();

  // Small named values ("clock", "settings").
  Result<std::string> GetMeta(std::string_view key);  // "" when absent
  Status SetMeta(std::string_view key, std::string_view value);

  int64_t SizeBytes();

  // Observers are called in the order in which they were added; they remove themselves before they die.
  void AddObserver(StateObserver* observer) { observers_.push_back(observer); }
  void RemoveObserver(StateObserver* observer);

 private:
  StateFile();
  Status OpenDatabase();
  Status Recognise();
  Status SetJournalMode();

  Options options_;
  std::unique_ptr<Vfs> vfs_;  // before db_: lives longer
  Database db_;
  bool in_transaction_ = false;
  int savepoint_depth_ = 0;
  Status doom_;
  std::vector<StateObserver*> observers_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_STATE_FILE_H_
