#include "core/store/database.h"

#include <sqlite3.h>

#include <cstring>
#include <utility>

namespace pandora {
namespace {

Status ErrorOf(sqlite3* handle, int code) {
  const int primary = code & 0xff;
  if (primary == SQLITE_FULL) return Status(ErrorCode::kStorageFull, "the state file cannot grow");
  if (primary == SQLITE_NOTADB) return Status(ErrorCode::kInternal, "not a SQLite database");
  std::string detail = "storage: ";
  if (primary == SQLITE_CORRUPT) detail = "the state file is damaged: ";
  // The handle's message belongs to its latest call; a code that came by another way explains itself.
  const bool latest = handle != nullptr && sqlite3_errcode(handle) == code;
  detail += latest ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  return Status(ErrorCode::kInternal, std::move(detail));
}

// A pointer that is never null: SQLite binds a null pointer as NULL, not as an empty value.
const char* DataOf(std::string_view bytes) { return bytes.data() == nullptr ? "" : bytes.data(); }

std::string_view View(const void* data, int size) {
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), static_cast<size_t>(size));
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), bind_error_(std::exchange(other.bind_error_, 0)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(bind_error_, other.bind_error_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::Remember(int code) {
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
  return *this;
}

Statement& Statement::BindInt(int index, int64_t value) { return Remember(sqlite3_bind_int64(handle_, index, value)); }

Statement& Statement::BindDouble(int index, double value) {
  return Remember(sqlite3_bind_double(handle_, index, value));
}

Statement& Statement::BindText(int index, std::string_view text) {
  return Remember(sqlite3_bind_text64(handle_, index, DataOf(text), text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

Statement& Statement::BindBlob(int index, std::string_view bytes) {
  return Remember(sqlite3_bind_blob64(handle_, index, DataOf(bytes), bytes.size(), SQLITE_STATIC));
}

Statement& Statement::BindNull(int index) { return Remember(sqlite3_bind_null(handle_, index)); }

Statement& Statement::BindRow(const Statement& from) {
  for (int column = 0; column < from.column_count(); ++column) {
    Remember(sqlite3_bind_value(handle_, column + 1, sqlite3_column_value(from.handle_, column)));
  }
  return *this;
}

Result<bool> Statement::Step() {
  sqlite3* const database = sqlite3_db_handle(handle_);
  if (bind_error_ != SQLITE_OK) return ErrorOf(database, bind_error_);
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return ErrorOf(database, code);
}

Status Statement::Run() {
  Result<bool> stepped = Step();
  Reset();
  return stepped.status();
}

void Statement::Reset() {
  // The failure that sqlite3_reset repeats was already reported by Step.
  sqlite3_reset(handle_);
  bind_error_ = SQLITE_OK;
}

int Statement::column_count() const { return sqlite3_column_count(handle_); }
bool Statement::IsNull(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
int64_t Statement::Int(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::Double(int column) const { return sqlite3_column_double(handle_, column); }

std::string_view Statement::Text(int column) const {
  const unsigned char* const data = sqlite3_column_text(handle_, column);
  return View(data, sqlite3_column_bytes(handle_, column));
}

std::string_view Statement::Blob(int column) const {
  const void* const data = sqlite3_column_blob(handle_, column);
  return View(data, sqlite3_column_bytes(handle_, column));
}

Database::~Database() { Close(); }

Status Database::Open(const std::string& name, const std::string& vfs) {
  Close();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(name.c_str(), &handle_, flags, vfs.empty() ? nullptr : vfs.c_str());
  Status status = code == SQLITE_OK ? Configure() : ErrorOf(handle_, code);
  if (!status.ok()) Close();
  return status;
}

Status Database::OpenCopy(std::string_view bytes) {
  PANDORA_RETURN_IF_ERROR(Open(":memory:", ""));
  auto* const copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size() + 1));
  if (copy == nullptr) return Status(ErrorCode::kInternal, "out of memory");
  std::memcpy(copy, DataOf(bytes), bytes.size());
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  const int code = sqlite3_deserialize(handle_, "main", copy, size, size,
                                       SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
  return code == SQLITE_OK ? Status() : ErrorOf(handle_, code);
}

Status Database::Configure() {
  // A state file may have been made by somebody else: nothing in its schema may run, and damage shows as an error.
  const int defensive = sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (defensive != SQLITE_OK) return ErrorOf(handle_, defensive);
  return Execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=OFF; PRAGMA mmap_size=0");
}

void Database::Close() {
  cache_.clear();
  // The v2 form waits for statements that outlive us instead of failing.
  sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

Status Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status() : Error(code);
}

Result<int64_t> Database::QueryInt(std::string_view sql) {
  PANDORA_ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  PANDORA_ASSIGN_OR_RETURN(const bool found, statement.Step());
  return found ? statement.Int(0) : 0;
}

Result<Statement> Database::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), 0, &statement, nullptr);
  if (code != SQLITE_OK) return Error(code);
  return Statement(statement);
}

Result<Statement*> Database::Cached(std::string_view sql) {
  const auto found = cache_.find(sql);
  if (found != cache_.end()) return found->second.get();
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &handle, nullptr);
  if (code != SQLITE_OK) return Error(code);
  auto kept = std::make_unique<Statement>(Statement(handle));
  return cache_.emplace(std::string(sql), std::move(kept)).first->second.get();
}

int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_); }
int64_t Database::changes() const { return sqlite3_changes64(handle_); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

Status Database::Error(int code) const { return ErrorOf(handle_, code); }

}  // namespace pandora
