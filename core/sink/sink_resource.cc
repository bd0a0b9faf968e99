#include "core/sink/sink_resource.h"

#include <utility>

#include "core/sink/table_columns.h"

namespace pandora {

Status CheckStoreName(std::string_view what, std::string_view name) {
  const std::string why = WhyNoStoreName(name);
  return why.empty() ? Status() : Status(ErrorCode::kBadRequest, std::string(what) + " name " + why);
}

Result<Resource> CreateSinkResource(const SinkHome& home, ResourceKind kind, int64_t parent, std::string_view name,
                                    std::string definition) {
  Resource resource;
  resource.kind = kind;
  resource.account = home.account;
  resource.parent = parent;
  resource.name = std::string(name);
  resource.definition = std::move(definition);
  resource.created = resource.updated = home.now;
  PANDORA_ASSIGN_OR_RETURN(resource.id, home.catalog->Insert(resource));
  return resource;
}

Status ChangeSinkDefinition(const SinkHome& home, int64_t id, std::string definition) {
  // An update takes the definition, the time and the target, which no resource of a sink has: the rest need not be read first.
  Resource resource;
  resource.id = id;
  resource.definition = std::move(definition);
  resource.updated = home.now;
  return home.catalog->Update(resource);
}

}  // namespace pandora
