// Spark's own answers, by the way that POST /_sim/sql/run goes: every usable query of ../shared/oracle/spark-given, where that
// folder is there, on both executors. Rows must be equal for 97 % of the queries, and column types for all of those. Exceptions
// stand in kExceptions.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "core/format/json.h"
#include "core/query/scratch_pad.h"

namespace pandora {
namespace {

constexpr char kFolder[] = "../shared/oracle/spark-given";
constexpr double kRequired = 0.97;

struct Exception {
  std::string_view file;
  int number;
  std::string_view reason;
};
constexpr Exception kExceptions[] = {
    {"order-by-ordinal.sql", 10, "answered with spark.sql.orderByOrdinal=false, which is not our default"},
    {"order-by-ordinal.sql", 11, "answered with spark.sql.orderByOrdinal=false, which is not our default"},
    {"group-by.sql", 13, "the last digits of variances depend on how Spark spreads the rows over partitions"},
};

std::string Trim(std::string text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

using Rows = std::vector<std::vector<std::string>>;

Rows Expected(const Json& query) {
  Rows rows;
  for (const Json& row : query["rows"]) {
    rows.emplace_back();
    for (const Json& cell : row) rows.back().push_back(cell.is_null() ? "\x01NULL" : Trim(cell.get<std::string>()));
  }
  return rows;
}

Rows Actual(const TextResult& result) {
  Rows rows;
  for (const auto& row : result.rows) {
    rows.emplace_back();
    for (const auto& cell : row) rows.back().push_back(cell ? Trim(*cell) : "\x01NULL");
  }
  return rows;
}

// "" when the answer is Spark's, else what differs. `types_differ` is told apart.
std::string Compare(const Json& query, ExecutorPath path, bool* types_differ) {
  ScratchStatement statement;
  statement.code = query["sql"].get<std::string>();
  for (const Json& view : query["setup"]) statement.setup.push_back(view.get<std::string>());
  bool refused = !query["error"].is_null();
  ScratchOptions options;
  options.path = path;
  auto run = RunScratch(statement, {}, {}, options);
  if (const auto* failure = std::get_if<ScratchError>(&run)) return refused ? "" : "refused: " + failure->error.Text();
  if (const Status* status = std::get_if<Status>(&run)) return "failed: " + status->message();
  if (refused) return "should be refused";
  const TextResult& result = std::get<ScratchRun>(run).result;
  Rows expected = Expected(query);
  Rows actual = Actual(result);
  bool in_order = query["ordered"].get<bool>() && !query.value("ties", false);
  if (!in_order) {
    std::sort(expected.begin(), expected.end());
    std::sort(actual.begin(), actual.end());
  }
  if (expected != actual) return "other rows";
  *types_differ = result.types.size() != query["columns"].size();
  for (size_t k = 0; k < result.types.size() && !*types_differ; ++k)
    *types_differ = TypeName(result.types[k]) != query["columns"][k][1].get<std::string>();
  return "";
}

bool IsUsable(const Json& query) {
  return !query.contains("skip") && !query.contains("needs_ddl") && !query.contains("since");
}

bool IsException(const Json& query) {
  return std::any_of(std::begin(kExceptions), std::end(kExceptions),
                     [&](const Exception& e) { return query["file"] == e.file && query["n"] == e.number; });
}

void RunAll(ExecutorPath path) {
  if (!std::filesystem::exists(kFolder))
    GTEST_SKIP() << "SKIPPED: " << kFolder << " is not there, Spark's answers were not compared";
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".jsonl") files.insert(entry.path());
  }
  int total = 0;
  int equal = 0;
  for (const auto& file : files) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      Result<Json> query = ParseJson(line);
      ASSERT_TRUE(query.ok());
      if (!IsUsable(*query)) continue;
      ++total;
      bool types_differ = false;
      std::string problem = Compare(*query, path, &types_differ);
      std::string where = (*query)["file"].get<std::string>() + " " + std::to_string((*query)["n"].get<int>());
      EXPECT_FALSE(types_differ) << where << ": other column types";
      if (problem.empty()) ++equal;
      else if (!IsException(*query)) std::cout << where << ": " << problem << "\n";
    }
  }
  std::cout << equal << " of " << total << " answers equal Spark's\n";
  EXPECT_GE(equal, kRequired * total);
}

TEST(Oracle, SparkAnswers) { RunAll(ExecutorPath::kAuto); }
TEST(Oracle, SparkAnswersOnSqlite) { RunAll(ExecutorPath::kSqlite); }

}  // namespace
}  // namespace pandora
