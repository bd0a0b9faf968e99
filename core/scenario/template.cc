#include "core/scenario/template.h"

#include <utility>

#include "core/base/text.h"

namespace pandora::scenario {

void Template::AddText(std::string_view text) {
  if (text.empty()) return;
  if (!pieces_.empty() && pieces_.back().kind == PieceKind::kText) {
    pieces_.back().text.append(text);
  } else {
    pieces_.push_back(Piece{PieceKind::kText, std::string(text)});
  }
}

void Template::AddVariable(std::string name) { pieces_.push_back(Piece{PieceKind::kVariable, std::move(name)}); }

void Template::AddJsonStringVariable(std::string name) {
  pieces_.push_back(Piece{PieceKind::kJsonStringVariable, std::move(name)});
}

bool Template::is_constant() const {
  for (const Piece& piece : pieces_) {
    if (piece.kind != PieceKind::kText) return false;
  }
  return true;
}

std::string Template::Source() const {
  std::string text;
  for (const Piece& piece : pieces_) {
    text += piece.kind == PieceKind::kText ? piece.text : "{{" + piece.text + "}}";
  }
  return text;
}

std::string Template::WithStandIns(std::string_view stand_in) const {
  std::string text;
  for (const Piece& piece : pieces_) {
    if (piece.kind == PieceKind::kText) text += piece.text;
    if (piece.kind == PieceKind::kVariable) text += stand_in;
  }
  return text;
}

Result<std::string> Template::Render(const Variables& variables) const {
  std::string text;
  for (const Piece& piece : pieces_) {
    if (piece.kind == PieceKind::kText) {
      text += piece.text;
      continue;
    }
    PANDORA_ASSIGN_OR_RETURN(Value value, LookUp(variables, piece.text));
    Result<std::string> shown = RenderScalar(value);
    if (!shown.ok()) return shown.status().WithContext("variable {{" + piece.text + "}}");
    if (piece.kind == PieceKind::kVariable) {
      text += *shown;
    } else {
      std::string quoted;
      AppendJsonString(*shown, &quoted);
      text.append(quoted, 1, quoted.size() - 2);
    }
  }
  return text;
}

Result<Value> LookUp(const Variables& variables, const std::string& name) {
  auto found = variables.find(name);
  if (found != variables.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& entry : variables) names.push_back(entry.first);
  std::string_view near = DidYouMean(name, names);
  std::string hint = near.empty() ? "" : "; did you mean {{" + std::string(near) + "}}?";
  return Status(ErrorCode::kBadRequest, "variable {{" + name + "}} is not set" + hint);
}

Result<std::string> RenderScalar(const Value& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null() || value.is_boolean() || value.is_number()) return DumpJson(value);
  return Status(ErrorCode::kBadRequest, "cannot be written into text: " + DescribeValue(value));
}

}  // namespace pandora::scenario
