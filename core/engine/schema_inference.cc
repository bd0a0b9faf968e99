#include "core/engine/schema_inference.h"

#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "core/schedule/magic.h"
#include "core/sql/plan.h"

namespace pandora {
namespace {

struct SourceColumn {
  int table = 0;
  int column = 0;
};

std::optional<SourceColumn> Trace(const PlanNode& node, int column);

std::optional<SourceColumn> TraceExpr(const PlanNode& node, int column) {
  if (column >= static_cast<int>(node.exprs.size())) return std::nullopt;
  const BoundExpr& expr = *node.exprs[static_cast<size_t>(column)];
  if (expr.op != BoundExpr::Op::kColumn) return std::nullopt;
  return Trace(*node.inputs[0], expr.index);
}

// A join may fill the other side's columns with nulls; then nothing is passed through.
std::optional<SourceColumn> TraceJoin(const PlanNode& node, int column) {
  using Join = PlanNode::Join;
  const int width = static_cast<int>(node.inputs[0]->output.size());
  const bool left = column < width;
  if (node.join == Join::kFull || (left ? node.join == Join::kRight : node.join == Join::kLeft)) return std::nullopt;
  return left ? Trace(*node.inputs[0], column) : Trace(*node.inputs[1], column - width);
}

// The column of a source that an output column is, unchanged and never null where that is not. Plans are bounded in depth.
std::optional<SourceColumn> Trace(const PlanNode& node, int column) {
  switch (node.kind) {
    case PlanNode::Kind::kScan: return SourceColumn{node.table, column};
    case PlanNode::Kind::kProject:
    case PlanNode::Kind::kAggregate: return TraceExpr(node, column);
    case PlanNode::Kind::kFilter:
    case PlanNode::Kind::kDistinct:
    case PlanNode::Kind::kSort:
    case PlanNode::Kind::kLimit:
    case PlanNode::Kind::kExcept: return Trace(*node.inputs[0], column);
    case PlanNode::Kind::kWindow:
    case PlanNode::Kind::kGenerate:
      if (column >= static_cast<int>(node.inputs[0]->output.size())) return std::nullopt;
      return Trace(*node.inputs[0], column);
    case PlanNode::Kind::kJoin: return TraceJoin(node, column);
    default: return std::nullopt;
  }
}

bool IsRequired(const std::vector<InferenceSource>& sources, const PlanNode& root, int column) {
  const std::optional<SourceColumn> source = Trace(root, column);
  if (!source) return false;
  const std::vector<bool>& required = sources[static_cast<size_t>(source->table)].required;
  return static_cast<size_t>(source->column) < required.size() && required[static_cast<size_t>(source->column)];
}

// The value of a variable, or nothing when `name` cannot be one's.
std::optional<std::string> ValueOf(std::string_view name, Instant now) {
  if (name == "date") return ExpandMagic("$(year)-$(mon)-$(day)", now).text;
  if (name == "now") return ExpandMagic("$(year)-$(mon)-$(day) $(hour):$(min):$(sec)", now).text;
  const MagicText known = ExpandMagic("$(" + std::string(name) + ")", now);
  if (known.used == 1) return known.text;
  if (!IsResourceName(name)) return std::nullopt;
  return std::string();
}

bool IsPlainWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

}  // namespace

std::string ExpandCode(std::string_view code, Instant now) {
  std::string text;
  char quote = '\0';
  for (size_t k = 0; k < code.size(); ++k) {
    const char c = code[k];
    const size_t close = c == '$' && code.substr(k, 2) == "$(" ? code.find(')', k) : std::string_view::npos;
    if (close != std::string_view::npos) {
      if (const std::optional<std::string> value = ValueOf(code.substr(k + 2, close - k - 2), now)) {
        const bool literal = quote == '\0' && !IsPlainWord(*value);
        text.append(literal ? "'" : "").append(*value).append(literal ? "'" : "");
        k = close;
        continue;
      }
    }
    text.push_back(c);
    if (quote != '\0' && quote != '`' && c == '\\' && k + 1 < code.size()) {
      text.push_back(code[++k]);
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    }
  }
  return text;
}

Result<Schema> InferSchema(const std::vector<InferenceSource>& sources, std::string_view code, Instant now) {
  std::vector<SqlTable> tables;
  for (const InferenceSource& source : sources) tables.push_back(source.table);
  const std::string text = ExpandCode(code, now);
  auto planned = PlanQuery(text, tables);
  if (const SqlError* error = std::get_if<SqlError>(&planned)) return Status(error->code, error->Render(text));
  const QueryPlan& plan = std::get<QueryPlan>(planned);
  Schema schema = plan.output;
  for (size_t k = 0; k < schema.fields.size(); ++k) {
    schema.fields[k].required = IsRequired(sources, *plan.root->root, static_cast<int>(k));
  }
  return schema;
}

}  // namespace pandora
