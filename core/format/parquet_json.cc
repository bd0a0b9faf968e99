#include "core/format/parquet_json.h"

#include <algorithm>

#include "core/base/instant.h"
#include "core/base/text.h"
#include "core/format/json.h"

namespace pandora {
namespace {

// The type of member `name`, or null when it is not wanted. Without a type all members are.
const Type* MemberType(const Type& map, std::string_view name) {
  for (const Field& field : map.fields) {
    if (field.name == name) return &field.type;
  }
  return nullptr;
}

bool Chooses(const Type* wanted) { return wanted != nullptr && wanted->kind == Kind::kMap; }

}  // namespace

ParquetJson::ParquetJson(const ParquetNode& node, const Type& wanted, ParquetSource* source, ParquetMemory* memory)
    : node_(node), wanted_(wanted), first_column_(node.FirstColumn().column) {
  AddColumns(node, source, memory);
}

// Columns are numbered in this order.
void ParquetJson::AddColumns(const ParquetNode& node, ParquetSource* source, ParquetMemory* memory) {
  if (node.shape == ParquetNode::Shape::kColumn) {
    const ParquetConversion conversion = *ParquetConversion::Make(node, ParquetTarget::kJsonText);
    cursors_.emplace_back().reader = std::make_unique<ParquetColumnReader>(node, conversion, source, memory);
  }
  for (const ParquetNode& child : node.children) AddColumns(child, source, memory);
}

Status ParquetJson::Begin(const ParquetFileGroup& group) {
  for (size_t i = 0; i < cursors_.size(); ++i) {
    cursors_[i].ready = cursors_[i].ended = false;
    PANDORA_RETURN_IF_ERROR(cursors_[i].reader->Begin(group.chunks[first_column_ + i]));
  }
  return {};
}

Status ParquetJson::Load(Cursor* cursor) {
  if (cursor->ready || cursor->ended) return {};
  ParquetColumnReader& reader = *cursor->reader;
  PANDORA_ASSIGN_OR_RETURN(const size_t count, reader.Entries());
  cursor->ended = count == 0;
  cursor->ready = count > 0;
  if (count == 0) return {};
  cursor->definition = reader.definitions() == nullptr ? reader.column().max_definition : *reader.definitions();
  cursor->repetition = reader.repetitions() == nullptr ? 0 : *reader.repetitions();
  return {};
}

Result<bool> ParquetJson::Next(std::string* out, uint8_t* depth) {
  out->clear();
  problem_.clear();
  PANDORA_RETURN_IF_ERROR(Load(&cursors_[0]));
  if (cursors_[0].ended) return false;
  *depth = static_cast<uint8_t>(cursors_[0].definition);
  PANDORA_RETURN_IF_ERROR(AppendNode(node_, &wanted_, out));
  for (Cursor& cursor : cursors_) {
    PANDORA_RETURN_IF_ERROR(Load(&cursor));
    if (!cursor.ended && cursor.repetition > 0)
      return cursor.reader->Damaged("its levels are not those of its neighbours");
  }
  return true;
}

// One entry of each column below the node: what stands there for a null or an empty list.
Status ParquetJson::Pass(const ParquetNode& node) {
  if (node.shape == ParquetNode::Shape::kColumn) {
    std::string unused;
    return AppendValue(node, &unused);
  }
  for (const ParquetNode& child : node.children) PANDORA_RETURN_IF_ERROR(Pass(child));
  return {};
}

Status ParquetJson::AppendNode(const ParquetNode& node, const Type* wanted, std::string* out) {
  if (out->size() > kMaxRecordBytes) {
    return {ErrorCode::kE18005, "field " + Quote(node_.name) + " of the Parquet file: a record has more than " +
                                    std::to_string(kMaxRecordBytes) + " bytes"};
  }
  if (node.shape == ParquetNode::Shape::kColumn) return AppendValue(node, out);
  Cursor& first = At(node.FirstColumn());
  PANDORA_RETURN_IF_ERROR(Load(&first));
  if (first.ended) return first.reader->Damaged("it has fewer records than its neighbours");
  if (first.definition < node.definition) {
    *out += "null";
    return Pass(node);
  }
  return node.shape == ParquetNode::Shape::kStruct ? AppendStruct(node, wanted, out) : AppendEntries(node, wanted, out);
}

Status ParquetJson::AppendStruct(const ParquetNode& node, const Type* wanted, std::string* out) {
  *out += '{';
  const size_t begin = out->size();
  for (const ParquetNode& child : node.children) {
    const Type* const type = Chooses(wanted) ? MemberType(*wanted, child.name) : nullptr;
    const size_t before = out->size();
    const std::string problem = problem_;
    if (before > begin) *out += ',';
    AppendJsonString(child.name, out);
    *out += ':';
    PANDORA_RETURN_IF_ERROR(AppendNode(child, type, out));
    if (!Chooses(wanted) || type != nullptr) continue;
    out->resize(before);
    problem_ = problem;
  }
  *out += '}';
  return {};
}

Status ParquetJson::AppendEntries(const ParquetNode& node, const Type* wanted, std::string* out) {
  const bool map = node.shape == ParquetNode::Shape::kMap;
  Cursor& first = At(node.FirstColumn());
  *out += map ? '{' : '[';
  if (first.definition < node.entry_definition) {
    PANDORA_RETURN_IF_ERROR(Pass(node));
  } else {
    const size_t begin = out->size();
    do {
      if (map) {
        PANDORA_RETURN_IF_ERROR(AppendMember(node, wanted, begin, out));
      } else {
        if (out->size() > begin) *out += ',';
        PANDORA_RETURN_IF_ERROR(AppendNode(node.children[0], nullptr, out));
      }
      PANDORA_RETURN_IF_ERROR(Load(&first));
    } while (!first.ended && first.repetition == node.entry_repetition);
  }
  *out += map ? '}' : ']';
  return {};
}

// A member that is not wanted leaves nothing behind.
Status ParquetJson::AppendMember(const ParquetNode& map, const Type* wanted, size_t begin, std::string* out) {
  const size_t before = out->size();
  const std::string problem = problem_;
  if (before > begin) *out += ',';
  std::string name;
  PANDORA_RETURN_IF_ERROR(AppendNode(map.children[0], nullptr, &name));
  if (name == "null" && problem_.empty()) problem_ = "a map has an entry without a key";
  const bool text = name.size() >= 2 && name.front() == '"';
  const Type* type = nullptr;
  if (Chooses(wanted)) type = MemberType(*wanted, text ? std::string_view(name).substr(1, name.size() - 2) : name);
  if (text) *out += name;
  else AppendJsonString(name, out);
  *out += ':';
  PANDORA_RETURN_IF_ERROR(AppendNode(map.children[1], type, out));
  if (Chooses(wanted) && type == nullptr) {
    out->resize(before);
    problem_ = problem;
  }
  return {};
}

Status ParquetJson::AppendValue(const ParquetNode& column, std::string* out) {
  Cursor& cursor = At(column);
  PANDORA_RETURN_IF_ERROR(Load(&cursor));
  ParquetColumnReader& reader = *cursor.reader;
  if (cursor.ended) return reader.Damaged("it has fewer records than its neighbours");
  if (cursor.definition < column.max_definition) {
    *out += "null";
  } else {
    PANDORA_RETURN_IF_ERROR(reader.Values().status());
    AppendScalar(reader, out);
    reader.TakeValues(1);
  }
  reader.TakeEntries(1);
  cursor.ready = false;
  return {};
}

void ParquetJson::AppendScalar(const ParquetColumnReader& reader, std::string* out) {
  const ParquetValues& values = reader.values();
  const size_t at = reader.value_at();
  if (const ParquetFault fault = values.FaultAt(at); fault != ParquetFault::kNone) {
    *out += "null";
    if (fault != ParquetFault::kNull && problem_.empty()) problem_ = ParquetFaultText(fault);
    return;
  }
  switch (reader.conversion().form()) {
    case ParquetForm::kBooleans: *out += values.booleans[at] != 0 ? "true" : "false"; return;
    case ParquetForm::kLongs: AppendInt64(values.longs[at], out); return;
    case ParquetForm::kDoubles: AppendDouble(values.doubles[at], out); return;
    case ParquetForm::kDates:
      *out += '"';
      AppendRfc3339(Instant{values.longs[at]}, DateForm::Unpack(values.forms[at]), out);
      *out += '"';
      return;
    case ParquetForm::kTexts:
      if (reader.conversion().number()) out->append(values.texts[at]);
      else AppendJsonString(values.texts[at], out);
      return;
  }
}

}  // namespace pandora
