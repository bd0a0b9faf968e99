#include "core/format/zip_directory.h"

#include <optional>
#include <string>

#include "core/format/byte_reader.h"

namespace pandora {
namespace {

constexpr uint32_t kEndSignature = 0x06054b50;
constexpr uint32_t kEntrySignature = 0x02014b50;
constexpr size_t kEndSize = 22;
constexpr size_t kMaxComment = 65535;

Status NoZip(const std::string& why) { return Status(ErrorCode::kBadRequest, why); }

uint32_t Load32(std::string_view bytes, size_t at) { return LoadLittle<uint32_t>(bytes.data() + at); }
uint16_t Load16(std::string_view bytes, size_t at) { return LoadLittle<uint16_t>(bytes.data() + at); }

// Where the end record begins: the last place whose comment reaches exactly to the end.
std::optional<size_t> FindEnd(std::string_view bytes) {
  if (bytes.size() < kEndSize) return std::nullopt;
  const size_t last = bytes.size() - kEndSize;
  const size_t first = last > kMaxComment ? last - kMaxComment : 0;
  for (size_t at = last + 1; at-- > first;) {
    if (Load32(bytes, at) == kEndSignature && Load16(bytes, at + 20) == last - at) return at;
  }
  return std::nullopt;
}

// Appends the entry at the front of `reader`; false when there is none.
bool TakeEntry(ByteReader* reader, std::vector<ZipEntry>* entries) {
  if (reader->Take<uint32_t>() != kEntrySignature) return false;
  reader->TakeBytes(20);  // versions, flags, method, time, checksum, packed size
  ZipEntry entry;
  entry.size = reader->Take<uint32_t>();
  const auto name_size = reader->Take<uint16_t>();
  const auto extra_size = reader->Take<uint16_t>();
  const auto comment_size = reader->Take<uint16_t>();
  reader->TakeBytes(12);  // volume, attributes, where the file is
  entry.name = reader->TakeBytes(name_size);
  reader->TakeBytes(uint64_t{extra_size} + comment_size);
  if (!reader->ok()) return false;
  entries->push_back(entry);
  return true;
}

}  // namespace

Result<std::vector<ZipEntry>> ReadZipDirectory(std::string_view bytes) {
  const std::optional<size_t> end = FindEnd(bytes);
  if (!end) return NoZip("these are no zip archive's bytes: the end record is missing");
  const uint16_t volume = Load16(bytes, *end + 4);
  const uint16_t count = Load16(bytes, *end + 10);
  const uint32_t size = Load32(bytes, *end + 12);
  const uint32_t offset = Load32(bytes, *end + 16);
  if (count == UINT16_MAX || size == UINT32_MAX || offset == UINT32_MAX) {
    return NoZip("the zip archive is of the zip64 kind, which is not read");
  }
  if (volume != 0 || Load16(bytes, *end + 8) != count) return NoZip("the zip archive has several volumes");
  if (size > *end) return NoZip("the zip archive's directory is larger than the archive");
  // An archive behind other bytes, such as a program that unpacks it, counts its offsets from its own beginning.
  const bool as_said = uint64_t{offset} + size <= *end && (count == 0 || Load32(bytes, offset) == kEntrySignature);
  const size_t start = as_said ? offset : *end - size;
  ByteReader reader(bytes.substr(start, size));
  std::vector<ZipEntry> entries;
  for (int k = 0; k < count; ++k) {
    if (!TakeEntry(&reader, &entries)) {
      return NoZip("the zip archive's directory is damaged at entry " + std::to_string(k + 1) + " of " +
                   std::to_string(count));
    }
  }
  return entries;
}

}  // namespace pandora
