// Reads Parquet files for tests: as much of the format as our writer uses, by its specification and without our writer's code. It takes
// the bytes for sound: a damaged file ends the test by an assertion of the standard library.
#ifndef PANDORA_TESTS_SUPPORT_PARQUET_READER_H_
#define PANDORA_TESTS_SUPPORT_PARQUET_READER_H_

#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/format/gzip.h"
#include "core/format/snappy.h"

namespace pandora::testing_support {

// A value of Thrift's compact protocol: a number, a text, a list or a struct by its field numbers.
struct Thrift {
  int64_t number = 0;
  std::string text;
  std::vector<Thrift> list;
  std::map<int, Thrift> fields;

  bool Has(int field) const { return fields.count(field) > 0; }
  const Thrift& operator[](int field) const { return fields.at(field); }
};

class ThriftReader {
 public:
  explicit ThriftReader(std::string_view bytes) : bytes_(bytes) {}
  size_t position() const { return at_; }

  Thrift Struct() {
    Thrift result;
    for (int field = 0;;) {
      const int header = Byte();
      if (header == 0) return result;
      field = header >> 4 != 0 ? field + (header >> 4) : static_cast<int>(Zigzag());
      result.fields[field] = Value(header & 15);
    }
  }

 private:
  int Byte() { return static_cast<unsigned char>(bytes_.at(at_++)); }
  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const int byte = Byte();
      value |= static_cast<uint64_t>(byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  int64_t Zigzag() {
    const uint64_t value = Varint();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }
  Thrift Value(int type) {
    Thrift value;
    switch (type) {
      case 1:
      case 2: value.number = type == 1; break;
      case 3: value.number = static_cast<signed char>(Byte()); break;
      case 8: {
        const size_t size = Varint();
        value.text = bytes_.substr(at_, size);
        at_ += size;
        break;
      }
      case 9: {
        const int header = Byte();
        const size_t count = header >> 4 == 15 ? Varint() : static_cast<size_t>(header >> 4);
        for (size_t i = 0; i < count; ++i) value.list.push_back(Value(header & 15));
        break;
      }
      case 12: value = Struct(); break;
      default: value.number = Zigzag(); break;
    }
    return value;
  }

  std::string_view bytes_;
  size_t at_ = 0;
};

template <typename T>
T TakeLittle(std::string_view* bytes) {
  T value;
  std::memcpy(&value, bytes->substr(0, sizeof value).data(), sizeof value);
  bytes->remove_prefix(sizeof value);
  return value;
}

// `count` numbers of the hybrid of runs and bit-packed groups.
inline std::vector<uint32_t> TakeHybrid(std::string_view* bytes, int width, size_t count) {
  std::vector<uint32_t> values;
  while (values.size() < count) {
    uint64_t header = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = TakeLittle<uint8_t>(bytes);
      header |= static_cast<uint64_t>(byte & 127) << shift;
      if (byte < 128) break;
    }
    if ((header & 1) == 0) {
      uint32_t value = 0;
      for (int bits = 0; bits < width; bits += 8) value |= uint32_t{TakeLittle<uint8_t>(bytes)} << bits;
      values.insert(values.end(), header >> 1, value);
      continue;
    }
    for (size_t i = 0; i < (header >> 1) * 8; ++i) {
      uint32_t value = 0;
      for (int bit = 0; bit < width; ++bit) {
        const size_t at = i * static_cast<size_t>(width) + static_cast<size_t>(bit);
        value |= static_cast<uint32_t>((*bytes)[at / 8] >> (at % 8) & 1) << bit;
      }
      values.push_back(value);
    }
    bytes->remove_prefix((header >> 1) * static_cast<size_t>(width));
  }
  values.resize(count);  // the last group may be longer than needed
  return values;
}

// One entry of a column: its levels, and its value as text when there is one.
struct ParquetEntry {
  int definition = 0, repetition = 0;
  std::string value;
  bool operator==(const ParquetEntry&) const = default;
};

class ParquetReader {
 public:
  explicit ParquetReader(std::string_view file) : file_(file) {
    std::string_view tail = file.substr(file.size() - 8);
    const auto size = TakeLittle<uint32_t>(&tail);
    sound_ = file.substr(0, 4) == "PAR1" && tail == "PAR1";
    footer = ThriftReader(file.substr(file.size() - 8 - size, size)).Struct();
    FindLevels();
  }

  Thrift footer;
  bool sound() const { return sound_; }
  int64_t rows() const { return footer[3].number; }
  size_t groups() const { return footer[4].list.size(); }
  const Thrift& Chunk(size_t group, size_t column) const { return footer[4].list[group][1].list[column][3]; }

  // The pages' headers of a column chunk, the dictionary's too.
  std::vector<Thrift> PageHeaders(size_t group, size_t column) const {
    std::vector<Thrift> headers;
    Walk(group, column, [&headers](const Thrift& header, std::string_view) { headers.push_back(header); });
    return headers;
  }

  std::vector<ParquetEntry> Entries(size_t group, size_t column) const {
    std::vector<ParquetEntry> entries;
    std::vector<std::string> dictionary;
    Walk(group, column, [&](const Thrift& header, std::string_view body) {
      if (header[1].number == 2) {
        dictionary = Plain(&body, column, static_cast<size_t>(header[7][1].number));
      } else {
        ReadPage(header, body, column, dictionary, &entries);
      }
    });
    return entries;
  }

  // All entries of a column: values, with nulls as ~<definition level>, and | before those that continue a list.
  std::string Show(size_t column) const {
    std::string text;
    bool first = true;
    for (size_t group = 0; group < groups(); ++group) {
      for (const ParquetEntry& entry : Entries(group, column)) {
        if (!std::exchange(first, false)) text += ' ';
        if (entry.repetition > 0) text += '|';
        text += entry.definition == definitions_[column] ? entry.value : "~" + std::to_string(entry.definition);
      }
    }
    return text;
  }

 private:
  // The highest levels of each column: what is optional or repeated on the way to it.
  void FindLevels() {
    size_t at = 0;
    const std::vector<Thrift>& nodes = footer[2].list;
    const auto walk = [&](const auto& self, int definition, int repetition) -> void {
      const Thrift& node = nodes[at++];
      if (node.Has(3)) {
        definition += node[3].number != 0;
        repetition += node[3].number == 2;
      }
      if (!node.Has(5)) {
        types_.push_back(static_cast<int>(node[1].number));
        definitions_.push_back(definition);
        repetitions_.push_back(repetition);
        return;
      }
      for (int64_t i = 0; i < node[5].number; ++i) self(self, definition, repetition);
    };
    walk(walk, 0, 0);
  }

  template <typename Visit>
  void Walk(size_t group, size_t column, Visit visit) const {
    const Thrift& chunk = Chunk(group, column);
    auto at = static_cast<size_t>(chunk.Has(11) ? chunk[11].number : chunk[9].number);
    for (const size_t end = at + static_cast<size_t>(chunk[7].number); at < end;) {
      ThriftReader reader(file_.substr(at));
      const Thrift header = reader.Struct();
      const std::string_view packed = file_.substr(at + reader.position(), static_cast<size_t>(header[3].number));
      const auto size = static_cast<size_t>(header[2].number);
      std::string body;
      switch (chunk[4].number) {
        case 1: body = *SnappyDecompress(packed, size); break;
        case 2: body = *GzipDecompress(packed, size); break;
        default: body = packed; break;
      }
      visit(header, body);
      at += reader.position() + packed.size();
    }
  }

  static int Width(int max) {
    int width = 0;
    for (; max > 0; max >>= 1) ++width;
    return width;
  }

  std::vector<uint32_t> TakeLevels(std::string_view* body, int max, size_t count) const {
    if (max == 0) return std::vector<uint32_t>(count);
    const auto size = TakeLittle<uint32_t>(body);
    std::string_view bytes = body->substr(0, size);
    body->remove_prefix(size);
    return TakeHybrid(&bytes, Width(max), count);
  }

  void ReadPage(const Thrift& header, std::string_view body, size_t column, const std::vector<std::string>& dictionary,
                std::vector<ParquetEntry>* entries) const {
    const auto count = static_cast<size_t>(header[5][1].number);
    const std::vector<uint32_t> repetitions = TakeLevels(&body, repetitions_[column], count);
    const std::vector<uint32_t> definitions = TakeLevels(&body, definitions_[column], count);
    size_t present = 0;
    for (const uint32_t definition : definitions) present += static_cast<int>(definition) == definitions_[column];
    std::vector<std::string> values;
    if (header[5][2].number == 8) {
      const int width = TakeLittle<uint8_t>(&body);
      for (const uint32_t code : TakeHybrid(&body, width, present)) values.push_back(dictionary.at(code));
    } else {
      values = Plain(&body, column, present);
    }
    size_t next = 0;
    for (size_t i = 0; i < count; ++i) {
      ParquetEntry entry{static_cast<int>(definitions[i]), static_cast<int>(repetitions[i]), {}};
      if (entry.definition == definitions_[column]) entry.value = values.at(next++);
      entries->push_back(entry);
    }
  }

  std::vector<std::string> Plain(std::string_view* body, size_t column, size_t count) const {
    std::vector<std::string> values;
    for (size_t i = 0; i < count; ++i) {
      switch (types_[column]) {
        case 0: values.push_back((*body)[i / 8] >> (i % 8) & 1 ? "true" : "false"); break;
        case 2: values.push_back(std::to_string(TakeLittle<int64_t>(body))); break;
        case 5: values.push_back(std::to_string(TakeLittle<double>(body))); break;
        default: {
          const auto size = TakeLittle<uint32_t>(body);
          values.emplace_back(body->substr(0, size));
          body->remove_prefix(size);
        }
      }
    }
    return values;
  }

  std::string_view file_;
  bool sound_ = false;
  std::vector<int> types_, definitions_, repetitions_;  // one a column
};

}  // namespace pandora::testing_support

#endif  // PANDORA_TESTS_SUPPORT_PARQUET_READER_H_
