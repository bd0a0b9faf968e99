// Finds the route of a request: exact segments before parameters, in the order of the table. Says which methods a path has when
// the method does not fit.
#ifndef PANDORA_CORE_API_ROUTER_H_
#define PANDORA_CORE_API_ROUTER_H_

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/route.h"
#include "core/base/status.h"

namespace pandora {

class Router {
 public:
  explicit Router(std::span<const Route> routes);

  struct Match {
    const Route* route = nullptr;
    std::array<std::string, 4> parameters;  // decoded
  };
  // kNotFound for an unknown path, with a word on it when the service has what the simulator lacks; kMethodNotAllowed with `allow`
  // filled in ("GET, POST") for a known one.
  Result<Match> Find(std::string_view method, std::string_view path, std::string* allow) const;

 private:
  struct Row {
    const Route* route;
    std::vector<std::string_view> segments;
    bool rest;  // the last segment takes what is left
  };
  static bool Matches(const Row& row, std::span<const std::string_view> segments);

  std::vector<Row> rows_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_API_ROUTER_H_
