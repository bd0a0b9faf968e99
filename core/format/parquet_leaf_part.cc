#include "core/format/parquet_leaf_part.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/format/json_column.h"
#include "core/format/parquet_buffer.h"
#include "core/format/parquet_column_reader.h"
#include "core/format/parquet_json.h"

namespace pandora {
namespace {

ParquetTarget TargetOf(Kind kind) {
  switch (kind) {
    case Kind::kBoolean: return ParquetTarget::kBoolean;
    case Kind::kLong: return ParquetTarget::kLong;
    case Kind::kFloat: return ParquetTarget::kFloat;
    case Kind::kDate: return ParquetTarget::kDate;
    case Kind::kJsonString: return ParquetTarget::kJsonString;
    default: return ParquetTarget::kString;
  }
}

// What parts that read ahead into a buffer have in common.
class BufferedPart : public ParquetPart {
 public:
  BufferedPart(const Type& type, std::string label, bool levels, const ParquetContext* context)
      : context_(*context), label_(std::move(label)), buffer_(type, levels) {}

  size_t held() const override { return buffer_.held(); }
  void Take(size_t rows, Column* out, ParquetRejects* rejects) override { buffer_.Take(rows, out, rejects); }
  const std::vector<uint8_t>& levels() const override { return buffer_.taken_levels(); }

 protected:
  bool Wants(size_t rows) const { return held() < rows && (held() == 0 || buffer_.bytes() < context_.part_bytes); }

  const ParquetContext& context_;
  const std::string label_;
  ParquetBuffer buffer_;
};

// A scalar below nothing but maps.
class FlatPart final : public BufferedPart {
 public:
  FlatPart(const Type& type, std::string label, bool levels, const ParquetContext* context, const ParquetNode& node,
           const ParquetConversion& conversion)
      : BufferedPart(type, std::move(label), levels, context),
        reader_(node, conversion, context->source, context->memory) {}

  Status Begin(const ParquetFileGroup& group) override {
    buffer_.Clear();
    return reader_.Begin(group.chunks[reader_.column().column]);
  }

  Status Fill(size_t rows) override {
    while (Wants(rows)) {
      PANDORA_ASSIGN_OR_RETURN(size_t count, reader_.Entries());
      if (count == 0) return {};
      count = std::min(count, rows - held());
      const uint8_t* const definitions = reader_.definitions();
      const auto highest = static_cast<uint8_t>(reader_.column().max_definition);
      if (definitions == nullptr) {
        PANDORA_ASSIGN_OR_RETURN(const size_t ready, reader_.Values());
        count = Fitting(std::min(count, ready));
      } else {
        auto present = static_cast<size_t>(std::count(definitions, definitions + count, highest));
        if (present > 0) {
          PANDORA_ASSIGN_OR_RETURN(const size_t ready, reader_.Values());
          present = Fitting(std::min(present, ready));
          count = UpTo(definitions, count, highest, present);
        }
      }
      buffer_.AppendLevels(definitions, count, highest);
      Append(definitions, count, highest);
      reader_.TakeEntries(count);
    }
    return {};
  }

 private:
  size_t Fitting(size_t count) const {
    const size_t bytes = buffer_.bytes();
    const size_t room = context_.part_bytes > bytes ? context_.part_bytes - bytes : 0;
    return FittingParquetValues(reader_.values(), reader_.conversion().form(), reader_.value_at(), count, room);
  }

  // How many entries hold `present` values, with the nulls behind them.
  static size_t UpTo(const uint8_t* definitions, size_t count, uint8_t highest, size_t present) {
    for (size_t i = 0; i < count; ++i) {
      if (definitions[i] != highest) continue;
      if (present == 0) return i;
      --present;
    }
    return count;
  }

  void Append(const uint8_t* definitions, size_t count, uint8_t highest) {
    const ParquetValues& values = reader_.values();
    const ParquetForm form = reader_.conversion().form();
    size_t taken = count;
    if (definitions != nullptr) taken = static_cast<size_t>(std::count(definitions, definitions + count, highest));
    if (taken > 0 && !values.faults.empty()) {
      AppendFaulty(definitions, count, highest);
    } else if (definitions == nullptr) {
      AppendParquetValues(values, form, reader_.value_at(), count, buffer_.column());
    } else {
      AppendParquetOptional(values, form, reader_.value_at(), definitions, count, highest, buffer_.column());
    }
    reader_.TakeValues(taken);
  }

  void AppendFaulty(const uint8_t* definitions, size_t count, uint8_t highest) {
    const ParquetValues& values = reader_.values();
    size_t at = reader_.value_at();
    for (size_t i = 0; i < count; ++i) {
      if (definitions != nullptr && definitions[i] != highest) {
        buffer_.column()->AppendNull();
        continue;
      }
      const ParquetFault fault = values.FaultAt(at);
      if (fault == ParquetFault::kNone) {
        AppendParquetValues(values, reader_.conversion().form(), at, 1, buffer_.column());
      } else {
        if (fault != ParquetFault::kNull) buffer_.Reject(buffer_.column()->size, label_, ParquetFaultText(fault));
        buffer_.column()->AppendNull();
      }
      ++at;
    }
  }

  ParquetColumnReader reader_;
};

// A list of scalars below nothing but maps. A row ends where the next begins, or with the row group.
class ListPart final : public BufferedPart {
 public:
  ListPart(const Type& type, std::string label, bool levels, const ParquetContext* context, const ParquetNode& node,
           const ParquetConversion& conversion)
      : BufferedPart(type, std::move(label), levels, context),
        node_(node),
        reader_(node.children[0], conversion, context->source, context->memory) {}

  Status Begin(const ParquetFileGroup& group) override {
    buffer_.Clear();
    open_ = false;
    return reader_.Begin(group.chunks[reader_.column().column]);
  }

  Status Fill(size_t rows) override {
    while (open_ || Wants(rows)) {
      PANDORA_ASSIGN_OR_RETURN(const size_t count, reader_.Entries());
      if (count == 0) {
        Close();
        return {};
      }
      size_t done = 0;
      while (done < count) {
        if (reader_.repetitions()[0] == 0) {
          Close();
          if (!Wants(rows)) return {};
          Open();
        } else if (!open_) {
          return reader_.Damaged("its first record continues another");
        }
        PANDORA_ASSIGN_OR_RETURN(const size_t taken, AppendRun(count - done));
        done += taken;
        if (buffer_.column()->children[0].size - row_begin_ > kMaxElements || buffer_.bytes() > kMaxBytes) {
          return reader_.Damaged("a record's list is too large");
        }
      }
    }
    return {};
  }

 private:
  // Of one record.
  static constexpr size_t kMaxElements = size_t{1} << 24, kMaxBytes = size_t{1} << 28;

  void Open() {
    const uint8_t* const definitions = reader_.definitions();
    const int level = definitions == nullptr ? reader_.column().max_definition : definitions[0];
    buffer_.AppendLevel(static_cast<uint8_t>(level));
    null_ = level < node_.definition;
    open_ = true;
    row_begin_ = buffer_.column()->children[0].size;
  }

  void Close() {
    if (!open_) return;
    open_ = false;
    if (null_) buffer_.column()->AppendNull();
    else buffer_.column()->CloseList();
  }

  // The next entry, and those that continue its list when all of them are values; answers how many they are.
  Result<size_t> AppendRun(size_t count) {
    const uint8_t* const definitions = reader_.definitions();
    const uint8_t* const repetitions = reader_.repetitions();
    const int highest = reader_.column().max_definition;
    if (definitions != nullptr && definitions[0] < highest) {
      if (definitions[0] >= node_.entry_definition) Reject("null inside an array is not accepted");
      reader_.TakeEntries(1);
      return 1;
    }
    PANDORA_ASSIGN_OR_RETURN(const size_t ready, reader_.Values());
    size_t run = 1;
    const size_t most = FittingParquetValues(reader_.values(), reader_.conversion().form(), reader_.value_at(),
                                             std::min(count, ready), kMaxBytes);
    while (run < most && repetitions[run] > 0 && (definitions == nullptr || definitions[run] == highest)) ++run;
    const ParquetValues& values = reader_.values();
    for (size_t i = 0; !values.faults.empty() && i < run; ++i) {
      const ParquetFault fault = values.FaultAt(reader_.value_at() + i);
      if (fault == ParquetFault::kNull) Reject("null inside an array is not accepted");
      else if (fault != ParquetFault::kNone) Reject(ParquetFaultText(fault));
    }
    AppendParquetValues(values, reader_.conversion().form(), reader_.value_at(), run, &buffer_.column()->children[0]);
    reader_.TakeValues(run);
    reader_.TakeEntries(run);
    return run;
  }

  void Reject(std::string_view why) { buffer_.Reject(buffer_.column()->size, label_, why); }

  const ParquetNode& node_;
  ParquetColumnReader reader_;
  bool open_ = false, null_ = false;
  size_t row_begin_ = 0;
};

// Whatever has no column of the wanted shape: its JSON text as a jsonstring, or read as the reader of JSON files reads it.
class JsonPart final : public BufferedPart {
 public:
  JsonPart(const Type& type, std::string label, bool levels, const ParquetContext* context, const ParquetNode& node)
      : BufferedPart(type, std::move(label), levels, context),
        type_(type),
        json_(node, type_, context->source, context->memory) {}

  Status Begin(const ParquetFileGroup& group) override {
    buffer_.Clear();
    return json_.Begin(group);
  }

  Status Fill(size_t rows) override {
    while (Wants(rows)) {
      uint8_t level = 0;
      PANDORA_ASSIGN_OR_RETURN(const bool more, json_.Next(&text_, &level));
      if (!more) return {};
      buffer_.AppendLevel(level);
      Append();
      if (type_.kind != Kind::kJsonString) buffer_.Charge(text_.size());
    }
    return {};
  }

 private:
  void Append() {
    Column* const column = buffer_.column();
    if (!json_.problem().empty()) {
      buffer_.Reject(column->size, label_, json_.problem());
      column->AppendNull();
    } else if (text_ == "null") {
      column->AppendNull();
    } else if (type_.kind == Kind::kJsonString) {
      column->AppendText(text_);
    } else {
      // Into a column of its own first: a failure leaves the row half-made.
      Column row = MakeColumn(type_);
      const Status status = AppendJsonText(text_, kMaxDepth, FieldPath{nullptr, label_}, &row);
      if (status.ok()) return AppendRows(row, 0, 1, column);
      buffer_.RejectAs(column->size, status.detail());
      column->AppendNull();
    }
  }

  static constexpr int kMaxDepth = 128;

  const Type type_;
  ParquetJson json_;
  std::string text_;
};

}  // namespace

std::unique_ptr<ParquetPart> MakeParquetLeafPart(const Type& type, const std::string& label, const ParquetNode& node,
                                                 bool levels, const ParquetContext* context) {
  if (type.kind == Kind::kArray && node.shape == ParquetNode::Shape::kList &&
      node.children[0].shape == ParquetNode::Shape::kColumn) {
    const auto conversion = ParquetConversion::Make(node.children[0], TargetOf(type.element));
    if (conversion) return std::make_unique<ListPart>(type, label, levels, context, node, *conversion);
  }
  if (type.kind != Kind::kMap && type.kind != Kind::kArray && node.shape == ParquetNode::Shape::kColumn) {
    const auto conversion = ParquetConversion::Make(node, TargetOf(type.kind));
    if (conversion) return std::make_unique<FlatPart>(type, label, levels, context, node, *conversion);
  }
  return std::make_unique<JsonPart>(type, label, levels, context, node);
}

}  // namespace pandora
