// Schemas and batches for tests, in few words.
#ifndef PANDORA_TESTS_SUPPORT_BATCHES_H_
#define PANDORA_TESTS_SUPPORT_BATCHES_H_

#include <string>
#include <string_view>

#include "core/value/record_batch.h"

namespace pandora::testing_support {

inline std::string_view TakeWord(std::string_view* text) {
  const size_t first = text->find_first_not_of(" ,");
  text->remove_prefix(first == std::string_view::npos ? text->size() : first);
  size_t size = text->find_first_of(" ,{}[]");
  if (size == 0) size = 1;
  const std::string_view word = text->substr(0, size);
  text->remove_prefix(word.size());
  return word;
}

inline std::vector<Field> TakeFields(std::string_view* text) {
  std::vector<Field> fields;
  for (std::string_view name = TakeWord(text); !name.empty() && name != "}"; name = TakeWord(text)) {
    Field field;
    field.required = name.back() == '!';
    field.name = name.substr(0, name.size() - (field.required ? 1 : 0));
    const std::string_view type = TakeWord(text);
    if (type == "{") {
      field.type.kind = Kind::kMap;
      field.type.fields = TakeFields(text);
    } else if (type == "[") {
      field.type.kind = Kind::kArray;
      field.type.element = FindKind(TakeWord(text)).value_or(Kind::kString);
      TakeWord(text);
    } else {
      field.type.kind = FindKind(type).value_or(Kind::kString);
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

// "a long, b! float, l [long], m {x string, y date}"; ! is required.
inline Schema MakeSchema(std::string_view text) { return Schema{TakeFields(&text)}; }

// The same values, and the same bits in memory where the contract of Column says so.
inline bool SameColumn(const Column& a, const Column& b) {
  if (!(a.type == b.type) || a.size != b.size || a.offsets != b.offsets || a.bytes != b.bytes) return false;
  if (a.longs != b.longs || a.date_forms != b.date_forms || a.booleans != b.booleans) return false;
  if (a.doubles.size() != b.doubles.size() || a.children.size() != b.children.size()) return false;
  for (size_t row = 0; row < a.size; ++row) {
    if (a.IsNull(row) != b.IsNull(row)) return false;
  }
  for (size_t i = 0; i < a.doubles.size(); ++i) {
    if (std::string_view(reinterpret_cast<const char*>(&a.doubles[i]), sizeof(double)) !=
        std::string_view(reinterpret_cast<const char*>(&b.doubles[i]), sizeof(double))) {
      return false;
    }
  }
  for (size_t i = 0; i < a.children.size(); ++i) {
    if (!SameColumn(a.children[i], b.children[i])) return false;
  }
  return true;
}

inline bool SameBatch(const RecordBatch& a, const RecordBatch& b) {
  if (a.rows != b.rows || a.columns.size() != b.columns.size()) return false;
  for (size_t i = 0; i < a.columns.size(); ++i) {
    if (!SameColumn(a.columns[i], b.columns[i])) return false;
  }
  return true;
}

}  // namespace pandora::testing_support

#endif  // PANDORA_TESTS_SUPPORT_BATCHES_H_
