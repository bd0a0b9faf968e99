// The distinct texts of a column in the order in which they first appear: the dictionary page of a Parquet column. Owns the bytes.
// Internal to core/format; text_dictionary does the like for segments, whose texts outlive it.
#ifndef PANDORA_CORE_FORMAT_PARQUET_DICTIONARY_H_
#define PANDORA_CORE_FORMAT_PARQUET_DICTIONARY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pandora {

class ParquetDictionary {
 public:
  // The number of `text`, which is added when it is new.
  uint32_t CodeOf(std::string_view text);
  size_t size() const { return ends_.size(); }
  std::string_view Entry(size_t code) const;
  // All entries as a page holds them: each with its length in four bytes before it.
  const std::string& plain() const { return plain_; }
  void Clear();

 private:
  struct Slot {
    uint64_t key = 0;
    uint32_t code_plus_one = 0;  // 0 where free
  };

  uint32_t Add(std::string_view text, uint64_t key, size_t at);
  void Grow();

  std::vector<Slot> slots_;
  std::vector<uint32_t> ends_;  // positions in `plain_`
  std::string plain_;
};

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_DICTIONARY_H_
