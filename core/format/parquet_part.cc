#include "core/format/parquet_part.h"

#include <algorithm>

#include "core/format/parquet_buffer.h"
#include "core/format/parquet_leaf_part.h"

namespace pandora {
namespace {

// A field that the file lacks.
class AbsentPart final : public ParquetPart {
 public:
  Status Begin(const ParquetFileGroup&) override { return {}; }
  Status Fill(size_t) override { return {}; }
  size_t held() const override { return SIZE_MAX; }
  void Take(size_t rows, Column* out, ParquetRejects*) override {
    for (size_t i = 0; i < rows; ++i) out->AppendNull();
  }
  const std::vector<uint8_t>& levels() const override { return levels_; }

 private:
  std::vector<uint8_t> levels_;  // nobody asks an absent field
};

// A map whose file has a struct. Whether it is there, the levels of one of its columns say.
class MapPart final : public ParquetPart {
 public:
  MapPart(const Type& type, const std::string& label, const ParquetContext* context, const ParquetNode& node)
      : type_(type), label_(label), definition_(node.definition) {
    for (const Field& field : type.fields) {
      const ParquetNode* const child = node.Find(field.name);
      const bool levels = child != nullptr && witness_ == nullptr;
      children_.push_back(MakeParquetPart(field, child, label + ".", levels, context));
      if (levels) witness_ = children_.back().get();
    }
    if (witness_ != nullptr) return;
    // None of its fields is wanted: its first is read for the levels alone.
    stand_in_field_ = {node.children[0].name, ParquetFieldType(node.children[0])};
    stand_in_ = MakeParquetPart(stand_in_field_, &node.children[0], label + ".", true, context);
    witness_ = stand_in_.get();
  }

  Status Begin(const ParquetFileGroup& group) override {
    if (stand_in_) PANDORA_RETURN_IF_ERROR(stand_in_->Begin(group));
    for (const auto& child : children_) PANDORA_RETURN_IF_ERROR(child->Begin(group));
    return {};
  }

  Status Fill(size_t rows) override {
    if (stand_in_) PANDORA_RETURN_IF_ERROR(stand_in_->Fill(rows));
    for (const auto& child : children_) PANDORA_RETURN_IF_ERROR(child->Fill(rows));
    return {};
  }

  size_t held() const override {
    size_t held = witness_->held();
    for (const auto& child : children_) held = std::min(held, child->held());
    return held;
  }

  void Take(size_t rows, Column* out, ParquetRejects* rejects) override {
    for (size_t i = 0; i < children_.size(); ++i) children_[i]->Take(rows, &out->children[i], rejects);
    if (stand_in_) {
      ParquetRejects unused;
      Column column = MakeColumn(stand_in_field_.type);
      stand_in_->Take(rows, &column, &unused);
    }
    const std::vector<uint8_t>& levels = witness_->levels();
    out->size = rows;
    out->valid.Grow(rows);
    for (size_t row = 0; row < rows; ++row) {
      if (levels[row] < definition_) out->valid.SetNull(row, rows);
    }
    for (size_t i = 0; i < children_.size(); ++i) {
      if (!type_.fields[i].required) continue;
      for (size_t row = 0; row < rows; ++row) {
        if (out->IsNull(row) || !out->children[i].IsNull(row)) continue;
        rejects->Add(row,
                     row < rejects->first ? ParquetProblem(label_ + "." + type_.fields[i].name, kParquetMissing) : "");
      }
    }
  }

  const std::vector<uint8_t>& levels() const override { return witness_->levels(); }

 private:
  const Type type_;
  const std::string label_;
  const int definition_;
  std::vector<std::unique_ptr<ParquetPart>> children_;
  Field stand_in_field_;
  std::unique_ptr<ParquetPart> stand_in_;
  ParquetPart* witness_ = nullptr;
};

}  // namespace

std::unique_ptr<ParquetPart> MakeParquetPart(const Field& field, const ParquetNode* node, const std::string& parent,
                                             bool levels, const ParquetContext* context) {
  if (node == nullptr) return std::make_unique<AbsentPart>();
  const std::string label = parent + field.name;
  if (field.type.kind == Kind::kMap && node->shape == ParquetNode::Shape::kStruct) {
    return std::make_unique<MapPart>(field.type, label, context, *node);
  }
  return MakeParquetLeafPart(field.type, label, *node, levels, context);
}

}  // namespace pandora
