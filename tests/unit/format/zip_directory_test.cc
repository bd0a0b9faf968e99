// Directories of zip archives: what is in them, and that damaged bytes are refused rather than read beyond their end.
#include "core/format/zip_directory.h"

#include <gtest/gtest.h>

#include <string>

#include "core/format/byte_reader.h"

namespace pandora {
namespace {

constexpr size_t kEndSize = 22;

// An archive of empty files with these names, with `comment` at its end.
std::string MakeZip(const std::vector<std::string>& names, const std::string& comment = "") {
  std::string zip, directory;
  for (const std::string& name : names) {
    AppendLittle<uint32_t>(0x02014b50, &directory);
    directory.append(20, '\0');
    AppendLittle<uint32_t>(7, &directory);  // size
    AppendLittle<uint16_t>(static_cast<uint16_t>(name.size()), &directory);
    directory.append(16, '\0');
    directory += name;
    zip += "local file";
  }
  const auto start = static_cast<uint32_t>(zip.size());
  zip += directory;
  AppendLittle<uint32_t>(0x06054b50, &zip);
  AppendLittle<uint32_t>(0, &zip);
  AppendLittle<uint16_t>(static_cast<uint16_t>(names.size()), &zip);
  AppendLittle<uint16_t>(static_cast<uint16_t>(names.size()), &zip);
  AppendLittle<uint32_t>(static_cast<uint32_t>(directory.size()), &zip);
  AppendLittle<uint32_t>(start, &zip);
  AppendLittle<uint16_t>(static_cast<uint16_t>(comment.size()), &zip);
  return zip + comment;
}

std::string Refusal(const std::string& zip) {
  const auto entries = ReadZipDirectory(zip);
  return entries.ok() ? "" : entries.status().detail();
}

TEST(ZipDirectory, ListsWhatIsThere) {
  const std::string zip = MakeZip({"META-INF/MANIFEST.MF", "com/qiniu/X.class"});
  const auto entries = ReadZipDirectory(zip);
  ASSERT_TRUE(entries.ok()) << entries.status().message();
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_EQ((*entries)[1].name, "com/qiniu/X.class");
  EXPECT_EQ((*entries)[1].size, 7u);
}

TEST(ZipDirectory, AnArchiveMayBeEmptyHaveACommentOrStandBehindOtherBytes) {
  EXPECT_EQ(ReadZipDirectory(MakeZip({}))->size(), 0u);
  EXPECT_EQ(ReadZipDirectory(MakeZip({"a"}, "PK\x05\x06 a comment of the signature's bytes"))->size(), 1u);
  EXPECT_EQ(ReadZipDirectory("#!/bin/sh\n" + MakeZip({"a", "b"}))->size(), 2u);
}

TEST(ZipDirectory, SaysWhatIsNoArchive) {
  EXPECT_NE(Refusal("").find("no zip archive"), std::string::npos);
  EXPECT_NE(Refusal("jar bytes that are longer than an end record").find("no zip archive"), std::string::npos);
  EXPECT_NE(Refusal(MakeZip({"a"}) + "x").find("no zip archive"), std::string::npos);
}

TEST(ZipDirectory, RefusesWhatItDoesNotRead) {
  std::string zip = MakeZip({"a"});
  const size_t end = zip.size() - kEndSize;
  zip[end + 4] = 1;
  EXPECT_NE(Refusal(zip).find("several volumes"), std::string::npos);
  zip = MakeZip({"a"});
  zip.replace(end + 16, 4, "\xff\xff\xff\xff");
  EXPECT_NE(Refusal(zip).find("zip64"), std::string::npos);
}

TEST(ZipDirectory, LengthsAreNotTrusted) {
  const std::string zip = MakeZip({"com/qiniu/X.class"});
  const size_t end = zip.size() - kEndSize;
  std::string larger = zip;
  larger.replace(end + 12, 4, "\xff\xff\xff\x7f");
  EXPECT_NE(Refusal(larger).find("larger than the archive"), std::string::npos);
  std::string more = zip;
  more[end + 8] = more[end + 10] = 2;
  EXPECT_NE(Refusal(more).find("damaged at entry 2 of 2"), std::string::npos);
  std::string longer = zip;
  longer[10 + 28] = '\x7f';  // the name's length
  EXPECT_NE(Refusal(longer).find("damaged at entry 1 of 1"), std::string::npos);
}

TEST(ZipDirectory, NoDamageIsReadBeyondTheEnd) {
  const std::string zip = MakeZip({"META-INF/MANIFEST.MF", "com/qiniu/X.class"}, "comment");
  for (size_t at = 0; at < zip.size(); ++at) {
    for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string damaged = zip;
      damaged[at] = value;
      const auto entries = ReadZipDirectory(damaged);
      if (!entries.ok()) continue;
      for (const ZipEntry& entry : *entries) EXPECT_LE(entry.name.size(), zip.size());
    }
    EXPECT_FALSE(ReadZipDirectory(zip.substr(0, at)).ok());
  }
}

}  // namespace
}  // namespace pandora
