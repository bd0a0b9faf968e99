// Stands in for RE2's util/logging.h when RE2 is compiled (tools/cmake/ThirdParty.cmake): the same macros, but a message is
// written as plain text or dropped, so that no std::ostream, and with it no locale, is linked.
//
// A failed CHECK and a LOG(FATAL) end the program, as in RE2. Everything else is silent: RE2 also reports each of these
// cases through RE2::ok() and error(), which is where the core reads them.
#ifndef PANDORA_TOOLS_CMAKE_RE2_UTIL_LOGGING_H_
#define PANDORA_TOOLS_CMAKE_RE2_UTIL_LOGGING_H_

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <cinttypes>
#include <cstdint>
#include <string>

#include "util/util.h"

namespace pandora_re2 {

struct Silent {
  template <typename T>
  const Silent& operator<<(const T& /*value*/) const {
    return *this;
  }
};

struct Fatal : Silent {
  Fatal(const char* file, int line) { fprintf(stderr, "%s:%d: internal check failed\n", file, line); }
  [[noreturn]] ~Fatal() { abort(); }
  const Silent& stream() const { return *this; }
};

struct Ignored {
  Silent stream() const { return {}; }
};

}  // namespace pandora_re2

#define DCHECK(condition) assert(condition)
#define DCHECK_EQ(a, b) assert((a) == (b))
#define DCHECK_NE(a, b) assert((a) != (b))
#define DCHECK_LE(a, b) assert((a) <= (b))
#define DCHECK_LT(a, b) assert((a) < (b))
#define DCHECK_GE(a, b) assert((a) >= (b))
#define DCHECK_GT(a, b) assert((a) > (b))

#define CHECK(condition) \
  if (condition) { \
  } else pandora_re2::Fatal(__FILE__, __LINE__).stream()
#define CHECK_LT(a, b) CHECK((a) < (b))
#define CHECK_GT(a, b) CHECK((a) > (b))
#define CHECK_LE(a, b) CHECK((a) <= (b))
#define CHECK_GE(a, b) CHECK((a) >= (b))
#define CHECK_EQ(a, b) CHECK((a) == (b))
#define CHECK_NE(a, b) CHECK((a) != (b))

#define LOG_INFO pandora_re2::Ignored()
#define LOG_WARNING pandora_re2::Ignored()
#define LOG_ERROR pandora_re2::Ignored()
#define LOG_FATAL pandora_re2::Fatal(__FILE__, __LINE__)
#define LOG_QFATAL LOG_FATAL
#ifdef NDEBUG
#define LOG_DFATAL LOG_ERROR
#else
#define LOG_DFATAL LOG_FATAL
#endif
#define LOG(severity) LOG_##severity.stream()
#define VLOG(level) LOG_INFO.stream()

#endif  // PANDORA_TOOLS_CMAKE_RE2_UTIL_LOGGING_H_
