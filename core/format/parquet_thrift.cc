#include "core/format/parquet_thrift.h"

namespace pandora {

void ThriftWriter::Varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_->push_back(static_cast<char>(value | 0x80));
  out_->push_back(static_cast<char>(value));
}

void ThriftWriter::Zigzag(int64_t value) {
  Varint(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
}

void ThriftWriter::Header(int field, int type) {
  const int step = field - last_;
  last_ = field;
  if (step >= 1 && step <= 15) {
    out_->push_back(static_cast<char>(step << 4 | type));
  } else {
    out_->push_back(static_cast<char>(type));
    Zigzag(field);
  }
}

void ThriftWriter::Integer(int field, int type, int64_t value) {
  Header(field, type);
  Zigzag(value);
}

void ThriftWriter::Binary(int field, std::string_view value) {
  Header(field, 8);
  BinaryElement(value);
}

void ThriftWriter::BinaryElement(std::string_view value) {
  Varint(value.size());
  out_->append(value);
}

void ThriftWriter::List(int field, int type, size_t count) {
  Header(field, 9);
  if (count < 15) {
    out_->push_back(static_cast<char>(count << 4 | static_cast<size_t>(type)));
  } else {
    out_->push_back(static_cast<char>(0xf0 | type));
    Varint(count);
  }
}

void ThriftWriter::Begin(int field) {
  Header(field, 12);
  BeginElement();
}

void ThriftWriter::BeginElement() {
  outer_.push_back(last_);
  last_ = 0;
}

void ThriftWriter::End() {
  out_->push_back(0);
  if (outer_.empty()) return;
  last_ = outer_.back();
  outer_.pop_back();
}

namespace {

bool IsInteger(ThriftType type) { return type >= ThriftType::kI8 && type <= ThriftType::kI64; }

}  // namespace

size_t ThriftCursor::Fail() {
  ok_ = false;
  return 0;
}

uint8_t ThriftCursor::Byte() {
  if (!ok_ || at_ >= bytes_.size()) return static_cast<uint8_t>(Fail());
  return static_cast<uint8_t>(bytes_[at_++]);
}

uint64_t ThriftCursor::Varint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const uint8_t byte = Byte();
    value |= static_cast<uint64_t>(byte & 127) << shift;
    if (byte < 128) return value;
  }
  return Fail();
}

int64_t ThriftCursor::Zigzag() {
  const uint64_t value = Varint();
  return static_cast<int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

void ThriftCursor::BeginStruct() {
  if (type_ != ThriftType::kStruct || outer_.size() >= kMaxDepth) Fail();
  if (!ok_) return;
  outer_.push_back(field_);
  field_ = 0;
}

bool ThriftCursor::NextField() {
  const uint8_t header = Byte();
  if (!ok_ || outer_.empty()) return false;
  if (header == 0) {
    field_ = outer_.back();
    outer_.pop_back();
    type_ = ThriftType::kStruct;  // so that the next element of a list of structs can begin
    return false;
  }
  type_ = static_cast<ThriftType>(header & 15);
  const int64_t field = header >> 4 != 0 ? int64_t{field_} + (header >> 4) : Zigzag();
  if (field <= 0 || field > INT16_MAX) return Fail() != 0;
  field_ = static_cast<int>(field);
  return ok_;
}

bool ThriftCursor::Expect(ThriftType type) {
  if (type_ == type || (IsInteger(type_) && IsInteger(type))) return ok_;
  return Fail() != 0;
}

bool ThriftCursor::Bool() {
  if (type_ == ThriftType::kTrue) return ok_;
  Expect(ThriftType::kFalse);
  return false;
}

int64_t ThriftCursor::I64() {
  if (!Expect(ThriftType::kI64)) return 0;
  return type_ == ThriftType::kI8 ? static_cast<int8_t>(Byte()) : Zigzag();
}

int32_t ThriftCursor::I32() {
  const int64_t value = I64();
  if (value < INT32_MIN || value > INT32_MAX) return static_cast<int32_t>(Fail());
  return static_cast<int32_t>(value);
}

std::string_view ThriftCursor::Binary() {
  if (!Expect(ThriftType::kBinary)) return {};
  const uint64_t size = Varint();
  if (!ok_ || size > bytes_.size() - at_) return bytes_.substr(0, Fail());
  at_ += static_cast<size_t>(size);
  return bytes_.substr(at_ - static_cast<size_t>(size), static_cast<size_t>(size));
}

size_t ThriftCursor::ListHeader(ThriftType* elements) {
  const uint8_t header = Byte();
  const uint64_t count = header >> 4 == 15 ? Varint() : header >> 4;
  *elements = static_cast<ThriftType>(header & 15);
  // An element takes a byte at least: nobody is to loop, or to reserve, by a count that cannot be true.
  return ok_ && count <= bytes_.size() - at_ ? static_cast<size_t>(count) : Fail();
}

size_t ThriftCursor::BeginList(ThriftType elements) {
  if (!Expect(ThriftType::kList)) return 0;
  const size_t count = ListHeader(&type_);
  return count == 0 || Expect(elements) ? count : 0;
}

void ThriftCursor::Skip() { SkipValue(type_, outer_.size()); }

void ThriftCursor::SkipValue(ThriftType type, size_t depth) {
  if (depth > kMaxDepth) Fail();
  if (!ok_) return;
  switch (type) {
    case ThriftType::kTrue:
    case ThriftType::kFalse: return;
    case ThriftType::kI8: Byte(); return;
    case ThriftType::kI16:
    case ThriftType::kI32:
    case ThriftType::kI64: Varint(); return;
    case ThriftType::kDouble:
      for (int i = 0; i < 8; ++i) Byte();
      return;
    case ThriftType::kBinary: {
      type_ = type;
      Binary();
      return;
    }
    case ThriftType::kList:
    case ThriftType::kSet: {
      ThriftType element = type;
      const size_t count = ListHeader(&element);
      for (size_t i = 0; i < count && ok_; ++i) {
        // In a list, unlike in a field, a truth value has a byte of its own.
        if (element == ThriftType::kTrue || element == ThriftType::kFalse) Byte();
        else SkipValue(element, depth + 1);
      }
      return;
    }
    case ThriftType::kMap: {
      const uint64_t count = Varint();
      if (count == 0) return;
      const uint8_t types = Byte();
      for (uint64_t i = 0; i < count && ok_; ++i) {
        for (const int kind : {types >> 4, types & 15}) {
          if (kind <= 2) Byte();
          else SkipValue(static_cast<ThriftType>(kind), depth + 1);
        }
      }
      return;
    }
    case ThriftType::kStruct: {
      for (uint8_t header = Byte(); header != 0 && ok_; header = Byte()) {
        if (header >> 4 == 0) Varint();
        SkipValue(static_cast<ThriftType>(header & 15), depth + 1);
      }
      return;
    }
  }
  Fail();
}

}  // namespace pandora
