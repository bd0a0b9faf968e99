// A thin wrapper of SQLite: connection, statements, errors as Status. Any non-trivial code lives elsewhere in core/store.
// Only core/store and core/query include sqlite3.h. SQLite reports text as we gave it; values are never converted here.
//
// A Statement is prepared once and reused: Bind..., then Step until it answers false, then Reset (or let ScopedReset do it).
// Views from Column... live until the next Step or Reset.
#ifndef PANDORA_CORE_STORE_DATABASE_H_
#define PANDORA_CORE_STORE_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pandora {

class Statement {
 public:
  Statement() = default;
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Parameters are numbered from 1. The bytes bound must stay alive until the next Reset.
  Statement& BindInt(int index, int64_t value);
  Statement& BindDouble(int index, double value);
  Statement& BindText(int index, std::string_view text);
  Statement& BindBlob(int index, std::string_view bytes);
  Statement& BindNull(int index);

  // True: a row is there. False: done. A parameter that could not be bound fails here.
  Result<bool> Step();
  // For statements without rows: Step, then Reset.
  Status Run();
  void Reset();

  // Columns are numbered from 0.
  int column_count() const;
  bool IsNull(int column) const;
  int64_t Int(int column) const;
  double Double(int column) const;
  std::string_view Text(int column) const;
  std::string_view Blob(int column) const;

  // Binds the present row of `from`, value by value, to the parameters 1, 2, ... of this statement.
  Statement& BindRow(const Statement& from);

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  Statement& Remember(int code);
  sqlite3_stmt* handle_ = nullptr;
  int bind_error_ = 0;  // the first code that a Bind... answered since the last Reset
};

// Resets a statement at the end of a block.
class ScopedReset {
 public:
  explicit ScopedReset(Statement* statement) : statement_(statement) {}
  ~ScopedReset() { statement_->Reset(); }
  ScopedReset(const ScopedReset&) = delete;
  ScopedReset& operator=(const ScopedReset&) = delete;

 private:
  Statement* statement_;
};

class Database {
 public:
  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // `vfs` is the name of a registered VFS ("" for SQLite's in-memory database when `name` is ":memory:").
  Status Open(const std::string& name, const std::string& vfs);
  // Opens a copy of the database file `bytes` in memory. The bytes may come from anywhere.
  Status OpenCopy(std::string_view bytes);
  void Close();

  // Runs one or more statements without parameters; rows are thrown away.
  Status Execute(const std::string& sql);
  // The first column of the first row of `sql`, or 0 when there is none.
  Result<int64_t> QueryInt(std::string_view sql);
  Result<Statement> Prepare(std::string_view sql);
  // The statement for `sql`, prepared at the first call and kept until Close. `sql` must be a literal. Reset by the user.
  Result<Statement*> Cached(std::string_view sql);

  sqlite3* handle() const { return handle_; }
  int64_t last_insert_rowid() const;
  int64_t changes() const;
  // False once SQLite has rolled back an open transaction by itself, as it may when storage fails.
  bool in_transaction() const;

  // Turns a SQLite result code into a Status: SQLITE_FULL is kStorageFull, the rest kInternal with SQLite's message.
  Status Error(int code) const;

 private:
  Status Configure();

  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  sqlite3* handle_ = nullptr;
  // Never iterated where order could show.
  std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>> cache_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_STORE_DATABASE_H_
