// Makes Parquet files for tests out of pages that the test spells itself: forms that our writer does not write.
#ifndef PANDORA_TESTS_SUPPORT_PARQUET_BUILDER_H_
#define PANDORA_TESTS_SUPPORT_PARQUET_BUILDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/format/byte_reader.h"
#include "core/format/parquet_encoding.h"
#include "core/format/parquet_metadata.h"

namespace pandora::testing_support {

// One node of the schema, without its root. The numbers are those of parquet.thrift; -1 is "not there".
struct BuiltNode {
  std::string name;
  int repetition = 1;
  int type = -1;
  int children = 0;
  int converted = -1;
  int length = 0, scale = 0, precision = 0;
};

// One column of the one row group: a data page, and before it a dictionary if there is one.
struct BuiltColumn {
  int type = 0;
  int encoding = 0;
  int entries = 0;
  std::string body;  // levels and values
  std::string dictionary;
  int dictionary_entries = 0;
  int codec = 0;
};

// Levels as data pages of version 1 have them: with their length before them. `max` at least 1.
inline std::string Levels(const std::vector<uint8_t>& levels, int max) {
  std::string runs, out;
  AppendHybrid(levels.data(), levels.size(), ParquetBitWidth(static_cast<uint32_t>(max)), &runs);
  AppendLittle(static_cast<uint32_t>(runs.size()), &out);
  return out + runs;
}

template <typename T>
std::string Plain(const std::vector<T>& values) {
  std::string out;
  for (const T value : values) AppendLittle(value, &out);
  return out;
}

inline std::string PlainTexts(const std::vector<std::string_view>& texts) {
  std::string out;
  for (const std::string_view text : texts) {
    AppendLittle(static_cast<uint32_t>(text.size()), &out);
    out += text;
  }
  return out;
}

inline std::string BuildParquet(int top, const std::vector<BuiltNode>& nodes, const std::vector<BuiltColumn>& columns,
                                int64_t rows) {
  std::string file = "PAR1", footer;
  std::vector<int64_t> begins, sizes;
  for (const BuiltColumn& column : columns) {
    begins.push_back(static_cast<int64_t>(file.size()));
    if (column.dictionary_entries > 0) {
      const auto size = static_cast<int32_t>(column.dictionary.size());
      AppendDictionaryPageHeader(size, size, column.dictionary_entries, &file);
      file += column.dictionary;
    }
    const auto size = static_cast<int32_t>(column.body.size());
    AppendDataPageHeader(size, size, column.entries, static_cast<ParquetEncoding>(column.encoding), &file);
    file += column.body;
    sizes.push_back(static_cast<int64_t>(file.size()) - begins.back());
  }
  ThriftWriter thrift(&footer);
  thrift.I32(1, 1);
  thrift.ListOfStructs(2, nodes.size() + 1);
  thrift.BeginElement();
  thrift.Binary(4, "schema");
  thrift.I32(5, top);
  thrift.End();
  for (const BuiltNode& node : nodes) {
    thrift.BeginElement();
    if (node.type >= 0) thrift.I32(1, node.type);
    if (node.length > 0) thrift.I32(2, node.length);
    thrift.I32(3, node.repetition);
    thrift.Binary(4, node.name);
    if (node.children > 0) thrift.I32(5, node.children);
    if (node.converted >= 0) thrift.I32(6, node.converted);
    if (node.precision > 0) thrift.I32(7, node.scale);
    if (node.precision > 0) thrift.I32(8, node.precision);
    thrift.End();
  }
  thrift.I64(3, rows);
  thrift.ListOfStructs(4, 1);
  thrift.BeginElement();
  thrift.ListOfStructs(1, columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    thrift.BeginElement();
    thrift.I64(2, begins[i]);
    thrift.Begin(3);
    thrift.I32(1, columns[i].type);
    thrift.I32(4, columns[i].codec);
    thrift.I64(5, columns[i].entries);
    thrift.I64(6, sizes[i]);
    thrift.I64(7, sizes[i]);
    thrift.I64(9, begins[i]);
    thrift.End();
    thrift.End();
  }
  thrift.I64(2, static_cast<int64_t>(file.size()));
  thrift.I64(3, rows);
  thrift.End();
  thrift.End();
  file += footer;
  AppendLittle(static_cast<uint32_t>(footer.size()), &file);
  return file + "PAR1";
}

// One required column called `a`.
inline std::string BuildParquet(const BuiltNode& node, int encoding, int entries, const std::string& body) {
  BuiltNode named = node;
  named.name = "a";
  named.repetition = 0;
  return BuildParquet(1, {named}, {{node.type, encoding, entries, body, "", 0, 0}}, entries);
}

}  // namespace pandora::testing_support

#endif  // PANDORA_TESTS_SUPPORT_PARQUET_BUILDER_H_
