#include "core/store/record_log.h"

#include <algorithm>
#include <map>
#include <random>

#include "core/store/segment_writer.h"
#include "tests/unit/store/store_fixture.h"

namespace pandora {
namespace {

class RecordLogTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    log_ = std::make_unique<RecordLog>(state_.get());
  }
  void Append(int64_t repo, int64_t count) {
    const int64_t end = Get(log_->End(repo));
    EXPECT_EQ(Get(log_->Append(repo, PairSchema(), Pairs(end, count), Instant{end})), end);
  }
  void Commit() {
    ASSERT_OK(log_->Flush());
    ASSERT_OK(state_->Commit());
  }
  void Reopen() {
    log_.reset();
    ReopenState();
    log_ = std::make_unique<RecordLog>(state_.get());
  }
  // Everything of a repo can be read, in whole and in parts.
  void ExpectWhole(int64_t repo, int64_t records) {
    ASSERT_EQ(Get(log_->End(repo)), records);
    EXPECT_EQ(ReadPairs(log_.get(), repo, 0, records), Numbers(0, records));
    EXPECT_EQ(Get(log_->GetStats(repo)).records, records);
    const int64_t from = records / 3, to = records - records / 5;
    EXPECT_EQ(ReadPairs(log_.get(), repo, from, to), Numbers(from, to - from));
  }
  int64_t CountSegments() { return Get(state_->db().QueryInt("SELECT count(*) FROM segment")); }

  std::unique_ptr<RecordLog> log_;
};
PANDORA_EACH_STORAGE(RecordLogTest);

TEST_P(RecordLogTest, AnEmptyLog) {
  EXPECT_EQ(Get(log_->End(1)), 0);
  EXPECT_EQ(ReadPairs(log_.get(), 1, 0, 100), Numbers(0, 0));
  EXPECT_EQ(Get(log_->Append(1, PairSchema(), Pairs(0, 0), Instant{})), 0);
  EXPECT_EQ(Get(log_->GetStats(1)).segments, 0);
}

TEST_P(RecordLogTest, ReadsBufferedAndStoredRecords) {
  Append(1, 10);
  Append(2, 3);
  ExpectWhole(1, 10);
  Commit();
  ExpectWhole(1, 10);
  Append(1, 10);
  Append(1, 5);
  ExpectWhole(1, 25);
  ExpectWhole(2, 3);
  Commit();
  Reopen();
  ExpectWhole(1, 25);
  ExpectWhole(2, 3);
  EXPECT_EQ(Get(log_->End(3)), 0);
}

TEST_P(RecordLogTest, DropsWholeSegmentsFromTheFront) {
  constexpr int64_t kLarge = RecordLog::kSealedRows;
  Append(1, kLarge);
  Append(1, kLarge);
  Append(1, kLarge);
  Append(2, kLarge);
  Commit();
  const int64_t segments = CountSegments();
  // The second segment holds records that stay.
  ASSERT_OK(log_->DropBefore(1, kLarge + 10));
  EXPECT_EQ(CountSegments(), segments - 1);
  EXPECT_EQ(Get(log_->End(1)), 3 * kLarge);
  EXPECT_EQ(ReadPairs(log_.get(), 1, kLarge + 10, 3 * kLarge), Numbers(kLarge + 10, 2 * kLarge - 10));
  const RecordLog::Stats stats = Get(log_->GetStats(1));
  EXPECT_EQ(stats.records, 3 * kLarge);
  EXPECT_EQ(stats.segments, segments - 2);
  EXPECT_EQ(stats.bytes, Get(state_->db().QueryInt("SELECT sum(length(data)) FROM segment WHERE position < 2 << 40")));
  // Nothing is left; offsets go on.
  ASSERT_OK(log_->DropBefore(1, 3 * kLarge));
  EXPECT_EQ(Get(log_->GetStats(1)).bytes, 0);
  Append(1, 5);
  Commit();
  Reopen();
  EXPECT_EQ(Get(log_->End(1)), 3 * kLarge + 5);
  EXPECT_EQ(ReadPairs(log_.get(), 1, 3 * kLarge, 3 * kLarge + 5), Numbers(3 * kLarge, 5));
  ExpectWhole(2, kLarge);
  // Beyond the end, and where nothing is.
  ASSERT_OK(log_->DropBefore(1, 0));
  ASSERT_OK(log_->DropBefore(3, 100));
  EXPECT_EQ(Get(log_->End(3)), 0);
}

TEST_P(RecordLogTest, ARollbackBringsDroppedSegmentsBack) {
  Append(1, RecordLog::kSealedRows);
  Append(1, 20);
  Commit();
  const RecordLog::Stats before = Get(log_->GetStats(1));
  ASSERT_OK(state_->BeginWrite());
  {
    StateFile::Savepoint savepoint(state_.get());
    ASSERT_OK(log_->DropBefore(1, RecordLog::kSealedRows));
    EXPECT_LT(Get(log_->GetStats(1)).bytes, before.bytes);
  }
  EXPECT_EQ(Get(log_->GetStats(1)).bytes, before.bytes);
  ExpectWhole(1, RecordLog::kSealedRows + 20);
  Append(1, 3);
  Commit();
  Reopen();
  ExpectWhole(1, RecordLog::kSealedRows + 23);
}

TEST_P(RecordLogTest, AppendsOfATransactionBecomeOneSegment) {
  for (int i = 0; i < 32; ++i) Append(1, 10);
  Commit();
  EXPECT_EQ(CountSegments(), 1);
  const RecordLog::Stats stats = Get(log_->GetStats(1));
  EXPECT_EQ(stats.segments, 1);
  EXPECT_EQ(stats.records, 320);
  EXPECT_EQ(stats.bytes, Get(state_->db().QueryInt("SELECT sum(length(data)) FROM segment")));
}

TEST_P(RecordLogTest, LargeAppendsKeepTheirPlaceAmongBufferedOnes) {
  Append(1, 10);
  Append(1, RecordLog::kSealedRows);
  Append(1, 7);
  Append(1, RecordLog::kMaxSegmentRows + 100);
  Append(1, 3);
  const int64_t all = 10 + RecordLog::kSealedRows + 7 + RecordLog::kMaxSegmentRows + 100 + 3;
  ExpectWhole(1, all);
  Commit();
  ExpectWhole(1, all);
  for (int i = 0; i < 40; ++i) {
    Append(1, 1);
    Commit();
  }
  ExpectWhole(1, all + 40);
}

TEST_P(RecordLogTest, MergesSmallSegments) {
  int64_t records = 0;
  int64_t worst = 0;
  for (int i = 0; i < 3000; ++i) {
    Append(1, 1 + i % 3);
    records += 1 + i % 3;
    Commit();
    worst = std::max(worst, CountSegments());
    EXPECT_EQ(Get(log_->GetStats(1)).segments, CountSegments());
  }
  // Two sealed ones, and fewer than 16 of each smaller class.
  EXPECT_LE(worst, 1 + 3 * RecordLog::kFanIn);
  ExpectWhole(1, records);
  EXPECT_EQ(Get(log_->GetStats(1)).bytes, Get(state_->db().QueryInt("SELECT sum(length(data)) FROM segment")));
  Reopen();
  ExpectWhole(1, records);
  for (int i = 0; i < 100; ++i) {
    Append(1, 1);
    Commit();
  }
  ExpectWhole(1, records + 100);
}

TEST_P(RecordLogTest, AnotherSchemaBeginsAnotherSegment) {
  Append(1, 10);
  Schema wide = PairSchema();
  wide.fields.push_back({"extra", Type{Kind::kFloat, Kind::kString, {}}, false});
  RecordBatch batch = Pairs(10, 2);
  batch.columns.push_back(MakeColumn(wide.fields[2].type));
  batch.columns[2].AppendFloat(1.5);
  batch.columns[2].AppendNull();
  EXPECT_EQ(Get(log_->Append(1, wide, batch, Instant{})), 10);
  Append(1, 5);
  const auto expect = [&] {
    ExpectWhole(1, 17);
    std::vector<double> extras;
    ASSERT_OK(log_->Read(1, 9, 13, wide, {}, [&](RecordLog::Slice slice) {
      for (size_t row = 0; row < slice.batch.rows; ++row) {
        const Column& extra = slice.batch.columns[2];
        extras.push_back(extra.IsNull(row) ? -1 : extra.doubles[row]);
      }
      return Status();
    }));
    EXPECT_EQ(extras, (std::vector<double>{-1, 1.5, -1, -1}));
  };
  expect();
  Commit();
  EXPECT_EQ(CountSegments(), 3);
  expect();
}

TEST_P(RecordLogTest, ProjectsToWhatIsAsked) {
  Append(1, 100);
  Schema other;
  other.fields.push_back({"absent", Type{Kind::kBoolean, Kind::kString, {}}, false});
  other.fields.push_back({"s", Type{Kind::kString, Kind::kString, {}}, false});
  other.fields.push_back({"n", Type{Kind::kString, Kind::kString, {}}, false});  // another type
  const auto expect = [&](const std::vector<int>& wanted) {
    size_t rows = 0;
    ASSERT_OK(log_->Read(1, 10, 90, other, wanted, [&](RecordLog::Slice slice) {
      const auto is_wanted = [&](int index) {
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), index) != wanted.end();
      };
      EXPECT_EQ(slice.batch.columns.size(), 3u);
      for (int index = 0; index < 3; ++index) {
        EXPECT_EQ(slice.batch.columns[static_cast<size_t>(index)].size, is_wanted(index) ? slice.batch.rows : 0u);
      }
      for (size_t row = 0; row < slice.batch.rows; ++row) {
        const int64_t n = 10 + static_cast<int64_t>(rows + row);
        const std::vector<Column>& columns = slice.batch.columns;
        EXPECT_TRUE(!is_wanted(0) || columns[0].IsNull(row));
        EXPECT_TRUE(!is_wanted(1) || n % 7 == 0 || columns[1].Text(row) == "text " + std::to_string(n));
        EXPECT_TRUE(!is_wanted(2) || columns[2].IsNull(row));
      }
      rows += slice.batch.rows;
      return Status();
    }));
    EXPECT_EQ(rows, 80u);
  };
  for (int stored = 0; stored < 2; ++stored) {
    for (const std::vector<int>& wanted : std::vector<std::vector<int>>{{}, {0}, {1}, {2}, {1, 2}}) expect(wanted);
    Commit();
  }
}

TEST_P(RecordLogTest, KeepsCodesOfWholeSegments) {
  Schema schema;
  schema.fields.resize(2);
  schema.fields[0].name = "n";
  schema.fields[0].type.kind = Kind::kLong;
  schema.fields[1].name = "s";
  schema.fields[1].type.kind = Kind::kString;
  RecordBatch batch = MakeBatch(schema);
  for (int64_t row = 0; row < 500; ++row) {
    batch.columns[0].AppendLong(row);
    batch.columns[1].AppendText(row % 2 == 0 ? "even" : "odd");
  }
  batch.rows = 500;
  ASSERT_TRUE(log_->Append(1, schema, batch, Instant{}).ok());
  const auto read = [&](int64_t from, int64_t to, const Schema& as, const std::vector<int>& wanted) {
    std::string texts;
    bool coded = false;
    EXPECT_OK(log_->ReadCoded(1, from, to, as, wanted, [&](RecordLog::Slice slice) {
      const size_t column = static_cast<size_t>(as.Find("s"));
      coded = column < slice.coded.size() && !slice.coded[column].empty();
      for (size_t row = 0; row < slice.batch.rows; ++row)
        texts +=
            coded ? slice.coded[column].Entry(slice.coded[column].codes[row]) : slice.batch.columns[column].Text(row);
      return Status();
    }));
    return std::pair(coded, texts.size());
  };
  constexpr size_t kAll = 250 * 7;
  EXPECT_EQ(read(0, 500, schema, {1}), std::pair(false, kAll));  // buffered
  Commit();
  EXPECT_EQ(read(0, 500, schema, {1}), std::pair(true, kAll));
  EXPECT_EQ(read(0, 500, schema, {}), std::pair(true, kAll));
  EXPECT_EQ(read(0, 499, schema, {1}), std::pair(false, kAll - 3));
  Schema turned;
  turned.fields = {schema.fields[1], schema.fields[0]};
  EXPECT_EQ(read(0, 500, turned, {0}), std::pair(true, kAll));
  turned.fields[1].type.kind = Kind::kFloat;
  EXPECT_EQ(read(0, 500, turned, {}), std::pair(false, kAll));
}

TEST_P(RecordLogTest, VisitMayUseTheLog) {
  Append(1, 5000);
  Commit();
  Append(1, 100);
  int64_t copied = 0;
  ASSERT_OK(log_->Read(1, 0, 5100, PairSchema(), {}, [&](RecordLog::Slice slice) {
    copied += static_cast<int64_t>(slice.batch.rows);
    EXPECT_EQ(ReadPairs(log_.get(), 1, 10, 20), Numbers(10, 10));
    PANDORA_RETURN_IF_ERROR(log_->Append(2, PairSchema(), std::move(slice.batch), Instant{}).status());
    return log_->Append(1, PairSchema(), Pairs(Get(log_->End(1)), 1), Instant{}).status();
  }));
  EXPECT_EQ(copied, 5100);
  ExpectWhole(2, 5100);
  Commit();
  ExpectWhole(1, 5102);
}

TEST_P(RecordLogTest, AnErrorOfTheVisitorStops) {
  Append(1, RecordLog::kMaxSegmentRows * 2);
  int visits = 0;
  const Status status = log_->Read(1, 0, RecordLog::kMaxSegmentRows * 2, PairSchema(), {}, [&](RecordLog::Slice) {
    ++visits;
    return Status(ErrorCode::kConflict, "enough");
  });
  EXPECT_EQ(status.code(), ErrorCode::kConflict);
  EXPECT_EQ(visits, 1);
}

TEST_P(RecordLogTest, DeletesARepo) {
  Append(1, 5000);
  Append(2, 10);
  Commit();
  Append(1, 10);
  ASSERT_OK(log_->DeleteRepo(1));
  EXPECT_EQ(Get(log_->End(1)), 0);
  Commit();
  ExpectWhole(1, 0);
  ExpectWhole(2, 10);
  EXPECT_EQ(CountSegments(), 1);
}

TEST_P(RecordLogTest, SavepointsTakeBackAppends) {
  Append(1, 10);
  {
    StateFile::Savepoint refused(state_.get());
    Append(1, 5);
    Append(1, RecordLog::kSealedRows);
    Append(3, 5);
    {
      StateFile::Savepoint inner(state_.get());
      Append(1, 5);
      ASSERT_OK(inner.Release());
    }
    ExpectWhole(1, 20 + RecordLog::kSealedRows);
    ASSERT_OK(log_->Flush());  // does nothing here
  }
  ExpectWhole(1, 10);
  ExpectWhole(3, 0);
  {
    StateFile::Savepoint accepted(state_.get());
    Append(1, 1);
    ASSERT_OK(accepted.Release());
  }
  Commit();
  ExpectWhole(1, 11);
  EXPECT_EQ(CountSegments(), 1);
  EXPECT_EQ(Get(state_->db().QueryInt("SELECT count(*) FROM log")), 1);
}

TEST_P(RecordLogTest, SavepointsTakeBackADeletion) {
  Append(1, 5000);
  Commit();
  Append(1, 10);
  {
    StateFile::Savepoint refused(state_.get());
    Append(1, 3);
    ASSERT_OK(log_->DeleteRepo(1));
    Append(1, 2);
    ExpectWhole(1, 2);
  }
  ExpectWhole(1, 5010);
  Commit();
  ExpectWhole(1, 5010);
}

TEST_P(RecordLogTest, RollbackForgetsBuffers) {
  Append(1, 10);
  Commit();
  Append(1, 10);
  Append(1, RecordLog::kSealedRows);
  state_->Rollback();
  ExpectWhole(1, 10);
  Commit();
  Append(1, 1);
  Commit();
  ExpectWhole(1, 11);
}

TEST_P(RecordLogTest, NumbersHaveLimits) {
  EXPECT_FALSE(log_->Append(int64_t{1} << 22, PairSchema(), Pairs(0, 1), Instant{}).ok());
  EXPECT_FALSE(log_->Append(-1, PairSchema(), Pairs(0, 1), Instant{}).ok());
  EXPECT_TRUE(log_->Append((int64_t{1} << 22) - 1, PairSchema(), Pairs(0, 1), Instant{}).ok());
  ASSERT_OK(state_->db().Execute("INSERT INTO log VALUES(5, 1099511627776, 1, 1)"));
  EXPECT_EQ(log_->Append(5, PairSchema(), Pairs(0, 1), Instant{}).status().code(), ErrorCode::kStorageFull);
}

TEST_P(RecordLogTest, DamageIsAnError) {
  Append(1, 5000);
  Append(2, 10);
  Append(3, 10);
  Append(4, 10);
  Append(5, 10);
  Commit();
  ASSERT_OK(state_->db().Execute(
      "DELETE FROM segment WHERE position=1<<40; UPDATE segment SET records=11 WHERE position=2<<40;"
      "UPDATE segment SET records=-1 WHERE position=3<<40; UPDATE segment SET schema=77 WHERE position=4<<40;"
      "UPDATE segment SET data=x'00' WHERE position=5<<40; UPDATE log SET records=-1 WHERE repo=5"));
  log_->DropCaches();
  for (int64_t repo = 1; repo <= 5; ++repo) {
    const Status status = log_->Read(repo, 0, 20, PairSchema(), {}, [](RecordLog::Slice) { return Status(); });
    EXPECT_EQ(status.code(), ErrorCode::kInternal) << repo;
  }
}

// Random appends, commits, savepoints, deletions: at any time the log reads as a plain counter says.
TEST_P(RecordLogTest, AgreesWithAModel) {
  std::mt19937 random(7);
  constexpr int64_t kRepos = 3;
  std::map<int64_t, int64_t> committed, model;
  for (int step = 0; step < 400; ++step) {
    const int64_t repo = 1 + static_cast<int64_t>(random() % kRepos);
    const int64_t count =
        random() % 20 == 0 ? 4000 + static_cast<int64_t>(random() % 3000) : 1 + static_cast<int64_t>(random() % 300);
    const std::map<int64_t, int64_t> before = model;
    StateFile::Savepoint savepoint(state_.get());
    ASSERT_OK(savepoint.status());
    if (random() % 30 == 0) {
      ASSERT_OK(log_->DeleteRepo(repo));
      model[repo] = 0;
    }
    Append(repo, count);
    model[repo] += count;
    if (random() % 4 == 0) {
      StateFile::Savepoint inner(state_.get());
      Append(repo, 1);
    }
    if (random() % 4 != 0) {
      ASSERT_OK(savepoint.Release());
    } else {
      model = before;
      continue;
    }
    switch (random() % 6) {
      case 0: ExpectWhole(repo, model[repo]); break;
      case 1:
        state_->Rollback();
        model = committed;
        break;
      case 2:
        Commit();
        committed = model;
        break;
      case 3:
        Commit();
        committed = model;
        Reopen();
        break;
      default: break;
    }
  }
  for (int64_t repo = 1; repo <= kRepos; ++repo) ExpectWhole(repo, model[repo]);
}

TEST(CountToMerge, KeepsTailsShortAndClassesFromRising) {
  std::mt19937 random(3);
  std::vector<SegmentInfo> tail;
  int64_t written = 0, appended = 0;
  for (int step = 0; step < 20000; ++step) {
    const int64_t count = 1 + static_cast<int64_t>(random() % (random() % 10 == 0 ? 500 : 12));
    SegmentInfo info;
    info.records = count;
    for (size_t merge = CountToMerge(tail, count); merge > 0; --merge) {
      info.records += tail.back().records;
      tail.pop_back();
    }
    appended += count;
    written += info.records;
    if (info.records >= RecordLog::kSealedRows) {
      tail.clear();
    } else {
      tail.push_back(info);
    }
    ASSERT_LE(tail.size(), 3u * (RecordLog::kFanIn - 1));
  }
  EXPECT_LT(written, 5 * appended);
}

}  // namespace
}  // namespace pandora
