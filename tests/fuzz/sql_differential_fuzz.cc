// Builds a statement that binds out of the fuzzer's bytes, over small fixed tables, and runs it on both executors: they must give the
// same rows. What Spark leaves open is not asked for: limits come with an order over all columns, sums are of small numbers, and -0.0,
// where it is a tie with 0.0, counts as 0.0 (tests/unit/query/zero_test.cc has the zeros).
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/query/batch_source.h"
#include "core/query/result.h"
#include "core/sql/statement.h"

namespace {

using pandora::Kind;

// What an expression is asked to be.
enum Want { kLong, kDouble, kText, kBool, kTime, kDate, kDecimal, kWants };

constexpr const char* kTexts[] = {"",     "a",   "b,a", "2017-06-01", "2017-02-28 23:59:59.5", "10", "-3.75", "x=1&y=2",
                                  "中文", "A b", "NaN", "true",       "{\"k\": [1, \"v\"]}",   "1e3"};

class Statement {
 public:
  Statement(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  std::string Build() {
    const size_t width = 1 + Pick(3);
    std::vector<Want> types;
    for (size_t k = 0; k < width; ++k) types.push_back(static_cast<Want>(Pick(kWants)));
    std::string text = Select(types, 0);
    for (size_t more = Pick(8) == 0 ? 1 + Pick(2) : 0; more > 0; --more) text += " UNION ALL " + Select(types, 0);
    if (Pick(4) == 0) text = "SELECT DISTINCT * FROM (" + text + ") q";
    limited_ = Pick(3) == 0;
    if (limited_) {
      text = "SELECT * FROM (" + text + ") r ORDER BY ";
      for (size_t k = 0; k < width; ++k)
        text += (k > 0 ? ", k" : "k") + std::to_string(k) + One({"", " DESC", " NULLS LAST", " DESC NULLS FIRST"});
      text += " LIMIT " + std::to_string(Pick(20));
    }
    return text;
  }
  bool limited() const { return limited_; }

 private:
  size_t Pick(size_t count) {
    if (at_ < size_) return more_ = more_ * 31 + data_[at_] + 1, data_[at_++] % count;
    // Where the bytes end, numbers that follow from them go on: short inputs make whole statements too.
    more_ = more_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<size_t>(more_ >> 33) % count;
  }
  std::string One(std::initializer_list<const char*> choices) { return *(choices.begin() + Pick(choices.size())); }

  std::string Select(const std::vector<Want>& types, int depth) {
    const bool grouped = Pick(3) == 0;
    const size_t keys = grouped ? Pick(types.size() + 1) : 0;
    std::string from = From(depth);
    std::string items, groups;
    for (size_t k = 0; k < types.size(); ++k) {
      std::string item = grouped && k >= keys ? Aggregate(types[k]) : Expr(types[k], 0);
      if (k < keys) groups += (k > 0 ? ", " : "") + item;
      items += (k > 0 ? ", " : "") + item + " AS k" + std::to_string(k);
    }
    std::string text = "SELECT " + items + " FROM " + from;
    if (Pick(2) == 0) text += " WHERE " + Expr(kBool, 0);
    if (grouped && keys > 0) text += " GROUP BY " + groups + (Pick(6) == 0 ? One({" WITH ROLLUP", " WITH CUBE"}) : "");
    if (grouped && Pick(3) == 0) text += " HAVING " + Aggregate(kLong) + One({" > 1", " <> 0", " <= 3", " IS NULL"});
    return text;
  }

  // All sources have the columns of the tables.
  std::string From(int depth) {
    if (depth < 1 && Pick(6) == 0) {
      return "(SELECT " + Expr(kLong, 1) + " AS a, " + Expr(kText, 1) + " AS b, " + Expr(kDouble, 1) + " AS c, " +
             Expr(kTime, 1) + " AS d, " + Expr(kBool, 1) + " AS e, l FROM " + From(depth + 1) + ") s";
    }
    std::string table = One({"t", "t", "t", "t", "t", "t", "u"});
    if (Pick(6) != 0) return table;
    exploded_ = true;
    return table + One({" LATERAL VIEW explode(l) x AS w", " LATERAL VIEW OUTER explode(split(b, ',')) x AS w",
                        " LATERAL VIEW posexplode(l) x AS p, w"});
  }

  // Small numbers only: the order in which rows are added up is not defined.
  std::string Aggregate(Want want) {
    switch (want) {
      case kLong:
        return One({"count(*)", "count(b)", "count(DISTINCT b)", "count(DISTINCT a, e)", "sum(a)", "max(length(b))",
                    "min(a)", "size(collect_set(b))", "sum(CASE WHEN e THEN 1 ELSE 0 END)", "sum(DISTINCT a)",
                    "count(c > 0)"});
      case kDouble:
        return One({"sum(c)", "avg(a)", "max(c)", "min(c)", "stddev(a)", "var_pop(c)", "percentile(a, 0.5)"});
      case kText: return One({"max(b)", "min(b)", "concat(min(b), count(*))", "cast(max(d) as string)"});
      case kBool: return One({"max(e)", "count(*) > 3", "min(a) IS NULL"});
      case kTime: return One({"max(d)", "min(d)"});
      case kDate: return One({"max(to_date(d))", "min(to_date(d))"});
      default: return One({"sum(a * 1.25)", "max(a / 4.0)", "avg(cast(a as decimal(10,2)))"});
    }
  }

  std::string Expr(Want want, int depth) {
    if (depth >= 4 || Pick(3) == 0) return Leaf(want);
    const int d = depth + 1;
    switch (Pick(7)) {
      case 0: return "CASE WHEN " + Expr(kBool, d) + " THEN " + Expr(want, d) + Else(want, d) + " END";
      case 1: return "coalesce(" + Expr(want, d) + ", " + Expr(want, d) + ")";
      case 2: return "if(" + Expr(kBool, d) + ", " + Expr(want, d) + ", " + Expr(want, d) + ")";
      case 3:
        return want == kBool ? Compound(want, d)
                             : One({"greatest(", "least("}) + Expr(want, d) + ", " + Expr(want, d) + ")";
      default: return Compound(want, d);
    }
  }
  std::string Else(Want want, int depth) { return Pick(2) == 0 ? "" : " ELSE " + Expr(want, depth); }

  std::string Leaf(Want want) {
    const std::string text = std::string("'") + kTexts[Pick(std::size(kTexts))] + "'";
    switch (want) {
      case kLong:
        return One({"a", "a", "0", "1", "-7", "3000000000", "null", "9223372036854775807", "tinyint(a)", "int(a)"});
      case kDouble:
        return One({"c", "c", "0.5D", "double('NaN')", "1e300D", "-2.0D", "double(a)", "double(b)", "float(c)"});
      case kText: return Pick(2) == 0 ? text : exploded_ && Pick(2) == 0 ? "w" : One({"b", "b", "l[0]", "string(a)"});
      case kBool:
        return One({"e", "true", "false", "cast(null as boolean)", "(a > 1)", "(b = 'a')", "(c < 1)", "(d IS NULL)"});
      case kTime:
        return One({"d", "d", "timestamp '2017-06-01 12:36:07'", "cast(a as timestamp)", "cast(b as timestamp)"});
      case kDate: return One({"to_date(d)", "date '2017-02-28'", "to_date(b)"});
      default: return One({"1.5", "0.00", "-123.456", "cast(a as decimal(20,3))", "cast(b as decimal(6,2))"});
    }
  }

  std::string Compound(Want want, int d) {
    switch (want) {
      case kLong: return CompoundLong(d);
      case kDouble: return CompoundDouble(d);
      case kText: return CompoundText(d);
      case kBool: return CompoundBool(d);
      case kTime: return CompoundTime(d);
      case kDate: return CompoundDate(d);
      default: return "(" + Expr(kDecimal, d) + One({" + ", " - ", " * ", " / ", " % "}) + Expr(kDecimal, d) + ")";
    }
  }
  std::string CompoundLong(int d) {
    switch (Pick(10)) {
      case 0: return "length(" + Expr(kText, d) + ")";
      case 1: return One({"year(", "month(", "day(", "weekofyear(", "quarter("}) + Expr(kDate, d) + ")";
      case 2: return One({"hour(", "minute(", "second(", "unix_timestamp("}) + Expr(kTime, d) + ")";
      case 3: return "cast(" + Expr(static_cast<Want>(Pick(4)), d) + " as " + One({"bigint)", "int)", "smallint)"});
      case 4: return "datediff(" + Expr(kDate, d) + ", " + Expr(kDate, d) + ")";
      case 5: return One({"abs(", "-(", "~(", "floor(", "ceil("}) + Expr(kLong, d) + ")";
      case 6: return "instr(" + Expr(kText, d) + ", " + Expr(kText, d) + ")";
      case 7: return "pmod(" + Expr(kLong, d) + ", " + Expr(kLong, d) + ")";
      case 8: return "size(l)";
      default:
        return "(" + Expr(kLong, d) + One({" + ", " - ", " * ", " % ", " DIV ", " & ", " ^ "}) + Expr(kLong, d) + ")";
    }
  }
  std::string CompoundDouble(int d) {
    switch (Pick(6)) {
      case 0: return One({"round(", "sqrt(", "exp(", "ln(", "sin(", "abs(", "-("}) + Expr(kDouble, d) + ")";
      case 1: return "cast(" + Expr(static_cast<Want>(Pick(4)), d) + " as double)";
      case 2: return "round(" + Expr(kDouble, d) + ", " + One({"2", "0", "-1"}) + ")";
      case 3: return "(" + Expr(kLong, d) + " / " + Expr(kLong, d) + ")";
      default: return "(" + Expr(kDouble, d) + One({" + ", " - ", " * ", " / ", " % "}) + Expr(kDouble, d) + ")";
    }
  }
  std::string CompoundText(int d) {
    switch (Pick(10)) {
      case 0: return "concat(" + Expr(kText, d) + ", " + Expr(static_cast<Want>(Pick(kWants)), d) + ")";
      case 1: return "substr(" + Expr(kText, d) + ", " + Expr(kLong, d) + ", " + Expr(kLong, d) + ")";
      case 2: return One({"upper(", "lower(", "trim(", "reverse(", "md5("}) + Expr(kText, d) + ")";
      case 3: return "cast(" + Expr(static_cast<Want>(Pick(kWants)), d) + " as string)";
      case 4:
        return "date_format(" + Expr(kTime, d) + ", '" + One({"yyyy-MM", "HH:mm:ss", "EEE d", "yyyyMMdd HH"}) + "')";
      case 5: return "regexp_extract(" + Expr(kText, d) + ", '([a-z0-9]+)', " + One({"0", "1"}) + ")";
      case 6: return "regexp_replace(" + Expr(kText, d) + ", '[0-9]', '#')";
      case 7: return "get_json_object(" + Expr(kText, d) + ", '$.k[0]')";
      case 8: return "split(" + Expr(kText, d) + ", ',')[" + One({"0", "1"}) + "]";
      default: return "from_unixtime(" + Expr(kLong, d) + ")";
    }
  }
  std::string CompoundBool(int d) {
    const Want type = static_cast<Want>(Pick(kWants));
    switch (Pick(9)) {
      case 0: return "(" + Expr(kBool, d) + One({" AND ", " OR "}) + Expr(kBool, d) + ")";
      case 1: return "(NOT " + Expr(kBool, d) + ")";
      case 2: return "(" + Expr(type, d) + One({" IS NULL", " IS NOT NULL"}) + ")";
      case 3:
        return "(" + Expr(kText, d) + One({" LIKE '%a%'", " LIKE '_'", " RLIKE '[0-9]+'", " NOT LIKE 'a%'"}) + ")";
      case 4: return "(" + Expr(type, d) + One({" IN (", " NOT IN ("}) + Expr(type, d) + ", " + Expr(type, d) + "))";
      case 5: return "(" + Expr(type, d) + " BETWEEN " + Expr(type, d) + " AND " + Expr(type, d) + ")";
      case 6: return "(" + Expr(type, d) + " = " + Expr(static_cast<Want>(Pick(kWants)), d) + ")";
      default:
        return "(" + Expr(type, d) + One({" = ", " <=> ", " <> ", " < ", " <= ", " > ", " >= "}) + Expr(type, d) + ")";
    }
  }
  std::string CompoundTime(int d) {
    switch (Pick(4)) {
      case 0:
        return "(" + Expr(kTime, d) + One({" + ", " - "}) + "interval " +
               One({"1 day", "1 month", "90 minutes", "-3 seconds"}) + ")";
      case 1: return "window(" + Expr(kTime, d) + ", '" + One({"10 minutes", "1 hour", "1 day"}) + "').start";
      case 2: return "cast(" + Expr(static_cast<Want>(Pick(3)), d) + " as timestamp)";
      default: return "to_timestamp(" + Expr(kText, d) + ")";
    }
  }
  std::string CompoundDate(int d) {
    switch (Pick(4)) {
      case 0:
        return One({"date_add(", "date_sub(", "add_months("}) + Expr(kDate, d) + ", " +
               One({"1", "-40", "int(a)", "30"}) + ")";
      case 1: return One({"last_day(", "to_date("}) + Expr(kDate, d) + ")";
      case 2: return "trunc(" + Expr(kDate, d) + ", '" + One({"MM", "YEAR", "DD"}) + "')";
      default: return "cast(" + Expr(Pick(2) == 0 ? kTime : kText, d) + " as date)";
    }
  }

  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
  uint64_t more_ = 1;
  bool limited_ = false;
  bool exploded_ = false;
};

pandora::Field MakeField(const char* name, Kind kind) {
  pandora::Field field;
  field.name = name;
  field.type.kind = kind;
  if (kind == Kind::kArray) {
    field.type.element = Kind::kString;
  }
  return field;
}

pandora::SqlTable MakeTable(const char* name) {
  pandora::SqlTable table;
  table.name = name;
  table.schema.fields = {MakeField("a", Kind::kLong), MakeField("b", Kind::kString),  MakeField("c", Kind::kFloat),
                         MakeField("d", Kind::kDate), MakeField("e", Kind::kBoolean), MakeField("l", Kind::kArray)};
  return table;
}

// Every column has nulls, at rows of its own.
pandora::RecordBatch MakeRows(const pandora::Schema& schema, int rows) {
  pandora::RecordBatch batch = pandora::MakeBatch(schema);
  for (int row = 0; row < rows; ++row) {
    auto& columns = batch.columns;
    row % 7 == 3 ? columns[0].AppendNull() : columns[0].AppendLong((row * 37) % 11 - 3);
    row % 5 == 2 ? columns[1].AppendNull()
                 : columns[1].AppendText(kTexts[static_cast<size_t>(row) % std::size(kTexts)]);
    row % 6 == 1 ? columns[2].AppendNull() : columns[2].AppendFloat((row % 13 - 6) * 0.25);
    row % 9 == 4 ? columns[3].AppendNull()
                 : columns[3].AppendDate(1496291767000000 + row * int64_t{7777777777}, pandora::DateForm().Pack());
    row % 4 == 1 ? columns[4].AppendNull() : columns[4].AppendBoolean(row % 3 == 0);
    if (row % 8 == 5) {
      columns[5].AppendNull();
    } else {
      for (int k = 0; k < row % 3; ++k)
        columns[5].children[0].AppendText(kTexts[static_cast<size_t>(row + k) % std::size(kTexts)]);
      columns[5].CloseList();
    }
    ++batch.rows;
  }
  return batch;
}

// Equal up to what the order of additions may change.
bool SameCell(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  if (a == b) return true;
  if (!a || !b) return false;
  char* end_a = nullptr;
  char* end_b = nullptr;
  const double x = std::strtod(a->c_str(), &end_a);
  const double y = std::strtod(b->c_str(), &end_b);
  if (*end_a != '\0' || *end_b != '\0' || a->empty() || b->empty()) return false;
  return std::abs(x - y) <= 1e-9 * std::max(std::abs(x), std::abs(y));
}

using Rows = std::vector<std::vector<std::optional<std::string>>>;

bool SameRows(Rows a, Rows b) {
  for (Rows* rows : {&a, &b}) {
    for (auto& row : *rows) {
      for (auto& cell : row) {
        if (cell == "-0.0") cell = "0.0";
      }
    }
    std::sort(rows->begin(), rows->end());
  }
  if (a.size() != b.size()) return false;
  for (size_t row = 0; row < a.size(); ++row) {
    if (!std::equal(a[row].begin(), a[row].end(), b[row].begin(), b[row].end(), SameCell)) return false;
  }
  return true;
}

std::string Describe(const pandora::TextResultOr& result) {
  if (const auto* error = std::get_if<pandora::SqlError>(&result)) return "error: " + error->message + "\n";
  if (const auto* status = std::get_if<pandora::Status>(&result)) return "status: " + status->message() + "\n";
  std::string text;
  for (const auto& row : std::get<pandora::TextResult>(result).rows) {
    for (const auto& cell : row) text += cell.value_or("NULL") + "|";
    text += "\n";
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<pandora::SqlTable> tables = {MakeTable("t"), MakeTable("u")};
  static const pandora::RecordBatch small = MakeRows(tables[0].schema, 20);
  // More than one chunk of the vectorised executor.
  static const pandora::RecordBatch large = MakeRows(tables[1].schema, 1100);
  const std::string sql = Statement(data, std::min<size_t>(size, 400)).Build();
  auto bound = pandora::BindStatement(sql, tables, {});
#ifdef PANDORA_FUZZ_SHOW
  if (const auto* error = std::get_if<pandora::SqlError>(&bound))
    std::fprintf(stderr, "REFUSED %s\n  %s\n", sql.c_str(), error->message.c_str());
  else std::fprintf(stderr, "BOUND %s\n", sql.c_str());
#endif
  if (std::holds_alternative<pandora::SqlError>(bound)) return 0;
  const auto& plan = std::get<pandora::QueryPlan>(bound);
  // The tables that the plan reads, in its order.
  std::vector<pandora::BatchSource> owned;
  owned.reserve(tables.size());
  owned.emplace_back(&small);
  owned.emplace_back(&large);
  std::vector<pandora::TableSource*> sources = {&owned[0], &owned[1]};
  pandora::ExecuteOptions options;
  options.now = pandora::Instant{1496291767000000};
  options.max_rows = 100'000;
  const auto one = pandora::ExecuteToText(plan, sources, options, pandora::ExecutorPath::kSqlite);
  const auto other = pandora::ExecuteToText(plan, sources, options, pandora::ExecutorPath::kVectorised);
  const auto* a = std::get_if<pandora::TextResult>(&one);
  const auto* b = std::get_if<pandora::TextResult>(&other);
  const bool same = a && b ? SameRows(a->rows, b->rows) : (a != nullptr) == (b != nullptr);
  if (!same) {
    std::fprintf(stderr, "%s\n--- sqlite\n%s--- vectorised\n%s", sql.c_str(), Describe(one).c_str(),
                 Describe(other).c_str());
    std::abort();
  }
  return 0;
}
