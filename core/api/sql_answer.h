// Answers a request that brings an SQL statement: what POST /_sim/sql/run and POST /_sim/sinks/report/DATABASE/sql have in common. The
// body and the answer are those of the former (docs/sql.md).
#ifndef PANDORA_CORE_API_SQL_ANSWER_H_
#define PANDORA_CORE_API_SQL_ANSWER_H_

#include <memory>
#include <vector>

#include "core/api/route.h"

namespace pandora {

// Of `tables` only id, name and schema count.
Status AnswerSql(RequestContext& context, std::vector<std::shared_ptr<Repo>> tables, Reply* reply);

}  // namespace pandora

#endif  // PANDORA_CORE_API_SQL_ANSWER_H_
