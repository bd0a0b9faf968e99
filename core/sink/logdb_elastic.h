// Reads a search as Elasticsearch's clients write it, JSON of its query language, into a LogSearch: what POST /v5/logdbkibana/msearch
// takes (spec/clients.md 2.11). A part of that language:
//
//   query      match_all, query_string, match, match_phrase, term, terms, range, exists, wildcard, bool
//   sort       "field", {"field": "desc"}, {"field": {"order": "desc"}}, and lists of them; _score and _doc order nothing
//   from, size, highlight (core/sink/logdb_highlight.h)
//
// Members that only shape Elasticsearch's own answer (_source, version, docvalue_fields ...) are left aside. What would change which
// records are found (aggs, post_filter, other queries) is refused by name.
#ifndef PANDORA_CORE_SINK_LOGDB_ELASTIC_H_
#define PANDORA_CORE_SINK_LOGDB_ELASTIC_H_

#include "core/base/status.h"
#include "core/format/json.h"
#include "core/sink/logdb_search.h"

namespace pandora {

// kBadRequest with the path of what is refused, kE8201 for a range of hits that is none. Bounded as text queries are: kMaxLogQueryDepth,
// kMaxLogQueryNodes.
Result<LogSearch> ReadElasticSearch(const Json& body);

}  // namespace pandora

#endif  // PANDORA_CORE_SINK_LOGDB_ELASTIC_H_
