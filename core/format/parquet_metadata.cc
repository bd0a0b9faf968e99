#include "core/format/parquet_metadata.h"

#include "core/base/little_endian.h"
#include "core/base/version.h"

namespace pandora {
namespace {

constexpr int32_t kFormatVersion = 1;

void BeginPage(ParquetPageKind kind, int32_t raw_size, int32_t size, ThriftWriter* thrift) {
  thrift->I32(1, static_cast<int32_t>(kind));
  thrift->I32(2, raw_size);
  thrift->I32(3, size);
}

// Old readers know converted types only, new ones prefer logical types: both are written.
void WriteAnnotation(ParquetAnnotation annotation, ThriftWriter* thrift) {
  if (annotation == ParquetAnnotation::kNone) return;
  const bool text = annotation == ParquetAnnotation::kString, list = annotation == ParquetAnnotation::kList;
  thrift->I32(6, text ? 0 : list ? 3 : 10);  // UTF8, LIST, TIMESTAMP_MICROS
  thrift->Begin(10);
  thrift->Begin(text ? 1 : list ? 3 : 8);
  if (annotation == ParquetAnnotation::kTimestampMicros) {
    thrift->Bool(1, true);  // an instant, not a local time
    thrift->Begin(2);       // the unit ...
    thrift->Begin(2);       // ... is microseconds
    thrift->End();
    thrift->End();
  }
  thrift->End();
  thrift->End();
}

void WriteNode(const ParquetSchemaNode& node, ThriftWriter* thrift) {
  thrift->BeginElement();
  if (node.children == 0) thrift->I32(1, static_cast<int32_t>(node.type));
  thrift->I32(3, static_cast<int32_t>(node.repetition));
  thrift->Binary(4, node.name);
  if (node.children > 0) thrift->I32(5, node.children);
  WriteAnnotation(node.annotation, thrift);
  thrift->End();
}

void WriteStatistics(const ParquetStatistics& statistics, ThriftWriter* thrift) {
  thrift->Begin(12);
  thrift->I64(3, statistics.nulls);
  if (statistics.max) thrift->Binary(5, *statistics.max);
  if (statistics.min) thrift->Binary(6, *statistics.min);
  thrift->End();
}

void WriteChunk(const ParquetChunk& chunk, ThriftWriter* thrift) {
  thrift->BeginElement();
  thrift->I64(2, chunk.dictionary_at.value_or(chunk.data_at));
  thrift->Begin(3);
  thrift->I32(1, static_cast<int32_t>(chunk.type));
  thrift->ListOfI32(2, chunk.encodings.size());
  for (const ParquetEncoding encoding : chunk.encodings) thrift->I32Element(static_cast<int32_t>(encoding));
  thrift->ListOfBinary(3, chunk.path.size());
  for (const std::string& name : chunk.path) thrift->BinaryElement(name);
  thrift->I32(4, chunk.codec);
  thrift->I64(5, chunk.values);
  thrift->I64(6, chunk.raw_bytes);
  thrift->I64(7, chunk.bytes);
  thrift->I64(9, chunk.data_at);
  if (chunk.dictionary_at) thrift->I64(11, *chunk.dictionary_at);
  WriteStatistics(chunk.statistics, thrift);
  thrift->End();
  thrift->End();
}

void WriteRowGroup(const ParquetRowGroup& group, size_t number, ThriftWriter* thrift) {
  int64_t raw_bytes = 0, bytes = 0;
  thrift->BeginElement();
  thrift->ListOfStructs(1, group.chunks.size());
  for (const ParquetChunk& chunk : group.chunks) {
    WriteChunk(chunk, thrift);
    raw_bytes += chunk.raw_bytes;
    bytes += chunk.bytes;
  }
  thrift->I64(2, raw_bytes);
  thrift->I64(3, group.rows);
  if (!group.chunks.empty()) thrift->I64(5, group.chunks[0].dictionary_at.value_or(group.chunks[0].data_at));
  thrift->I64(6, bytes);
  // The format has 16 bits for it; it is optional.
  if (number <= INT16_MAX) thrift->I16(7, static_cast<int16_t>(number));
  thrift->End();
}

}  // namespace

void AppendDataPageHeader(int32_t raw_size, int32_t size, int32_t values, ParquetEncoding encoding, std::string* out) {
  ThriftWriter thrift(out);
  BeginPage(ParquetPageKind::kData, raw_size, size, &thrift);
  thrift.Begin(5);
  thrift.I32(1, values);
  thrift.I32(2, static_cast<int32_t>(encoding));
  thrift.I32(3, static_cast<int32_t>(ParquetEncoding::kRle));  // definition levels
  thrift.I32(4, static_cast<int32_t>(ParquetEncoding::kRle));  // repetition levels
  thrift.End();
  thrift.End();
}

void AppendDictionaryPageHeader(int32_t raw_size, int32_t size, int32_t values, std::string* out) {
  ThriftWriter thrift(out);
  BeginPage(ParquetPageKind::kDictionary, raw_size, size, &thrift);
  thrift.Begin(7);
  thrift.I32(1, values);
  thrift.I32(2, static_cast<int32_t>(ParquetEncoding::kPlain));
  thrift.End();
  thrift.End();
}

void AppendParquetFooter(int top, const std::vector<ParquetSchemaNode>& schema,
                         const std::vector<ParquetRowGroup>& groups, std::string* out) {
  const size_t begin = out->size();
  ThriftWriter thrift(out);
  int64_t rows = 0;
  size_t columns = 0;
  for (const ParquetRowGroup& group : groups) rows += group.rows;
  for (const ParquetSchemaNode& node : schema) columns += node.children == 0 ? 1 : 0;
  thrift.I32(1, kFormatVersion);
  thrift.ListOfStructs(2, schema.size() + 1);
  thrift.BeginElement();
  thrift.Binary(4, "schema");
  thrift.I32(5, top);
  thrift.End();
  for (const ParquetSchemaNode& node : schema) WriteNode(node, &thrift);
  thrift.I64(3, rows);
  thrift.ListOfStructs(4, groups.size());
  for (size_t i = 0; i < groups.size(); ++i) WriteRowGroup(groups[i], i, &thrift);
  thrift.Binary(6, "pandora-sim " + std::string(kVersion));
  // Minima and maxima are compared by each type's own order; without this readers ignore them.
  thrift.ListOfStructs(7, columns);
  for (size_t i = 0; i < columns; ++i) {
    thrift.BeginElement();
    thrift.Begin(1);
    thrift.End();
    thrift.End();
  }
  thrift.End();
  const auto size = static_cast<uint32_t>(out->size() - begin);
  out->append(4, '\0');
  StoreLittle(size, out->data() + out->size() - 4);
  out->append("PAR1");
}

}  // namespace pandora
