// Functions that need OVER. They have no kernel of their own: the executor numbers the rows of a partition itself.
#include "core/function/kernel.h"

namespace pandora {
namespace {

std::optional<SqlType> LagType(std::span<const SqlType> args, std::span<const Value* const> constants,
                               std::string* error) {
  if (args.size() > 1 && (!constants[1] || constants[1]->is_null())) {
    *error = "Offset expression must be a foldable integer expression";
    return std::nullopt;
  }
  return args[0];
}

std::optional<SqlType> NtileType(std::span<const SqlType>, std::span<const Value* const> constants,
                                 std::string* error) {
  if (!constants.empty() && (!constants[0] || constants[0]->is_null() || constants[0]->i <= 0)) {
    *error = "Buckets expression must be a positive constant";
    return std::nullopt;
  }
  return SqlType(SqlKind::kInt);
}

const Function kTable[] = {
    {"row_number", "() -> int", nullptr, nullptr, kWindowOnly, nullptr, nullptr,
     "The number of the row in its partition, from 1.", "分区内的行号,从 1 开始。",
     "collect_list(n) from (select row_number() over (order by x) as n from values (5), (5), (7) as t(x)) => [1,2,3]"},
    {"rank", "() -> int", nullptr, nullptr, kWindowOnly, nullptr, nullptr, "The rank, with gaps after ties.",
     "排名,并列后有间隔。",
     "collect_list(n) from (select rank() over (order by x) as n from values (5), (5), (7) as t(x)) => [1,1,3]"},
    {"dense_rank", "() -> int", nullptr, nullptr, kWindowOnly, nullptr, nullptr, "The rank, without gaps.",
     "排名,无间隔。",
     "collect_list(n) from (select dense_rank() over (order by x) as n from values (5), (5), (7) as t(x)) => [1,1,2]"},
    {"percent_rank", "() -> double", nullptr, nullptr, kWindowOnly, nullptr, nullptr, "(rank - 1) / (rows - 1).",
     "百分比排名。",
     "collect_list(n) from (select percent_rank() over (order by x) as n from values (5), (5), (7) as t(x)) => "
     "[0.0,0.0,1.0]"},
    {"cume_dist", "() -> double", nullptr, nullptr, kWindowOnly, nullptr, nullptr, "The share of rows up to this one.",
     "累计分布。",
     "collect_list(n) from (select cume_dist() over (order by x) as n from values (5), (7) as t(x)) => [0.5,1.0]"},
    {"ntile", "([intonly]) -> rule", nullptr, nullptr, kWindowOnly, NtileType, nullptr,
     "The bucket of the row, of n equal ones.", "将行均分为 n 桶后的桶号。",
     "collect_list(n) from (select ntile(2) over (order by x) as n from values (5), (6), (7) as t(x)) => [1,1,2]"},
    {"lag", "(any[, intonly[, first]]) -> rule", nullptr, nullptr, kWindowOnly, LagType, nullptr,
     "The value some rows before.", "前若干行的值。",
     "collect_list(n) from (select lag(x, 1, 0) over (order by x) as n from values (5), (7) as t(x)) => [0,5]"},
    {"lead", "(any[, intonly[, first]]) -> rule", nullptr, nullptr, kWindowOnly, LagType, nullptr,
     "The value some rows after.", "后若干行的值。",
     "collect_list(n) from (select lead(x, 1, 0) over (order by x) as n from values (5), (7) as t(x)) => [7,0]"},
};

}  // namespace

std::span<const Function> WindowFunctions() { return kTable; }

}  // namespace pandora
