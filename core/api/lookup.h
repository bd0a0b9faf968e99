// Finds the resources that a request's path names, with the refusals that the documents give for each.
#ifndef PANDORA_CORE_API_LOOKUP_H_
#define PANDORA_CORE_API_LOOKUP_H_

#include <memory>
#include <string>

#include "core/api/route.h"

namespace pandora {

// E18103.
Status CheckRepoName(const std::string& name);

// The repo of the first path parameter: E18103 for what is no name, E18102 for one that is not there.
Result<std::shared_ptr<Repo>> NamedRepo(RequestContext& context);

// A whole number in a query parameter within [low, high], or `fallback` when absent; kBadRequest otherwise.
Result<int64_t> QueryNumber(const RequestContext& context, std::string_view name, int64_t fallback, int64_t low,
                            int64_t high);

// Adds error and errorTime when the last run failed.
void DescribeRunFailure(const RunFailure& failure, Json* json);

}  // namespace pandora

#endif  // PANDORA_CORE_API_LOOKUP_H_
