// What happened, in order: every request that changes something or was refused, and every task that ran, with a running
// SHA-256. Two simulators that were given the same inputs have the same checksum (design.md 1): the proof of determinism.
//
// The chain: checksum(n) = SHA-256(checksum(n-1) || entry(n)), where entry(n) is the canonical encoding of all members below (the
// body by its content hash). Entries are buffered and written in blocks, one row per Flush, so a group of pushes costs one insert.
// The buffer follows savepoints and rollbacks of the StateFile by itself.
// Request bodies are kept up to kKeptBody bytes, pushes of data never (their records are in the log); Authorization is not kept.
#ifndef PANDORA_CORE_STORE_JOURNAL_H_
#define PANDORA_CORE_STORE_JOURNAL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/hash.h"
#include "core/base/instant.h"
#include "core/base/status.h"
#include "core/store/state_file.h"

namespace pandora {

struct JournalEntry {
  int64_t seq = 0;     // from 1
  Instant at;          // simulated time
  std::string kind;    // "request", "task", or "result" of a delivery
  std::string method;  // requests: method; tasks: the task's kind ("transform", "export", ...)
  std::string target;  // requests: target; tasks: the resource, e.g. "repos/r1/transforms/t1"
  int status = 0;      // HTTP status; tasks: 200, or 500 when it failed; results: 0 when no answer came
  std::string note;    // what came of it: the error, "records 0..9", "wrote bucket2/key1/2017-..."
  int64_t body_size = 0;
  ContentHash body_hash{};      // of the request's body, or of what a task wrote
  ContentHash response_hash{};  // of the response's body
  std::string body;             // kept body, "" when not kept
};

class Journal : private StateObserver {
 public:
  static constexpr size_t kKeptBody = 16 * 1024;

  explicit Journal(StateFile* file);
  ~Journal() override;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Numbers the entry and extends the chain. A body above kKeptBody bytes is not kept.
  Status Append(JournalEntry entry);
  // Writes buffered entries into the open transaction; StateFile::Commit must be preceded by it. Inside a savepoint it does
  // nothing.
  Status Flush();
  void DropCaches();

  Result<int64_t> Length();
  Result<Sha256Digest> Checksum();
  // Entries with seq in [from, from + limit), oldest first; buffered ones too.
  Result<std::vector<JournalEntry>> Read(int64_t from, int64_t limit);

 private:
  // Where the journal stands.
  struct State {
    int64_t length = 0;       // entries, buffered ones included
    Sha256Digest checksum{};  // after the last of them
    int64_t pending = 0;      // entries in the buffer
    size_t pending_bytes = 0;
  };
  Status Load();
  Status BeforeSavepoint() override;
  void OnSavepoint() override { marks_.push_back(state_); }
  void OnRelease() override { marks_.pop_back(); }
  void OnRollbackToSavepoint() override;
  void OnRollback() override { DropCaches(); }

  StateFile* file_;
  bool loaded_ = false;
  State state_;
  std::vector<State> marks_;  // one per open savepoint
  std::string pending_;       // encoded entries: the block to be written
  std::string scratch_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_JOURNAL_H_
