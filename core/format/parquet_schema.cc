#include "core/format/parquet_schema.h"

#include <utility>

#include "core/base/text.h"

namespace pandora {
namespace {

constexpr int32_t kMaxFixedLength = 1 << 20;
constexpr int32_t kMaxScale = 38;  // of core/value/decimal.h

Status Damaged(const ParquetFileNode& node, const std::string& what) {
  return {ErrorCode::kE18007, "the Parquet file's column " + Quote(node.name) + " " + what};
}

bool IsInteger(ParquetType type) { return type == ParquetType::kInt32 || type == ParquetType::kInt64; }
bool IsBytes(ParquetType type) { return type == ParquetType::kByteArray || type == ParquetType::kFixed; }

// Whether the meaning fits the physical type; a meaning that does not is damage, as readers of all makers have it.
bool Fits(const ParquetNode& node) {
  switch (node.meaning) {
    case ParquetMeaning::kText:
    case ParquetMeaning::kJson: return IsBytes(node.type);
    case ParquetMeaning::kDecimal:
      if (node.type == ParquetType::kFixed && node.length > 16) return false;
      return IsInteger(node.type) || IsBytes(node.type);
    case ParquetMeaning::kDate: return node.type == ParquetType::kInt32;
    case ParquetMeaning::kTimeOfDay:
    case ParquetMeaning::kUnsigned: return IsInteger(node.type);
    case ParquetMeaning::kTimestamp: return node.type == ParquetType::kInt64 && node.unit >= 1 && node.unit <= 3;
    case ParquetMeaning::kUuid: return node.type == ParquetType::kFixed && node.length == 16;
    case ParquetMeaning::kHalf: return node.type == ParquetType::kFixed && node.length == 2;
    default: return true;
  }
}

// Walks the nodes once, from the front.
class TreeBuilder {
 public:
  explicit TreeBuilder(const std::vector<ParquetFileNode>& nodes) : nodes_(nodes) {}

  Result<ParquetNode> Build() {
    ParquetNode root;
    root.shape = ParquetNode::Shape::kStruct;
    const ParquetFileNode& first = nodes_[at_++];
    PANDORA_RETURN_IF_ERROR(ReadChildren(first, Levels{}, 0, &root));
    if (at_ != nodes_.size()) return Damaged(nodes_[at_], "belongs to no group of its schema");
    return root;
  }

 private:
  struct Levels {
    int definition = 0, repetition = 0;
  };

  Status ReadChildren(const ParquetFileNode& group, Levels levels, int depth, ParquetNode* out) {
    for (int32_t i = 0; i < group.children; ++i) {
      PANDORA_RETURN_IF_ERROR(ReadField(levels, depth + 1, &out->children.emplace_back()));
    }
    return {};
  }

  // A field as its parent sees it: what is repeated is a list of what it would be otherwise.
  Status ReadField(Levels levels, int depth, ParquetNode* out) {
    PANDORA_RETURN_IF_ERROR(Check(depth));
    const ParquetFileNode& node = nodes_[at_];
    out->name = node.name;
    if (node.repetition != static_cast<int32_t>(ParquetRepetition::kRepeated)) return ReadPlain(levels, depth, out);
    out->shape = ParquetNode::Shape::kList;
    out->definition = levels.definition;
    Enter(&levels, out);
    return ReadBody(levels, depth, &out->children.emplace_back());
  }

  Status ReadPlain(Levels levels, int depth, ParquetNode* out) {
    if (nodes_[at_].repetition == static_cast<int32_t>(ParquetRepetition::kOptional)) {
      out->optional = true;
      ++levels.definition;
    }
    return ReadBody(levels, depth, out);
  }

  // What the node at hand is, whatever its repetition.
  Status ReadBody(Levels levels, int depth, ParquetNode* out) {
    const ParquetFileNode& node = nodes_[at_++];
    out->name = node.name;
    out->definition = levels.definition;
    if (node.type) return ReadColumn(node, levels, out);
    if (node.children <= 0) return Damaged(node, "has neither a type nor children");
    const bool wraps = node.children == 1 && at_ < nodes_.size() &&
                       nodes_[at_].repetition == static_cast<int32_t>(ParquetRepetition::kRepeated);
    if (wraps && node.meaning == ParquetMeaning::kList) return ReadList(node, levels, depth, out);
    if (wraps && node.meaning == ParquetMeaning::kMap && nodes_[at_].children == 2) {
      return ReadMap(levels, depth, out);
    }
    out->shape = ParquetNode::Shape::kStruct;
    return ReadChildren(node, levels, depth, out);
  }

  // The format's rules for files of older writers (LogicalTypes.md, "Backward-compatibility rules"): the repeated node is the element
  // itself unless it is a group of one field that is not named as such writers did.
  Status ReadList(const ParquetFileNode& list, Levels levels, int depth, ParquetNode* out) {
    PANDORA_RETURN_IF_ERROR(Check(depth + 1));
    out->shape = ParquetNode::Shape::kList;
    const ParquetFileNode& repeated = nodes_[at_];
    Enter(&levels, out);
    ParquetNode* const element = &out->children.emplace_back();
    const bool is_element = repeated.type.has_value() || repeated.children != 1 || repeated.name == "array" ||
                            repeated.name == list.name + "_tuple";
    if (is_element) return ReadBody(levels, depth + 1, element);
    ++at_;
    return ReadField(levels, depth + 2, element);
  }

  Status ReadMap(Levels levels, int depth, ParquetNode* out) {
    PANDORA_RETURN_IF_ERROR(Check(depth + 1));
    out->shape = ParquetNode::Shape::kMap;
    Enter(&levels, out);
    const ParquetFileNode& entries = nodes_[at_++];
    return ReadChildren(entries, levels, depth + 1, out);
  }

  static void Enter(Levels* levels, ParquetNode* out) {
    out->entry_definition = ++levels->definition;
    out->entry_repetition = ++levels->repetition;
  }

  Status Check(int depth) const {
    if (at_ >= nodes_.size()) return {ErrorCode::kE18007, "the Parquet file's schema ends within a group"};
    if (depth > kMaxParquetDepth) {
      return Damaged(nodes_[at_], "is nested too deeply; " + std::to_string(kMaxParquetDepth) + " levels are accepted");
    }
    if (!IsValidUtf8(nodes_[at_].name)) return Damaged(nodes_[at_], "has a name that is no valid UTF-8");
    if (nodes_[at_].repetition < 0 || nodes_[at_].repetition > 2)
      return Damaged(nodes_[at_], "has no valid repetition");
    return {};
  }

  Status ReadColumn(const ParquetFileNode& node, Levels levels, ParquetNode* out) {
    if (*node.type < 0 || *node.type > static_cast<int32_t>(ParquetType::kFixed)) {
      return Damaged(node, "has the unknown type " + std::to_string(*node.type));
    }
    out->type = static_cast<ParquetType>(*node.type);
    out->column = columns_++;
    out->max_definition = levels.definition;
    out->max_repetition = levels.repetition;
    out->meaning = node.meaning;
    out->scale = node.scale;
    out->unit = node.unit;
    out->local = node.local;
    if (out->type == ParquetType::kFixed) {
      if (node.length <= 0 || node.length > kMaxFixedLength) {
        return Damaged(node, "has values of " + std::to_string(node.length) + " bytes");
      }
      out->length = static_cast<size_t>(node.length);
    }
    if (out->type == ParquetType::kInt96) out->length = 12;
    if (out->meaning == ParquetMeaning::kDecimal &&
        (node.scale < 0 || node.scale > kMaxScale || node.precision > kMaxScale)) {
      return Damaged(node, "is a decimal of more than 38 digits");
    }
    if (!Fits(*out)) return Damaged(node, "has a logical type that does not fit its physical type");
    return {};
  }

  const std::vector<ParquetFileNode>& nodes_;
  size_t at_ = 0;
  size_t columns_ = 0;
};

Kind ScalarKind(const ParquetNode& node) {
  switch (node.meaning) {
    case ParquetMeaning::kDecimal: return node.scale == 0 && IsInteger(node.type) ? Kind::kLong : Kind::kFloat;
    case ParquetMeaning::kDate:
    case ParquetMeaning::kTimestamp: return Kind::kDate;
    case ParquetMeaning::kJson: return Kind::kJsonString;
    case ParquetMeaning::kHalf: return Kind::kFloat;
    default: break;
  }
  switch (node.type) {
    case ParquetType::kBoolean: return Kind::kBoolean;
    case ParquetType::kInt32:
    case ParquetType::kInt64: return Kind::kLong;
    case ParquetType::kInt96: return Kind::kDate;
    case ParquetType::kFloat:
    case ParquetType::kDouble: return Kind::kFloat;
    default: return Kind::kString;
  }
}

}  // namespace

const ParquetNode* ParquetNode::Find(std::string_view child) const {
  for (const ParquetNode& node : children) {
    if (node.name == child) return &node;
  }
  return nullptr;
}

const ParquetNode& ParquetNode::FirstColumn() const {
  const ParquetNode* node = this;
  while (node->shape != Shape::kColumn) node = &node->children[0];
  return *node;
}

Result<ParquetNode> BuildParquetTree(const std::vector<ParquetFileNode>& nodes) { return TreeBuilder(nodes).Build(); }

Type ParquetFieldType(const ParquetNode& node) {
  Type type;
  type.kind = Kind::kJsonString;
  switch (node.shape) {
    case ParquetNode::Shape::kColumn: type.kind = ScalarKind(node); break;
    case ParquetNode::Shape::kMap: break;
    case ParquetNode::Shape::kList:
      if (node.children[0].shape != ParquetNode::Shape::kColumn) break;
      type.kind = Kind::kArray;
      type.element = ScalarKind(node.children[0]);
      break;
    case ParquetNode::Shape::kStruct:
      type.kind = Kind::kMap;
      for (const ParquetNode& child : node.children) type.fields.push_back({child.name, ParquetFieldType(child)});
      break;
  }
  return type;
}

}  // namespace pandora
