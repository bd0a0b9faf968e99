// Expressions as SQLite text. What has no column of a sub-query in it becomes one user function over its columns, whole; only
// comparisons and logic, which SQLite needs to see for joins and filters, and sub-queries stay operators.
#include <algorithm>
#include <cmath>

#include "core/base/format_number.h"
#include "core/query/sqlite_generator.h"
#include "core/query/sqlite_value.h"

namespace pandora {
namespace {

using Op = BoundExpr::Op;

bool HasPlan(const BoundExpr& expr) {
  bool found = false;
  VisitExpr(expr, [&](const BoundExpr& e) { found = found || e.plan != nullptr; });
  return found;
}

// Lists with floating numbers in them: their bytes tell the two zeros apart, which compare equal.
bool IsListOfFractions(const SqlType& type) {
  if (!type.fields) return false;
  return std::any_of(type.fields->begin(), type.fields->end(),
                     [](const auto& field) { return field.type.IsFractional() || IsListOfFractions(field.type); });
}

MutableExpr MakeArgument(int index, const SqlType& type, Span span) {
  auto column = std::make_shared<BoundExpr>();
  column->op = Op::kColumn;
  column->index = index;
  column->type = type;
  column->span = span;
  return column;
}

}  // namespace

std::string SqliteGenerator::Literal(const BoundExpr& expr) {
  // SQLite reads decimal digits less exactly than we print them: only whole doubles are written out.
  if (expr.value.tag == Value::Tag::kDouble && std::isfinite(expr.value.d)) {
    bool whole = std::fabs(expr.value.d) < 1e15 && expr.value.d == std::floor(expr.value.d) &&
                 !(expr.value.d == 0 && std::signbit(expr.value.d));
    return whole ? FixedNumber(expr.value.d, 1) : Site(expr);
  }
  return SqliteLiteral(expr.value, expr.type);
}

std::string SqliteGenerator::Expr(const BoundExpr& expr, int depth) {
  switch (expr.op) {
    case Op::kColumn: return rows_.back()[static_cast<size_t>(expr.index)];
    case Op::kOuter: return rows_[rows_.size() - 1 - static_cast<size_t>(expr.depth)][static_cast<size_t>(expr.index)];
    case Op::kLiteral: return Literal(expr);
    case Op::kScalarQuery: return Subquery(*expr.plan, "SELECT one_row(c0) FROM ");
    case Op::kExists: return "EXISTS " + Subquery(*expr.plan, "SELECT 1 FROM ");
    case Op::kInQuery: {
      std::string left, columns;
      for (size_t k = 0; k < expr.args.size(); ++k) {
        left += (k > 0 ? ", " : "") + Expr(*expr.args[k], depth + 1);
        columns += (k > 0 ? ", c" : "c") + std::to_string(k);
      }
      return "((" + left + ") IN " + Subquery(*expr.plan, "SELECT " + columns + " FROM ") + ")";
    }
    default: break;
  }
  bool has_plan = HasPlan(expr);
  if (has_plan || depth < kMaxNativeDepth) {
    std::string native = Native(expr, depth);
    if (!native.empty()) return native;
  }
  return has_plan ? SiteOverArgs(expr, depth) : Site(expr);
}

std::string SqliteGenerator::Subquery(const PlanNode& plan, std::string_view select) {
  levels_.emplace_back();
  std::string name = Emit(plan);
  std::string text = "(" + WithList(levels_.size() - 1) + std::string(select) + name + ")";
  levels_.pop_back();
  return text;
}

// Halves, so that a long chain does not become a deep tree.
std::string SqliteGenerator::Connect(const std::vector<ExprPtr>& args, size_t begin, size_t end, std::string_view word,
                                     int depth) {
  if (end - begin == 1) return Expr(*args[begin], depth + 1);
  size_t middle = begin + (end - begin) / 2;
  return "(" + Connect(args, begin, middle, word, depth) + std::string(word) + Connect(args, middle, end, word, depth) +
         ")";
}

std::string SqliteGenerator::Native(const BoundExpr& expr, int depth) {
  auto arg = [&](size_t k) { return Expr(*expr.args[k], depth + 1); };
  bool has_plan = HasPlan(expr);
  switch (expr.op) {
    case Op::kAnd: return Connect(expr.args, 0, expr.args.size(), " AND ", depth);
    case Op::kOr: return Connect(expr.args, 0, expr.args.size(), " OR ", depth);
    case Op::kCase: {
      if (!has_plan) return "";
      std::string text = "CASE";
      for (size_t k = 0; k + 1 < expr.args.size(); k += 2) text += " WHEN " + arg(k) + " THEN " + arg(k + 1);
      return text + " ELSE " + arg(expr.args.size() - 1) + " END";
    }
    case Op::kIn: {
      if (!has_plan || IsListOfFractions(expr.args[0]->type)) return "";
      std::string text = "(" + arg(0) + " IN (";
      for (size_t k = 1; k < expr.args.size(); ++k) text += (k > 1 ? ", " : "") + arg(k);
      return text + "))";
    }
    case Op::kCall: break;
    default: return "";
  }
  constexpr std::pair<std::string_view, std::string_view> kOperators[] = {
      {"=", " = "}, {"<=>", " IS "}, {"<>", " <> "}, {"<", " < "}, {"<=", " <= "}, {">", " > "}, {">=", " >= "}};
  std::string_view name = expr.function->name();
  for (const auto& [function, text] : kOperators) {
    if (name == function && IsListOfFractions(expr.args[0]->type)) return "";
    if (name == function) return "(" + arg(0) + std::string(text) + arg(1) + ")";
  }
  if (name == "not") return "(NOT " + arg(0) + ")";
  if (name == "isnull") return "(" + arg(0) + " IS NULL)";
  if (name == "isnotnull") return "(" + arg(0) + " IS NOT NULL)";
  if (!has_plan || !(expr.function->flags & kLazy)) return "";
  if (name == "if") return "CASE WHEN " + arg(0) + " THEN " + arg(1) + " ELSE " + arg(2) + " END";
  if (name == "nvl2") return "CASE WHEN " + arg(0) + " IS NOT NULL THEN " + arg(1) + " ELSE " + arg(2) + " END";
  if (expr.args.size() == 1) return arg(0);
  std::string text = "coalesce(";
  for (size_t k = 0; k < expr.args.size(); ++k) text += (k > 0 ? ", " : "") + arg(k);
  return text + ")";
}

// The whole expression as one function of the columns in it.
std::string SqliteGenerator::Site(const BoundExpr& expr, bool generator) {
  ExpressionSite site;
  site.generator = generator;
  std::vector<std::string> args;
  std::map<std::pair<int, int>, int> known;
  auto replace = [&](const ExprPtr& e) -> ExprPtr {
    if (e->op != Op::kColumn && e->op != Op::kOuter) return nullptr;
    auto [found, fresh] = known.emplace(std::pair(e->depth, e->index), static_cast<int>(args.size()));
    if (fresh) {
      args.push_back(Expr(*e));
      site.arg_types.push_back(e->type);
    }
    return MakeArgument(found->second, e->type, e->span);
  };
  auto copy = std::make_shared<BoundExpr>(expr);
  for (ExprPtr& arg : copy->args) arg = RewriteExpr(arg, replace);
  site.expr = copy;
  std::string text = "x" + std::to_string(sites_->expressions.size()) + "(";
  for (size_t k = 0; k < args.size(); ++k) text += (k > 0 ? ", " : "") + args[k];
  sites_->expressions.push_back(std::move(site));
  return text + ")";
}

// Only this operator as a function: its arguments hold sub-queries.
std::string SqliteGenerator::SiteOverArgs(const BoundExpr& expr, int depth) {
  ExpressionSite site;
  auto copy = std::make_shared<BoundExpr>(expr);
  std::string args;
  for (size_t k = 0; k < expr.args.size(); ++k) {
    args += (k > 0 ? ", " : "") + Expr(*expr.args[k], depth + 1);
    site.arg_types.push_back(expr.args[k]->type);
    copy->args[k] = MakeArgument(static_cast<int>(k), expr.args[k]->type, expr.args[k]->span);
  }
  site.expr = copy;
  sites_->expressions.push_back(std::move(site));
  return "x" + std::to_string(sites_->expressions.size() - 1) + "(" + args + ")";
}

}  // namespace pandora
