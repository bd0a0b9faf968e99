// The typed forms of the vectorised executor against the SQLite executor, over segments as the record log reads them: dictionaries that
// differ from segment to segment, segments whose texts have too many values for one, nulls, and more rows than a chunk has.
#include <gtest/gtest.h>

#include <cmath>

#include "core/format/segment.h"
#include "core/query/group_finder.h"
#include "tests/unit/query/run_sql.h"

namespace pandora {
namespace {

// Stored segments, read with their codes as the record log's are.
class SegmentSource : public TableSource {
 public:
  explicit SegmentSource(const Schema& schema) : schema_(schema) {}
  void Add(const RecordBatch& batch) { segments_.push_back(EncodeSegment(batch)); }

  Status Scan(const std::vector<int>& wanted, const std::function<Status(const RecordBatch&)>& visit) override {
    for (const std::string& segment : segments_) {
      Result<RecordBatch> batch = DecodeSegment(segment, schema_, wanted);
      if (!batch.ok()) return batch.status();
      if (Status status = visit(batch.value()); !status.ok()) return status;
    }
    return Status();
  }
  Status ScanCoded(const std::vector<int>& wanted, const VisitCoded& visit) override {
    for (const std::string& segment : segments_) {
      CodedColumns coded;
      Result<RecordBatch> batch = DecodeSegment(segment, schema_, wanted, kMaxSegmentRows, &coded);
      if (!batch.ok()) return batch.status();
      for (const CodedText& column : coded) coded_columns += column.empty() ? 0 : 1;
      if (Status status = visit(batch.value(), coded); !status.ok()) return status;
    }
    return Status();
  }

  int coded_columns = 0;

 private:
  Schema schema_;
  std::vector<std::string> segments_;
};

// few: texts of a dictionary; many: texts with as many values as rows; n, small: longs; f: quarters; b: boolean; t: date.
class Table {
 public:
  explicit Table(int nulls_of_hundred) : nulls_(nulls_of_hundred) {
    table.name = "stream";
    constexpr std::pair<std::string_view, Kind> kFields[] = {
        {"few", Kind::kString}, {"many", Kind::kString}, {"n", Kind::kLong}, {"small", Kind::kLong},
        {"f", Kind::kFloat},    {"b", Kind::kBoolean},   {"t", Kind::kDate}};
    for (const auto& [name, kind] : kFields) {
      Field field;
      field.name = name;
      field.type.kind = kind;
      table.schema.fields.push_back(field);
    }
    source = std::make_unique<SegmentSource>(table.schema);
  }

  // `first` shifts the texts, so that equal texts have other codes in another segment.
  void AddSegment(size_t rows, int first) {
    RecordBatch batch = MakeBatch(table.schema);
    for (size_t row = 0; row < rows; ++row) {
      const auto number = static_cast<int64_t>(Below(100'000));
      const bool null[7] = {IsNull(), IsNull(), IsNull(), IsNull(), IsNull(), IsNull(), IsNull()};
      for (size_t c = 0; c < 7; ++c) {
        Column& column = batch.columns[c];
        if (null[c]) column.AppendNull();
        else if (c == 0) column.AppendText("key " + std::to_string(first + static_cast<int>(Below(7))));
        else if (c == 1) column.AppendText("/path/" + std::to_string(number) + (number % 3 == 0 ? "/edit" : ""));
        else if (c == 2) column.AppendLong(number * 1'000'003 - 7);
        else if (c == 3) column.AppendLong(static_cast<int64_t>(Below(10)) - 3);
        else if (c == 4) column.AppendFloat(static_cast<double>(Below(400)) / 4 - 50);
        else if (c == 5) column.AppendBoolean(Below(2) == 0);
        else column.AppendDate((static_cast<int64_t>(Below(4'000'000)) - 1'000'000) * 1'000'000, DateForm{}.Pack());
      }
    }
    batch.rows = rows;
    source->Add(batch);
  }

  std::string Run(std::string_view sql, ExecutorPath path) const {
    return RunSql(sql, path, {table}, {source.get()}, true);
  }

  SqlTable table;
  std::unique_ptr<SegmentSource> source;

 private:
  uint64_t Below(uint64_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 33) % limit;
  }
  bool IsNull() { return Below(100) < static_cast<uint64_t>(nulls_); }

  int nulls_;
  uint64_t state_ = 1;
};

constexpr std::string_view kStatements[] = {
    // One key of each form.
    "select few, count(*), count(n), sum(n), avg(f), min(small), max(small), min(f), max(f) from stream group by few",
    "select many, count(*), sum(small) from stream group by many",
    // With and without a count beside them: where there is one, sums leave counting to it.
    "select few, sum(n), avg(n), avg(small), sum(f), avg(f) from stream group by few",
    "select few, count(n), count(f), count(many), count(b), avg(n), sum(cast(small as double)) from stream group by "
    "few",
    "select avg(n), avg(length(few)), sum(n), count(if(n > 5, n, null)) from stream",
    "select avg(n), sum(n), count(n) from stream where n is null",
    "select small, count(*), sum(f), max(t), min(few) from stream group by small",
    "select n, count(*) from stream group by n",
    "select f, count(*) from stream group by f",
    "select b, count(*), avg(small) from stream group by b",
    "select t, count(*) from stream group by t",
    // Keys of mixed types.
    "select few, small, count(*), avg(f) from stream group by few, small",
    "select many, few, b, count(*) from stream group by many, few, b",
    "select small, f, few, count(distinct n), count(distinct few, small) from stream group by small, f, few",
    "select count(distinct few), count(distinct many), sum(distinct small), count(*) from stream",
    "select distinct few, small from stream",
    // Computed once per code, or per unit of time.
    "select upper(few), length(few) l, count(*) from stream group by upper(few), length(few)",
    "select coalesce(few, 'none') k, count(*) from stream group by coalesce(few, 'none')",
    "select case when few like '%3' then 'three' when few is null then 'null' else substr(few, 1, 3) end k, count(*) "
    "from stream group by case when few like '%3' then 'three' when few is null then 'null' else substr(few, 1, 3) end",
    "select date_trunc('hour', t) h, count(*), sum(small) from stream group by date_trunc('hour', t)",
    "select date_trunc('month', t) h, count(*) from stream group by date_trunc('month', t)",
    "select date_format(t, 'yyyy-MM-dd HH') h, count(*) from stream group by date_format(t, 'yyyy-MM-dd HH')",
    "select date_format(t, \"EEE 'mm' D\") h, count(*) from stream group by date_format(t, \"EEE 'mm' D\")",
    "select date_format(t, 'HH:mm:ss.SSS') h, count(*) from stream group by date_format(t, 'HH:mm:ss.SSS')",
    "select window(t, '7 minutes') w, count(*) from stream group by window(t, '7 minutes')",
    "select window(t, '90 minutes', '90 minutes', '13 minutes').start w, count(*) from stream "
    "group by window(t, '90 minutes', '90 minutes', '13 minutes')",
    "select hour(t), minute(t) m, second(t) s, count(*) from stream group by hour(t), minute(t), second(t)",
    "select year(t), month(t), weekofyear(t), dayofyear(t), count(*) from stream "
    "group by year(t), month(t), weekofyear(t), dayofyear(t)",
    "select to_date(t) d, cast(t as date) e, count(*) from stream group by to_date(t), cast(t as date)",
    // Filters.
    "select count(*), sum(n) from stream where few = 'key 3' and small > 2",
    "select few, many, n, small, f, b, t from stream where small in (1, 2) and few is not null and f < -20",
    "select n, f from stream where few = 'key 1' or f >= 45 or b",
    "select count(*) from stream where not (few = 'key 3' and small > 2)",
    "select count(*) from stream where not b and few is null",
    "select count(*) from stream where few <> 'key 3' and many rlike 'edit$'",
    "select count(*) from stream where few >= 'key 3' and few < many and t > '1970-01-05'",
    "select regexp_extract(many, '([0-9]+)', 1) d, count(*) from stream where many rlike '[27]' "
    "group by regexp_extract(many, '([0-9]+)', 1)",
    "select regexp_extract(few, 'key ([0-9])', 1) d, count(*) from stream group by regexp_extract(few, 'key ([0-9])', "
    "1)",
    "select count(*) from stream where false",
    "select few, count(*) from stream where small > 1000 group by few",
    // Arithmetic.
    "select small + n, small - n * n, n * n * n, f / small, f * 2 - small, small / 4 from stream where few = 'key 2'",
    "select n * 9223372036854775807 x, count(*) from stream group by n * 9223372036854775807",
    "select small % 3, count(*), sum(small / 0), sum(f / (small - 1)) from stream group by small % 3",
    "select cast(small as int) i, cast(small as double) d, cast(cast(small as smallint) as bigint) l, count(*) "
    "from stream group by cast(small as int), cast(small as double), cast(cast(small as smallint) as bigint)",
    // NaN and zeros.
    "select sqrt(f) = sqrt(f), sqrt(f) > 1e300D, count(*) from stream group by sqrt(f) = sqrt(f), sqrt(f) > 1e300D",
    "select min(sqrt(f)), max(sqrt(f)), count(sqrt(f)) from stream",
    "select sqrt(f - 40) k, count(*) from stream group by sqrt(f - 40)",
    "select 0.0D * small = 0.0D z, count(*) from stream group by 0.0D * small = 0.0D",
    // Decimals and lists take the boxed way.
    "select cast(small as decimal(10, 2)) k, sum(cast(f as decimal(12, 2))), count(*) from stream "
    "group by cast(small as decimal(10, 2))",
    "select array(few, many) k, count(*) from stream group by array(few, many)",
    // Above an aggregate, and sets of keys.
    "select n + 1, k from (select few k, count(*) n from stream group by few) x where n > 10 order by n, k limit 3",
    "select few, small, count(*) from stream group by few, small with rollup",
    "select few, small, b, count(*) from stream group by few, small, b grouping sets ((few), (small, b), ())",
};

void ExpectSameOnBothPaths(const Table& table) {
  for (const std::string_view sql : kStatements) {
    const std::string typed = table.Run(sql, ExecutorPath::kVectorised);
    EXPECT_EQ(typed, table.Run(sql, ExecutorPath::kSqlite)) << sql;
    EXPECT_EQ(typed.find("error"), std::string::npos) << sql << ": " << typed;
    EXPECT_EQ(typed.find("refused"), std::string::npos) << sql << ": " << typed;
  }
}

TEST(Typed, AgreesWithSqlite) {
  Table table(0);
  table.AddSegment(1500, 0);
  table.AddSegment(1024, 3);
  table.AddSegment(1, 5);
  ExpectSameOnBothPaths(table);
  EXPECT_GT(table.source->coded_columns, 0);
}

TEST(Typed, AgreesWithSqliteOnNulls) {
  Table table(20);
  table.AddSegment(1100, 2);
  table.AddSegment(63, 0);
  table.AddSegment(1025, 1);
  ExpectSameOnBothPaths(table);
}

TEST(Typed, AgreesWithSqliteOnNullsOnly) {
  Table table(100);
  table.AddSegment(70, 0);
  ExpectSameOnBothPaths(table);
}

TEST(Typed, AgreesWithSqliteOnNothing) {
  Table empty(0);
  ExpectSameOnBothPaths(empty);
  empty.AddSegment(0, 0);
  ExpectSameOnBothPaths(empty);
}

// The dictionary of a segment has at most 65536 entries: beyond that texts are plain, and groups must not care.
TEST(Typed, ManyGroups) {
  Table table(1);
  table.AddSegment(200'000, 0);
  table.AddSegment(5'000, 2);
  const auto count = [&](std::string_view key) {
    return table.Run("select count(*), sum(c) from (select " + std::string(key) +
                         " k, count(*) c from stream group by " + std::string(key) + ") x",
                     ExecutorPath::kVectorised);
  };
  const std::string distinct =
      table.Run("select count(distinct many) + 1, count(*) from stream", ExecutorPath::kVectorised);
  EXPECT_EQ(count("many"), distinct);
  EXPECT_EQ(count("upper(many)"), distinct);
  EXPECT_EQ(count("n"), table.Run("select count(distinct n) + 1, count(*) from stream", ExecutorPath::kVectorised));
  EXPECT_EQ(count("date_trunc('second', t)"),
            table.Run("select count(distinct t) + 1, count(*) from stream", ExecutorPath::kVectorised));
}

TEST(Typed, GroupsAreInOrderOfAppearance) {
  Table table(10);
  table.AddSegment(2000, 0);
  table.AddSegment(2000, 4);
  const std::string keys =
      RunSql("select small from stream group by small", ExecutorPath::kVectorised, {table.table}, {table.source.get()});
  const std::string all =
      RunSql("select small from stream", ExecutorPath::kVectorised, {table.table}, {table.source.get()});
  size_t at = 0;
  for (size_t begin = 0; begin < keys.size();) {
    const size_t end = std::min(keys.find('\n', begin), keys.size());
    const std::string key = keys.substr(begin, end - begin);
    const size_t first = ("\n" + all + "\n").find("\n" + key + "\n");
    EXPECT_GE(first, at) << key;
    at = first;
    begin = end + 1;
  }
}

TEST(Typed, PartsThatMayFailAreNotAskedInVain) {
  Table table(0);
  table.AddSegment(100, 0);
  EXPECT_EQ(table.Run("select count(*) from stream where small > 100 and assert_true(small > 100) is null",
                      ExecutorPath::kVectorised),
            "0");
  EXPECT_EQ(table.Run("select count(*) from stream where few = 'no such' and regexp_extract(few, '(a)', 7) = 'b'",
                      ExecutorPath::kVectorised),
            "0");
}

TEST(GroupFinder, TellsZerosApartAndJoinsNaNs) {
  const double nan = std::nan(""), other_nan = -std::nan("1");
  const double values[] = {0.0, -0.0, nan, 1.5, other_nan, 0.0, 1.5, -0.0};
  uint32_t groups[8];
  GroupFinder finder(1);
  finder.Find({ColumnVector::Doubles(values, nullptr)}, 8, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 8), (std::vector<uint32_t>{0, 1, 2, 3, 2, 0, 3, 1}));
  EXPECT_EQ(finder.size(), 4u);
}

// As Spark 2.2 does it. (SQLite's own GROUP BY joins them.)
TEST(Typed, GroupsOfZerosAreApart) {
  EXPECT_EQ(RunSql("select x * 0.0D z, count(*) from values (1), (-1), (2) as t(x) group by x * 0.0D",
                   ExecutorPath::kVectorised),
            "0.0|2\n-0.0|1");
}

// One column may come in another form with each chunk.
TEST(GroupFinder, FormsOfAColumnMeet) {
  Dictionary dictionary;
  dictionary.serial = 1;
  dictionary.values = {Value::Text("b"), Value::Text("a"), Value(), Value::Text("a")};
  const std::string_view texts[] = {"a", "b", "c", "a"};
  const uint64_t valid[] = {0b0111};
  const uint32_t codes[] = {0, 1, 2, 3};
  const Value boxed[] = {Value::Text("c"), Value(), Value::Text("d"), Value::Text("b")};
  uint32_t groups[4];
  GroupFinder finder(1);
  finder.Find({ColumnVector::Texts(texts, valid)}, 4, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 4), (std::vector<uint32_t>{0, 1, 2, 3}));
  finder.Find({ColumnVector::Coded(codes, &dictionary, nullptr)}, 4, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 4), (std::vector<uint32_t>{1, 0, 3, 0}));
  finder.Find({ColumnVector::Boxed(boxed)}, 4, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 4), (std::vector<uint32_t>{2, 3, 4, 1}));
  ASSERT_EQ(finder.size(), 5u);
  const std::vector<std::vector<Value>> keys = finder.TakeKeys();
  EXPECT_EQ(keys[0][4].view(), "d");
  EXPECT_TRUE(keys[0][3].is_null());
}

// What was numbered without a look at it, because its dictionary has no value twice, is found again in another form.
TEST(GroupFinder, DistinctDictionaries) {
  Dictionary dictionary;
  dictionary.serial = 1;
  dictionary.distinct = true;
  dictionary.values = {Value::Int(50), Value(), Value::Int(60), Value::Int(70)};
  const uint32_t codes[] = {2, 1, 0, 2};
  const uint64_t valid[] = {0b0111};
  const int64_t ints[] = {70, 50, 60, 50};
  const uint32_t more_codes[] = {3, 0, 1, 3};
  uint32_t groups[4];
  GroupFinder finder(1);
  finder.Find({ColumnVector::Coded(codes, &dictionary, valid)}, 4, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 4), (std::vector<uint32_t>{0, 1, 2, 1}));
  finder.Find({ColumnVector::Ints(ints, nullptr)}, 4, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 4), (std::vector<uint32_t>{3, 2, 0, 2}));
  finder.Find({ColumnVector::Coded(more_codes, &dictionary, nullptr)}, 4, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 4), (std::vector<uint32_t>{3, 2, 1, 3}));
  Dictionary other = dictionary;
  other.serial = 2;
  other.values = {Value::Int(80), Value::Int(70)};
  finder.Find({ColumnVector::Coded(more_codes + 2, &other, nullptr)}, 1, groups);
  EXPECT_EQ(groups[0], 3u);
  EXPECT_EQ(finder.size(), 4u);
}

TEST(GroupFinder, PairsOfKeys) {
  const int64_t a[] = {1, 1, 2, 2, 1};
  const uint8_t b[] = {kTrue, kUnknown, kTrue, kUnknown, kUnknown};
  uint32_t groups[5];
  GroupFinder finder(2);
  finder.Find({ColumnVector::Ints(a, nullptr), ColumnVector::Truths(b)}, 5, groups);
  EXPECT_EQ(std::vector<uint32_t>(groups, groups + 5), (std::vector<uint32_t>{0, 1, 2, 3, 1}));
  const std::vector<std::vector<Value>> keys = finder.TakeKeys();
  EXPECT_EQ(keys[0][2].i, 2);
  EXPECT_TRUE(keys[1][3].is_null());
}

}  // namespace
}  // namespace pandora
