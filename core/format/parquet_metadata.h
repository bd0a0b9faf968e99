// The headers and the footer of Parquet files, as Thrift's compact protocol spells them. Plain numbers and names in, bytes out:
// what they mean for a column is parquet_column's business. Internal to core/format.
//
// The values of the enumerations and the field numbers are those of the format's parquet.thrift.
#ifndef PANDORA_CORE_FORMAT_PARQUET_METADATA_H_
#define PANDORA_CORE_FORMAT_PARQUET_METADATA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

// Writes structs in Thrift's compact protocol. Fields of a struct must come in ascending order of their numbers, which keeps each
// header one byte.
class ThriftWriter {
 public:
  explicit ThriftWriter(std::string* out) : out_(out) {}

  void Bool(int field, bool value) { Header(field, value ? 1 : 2); }
  void I16(int field, int16_t value) { Integer(field, 4, value); }
  void I32(int field, int32_t value) { Integer(field, 5, value); }
  void I64(int field, int64_t value) { Integer(field, 6, value); }
  void Binary(int field, std::string_view value);
  // A struct inside the open one, or an element of a list of structs; End closes it. The outermost struct has only End.
  void Begin(int field);
  void BeginElement();
  void End();
  // A list of `count` elements, which must follow.
  void ListOfI32(int field, size_t count) { List(field, 5, count); }
  void ListOfBinary(int field, size_t count) { List(field, 8, count); }
  void ListOfStructs(int field, size_t count) { List(field, 12, count); }
  void I32Element(int32_t value) { Zigzag(value); }
  void BinaryElement(std::string_view value);

 private:
  void Header(int field, int type);
  void Integer(int field, int type, int64_t value);
  void List(int field, int type, size_t count);
  void Zigzag(int64_t value);
  void Varint(uint64_t value);

  std::string* out_;
  int last_ = 0;            // number of the open struct's newest field
  std::vector<int> outer_;  // the same of the structs around it
};

enum class ParquetType : int8_t { kBoolean = 0, kInt64 = 2, kDouble = 5, kByteArray = 6 };
enum class ParquetEncoding : int8_t { kPlain = 0, kRle = 3, kRleDictionary = 8 };
enum class ParquetAnnotation : int8_t { kNone, kString, kTimestampMicros, kList };
enum class ParquetRepetition : int8_t { kRequired = 0, kOptional = 1, kRepeated = 2 };

// One element of the schema's tree, in the order of its depth-first walk; the root is not among them.
struct ParquetSchemaNode {
  std::string name;
  ParquetRepetition repetition = ParquetRepetition::kOptional;
  int children = 0;                          // 0: a column, which has a type
  ParquetType type = ParquetType::kBoolean;  // of a column
  ParquetAnnotation annotation = ParquetAnnotation::kNone;
};

// Of one column in one row group. `min` and `max` are plain values; absent when there is no value or when they are long.
struct ParquetStatistics {
  int64_t nulls = 0;
  std::optional<std::string> min, max;
};

// Where a column of one row group lies and what is in it.
struct ParquetChunk {
  ParquetType type = ParquetType::kBoolean;
  std::vector<std::string> path;
  std::vector<ParquetEncoding> encodings;
  int32_t codec = 0;
  int64_t values = 0;                    // nulls included
  int64_t raw_bytes = 0, bytes = 0;      // of all pages with their headers: before and after compression
  std::optional<int64_t> dictionary_at;  // offset in the file
  int64_t data_at = 0;
  ParquetStatistics statistics;
};

struct ParquetRowGroup {
  int64_t rows = 0;
  std::vector<ParquetChunk> chunks;
};

// Sizes in bytes, without the header itself.
void AppendDataPageHeader(int32_t raw_size, int32_t size, int32_t values, ParquetEncoding encoding, std::string* out);
void AppendDictionaryPageHeader(int32_t raw_size, int32_t size, int32_t values, std::string* out);

// The footer with its length and the closing "PAR1". `top` is the number of fields on the highest level.
void AppendParquetFooter(int top, const std::vector<ParquetSchemaNode>& schema,
                         const std::vector<ParquetRowGroup>& groups, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_METADATA_H_
