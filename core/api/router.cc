#include "core/api/router.h"

#include "core/api/url.h"
#include "core/base/text.h"

namespace pandora {
namespace {

constexpr size_t kMaxSegments = 16;

bool IsParameter(std::string_view segment) { return segment.front() == '{'; }
bool IsRest(std::string_view segment) { return segment.size() > 4 && segment.substr(segment.size() - 4) == "...}"; }

// Cuts "/v2/repos/r1" into segments without allocating; what is beyond the last slot stays in the last one.
size_t CutPath(std::string_view path, std::array<std::string_view, kMaxSegments>* out) {
  size_t count = 0;
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  while (count < kMaxSegments) {
    const size_t slash = count + 1 == kMaxSegments ? std::string_view::npos : path.find('/');
    (*out)[count++] = path.substr(0, slash);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  // One trailing slash is forgiven.
  if (count > 1 && (*out)[count - 1].empty()) --count;
  return count;
}

// Paths that the documents or clients of the service know, by the segment that stands at `at`. Whoever calls one is to read that it
// is missing here, not that his resource does not exist. Routes that come to be served are taken out.
struct Awaited {
  size_t at;
  std::string_view segment;
  std::string_view what;
};
constexpr Awaited kAwaited[] = {
    {1, "workflows", "workflows"},                 // seed 004:34
    {1, "datasources", "offline data sources"},    // seed 000:32
    {1, "schemas", "offline data sources"},        // seed 000:504
    {1, "jobs", "offline jobs"},                   // seed 000:192
    {1, "batch", "offline jobs"},                  // seed 000:918
    {3, "jobs", "offline jobs"},                   // seed 001:771, /v2/repos/R/jobs
    {1, "variables", "variables"},                 // no seed: clients
    {1, "udf", "user-defined functions"},          // no seed: clients
    {1, "stream", "raw texts with parse rules"},   // no seed: clients
    {1, "streams", "raw texts with parse rules"},  // no seed: clients
};

// What `segments` ask for and the simulator does not serve yet; empty for all other paths.
std::string_view NotServedYet(std::span<const std::string_view> segments) {
  if (segments.empty() || segments[0] != "v2") return {};
  for (const Awaited& row : kAwaited) {
    if (row.at < segments.size() && segments[row.at] == row.segment && (row.at != 3 || segments[1] == "repos"))
      return row.what;
  }
  return {};
}

}  // namespace

Router::Router(std::span<const Route> routes) {
  for (const Route& route : routes) {
    Row row{&route, Split(route.pattern.substr(1), '/'), false};
    row.rest = IsRest(row.segments.back());
    rows_.push_back(std::move(row));
  }
}

bool Router::Matches(const Row& row, std::span<const std::string_view> segments) {
  if (row.rest ? segments.size() < row.segments.size() : segments.size() != row.segments.size()) return false;
  for (size_t i = 0; i < row.segments.size(); ++i) {
    if (IsParameter(row.segments[i])) {
      if (segments[i].empty()) return false;
    } else if (row.segments[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

Result<Router::Match> Router::Find(std::string_view method, std::string_view path, std::string* allow) const {
  std::array<std::string_view, kMaxSegments> cut;
  const std::span<const std::string_view> segments(cut.data(), CutPath(path, &cut));
  for (const Row& row : rows_) {
    if (!Matches(row, segments)) continue;
    if (row.route->method != method) {
      if (allow->find(row.route->method) == std::string::npos)
        allow->append(allow->empty() ? "" : ", ").append(row.route->method);
      continue;
    }
    Match match;
    match.route = row.route;
    size_t parameter = 0;
    for (size_t i = 0; i < row.segments.size(); ++i) {
      if (!IsParameter(row.segments[i])) continue;
      const bool last_of_rest = row.rest && i + 1 == row.segments.size();
      const std::string_view raw =
          last_of_rest ? path.substr(static_cast<size_t>(segments[i].data() - path.data())) : segments[i];
      std::optional<std::string> decoded = PercentDecode(raw, false);
      if (!decoded) {
        allow->clear();
        return Status(ErrorCode::kBadRequest, "the path has a broken % escape: " + Quote(raw));
      }
      match.parameters[parameter++] = std::move(*decoded);
    }
    return match;
  }
  if (!allow->empty())
    return Status(ErrorCode::kMethodNotAllowed, Quote(method) + " on " + Quote(path) + "; " + *allow +
                                                    (allow->find(',') == std::string::npos ? " is" : " are") +
                                                    " accepted");
  const std::string_view awaited = NotServedYet(segments);
  return Status(ErrorCode::kNotFound,
                "path " + Quote(path) +
                    (awaited.empty() ? std::string() : ": " + std::string(awaited) + " are not simulated yet"));
}

}  // namespace pandora
