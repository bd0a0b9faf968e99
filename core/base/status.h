// Status and Result: how every function of the core says that it failed. The core neither throws across a folder's
// border nor aborts; a library that throws is tamed in the one file that uses it.
//
// A Status is either OK or an ErrorCode with a detail: the facts of this failure for a person (where, what, what would
// be accepted), e.g. "line 3: field 'age': \"abc\" is not a float". The code's own text is not repeated in the detail;
// `message()` joins both. OK is a null pointer, so passing a Status costs a word.
#ifndef PANDORA_CORE_BASE_STATUS_H_
#define PANDORA_CORE_BASE_STATUS_H_

#include <cassert>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error_code.h"

namespace pandora {

class [[nodiscard]] Status {
 public:
  Status() = default;
  // `code` must not be kOk; use Status() for success.
  Status(ErrorCode code, std::string detail) : rep_(std::make_shared<const Rep>(Rep{code, std::move(detail)})) {}

  bool ok() const { return rep_ == nullptr; }
  ErrorCode code() const { return rep_ ? rep_->code : ErrorCode::kOk; }
  const std::string& detail() const;

  // "E18102: repo does not exist: 'nosuch'"; without a label "bad token: ..."; "" when OK.
  std::string message() const;

  // The same failure with `context` and ": " before the detail; OK stays OK.
  Status WithContext(const std::string& context) const;

  // Says aloud that a failure here is of no consequence (and makes it easy to search for).
  void IgnoreError() const {}

 private:
  struct Rep {
    ErrorCode code;
    std::string detail;
  };
  std::shared_ptr<const Rep> rep_;
};

// Either a value or a Status that is not OK.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}         // NOLINT: implicit by design
  Result(Status status) : status_(std::move(status)) {  // NOLINT: implicit by design
    assert(!status_.ok());
  }
  Result(ErrorCode code, std::string detail) : status_(code, std::move(detail)) {}

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }

  // Precondition: ok().
  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return *std::move(value_); }
  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return *std::move(value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace pandora

// Returns from the enclosing function when `expression` (a Status) is not OK.
#define PANDORA_RETURN_IF_ERROR(expression) \
  do { \
    ::pandora::Status pandora_status_ = (expression); \
    if (!pandora_status_.ok()) return pandora_status_; \
  } while (false)

#define PANDORA_CONCAT_INNER_(a, b) a##b
#define PANDORA_CONCAT_(a, b) PANDORA_CONCAT_INNER_(a, b)
#define PANDORA_ASSIGN_OR_RETURN_IMPL_(result, target, expression) \
  auto result = (expression); \
  if (!result.ok()) return result.status(); \
  target = std::move(result).value()

// `target` (a declaration or an lvalue) receives the value of `expression` (a Result), or the function returns its Status.
#define PANDORA_ASSIGN_OR_RETURN(target, expression) \
  PANDORA_ASSIGN_OR_RETURN_IMPL_(PANDORA_CONCAT_(pandora_result_, __LINE__), target, expression)

#endif  // PANDORA_CORE_BASE_STATUS_H_
