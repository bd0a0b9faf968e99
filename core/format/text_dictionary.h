// Finds the distinct texts of a column, for segments. Internal to core/format.
#ifndef PANDORA_CORE_FORMAT_TEXT_DICTIONARY_H_
#define PANDORA_CORE_FORMAT_TEXT_DICTIONARY_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace pandora {

struct TextDictionary {
  std::vector<std::string_view> entries;  // in order of first appearance; they point into the column
  std::vector<uint32_t> codes;            // one per text: index of its entry
  size_t entry_bytes = 0;
};

// Numbers the texts `bytes[offsets[i], offsets[i + 1])`, i < count. False, with nothing to be used, as soon as there are too
// many different ones for a dictionary to be worth while.
bool BuildTextDictionary(std::string_view bytes, const uint32_t* offsets, size_t count, TextDictionary* dictionary);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_TEXT_DICTIONARY_H_
