#include <gtest/gtest.h>

#include "core/ports/file_system.h"

namespace pandora {
namespace {

std::string ReadAll(File* file) {
  std::string text(100, '?');
  const Result<size_t> count = file->Read(0, text.data(), text.size());
  EXPECT_TRUE(count.ok());
  text.resize(*count);
  return text;
}

class MemoryFileSystemTest : public testing::Test {
 protected:
  std::unique_ptr<File> Open(const std::string& name) { return std::move(files_->Open(name)).value(); }

  std::unique_ptr<FileSystem> files_ = MakeMemoryFileSystem();
};

TEST_F(MemoryFileSystemTest, FilesKeepWhatWasWritten) {
  EXPECT_FALSE(*files_->Exists("a"));
  const std::unique_ptr<File> file = Open("a");
  EXPECT_TRUE(*files_->Exists("a"));
  EXPECT_TRUE(file->Write(0, "hello", 5).ok());
  EXPECT_TRUE(file->Write(3, "p!", 2).ok());
  EXPECT_TRUE(file->Sync().ok());
  EXPECT_EQ(ReadAll(file.get()), "help!");
  EXPECT_EQ(ReadAll(Open("a").get()), "help!");
  EXPECT_EQ(*file->Size(), 5u);
}

TEST_F(MemoryFileSystemTest, GapsReadAsZeros) {
  const std::unique_ptr<File> file = Open("a");
  EXPECT_TRUE(file->Write(3, "x", 1).ok());
  EXPECT_EQ(ReadAll(file.get()), std::string("\0\0\0x", 4));
  EXPECT_TRUE(file->Truncate(1).ok());
  EXPECT_TRUE(file->Truncate(3).ok());
  EXPECT_EQ(ReadAll(file.get()), std::string(3, '\0'));
}

TEST_F(MemoryFileSystemTest, ReadsEndWithTheFile) {
  const std::unique_ptr<File> file = Open("a");
  EXPECT_TRUE(file->Write(0, "abc", 3).ok());
  char data[4];
  EXPECT_EQ(*file->Read(2, data, 4), 1u);
  EXPECT_EQ(data[0], 'c');
  EXPECT_EQ(*file->Read(3, data, 4), 0u);
  EXPECT_EQ(*file->Read(uint64_t{1} << 40, data, 4), 0u);
}

TEST_F(MemoryFileSystemTest, ImpossibleSizesAreRefused) {
  const std::unique_ptr<File> file = Open("a");
  EXPECT_EQ(file->Write(~uint64_t{0}, "x", 1).code(), ErrorCode::kStorageFull);
  EXPECT_EQ(file->Truncate(~uint64_t{0}).code(), ErrorCode::kStorageFull);
  EXPECT_EQ(*file->Size(), 0u);
}

TEST_F(MemoryFileSystemTest, DeletedFilesLiveOnWhereTheyAreOpen) {
  const std::unique_ptr<File> file = Open("a");
  EXPECT_TRUE(file->Write(0, "x", 1).ok());
  EXPECT_TRUE(files_->Delete("a").ok());
  EXPECT_TRUE(files_->Delete("a").ok());
  EXPECT_FALSE(*files_->Exists("a"));
  EXPECT_EQ(ReadAll(file.get()), "x");
  EXPECT_EQ(ReadAll(Open("a").get()), "");
}

}  // namespace
}  // namespace pandora
