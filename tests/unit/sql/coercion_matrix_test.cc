// The types that operators give for every pair of simple types: Spark's coercion as a table. A dash: the binder refuses.
#include <gtest/gtest.h>

#include <map>

#include "core/base/text.h"
#include "core/sql/statement.h"

namespace pandora {
namespace {

constexpr std::string_view kTypes[] = {"tinyint",       "smallint", "int",    "bigint",  "float",     "double",
                                       "decimal(10,0)", "string",   "binary", "boolean", "timestamp", "date"};

// Row: the type on the left, column: the one on the right, both in the order of kTypes.
struct Matrix {
  std::string_view form;  // A and B stand for the operands
  std::string_view cells;
};
constexpr Matrix kMatrices[] = {
    {"A + B",
     "tiny small int big float double decimal(11,0) double - - - -\n"
     "small small int big float double decimal(11,0) double - - - -\n"
     "int int int big float double decimal(11,0) double - - - -\n"
     "big big big big float double decimal(21,0) double - - - -\n"
     "float float float float float double double double - - - -\n"
     "double double double double double double double double - - - -\n"
     "decimal(11,0) decimal(11,0) decimal(11,0) decimal(21,0) double double decimal(11,0) double - - - -\n"
     "double double double double double double double double - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -"},
    {"A / B",
     "double double double double double double decimal(14,11) double - - - -\n"
     "double double double double double double decimal(16,11) double - - - -\n"
     "double double double double double double decimal(21,11) double - - - -\n"
     "double double double double double double decimal(31,11) double - - - -\n"
     "double double double double double double double double - - - -\n"
     "double double double double double double double double - - - -\n"
     "decimal(16,6) decimal(16,6) decimal(21,11) decimal(31,21) double double decimal(21,11) double - - - -\n"
     "double double double double double double double double - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -"},
    {"A % B",
     "tiny small int big float double decimal(3,0) double - - - -\n"
     "small small int big float double decimal(5,0) double - - - -\n"
     "int int int big float double dec double - - - -\n"
     "big big big big float double dec double - - - -\n"
     "float float float float float double double double - - - -\n"
     "double double double double double double double double - - - -\n"
     "decimal(3,0) decimal(5,0) dec dec double double dec double - - - -\n"
     "double double double double double double double double - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -"},
    {"A = B",
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "bool bool bool bool bool bool bool bool bool bool bool bool\n"
     "- - - - - - - bool bool - - -\n"
     "bool bool bool bool bool bool bool bool - bool - -\n"
     "- - - - - - - bool - - bool bool\n"
     "- - - - - - - bool - - bool bool"},
    {"A < B",
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool bool bool bool bool\n"
     "- - - - - - - bool bool - - -\n"
     "- - - - - - - bool - bool - -\n"
     "- - - - - - - bool - - bool bool\n"
     "- - - - - - - bool - - bool bool"},
    {"A & B",
     "tiny small int big - - - - - - - -\n"
     "small small int big - - - - - - - -\n"
     "int int int big - - - - - - - -\n"
     "big big big big - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -\n"
     "- - - - - - - - - - - -"},
    {"coalesce(A, B)",
     "tiny small int big float double dec text - - - -\n"
     "small small int big float double dec text - - - -\n"
     "int int int big float double dec text - - - -\n"
     "big big big big float double decimal(20,0) text - - - -\n"
     "float float float float float double double text - - - -\n"
     "double double double double double double double text - - - -\n"
     "dec dec dec decimal(20,0) double double dec text - - - -\n"
     "text text text text text text text text - - text text\n"
     "- - - - - - - - bin - - -\n"
     "- - - - - - - - - bool - -\n"
     "- - - - - - - text - - time time\n"
     "- - - - - - - text - - time date"},
    {"greatest(A, B)",
     "tiny small int big float double dec - - - - -\n"
     "small small int big float double dec - - - - -\n"
     "int int int big float double dec - - - - -\n"
     "big big big big float double decimal(20,0) - - - - -\n"
     "float float float float float double double - - - - -\n"
     "double double double double double double double - - - - -\n"
     "dec dec dec decimal(20,0) double double dec - - - - -\n"
     "- - - - - - - text - - - -\n"
     "- - - - - - - - bin - - -\n"
     "- - - - - - - - - bool - -\n"
     "- - - - - - - - - - time time\n"
     "- - - - - - - - - - time date"},
    {"A in (B)",
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - - -\n"
     "bool bool bool bool bool bool bool bool - - bool bool\n"
     "- - - - - - - - bool - - -\n"
     "- - - - - - - - - bool - -\n"
     "- - - - - - - bool - - bool bool\n"
     "- - - - - - - bool - - bool bool"},
};

std::string ShortName(const SqlType& type) {
  const std::map<std::string, std::string> names = {
      {"tinyint", "tiny"}, {"smallint", "small"}, {"bigint", "big"},        {"boolean", "bool"},
      {"binary", "bin"},   {"timestamp", "time"}, {"decimal(10,0)", "dec"}, {"string", "text"}};
  auto found = names.find(TypeName(type));
  return found == names.end() ? TypeName(type) : found->second;
}

std::string Operand(std::string_view type) {
  std::string value = type == "timestamp" || type == "date" ? "'2017-12-11 09:30:00'" : type == "binary" ? "'1'" : "1";
  return "cast(" + value + " as " + std::string(type) + ")";
}

std::string TypeOf(std::string_view form, std::string_view left, std::string_view right) {
  std::string sql = "select ";
  for (char c : form) sql += c == 'A' ? Operand(left) : c == 'B' ? Operand(right) : std::string(1, c);
  auto plan = BindStatement(sql, {}, {});
  if (std::holds_alternative<SqlError>(plan)) return "-";
  return ShortName(std::get<QueryPlan>(plan).root->root->output[0].type);
}

TEST(CoercionMatrix, EveryPairOfTypes) {
  for (const Matrix& matrix : kMatrices) {
    std::vector<std::string_view> lines = Split(matrix.cells, '\n');
    ASSERT_EQ(lines.size(), std::size(kTypes)) << matrix.form;
    for (size_t row = 0; row < lines.size(); ++row) {
      std::string actual;
      for (std::string_view right : kTypes)
        actual += (actual.empty() ? "" : " ") + TypeOf(matrix.form, kTypes[row], right);
      EXPECT_EQ(actual, lines[row]) << matrix.form << ", left " << kTypes[row];
    }
  }
}

}  // namespace
}  // namespace pandora
