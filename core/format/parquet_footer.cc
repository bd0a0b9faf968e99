#include "core/format/parquet_footer.h"

#include <algorithm>
#include <utility>

namespace pandora {
namespace {

constexpr int32_t kMillis = 1, kMicros = 2;

// The units of the union TimeUnit have the numbers 1 to 3 there too.
int32_t ReadUnit(ThriftCursor* in) {
  int32_t unit = 0;
  in->BeginStruct();
  while (in->NextField()) {
    unit = in->field();
    in->Skip();
  }
  return unit;
}

void ReadDecimal(ThriftCursor* in, ParquetFileNode* node) {
  node->meaning = ParquetMeaning::kDecimal;
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: node->scale = in->I32(); break;
      case 2: node->precision = in->I32(); break;
      default: in->Skip();
    }
  }
}

void ReadTimestamp(ThriftCursor* in, ParquetFileNode* node) {
  node->meaning = ParquetMeaning::kTimestamp;
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: node->local = !in->Bool(); break;
      case 2: node->unit = ReadUnit(in); break;
      default: in->Skip();
    }
  }
}

void ReadInteger(ThriftCursor* in, ParquetFileNode* node) {
  in->BeginStruct();
  while (in->NextField()) {
    if (in->field() == 2) node->meaning = in->Bool() ? ParquetMeaning::kNone : ParquetMeaning::kUnsigned;
    else in->Skip();
  }
}

// The union LogicalType.
void ReadLogical(ThriftCursor* in, ParquetFileNode* node) {
  node->meaning = ParquetMeaning::kNone;
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 5: ReadDecimal(in, node); continue;
      case 8: ReadTimestamp(in, node); continue;
      case 10: ReadInteger(in, node); continue;
      case 1:
      case 4: node->meaning = ParquetMeaning::kText; break;
      case 2: node->meaning = ParquetMeaning::kMap; break;
      case 3: node->meaning = ParquetMeaning::kList; break;
      case 6: node->meaning = ParquetMeaning::kDate; break;
      case 7: node->meaning = ParquetMeaning::kTimeOfDay; break;
      case 12: node->meaning = ParquetMeaning::kJson; break;
      case 14: node->meaning = ParquetMeaning::kUuid; break;
      case 15: node->meaning = ParquetMeaning::kHalf; break;
      default: break;
    }
    in->Skip();
  }
}

void SetConverted(int32_t converted, ParquetFileNode* node) {
  switch (converted) {
    case 0:
    case 4: node->meaning = ParquetMeaning::kText; return;
    case 1:
    case 2: node->meaning = ParquetMeaning::kMap; return;
    case 3: node->meaning = ParquetMeaning::kList; return;
    case 5: node->meaning = ParquetMeaning::kDecimal; return;
    case 6: node->meaning = ParquetMeaning::kDate; return;
    case 7:
    case 8: node->meaning = ParquetMeaning::kTimeOfDay; return;
    case 9:
    case 10:
      node->meaning = ParquetMeaning::kTimestamp;
      node->unit = converted == 9 ? kMillis : kMicros;
      return;
    case 11:
    case 12:
    case 13:
    case 14: node->meaning = ParquetMeaning::kUnsigned; return;
    case 19: node->meaning = ParquetMeaning::kJson; return;
    default: return;
  }
}

ParquetFileNode ReadNode(ThriftCursor* in) {
  ParquetFileNode node;
  int32_t converted = -1;
  bool logical = false;
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: node.type = in->I32(); break;
      case 2: node.length = in->I32(); break;
      case 3: node.repetition = in->I32(); break;
      case 4: node.name = in->Binary(); break;
      case 5: node.children = in->I32(); break;
      case 6: converted = in->I32(); break;
      case 7: node.scale = in->I32(); break;
      case 8: node.precision = in->I32(); break;
      case 10:
        ReadLogical(in, &node);
        logical = true;
        break;
      default: in->Skip();
    }
  }
  // Files have both, for old readers; the logical type knows more.
  if (!logical) SetConverted(converted, &node);
  return node;
}

void ReadColumnMetadata(ThriftCursor* in, ParquetFileChunk* chunk) {
  int64_t data_at = 0, dictionary_at = 0;
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: chunk->type = in->I32(); break;
      case 4: chunk->codec = in->I32(); break;
      case 5: chunk->values = in->I64(); break;
      case 7: chunk->bytes = in->I64(); break;
      case 9: data_at = in->I64(); break;
      case 11: dictionary_at = in->I64(); break;
      default: in->Skip();
    }
  }
  // Some writers say 0 for "no dictionary".
  chunk->begin = dictionary_at > 0 ? std::min(dictionary_at, data_at) : data_at;
}

Status ReadChunk(ThriftCursor* in, ParquetFileChunk* chunk) {
  bool elsewhere = false;
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: elsewhere = !in->Binary().empty(); break;
      case 3: ReadColumnMetadata(in, chunk); break;
      default: in->Skip();
    }
  }
  if (!in->ok()) return {};  // told with its position by who began
  if (elsewhere)
    return {ErrorCode::kE18007, "a column of the Parquet file is in another file; whole files are accepted"};
  if (chunk->type < 0 || chunk->begin <= 0 || chunk->bytes < 0 || chunk->values < 0) {
    return {ErrorCode::kE18007, "a column of the Parquet file has no sound metadata, or is encrypted"};
  }
  return {};
}

Result<ParquetFileGroup> ReadGroup(ThriftCursor* in, size_t columns) {
  ParquetFileGroup group;
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: {
        const size_t count = in->BeginList(ThriftType::kStruct);
        for (size_t i = 0; i < std::min(count, columns) && in->ok(); ++i) {
          PANDORA_RETURN_IF_ERROR(ReadChunk(in, &group.chunks.emplace_back()));
        }
        if (in->ok() && count == columns) break;
        return {ErrorCode::kE18007, "it lists " + std::to_string(count) + " columns, the schema of the Parquet file " +
                                        std::to_string(columns)};
      }
      case 3: group.rows = in->I64(); break;
      default: in->Skip();
    }
  }
  if (in->ok() && (group.rows < 0 || group.chunks.size() != columns)) {
    return {ErrorCode::kE18007, "its columns or its number of rows are missing in the Parquet file"};
  }
  return group;
}

void ReadDataPage(ThriftCursor* in, ParquetPageHeader* header) {
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: header->values = in->I32(); break;
      case 2: header->encoding = in->I32(); break;
      case 3: header->definition_encoding = in->I32(); break;
      case 4: header->repetition_encoding = in->I32(); break;
      default: in->Skip();
    }
  }
}

void ReadDictionaryPage(ThriftCursor* in, ParquetPageHeader* header) {
  in->BeginStruct();
  while (in->NextField()) {
    if (in->field() == 1) header->values = in->I32();
    else in->Skip();
  }
}

void ReadDataPageV2(ThriftCursor* in, ParquetPageHeader* header) {
  in->BeginStruct();
  while (in->NextField()) {
    switch (in->field()) {
      case 1: header->values = in->I32(); break;
      case 4: header->encoding = in->I32(); break;
      case 5: header->definition_bytes = in->I32(); break;
      case 6: header->repetition_bytes = in->I32(); break;
      case 7: header->compressed = in->Bool(); break;
      default: in->Skip();
    }
  }
}

}  // namespace

namespace {

Status Damaged(const std::string& what) { return {ErrorCode::kE18007, "the footer of the Parquet file " + what}; }

Status ReadNodes(ThriftCursor* in, ParquetFooter* footer) {
  const size_t count = in->BeginList(ThriftType::kStruct);
  if (count > kMaxParquetNodes) {
    return {ErrorCode::kE18005, "the Parquet file's schema has " + std::to_string(count) + " nodes; at most " +
                                    std::to_string(kMaxParquetNodes) + " are accepted"};
  }
  for (size_t i = 0; i < count && in->ok(); ++i) footer->nodes.push_back(ReadNode(in));
  return {};
}

// Each group is checked as it comes: a list of empty structs, a byte each, must not become a list of large ones.
Status ReadGroups(ThriftCursor* in, ParquetFooter* footer) {
  const auto is_column = [](const ParquetFileNode& node) { return node.type.has_value(); };
  const auto columns = static_cast<size_t>(std::count_if(footer->nodes.begin(), footer->nodes.end(), is_column));
  const size_t count = in->BeginList(ThriftType::kStruct);
  for (size_t i = 0; i < count && in->ok(); ++i) {
    Result<ParquetFileGroup> group = ReadGroup(in, columns);
    if (!group.ok()) return group.status().WithContext("row group " + std::to_string(i));
    footer->groups.push_back(std::move(group).value());
  }
  return {};
}

}  // namespace

Result<ParquetFooter> ReadParquetFooter(std::string_view bytes) {
  ParquetFooter footer;
  ThriftCursor in(bytes);
  in.BeginStruct();
  while (in.NextField()) {
    switch (in.field()) {
      case 2: PANDORA_RETURN_IF_ERROR(ReadNodes(&in, &footer)); break;
      case 3: footer.rows = in.I64(); break;
      case 4: PANDORA_RETURN_IF_ERROR(ReadGroups(&in, &footer)); break;
      default: in.Skip();
    }
  }
  if (!in.ok()) return Damaged("is damaged at its byte " + std::to_string(in.position()));
  if (footer.nodes.empty()) return Damaged("has no schema");
  return footer;
}

std::optional<ParquetPageHeader> ReadParquetPageHeader(std::string_view bytes, size_t* used) {
  ParquetPageHeader header;
  int32_t kind = -1;
  ThriftCursor in(bytes);
  in.BeginStruct();
  while (in.NextField()) {
    switch (in.field()) {
      case 1: kind = in.I32(); break;
      case 2: header.raw_size = in.I32(); break;
      case 3: header.size = in.I32(); break;
      case 5: ReadDataPage(&in, &header); break;
      case 7: ReadDictionaryPage(&in, &header); break;
      case 8: ReadDataPageV2(&in, &header); break;
      default: in.Skip();
    }
  }
  if (!in.ok() || kind < 0 || kind > static_cast<int32_t>(ParquetPageKind::kDataV2)) return std::nullopt;
  if (std::min({header.raw_size, header.size, header.values, header.definition_bytes, header.repetition_bytes}) < 0) {
    return std::nullopt;
  }
  header.kind = static_cast<ParquetPageKind>(kind);
  *used = in.position();
  return header;
}

}  // namespace pandora
