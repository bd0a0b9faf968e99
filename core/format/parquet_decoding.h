// The other direction of parquet_encoding and the delta encodings: numbers out of bytes that may be damaged, as many at a time as
// the caller has room for. What ends too early or cannot be true is answered with false; nothing is allocated. Internal to core/format.
//
// The bytes given to Start must stay where they are while reading goes on.
#ifndef PANDORA_CORE_FORMAT_PARQUET_DECODING_H_
#define PANDORA_CORE_FORMAT_PARQUET_DECODING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pandora {

// The hybrid of runs and bit-packed groups: levels, dictionary indices, booleans.
class HybridReader {
 public:
  // Numbers of `width` bits, 0 to 32. With 0 every number is 0 and no byte is needed.
  void Start(std::string_view bytes, int width);

  bool Read(uint8_t* out, size_t count);  // width at most 8
  bool Read(uint32_t* out, size_t count);
  // When the next `count` numbers lie in one run of `value`: passes over them. Otherwise nothing is read.
  bool TakeRun(uint32_t value, size_t count);

 private:
  template <typename T>
  bool ReadAs(T* out, size_t count);
  bool NextRun();

  std::string_view rest_;    // behind the present run
  std::string_view packed_;  // of the present run, if it is bit-packed
  int width_ = 0;
  bool repeated_ = false;
  uint32_t value_ = 0;        // of the present run, if it repeats one
  size_t left_ = 0, at_ = 0;  // numbers left in the present run, and read from `packed_`
};

// DELTA_BINARY_PACKED. Sums wrap around, as the format wants it; for 32-bit columns the caller takes the low half.
class DeltaReader {
 public:
  bool Start(std::string_view bytes);
  size_t left() const { return left_; }  // numbers not yet read, as the header says
  bool Read(int64_t* out, size_t count);

  // The bytes that a whole sequence takes at the front of `bytes`, found without reading its numbers.
  static std::optional<size_t> Size(std::string_view bytes);

 private:
  bool NextBlock();
  bool NextPart();

  std::string_view rest_;    // behind the present part
  std::string_view widths_;  // of the parts of the block
  std::string_view packed_;  // the present part ("miniblock")
  size_t parts_ = 0, part_size_ = 0;
  size_t next_part_ = 0;           // of the block
  size_t part_left_ = 0, at_ = 0;  // numbers left in the part, and read from it
  int width_ = 0;
  uint64_t min_delta_ = 0, last_ = 0;
  size_t left_ = 0;
  bool first_ = false;  // the first number stands in the header, and is still to be read
};

// Numbers [first, first + count) of the bit-packed `bytes`, `width` bits each (0 to 64), which must be long enough.
void UnpackBits(std::string_view bytes, size_t first, size_t count, int width, uint64_t* out);
void UnpackBits(std::string_view bytes, size_t first, size_t count, int width, uint32_t* out);  // width at most 32
void UnpackBits(std::string_view bytes, size_t first, size_t count, int width, uint8_t* out);   // width at most 8

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_PARQUET_DECODING_H_
