#include "core/query/scan_columns.h"

#include "core/query/batch_values.h"

namespace pandora {

// One column. Each form uses the part it needs.
struct ScanColumns::Reader {
  size_t column = 0;
  const CodedText* coded = nullptr;
  std::unique_ptr<Dictionary> dictionary;
  std::vector<std::string_view> texts;
  std::vector<uint8_t> truths;
  std::vector<Value> values;

  ColumnVector Read(const Column& from, size_t begin, size_t count, Arena* arena);
  ColumnVector ReadTexts(const Column& from, size_t begin, size_t count, const uint64_t* valid);
  ColumnVector ReadTruths(const Column& from, size_t begin, size_t count);
};

ScanColumns::ScanColumns(const RecordBatch& batch, const CodedColumns& coded, const std::vector<int>& wanted,
                         uint64_t* next_serial)
    : batch_(batch) {
  readers_.reserve(wanted.size());
  for (const int column : wanted) {
    Reader& reader = readers_.emplace_back();
    reader.column = static_cast<size_t>(column);
    if (reader.column >= coded.size() || coded[reader.column].empty()) continue;
    reader.coded = &coded[reader.column];
    reader.dictionary = std::make_unique<Dictionary>();
    reader.dictionary->serial = (*next_serial)++;
    std::vector<Value>& values = reader.dictionary->values;
    values.reserve(reader.coded->entries() + 1);
    for (size_t code = 0; code < reader.coded->entries(); ++code)
      values.push_back(Value::Text(reader.coded->Entry(code)));
    // A column of nulls has codes, but no entries.
    if (values.empty()) values.emplace_back();
  }
}

ScanColumns::~ScanColumns() = default;

void ScanColumns::Read(size_t begin, size_t count, Arena* arena, std::vector<ColumnVector>* columns) {
  for (Reader& reader : readers_)
    (*columns)[reader.column] = reader.Read(batch_.columns[reader.column], begin, count, arena);
}

ColumnVector ScanColumns::Reader::Read(const Column& from, size_t begin, size_t count, Arena* arena) {
  const std::vector<uint64_t>& words = from.valid.words();
  const uint64_t* valid = words.empty() ? nullptr : words.data() + begin / 64;
  if (coded) return ColumnVector::Coded(coded->codes.data() + begin, dictionary.get(), valid);
  switch (from.type.kind) {
    case Kind::kBoolean: return ReadTruths(from, begin, count);
    case Kind::kLong: return ColumnVector::Ints(from.longs.data() + begin, valid);
    case Kind::kFloat: return ColumnVector::Doubles(from.doubles.data() + begin, valid);
    case Kind::kDate: {
      ColumnVector vector = ColumnVector::Ints(from.longs.data() + begin, valid);
      vector.forms = from.date_forms.data() + begin;
      return vector;
    }
    case Kind::kString:
    case Kind::kJsonString: return ReadTexts(from, begin, count, valid);
    case Kind::kArray:
    case Kind::kMap: break;
  }
  values.resize(count);
  ReadColumn(from, begin, count, arena, values.data());
  return ColumnVector::Boxed(values.data());
}

ColumnVector ScanColumns::Reader::ReadTexts(const Column& from, size_t begin, size_t count, const uint64_t* valid) {
  texts.resize(count);
  const char* bytes = from.bytes.data();
  const uint32_t* offsets = from.offsets.data() + begin;
  for (size_t row = 0; row < count; ++row) texts[row] = {bytes + offsets[row], offsets[row + 1] - offsets[row]};
  return ColumnVector::Texts(texts.data(), valid);
}

ColumnVector ScanColumns::Reader::ReadTruths(const Column& from, size_t begin, size_t count) {
  truths.resize(count);
  for (size_t row = 0; row < count; ++row) {
    truths[row] = from.IsNull(begin + row) ? kUnknown : from.booleans[begin + row] ? kTrue : kFalse;
  }
  return ColumnVector::Truths(truths.data());
}

}  // namespace pandora
