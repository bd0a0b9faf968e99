// Thrift's compact protocol, as much of it as the headers and the footer of Parquet files use: a writer and a reader that walks bytes
// which may be damaged. Knows no Parquet. Internal to core/format: parquet_metadata writes by it, parquet_footer reads.
#ifndef PANDORA_CORE_FORMAT_PARQUET_THRIFT_H_
#define PANDORA_CORE_FORMAT_PARQUET_THRIFT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

// The protocol's numbers of its types.
enum class ThriftType : uint8_t {
  kTrue = 1,
  kFalse = 2,
  kI8 = 3,
  kI16 = 4,
  kI32 = 5,
  kI64 = 6,
  kDouble = 7,
  kBinary = 8,
  kList = 9,
  kSet = 10,
  kMap = 11,
  kStruct = 12,
};

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

// Walks structs from the front of bytes. Every read is checked; after the first that does not fit, all others answer zero or
// empty, no struct has another field and no list another element, so that loops end by themselves: ok() is asked once, at the end.
//
//   in.BeginStruct();
//   while (in.NextField()) {
//     switch (in.field()) {
//       case 1: count = in.I32(); break;
//       default: in.Skip();
//     }
//   }
class ThriftCursor {
 public:
  explicit ThriftCursor(std::string_view bytes) : bytes_(bytes) {}

  void BeginStruct();
  // Moves to the next field, whose value must then be read or skipped; false at the struct's end, which is then left.
  bool NextField();
  int field() const { return field_; }

  // The value of the field, or an element of a list of such. A field of another type is damage.
  bool Bool();
  int32_t I32();  // also of the smaller integer types
  int64_t I64();  // also of the smaller integer types
  std::string_view Binary();
  void Skip();
  // For a list of `elements`: how many follow; at most as many as there are bytes left. Any integer type stands for the others.
  size_t BeginList(ThriftType elements);

  bool ok() const { return ok_; }
  size_t position() const { return at_; }

 private:
  static constexpr size_t kMaxDepth = 24;  // of structs, lists and maps in each other

  uint8_t Byte();
  uint64_t Varint();
  int64_t Zigzag();
  bool Expect(ThriftType type);
  size_t ListHeader(ThriftType* elements);
  void SkipValue(ThriftType type, size_t depth);
  size_t Fail();

  std::string_view bytes_;
  size_t at_ = 0;
  bool ok_ = true;
  int field_ = 0;                          // number of the newest field
  ThriftType type_ = ThriftType::kStruct;  // what the next value is
  std::vector<int> outer_;                 // field_ of the structs around it
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_THRIFT_H_
