// The catalog's side of the stores inside: how databases, tables, series, collections and log repos are named, entered, changed and
// found. It understands none of their definitions and deletes nothing: what hangs on a resource is its store's matter.
//
// Called by the stores: logdb_store, mongo_store, report_store, tsdb_store.
#ifndef PANDORA_CORE_SINK_SINK_RESOURCE_H_
#define PANDORA_CORE_SINK_SINK_RESOURCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/status.h"
#include "core/sink/sink.h"
#include "core/store/catalog.h"

namespace pandora {

// kBadRequest "WHAT name WHY" unless WhyNoStoreName (table_columns.h) accepts `name`.
Status CheckStoreName(std::string_view what, std::string_view name);

// Enters a resource of the home's account, made and changed at its time; the answer has its id. `parent` is the id of what holds it,
// 0 for none; `definition` is JSON text. The caller has checked that the name is free.
Result<Resource> CreateSinkResource(const SinkHome& home, ResourceKind kind, int64_t parent, std::string_view name,
                                    std::string definition = "{}");

// Puts `definition` (JSON text) in the place of the one that the resource `id` has; kInternal when there is no such resource.
Status ChangeSinkDefinition(const SinkHome& home, int64_t id, std::string definition);

// The home's resource called `name` under `parent`, as `load` reads it; nothing when there is none.
template <typename T>
Result<std::optional<T>> FindSinkResource(const SinkHome& home, ResourceKind kind, int64_t parent,
                                          std::string_view name, Result<T> (*load)(const Resource&)) {
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Resource> found, home.catalog->Find(kind, home.account, parent, name));
  if (!found) return std::optional<T>();
  PANDORA_ASSIGN_OR_RETURN(T loaded, load(*found));
  return std::optional<T>(std::move(loaded));
}

// All of the home's under `parent`, in order of creation.
template <typename T>
Result<std::vector<T>> ListSinkResources(const SinkHome& home, ResourceKind kind, int64_t parent,
                                         Result<T> (*load)(const Resource&)) {
  PANDORA_ASSIGN_OR_RETURN(const std::vector<Resource> resources, home.catalog->List(kind, home.account, parent));
  std::vector<T> all;
  for (const Resource& resource : resources) {
    PANDORA_ASSIGN_OR_RETURN(T loaded, load(resource));
    all.push_back(std::move(loaded));
  }
  return all;
}

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_SINK_RESOURCE_H_
