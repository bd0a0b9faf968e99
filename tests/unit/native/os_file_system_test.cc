#include "native/os_file_system.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace pandora {
namespace {

namespace fs = std::filesystem;

class OsFileSystemTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("pandora_files_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    path_ = (folder_ / "my.state").string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<std::unique_ptr<FileSystem>> Open() { return OpenOsFileSystem(path_, "pandora.db"); }

  fs::path folder_;
  std::string path_;
};

TEST_F(OsFileSystemTest, MapsTheCoreNamesBesideTheGivenFile) {
  const auto files = Open();
  ASSERT_TRUE(files.ok());
  EXPECT_TRUE((*files)->PrefersWriteAheadLog());
  for (const char* name : {"pandora.db", "pandora.db-wal", "other"}) {
    ASSERT_TRUE((*(*files)->Open(name))->Write(0, "x", 1).ok()) << name;
  }
  EXPECT_TRUE(fs::exists(path_));
  EXPECT_TRUE(fs::exists(path_ + "-wal"));
  EXPECT_TRUE(fs::exists(folder_ / "other"));
  EXPECT_TRUE(*(*files)->Exists("pandora.db-wal"));
  EXPECT_TRUE((*files)->Delete("pandora.db-wal").ok());
  EXPECT_TRUE((*files)->Delete("pandora.db-wal").ok());
  EXPECT_FALSE(*(*files)->Exists("pandora.db-wal"));
  EXPECT_FALSE((*files)->Open("../x").ok());
}

TEST_F(OsFileSystemTest, ReadsWritesAndTruncates) {
  const auto files = Open();
  const std::unique_ptr<File> file = *std::move((*files)->Open("pandora.db"));
  ASSERT_TRUE(file->Write(4, "data", 4).ok());
  char buffer[16] = {};
  EXPECT_EQ(*file->Read(0, buffer, sizeof buffer), 8u);
  EXPECT_EQ(std::string(buffer, 8), std::string("\0\0\0\0data", 8));
  EXPECT_EQ(*file->Read(100, buffer, 1), 0u);
  ASSERT_TRUE(file->Truncate(6).ok());
  EXPECT_EQ(*file->Size(), 6u);
  EXPECT_TRUE(file->Sync().ok());
  const std::unique_ptr<File> second = *std::move((*files)->Open("pandora.db"));
  EXPECT_EQ(*second->Size(), 6u);
}

TEST_F(OsFileSystemTest, OneAtATime) {
  auto first = Open();
  ASSERT_TRUE(first.ok());
  const auto second = Open();
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), ErrorCode::kConflict);
  EXPECT_NE(second.status().detail().find("in use by another pandora-sim"), std::string::npos);
  // A state that is replaced by delete and create is locked again.
  ASSERT_TRUE((*first)->Delete("pandora.db").ok());
  ASSERT_TRUE((*first)->Open("pandora.db").ok());
  EXPECT_FALSE(Open().ok());
  first->reset();
  EXPECT_TRUE(Open().ok());
}

TEST_F(OsFileSystemTest, SaysWhereAndWhyItCannotOpen) {
  path_ = (folder_ / "no/such/folder").string();
  EXPECT_EQ(Open().status().code(), ErrorCode::kNotFound);
  EXPECT_NE(Open().status().detail().find("no/such/folder"), std::string::npos);
  path_ = folder_.string();
  EXPECT_FALSE(Open().ok());
}

TEST_F(OsFileSystemTest, NoRoomIsStorageFull) {
  const auto files = Open();
  const std::unique_ptr<File> file = *std::move((*files)->Open("pandora.db"));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1024, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const Status status = file->Write(1024, "x", 1);
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(status.code(), ErrorCode::kStorageFull);
}

}  // namespace
}  // namespace pandora
