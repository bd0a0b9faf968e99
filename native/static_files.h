// The console's files, served from one folder. Only reads, only below that folder (links that lead out of it are not
// followed), no listings. A file `x.br` or `x.gz` beside `x` is sent in its place to a client that accepts the coding.
// Every answer carries the strict Content-Security-Policy that the console is written for.
#ifndef PANDORA_NATIVE_STATIC_FILES_H_
#define PANDORA_NATIVE_STATIC_FILES_H_

#include <string>
#include <string_view>

#include "core/api/http.h"
#include "core/base/status.h"

namespace pandora {

class StaticFiles {
 public:
  // kNotFound when `folder` is none.
  static Result<StaticFiles> Open(const std::string& folder);

  // Answers GET (and what was HEAD) of any target; others with 405. Files are looked up afresh each time: a rebuilt console
  // shows at the next reload.
  Response Serve(const Request& request) const;

 private:
  explicit StaticFiles(std::string root) : root_(std::move(root)) {}

  std::string root_;  // canonical, without a slash at its end
};

// "text/html; charset=utf-8" for "index.html"; "application/octet-stream" when nothing is known.
std::string_view MediaType(std::string_view path);

// True when `accept_encoding` (a header's value) allows `coding`, as RFC 9110 tells.
bool AcceptsCoding(std::string_view accept_encoding, std::string_view coding);

}  // namespace pandora

#endif  // PANDORA_NATIVE_STATIC_FILES_H_
