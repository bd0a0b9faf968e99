// Text with {{variables}} in it.
#ifndef PANDORA_CORE_SCENARIO_TEMPLATE_H_
#define PANDORA_CORE_SCENARIO_TEMPLATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/scenario/value.h"

namespace pandora::scenario {

class Template {
 public:
  Template() = default;
  explicit Template(std::string text) { AddText(text); }

  void AddText(std::string_view text);
  void AddVariable(std::string name);
  // A variable between the quotes of a JSON string: its text is escaped as JSON demands.
  void AddJsonStringVariable(std::string name);

  bool empty() const { return pieces_.empty(); }
  // True when no variable is left to fill in; then `Render` cannot fail.
  bool is_constant() const;
  // The text with ${name} where variables are, for messages; the text itself when constant.
  std::string Source() const;
  // The text with `stand_in` for each variable outside JSON strings and nothing for those inside: to check JSON's
  // shape.
  std::string WithStandIns(std::string_view stand_in) const;

  // kBadRequest for an unknown variable, or one that is a list, an object or bytes.
  Result<std::string> Render(const Variables& variables) const;

 private:
  enum class PieceKind { kText, kVariable, kJsonStringVariable };
  struct Piece {
    PieceKind kind;
    std::string text;  // or the variable's name
  };

  std::vector<Piece> pieces_;
};

// The variable called `name`, or kBadRequest.
Result<Value> LookUp(const Variables& variables, const std::string& name);

// A scalar as a template shows it: strings as they are, numbers as JSON writes them.
Result<std::string> RenderScalar(const Value& value);

}  // namespace pandora::scenario

#endif  // PANDORA_CORE_SCENARIO_TEMPLATE_H_
