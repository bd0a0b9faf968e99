// Reads the ways in which the Hurl format writes text and values. Each function starts at the first character of its
// form and leaves the cursor behind the last; an error names the place.
#ifndef PANDORA_CORE_SCENARIO_LITERALS_H_
#define PANDORA_CORE_SCENARIO_LITERALS_H_

#include <string>

#include "core/base/status.h"
#include "core/scenario/ast.h"
#include "core/scenario/cursor.h"

namespace pandora::scenario {

// The rest of a line up to a comment, without blanks around it: a URL, the value of a header. Escapes: \# \n \t ...
// \u{hex}.
Result<Template> ReadValueString(Cursor* cursor);

// "..." or `...`, with the same escapes and \" and \`.
Result<Template> ReadQuoted(Cursor* cursor);
Result<Template> ReadOneline(Cursor* cursor);

// ```...```. After the opening marks may stand `json` or `raw`, and the attributes `escape` (escapes are undone; by
// default backslashes stay) and `novariable` (braces stay; so does `raw`), separated by commas.
struct Multiline {
  Template text;
  bool is_json = false;
};
Result<Multiline> ReadMultiline(Cursor* cursor);

// One JSON value, kept as written. Its shape is checked, with 0 for each variable outside strings.
Result<Template> ReadJson(Cursor* cursor);

// Whether `base64,...;` or `hex,...;` is next, and the bytes it stands for.
bool LooksAtBytes(const Cursor& cursor);
Result<std::string> ReadBytes(Cursor* cursor);

// file,NAME; gives the name.
Result<Template> ReadFileName(Cursor* cursor);

// {{name}}
Result<std::string> ReadVariable(Cursor* cursor);

// Any argument of a query, filter or predicate.
Result<Operand> ReadOperand(Cursor* cursor);

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_LITERALS_H_
