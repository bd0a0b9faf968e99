#include "native/static_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>

#include "core/base/text.h"
#include "native/response_text.h"

namespace pandora {
namespace {

// Wasm needs 'wasm-unsafe-eval' to compile; nothing else is allowed that is not a file of the same server.
constexpr std::string_view kPolicy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' "
    "data:; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

struct MediaRow {
  std::string_view extension;
  std::string_view type;
};

constexpr MediaRow kMediaTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".wasm", "application/wasm"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/plain; charset=utf-8"},
    {".hurl", "text/plain; charset=utf-8"},
};

struct Coding {
  std::string_view name;
  std::string_view suffix;
};

constexpr Coding kCodings[] = {{"br", ".br"}, {"gzip", ".gz"}};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The path of `target`, percent-decoded, or nothing when it is not a plain path of visible names: "..", hidden files,
// backslashes and NULs have no business here.
std::optional<std::string> DecodePath(std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  std::string path;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] != '%') {
      path += target[i];
      continue;
    }
    if (i + 2 >= target.size() || HexDigit(target[i + 1]) < 0 || HexDigit(target[i + 2]) < 0) return std::nullopt;
    path += static_cast<char>(HexDigit(target[i + 1]) * 16 + HexDigit(target[i + 2]));
    i += 2;
  }
  if (!path.starts_with('/') || path.find('\\') != std::string::npos || path.find('\0') != std::string::npos)
    return std::nullopt;
  if (path.find("/.") != std::string::npos || path.find("//") != std::string::npos) return std::nullopt;
  return path;
}

struct OpenFile {
  explicit OpenFile(int descriptor) : fd(descriptor) {}
  ~OpenFile() { ::close(fd); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int fd;
  uint64_t size = 0;
  int64_t modified_nanos = 0;
  std::string tag;  // changes when the file does
};

std::optional<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  if (real == nullptr) return std::nullopt;
  return std::string(real.get());
}

// nullptr when there is no such regular file below `root`.
std::unique_ptr<OpenFile> OpenBelow(const std::string& root, const std::string& path) {
  const std::optional<std::string> real = RealPath(root + path);
  if (!real || !real->starts_with(root + "/")) return nullptr;
  const int fd = ::open(real->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return nullptr;
  auto file = std::make_unique<OpenFile>(fd);
  struct stat info;
  if (::fstat(fd, &info) < 0 || !S_ISREG(info.st_mode)) return nullptr;
  file->size = static_cast<uint64_t>(info.st_size);
  file->modified_nanos = int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
  char tag[64];
  std::snprintf(tag, sizeof tag, "\"%llx-%llx\"", static_cast<unsigned long long>(file->modified_nanos),
                static_cast<unsigned long long>(file->size));
  file->tag = tag;
  return file;
}

bool IsFolder(const std::string& path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool ReadAll(const OpenFile& file, std::string* out) {
  out->resize(file.size);
  size_t done = 0;
  while (done < out->size()) {
    const ssize_t n = ::read(file.fd, out->data() + done, out->size() - done);
    if (n <= 0) return false;
    done += static_cast<size_t>(n);
  }
  return true;
}

bool TagMatches(const std::string* if_none_match, const std::string& tag) {
  if (if_none_match == nullptr) return false;
  for (std::string_view item : Split(*if_none_match, ',')) {
    item = TrimAscii(item);
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == "*" || item == tag) return true;
  }
  return false;
}

Response Plain(int status, std::string text) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

Response SendFile(const OpenFile& file, std::string_view path, std::string_view coding, const Request& request) {
  Response response;
  response.headers.Add("Content-Type", std::string(MediaType(path)));
  response.headers.Add("ETag", file.tag);
  response.headers.Add("Cache-Control", "no-cache");
  response.headers.Add("Vary", "Accept-Encoding");
  response.headers.Add("X-Content-Type-Options", "nosniff");
  response.headers.Add("Referrer-Policy", "no-referrer");
  response.headers.Add("Content-Security-Policy", std::string(kPolicy));
  if (!coding.empty()) response.headers.Add("Content-Encoding", std::string(coding));
  if (TagMatches(request.headers.Find("If-None-Match"), file.tag)) {
    response.status = 304;
    return response;
  }
  if (!ReadAll(file, &response.body)) return Plain(500, "The file cannot be read.\n");
  return response;
}

}  // namespace

Result<StaticFiles> StaticFiles::Open(const std::string& folder) {
  const std::optional<std::string> real = RealPath(folder);
  if (!real || !IsFolder(*real)) return Status(ErrorCode::kNotFound, "--web: there is no folder " + Quote(folder, 512));
  return StaticFiles(*real == "/" ? "" : *real);
}

Response StaticFiles::Serve(const Request& request) const {
  if (request.method != "GET") {
    Response refusal = Plain(405, "Only GET and HEAD.\n");
    refusal.headers.Add("Allow", "GET, HEAD");
    return refusal;
  }
  std::optional<std::string> path = DecodePath(request.target);
  if (!path) return Plain(404, "There is no such page.\n");
  if (path->ends_with('/')) {
    *path += "index.html";
  } else if (IsFolder(root_ + *path)) {
    Response moved = Plain(301, "");
    // Relative, so that it also holds behind a proxy that serves this under another path.
    moved.headers.Add("Location", path->substr(path->rfind('/') + 1) + "/");
    return moved;
  }
  const auto file = OpenBelow(root_, *path);
  if (file == nullptr) return Plain(404, "There is no such page.\n");
  const std::string* accept = request.headers.Find("Accept-Encoding");
  for (const Coding& coding : kCodings) {
    if (accept == nullptr || !AcceptsCoding(*accept, coding.name)) continue;
    const auto coded = OpenBelow(root_, *path + std::string(coding.suffix));
    // One that is older than the file is left over from an earlier build.
    if (coded != nullptr && coded->modified_nanos >= file->modified_nanos)
      return SendFile(*coded, *path, coding.name, request);
  }
  return SendFile(*file, *path, "", request);
}

std::string_view MediaType(std::string_view path) {
  for (const MediaRow& row : kMediaTypes) {
    if (path.ends_with(row.extension)) return row.type;
  }
  return "application/octet-stream";
}

bool AcceptsCoding(std::string_view accept_encoding, std::string_view coding) {
  bool any = false;  // what "*" says about codings that are not named
  for (const std::string_view item : Split(accept_encoding, ',')) {
    const std::vector<std::string_view> parts = Split(item, ';');
    const std::string_view name = TrimAscii(parts.front());
    bool refused = false;
    for (size_t i = 1; i < parts.size(); ++i) {
      const std::string_view parameter = TrimAscii(parts[i]);
      refused =
          refused || (parameter.starts_with("q=0") && parameter.find_first_not_of("0.", 2) == std::string_view::npos);
    }
    if (EqualsIgnoreCase(name, coding)) return !refused;
    if (name == "*") any = !refused;
  }
  return any;
}

}  // namespace pandora
