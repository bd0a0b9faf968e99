#include "core/sink/tsdb_view.h"

#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/sink/sink_resource.h"
#include "core/sink/tsdb_statement.h"

namespace pandora {
namespace {

Result<SeriesView> LoadView(const Resource& resource) {
  SeriesView view;
  view.id = resource.id;
  view.name = resource.name;
  view.created = resource.created;
  PANDORA_ASSIGN_OR_RETURN(view.definition, ParseJson(resource.definition));
  return view;
}

}  // namespace

std::string SeriesView::sql() const {
  const Json* text = FindMember(definition, "sql");
  return text != nullptr && text->is_string() ? text->get<std::string>() : "";
}

Result<SeriesView> SeriesViews::Get(const SeriesDatabase& database, std::string_view name) {
  PANDORA_ASSIGN_OR_RETURN(std::optional<SeriesView> view,
                           FindSinkResource(home_, ResourceKind::kSeriesView, database.id, name, LoadView));
  if (view) return *std::move(view);
  return Status(ErrorCode::kNotFound, "view " + Quote(name, 130) + " in database " + Quote(database.name, 130));
}

Result<std::vector<SeriesView>> SeriesViews::List(const SeriesDatabase& database) {
  return ListSinkResources(home_, ResourceKind::kSeriesView, database.id, LoadView);
}

Result<SeriesView> SeriesViews::Create(const SeriesDatabase& database, std::string_view name, const Json& definition) {
  PANDORA_RETURN_IF_ERROR(CheckStoreName("view", name));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<SeriesView> taken,
                           FindSinkResource(home_, ResourceKind::kSeriesView, database.id, name, LoadView));
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Series> series, SeriesStore(home_).Find(database, name));
  if (taken || series) {
    return Status(ErrorCode::kConflict, (taken ? "view " : "series ") + Quote(name, 130) +
                                            " is there already in database " + Quote(database.name, 130));
  }
  SeriesView view;
  view.definition = definition;
  PANDORA_ASSIGN_OR_RETURN(const SeriesStatement statement, ParseSeriesStatement(view.sql(), home_.now));
  if (statement.raw) {
    return Status(ErrorCode::kBadRequest,
                  "sql selects plain columns; aggregates of a series, such as sum(hits), are accepted");
  }
  PANDORA_ASSIGN_OR_RETURN(const std::optional<Series> source, SeriesStore(home_).Find(database, statement.series));
  if (!source)
    return Status(ErrorCode::kBadRequest, "sql selects from " + Quote(statement.series, 130) + ", which is no series");
  PANDORA_ASSIGN_OR_RETURN(const Resource made, CreateSinkResource(home_, ResourceKind::kSeriesView, database.id, name,
                                                                   DumpJson(definition)));
  return LoadView(made);
}

}  // namespace pandora
