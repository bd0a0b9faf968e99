// How an editor shows a statement: ClassifyTokens (token.h) and what needs a look at the neighbours, the names of types and a
// leading EXPLAIN. Knows no grammar: it must say something sensible about text that does not parse.
//
// Who calls it: the scratch pad.
#ifndef PANDORA_CORE_SQL_HIGHLIGHT_H_
#define PANDORA_CORE_SQL_HIGHLIGHT_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/sql/token.h"

namespace pandora {

// In order, without overlap; blanks are left out. Never fails. Precondition: valid UTF-8.
std::vector<ClassifiedToken> Highlight(std::string_view sql);

// When the statement begins with EXPLAIN [EXTENDED | FORMATTED | CODEGEN | LOGICAL]: the same text with blanks in place of these words,
// so that places stay what they are. Else "".
std::string WithoutExplain(std::string_view sql);

}  // namespace pandora

#endif  // PANDORA_CORE_SQL_HIGHLIGHT_H_
